"""Behind the list of sampling tables and the page of one that the plant establishes itself. No Qt."""

from pathlib import Path
from typing import Final, NamedTuple

from veralot_client.core import saving
from veralot_client.core.background import Job
from veralot_client.core.navigation import Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.columns import coded
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_client.widgets.table.columns import Column, Filter, named, plain
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.exchange import ListFormat
from veralot_shared.contracts.inspection import (
    BEGUN,
    EstablishSamplingTable,
    ExportSamplingTable,
    GetSamplingTable,
    ListSamplingPages,
    ListSamplingTables,
    PageState,
    SamplingPageView,
    SamplingTableDetail,
    SamplingTablesChanged,
    SamplingTableView,
    TableDifference,
    TablePage,
    TableReadingView,
    TableStatus,
    WithdrawSamplingTable,
)
from veralot_shared.errors import CodedError, Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import SamplingTableId
from veralot_shared.messages import Page
from veralot_shared.rules.sampling.own.pages import PAGES

LETTERS: Final = N_("Code letters")
MUST: Final = N_("To be corrected")
LOOK: Final = N_("Look again")
NEXT: Final = {
    (TableStatus.FIRST_READING, "own"): N_(
        "Now somebody else reads the same page from the copy, without seeing your reading."
    ),
    (TableStatus.FIRST_READING, "none"): N_("{first} has read this page. It waits for somebody else to read it too."),
    (TableStatus.FIRST_READING, ""): N_(
        "{first} has read this page. Read it from the copy yourself and enter it; you see nothing of theirs."
    ),
    (TableStatus.DIFFERING, "none"): N_(
        "The readings differ and stay as they are. It waits for somebody who has not read this page; a cell holds once two "
        "have read it alike."
    ),
    (TableStatus.DIFFERING, ""): N_(
        "Others have read this page, and their readings differ. Read it from the copy yourself and enter it; you see nothing "
        "of theirs."
    ),
    (TableStatus.AGREED, "unsound"): N_(
        "Two have read every cell alike, but it cannot be a table. Look into the copy, withdraw this and begin anew."
    ),
    (TableStatus.AGREED, ""): N_(
        "Two have read every cell alike. Somebody other than {first} signs, and lots are sampled by it from then on."
    ),
}
"""What comes next, by where the table stands; `own` to whoever made the first reading, `none` to who may make none."""
OF_READER: Final = {0: "none", 1: "own"}


def page_name(page: TablePage, words: Words) -> str:
    """Return what a page is called within its edition."""
    if page.kind is None or page.severity is None:
        return words.text(LETTERS)
    return f"{words.label(page.kind)} · {words.label(page.severity)}"


def full_name(page: TablePage, words: Words) -> str:
    """Return what a page is called with its edition."""
    return f"{words.label(page.scheme)} · {page_name(page, words)}"


class Finding(NamedTuple):
    """Something to be said about readings that agree."""

    weight: str
    said: Sentence


SAMPLING_PAGES: Final[tuple[Column[SamplingPageView], ...]] = (
    plain("scheme", N_("Edition"), 22, filter=Filter.CHOICE, choices=tuple(dict.fromkeys(one.scheme for one in PAGES))),
    Column(
        id="table",
        title=N_("Table"),
        value=lambda row: PAGES.index(row.page),
        text=lambda row, words: page_name(row.page, words),
        chars=24,
    ),
    coded("state", N_("State"), 20, filter=Filter.CHOICE, choices=tuple(PageState)),
    plain("confirmed", N_("Cells confirmed"), 10, right=True),
    plain("own", N_("Cells of the plant's own"), 12, right=True),
    coded("begun", N_("Being read"), 20),
)

SAMPLING_TABLES: Final[tuple[Column[SamplingTableView], ...]] = (
    Column(
        id="number",
        title=N_("Version"),
        value=lambda row: row.number,
        link=lambda row: Place("sampling_table", row.id),
        chars=8,
        right=True,
    ),
    coded("status", N_("Status"), 20),
    plain("document", N_("Document"), 24),
    plain("sheet", N_("Printed table"), 18),
    plain("copy_no", N_("Copy"), 14),
    named("first_by", N_("First reading by"), 16),
    plain("first_at", N_("First reading at"), 18),
    named("second_by", N_("Second reading by"), 16),
    plain("second_at", N_("Second reading at"), 18),
    named("established_by", N_("Established by"), 16),
    plain("established_at", N_("Established at"), 18),
    plain("ended_at", N_("Ended at"), 18),
    plain("ended_reason", N_("Reason"), 24),
)

READINGS: Final[tuple[Column[TableReadingView], ...]] = (
    plain("reader", N_("Reader"), 8, right=True),
    plain("number", N_("No."), 6, right=True),
    named("by", N_("By"), 18),
    plain("at", N_("When"), 20),
    plain("document", N_("Document"), 24),
    plain("copy_no", N_("Copy"), 16),
    plain("file", N_("File"), 28),
    plain("counts", N_("Counts"), 8),
)

TABLE_DIFFERENCES: Final[tuple[Column[TableDifference], ...]] = (
    plain("row", N_("Line"), 10),
    plain("column", N_("Column"), 10),
    Column(id="first", title=N_("First reading"), value=lambda row: row.readings[0], chars=26),
    Column(id="second", title=N_("Second reading"), value=lambda row: row.readings[1], chars=26),
    Column(id="further", title=N_("Further readings"), value=lambda row: "; ".join(row.readings[2:]), chars=26),
    plain("held", N_("Holds, as two read it"), 26),
)

FINDINGS: Final[tuple[Column[Finding], ...]] = (
    Column(
        id="weight",
        title=N_("What to do"),
        value=lambda row: row.weight,
        text=lambda row, words: words.text(row.weight),
    ),
    Column(
        id="said",
        title=N_("Finding"),
        value=lambda row: row.said.text,
        text=lambda row, words: words.sentence(row.said),
        chars=90,
    ),
)


class SamplingPagesPresenter(WholeList[SamplingPageView]):
    """Reads what inspection has of each page, and the versions of the chosen one.

    Attributes:
        versions: the plant's own tables of the chosen page.
        listed: told when they were read.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda _page: services.server.call(ListSamplingPages()))
        self.versions: list[SamplingTableView] = []
        self.listed: Observers[[]] = Observers()
        self.follow(SamplingTablesChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def choose(self, page: TablePage) -> None:
        """Read the versions of a page."""
        self.ask(ListSamplingTables(of_page=page, page=Page(limit=1000)), self._take_versions)

    def _take_versions(self, found: list[SamplingTableView]) -> None:
        self.versions = found
        self.listed.tell()

    def export(self, page: TablePage, path: Path) -> None:
        """Write an empty file of a page."""
        write_export(self.services, ExportSamplingTable(page=page, format=form_of(path)), path)


def form_of(path: Path) -> ListFormat:
    """Return the form of a file by its ending."""
    return ListFormat.CSV if path.suffix.lower() == ".csv" else ListFormat.XLSX


def write_export(services: Services, query: ExportSamplingTable, path: Path) -> None:
    """Ask for a file, and write it."""

    def work(job: Job) -> None:
        saving.write(services.server.call(query, job=job).content, path, job)

    told = services.words.text("Saved as {file}.", file=path.name)
    services.background.start(work, lambda _none: services.notices.done(told))


class SamplingTablePresenter(Presenter):
    """Reads one of the plant's own tables, and has it established.

    Attributes:
        detail: what is known; None until the first answer.
        error: why it could not be read the last time.
        shown: told when any of that is other than before.
    """

    def __init__(self, services: Services, table_id: SamplingTableId) -> None:
        super().__init__(services)
        self.table_id = table_id
        self.detail: SamplingTableDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(SamplingTablesChanged, lambda event: self.load() if table_id in event.table_ids else None)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the table, now or again."""
        self.ask(GetSamplingTable(id=self.table_id), self.take, self._fail)

    def take(self, detail: SamplingTableDetail) -> None:
        """Show a table as the server has just answered it."""
        self.detail, self.error = detail, None
        self.shown.tell()

    def can(self, verb: str) -> bool:
        """Return whether something can be done with the table now."""
        if self.detail is None:
            return False
        status = self.detail.table.status
        if verb == "read":
            return self.detail.reader > 0
        if verb == "establish":
            return status is TableStatus.AGREED and not self.detail.problems
        if verb == "withdraw":
            return status in {*BEGUN, TableStatus.IN_FORCE}
        return bool(self.detail.grid)

    def establish(self) -> None:
        """Sign the table in force; the signature is asked for."""
        self.send(EstablishSamplingTable(table_id=self.table_id), self.take)

    def export(self, path: Path) -> None:
        """Write what may be seen of it."""
        write_export(self.services, ExportSamplingTable(table_id=self.table_id, format=form_of(path)), path)

    def findings(self) -> list[Finding]:
        """Return what is to be said about readings that agree."""
        if self.detail is None:
            return []
        must = [Finding(MUST, one) for one in self.detail.problems]
        return must + [Finding(LOOK, one) for one in self.detail.doubts]

    def next_step(self) -> str:
        """Return in words what is to be done next."""
        if self.detail is None:
            return ""
        detail, words = self.detail, self.words
        status, first = detail.table.status, words.name(detail.table.first_by, detail.table.first_by_zh)
        key = "unsound" if detail.problems else OF_READER.get(detail.reader, "")
        said = NEXT.get((status, key)) or NEXT.get((status, ""), "")
        open_cells = sum(one.held is None for one in detail.differences)
        count = words.plural("{count} cell differs.", "{count} cells differ.", open_cells) if open_cells else ""
        return " ".join(part for part in (count, words.text(said, first=first) if said else "") if part)

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


class WithdrawTableForm(FormPresenter[SamplingTableDetail]):
    """Withdraw a table."""

    title = N_("Withdraw the table")
    explain = N_("No lot is sampled by it from now on. Inspections that were made by it keep it.")
    button = N_("Continue to signature")
    danger = True

    def __init__(self, services: Services, table: SamplingTableView) -> None:
        super().__init__(services)
        self.table = table
        self.fields = (Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> WithdrawSamplingTable:
        """Return the command."""
        return WithdrawSamplingTable(table_id=self.table.id, reason=values["reason"])
