"""XLSX: one worksheet as rows of text. Nothing is evaluated, nothing unpacked beyond its bounds, no entity expanded."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat
from zoneinfo import ZoneInfo

from openpyxl.utils.exceptions import InvalidFileException

from veralot_server.modules.exchange.lean_book import LeanReader
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
NO_SUCH_SHEET: Final = N_("It has no worksheet of the chosen name.")
DECLARES: Final = N_("One of its parts declares a document type. No spreadsheet program writes that.")
ODD_PATH: Final = N_("One of its parts has a name that leads out of the workbook.")
BLOCK: Final = 1 << 16
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

    def __init__(self, path: Path, file: str, zone: ZoneInfo, stack: ExitStack, sheet: str = "") -> None:
        """Check the bounds and open it at a worksheet, the first if none is named; `stack` discards what waits on disk.

        Raises:
            FileUnreadable: it is none, is damaged, has no such worksheet, or would unpack beyond the bounds.
        """
        self._file, self._zone = file, zone
        guard(path, file)
        try:
            self._reader = LeanReader(path, stack)
            stack.callback(self._reader.archive.close)
            self._reader.read()
        except STUMBLES as error:
            raise FileUnreadable(file=file, problem=BROKEN) from error
        self.titles = list(self._reader.paths)
        if not self.titles or (sheet and sheet not in self.titles):
            raise FileUnreadable(file=file, problem=NO_SUCH_SHEET if self.titles else NO_SHEET)
        self.title = sheet or self.titles[0]

    def records(self) -> Iterator[list[Cell]]:
        """Return the rows, empty ones included. Raises: FileUnreadable."""
        read = 0
        try:
            for number, cells in self._reader.rows(self.title):
                # A row may be left out, and is empty then.
                for _ in range(read + 1, number):
                    yield []
                if number > read:
                    read = number
                    yield trimmed(filled(cells, self._zone))
        except STUMBLES as error:
            raise FileUnreadable(file=self._file, problem=BROKEN) from error


def guard(path: Path, file: str) -> None:
    """Refuse what would unpack beyond the bounds, by the sizes in its directory, before anything of it is unpacked.

    A part that says less than it holds is cut there and fails its checksum. Then refuse names that lead elsewhere, and
    any declaration of a document type, without which there are neither entities to expand nor files to fetch.
    Raises: FileUnreadable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            problem = size_problem(parts, path.stat().st_size) or next(
                (found for part in parts if (found := part_problem(archive, part))), ""
            )
    except STUMBLES as error:
        raise FileUnreadable(file=file, problem=BROKEN) from error
    if problem:
        raise FileUnreadable(file=file, problem=problem)


def size_problem(parts: list[zipfile.ZipInfo], packed: int) -> str:
    """Return what is wrong with how far a workbook unpacks, if anything is."""
    unpacked = sum(part.file_size for part in parts)
    much = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_RATIO * packed)
    return BOMB if much else ""


def part_problem(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Return what is wrong with one part of a workbook, if anything is."""
    steps = part.filename.replace("\\", "/").split("/")
    if ".." in steps or not steps[0] or ":" in steps[0]:
        return ODD_PATH
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return ""
    with archive.open(part) as content:
        return DECLARES if declares_type(iter(lambda: content.read(BLOCK), b"")) else ""


class _Begun(Exception):
    """The document's first element has begun, before which a document type would have stood."""


class _Declared(Exception):
    """A document type is declared."""


def declares_type(blocks: Iterator[bytes]) -> bool:
    """Tell whether an XML document declares a document type, reading no further than its first element."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise _Declared

    def begun(*_: object) -> None:
        raise _Begun

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        for block in blocks:
            parser.Parse(block, False)  # noqa: FBT003 - expat's own argument: more follows
    except _Declared:
        return True
    except (_Begun, expat.ExpatError):
        # What is no XML is found out by whoever reads it.
        return False
    return False


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Return a row without the empty cells at its end, with which every row is filled up."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def filled(cells: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[Cell]:
    """Return a row's cells at their places; a cell may be left out, and is empty then."""
    row: list[Cell] = [""] * min(MOST_COLUMNS, max((cell["column"] for cell in cells), default=0))
    for cell in cells:
        if 0 < cell["column"] <= len(row):
            row[cell["column"] - 1] = text_of(cell["value"], cell["data_type"], zone)
    return row


def text_of(value: Any, data_type: str, zone: ZoneInfo) -> Cell:  # noqa: ANN401 - whatever openpyxl finds in a cell
    """Return a cell's value as the text that a CSV file would have."""
    if value is None:
        return ""
    if data_type in (FORMULA, ERROR):
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
