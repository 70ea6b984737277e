"""Begins inspections: finds the plan, freezes its revision and sampling, and writes down what is to be inspected."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from secrets import randbelow
from typing import Any, Final

import msgspec
from sqlalchemy import insert

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, sampling_tables, switchings, workflow
from veralot_server.modules.inspection.domain import sampling, severity, steps
from veralot_server.modules.inspection.domain.facts import lot_size, needs
from veralot_server.modules.inspection.domain.own_tables import Own
from veralot_server.modules.inspection.domain.sampling import Frozen
from veralot_server.modules.inspection.plans import InForce
from veralot_server.modules.inspection.switchings import SwitchingFacts
from veralot_server.modules.inspection.tables import ClassSample, Inspection
from veralot_shared.contracts.inspection import (
    ClassRule,
    DefectClass,
    InspectionEvent,
    InspectionStatus,
    Origin,
    Scheme,
    Severity,
    SupplyDiscontinued,
    Verdict,
)
from veralot_shared.ids import InspectionId, ItemId, LotId, PartnerId, UnitId

NUMBER: Final = "SELECT nextval('inspection_number')"

GOODS: Final = """
SELECT l.id, l.lot_no, l.item_id, t.code AS item_code, t.kind AS item_kind, t.tracking, t.unit, l.supplier_id,
       coalesce(s.name, '') AS supplier, l.customer_id, l.quantity_made, l.status
FROM genealogy_lot l JOIN items_item t ON t.id = l.item_id LEFT JOIN items_partner s ON s.id = l.supplier_id
WHERE l.id = %(lot)s AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
"""

COVERED: Final = """
SELECT coalesce(sum(i.quantity), 0) FROM inspection_inspection i
WHERE i.lot_id = %(lot)s AND i.stage = %(stage)s AND i.operation = %(operation)s AND i.resubmits_id IS NULL
  AND i.status <> 'cancelled'
"""

OWN_SAMPLES: Final = """
SELECT c.defect_class, c.sample_size FROM inspection_characteristic c WHERE c.revision_id = %(revision)s
"""


HERE_ALREADY: Final = frozenset({Origin.RETEST, Origin.RETURN})
"""What is not supplied anew."""


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """A lot as an inspection begins with it."""

    id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_kind: str
    tracking: str
    unit: str
    supplier_id: PartnerId | None
    supplier: str
    customer_id: PartnerId | None
    quantity_made: Decimal
    status: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be inspected, of what, by which plan."""

    goods: Goods
    plan: InForce
    origin: Origin
    quantity: Decimal
    per_unit: bool = False
    unit_ids: Sequence[UnitId] = ()
    resubmits: InspectionId | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic's class and own sample size."""

    defect_class: DefectClass
    sample_size: int | None


class SampleRow(msgspec.Struct, frozen=True):
    """A row of a unit that is a sample."""

    inspection_id: InspectionId
    sample_no: int
    unit_id: UnitId


def goods(tx: Transaction, lot_id: LotId) -> Goods:
    """Return a lot. Raises: RecordNotFound."""
    return tx.found(tx.one(Goods, GOODS, lot=lot_id, scope=tx.actor.customer_id), "lot", lot_id)


def covered(tx: Transaction, lot_id: LotId, plan: InForce) -> Decimal:
    """Return how much of a lot is or was under an original inspection at a plan's stage."""
    values = {"lot": lot_id, "stage": plan.stage, "operation": plan.operation}
    row = tx.wire.execute(COVERED, values).fetchone()
    return Decimal(row[0]) if row else Decimal(0)


def severity_of(tx: Transaction, wanted: Wanted) -> SwitchingFacts:
    """Return how severely goods are inspected by a plan.

    Where supply is discontinued nothing new is taken in. What is submitted again, or comes back from a customer, is here
    already: it has to be inspected, as severely as before supply was discontinued. Raises: SupplyDiscontinued.
    """
    goods_, plan = wanted.goods, wanted.plan
    found = switchings.obtain(tx, goods_.item_id, goods_.supplier_id, plan.operation, plan.stage)
    if wanted.origin not in HERE_ALREADY:
        require_supply(found)
    if found.severity is Severity.DISCONTINUED:
        return msgspec.structs.replace(found, severity=Severity.TIGHTENED)
    return found


def require_supply(found: SwitchingFacts) -> None:
    """Check that goods are still taken in at all (AQL-09). Raises: SupplyDiscontinued."""
    if found.severity is Severity.DISCONTINUED:
        raise SupplyDiscontinued(
            item=found.item_code,
            supplier=found.supplier,
            supplier_zh=found.supplier_zh,
            rejections=found.rejections,
        )


def make(tx: Transaction, wanted: Wanted) -> InspectionId:
    """Begin an inspection and return its id. Raises: SupplyDiscontinued, SamplingError."""
    switching = severity_of(tx, wanted)
    frozen = sampled(wanted, switching, sampling_tables.for_rules(tx, wanted.plan.rules))
    asked = tx.rows(Asked, OWN_SAMPLES, revision=wanted.plan.revision_id)
    size = lot_size(wanted.quantity)
    due = [needed(one, frozen, size) for one in asked]
    skipped = bool(frozen) and all(not one.stages for one in frozen.values()) and not any(due)
    row = inspection_row(tx, wanted, switching) | {
        "to_sample": max(due, default=0),
        "due_results": sum(due),
        "skipped": skipped,
    }
    inspection_id = InspectionId(tx.execute(insert(Inspection).values(row).returning(Inspection.id)).scalar_one())
    write_classes(tx, inspection_id, wanted.plan.rules, frozen)
    units = [SampleRow(inspection_id, place, unit) for place, unit in enumerate(wanted.unit_ids, start=1)]
    records.add(tx, "inspection_sample", units)
    workflow.written(tx, inspection_id, InspectionEvent.CREATE, None, InspectionStatus.CREATED)
    if wanted.resubmits is None:
        switchings.count_lot(tx, switching.id)
    inspections.tell(tx, inspection_id, wanted.goods.id, wanted.goods.customer_id)
    if skipped:
        pass_over(tx, inspection_id)
    return inspection_id


def sampled(wanted: Wanted, switching: SwitchingFacts, own: Own) -> dict[DefectClass, Frozen]:
    """Return the sampling of each class; where units are inspected one by one, all of them."""
    size = lot_size(wanted.quantity)
    found: dict[DefectClass, Frozen] = {}
    for rule in wanted.plan.rules:
        used = ClassRule(defect_class=rule.defect_class, scheme=Scheme.HUNDRED_PERCENT) if wanted.per_unit else rule
        original = wanted.resubmits is None
        skipped = original and severity.is_skipped(switching.state, used, randbelow(used.skip or 1))
        found[rule.defect_class] = sampling.for_lot(
            used, size, severity.of_class(switching.state, used), skipped=skipped, own=own
        )
    return found


def needed(one: Asked, frozen: dict[DefectClass, Frozen], size: int) -> int:
    """Return how many results a characteristic needs in the first sample."""
    of_class = frozen.get(one.defect_class)
    return needs(one.sample_size, None if of_class is None else of_class.stages[:1], size)


def inspection_row(tx: Transaction, wanted: Wanted, switching: SwitchingFacts) -> dict[str, Any]:
    """Return an inspection's row but for what its sampling says."""
    goods_, plan = wanted.goods, wanted.plan
    row = tx.wire.execute(NUMBER).fetchone()
    return {
        "number": f"IN-{tx.today.year}-{row[0] if row else 0:05}",
        "status": InspectionStatus.CREATED,
        "stage": plan.stage,
        "operation": plan.operation,
        "origin": wanted.origin,
        "lot_id": goods_.id,
        "customer_id": goods_.customer_id,
        "revision_id": plan.revision_id,
        "switching_id": switching.id,
        "quantity": wanted.quantity,
        "per_unit": wanted.per_unit,
        "severity": switching.severity,
        "resubmits_id": wanted.resubmits,
        "created_at": tx.now,
        "created_by": tx.actor.user_id,
        "due_at": tx.now + timedelta(hours=plan.due_hours) if plan.due_hours else None,
    }


def write_classes(
    tx: Transaction, inspection_id: InspectionId, rules: Sequence[ClassRule], frozen: dict[DefectClass, Frozen]
) -> None:
    """Write the frozen sampling of each class; one that is passed over is accepted."""
    rows = [class_row(inspection_id, rule, frozen[rule.defect_class]) for rule in rules]
    if rows:
        tx.execute(insert(ClassSample).values(rows))


def class_row(inspection_id: InspectionId, rule: ClassRule, found: Frozen) -> dict[str, Any]:
    """Return the row of a class's sampling."""
    return {
        "inspection_id": inspection_id,
        "defect_class": rule.defect_class,
        "scheme": rule.scheme,
        "kind": found.kind,
        "level": rule.level,
        "aql": rule.aql,
        "severity": found.severity,
        "skip": rule.skip,
        "clearance": rule.clearance,
        "letter": found.letter,
        "row_letter": found.row,
        "lot_size": found.lot_size,
        "stages": msgspec.to_builtins(found.stages),
        "constant": found.constant,
        "maximum": found.maximum,
        "why": msgspec.to_builtins(found.why),
        "table_ids": found.tables,
        "verdict": Verdict.PENDING if found.stages else Verdict.ACCEPTED,
    }


def pass_over(tx: Transaction, inspection_id: InspectionId) -> None:
    """Evaluate an inspection that a skip-lot plan passes over: there is nothing to record."""
    facts = inspections.facts(tx, inspection_id)
    steps.step(facts.number, facts.status, InspectionEvent.EVALUATE)
    workflow.advance(tx, facts, [InspectionEvent.EVALUATE], verdict=Verdict.ACCEPTED)
