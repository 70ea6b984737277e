"""Decides on lots: sampled, accepted, rejected, disposed of, reworked, released twice, recalled."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate, lots, master_data, workflow
from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.domain.reasons import require_any, require_reason
from veralot_server.modules.genealogy.domain.status import require_release_kind
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    LotEvent,
    LotView,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReportRework,
    SampleLot,
)
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.ids import LotId

DISPOSED = {Disposition.CONCESSION: LotEvent.CONCEDE, Disposition.REWORK: LotEvent.ORDER_REWORK}


def decide(tx: Transaction, lot_id: LotId, event: LotEvent, reason: str = "") -> LotView:
    """Bring one lot to the status that an event leads to. Raises: RecordNotFound, TransitionIllegal, LotOnHold."""
    lot = lots.lock(tx, lot_id)
    require_release_kind(lot, event)
    if reason and tx.signature is None:
        tx.because(reason)
    workflow.advance(tx, [lot], event, reason)
    lots.tell(tx, [lot])
    return lots.view(tx, lot_id)


def release(tx: Transaction, lot_id: LotId, event: LotEvent, note: str) -> LotView:
    """Release one lot, if the evidence that its release needs is there. Raises: NotReady, and as `decide`."""
    lots.lock(tx, lot_id)
    gate.require_ready(tx, lot_id, event)
    return decide(tx, lot_id, event, note)


@handles(SampleLot)
def sample_lot(command: SampleLot, tx: Transaction) -> LotView:
    """Begin testing."""
    return decide(tx, command.lot_id, LotEvent.SAMPLE, command.note)


@handles(ReleaseLot)
def release_lot(command: ReleaseLot, tx: Transaction) -> LotView:
    """Accept a tested lot."""
    return release(tx, command.lot_id, LotEvent.ACCEPT, command.note)


@handles(RejectLot)
def reject_lot(command: RejectLot, tx: Transaction) -> LotView:
    """Reject a lot, with the reason."""
    require_reason(command.reason)
    return decide(tx, command.lot_id, LotEvent.REJECT, command.reason)


@handles(DisposeLot)
def dispose_lot(command: DisposeLot, tx: Transaction) -> LotView:
    """Let a nonconforming lot be used as it is, or order its rework."""
    require_reason(command.justification, "justification")
    return decide(tx, command.lot_id, DISPOSED[command.disposition], command.justification)


@handles(ReportRework)
def report_rework(command: ReportRework, tx: Transaction) -> LotView:
    """Begin a new cycle: the lot is tested anew, and what was decided in the old cycle stays on record (I-58)."""
    require_reason(command.note, "note")
    return decide(tx, command.lot_id, LotEvent.REPORT_REWORK, command.note)


@handles(ReleaseProduction)
def release_production(command: ReleaseProduction, tx: Transaction) -> LotView:
    """Give the contractor's release (CN-17)."""
    return release(tx, command.lot_id, LotEvent.RELEASE_PRODUCTION, command.note)


@handles(ReleaseToMarket)
def release_to_market(command: ReleaseToMarket, tx: Transaction) -> LotView:
    """Give the registrant's release, which no account of the contractor can give (CN-17)."""
    lot = lots.lock(tx, command.lot_id)
    if lot.customer_id is None or master_data.customer_of(tx, lots.author(tx)) != lot.customer_id:
        signer = tx.signature.signer_name if tx.signature else tx.actor.user_name
        raise SignerNotAllowed(user_name=signer, rule=words.RULE_REGISTRANT_SIGNS)
    return release(tx, command.lot_id, LotEvent.RELEASE_MARKET, command.note)


@handles(RecallLots)
def recall_lots(command: RecallLots, tx: Transaction) -> list[LotView]:
    """Recall lots, all or none."""
    require_reason(command.reason)
    require_any(command.lot_ids, "lot_ids")
    found = lots.locked(tx, command.lot_ids, "lot_ids")
    workflow.advance(tx, list(found.values()), LotEvent.RECALL, command.reason)
    lots.tell(tx, found.values())
    return lots.views(tx, list(found))
