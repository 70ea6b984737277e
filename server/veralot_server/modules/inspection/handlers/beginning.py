"""Makes inspections by hand, takes their samples, cancels and closes them."""

from decimal import Decimal

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, making, plans, qualifying, results, samples, workflow
from veralot_server.modules.inspection.domain import steps, words
from veralot_server.modules.inspection.making import Goods, Wanted
from veralot_server.modules.inspection.plans import InForce
from veralot_shared.contracts.inspection import (
    CancelInspection,
    CloseInspection,
    CreateInspection,
    GetInspection,
    InspectionDetail,
    InspectionEvent,
    InspectionStatus,
    Origin,
    PlanMissing,
    QuantityInspected,
    TakeSample,
)
from veralot_shared.contracts.items import Tracking
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import InspectionId, UnitId

FREE_UNITS = """
SELECT u.id FROM genealogy_unit u
WHERE u.lot_id = %(lot)s AND u.status = 'made' AND NOT EXISTS (
    SELECT FROM inspection_sample s JOIN inspection_inspection i ON i.id = s.inspection_id
    WHERE s.unit_id = u.id AND i.per_unit AND i.stage = %(stage)s AND i.operation = %(operation)s
      AND i.resubmits_id IS NULL AND i.status <> 'cancelled')
ORDER BY u.id
"""

AGAIN_UNITS = """
SELECT u.id FROM genealogy_unit u
WHERE u.lot_id = %(lot)s AND u.status = 'made' AND (
    NOT EXISTS (SELECT FROM inspection_inspection i WHERE i.id = %(former)s AND i.per_unit)
    OR u.id IN (SELECT s.unit_id FROM inspection_sample s WHERE s.inspection_id = %(former)s))
ORDER BY u.id
"""
"""What is inspected again: the units that the former inspection was of, where it was of units."""

SERIALISED = (Tracking.SERIAL, Tracking.BOTH)
RESUBMITTABLE = (InspectionStatus.DECIDED, InspectionStatus.CLOSED)


@handles(CreateInspection)
def create_inspection(command: CreateInspection, tx: Transaction) -> InspectionDetail:
    """Make an inspection of a lot or a part of it."""
    goods = making.goods(tx, command.lot_id)
    plan = chosen_plan(tx, command, goods)
    units = chosen_units(tx, command, goods)
    quantity = Decimal(len(units)) if command.per_unit else command.quantity
    if command.resubmits is not None:
        wanted = resubmitted(tx, command.resubmits, goods, plan, quantity)
    else:
        wanted = open_quantity(tx, goods, plan, quantity)
    origin = Origin.HAND if command.resubmits is None else Origin.RETEST
    new = Wanted(
        goods=goods,
        plan=plan,
        origin=origin,
        quantity=wanted,
        per_unit=command.per_unit,
        unit_ids=units,
        resubmits=command.resubmits,
    )
    return tx.call(GetInspection(id=making.make(tx, new)))


def chosen_plan(tx: Transaction, command: CreateInspection, goods: Goods) -> InForce:
    """Return the plan asked for, or the one in force for the goods. Raises: PlanMissing, ValueNotAllowed."""
    known = plans.in_force(
        tx,
        goods.item_id,
        command.stage,
        supplier_id=goods.supplier_id,
        customer_id=goods.customer_id,
        operation=command.operation,
    )
    if command.plan_id is not None:
        known = [one for one in known if one.plan_id == command.plan_id]
        if not known:
            raise ValueNotAllowed(value=str(command.plan_id), rule=words.RULE_PLAN_LOT, field="plan_id")
    if not known:
        raise PlanMissing(lot_no=goods.lot_no, stage=command.stage)
    return known[0]


def chosen_units(tx: Transaction, command: CreateInspection, goods: Goods) -> list[UnitId]:
    """Return the units to be inspected one by one: those named, or all that are open to it. Raises: ValueNotAllowed."""
    if not command.per_unit:
        if command.unit_ids:
            raise ValueNotAllowed(value="", rule=words.RULE_SERIALISED, field="unit_ids")
        return []
    if goods.tracking not in SERIALISED:
        raise ValueNotAllowed(value=goods.lot_no, rule=words.RULE_SERIALISED, field="per_unit")
    if command.resubmits is None:
        values: dict[str, object] = {"lot": goods.id, "stage": command.stage, "operation": command.operation}
        rows = tx.wire.execute(FREE_UNITS, values)
    else:
        rows = tx.wire.execute(AGAIN_UNITS, {"lot": goods.id, "former": command.resubmits})
    free = [UnitId(row[0]) for row in rows]
    if not command.unit_ids:
        return free
    wrong = sorted(set(command.unit_ids) - set(free))
    if wrong:
        raise ValueNotAllowed(value=", ".join(map(str, wrong)), rule=words.RULE_UNITS, field="unit_ids")
    return list(dict.fromkeys(command.unit_ids))


def open_quantity(tx: Transaction, goods: Goods, plan: InForce, quantity: Decimal | None) -> Decimal:
    """Return how much is inspected: what is asked for, or all that no inspection covers. Raises: QuantityInspected."""
    most = goods.quantity_made - making.covered(tx, goods.id, plan)
    wanted = most if quantity is None else quantity
    if quantity is not None and not (quantity.is_finite() and quantity > 0):
        raise ValueNotAllowed(value=str(quantity), rule=words.RULE_QUANTITY, field="quantity")
    if wanted > most or most <= 0:
        raise QuantityInspected(lot_no=goods.lot_no, open=most, wanted=wanted, unit=goods.unit)
    return wanted


def resubmitted(
    tx: Transaction, former_id: InspectionId, goods: Goods, plan: InForce, quantity: Decimal | None
) -> Decimal:
    """Return how much is inspected again of what a former inspection was of. Raises: RecordNotFound, ValueNotAllowed."""
    former = inspections.facts(tx, former_id)
    fits = former.lot_id == goods.id and former.stage is plan.stage and former.status in RESUBMITTABLE
    if not fits:
        raise ValueNotAllowed(value=former.number, rule=words.RULE_RESUBMITTED, field="resubmits")
    wanted = former.quantity if quantity is None else quantity
    if not (wanted.is_finite() and 0 < wanted <= former.quantity):
        raise ValueNotAllowed(value=str(quantity), rule=words.RULE_QUANTITY, field="quantity")
    return wanted


@handles(TakeSample)
def take_sample(command: TakeSample, tx: Transaction) -> InspectionDetail:
    """Take the sample, and name its units where they are known."""
    inspection = inspections.lock(tx, command.inspection_id)
    qualifying.worked(tx, inspection)
    samples.begin(tx, inspection, command.note)
    samples.name(tx, inspection, command.unit_ids)
    return tx.call(GetInspection(id=inspection.id))


@handles(CancelInspection)
def cancel_inspection(command: CancelInspection, tx: Transaction) -> InspectionDetail:
    """Cancel an inspection; its results stay on record."""
    steps.require_text(command.reason)
    inspection = inspections.lock(tx, command.inspection_id)
    results.require_none_failed(tx, inspection)
    workflow.advance(tx, inspection, [InspectionEvent.CANCEL], command.reason)
    return tx.call(GetInspection(id=inspection.id))


@handles(CloseInspection)
def close_inspection(command: CloseInspection, tx: Transaction) -> InspectionDetail:
    """Close a decided inspection."""
    inspection = inspections.lock(tx, command.inspection_id)
    workflow.advance(tx, inspection, [InspectionEvent.CLOSE])
    return tx.call(GetInspection(id=inspection.id))
