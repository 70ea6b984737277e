"""How a lot stands to its inspections: which are open, also of the lots that it was split off from, and what they stop."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_shared.contracts.genealogy import LotView, NotReady
from veralot_shared.contracts.inspection import (
    UNDECIDED,
    DecideInspection,
    InspectionStage,
    InspectionStatus,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import Sentence
from veralot_shared.ids import InspectionId, LotId
from veralot_shared.rules.quantities import plain_text

FAMILY: Final = """
WITH RECURSIVE family(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM family f JOIN genealogy_edge e ON e.child_id = f.id AND e.kind IN ('split', 'drawn', 'merged')
    JOIN genealogy_lot l ON l.id = e.parent_id
)
"""
"""A lot, and those that it is a part of: what was inspected before it was divided counts for the parts."""

OF_LOT: Final = f"""{FAMILY}
SELECT i.id, i.number, i.stage, i.operation, i.status, i.verdict, i.decision, i.resubmits_id, i.lot_id, i.created_at
FROM inspection_inspection i WHERE i.lot_id IN (SELECT id FROM family) AND i.status <> 'cancelled'
ORDER BY i.id
"""  # noqa: S608 - expressions of our own

UNCOVERED: Final = f"""{FAMILY},
arrived AS (
    SELECT f.id, CASE v.kind WHEN 'receipt' THEN 'incoming' ELSE 'final' END AS stage
    FROM family f CROSS JOIN LATERAL (
        SELECT v.kind FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
        WHERE m.target_lot_id = f.id AND m.lot_id = f.id AND v.kind IN ('receipt', 'produce') ORDER BY m.id LIMIT 1) v),
part(arrived_id, id) AS (
    SELECT id, id FROM arrived
    UNION
    SELECT p.arrived_id, e.child_id FROM part p JOIN genealogy_edge e ON e.parent_id = p.id AND e.kind IN ('split', 'drawn')
    JOIN genealogy_lot l ON l.id = e.child_id)
SELECT l.id AS lot_id, l.lot_no, trim_scale(least(l.quantity_made, lying.quantity) - covered.quantity) AS quantity, t.unit
FROM arrived a JOIN genealogy_lot l ON l.id = a.id JOIN items_item t ON t.id = l.item_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(k.quantity), 0) + coalesce((
        SELECT sum(e.quantity) FROM genealogy_edge e JOIN part q ON q.id = e.parent_id
        WHERE q.arrived_id = a.id AND e.kind = 'merged' AND e.child_id IN (SELECT id FROM genealogy_lot)), 0) AS quantity
    FROM genealogy_stock k JOIN part p ON p.id = k.lot_id
    WHERE p.arrived_id = a.id AND NOT k.outside) lying
CROSS JOIN LATERAL (
    SELECT sum(i.quantity) AS quantity FROM inspection_inspection i JOIN part p ON p.id = i.lot_id
    WHERE p.arrived_id = a.id AND i.stage = a.stage AND i.resubmits_id IS NULL AND i.status <> 'cancelled') covered
WHERE least(l.quantity_made, lying.quantity) > covered.quantity ORDER BY l.id
"""  # noqa: S608 - expressions of our own
"""Of what arrived, and is inspected in parts: how much more lies there, divided or merged, than was inspected."""

ITEM_KIND: Final = "SELECT kind FROM items_item WHERE id = %s"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection as it counts for a lot."""

    id: InspectionId
    number: str
    stage: InspectionStage
    operation: str
    status: InspectionStatus
    verdict: Verdict
    decision: UsageDecision | None
    resubmits_id: InspectionId | None
    lot_id: LotId
    created_at: datetime


class Uncovered(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a lot that arrived no inspection was of, although others were."""

    lot_id: LotId
    lot_no: str
    quantity: Decimal
    unit: str


def of_lot(tx: Transaction, lot_id: LotId) -> list[Standing]:
    """Return the inspections of a lot and of those that it is a part of, but for cancelled ones."""
    return tx.rows(Standing, OF_LOT, lot=lot_id)


def uncovered(tx: Transaction, lot_id: LotId) -> list[Uncovered]:
    """Return what of a lot, or of those that it is a part of, was left out when the rest was inspected in parts."""
    return tx.rows(Uncovered, UNCOVERED, lot=lot_id)


def undecided(tx: Transaction, found: list[Standing]) -> list[Standing]:
    """Return those that stand in the way: not decided, nor about to be by the command that is being signed."""
    return [one for one in found if one.status in UNDECIDED and ("inspection", int(one.id)) not in tx.settled]


def releases(tx: Transaction, command: DecideInspection, inspection: InspectionFacts, lot: LotView) -> bool:
    """Say whether a decision releases the lot: asked for, nothing else open or left out, at a stage after which goods are used.

    Finished goods are released by their own signed steps, in-process goods go on in their order.
    """
    if not command.release or inspection.stage is InspectionStage.IN_PROCESS:
        return False
    row = tx.wire.execute(ITEM_KIND, (lot.item_id,)).fetchone()
    if row is None or row[0] == ItemKind.FINISHED:
        return False
    others = [one for one in undecided(tx, of_lot(tx, lot.id)) if one.id != inspection.id]
    return not others and not uncovered(tx, lot.id)


def require_whole(tx: Transaction, lot: LotView) -> None:
    """Check that a concession is about everything: no other inspection is open, and nothing was left out. Raises: NotReady."""
    missing = [Sentence(words.BLOCK_UNDECIDED, {"number": one.number}) for one in undecided(tx, of_lot(tx, lot.id))]
    missing += [Sentence(words.BLOCK_PARTLY, said(one)) for one in uncovered(tx, lot.id)]
    if missing:
        raise NotReady(lot_no=lot.lot_no, missing=missing)


def said(one: Uncovered) -> dict[str, str]:
    """Return what is said of goods that were left out."""
    return {"lot_no": one.lot_no, "quantity": plain_text(one.quantity), "unit": one.unit}


def reason(number: str, command: DecideInspection) -> str:
    """Return what a decision's steps on the lot say: which inspection, and why."""
    return f"{number}: {command.reason}" if command.reason.strip() else number
