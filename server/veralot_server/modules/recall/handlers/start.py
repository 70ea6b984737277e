"""Starts recalls and mock recalls, and says anew what is suspected."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert

from veralot_server.core.module import FINDERS, handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, workflow
from veralot_server.modules.recall.domain.forms import require_forms
from veralot_server.modules.recall.domain.steps import require_text
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_server.modules.recall.tables import Recall
from veralot_shared.contracts.recall import (
    ChangeSuspects,
    GetRecall,
    RecallDetail,
    RecallEvent,
    RecallStatus,
    StartRecall,
    Suspect,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import RecallId

LAST = """
SELECT u.full_name, u.full_name_zh FROM recall_step s JOIN identity_user u ON u.id = s.by_id
WHERE s.recall_id = %s ORDER BY s.id DESC LIMIT 1
"""


@handles(StartRecall)
def start_recall(command: StartRecall, tx: Transaction) -> RecallDetail:
    """Number it and let its time run."""
    require_text(command.reason, "reason")
    check(command.suspects, tx)
    status = RecallStatus.MOCK if command.mock else RecallStatus.SIGNAL
    own = tx.actor.customer_id
    if command.customer_id is not None:
        recalls.require_customer(tx, command.customer_id)
    row = {
        "number": recalls.next_number(tx, mock=command.mock),
        "mock": command.mock,
        "customer_id": command.customer_id if own is None else own,
        "status": status,
        "scope": command.scope,
        "reason": command.reason.strip(),
        "instructions": command.instructions.strip(),
        "suspects": msgspec.to_builtins(command.suspects),
        "started_at": tx.now,
        "started_by": recalls.author(tx),
    }
    tx.because(command.reason)
    recall_id = RecallId(tx.execute(insert(Recall).values(row).returning(Recall.id)).scalar_one())
    workflow.written(tx, recalls.facts(tx, recall_id), RecallEvent.START, status)
    return tx.call(GetRecall(id=recall_id))


@handles(ChangeSuspects)
def change_suspects(command: ChangeSuspects, tx: Transaction) -> RecallDetail:
    """Change what is suspected; figures that were frozen before stay, and are no longer the newest question's."""
    recall = recalls.lock(tx, command.recall_id)
    require_version(command, recall, tx)
    check(command.suspects, tx)
    workflow.advance(
        tx,
        recall,
        RecallEvent.CHANGE_SUSPECTS,
        suspects=msgspec.to_builtins(command.suspects),
        scope=command.scope,
        instructions=command.instructions.strip(),
    )
    return tx.call(GetRecall(id=recall.id))


def check(suspects: Sequence[Suspect], tx: Transaction) -> None:
    """Check that every suspect has a fit form and is there. Raises: SerialsUnordered, ValueNotAllowed, RecordNotFound."""
    require_forms(suspects)
    for suspect in suspects:
        FINDERS[type(suspect)](suspect, tx)


def require_version(command: ChangeSuspects, recall: RecallFacts, tx: Transaction) -> None:
    """Check that nobody changed the recall meanwhile. Raises: RecordChanged."""
    if command.version != recall.version:
        row = tx.wire.execute(LAST, (recall.id,)).fetchone()
        by, by_zh = row or ("", "")
        raise RecordChanged(
            kind="recall",
            key=recall.number,
            changed_by=by,
            changed_by_zh=by_zh,
            differences=[],
            version=recall.version,
        )
