"""CSV as people's programs write it: UTF-8 with or without a byte order mark, or GB 18030; comma, semicolon or tab."""

import codecs
import csv
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from typing import Final

from veralot_shared.contracts.exchange import FileUnreadable
from veralot_shared.i18n import N_

ENCODINGS: Final = ("utf-8-sig", "gb18030")
DELIMITERS: Final = ",;\t"
BLOCK: Final = 1 << 20

NOT_TEXT: Final = N_("It is neither UTF-8 nor GB 18030 text. Save it as “CSV UTF-8”.")
QUOTING: Final = N_("A quotation mark is not closed, or stands where none may. Save it as CSV again.")


def encoding_of(content: bytes, file: str) -> str:
    """Return the first encoding in which the whole file is text. Raises: FileUnreadable."""
    # Neither encoding uses a zero byte; UTF-16 does, and so does anything binary.
    if b"\x00" not in content:
        for encoding in ENCODINGS:
            if decodes(content, encoding):
                return encoding
    raise FileUnreadable(file=file, problem=NOT_TEXT)


def decodes(content: bytes, encoding: str) -> bool:
    """Tell whether all of it is text in this encoding, block by block."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), BLOCK):
            decoder.decode(content[start : start + BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(content: bytes, encoding: str) -> str:
    """Return the delimiter that divides the first line into most cells."""
    with TextIOWrapper(BytesIO(content), encoding, newline="") as text:
        line = text.readline(BLOCK)
    return max(DELIMITERS, key=line.count)


def source(content: bytes, file: str) -> Callable[[], Iterator[list[str]]]:
    """Return what goes through the rows, empty ones included, as often as it is called; it raises FileUnreadable.

    Raises:
        FileUnreadable: it is no text.
    """
    encoding = encoding_of(content, file)
    delimiter = delimiter_of(content, encoding)

    def records() -> Iterator[list[str]]:
        with TextIOWrapper(BytesIO(content), encoding, newline="") as text:
            try:
                yield from csv.reader(text, delimiter=delimiter, strict=True)
            except csv.Error as error:
                raise FileUnreadable(file=file, problem=QUOTING) from error

    return records
