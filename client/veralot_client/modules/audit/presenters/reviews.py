"""Behind plans, reviews and findings. No Qt."""

from datetime import timedelta

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.audit import (
    AbandonReview,
    CreateReviewPlan,
    FindingView,
    GetReview,
    ListReviewPlans,
    ListReviews,
    LogFilter,
    NoteFinding,
    OpenReview,
    ReviewPlanView,
    ReviewsChanged,
    ReviewState,
    ReviewView,
    SignReview,
    UpdateReviewPlan,
    WithdrawFinding,
)
from veralot_shared.errors import CodedError, RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import EntryId, ReviewId
from veralot_shared.messages import Page

REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)
LATEST = 500
"""Reviews in the list; older ones are found in the log itself."""


class ReviewsPresenter(Presenter):
    """Reads what is reviewed regularly, and the reviews that were made.

    Attributes:
        plans, reviews: as they were read last.
        shown: told when they were read.
        failed: told why not.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.plans: list[ReviewPlanView] = []
        self.reviews: list[ReviewView] = []
        self.shown: Observers[[]] = Observers()
        self.failed: Observers[[CodedError]] = Observers()
        self.follow(ReviewsChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read both lists."""
        self.ask(ListReviewPlans(), self._take_plans, self.failed.tell)
        self.ask(ListReviews(page=Page(limit=LATEST)), self._take_reviews, self.failed.tell)

    @property
    def overdue(self) -> int:
        """How many plans are overdue."""
        return sum(plan.overdue for plan in self.plans)

    def start(self, plan: ReviewPlanView) -> None:
        """Go on with the review of a plan, or begin the next one, and open it."""
        if plan.open_review_id is not None:
            self.services.navigator.open("audit_review", plan.open_review_id)
        else:
            self.send(OpenReview(plan_id=plan.id), self.open)

    def open(self, review: ReviewView) -> None:
        """Open a review."""
        self.services.navigator.open("audit_review", review.id)

    def _take_plans(self, plans: list[ReviewPlanView]) -> None:
        self.plans = plans
        self.shown.tell()

    def _take_reviews(self, reviews: list[ReviewView]) -> None:
        self.reviews = reviews
        self.shown.tell()


class ReviewPresenter(Presenter):
    """Reads one review and carries it to its end.

    Attributes:
        review: the review; None until the first answer.
        error: why it could not be read.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, review_id: int) -> None:
        super().__init__(services)
        self.id = ReviewId(review_id)
        self.review: ReviewView | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(ReviewsChanged, lambda event: self.load() if self.id in event.review_ids else None)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the review."""
        self.ask(GetReview(id=self.id), self.take, self._fail)

    @property
    def is_open(self) -> bool:
        """Whether it can still be worked on."""
        return self.review is not None and self.review.state is ReviewState.OPEN

    def scope(self) -> LogFilter:
        """Return exactly which entries are reviewed, bounded by time too, so that the server need not look elsewhere."""
        review = self.review
        if review is None:
            return LogFilter(first=0, end=0)
        first_at, last_at = review.first_at, review.last_at
        return msgspec.structs.replace(
            review.filter,
            first=review.first,
            end=review.end,
            since=first_at,
            until=None if last_at is None else last_at + timedelta(microseconds=1),
        )

    def sign(self) -> None:
        """Finish it with a signature."""
        self.send(SignReview(id=self.id), self._signed)

    def take(self, review: ReviewView) -> None:
        """Show a review as it is now."""
        self.review, self.error = review, None
        self.shown.tell()

    def _signed(self, review: ReviewView) -> None:
        self.take(review)
        self.services.notices.done(self.words.text("The review “{title}” is signed.", title=review.title))

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


# --- forms -----------------------------------------------------------------------------------------------------------


class OpenForm(FormPresenter[ReviewView]):
    """Begin a review for a reason, of what the log is searched for now."""

    title = N_("Review these entries")
    explain = N_(
        "Fixes which entries are reviewed: those that match now, up to the newest sealed one. You note what you find, and "
        "sign."
    )
    button = N_("Begin review")

    def __init__(self, services: Services, wanted: LogFilter, told: str) -> None:
        """Review what `wanted` lets through; `told` says it in words."""
        super().__init__(services)
        self.wanted = wanted
        self.values = {"what": told}
        hint = N_("Why these, for example: complaint C-26-014, corrections after release.")
        self.fields = (
            Field(name="what", label=N_("&What"), kind=FieldKind.FIXED),
            Field(name="title", label=N_("&Title"), hint=hint),
        )

    def message(self, values: Values) -> OpenReview:
        """Return the command."""
        return OpenReview(title=values["title"], filter=self.wanted)


class PlanForm(FormPresenter[ReviewPlanView]):
    """Have part of the log reviewed regularly, or change that."""

    title = N_("Review regularly")
    explain = N_(
        "Each review goes on exactly where the one before it ended, so that no entry is left out. Dates in the search "
        "are not taken over."
    )
    button = N_("Save plan")

    def __init__(self, services: Services, wanted: LogFilter, told: str, plan: ReviewPlanView | None = None) -> None:
        """Plan reviews of what `wanted` lets through; `told` says it in words."""
        super().__init__(services)
        self.plan = plan
        self.version = plan.version if plan else 0
        self.wanted = msgspec.structs.replace(wanted, since=None, until=None, first=None, end=None)
        self.values = {"what": told, "every_days": 30, "from_the_first": False}
        asked = (
            Field(name="what", label=N_("&What"), kind=FieldKind.FIXED),
            Field(name="name", label=N_("&Name"), chars=40),
            Field(name="every_days", label=N_("&Every (days)"), kind=FieldKind.WHOLE, chars=6),
        )
        if plan is None:
            label = N_("From the &first entry of the log, not only from now on")
            self.fields = (*asked, Field(name="from_the_first", label=label, kind=FieldKind.FLAG))
        else:
            self.values |= {"name": plan.name, "every_days": plan.every_days, "active": plan.active}
            self.fields = (*asked, Field(name="active", label=N_("&Active"), kind=FieldKind.FLAG))

    def message(self, values: Values) -> CreateReviewPlan | UpdateReviewPlan:
        """Return the command."""
        name, days = values["name"], int(values["every_days"])
        if self.plan is None:
            first = bool(values["from_the_first"])
            return CreateReviewPlan(name=name, filter=self.wanted, every_days=days, from_the_first=first)
        return UpdateReviewPlan(
            id=self.plan.id,
            version=self.version,
            name=name,
            filter=self.wanted,
            every_days=days,
            active=bool(values["active"]),
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: ReviewPlanView) -> str:
        """Say when it is due."""
        due = self.words.date(reply.due)
        return self.words.text("“{name}” is reviewed next by {day}.", name=reply.name, day=due)


class FindingForm(FormPresenter[ReviewView]):
    """Note a finding."""

    title = N_("Note a finding")
    button = N_("Note finding")

    def __init__(self, services: Services, review_id: ReviewId, entry: tuple[EntryId, str] | None) -> None:
        """Note it about an entry (its number, and in words which it is), or about the whole."""
        super().__init__(services)
        self.review_id = review_id
        self.entry = entry
        self.values = {"about": entry[1] if entry else self.words.text("The whole range")}
        self.fields = (
            Field(name="about", label=N_("&About"), kind=FieldKind.FIXED),
            Field(name="text", label=N_("&Finding"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> NoteFinding:
        """Return the command."""
        entry_id = self.entry[0] if self.entry else None
        return NoteFinding(review_id=self.review_id, text=values["text"], entry_id=entry_id)


class WithdrawForm(FormPresenter[ReviewView]):
    """Take a finding back."""

    title = N_("Withdraw finding")
    explain = N_("It stays visible, with the reason.")
    button = N_("Withdraw")

    def __init__(self, services: Services, finding: FindingView) -> None:
        super().__init__(services)
        self.finding = finding
        self.values = {"text": finding.text}
        self.fields = (Field(name="text", label=N_("&Finding"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> WithdrawFinding:
        """Return the command."""
        return WithdrawFinding(id=self.finding.id, reason=values["reason"])


class AbandonForm(FormPresenter[ReviewView]):
    """Give a review up."""

    title = N_("Abandon the review")
    explain = N_("Nothing of it counts as reviewed; its entries come again in the next one.")
    button = N_("Abandon review")
    danger = True

    def __init__(self, services: Services, review: ReviewView) -> None:
        super().__init__(services)
        self.review = review
        self.fields = (REASON,)

    def message(self, values: Values) -> AbandonReview:
        """Return the command."""
        return AbandonReview(id=self.review.id, reason=values["reason"])
