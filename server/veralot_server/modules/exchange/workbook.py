"""XLSX: the first worksheet as rows of text. Nothing is evaluated, nothing is unpacked beyond its bounds."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from veralot_shared.contracts.exchange import FileUnreadable
from veralot_shared.i18n import N_

MOST_UNPACKED: Final = 512 * 1024 * 1024
MOST_RATIO: Final = 200
"""Sheets of repeated text pack about 1 : 50; a hundred thousand equal rows not yet 1 : 150."""
SMALL: Final = 8 * 1024 * 1024
"""Below this size the ratio does not matter."""
MOST_PARTS: Final = 1000
MOST_COLUMNS: Final = 256
FORMULA: Final = "f"
ERROR: Final = "e"

BROKEN: Final = N_("It is no XLSX workbook, or a damaged one.")
BOMB: Final = N_("It unpacks to far more than a workbook of its size should.")
NO_SHEET: Final = N_("It has no worksheet.")
STUMBLES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,  # both XML parsers' errors are one
    LookupError,
    ArithmeticError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,  # an encrypted or unknown way of packing
)
"""What a damaged workbook makes openpyxl stumble over: it checks little and has no error of its own for it."""


class Formula(NamedTuple):
    """A cell that is no value: a formula, which is not evaluated, or the error that one left."""

    text: str


Cell = str | Formula


class OpenBook:
    """A workbook open for one reading, row by row."""

    def __init__(self, content: bytes, file: str, zone: ZoneInfo) -> None:
        """Check the bounds and open it.

        Raises:
            FileUnreadable: it is none, is damaged, has no worksheet, or would unpack beyond the bounds.
        """
        self._file, self._zone = file, zone
        guard(content, file)
        try:
            self._book: Workbook = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            sheets = self._book.worksheets
        except STUMBLES as error:
            raise FileUnreadable(file=file, problem=BROKEN) from error
        if not sheets:
            raise FileUnreadable(file=file, problem=NO_SHEET)
        self._sheet = sheets[0]
        self.title: str = self._sheet.title

    def records(self) -> Iterator[list[Cell]]:
        """Return the rows, empty ones included. Raises: FileUnreadable."""
        with closing(self._book):
            # What the file says of its own size need not be true.
            self._sheet.reset_dimensions()
            try:
                for row in self._sheet.iter_rows(max_col=MOST_COLUMNS):
                    yield trimmed([text_of(cell, self._zone) for cell in row])
            except STUMBLES as error:
                raise FileUnreadable(file=self._file, problem=BROKEN) from error


def guard(content: bytes, file: str) -> None:
    """Refuse what would unpack beyond the bounds, by the sizes in its directory, before anything of it is unpacked.

    A part that says less than it holds is cut there and fails its checksum. Raises: FileUnreadable.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except STUMBLES as error:
        raise FileUnreadable(file=file, problem=BROKEN) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_RATIO * len(content)):
        raise FileUnreadable(file=file, problem=BOMB)


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Return a row without the empty cells at its end, with which every row is filled up."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def text_of(cell: Any, zone: ZoneInfo) -> Cell:  # noqa: ANN401 - openpyxl's three kinds of cell have no common type
    """Return a cell's value as the text that a CSV file would have."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in (FORMULA, ERROR):
        return Formula(str(getattr(value, "text", value)))
    return plain_text(value, zone)


def plain_text(value: object, zone: ZoneInfo) -> str:
    """Return a value as text: numbers as they are shown (15 digits), dates by ISO 8601, times in the plant's zone."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
