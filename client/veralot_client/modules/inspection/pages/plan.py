"""One inspection plan: what a revision asks for, changed step by step while it is a draft; its history; what differs."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.inspection.actions import ON_PLAN
from veralot_client.modules.inspection.pages.drawing import Drawing
from veralot_client.modules.inspection.presenters.asked import asked_text
from veralot_client.modules.inspection.presenters.columns import CHARACTERISTICS, DIFFERENCES, REVISIONS, tone
from veralot_client.modules.inspection.presenters.plan import PlanPresenter
from veralot_client.modules.inspection.presenters.plan_forms import (
    CharacteristicForm,
    HeadsForm,
    PictureForm,
    SamplingForm,
)
from veralot_client.modules.inspection.presenters.qualification_form import QualificationsForm
from veralot_client.modules.inspection.presenters.revision_forms import ReviseForm, WithdrawForm
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.inspection import (
    CharacteristicView,
    ClassRule,
    PlanDetail,
    RevisionDifference,
    RevisionLine,
    RevisionView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import PlanId
from veralot_shared.rules.sampling.terms import SamplingKind, printed_aql

PREFIX = "inspection.plan_"
CONTENT_WORDS = TableWords(
    id="inspection.characteristics",
    name=N_("Characteristics"),
    empty=N_("This revision asks for nothing yet."),
    hint=N_("Add a characteristic, then say how its class is sampled."),
)
REVISION_WORDS = TableWords(id="inspection.revisions", name=N_("Revisions"), empty=N_("There is no revision."))
DIFFERENCE_WORDS = TableWords(
    id="inspection.differences",
    name=N_("Differences"),
    empty=N_("Nothing is compared yet, or the two are the same."),
    hint=N_("Select two revisions in the history, then compare."),
)
TABS = (N_("Characteristics"), N_("Revisions"), N_("Differences"))
TWO = 2


class PlanPage(Page):
    """Shows a plan and offers what can be done with the revision that is shown."""

    def __init__(self, services: Services, plan_id: int) -> None:
        self.plan = PlanPresenter(services, PlanId(plan_id))
        super().__init__(services, self.plan)
        self.code, self.about = label("display"), label("subtitle", wrap=True)
        self.status = StatusChip()
        self.facts = Facts(columns=2)
        self.notice, self.empty = Notice(), EmptyState(picture="inspection/plan")
        self.content_rows = ListRows(CHARACTERISTICS, services.words, key=lambda one: one.code)
        self.content: DataTable[CharacteristicView] = DataTable(
            services, CHARACTERISTICS, self.content_rows, CONTENT_WORDS, key=lambda one: one.code
        )
        self.revision_rows = ListRows(REVISIONS, services.words, key=lambda one: one.id)
        self.revisions: DataTable[RevisionLine] = DataTable(
            services, REVISIONS, self.revision_rows, REVISION_WORDS, key=lambda one: one.id
        )
        self.difference_rows = ListRows(DIFFERENCES, services.words)
        self.differences: DataTable[RevisionDifference] = DataTable(
            services, DIFFERENCES, self.difference_rows, DIFFERENCE_WORDS
        )
        self.drawing = Drawing(services)
        self.tabs, self.body = QTabWidget(), QWidget()
        self.bar = ActionBar(self, [f"{PREFIX}{verb}" for verb, *_rest in ON_PLAN])
        self._lay_out()
        self._connect()
        self.retranslate()
        self.plan.load()

    def title(self) -> str:
        """Return the plan's code."""
        return self.words.text("Inspection plan") if self.plan.detail is None else self.plan.detail.plan.code

    def subjects(self) -> Sequence[Subject]:
        """Return the plan."""
        detail = self.plan.detail
        return () if detail is None else (Subject("inspection_plan", detail.plan.id, detail.plan.code),)

    def refresh(self) -> None:
        """Read the plan again."""
        self.plan.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, name in enumerate(TABS):
            self.tabs.setTabText(place, self.words.text(name))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with what is shown and chosen."""
        return self.plan.can(action_id.removeprefix(PREFIX), self._place())

    def perform(self, action_id: str) -> None:
        """Do it, or open its form."""
        detail, revision, place = self.plan.detail, self.plan.revision, self._place()
        verb = action_id.removeprefix(PREFIX)
        if detail is None or revision is None:
            return
        at_once: dict[str, Callable[[], None]] = {
            "release": self.plan.release,
            "compare": self._compare,
            "drop": lambda: self.plan.drop(place or 0),
            "up": lambda: self.plan.move(place or 0, -1),
            "down": lambda: self.plan.move(place or 0, 1),
        }
        if verb in at_once:
            at_once[verb]()
        else:
            self._open(verb, detail, revision)

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.content, self.drawing, self.revisions, self.differences):
            part.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _place(self) -> int | None:
        """Return the place of the chosen characteristic."""
        chosen, revision = self.content.current(), self.plan.revision
        if chosen is None or revision is None:
            return None
        codes = [one.code for one in revision.characteristics]
        return codes.index(chosen.code) if chosen.code in codes else None

    def _open(self, verb: str, detail: PlanDetail, revision: RevisionView) -> None:
        services = self.services
        match verb:
            case "add":
                form = show_form(services, CharacteristicForm(services, self.plan, None), self)
            case "change":
                form = show_form(services, CharacteristicForm(services, self.plan, self._place()), self)
            case "sampling":
                form = show_form(services, SamplingForm(services, self.plan), self)
            case "heads":
                form = show_form(services, HeadsForm(services, self.plan), self)
            case "qualifications":
                form = show_form(services, QualificationsForm(services, self.plan), self)
            case "picture":
                form = show_form(services, PictureForm(services, self.plan), self)
            case "revise":
                form = show_form(services, ReviseForm(services, detail), self)
            case "withdraw":
                form = show_form(services, WithdrawForm(services, revision), self)
            case _:
                raise LookupError(f"this page has no action {verb}")
        form.done_with.connect(self.plan.take)

    def _compare(self) -> None:
        """Compare the two selected revisions, or the newest with the one before."""
        chosen = sorted(self.revisions.selected(), key=lambda one: one.number)
        known = sorted(self.plan.detail.revisions if self.plan.detail else [], key=lambda one: one.number)
        pair = chosen if len(chosen) == TWO else known[-TWO:]
        if len(pair) == TWO:
            self.plan.compare(pair[0].id, pair[1].id, self._show_differences)

    def _show_differences(self, found: list[RevisionDifference]) -> None:
        self.difference_rows.replace(found)
        self.tabs.setCurrentWidget(self.differences)

    def _show(self) -> None:
        detail, words, error = self.plan.detail, self.words, self.plan.error
        self.body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        text, again = words.error(error) if error else "", words.text("Try again")
        self.empty.say(text or words.text("Loading…"), "", again if text else "", self.refresh)
        self.notice.say(text if detail else "", Tone.WARNING, again, self.refresh)
        if detail is not None and self.plan.revision is not None:
            self._show_plan(detail, self.plan.revision)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_plan(self, detail: PlanDetail, revision: RevisionView) -> None:
        plan, words = detail.plan, self.words
        self.code.setText(plan.code)
        self.about.setText(
            f"{plan.item_code} {words.name(plan.item_name, plan.item_name_zh)} · {words.label(plan.stage)}"
            + (f" · {plan.operation}" if plan.operation else "")
        )
        number = words.text("Revision {number}", number=words.number(revision.number))
        self.status.show_state(words.headed(number, words.label(revision.status)), tone(revision.status))
        self.facts.show_facts(list(self._facts(detail, revision)))
        self.content_rows.replace(revision.characteristics)
        self.drawing.show_marks(self.plan.marks(), editable=self._may_place())
        self.drawing.show_drawing(revision.picture_id)
        self.revision_rows.replace(detail.revisions)

    def _facts(self, detail: PlanDetail, revision: RevisionView) -> Iterator[Fact]:
        plan, words, _ = detail.plan, self.words, self.words.text
        for rule in revision.rules:
            yield Fact(words.label(rule.defect_class), self._rule(rule))
        yield Fact(_("Supplier"), words.name(plan.supplier or "", plan.supplier_zh or "") or NOTHING)
        yield Fact(_("Customer"), words.name(plan.customer or "", plan.customer_zh or "") or NOTHING)
        hours = revision.due_hours
        yield Fact(
            _("To be inspected within"), words.plural("{count} hour", "{count} hours", hours) if hours else NOTHING
        )
        yield Fact(_("Qualification asked for"), asked_text(revision, words) or NOTHING)
        yield Fact(_("What changed"), revision.change_note or NOTHING)
        picture = Place("attachment", revision.picture_id) if revision.picture_id else None
        yield Fact(_("Picture"), _("Open") if picture else NOTHING, picture)

    def _rule(self, rule: ClassRule) -> str:
        words = self.words
        parts = [words.label(rule.scheme)]
        if rule.kind is not SamplingKind.SINGLE:
            parts.append(words.label(rule.kind))
        if rule.level is not None:
            parts.append(words.text("level {level}", level=rule.level.value))
        if rule.aql is not None:
            parts.append(f"AQL {printed_aql(rule.aql)}")
        if rule.rejectable is not None:
            parts.append(f"{words.number(rule.rejectable)} %")
        if rule.sample_size is not None:
            parts.append(f"n = {words.number(rule.sample_size)}, Ac = {words.number(rule.accept or 0)}")
        if rule.skip is not None:
            parts.append(words.text("one lot of {skip}", skip=words.number(rule.skip)))
        return " · ".join(parts)

    def _may_place(self) -> bool:
        """Return whether balloons can be moved: the revision is a draft, and one may change it."""
        return self.plan.drafting and self.services.actions.permitted(self.services.actions.find(f"{PREFIX}change"))

    def _on_balloon(self, code: str) -> None:
        """Choose the characteristic whose balloon was pressed."""
        place = self.content_rows.index_of(code)
        if place is not None:
            self.content.grid.selectRow(place)

    def _on_picked(self) -> None:
        one = self.content.current()
        if one is not None:
            self.drawing.choose(one.code)
        self.bar.refresh()
        self.possibilities_changed()

    def _connect(self) -> None:
        self.plan.keep(self.plan.shown.subscribe(self._show))
        self.content.picked.connect(self._on_picked)
        self.drawing.view.chosen.connect(self._on_balloon)
        self.drawing.view.placed.connect(self.plan.place)
        self.drawing.view.undone.connect(self.plan.undo_placing)
        self.content.chosen.connect(lambda _one: self._change())
        self.revisions.chosen.connect(lambda one: self.plan.choose(one.id))
        self.facts.followed.connect(lambda place: self.services.navigator.open(place.kind, place.id))

    def _change(self) -> None:
        action = self.services.actions.find(f"{PREFIX}change")
        if self.services.actions.permitted(action) and self.can_perform(action.id):
            self.perform(action.id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.code, self.status):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        beside = QSplitter()
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.content)
        beside.addWidget(self.drawing)
        beside.setStretchFactor(0, 3)
        beside.setStretchFactor(1, 2)
        for tab in (beside, self.revisions, self.differences):
            self.tabs.addTab(tab, "")
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        for part in (self.about, self.facts, self.bar):
            body.addWidget(part)
        body.addWidget(self.tabs, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.content)
