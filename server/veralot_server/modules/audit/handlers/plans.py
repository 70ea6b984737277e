"""Says what is reviewed, and how often."""

import msgspec
from sqlalchemy import insert, select, update

from veralot_server.core.audit.tree import Store
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.audit import domain, reviewing
from veralot_server.modules.audit.tables import ReviewPlan
from veralot_shared.contracts.audit import CreateReviewPlan, ReviewPlanView, ReviewsChanged, UpdateReviewPlan
from veralot_shared.errors import RecordExists
from veralot_shared.ids import ReviewPlanId
from veralot_shared.rules.canonical import normal


@handles(CreateReviewPlan)
def create_review_plan(command: CreateReviewPlan, tx: Transaction) -> ReviewPlanView:
    """Make a plan, whose first review begins with what is sealed after now, or with the first entry of all."""
    reviewing.require_ours(tx, "review plan", command.name)
    domain.check_plan(command.name, command.filter, command.every_days)
    require_new_name(tx, command.name, None)
    head = Store(tx.wire).head()
    values = {
        **fields(command),
        "first": 0 if command.from_the_first or head is None else head.size,
        "active": True,
        "created_at": tx.now,
        "created_by": tx.actor.user_id,
    }
    number: ReviewPlanId = tx.execute(insert(ReviewPlan).values(values).returning(ReviewPlan.id)).scalar_one()
    tx.emit(ReviewsChanged(review_ids=[]))
    return reviewing.plan(tx, number)


@handles(UpdateReviewPlan)
def update_review_plan(command: UpdateReviewPlan, tx: Transaction) -> ReviewPlanView:
    """Change a plan, if it is still as it was read; reviews that were made stay as they are."""
    plan = reviewing.plan(tx, command.id)
    stored = Stored("review plan", ReviewPlan.__tablename__, plan.id, plan.name, plan.version)
    check_version(tx, stored, command.version, theirs=editable(plan), yours=editable(command))
    domain.check_plan(command.name, command.filter, command.every_days)
    require_new_name(tx, command.name, plan.id)
    values = {**fields(command), "active": command.active, "version": plan.version + 1}
    tx.execute(update(ReviewPlan).where(ReviewPlan.id == plan.id).values(values))
    tx.emit(ReviewsChanged(review_ids=[]))
    return reviewing.plan(tx, plan.id)


def fields(command: CreateReviewPlan | UpdateReviewPlan) -> dict[str, object]:
    """Return what both commands write."""
    return {"name": command.name.strip(), "filter": plain(command.filter), "every_days": command.every_days}


def plain(wanted: object) -> object:
    """Return a filter as JSON holds it."""
    return normal(msgspec.to_builtins(wanted))


def editable(source: ReviewPlanView | UpdateReviewPlan) -> dict[str, object]:
    """Return the fields that `UpdateReviewPlan` changes, of a plan or of the message."""
    return {
        "name": source.name.strip(),
        "filter": plain(source.filter),
        "every_days": source.every_days,
        "active": source.active,
    }


def require_new_name(tx: Transaction, name: str, but: ReviewPlanId | None) -> None:
    """Refuse a name that another plan has. Raises RecordExists."""
    same = select(ReviewPlan.id).where(ReviewPlan.name == name.strip(), ReviewPlan.id != (but or 0))
    if tx.execute(same).scalar() is not None:
        raise RecordExists(kind="review plan", key=name.strip(), field="name")
