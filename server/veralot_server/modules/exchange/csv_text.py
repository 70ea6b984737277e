"""CSV as people's programs write it: UTF-8, UTF-16 or GB 18030, with or without a byte order mark; four delimiters."""

import codecs
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from veralot_shared.contracts.exchange import FileUnreadable
from veralot_shared.i18n import N_
from veralot_shared.rules.spreadsheets import MARK, meant

ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""Tried in this order, where no byte order mark and no zero bytes say more."""
OFFERED: Final = ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "shift_jis", "euc_kr", "cp1252")
"""What a person may choose instead of what is seen."""
DELIMITERS: Final = ",;\t|"
BLOCK: Final = 1 << 20
SAMPLE: Final = 4096

NOT_TEXT: Final = N_("It is neither UTF-8, UTF-16 nor GB 18030 text. Save it as “CSV UTF-8”.")
NOT_IN_ENCODING: Final = N_("It is no text in the encoding that was chosen.")
QUOTING: Final = N_("A quotation mark is not closed, or stands where none may. Save it as CSV again.")


def encoding_of(path: Path, file: str, chosen: str = "") -> str:
    """Return the encoding in which the whole file is text: the chosen one, or the first that fits.

    Raises:
        FileUnreadable: in none of them.
    """
    if chosen:
        if chosen not in OFFERED or not decodes(path, chosen):
            raise FileUnreadable(file=file, problem=NOT_IN_ENCODING)
        return chosen
    with path.open("rb") as source_:
        start = source_.read(SAMPLE)
    for encoding in likely(start):
        if decodes(path, encoding):
            return encoding
    raise FileUnreadable(file=file, problem=NOT_TEXT)


def likely(start: bytes) -> tuple[str, ...]:
    """Return the encodings that a file's beginning lets one try."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\x00" not in start:
        return ENCODINGS
    # Neither UTF-8 nor GB 18030 has zero bytes. Of UTF-16 every other one is zero where the text is Latin: headings are.
    even, odd = start[::2].count(0), start[1::2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def decodes(path: Path, encoding: str) -> bool:
    """Tell whether all of it is text in this encoding, block by block; a zero character is in no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source_:
            while block := source_.read(BLOCK):
                if "\x00" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def delimiter_of(path: Path, encoding: str) -> str:
    """Return the delimiter that divides the first line into most cells."""
    with path.open(encoding=encoding, newline="") as text:
        line = text.readline(BLOCK)
    return max(DELIMITERS, key=line.count)


def source(path: Path, file: str, encoding: str, delimiter: str) -> Callable[[], Iterator[list[str]]]:
    """Return what goes through the rows, empty ones included, as often as it is called; it raises FileUnreadable.

    What was marked so that a spreadsheet takes it for no formula is read as it was before.
    """

    def records() -> Iterator[list[str]]:
        with path.open(encoding=encoding, newline="") as text:
            try:
                for record in csv.reader(text, delimiter=delimiter, strict=True):
                    # A mark within a text that was put together from several files is no character.
                    if record and record[0].startswith("\ufeff"):
                        record[0] = record[0][1:]
                    yield [meant(cell) if cell.startswith(MARK) else cell for cell in record]
            except csv.Error as error:
                raise FileUnreadable(file=file, problem=QUOTING) from error

    return records
