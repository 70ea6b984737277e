"""What imports are made of, and what they answer."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from veralot_shared.contracts.exchange.states import Cleaning, ImportState, Kind, Match, Phase, RunState
from veralot_shared.ids import ImportId, MappingId


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which field a column is, by its heading as it stands in the file; an empty field leaves the column out."""

    heading: str
    field: str


class CleaningRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule that changes cells before they are read. A field of `*` is every field.

    Attributes:
        argument: the order of a date (`ymd`, `dmy`, `mdy`), or a number's decimal sign (`.` or `,`).
        values: what is replaced by what.
    """

    field: str
    action: Cleaning
    argument: str = ""
    values: dict[str, str] = {}


class FileSetup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a file is to be read; whatever is left open is seen from the file itself.

    Attributes:
        kind: what it holds, where its name does not say so.
        encoding: of a CSV file, by its Python name.
        delimiter: of a CSV file.
        sheet: the title of a workbook's sheet.
        columns: which field each column is; a column that is not named here is guessed from its heading.
        rules: what is cleaned, in this order.
        drop_duplicates: leave out rows that repeat an earlier row of the same file wholly, once cleaned.
        personal: further fields that name people and are masked where an import is a test.
    """

    kind: Kind | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    columns: list[ColumnMap] = []
    rules: list[CleaningRule] = []
    drop_duplicates: bool = False
    personal: list[str] = []


class ImportFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: its bytes, or the SHA-256 under which it was staged. Its name says what it holds, if the setup does not.

    A number in front orders nothing but the list: `10_items.csv`, `lots.xlsx`.
    """

    name: str
    content: bytes = b""
    sha256: str = ""
    setup: FileSetup = FileSetup()


class RowError(msgspec.Struct, frozen=True, kw_only=True):
    """One error of an import: where (row 1 is the header), which coded error, and its data."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    data: dict[str, Any]


class FileCount(msgspec.Struct, frozen=True, kw_only=True):
    """What one file held and its SHA-256; `left_out` counts rows that repeated another."""

    file: str
    kind: str
    rows: int
    sha256: str
    size: int = 0
    left_out: int = 0


class CountLine(msgspec.Struct, frozen=True, kw_only=True):
    """How many records of a kind the files ask for, and how many the database has of this import."""

    table: str
    wanted: int
    written: int

    @property
    def agrees(self) -> bool:
        """Tell whether both are the same."""
        return self.wanted == self.written


class SumLine(msgspec.Struct, frozen=True, kw_only=True):
    """How much of an item a kind of movement moved, by the files and by the database."""

    item: str
    movement: str
    unit: str
    wanted: Decimal
    written: Decimal

    @property
    def agrees(self) -> bool:
        """Tell whether both are the same."""
        return self.wanted == self.written


class ReconciliationView(msgspec.Struct, frozen=True, kw_only=True):
    """What was to be imported against what is in the database, read back after it was written."""

    counts: list[CountLine]
    sums: list[SumLine]

    @property
    def agrees(self) -> bool:
        """Tell whether everything is there."""
        return all(line.agrees for line in self.counts) and all(line.agrees for line in self.sums)


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. With errors nothing was written at all.

    Attributes:
        id: the import's number; None where nothing was written.
        errors: the first of them; `error_count` is how many there are, and `run` gets the whole list as a file.
        test: people's data were masked.
        undone_at, undone_by, undo_reason: when, by whom and why it was taken back.
        signatures: how many electronic signatures its reconciliation report bears.
    """

    id: ImportId | None
    run: str = ""
    state: ImportState = ImportState.DONE
    dry_run: bool
    test: bool = False
    files: list[FileCount]
    errors: list[RowError]
    error_count: int = 0
    reconciliation: ReconciliationView | None = None
    at: datetime
    by: str
    by_zh: str = ""
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_by_zh: str | None = None
    undo_reason: str = ""
    signatures: int = 0


class StagedView(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a staged file has arrived: the next piece begins there."""

    sha256: str
    size: int
    received: int


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a kind of file: what it is called, whether each row must fill it, whether it tells of people."""

    name: str
    title: str
    required: bool
    personal: bool
    expects: str


class FileColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a file with the field that it was found to be."""

    heading: str
    field: str
    match: Match


class PreviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it reads: its form, its columns, the fields of its kind, and some of its rows as they stand."""

    kind: Kind | None
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    columns: list[FileColumn]
    fields: list[FieldView]
    rows: list[list[str]]
    numbers: list[int]
    """The number of each row; 1 is the header."""
    proposed: list[CleaningRule]


class CellChange(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that a rule changes."""

    row: int
    column: str
    before: str
    after: str


class RuleEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What a cleaning rule does to a file: how many cells it changes, and the first of them."""

    rule: CleaningRule
    changed: int
    examples: list[CellChange]


class CleaningView(msgspec.Struct, frozen=True, kw_only=True):
    """What cleaning does to a file before it applies."""

    rows: int
    effects: list[RuleEffect]
    duplicates: int
    duplicate_rows: list[int]


class MappingView(msgspec.Struct, frozen=True, kw_only=True):
    """A way of reading one kind of file, kept under a name."""

    id: MappingId
    version: int
    name: str
    kind: Kind
    columns: list[ColumnMap]
    rules: list[CleaningRule]
    drop_duplicates: bool
    personal: list[str]
    active: bool
    changed_by: str
    changed_by_zh: str
    changed_at: datetime


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run of an import: where it stands, and with what it was started, so that it can be started again."""

    run: str
    state: RunState
    phase: Phase
    done: int
    total: int
    dry_run: bool
    test: bool
    files: list[ImportFile]
    started_at: datetime
    by: str
    by_zh: str
    result: ImportView | None


class BlockerView(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way of an undo: rows of another table that rest on rows of the import."""

    table: str
    needs: str
    count: int
    example: str
