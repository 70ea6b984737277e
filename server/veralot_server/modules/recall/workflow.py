"""Carries a recall from one state to the next, and writes down each step: who, when, why, under which signature.

Which step is legal, `domain.steps` decides by `RECALL_TRANSITIONS`.
"""

from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls
from veralot_server.modules.recall.domain import steps
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_server.modules.recall.tables import Recall, Step
from veralot_shared.contracts.recall import RecallEvent, RecallStatus


def advance(tx: Transaction, recall: RecallFacts, event: RecallEvent, note: str = "", **values: object) -> RecallStatus:
    """Bring a recall to the state that an event leads to, with other `values` of its row, and tell.

    Raises:
        TransitionIllegal: it cannot go there.
    """
    target = steps.step(recall.number, recall.status, recall.action, event)
    change = update(Recall).where(Recall.id == recall.id)
    tx.execute(change.values(status=target, version=Recall.version + 1, **values))
    written(tx, recall, event, target, note)
    return target


def written(tx: Transaction, recall: RecallFacts, event: RecallEvent, target: RecallStatus, note: str = "") -> None:
    """Write a step of a recall's history, and tell."""
    row = {
        "recall_id": recall.id,
        "event": event,
        "from_status": None if event is RecallEvent.START else recall.status,
        "to_status": target,
        "at": tx.now,
        "by_id": recalls.author(tx),
        "note": note,
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(insert(Step).values(row))
    recalls.tell(tx, recall.id, recall.customer_id)
