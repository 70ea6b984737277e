"""What is to be reviewed, and what was."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import reviewing
from veralot_shared.contracts.audit import GetReview, ListReviewPlans, ListReviews, ReviewPlanView, ReviewView

PAGE_LIMIT: Final = 1000


@answers(ListReviewPlans)
def list_review_plans(query: ListReviewPlans, tx: Transaction) -> list[ReviewPlanView]:  # noqa: ARG001 - no content
    """List plans, what is due first at the top."""
    reviewing.require_ours(tx, "review plan", "")
    return reviewing.plans(tx)


@answers(ListReviews)
def list_reviews(query: ListReviews, tx: Transaction) -> list[ReviewView]:
    """List reviews, newest first."""
    reviewing.require_ours(tx, "review", "")
    return reviewing.reviews(
        tx,
        "WHERE %(plan)s::bigint IS NULL OR r.plan_id = %(plan)s ORDER BY r.id DESC LIMIT %(limit)s OFFSET %(offset)s",
        plan=query.plan_id,
        limit=min(max(query.page.limit, 0), PAGE_LIMIT),
        offset=max(query.page.offset, 0),
    )


@answers(GetReview)
def get_review(query: GetReview, tx: Transaction) -> ReviewView:
    """Return a review with its findings."""
    return reviewing.review(tx, query.id)
