"""One of the plant's own sampling tables: where it was read, by whom, what the readings say, and what comes next."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.inspection.actions import ON_TABLE
from veralot_client.modules.inspection.pages.cell_grid import CellGrid
from veralot_client.modules.inspection.pages.reading import ReadingDialog
from veralot_client.modules.inspection.presenters.columns import tone
from veralot_client.modules.inspection.presenters.reading import ReadingPresenter
from veralot_client.modules.inspection.presenters.sampling_tables import (
    FINDINGS,
    READINGS,
    TABLE_DIFFERENCES,
    Finding,
    SamplingTablePresenter,
    WithdrawTableForm,
    full_name,
)
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.saving import ask_where
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.inspection import SamplingTableDetail, TableDifference, TableReadingView, TableStatus
from veralot_shared.i18n import N_
from veralot_shared.ids import SamplingTableId

PREFIX = "inspection.table_"
DIFFERENCE_WORDS = TableWords(
    id="inspection.table_differences",
    name=N_("Differences"),
    empty=N_("No cell differs, or the second reading is not there yet."),
)
FINDING_WORDS = TableWords(id="inspection.table_findings", name=N_("Findings"), empty=N_("Nothing stands out."))
READING_WORDS = TableWords(id="inspection.table_readings", name=N_("Readings"), empty=N_("Nothing was read yet."))
HIDDEN = N_(
    "What others read is not shown before a page is settled, so that each reads it without knowing the others' cells."
)
DIFFERENCES = 1
TABS = (N_("Table"), N_("Differences"), N_("Findings"), N_("Readings"))


class SamplingTablePage(Page):
    """Shows a table and offers what can be done with it now."""

    def __init__(self, services: Services, table_id: int) -> None:
        self.presenter = SamplingTablePresenter(services, SamplingTableId(table_id))
        super().__init__(services, self.presenter)
        self.name, self.status = label("display"), StatusChip()
        self.facts, self.notice, self.hidden = Facts(columns=2), Notice(), EmptyState(picture="common/eye-off")
        self.empty, self.grid = EmptyState(picture="inspection/table"), CellGrid(editable=False)
        self.difference_rows = ListRows(TABLE_DIFFERENCES, services.words)
        self.differences: DataTable[TableDifference] = DataTable(
            services, TABLE_DIFFERENCES, self.difference_rows, DIFFERENCE_WORDS
        )
        self.finding_rows = ListRows(FINDINGS, services.words)
        self.findings: DataTable[Finding] = DataTable(services, FINDINGS, self.finding_rows, FINDING_WORDS)
        self.reading_rows = ListRows(READINGS, services.words)
        self.readings: DataTable[TableReadingView] = DataTable(services, READINGS, self.reading_rows, READING_WORDS)
        self.tabs, self.body = QTabWidget(), QWidget()
        self._status: TableStatus | None = None
        self.bar = ActionBar(self, [f"{PREFIX}{verb}" for verb, *_rest in ON_TABLE])
        self._lay_out()
        self.presenter.keep(self.presenter.shown.subscribe(self._show))
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return which page it is."""
        detail = self.presenter.detail
        return self.words.text("Sampling table") if detail is None else full_name(detail.table.page, self.words)

    def subjects(self) -> Sequence[Subject]:
        """Return the table."""
        detail = self.presenter.detail
        return () if detail is None else (Subject("sampling_table", detail.table.id, self.title()),)

    def refresh(self) -> None:
        """Read the table again."""
        self.presenter.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, name in enumerate(TABS):
            self.tabs.setTabText(place, self.words.text(name))
        self.hidden.say(self.words.text(HIDDEN))
        self.grid.setAccessibleName(self.words.text("Cells of the page"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with the table now."""
        return self.presenter.can(action_id.removeprefix(PREFIX))

    def leads_on(self, action_id: str) -> bool:
        """Return whether an action is the next step: once both have read the same, nobody needs to read again."""
        detail = self.presenter.detail
        agreed = detail is not None and detail.table.status is TableStatus.AGREED and not detail.problems
        return action_id == f"{PREFIX}establish" if agreed else action_id != f"{PREFIX}establish"

    def perform(self, action_id: str) -> None:
        """Do it, or open its window."""
        detail = self.presenter.detail
        if detail is None:
            return
        match action_id.removeprefix(PREFIX):
            case "read":
                self._read(detail)
            case "establish":
                self.presenter.establish()
            case "withdraw":
                form = show_form(self.services, WithdrawTableForm(self.services, detail.table), self)
                form.done_with.connect(self.presenter.take)
            case _:
                ask_where(self, self.words, self.title(), self.presenter.export)

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.differences, self.findings, self.readings):
            part.end()
        super().end()

    def _read(self, detail: SamplingTableDetail) -> None:
        known = detail.grid if detail.reader == 1 else []
        presenter = ReadingPresenter(self.services, detail.table.page, detail.table, known)
        dialog = ReadingDialog(self.services, presenter, self)
        dialog.done_with.connect(self.presenter.take)
        dialog.open()

    def _show(self) -> None:
        detail, words, error = self.presenter.detail, self.words, self.presenter.error
        self.body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        text, again = words.error(error) if error else "", words.text("Try again")
        self.empty.say(text or words.text("Loading…"), "", again if text else "", self.refresh)
        if detail is not None:
            self._show_table(detail)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_table(self, detail: SamplingTableDetail) -> None:
        words, status = self.words, detail.table.status
        number = words.text("Version {number}", number=words.number(detail.table.number))
        self.name.setText(full_name(detail.table.page, words))
        self.status.show_state(f"{number}: {words.label(status)}", tone(status))
        bad = status is TableStatus.DIFFERING or bool(detail.problems)
        self.notice.say(self.presenter.next_step(), Tone.WARNING if bad else Tone.INFO)
        self.facts.show_facts(list(self._facts(detail)))
        self.grid.show_cells(detail.grid, {})
        self.grid.setVisible(bool(detail.grid))
        self.hidden.setVisible(not detail.grid)
        self._lead(status)
        self.difference_rows.replace(detail.differences)
        self.finding_rows.replace(self.presenter.findings())
        self.reading_rows.replace(detail.readings)
        counts = (0, len(detail.differences), len(self.presenter.findings()), len(detail.readings))
        for place, (name, count) in enumerate(zip(TABS, counts, strict=True)):
            self.tabs.setTabText(place, words.text(name) + (f" ({words.number(count)})" if count else ""))

    def _lead(self, status: TableStatus) -> None:
        """Show what a new status asks one to look at: the cells that differ, or the whole page."""
        if status is not self._status:
            self._status = status
            self.tabs.setCurrentIndex(DIFFERENCES if status is TableStatus.DIFFERING else 0)

    def _facts(self, detail: SamplingTableDetail) -> Iterator[Fact]:
        one, words, _ = detail.table, self.words, self.words.text
        yield Fact(_("Document"), one.document)
        yield Fact(_("Printed table"), one.sheet)
        yield Fact(_("Copy"), one.copy_no)
        yield Fact(_("First reading"), f"{words.name(one.first_by, one.first_by_zh)}, {words.moment(one.first_at)}")
        second = words.name(one.second_by, one.second_by_zh) if one.second_by else ""
        yield Fact(_("Second reading"), f"{second}, {words.moment(one.second_at)}" if one.second_at else NOTHING)
        signer = words.name(one.established_by, one.established_by_zh) if one.established_by else ""
        yield Fact(_("Established"), f"{signer}, {words.moment(one.established_at)}" if one.established_at else NOTHING)
        if one.ended_at is not None:
            yield Fact(_("Ended at"), f"{words.moment(one.ended_at)} {one.ended_reason}".strip())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.name, self.status):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        cells = QWidget()
        column = QVBoxLayout(cells)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.hidden, stretch=1)
        column.addWidget(self.grid, stretch=1)
        for tab in (cells, self.differences, self.findings, self.readings):
            self.tabs.addTab(tab, "")
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        for part in (self.notice, self.facts, self.bar):
            body.addWidget(part)
        body.addWidget(self.tabs, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.grid)
