"""Files → sheets: a kind, a header, and rows of text that can be gone through again without being kept.

Every bound is checked here, and what is wrong with a file as a whole is noted, so that nothing behind this meets a file
that it cannot read. Rows come out mapped, cleaned and masked: nothing behind this knows that they were ever otherwise.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import csv_text, staging
from veralot_server.modules.exchange.cleaning import Step, cleaned, steps_of
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.headings import form_of, kind_of, mapped
from veralot_server.modules.exchange.masking import Masker
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.shelves import Cabinet, Memo
from veralot_server.modules.exchange.staging import KeptFile
from veralot_server.modules.exchange.workbook import Cell, Formula, OpenBook
from veralot_shared.contracts.exchange import CellInvalid, ColumnMissing, FileSetup, FileUnreadable, ImportFile, Kind
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

MOST_BYTES: Final = staging.MOST_BYTES
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
FIELD_KNOWN: Final = N_("a field of this kind of file")

REFUSED: Final = "\x00"
"""Stands for a cell that was refused while reading. No file can contain it."""

Source = Callable[[], Iterator[Sequence[str]]]
"""Goes through all rows of a file, the header first, as often as it is called."""


class Form(NamedTuple):
    """How a file was read: what a person may choose otherwise."""

    encoding: str = ""
    delimiter: str = ""
    titles: Sequence[str] = ()


class Desk(NamedTuple):
    """What files are opened with.

    Attributes:
        tx: knows the staged files; without it only files that came whole are opened.
        zone: the plant's.
        stack: closes what is kept on disk.
        masker: makes up names where people are masked.
    """

    tx: Transaction | None
    zone: ZoneInfo
    stack: ExitStack
    masker: Masker | None = None

    def folder(self) -> Path:
        """Return a new folder that goes with the import."""
        made: str = self.stack.enter_context(TemporaryDirectory(prefix="veralot-import-"))
        return Path(made)


class Sheet:
    """One file's table. `whole` turns false when something of it could not be read."""

    def __init__(self, kept: KeptFile, kind: Kind, title: str, source: Source, setup: FileSetup, desk: Desk) -> None:
        """Read the header. Raises: FileUnreadable."""
        self.file, self.kind, self.title = kept.name, kind, title
        self.sha256, self.size = kept.sha256, kept.size
        self.form = Form()
        self.setup = setup
        self.headings = [text.strip() for text in next(source(), [])]
        self.header, self.ignored = mapped(self.headings, kind, setup.columns)
        if not any(self.headings):
            raise FileUnreadable(file=kept.name, problem=NO_HEADER)
        self.rows = self.left_out = 0
        self.whole = True
        self._source = source
        self._last = MOST_ROWS + 2
        self._steps: list[Step] = steps_of(setup.rules, self.header, desk.zone)
        mask = desk.masker.of_row(kind, self.header, setup.personal, REFUSED) if desk.masker else None
        self._met = Cabinet(desk.stack).memo("row") if setup.drop_duplicates else None
        self._mask: Callable[[Sequence[str]], Sequence[str]] | None = mask

    def place(self, row: int) -> Place:
        """Return the place of a row; 1 is the header, 0 the file."""
        return Place(self.file, self.title, row)

    def raw(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Return the rows that are not empty as they stand, with their numbers, as far as the file can be read."""
        for row, record in enumerate(islice(self._source(), 1, self._last), 2):
            if "".join(record).strip():
                yield row, record

    def records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Return the rows that are not empty, cleaned and masked, with their numbers; of two that are equal the first."""
        rows = self.raw()
        if self._steps:
            rows = ((row, cleaned(record, self._steps, REFUSED)) for row, record in rows)
        if self._met is not None:
            rows = self._once(rows, self._met)
        if self._mask is not None:
            mask = self._mask
            rows = ((row, mask(record)) for row, record in rows)
        return rows

    def _once(self, rows: Iterator[tuple[int, Sequence[str]]], met: Memo) -> Iterator[tuple[int, Sequence[str]]]:
        """Leave out rows that repeat an earlier one in every column."""
        met.clear()
        self.left_out = 0
        for row, record in rows:
            if met.add_row([cell.strip() for cell in record]):
                yield row, record
            else:
                self.left_out += 1

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


def open_all(files: Iterable[ImportFile], desk: Desk, problems: Problems) -> list[Sheet]:
    """Return the sheets of all files that can be read, in the order of kinds and names; note what cannot."""
    sheets: list[Sheet] = []
    names: set[str] = set()
    folder = desk.folder()
    for number, file in enumerate(files):
        try:
            refuse_twice(file.name, number, names)
            sheet = open_one(file, folder / str(number), desk, problems)
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


def open_one(file: ImportFile, path: Path, desk: Desk, problems: Problems) -> Sheet:
    """Return a file's sheet with its header. Raises: FileKindUnknown, FileUnreadable, FileNotStaged."""
    form, setup = form_of(file.name), file.setup
    kind = setup.kind or kind_of(file.name)
    if len(file.content) > MOST_BYTES:
        raise FileUnreadable(file=file.name, problem=TOO_LARGE)
    kept = staging.keep(file, path.with_suffix(f".{form}"), desk.tx)
    if form == "xlsx":
        book = OpenBook(kept.path, file.name, desk.zone, desk.stack, setup.sheet)
        place = Place(file.name, book.title, 0)
        source = read_once(book, place, lambda heads: mapped(heads, kind, setup.columns), problems, desk.stack)
        sheet = Sheet(kept, kind, book.title, source, setup, desk)
        sheet.form = Form(titles=book.titles)
        return sheet
    encoding = csv_text.encoding_of(kept.path, file.name, setup.encoding)
    delimiter = setup.delimiter if setup.delimiter in tuple(csv_text.DELIMITERS) else ""
    delimiter = delimiter or csv_text.delimiter_of(kept.path, encoding)
    sheet = Sheet(kept, kind, "", csv_text.source(kept.path, file.name, encoding, delimiter), setup, desk)
    sheet.form = Form(encoding=encoding, delimiter=delimiter)
    return sheet


def read_once(
    book: OpenBook,
    place: Place,
    named: Callable[[Sequence[str]], tuple[list[str], set[int]]],
    problems: Problems,
    stack: ExitStack,
) -> Source:
    """Read a workbook once and keep its text, on disk where it is long; note cells that are no values.

    Raises:
        FileUnreadable: it is damaged or too long.
    """
    spool = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115 - the stack closes it
    text = cast("IO[str]", stack.enter_context(spool))
    writer = csv.writer(text)
    heads: list[str] = []
    ignored: set[int] = set()
    for row, record in enumerate(book.records(), 1):
        refuse_long(place.file, row)
        if not heads:
            heads, ignored = named([str(cell) for cell in record])
        writer.writerow(
            [
                "" if at in ignored and row > 1 else plain(cell, place._replace(row=row), heads[at : at + 1], problems)
                for at, cell in enumerate(record)
            ]
        )

    def again() -> Iterator[Sequence[str]]:
        text.seek(0)
        return csv.reader(text)

    return again


def plain(cell: Cell, place: Place, heads: Sequence[str], problems: Problems) -> str:
    """Return a cell's text; one that is no value is noted and marked as refused."""
    if isinstance(cell, Formula):
        problems.formula(place, "".join(heads), cell.text)
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
    named = [rule.field for rule in sheet.setup.rules if rule.field != "*"] + list(sheet.setup.personal)
    for name in dict.fromkeys(named):
        if name not in columns:
            problems.add(sheet.place(0), CellInvalid(value=name, expected=FIELD_KNOWN), name, name)
