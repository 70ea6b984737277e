"""Freezes figures, and declares a recall reconciled."""

from collections.abc import Iterator

import msgspec
from sqlalchemy.dialects.postgresql import insert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots, workflow
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_server.modules.recall.tables import Consignee
from veralot_shared.contracts.recall import (
    AffectedView,
    ChecksMissing,
    FindAffected,
    FreezeFigures,
    GetRecall,
    QuantityUnaccounted,
    RecallDetail,
    RecallEvent,
    RecallStatus,
    ReconcileRecall,
    SuspectsMissing,
)
from veralot_shared.rules.quantities import plain_text

ON_THE_WAY = {RecallStatus.CUSTOMERS_NOTIFIED: RecallEvent.RESPOND, RecallStatus.EXECUTION: RecallEvent.CHECK}
"""States that reconciling passes through where nobody had anything to answer, or no check is due."""


@handles(FreezeFigures)
def freeze_figures(command: FreezeFigures, tx: Transaction) -> RecallDetail:
    """Keep what is affected now, and list who has some of it."""
    recall = recalls.lock(tx, command.recall_id)
    found = tx.call(FindAffected(suspects=recall.suspects, scope=recall.scope, customer_id=recall.customer_id))
    if not found.lots:
        raise SuspectsMissing
    workflow.advance(tx, recall, RecallEvent.FREEZE)
    snapshots.freeze(tx, recall, found)
    partners = dict.fromkeys(line.customer_id for line in found.shipped)
    if partners:
        rows = [{"recall_id": recall.id, "partner_id": partner} for partner in partners]
        tx.execute(insert(Consignee).values(rows).on_conflict_do_nothing())
    return tx.call(GetRecall(id=recall.id))


@handles(ReconcileRecall)
def reconcile_recall(command: ReconcileRecall, tx: Transaction) -> RecallDetail:
    """Declare that everything is accounted for, or why the rest is not."""
    recall = recalls.lock(tx, command.recall_id)
    recalls.require_frozen(recall)
    detail = tx.call(GetRecall(id=recall.id))
    require_checks(detail)
    frozen = snapshots.newest(tx, recall.id, recall.number)
    left = [*unanswered(detail), *missing(snapshots.read(tx, recall.id, recall.number, frozen.id))]
    if left and not command.justification.strip():
        raise QuantityUnaccounted(number=recall.number, open=left)
    passed = through(tx, recall)
    workflow.advance(
        tx, passed, RecallEvent.RECONCILE, command.justification, justification=command.justification.strip()
    )
    return tx.call(GetRecall(id=recall.id))


def through(tx: Transaction, recall: RecallFacts) -> RecallFacts:
    """Pass through the states before reconciling, writing each down."""
    while recall.status in ON_THE_WAY:
        status = workflow.advance(tx, recall, ON_THE_WAY[recall.status])
        recall = msgspec.structs.replace(recall, status=status)
    return recall


def require_checks(detail: RecallDetail) -> None:
    """Check that enough consignees were found to have acted. Raises: ChecksMissing."""
    done = sum(consignee.checked for consignee in detail.consignees)
    if done < detail.checks_needed:
        raise ChecksMissing(number=detail.recall.number, needed=detail.checks_needed, done=done)


def unanswered(detail: RecallDetail) -> Iterator[str]:
    """Yield what consignees have not accounted for."""
    for consignee in detail.consignees:
        for line in consignee.lines:
            if line.outstanding:
                yield f"{consignee.code} {line.lot_no} {plain_text(line.outstanding)} {line.unit}"


def missing(found: AffectedView) -> Iterator[str]:
    """Yield what counts have not found, or have found too much."""
    for lot in found.lots:
        if lot.unaccounted:
            yield f"{lot.item_code} {lot.lot_no} {plain_text(lot.unaccounted)} {lot.unit}"
