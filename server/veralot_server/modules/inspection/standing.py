"""How a lot stands to its inspections: which are open, also of the lots that it was split off from, and what they stop."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.inspection import (
    UNDECIDED,
    DecideInspection,
    InspectionStage,
    InspectionStatus,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.ids import InspectionId, LotId

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


def of_lot(tx: Transaction, lot_id: LotId) -> list[Standing]:
    """Return the inspections of a lot and of those that it is a part of, but for cancelled ones."""
    return tx.rows(Standing, OF_LOT, lot=lot_id)


def undecided(tx: Transaction, found: list[Standing]) -> list[Standing]:
    """Return those that stand in the way: not decided, nor about to be by the command that is being signed."""
    return [one for one in found if one.status in UNDECIDED and ("inspection", int(one.id)) not in tx.settled]


def releases(tx: Transaction, command: DecideInspection, inspection: InspectionFacts, lot: LotView) -> bool:
    """Say whether a decision releases the lot: asked for, nothing else open, at a stage after which goods are used.

    Finished goods are released by their own signed steps, in-process goods go on in their order.
    """
    if not command.release or inspection.stage is InspectionStage.IN_PROCESS:
        return False
    row = tx.wire.execute(ITEM_KIND, (lot.item_id,)).fetchone()
    if row is None or row[0] == ItemKind.FINISHED:
        return False
    others = [one for one in undecided(tx, of_lot(tx, lot.id)) if one.id != inspection.id]
    return not others


def reason(number: str, command: DecideInspection) -> str:
    """Return what a decision's steps on the lot say: which inspection, and why."""
    return f"{number}: {command.reason}" if command.reason.strip() else number
