"""What is reviewed regularly, and the reviews that were made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.audit.models import REVIEWS, filter_text, plan_columns
from veralot_client.modules.audit.presenters.log import LogPresenter
from veralot_client.modules.audit.presenters.reviews import PlanForm, ReviewsPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.audit import ReviewPlanView, ReviewView
from veralot_shared.i18n import N_
from veralot_shared.ids import UserId

PLANS = TableWords(
    id="audit.plans",
    name=N_("Review plans"),
    empty=N_("Nothing is reviewed regularly yet."),
    hint=N_("Search the audit log for what matters, then choose “Review regularly…”."),
)
MADE = TableWords(id="audit.reviews", name=N_("Reviews"), empty=N_("No review was made yet."))
BUTTONS = ("audit.start_review", "audit.edit_plan", "audit.show_review")


class ReviewsPage(Page):
    """Plans above, what is overdue first and loudly; reviews below."""

    def __init__(self, services: Services) -> None:
        self.reviews = ReviewsPresenter(services)
        super().__init__(services, self.reviews)
        self.log = LogPresenter(services, lambda: None)
        self._people: dict[UserId, str] = {}
        columns = plan_columns(self._people)
        self._plan_rows = ListRows(columns, services.words, key=lambda plan: plan.id)
        self._review_rows = ListRows(REVIEWS, services.words, key=lambda review: review.id)
        self.plans: DataTable[ReviewPlanView] = DataTable(
            services, columns, self._plan_rows, PLANS, key=lambda plan: plan.id
        )
        self.made: DataTable[ReviewView] = DataTable(
            services, REVIEWS, self._review_rows, MADE, key=lambda review: review.id
        )
        self.notice = Notice()
        self.bar = ActionBar(self, BUTTONS, always_shown=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.log.load_choices()
        self.reviews.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Audit trail reviews")

    def refresh(self) -> None:
        """Read everything again."""
        self.reviews.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._people.clear()
        self._people.update(self.log.people())
        self._show_overdue()

    def can_perform(self, action_id: str) -> bool:
        """Return whether a plan or a review is chosen."""
        plan = self.plans.current()
        if action_id == "audit.show_review":
            return self.made.current() is not None
        if action_id == "audit.start_review":
            return plan is not None and plan.active
        return action_id == "audit.edit_plan" and plan is not None

    def perform(self, action_id: str) -> None:
        """Begin or open a review, or change a plan."""
        plan, review = self.plans.current(), self.made.current()
        if action_id == "audit.show_review" and review is not None:
            self.reviews.open(review)
        elif action_id == "audit.start_review" and plan is not None:
            self.reviews.start(plan)
        elif plan is not None:
            told = filter_text(plan.filter, self.words, self._people)
            show_form(self.services, PlanForm(self.services, plan.filter, told, plan), self)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.plans.end()
        self.made.end()
        self.log.close()
        super().end()

    def _show(self) -> None:
        self._plan_rows.replace(self.reviews.plans)
        self._review_rows.replace(self.reviews.reviews)
        self._show_overdue()
        self._on_picked()

    def _show_overdue(self) -> None:
        count = self.reviews.overdue
        text = self.words.plural(
            "{count} review is overdue. Choose its plan and begin it.",
            "{count} reviews are overdue. Choose a plan and begin.",
            count,
        )
        self.notice.say(text if count else "", Tone.BAD)

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _connect(self) -> None:
        keep = self.reviews.keep
        keep(self.reviews.shown.subscribe(self._show))
        keep(self.reviews.failed.subscribe(self._plan_rows.failed.tell))
        keep(self.log.chosen.subscribe(self._on_people))
        for table in (self.plans, self.made):
            table.picked.connect(self._on_picked)
        self.plans.chosen.connect(lambda _plan: self._do("audit.start_review"))
        self.made.chosen.connect(lambda _review: self._do("audit.show_review"))

    def _do(self, action_id: str) -> None:
        action = self.services.actions.find(action_id)
        if self.services.actions.permitted(action) and self.can_perform(action_id):
            self.perform(action_id)

    def _on_people(self) -> None:
        self.retranslate()
        self._plan_rows.reload()

    def _lay_out(self) -> None:
        body = QSplitter(Qt.Orientation.Vertical)
        body.addWidget(self.plans)
        body.addWidget(self.made)
        body.setChildrenCollapsible(False)
        body.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.notice)
        layout.addWidget(self.bar)
        layout.addWidget(body, stretch=1)
        self.setFocusProxy(self.plans)
