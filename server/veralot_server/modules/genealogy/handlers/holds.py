"""Places holds on any number of lots and units at once, and lifts them one by one or together. Holds stack."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import holding, lots, records, workflow
from veralot_server.modules.genealogy.domain import status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import HoldReason, HoldView, LiftHold, LotEvent, NodeKind, PlaceHold, StopLots
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import HoldId, NodeId, SignatureId, UserId

LIFT = """
UPDATE genealogy_hold SET lifted_by = %(by)s, lifted_at = %(at)s, lift_signature_id = %(signature)s WHERE id = ANY(%(ids)s)
"""


STILL = "SELECT genealogy_hold_still(%s::bigint[])"
"""Fails where something was moved of lots since this transaction began to look, so that it is run again.

Otherwise a hold could come after a use that whoever places it has not seen, and what the lot went into would not be suspected.
"""


class NewHold(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a hold that is placed."""

    node_id: NodeId
    reason_code: HoldReason
    reason: str
    placed_by: UserId
    placed_at: datetime
    signature_id: SignatureId | None


class NewId(msgspec.Struct, frozen=True):
    """The number that a hold was given."""

    id: HoldId


@handles(PlaceHold)
def place_hold(command: PlaceHold, tx: Transaction) -> list[HoldView]:
    """Hold lots and units; whoever works on them at the same moment meets the hold."""
    return placed(tx, command)


@handles(StopLots)
def stop_lots(command: StopLots, tx: Transaction) -> list[HoldView]:
    """Hold lots and units on what was found, without a signature: stopping is free, going on is not."""
    if not command.node_ids:
        raise ValueNotAllowed(value="", rule=words.RULE_LINES, field="node_ids")
    return placed(tx, command)


def placed(tx: Transaction, command: PlaceHold | StopLots) -> list[HoldView]:
    """Place a hold on each lot and unit named. Raises: ReasonMissing, RecordNotFound."""
    require_reason(command.reason)
    nodes = holding.holdable(tx, command.node_ids)
    touched = lots.locked(tx, (node.lot_id for node in nodes), "node_ids")
    tx.wire.execute(STILL, (list(touched),))
    rows = [
        NewHold(
            node_id=node.id,
            reason_code=command.reason_code,
            reason=command.reason,
            placed_by=lots.author(tx),
            placed_at=tx.now,
            signature_id=tx.signature.id if tx.signature else None,
        )
        for node in nodes
    ]
    born = records.add_returning(tx, "genealogy_hold", rows, NewId)
    held = {node.lot_id for node in nodes if node.kind is NodeKind.LOT}
    note(tx, [lot for lot in touched.values() if lot.id in held], LotEvent.HOLD, command.reason)
    lots.touch(tx, touched)
    lots.tell(tx, touched.values())
    return holding.views(tx, [row.id for row in born])


@handles(LiftHold)
def lift_hold(command: LiftHold, tx: Transaction) -> list[HoldView]:
    """Lift holds; a lot comes back to its former state when its last one is lifted."""
    require_reason(command.reason)
    found = holding.liftable(tx, command.hold_ids)
    touched = lots.locked(tx, (hold.lot_id for hold in found), "hold_ids")
    signature = tx.signature.id if tx.signature else None
    ids = [hold.id for hold in found]
    tx.wire.execute(LIFT, {"by": lots.author(tx), "at": tx.now, "signature": signature, "ids": ids})
    held = {hold.lot_id for hold in found if hold.kind is NodeKind.LOT}
    note(tx, [lot for lot in touched.values() if lot.id in held], LotEvent.LIFT, command.reason)
    lots.touch(tx, touched)
    lots.tell(tx, touched.values())
    return holding.views(tx, ids)


def note(tx: Transaction, before: Sequence[LotFacts], event: LotEvent, reason: str) -> None:
    """Write into lots' histories that a hold was placed or lifted: what they counted as before, and now."""
    now = lots.locked(tx, (lot.id for lot in before))
    steps = [
        workflow.written(
            tx,
            lot.id,
            event,
            status.effective(lot, tx.today),
            status.effective(now[lot.id], tx.today),
            lot.cycle,
            reason,
        )
        for lot in before
    ]
    workflow.record(tx, steps)
