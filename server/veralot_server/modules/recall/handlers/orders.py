"""Orders over everything that a recall affects, each with one signature: to hold it, and to recall it."""

from collections.abc import Sequence

from sqlalchemy import insert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, subjects, workflow
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_server.modules.recall.tables import Order
from veralot_shared.contracts.genealogy import NodeKind, PlaceHold, RecallLots
from veralot_shared.contracts.recall import (
    GetRecall,
    HoldAffected,
    MarkRecalled,
    RecallDetail,
    RecallEvent,
    TargetView,
)
from veralot_shared.ids import RecallId


@handles(HoldAffected)
def hold_affected(command: HoldAffected, tx: Transaction) -> RecallDetail:
    """Hold what is affected and not yet held by this recall."""
    recalls.lock(tx, command.recall_id)
    recall, targets = subjects.concerned(tx, command.recall_id, RecallEvent.HOLD)
    reason = subjects.why(recall)
    node_ids = [one.id for one in targets]
    tx.call(PlaceHold(node_ids=node_ids, reason_code=command.reason_code, reason=reason))
    return ordered(tx, recall, RecallEvent.HOLD, targets)


@handles(MarkRecalled)
def mark_recalled(command: MarkRecalled, tx: Transaction) -> RecallDetail:
    """Give affected lots the status recalled."""
    recalls.lock(tx, command.recall_id)
    recall, targets = subjects.concerned(tx, command.recall_id, RecallEvent.MARK)
    lot_ids = [one.lot_id for one in targets]
    tx.call(RecallLots(lot_ids=lot_ids, reason=subjects.why(recall)))
    return ordered(tx, recall, RecallEvent.MARK, targets)


def ordered(tx: Transaction, recall: RecallFacts, event: RecallEvent, targets: Sequence[TargetView]) -> RecallDetail:
    """Write down an order, and return the recall."""
    lots = sum(one.kind is NodeKind.LOT for one in targets)
    row = {
        "recall_id": recall.id,
        "at": tx.now,
        "by_id": recalls.author(tx),
        "event": event,
        "lots": lots,
        "units": len(targets) - lots,
        "nodes_sha256": subjects.nodes_hash(one.id for one in targets),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(insert(Order).values(row))
    workflow.advance(tx, recall, event)
    return tx.call(GetRecall(id=RecallId(recall.id)))
