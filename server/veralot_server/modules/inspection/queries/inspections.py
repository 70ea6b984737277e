"""Lists inspections, and tells all of one: its frozen revision and sampling, its history, what can be done now."""

from typing import Any, Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, plans, results
from veralot_server.modules.inspection.domain import evaluation, steps
from veralot_server.modules.inspection.domain.facts import Effective, InspectionFacts
from veralot_server.modules.inspection.sorting import PAGE_LIMIT, order
from veralot_shared.contracts.inspection import (
    UNDECIDED,
    CharacteristicDue,
    ClassSampling,
    DecisionView,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionPage,
    InspectionView,
    InvestigationView,
    ListInspections,
    StepView,
)
from veralot_shared.ids import InspectionId
from veralot_shared.rules.judging import Judgement

SORTS: Final = {
    **{
        name: f"i.{name}" for name in ("id", "number", "status", "stage", "severity", "verdict", "decision", "quantity")
    },
    **{name: f"i.{name}" for name in ("created_at", "due_at", "origin", "operation", "to_sample")},
    "lot_no": "l.lot_no",
    "item_code": "t.code",
    "item_name": "t.name",
    "supplier": "s.name",
    "plan_code": "p.code",
    "order_no": "l.order_no",
}

CONDITIONS: Final = """
 AND (%(number)s = '' OR starts_with(upper(i.number), upper(%(number)s)))
 AND (%(lot_no)s = '' OR starts_with(upper(l.lot_no), upper(%(lot_no)s)))
 AND (%(item_code)s = '' OR starts_with(upper(t.code), upper(%(item_code)s)))
 AND (%(lot)s::bigint IS NULL OR i.lot_id = %(lot)s)
 AND (%(item)s::bigint IS NULL OR l.item_id = %(item)s)
 AND (%(supplier)s::bigint IS NULL OR l.supplier_id = %(supplier)s)
 AND (cardinality(%(stages)s::text[]) = 0 OR i.stage = ANY(%(stages)s))
 AND (cardinality(%(statuses)s::text[]) = 0 OR i.status = ANY(%(statuses)s))
 AND (cardinality(%(verdicts)s::text[]) = 0 OR i.verdict = ANY(%(verdicts)s))
"""

WAITING: Final = "i.status = ANY(%(undecided)s)"
OVERDUE: Final = f"({WAITING} AND i.due_at < %(now)s)"
NARROWED: Final = f" AND (NOT %(waiting)s OR {WAITING}) AND (NOT %(overdue)s OR {OVERDUE})"

COUNTS: Final = f"""
SELECT count(*) FILTER (WHERE (NOT %(waiting)s OR {WAITING}) AND (NOT %(overdue)s OR {OVERDUE})),
       count(*) FILTER (WHERE {WAITING}), count(*) FILTER (WHERE {OVERDUE})
{inspections.FROM} WHERE {inspections.SEEN} {CONDITIONS}
"""

CLASSES: Final = """
SELECT k.defect_class, k.scheme, k.kind, k.level, trim_scale(k.aql) AS aql, k.severity, k.letter, k.row_letter AS row,
       k.lot_size, k.stages, trim_scale(k.constant) AS constant, trim_scale(k.maximum) AS maximum, k.nonconforming,
       k.verdict, k.why, k.table_ids,
       (SELECT count(*) FROM inspection_characteristic c JOIN inspection_inspection i ON i.revision_id = c.revision_id
        WHERE i.id = k.inspection_id AND c.defect_class = k.defect_class) AS characteristics
FROM inspection_class k WHERE k.inspection_id = %(id)s ORDER BY k.id
"""

STEPS: Final = """
SELECT s.event, s.from_status, s.to_status, s.at, u.full_name AS by, u.full_name_zh AS by_zh, s.note, s.signature_id
FROM inspection_step s JOIN identity_user u ON u.id = s.by_id WHERE s.inspection_id = %(id)s ORDER BY s.id
"""

INVESTIGATIONS: Final = """
SELECT v.id, v.opened_at, o.full_name AS opened_by, o.full_name_zh AS opened_by_zh, v.result_ids, v.finding,
       v.finding_text, v.finding_at, f.full_name AS finding_by, f.full_name_zh AS finding_by_zh, v.conclusion,
       v.conclusion_text, v.retests, v.concluded_at, c.full_name AS concluded_by, c.full_name_zh AS concluded_by_zh
FROM inspection_investigation v JOIN identity_user o ON o.id = v.opened_by
LEFT JOIN identity_user f ON f.id = v.finding_by LEFT JOIN identity_user c ON c.id = v.concluded_by
WHERE v.inspection_id = %(id)s ORDER BY v.id
"""

DECISION: Final = """
SELECT d.decision, trim_scale(d.accepted) AS accepted, trim_scale(d.rejected) AS rejected, d.reason, d.at,
       u.full_name AS by, u.full_name_zh AS by_zh, d.signature_id
FROM inspection_decision d JOIN identity_user u ON u.id = d.by_id WHERE d.inspection_id = %(id)s
"""


@answers(ListInspections)
def list_inspections(query: ListInspections, tx: Transaction) -> InspectionPage:
    """List inspections, and count those that wait."""
    values = parameters(query.filter, tx)
    ordered = order(query.sort, SORTS, "i.id")
    window = f"{inspections.VIEW} {CONDITIONS} {NARROWED} ORDER BY {ordered} LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(query.page.limit, PAGE_LIMIT)
    rows = tx.rows(InspectionView, window, **values, limit=limit, offset=query.page.offset)
    counts = tx.wire.execute(COUNTS.encode(), values).fetchone() or (0, 0, 0)
    return InspectionPage(total=counts[0], waiting=counts[1], overdue=counts[2], rows=rows)


def parameters(wanted: InspectionFilter, tx: Transaction) -> dict[str, Any]:
    """Return a filter as the parameters of the statements."""
    return {
        "scope": tx.actor.customer_id,
        "now": tx.now,
        "undecided": sorted(UNDECIDED),
        "number": wanted.number,
        "lot_no": wanted.lot_no,
        "item_code": wanted.item_code,
        "lot": wanted.lot_id,
        "item": wanted.item_id,
        "supplier": wanted.supplier_id,
        "stages": list(wanted.stages),
        "statuses": list(wanted.statuses),
        "verdicts": list(wanted.verdicts),
        "waiting": wanted.waiting,
        "overdue": wanted.overdue,
    }


@answers(GetInspection)
def get_inspection(query: GetInspection, tx: Transaction) -> InspectionDetail:
    """Tell all of an inspection but its results."""
    return detail(tx, query.id)


def detail(tx: Transaction, inspection_id: InspectionId) -> InspectionDetail:
    """Return an inspection whole. Raises: RecordNotFound."""
    view = inspections.view(tx, inspection_id)
    facts = inspections.facts(tx, inspection_id)
    return InspectionDetail(
        inspection=view,
        revision=plans.revision(tx, view.revision_id, of_inspection=True),
        sampling=tx.rows(ClassSampling, CLASSES, id=inspection_id),
        dues=dues(facts, results.effective(tx, inspection_id)),
        steps=tx.rows(StepView, STEPS, id=inspection_id),
        investigations=tx.rows(InvestigationView, INVESTIGATIONS, id=inspection_id),
        decision=tx.one(DecisionView, DECISION, id=inspection_id),
        possible=steps.possible(view.status, view.verdict),
    )


def dues(facts: InspectionFacts, found: list[Effective]) -> list[CharacteristicDue]:
    """Return how many results each characteristic needs, has, and how many of those failed."""
    failed = {one.id: 0 for one in facts.characteristics}
    for result in found:
        if result.judgement is Judgement.NONCONFORMING and result.characteristic_id in failed:
            failed[result.characteristic_id] += result.nonconforming or 1
    return [
        CharacteristicDue(
            characteristic_id=one.id,
            needed=facts.needed(one),
            done=evaluation.done(found, one, facts.attempt),
            failed=failed[one.id],
            samples=facts.retested(one.id),
        )
        for one in facts.characteristics
    ]
