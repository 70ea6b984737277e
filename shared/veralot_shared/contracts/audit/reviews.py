"""Reviews of the audit trail: planned or for a reason, over a range of the sealed log, with findings, signed (DI-09)."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from veralot_shared.contracts.audit.log import LogFilter, Permission
from veralot_shared.ids import EntryId, FindingId, ReviewId, ReviewPlanId, SignatureId
from veralot_shared.messages import Command, Event, Meaning, Page, Query, SignedCommand


class ReviewState(StrEnum):
    """Life of a review."""

    OPEN = "open"
    SIGNED = "signed"
    ABANDONED = "abandoned"


class ReviewPlanView(msgspec.Struct, frozen=True, kw_only=True):
    """What is reviewed again and again, and how it stands.

    Attributes:
        reviewed_to: the sealed log is reviewed up to, not including, this place.
        waiting: sealed entries after it, whether they match the filter or not.
        due: the day by which the next review is signed; `overdue` says that it has passed.
        open_review_id: the review that is under way.
    """

    id: ReviewPlanId
    version: int
    name: str
    filter: LogFilter
    every_days: int
    active: bool
    reviewed_to: int
    waiting: int
    last_signed_at: datetime | None
    due: date
    overdue: bool
    open_review_id: ReviewId | None


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer noted, of one entry or of the whole. A finding is withdrawn with a reason, never removed."""

    id: FindingId
    entry_id: EntryId | None
    index: int | None
    text: str
    noted_by: str
    noted_by_zh: str
    noted_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A review: exactly which entries were seen, what was found, and who signed it.

    Attributes:
        first, end: the range of the sealed log, from `first` up to but not including `end`.
        root: the root of the tree of `end` entries (hex): it binds each of them.
        seen: SHA-256 over the leaf hashes of the matching entries in log order (hex), each once for every entry.
        entries, own_entries: how many match; how many of these the reviewer made.
    """

    id: ReviewId
    plan_id: ReviewPlanId | None
    title: str
    filter: LogFilter
    state: ReviewState
    first: int
    end: int
    root: str
    seen: str
    entries: int
    own_entries: int
    first_at: datetime | None
    last_at: datetime | None
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    closed_at: datetime | None
    closed_by: str | None
    closed_by_zh: str | None
    closed_reason: str
    signature_id: SignatureId | None
    findings: list[FindingView]


class ListReviewPlans(Query[list[ReviewPlanView]], permission=Permission.LOG_READ):
    """List what is reviewed regularly, what is due first. Raises: RecordNotFound."""


class CreateReviewPlan(Command[ReviewPlanView], permission=Permission.REVIEW_PLAN):
    """Have part of the log reviewed every so many days, beginning with the entries from now on, or from the first.

    Raises: RecordExists, RecordNotFound, ValueNotAllowed.
    """

    name: str
    filter: LogFilter
    every_days: int
    from_the_first: bool = False


class UpdateReviewPlan(Command[ReviewPlanView], permission=Permission.REVIEW_PLAN):
    """Change a plan, or end it. Raises: RecordNotFound, RecordChanged, RecordExists, ValueNotAllowed."""

    id: ReviewPlanId
    version: int
    name: str
    filter: LogFilter
    every_days: int
    active: bool


class ListReviews(Query[list[ReviewView]], permission=Permission.LOG_READ):
    """List reviews, newest first; `plan_id` limits them to those of a plan. Raises: RecordNotFound."""

    plan_id: ReviewPlanId | None = None
    page: Page = Page()


class GetReview(Query[ReviewView], permission=Permission.LOG_READ):
    """Return a review with its findings. Raises: RecordNotFound."""

    id: ReviewId


class OpenReview(Command[ReviewView], permission=Permission.REVIEW):
    """Begin a review: of a plan, from where its last one ended; or, for a reason, of what a filter says.

    Everything that is committed is sealed first, and the range ends at that head: a transaction that commits later lies
    in the next review, whatever time its entries bear.

    Raises: RecordNotFound, ReviewOpen, ValueNotAllowed.
    """

    plan_id: ReviewPlanId | None = None
    title: str = ""
    filter: LogFilter = LogFilter()


class NoteFinding(Command[ReviewView], permission=Permission.REVIEW):
    """Note what was found, about one entry of the range or about the whole.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    review_id: ReviewId
    text: str
    entry_id: EntryId | None = None


class WithdrawFinding(Command[ReviewView], permission=Permission.REVIEW):
    """Take a finding back, with the reason; it stays visible. Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed."""

    id: FindingId
    reason: str


class SignReview(
    SignedCommand[ReviewView],
    permission=Permission.REVIEW,
    signed=Meaning.REVIEWED,
    statement=(
        "I have reviewed the audit-trail entries of this range that match the filter; what I found is noted here."
    ),
):
    """Finish a review with an electronic signature over its range, its tree head and its findings.

    Raises: RecordNotFound, TransitionIllegal.
    """

    id: ReviewId


class AbandonReview(Command[ReviewView], permission=Permission.REVIEW):
    """Give up an open review; its range is reviewed next time. Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed."""

    id: ReviewId
    reason: str


class ReviewsChanged(Event, permission=Permission.LOG_READ):
    """Reviews or their plans changed."""

    review_ids: list[ReviewId]
