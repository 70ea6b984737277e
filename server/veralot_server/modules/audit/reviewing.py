"""Reviews in the database: plans, reviews and findings as they are shown, and how they are found and locked."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import select, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import domain
from veralot_server.modules.audit.tables import Finding, Review, ReviewPlan
from veralot_shared.contracts.audit import (
    FindingView,
    LogFilter,
    ReviewPlanView,
    ReviewsChanged,
    ReviewState,
    ReviewView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ReviewId, ReviewPlanId

PLANS: Final = """
SELECT p.id, p.version, p.name, p.filter, p.every_days, p.active, p.created_at,
       coalesce(s.end, p.first) AS reviewed_to, s.closed_at AS last_signed_at,
       greatest(0, coalesce((SELECT max(size) FROM audit.head), 0) - coalesce(s.end, p.first)) AS waiting,
       (SELECT o.id FROM audit_review o WHERE o.plan_id = p.id AND o.state = 'open') AS open_review_id
FROM audit_review_plan p
LEFT JOIN LATERAL (
    SELECT r.end, r.closed_at FROM audit_review r WHERE r.plan_id = p.id AND r.state = 'signed' ORDER BY r.end DESC LIMIT 1
) AS s ON true
"""

REVIEWS: Final = """
SELECT r.id, r.plan_id, r.title, r.filter, r.state, r.first, r.end, r.root, r.seen, r.entries, r.own_entries, r.first_at,
       r.last_at, r.opened_at, o.full_name AS opened_by, o.full_name_zh AS opened_by_zh, r.closed_at,
       c.full_name AS closed_by, c.full_name_zh AS closed_by_zh, r.closed_reason,
       r.signature_id, coalesce(f.findings, '[]') AS findings
FROM audit_review r
JOIN identity_user o ON o.id = r.opened_by
LEFT JOIN identity_user c ON c.id = r.closed_by
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'id', f.id, 'entry_id', f.entry_id, 'index', f.index, 'text', f.text, 'noted_by', u.full_name,
        'noted_by_zh', u.full_name_zh,
        'noted_at', f.noted_at, 'withdrawn_at', f.withdrawn_at, 'withdrawn_reason', f.withdrawn_reason) ORDER BY f.id)
        AS findings
    FROM audit_finding f JOIN identity_user u ON u.id = f.noted_by WHERE f.review_id = r.id
) AS f ON true
"""


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with how far its reviews have come."""

    id: ReviewPlanId
    version: int
    name: str
    filter: LogFilter
    every_days: int
    active: bool
    created_at: datetime
    reviewed_to: int
    last_signed_at: datetime | None
    waiting: int
    open_review_id: ReviewId | None


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """How a review ends."""

    state: ReviewState
    reason: str = ""


def plans(tx: Transaction, where: str = "", **values: object) -> list[ReviewPlanView]:
    """Return plans, what is due first at the top, ended ones last."""
    rows = tx.rows(PlanRow, f"{PLANS} {where}", **values)
    views = [plan_view(tx, row) for row in rows]
    return sorted(views, key=lambda view: (not view.active, view.due, view.name))


def plan_view(tx: Transaction, row: PlanRow) -> ReviewPlanView:
    """Return a plan with when it is due, by the plant's calendar."""
    last = (row.last_signed_at or row.created_at).astimezone(tx.zone).date()
    due = domain.due(last, row.every_days)
    return ReviewPlanView(
        id=row.id,
        version=row.version,
        name=row.name,
        filter=row.filter,
        every_days=row.every_days,
        active=row.active,
        reviewed_to=row.reviewed_to,
        waiting=row.waiting,
        last_signed_at=row.last_signed_at,
        due=due,
        overdue=row.active and tx.today > due,
        open_review_id=row.open_review_id,
    )


def plan(tx: Transaction, plan_id: ReviewPlanId) -> ReviewPlanView:
    """Lock a plan until the transaction ends and return it. Raises RecordNotFound."""
    require_ours(tx, "review plan", plan_id)
    tx.execute(select(ReviewPlan.id).where(ReviewPlan.id == plan_id).with_for_update()).all()
    found = plans(tx, "WHERE p.id = %(id)s", id=plan_id)
    return tx.found(found[0] if found else None, "review plan", plan_id)


def reviews(tx: Transaction, tail: str, **values: object) -> list[ReviewView]:
    """Return the reviews that `tail` (the WHERE clause and what follows) selects."""
    return tx.rows(ReviewView, f"{REVIEWS} {tail}", **values)


def review(tx: Transaction, review_id: ReviewId) -> ReviewView:
    """Return a review. Raises RecordNotFound."""
    require_ours(tx, "review", review_id)
    found = reviews(tx, "WHERE r.id = %(id)s", id=review_id)
    return tx.found(found[0] if found else None, "review", review_id)


def opened(tx: Transaction, review_id: ReviewId, event: str) -> ReviewView:
    """Lock a review until the transaction ends and return it. Raises RecordNotFound, TransitionIllegal (it is closed)."""
    tx.execute(select(Review.id).where(Review.id == review_id).with_for_update()).all()
    view = review(tx, review_id)
    domain.require_open(view.title, view.state, event)
    return view


def close(tx: Transaction, review_id: ReviewId, how: Closing) -> ReviewView:
    """End a review, under the transaction's signature where it has one."""
    values: dict[Any, object] = {
        Review.state: how.state,
        Review.closed_at: tx.now,
        Review.closed_by: tx.signature.signer_id if tx.signature else tx.actor.user_id,
        Review.closed_reason: how.reason,
        Review.signature_id: tx.signature.id if tx.signature else None,
    }
    tx.execute(update(Review).where(Review.id == review_id).values(values))
    return told(tx, review_id)


def told(tx: Transaction, review_id: ReviewId) -> ReviewView:
    """Tell that a review changed, and return it."""
    tx.emit(ReviewsChanged(review_ids=[review_id]))
    return review(tx, review_id)


def review_of(tx: Transaction, finding_id: int) -> ReviewId:
    """Return the review that a finding belongs to. Raises RecordNotFound."""
    found: ReviewId | None = tx.execute(select(Finding.review_id).where(Finding.id == finding_id)).scalar()
    return tx.found(found, "finding", finding_id)


def finding(view: ReviewView, finding_id: int) -> FindingView:
    """Return a finding of a review."""
    return next(one for one in view.findings if one.id == finding_id)


def require_ours(tx: Transaction, kind: str, key: object) -> None:
    """Refuse a customer's user: reviews are about everybody's records (CMO-01). Raises RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind=kind, key=str(key))
