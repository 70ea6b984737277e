"""A file before it is imported: how it reads, what its columns are taken for, and what cleaning would change."""

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import csv_text, staging
from veralot_server.modules.exchange.cleaning import Step, proposed, steps_of
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.headings import form_of, guess, guessed_kind
from veralot_server.modules.exchange.masking import PERSONAL
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import REFUSED, Desk, Sheet, open_one
from veralot_server.modules.exchange.shelves import Cabinet
from veralot_server.modules.exchange.titles import TITLES
from veralot_server.modules.exchange.workbook import OpenBook
from veralot_shared.contracts.exchange import (
    CellChange,
    CleaningView,
    FieldView,
    FileColumn,
    ImportFile,
    Kind,
    Match,
    PreviewView,
    RuleEffect,
)

SHOWN_ROWS: Final = 50
EXAMPLES: Final = 20
DUPLICATES: Final = 100
LONGEST_CELL: Final = 200


def previewed(file: ImportFile, row: int, tx: Transaction) -> PreviewView:
    """Return how a file reads, with its rows from the given one on. Raises: FileUnreadable, FileKindUnknown, FileNotStaged."""
    with ExitStack() as stack:
        desk = Desk(tx, tx.zone, stack)
        kind = file.setup.kind or guessed_kind(file.name)
        if kind is None:
            return unknown(file, desk)
        sheet = open_one(file, desk.folder() / "0", desk, Problems(stack, [file.name]))
        found = list(islice((pair for pair in sheet.raw() if pair[0] >= row), SHOWN_ROWS))
        rows = [shown(record) for _, record in found]
        columns = matched(sheet)
        header = [column.field for column in columns]
        return PreviewView(
            kind=kind,
            encoding=sheet.form.encoding,
            delimiter=sheet.form.delimiter,
            sheet=sheet.title,
            sheets=list(sheet.form.titles),
            columns=columns,
            fields=fields_of(kind),
            rows=rows,
            numbers=[number for number, _ in found],
            proposed=proposed(kind, header, rows, tx.zone),
        )


def unknown(file: ImportFile, desk: Desk) -> PreviewView:
    """Return a file whose kind is still to be chosen: its form alone. Raises: as `previewed`."""
    form = form_of(file.name)
    kept = staging.keep(file, desk.folder() / f"0.{form}", desk.tx)
    if form == "xlsx":
        book = OpenBook(kept.path, file.name, desk.zone, desk.stack, file.setup.sheet)
        rows = [[str(cell) for cell in record] for record in islice(book.records(), SHOWN_ROWS + 1)]
        encoding, delimiter, titles, title = "", "", book.titles, book.title
    else:
        encoding = csv_text.encoding_of(kept.path, file.name, file.setup.encoding)
        delimiter = csv_text.delimiter_of(kept.path, encoding)
        rows = list(islice(csv_text.source(kept.path, file.name, encoding, delimiter)(), SHOWN_ROWS + 1))
        titles, title = [], ""
    heads, rest = (rows[0], rows[1:]) if rows else ([], [])
    return PreviewView(
        kind=None,
        encoding=encoding,
        delimiter=delimiter,
        sheet=title,
        sheets=titles,
        columns=[FileColumn(heading=head, field="", match=Match.NONE) for head in heads],
        fields=[],
        rows=[shown(row) for row in rest],
        numbers=list(range(2, len(rest) + 2)),
        proposed=[],
    )


def matched(sheet: Sheet) -> list[FileColumn]:
    """Return the columns of a sheet, each field taken once: the first that is surest keeps it."""
    found = [(text, *guess(text, sheet.kind, sheet.setup.columns)) for text in sheet.headings]
    order = sorted(range(len(found)), key=lambda place: list(type(found[place][2])).index(found[place][2]))
    owner: dict[str, int] = {}
    for place in order:
        owner.setdefault(found[place][1], place)
    return [
        FileColumn(heading=text, field=field if owner.get(field) == place else "", match=match)
        for place, (text, field, match) in enumerate(found)
    ]


def fields_of(kind: Kind) -> list[FieldView]:
    """Return the fields of a kind of file."""
    personal = PERSONAL.get(kind, {})
    return [
        FieldView(
            name=column.name,
            title=TITLES[column.name],
            required=column.required,
            personal=column.name in personal,
            expects=column.expects,
        )
        for column in COLUMNS[kind]
    ]


def shown(record: Sequence[str]) -> list[str]:
    """Return a row with cells of a length that can be shown; one that was refused is empty."""
    return ["" if cell == REFUSED else cell[:LONGEST_CELL] for cell in record]


def cleaning(file: ImportFile, tx: Transaction) -> CleaningView:
    """Return what cleaning changes in a whole file. Raises: FileUnreadable, FileKindUnknown, FileNotStaged."""
    with ExitStack() as stack:
        desk = Desk(tx, tx.zone, stack)
        sheet = open_one(file, desk.folder() / "0", desk, Problems(stack, [file.name]))
        steps = steps_of(file.setup.rules, sheet.header, tx.zone)
        effects = [Effect(step, sheet.header) for step in steps]
        met = Cabinet(stack).memo("row")
        doubled: list[int] = []
        count = repeated = 0
        for row, record in sheet.raw():
            count += 1
            cells = list(record)
            for effect in effects:
                effect.apply(row, cells)
            if not met.add_row([cell.strip() for cell in cells]):
                repeated += 1
                doubled.extend([row] * (len(doubled) < DUPLICATES))
        return CleaningView(
            rows=count,
            effects=[
                RuleEffect(rule=effect.step.rule, changed=effect.changed, examples=effect.examples)
                for effect in effects
            ],
            duplicates=repeated,
            duplicate_rows=doubled,
        )


class Effect:
    """Applies one rule, and remembers what it did."""

    def __init__(self, step: Step, header: Sequence[str]) -> None:
        self.step = step
        self.changed = 0
        self.examples: list[CellChange] = []
        self._header = header

    def apply(self, row: int, cells: list[str]) -> None:
        """Clean a row in place."""
        for place in self.step.places:
            if place >= len(cells) or not cells[place] or cells[place] == REFUSED:
                continue
            before = cells[place]
            cells[place] = self.step.clean(before)
            if cells[place] != before:
                self._note(row, place, before, cells[place])

    def _note(self, row: int, place: int, before: str, after: str) -> None:
        self.changed += 1
        if len(self.examples) < EXAMPLES:
            column = self._header[place]
            self.examples.append(
                CellChange(row=row, column=column, before=before[:LONGEST_CELL], after=after[:LONGEST_CELL])
            )
