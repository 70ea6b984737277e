"""Files → sheets: a kind, a header, and rows of text that can be gone through again without being kept.

Every bound is checked here, and what is wrong with a file as a whole is noted, so that nothing behind this meets a file
that it cannot read.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast
from zoneinfo import ZoneInfo

from veralot_server.modules.exchange import csv_text
from veralot_server.modules.exchange.columns import COLUMNS, Kind
from veralot_server.modules.exchange.headings import headings, kind_of
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.workbook import Cell, Formula, OpenBook
from veralot_shared.contracts.exchange import CellInvalid, ColumnMissing, FileUnreadable, ImportFile
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ROWS: Final = 2_000_000
MOST_FILES: Final = 100
IN_MEMORY: Final = 8 * 1024 * 1024

TOO_LARGE: Final = N_("It is larger than 64 MiB. Divide it.")
TOO_MANY_ROWS: Final = N_("It has more than 2,000,000 rows. Divide it.")
TOO_MANY_FILES: Final = N_("One import takes at most 100 files.")
NO_HEADER: Final = N_("It has no header row.")
NAMED_TWICE: Final = N_("Another file of this import has the same name.")
HEADING_KNOWN: Final = N_("the heading of a column of this kind of file")
HEADING_ONCE: Final = N_("a heading that stands once")
NO_FORMULA: Final = N_("a value; formulas are not evaluated. Paste it as a value")

REFUSED: Final = "\x00"
"""Stands for a cell that was refused while reading. No file can contain it."""

Source = Callable[[], Iterator[Sequence[str]]]
"""Goes through all rows of a file, the header first, as often as it is called."""


class Sheet:
    """One file's table. `whole` turns false when something of it could not be read."""

    def __init__(self, file: ImportFile, kind: Kind, title: str, source: Source) -> None:
        """Read the header. Raises: FileUnreadable."""
        self.file, self.kind, self.title = file.name, kind, title
        self.sha256 = hashlib.sha256(file.content).hexdigest()
        self.header = headings(next(source(), []), kind)
        if not any(self.header):
            raise FileUnreadable(file=file.name, problem=NO_HEADER)
        self.rows = 0
        self.whole = True
        self._source = source
        self._last = MOST_ROWS + 2

    def place(self, row: int) -> Place:
        """Return the place of a row; 1 is the header, 0 the file."""
        return Place(self.file, self.title, row)

    def records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Return the rows that are not empty, with their numbers, as far as the file can be read."""
        for row, record in enumerate(islice(self._source(), 1, self._last), 2):
            if "".join(record).strip():
                yield row, record

    def survey(self, problems: Problems) -> Iterator[Sequence[str]]:
        """Go through the rows the first time: count them, and note where the file breaks or grows too long."""
        last = 1
        try:
            for row, record in self.records():
                last = row
                self.rows += 1
                yield record
            refuse_long(self.file, last)
        except FileUnreadable as error:
            self.whole, self._last = False, last
            problems.add(self.place(last + 1), error)


def refuse_long(file: str, last_row: int) -> None:
    """Refuse a file with too many rows. Raises: FileUnreadable."""
    if last_row > MOST_ROWS + 1:
        raise FileUnreadable(file=file, problem=TOO_MANY_ROWS)


def open_all(files: Iterable[ImportFile], zone: ZoneInfo, problems: Problems, stack: ExitStack) -> list[Sheet]:
    """Return the sheets of all files that can be read, in the order of kinds and names; note what cannot.

    What they keep on disk is closed by `stack`.
    """
    sheets: list[Sheet] = []
    names: set[str] = set()
    for number, file in enumerate(files):
        try:
            refuse_twice(file.name, number, names)
            sheet = open_one(file, zone, problems, stack)
        except CodedError as error:
            problems.add(Place(file.name, "", 0), error)
        else:
            check_header(sheet, problems)
            sheets.append(sheet)
    return sorted(sheets, key=lambda sheet: (list(Kind).index(sheet.kind), sheet.file))


def refuse_twice(name: str, number: int, names: set[str]) -> None:
    """Refuse a name that another file has, and too many files. Raises: FileUnreadable."""
    if name in names or number >= MOST_FILES:
        raise FileUnreadable(file=name, problem=NAMED_TWICE if name in names else TOO_MANY_FILES)
    names.add(name)


def open_one(file: ImportFile, zone: ZoneInfo, problems: Problems, stack: ExitStack) -> Sheet:
    """Return a file's sheet with its header. Raises: FileKindUnknown, FileUnreadable."""
    kind, form = kind_of(file.name)
    if len(file.content) > MOST_BYTES:
        raise FileUnreadable(file=file.name, problem=TOO_LARGE)
    if form == "csv":
        return Sheet(file, kind, "", csv_text.source(file.content, file.name))
    book = OpenBook(file.content, file.name, zone)
    return Sheet(file, kind, book.title, kept(book, Place(file.name, book.title, 0), kind, problems, stack))


def kept(book: OpenBook, place: Place, kind: Kind, problems: Problems, stack: ExitStack) -> Source:
    """Read a workbook once and keep its text, on disk where it is long; note cells that are no values.

    Raises:
        FileUnreadable: it is damaged or too long.
    """
    spool = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115 - the stack closes it
    text = cast("IO[str]", stack.enter_context(spool))
    writer = csv.writer(text)
    heads: list[str] = []
    for row, record in enumerate(book.records(), 1):
        refuse_long(place.file, row)
        heads = heads or headings([str(cell) for cell in record], kind)
        writer.writerow(
            [plain(cell, place._replace(row=row), heads[at : at + 1], problems) for at, cell in enumerate(record)]
        )

    def again() -> Iterator[Sequence[str]]:
        text.seek(0)
        return csv.reader(text)

    return again


def plain(cell: Cell, place: Place, heads: Sequence[str], problems: Problems) -> str:
    """Return a cell's text; one that is no value is noted and marked as refused."""
    if isinstance(cell, Formula):
        problems.add(place, CellInvalid(value=cell.text, expected=NO_FORMULA), "".join(heads), cell.text)
        return REFUSED
    return cell.replace(REFUSED, "")


def check_header(sheet: Sheet, problems: Problems) -> None:
    """Note missing, unknown and doubled headings: a column misspelt must not be a column silently left out."""
    columns = {column.name: column for column in COLUMNS[sheet.kind]}
    header = [name for name in sheet.header if name]
    for column in columns.values():
        if column.required and column.name not in header:
            sheet.whole = False
            problems.add(sheet.place(1), ColumnMissing(file=sheet.file, column=column.name), column.name)
    for index, name in enumerate(header):
        expected = HEADING_KNOWN if name not in columns else HEADING_ONCE if name in header[:index] else ""
        if expected:
            problems.add(sheet.place(1), CellInvalid(value=name, expected=expected), name, name)
