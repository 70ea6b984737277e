"""Lists plans, returns them with their revisions, and compares two of these."""

from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import plans
from veralot_server.modules.inspection.domain import content
from veralot_server.modules.inspection.sorting import PAGE_LIMIT, order
from veralot_shared.contracts.inspection import (
    CompareRevisions,
    GetPlan,
    GetRevision,
    ListPlans,
    PlanDetail,
    PlanPage,
    PlanView,
    RevisionDifference,
    RevisionLine,
    RevisionView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PlanId

SORTS: Final = {
    "code": "upper(p.code)",
    "item_code": "t.code",
    "item_name": "t.name",
    "stage": "p.stage",
    "operation": "p.operation",
    "supplier": "s.name",
    "customer": "c.name",
    "revision": "n.number",
    "status": "n.status",
    "released": "f.number",
    "changed_at": "n.changed_at",
}

CONDITIONS: Final = """
 AND (%(code)s = '' OR starts_with(upper(p.code), upper(%(code)s)))
 AND (%(item_code)s = '' OR starts_with(upper(t.code), upper(%(item_code)s)))
 AND (%(item)s::bigint IS NULL OR p.item_id = %(item)s)
 AND (cardinality(%(stages)s::text[]) = 0 OR p.stage = ANY(%(stages)s))
 AND (cardinality(%(statuses)s::text[]) = 0 OR n.status = ANY(%(statuses)s))
"""

COUNT: Final = f"SELECT count(*) {plans.FROM} WHERE {plans.SEEN} {CONDITIONS}"

LINES: Final = """
SELECT r.id, r.number, r.status, r.change_note, r.made_at, u.full_name AS made_by, u.full_name_zh AS made_by_zh,
       r.released_at, w.full_name AS released_by, w.full_name_zh AS released_by_zh,
       (SELECT count(*) FROM inspection_inspection i WHERE i.revision_id = r.id) AS inspections
FROM inspection_revision r JOIN identity_user u ON u.id = r.made_by LEFT JOIN identity_user w ON w.id = r.released_by
WHERE r.plan_id = %(plan)s ORDER BY r.number DESC
"""

HEADS: Final = ("change_note", "due_hours", "picture_id", "qualification_ids")
OF_ITSELF: Final = frozenset({"id", "code"})
"""Fields that say which thing it is, and not what it asks for."""


@answers(ListPlans)
def list_plans(query: ListPlans, tx: Transaction) -> PlanPage:
    """List plans with their newest revisions."""
    values = {
        "scope": tx.actor.customer_id,
        "code": query.filter.code,
        "item_code": query.filter.item_code,
        "item": query.filter.item_id,
        "stages": list(query.filter.stages),
        "statuses": list(query.filter.statuses),
    }
    window = f"{plans.VIEW} {CONDITIONS} ORDER BY {order(query.sort, SORTS, 'p.id')} LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(query.page.limit, PAGE_LIMIT)
    rows = tx.rows(PlanView, window, **values, limit=limit, offset=query.page.offset)
    total = tx.wire.execute(COUNT.encode(), values).fetchone()
    return PlanPage(total=total[0] if total else 0, rows=rows)


@answers(GetPlan)
def get_plan(query: GetPlan, tx: Transaction) -> PlanDetail:
    """Return a plan with its newest revision and its history."""
    return detail(tx, query.id)


def detail(tx: Transaction, plan_id: PlanId) -> PlanDetail:
    """Return a plan whole. Raises: RecordNotFound."""
    plan = plans.view(tx, plan_id)
    return PlanDetail(
        plan=plan,
        revision=plans.revision(tx, plan.revision_id),
        revisions=tx.rows(RevisionLine, LINES, plan=plan.id),
    )


@answers(GetRevision)
def get_revision(query: GetRevision, tx: Transaction) -> RevisionView:
    """Return one revision."""
    return plans.revision(tx, query.id)


@answers(CompareRevisions)
def compare_revisions(query: CompareRevisions, tx: Transaction) -> list[RevisionDifference]:
    """Say in what two revisions of one plan differ."""
    old, new = plans.revision(tx, query.old_id), plans.revision(tx, query.new_id)
    if old.plan_id != new.plan_id:
        raise RecordNotFound(kind="inspection plan revision", key=str(query.new_id))
    found = content.differences(heads(old), heads(new))
    found += content.compared(rules_of(old), rules_of(new), OF_ITSELF)
    return found + content.compared(characteristics_of(old), characteristics_of(new), OF_ITSELF)


def rules_of(revision: RevisionView) -> dict[str, msgspec.Struct]:
    """Return how each class of a revision is sampled."""
    return {one.defect_class.value: one for one in revision.rules}


def characteristics_of(revision: RevisionView) -> dict[str, msgspec.Struct]:
    """Return a revision's characteristics by their codes."""
    return {one.code: one for one in revision.characteristics}


def heads(revision: RevisionView) -> dict[str, object]:
    """Return a revision's own fields that can differ."""
    values = msgspec.structs.asdict(revision)
    return {name: values[name] for name in HEADS if values[name] not in (None, "", [])}
