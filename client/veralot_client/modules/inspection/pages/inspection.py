"""One inspection: where it stands, its results, its sampling, its history, and what can be done now."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.inspection.actions import ON_PAGE
from veralot_client.modules.inspection.pages.sampling import SamplingFigure
from veralot_client.modules.inspection.presenters.asked import asked_text
from veralot_client.modules.inspection.presenters.columns import STEPS, due_text, is_overdue, progress, subject, tone
from veralot_client.modules.inspection.presenters.correcting import CorrectForm
from veralot_client.modules.inspection.presenters.deciding import (
    CancelForm,
    ConcludeForm,
    DecideForm,
    FindingForm,
    InvestigateForm,
)
from veralot_client.modules.inspection.presenters.inspection import InspectionPresenter
from veralot_client.modules.inspection.presenters.result_columns import results
from veralot_client.modules.inspection.presenters.retesting import is_retest
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.inspection import InspectionDetail, ResultView, StepView, Verdict
from veralot_shared.i18n import N_
from veralot_shared.ids import InspectionId

RESULT_WORDS = TableWords(
    id="inspection.results",
    name=N_("Results"),
    empty=N_("Nothing is recorded yet."),
    hint=N_("An inspector takes the sample and enters the results; they appear here by themselves."),
    none_match=N_("No result matches these filters."),
)
STEP_WORDS = TableWords(id="inspection.steps", name=N_("History"), empty=N_("Nothing was done yet."))
CORRECT = "inspection.correct"
TABS = (N_("Results"), N_("Sampling"), N_("History"))


class InspectionPage(Page):
    """Shows an inspection and offers what can be done in it now."""

    def __init__(self, services: Services, inspection_id: int) -> None:
        self.presenter = InspectionPresenter(services, InspectionId(inspection_id))
        super().__init__(services, self.presenter)
        self.number, self.about = label("display"), label("subtitle", wrap=True)
        self.status, self.verdict = StatusChip(), StatusChip()
        self.facts = Facts(columns=4)
        self.notice, self.again = Notice(), Notice()
        self.empty = EmptyState(picture="inspection/inspection")
        columns = results(self.presenter.characteristic, self.presenter.attempt)
        self.result_rows = ListRows(columns, services.words, key=lambda one: one.id)
        self.results: DataTable[ResultView] = DataTable(
            services, columns, self.result_rows, RESULT_WORDS, key=lambda one: one.id
        )
        self.figure = SamplingFigure(services, self.presenter)
        self.step_rows = ListRows(STEPS, services.words)
        self.steps: DataTable[StepView] = DataTable(services, STEPS, self.step_rows, STEP_WORDS)
        foreign = [action.id for action in services.actions if "inspection" in action.kinds]
        self.bar = ActionBar(self, [*foreign, *(f"inspection.{verb}" for verb, *_rest in ON_PAGE)])
        self.tabs, self.body = QTabWidget(), QWidget()
        self._lay_out()
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.results.picked.connect(self._on_picked)
        self.results.chosen.connect(self._on_chosen)
        self.presenter.keep(self.presenter.shown.subscribe(self._show))
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return the inspection's number."""
        detail = self.presenter.detail
        return self.words.text("Inspection") if detail is None else detail.inspection.number

    def subjects(self) -> Sequence[Subject]:
        """Return the inspection."""
        detail = self.presenter.detail
        return () if detail is None else (subject(detail.inspection),)

    def refresh(self) -> None:
        """Read the inspection again."""
        self.presenter.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, name in enumerate(TABS):
            self.tabs.setTabText(place, self.words.text(name))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with the inspection as it stands, and the chosen result."""
        if action_id == CORRECT:
            return self.presenter.correctable(self.results.current())
        return self.presenter.can(action_id.removeprefix("inspection."))

    def perform(self, action_id: str) -> None:
        """Do it, or open its form."""
        detail, verb = self.presenter.detail, action_id.removeprefix("inspection.")
        if detail is None:
            return
        at_once: dict[str, Callable[[], None]] = {
            "take_sample": self.presenter.take_sample,
            "complete": self.presenter.complete,
            "close": self.presenter.close_inspection,
        }
        if verb in at_once:
            at_once[verb]()
            return
        result = self.results.current()
        if action_id == CORRECT and result is not None:
            correction = show_form(self.services, CorrectForm(self.services, detail, result), self)
            correction.done_with.connect(lambda _reply: self.presenter.load())
            return
        form = self._form(verb, detail)
        if form is None:
            super().perform(action_id)
        else:
            show_form(self.services, form, self).done_with.connect(self.presenter.take)

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.results, self.figure, self.steps):
            part.end()
        super().end()

    def _form(self, verb: str, detail: InspectionDetail) -> FormPresenter[Any] | None:
        forms = {"decide": DecideForm, "investigate": InvestigateForm, "cancel": CancelForm}
        if verb in forms:
            return forms[verb](self.services, detail)
        found = self.presenter.open_investigation()
        if found is None or verb not in {"finding", "conclude"}:
            return None
        return (FindingForm if verb == "finding" else ConcludeForm)(self.services, detail, found)

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _on_chosen(self, result: ResultView) -> None:
        action = self.services.actions.find(CORRECT)
        if self.services.actions.permitted(action) and self.presenter.correctable(result):
            self.perform(CORRECT)

    def _show(self) -> None:
        detail, words, error = self.presenter.detail, self.words, self.presenter.error
        self.body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        text, again = words.error(error) if error else "", words.text("Try again")
        self.empty.say(text or words.text("Loading…"), "", again if text else "", self.refresh)
        self.notice.say(text if detail else "", Tone.WARNING, again, self.refresh)
        self.again.say(self.presenter.again(), Tone.INFO)
        if detail is not None:
            self._show_head(detail)
            self.result_rows.replace(list(self.presenter.results), more=self.presenter.reading)
            self.step_rows.replace(detail.steps)
            self.figure.show_inspection()
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_head(self, detail: InspectionDetail) -> None:
        one, words = detail.inspection, self.words
        self.number.setText(one.number)
        self.about.setText(
            f"{words.label(one.stage)} · {one.item_code} {words.name(one.item_name, one.item_name_zh)} · "
            f"{words.text('Lot')} {one.lot_no}"
        )
        self._show_standing(detail)
        self.facts.show_facts(list(self._facts(detail)))

    def _show_standing(self, detail: InspectionDetail) -> None:
        """Show status and verdict: while it is tested again, the verdict is that of the attempt before."""
        one, words = detail.inspection, self.words
        status, verdict, look = words.label(one.status), words.label(one.verdict), tone(one.verdict)
        if is_retest(detail):
            status = words.text("{status}, attempt {number}", status=status, number=words.number(one.attempt))
            before = words.number(one.attempt - 1)
            verdict, look = words.text("Attempt {number}: {verdict}", number=before, verdict=verdict), Tone.NEUTRAL
        self.status.show_state(status, tone(one.status))
        self.verdict.setVisible(one.verdict is not Verdict.PENDING)
        self.verdict.show_state(verdict, look)

    def _facts(self, detail: InspectionDetail) -> Iterator[Fact]:
        one, words, _ = detail.inspection, self.words, self.words.text
        revision = _("{code}, revision {number}", code=one.plan_code, number=words.number(one.revision))
        yield Fact(_("Lot"), one.lot_no, Place("lot", one.lot_id))
        yield Fact(_("Plan"), revision, Place("inspection_plan", one.plan_id))
        yield Fact(_("Quantity"), words.quantity(one.quantity, one.unit))
        yield Fact(_("Supplier"), words.name(one.supplier or "", one.supplier_zh or "") or NOTHING)
        yield Fact(_("Sample"), f"{words.number(one.sampled)} / {words.number(one.to_sample)}")
        yield Fact(_("Results"), progress(one, words))
        failed = words.number(one.failed)
        yield Fact(_("Nonconforming"), failed, None, "error" if one.failed else "")
        yield Fact(_("Inspection severity"), words.label(one.severity))
        yield Fact(_("Due"), due_text(one, words) or NOTHING, None, "error" if is_overdue(one) else "")
        yield Fact(_("Captured offline"), words.number(one.offline_results))
        decision = detail.decision
        said = NOTHING
        if decision is not None:
            said = words.beside(words.label(decision.decision), words.name(decision.by, decision.by_zh))
        yield Fact(_("Usage decision"), said)
        yield Fact(_("Attempt"), words.number(one.attempt))
        yield from self._qualified(detail)

    def _qualified(self, detail: InspectionDetail) -> Iterator[Fact]:
        """Yield what whoever records must hold, and who holds it."""
        words, able = self.words, self.presenter.able
        asked = asked_text(detail.revision, words)
        if asked:
            yield Fact(words.text("Qualification asked for"), asked)
        if able is not None:
            people = words.first_of([words.name(one.full_name, one.full_name_zh) for one in able])
            yield Fact(words.text("Who may record"), people or words.text("nobody"), None, "" if able else "error")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.status, self.verdict):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        for tab in (self.results, self.figure, self.steps):
            self.tabs.addTab(tab, "")
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        for part in (self.about, self.facts, self.again, self.bar):
            body.addWidget(part)
        body.addWidget(self.tabs, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.results)
