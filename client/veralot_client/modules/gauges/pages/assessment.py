"""One assessment: the lots that a gauge out of tolerance measured, every result, and what is decided."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.gauges.models import LOTS, POINTS, USES
from veralot_client.modules.gauges.presenters.assessments import AssessmentPresenter
from veralot_client.modules.gauges.presenters.forms import CloseForm, DecideForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.gauges import AssessmentDetail
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeAssessmentId

TABS = (N_("Lots"), N_("Every result"), N_("Calibration"))


class AssessmentPage(Page):
    """Shows an assessment and lets people decide on its lots."""

    def __init__(self, services: Services, assessment_id: int) -> None:
        self.presenter = AssessmentPresenter(services, GaugeAssessmentId(assessment_id))
        super().__init__(services, self.presenter)
        self.notice = Notice()
        self.empty = EmptyState(picture="common/warning")
        self.number = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setProperty("role", "display")
        self.chip = StatusChip()
        self.facts = Facts(columns=3)
        self.lots = self._table(LOTS, "assessed", N_("Lots"), N_("It measured nothing since it last was good."))
        self.uses = self._table(USES, "doubted", N_("Every result"), N_("It measured nothing since it last was good."))
        self.points = self._table(POINTS, "found", N_("Calibration"), "")
        self.tabs = QTabWidget()
        self.bar = ActionBar(self, ("gauges.decide", "gauges.close"), always_shown=True)
        self._lay_out()
        self.lots.picked.connect(self._on_picked)
        self.facts.followed.connect(lambda place: services.navigator.open(*place))
        self.presenter.keep(self.presenter.shown.subscribe(self._show))
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return the assessment's number."""
        detail = self.presenter.detail
        return detail.assessment.number if detail else self.words.text("Assessment of a gauge")

    def subjects(self) -> Sequence[Subject]:
        """Return the selected lots, so that they can be held from here."""
        return [Subject("lot", lot.lot_id, lot.lot_no) for lot in self.lots.selected()]

    def refresh(self) -> None:
        """Read everything again."""
        self.presenter.load()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be decided, or all is."""
        detail = self.presenter.detail
        if detail is None or not self.presenter.open:
            return False
        return bool(self.lots.selected()) if action_id == "gauges.decide" else detail.assessment.undecided == 0

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        detail = self.presenter.detail
        if detail is None:
            return
        if action_id == "gauges.decide":
            form: DecideForm | CloseForm = DecideForm(self.services, detail, self.lots.selected())
        else:
            form = CloseForm(self.services, detail)
        show_form(self.services, form, self).done_with.connect(self.presenter.take)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, text in enumerate(TABS):
            self.tabs.setTabText(place, self.words.text(text))
        self._show()

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        for table in (self.lots, self.uses, self.points):
            table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _table(self, columns: Sequence[Column[Any]], name: str, title: str, empty: str) -> DataTable[Any]:
        key = {"assessed": lambda row: row.lot_id, "doubted": lambda row: row.id}.get(name)
        told = TableWords(id=f"gauges.{name}", name=title, empty=empty)
        rows = ListRows(columns, self.words, key=key)
        return DataTable(self.services, columns, rows, told, key=key, compact=key is None)

    def _show(self) -> None:
        detail, words, error = self.presenter.detail, self.words, self.presenter.error
        text = words.error(error) if error else ""
        for widget in (self.head, self.bar, self.tabs):
            widget.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        again = words.text("Try again") if text else ""
        self.empty.say(text or words.text("Loading…"), "", again, self.presenter.load)
        self.notice.say(text if detail is not None else "", Tone.WARNING)
        if detail is not None:
            self._show_detail(detail)
        self.title_changed.emit()

    def _show_detail(self, detail: AssessmentDetail) -> None:
        found, words = detail.assessment, self.words
        self.number.setText(found.number)
        self.chip.show_state(words.label(found.state), Tone.BAD if self.presenter.open else Tone.NEUTRAL)
        self.facts.show_facts(list(self._facts(detail)))
        self.lots.fill(detail.lots)
        self.uses.fill(detail.uses)
        self.points.fill(detail.calibration.points)
        self._on_picked()

    def _facts(self, detail: AssessmentDetail) -> Iterator[Fact]:
        found, words, _ = detail.assessment, self.words, self.words.text
        name = words.name(found.gauge_name, found.gauge_name_zh)
        yield Fact(_("Gauge"), f"{found.gauge}  {name}", Place("gauge", found.gauge_id))
        yield Fact(_("Last good on"), words.date(found.since.astimezone(words.zone)) if found.since else _("Never"))
        yield Fact(
            _("Found out at"), words.beside(words.moment(found.until), words.name(found.opened_by, found.opened_by_zh))
        )
        yield Fact(_("Lots"), words.number(found.lots))
        yield Fact(_("Undecided"), words.number(found.undecided), None, "error" if found.undecided else "good")
        yield Fact(_("Results"), words.number(found.results))
        yield Fact(_("Outcome"), words.label(found.outcome) if found.outcome else NOTHING)
        yield Fact(_("Conclusion"), found.conclusion or NOTHING)
        closed = (
            words.beside(words.moment(found.closed_at), words.name(found.closed_by, found.closed_by_zh))
            if found.closed_at
            else NOTHING
        )
        yield Fact(_("Closed at"), closed)

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _lay_out(self) -> None:
        self.head = QFrame()
        self.head.setProperty("role", "card")
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.number, self.chip):
            top.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        card = QVBoxLayout(self.head)
        card.setContentsMargins(16, 10, 16, 10)
        card.addLayout(top)
        card.addWidget(self.facts)
        for table in (self.lots, self.uses, self.points):
            self.tabs.addTab(table, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        for each in (self.notice, self.empty, self.head, self.bar):
            layout.addWidget(each)
        layout.addWidget(self.tabs, stretch=1)
        self.setFocusProxy(self.lots)
