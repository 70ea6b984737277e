"""Sampling tables that the plant establishes from its own copy of a standard: two readings, compared, signed.

A page that came confirmed needs none of this. Where a cell did not, two people each read the page from the copy, the second
without seeing what the first read. The server compares them cell by cell. A reading that was compared is fixed, and its reader
has seen the others': where the two differ, somebody else reads who has seen neither, until each cell was read alike by two.
What is settled and sound is signed in force, and inspection uses it where the confirmed tables have nothing. A customer's users
see none of it: it is a copy of a standard.
"""

from datetime import datetime

import msgspec

from veralot_shared.contracts.exchange import ListFormat
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.inspection.sampling_states import PageState, TableStatus
from veralot_shared.contracts.inspection.states import Permission
from veralot_shared.errors import CodedError, Sentence
from veralot_shared.ids import SamplingTableId, SignatureId
from veralot_shared.messages import Command, Event, Meaning, Page, Query, SignedCommand
from veralot_shared.rules.sampling.own.pages import TablePage
from veralot_shared.rules.sampling.terms import SamplingKind, Scheme, Severity


class SamplingPageView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a standard: how many of its cells came confirmed, and how many the plant has established beside them.

    `table_id` is the plant's own table in force, `begun_id` the one that is being read.
    """

    page: TablePage
    scheme: Scheme
    kind: SamplingKind | None
    severity: Severity | None
    state: PageState
    confirmed: int
    own: int
    table_id: SamplingTableId | None
    begun_id: SamplingTableId | None
    begun: TableStatus | None


class SamplingTableView(msgspec.Struct, frozen=True, kw_only=True):
    """The plant's own table of a page, one version of it.

    `document` is the standard with its edition, `copy_no` which copy was read first, `sheet` the printed table and page.
    """

    id: SamplingTableId
    version: int
    page: TablePage
    scheme: Scheme
    kind: SamplingKind | None
    severity: Severity | None
    number: int
    status: TableStatus
    document: str
    copy_no: str
    sheet: str
    first_by: str
    first_by_zh: str
    first_at: datetime
    second_by: str | None
    second_by_zh: str | None
    second_at: datetime | None
    established_by: str | None
    established_by_zh: str | None
    established_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    signature_id: SignatureId | None


class TableReadingView(msgspec.Struct, frozen=True, kw_only=True):
    """One reading: of which person in the order in which they read, the how-manieth of that person, and in which copy."""

    id: int
    reader: int
    number: int
    by: str
    by_zh: str
    at: datetime
    document: str
    copy_no: str
    file: str
    counts: bool


class TableDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that not all have read alike: row and column as printed, and what each read, in the order in which they did.

    Nothing stands for what was not read. `held` is what two have read alike, where no two others read something else alike.
    """

    row: str
    column: str
    readings: list[str]
    held: str | None


class SamplingTableDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its readings, and what came of comparing them.

    `grid` is what may be seen: in force or agreed the table itself, before that the reader's own reading, and neither cells nor
    differences by whoever has not read. `reader` says as which reader the person who asks may enter a reading now, 0 as none.
    With `problems` it is not signed, `doubts` are looked at again.
    """

    table: SamplingTableView
    readings: list[TableReadingView]
    reader: int
    grid: list[list[str]]
    differences: list[TableDifference]
    problems: list[Sentence]
    doubts: list[Sentence]


class ListSamplingPages(Query[list[SamplingPageView]], permission=Permission.READ):
    """List every page of every edition, and what inspection has of it."""


class ListSamplingTables(Query[list[SamplingTableView]], permission=Permission.READ):
    """List the plant's own tables with their former versions, the newest first; of one page or of all."""

    of_page: TablePage | None = None
    page: Page = Page()


class GetSamplingTable(Query[SamplingTableDetail], permission=Permission.READ):
    """Return one of the plant's own tables with its readings. Raises: RecordNotFound."""

    id: SamplingTableId


class ExportSamplingTable(Query[FileView], permission=Permission.TABLE_MANAGE):
    """Return an empty file to read a page into, or, with `table_id`, what may be seen of that table.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    page: TablePage | None = None
    table_id: SamplingTableId | None = None
    format: ListFormat = ListFormat.XLSX


class BeginSamplingTable(Command[SamplingTableDetail], permission=Permission.TABLE_MANAGE):
    """Enter the first reading of a page: its cells as lines of a spreadsheet, the headings first.

    Raises: TableReadingInvalid, TableContradicts, TableBegun, TableConfirmed, TableReadAlready, ValueNotAllowed,
    RecordNotFound.
    """

    of_page: TablePage
    document: str
    copy_no: str
    sheet: str
    grid: list[list[str]]
    file: str = ""


class ReadSamplingTable(Command[SamplingTableDetail], permission=Permission.TABLE_MANAGE):
    """Enter another reading, by somebody who has not read the page; or, while there is no other, correct the first.

    It is compared with the others at once, and then fixed. It may be made in another copy than the first, and in another
    edition that is identical; where nothing is said, it was made in the same.

    Raises: RecordNotFound, TableReadingInvalid, TableContradicts, TableConfirmed, TableReadAlready, TransitionIllegal,
    ValueNotAllowed.
    """

    table_id: SamplingTableId
    grid: list[list[str]]
    file: str = ""
    document: str = ""
    copy_no: str = ""


class EstablishSamplingTable(
    SignedCommand[SamplingTableDetail],
    permission=Permission.TABLE_MANAGE,
    signed=Meaning.APPROVED,
    statement="Two people have read each cell of this page from a copy of the standard, each alone, and read the same. I "
    "establish the table.",
):
    """Put a table in force whose readings are settled and sound; the signer did not make the first. A former one ends.

    Raises: RecordNotFound, TransitionIllegal, TableUnready, TableContradicts.
    """

    table_id: SamplingTableId


class WithdrawSamplingTable(
    SignedCommand[SamplingTableDetail],
    permission=Permission.TABLE_MANAGE,
    signed=Meaning.APPROVED,
    statement="I withdraw this table. No lot is sampled by it from now on; inspections that were made by it keep it.",
):
    """Withdraw a table that is being read, or the one in force, with a reason.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    table_id: SamplingTableId
    reason: str


class SamplingTablesChanged(Event):
    """Tables of the plant's own were read, established or withdrawn."""

    table_ids: list[SamplingTableId]


class TableReadingInvalid(CodedError, status=422):
    """A reading that cannot be read as a page; says all that is wrong, each with its row and column."""

    text = "{problems}"
    problems: list[Sentence]
    field: str | None = "grid"


class TableContradicts(CodedError, status=409):
    """A reading says otherwise than what came confirmed; names each cell."""

    text = "This page is not the one that came confirmed for {scheme}, or was misread. {cells}"
    scheme: Scheme
    cells: list[Sentence]
    field: str | None = "grid"


class TableBegun(CodedError, status=409):
    """A page is read once at a time."""

    text = "Somebody is already reading this page: {document}. Finish or withdraw that first."
    document: str
    field: str | None = "of_page"


class TableConfirmed(CodedError, status=409):
    """Every cell of the reading came confirmed; there is nothing to establish."""

    text = "Every cell that was read came confirmed with Veralot. There is nothing to establish."
    field: str | None = "grid"


class TableReadAlready(CodedError, status=409):
    """Whoever has read a page may have seen what others read, and reads it no more until it was established."""

    text = "You have read this page already, and may know what others read. Somebody else reads it from the copy."


class TableUnready(CodedError, status=409):
    """The readings are settled, but what they say cannot be a table; says all of it."""

    text = "The table cannot be established. {problems}"
    problems: list[Sentence]
