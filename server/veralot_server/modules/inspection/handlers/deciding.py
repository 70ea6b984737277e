"""Decides on the use of inspected goods: signed, within the computed verdict, and carried out on the lot at once."""

from decimal import Decimal

from sqlalchemy import insert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, samples, standing, workflow
from veralot_server.modules.inspection.domain import decided, steps
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.following import follow_lot
from veralot_server.modules.inspection.tables import UsageDecided
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    GetLot,
    LotStatus,
    LotView,
    RejectLot,
    ReleaseLot,
    SplitLot,
    SplitPart,
    StockOf,
    StockShort,
    StockView,
)
from veralot_shared.contracts.inspection import (
    DecideInspection,
    GetInspection,
    InspectionDetail,
    InspectionEvent,
    UsageDecision,
)

REJECTABLE = frozenset({LotStatus.QUARANTINE, LotStatus.IN_TEST, LotStatus.RELEASED})


@handles(DecideInspection)
def decide_inspection(command: DecideInspection, tx: Transaction) -> InspectionDetail:
    """Write the decision, let it act on the lot, and let the lot act on the severity."""
    inspection = inspections.lock(tx, command.inspection_id)
    steps.step(inspection.number, inspection.status, InspectionEvent.DECIDE)
    decided.require(command, inspection.number, inspection.verdict, inspection.quantity)
    if command.rejected_units:
        samples.require_of_lot(tx, inspection.lot_id, command.rejected_units, "rejected_units")
    workflow.advance(tx, inspection, [InspectionEvent.DECIDE], command.reason, decision=command.decision)
    released = act(tx, command, inspection)
    write(tx, command, inspection, released=released)
    follow_lot(tx, inspection)
    return tx.call(GetInspection(id=inspection.id))


def write(tx: Transaction, command: DecideInspection, inspection: InspectionFacts, *, released: bool) -> None:
    """Write what was decided, how much of it is accepted, and under which signature."""
    rejected = decided.rejected(command, inspection.quantity)
    row = {
        "inspection_id": inspection.id,
        "decision": command.decision,
        "accepted": inspection.quantity - rejected,
        "rejected": rejected,
        "rejected_units": list(command.rejected_units),
        "released": released,
        "reason": command.reason,
        "at": tx.now,
        "by_id": inspections.author(tx),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(insert(UsageDecided).values(row))


def act(tx: Transaction, command: DecideInspection, inspection: InspectionFacts) -> bool:
    """Carry out a decision on the lot by the genealogy's own messages; say whether the lot was released by it."""
    lot = tx.call(GetLot(id=inspection.lot_id))
    reason = standing.reason(inspection.number, command)
    if command.decision is UsageDecision.ACCEPT:
        return accept(tx, command, inspection, lot)
    if command.decision is UsageDecision.SORT:
        return sort(tx, command, inspection, lot)
    if command.decision is UsageDecision.CONCESSION:
        standing.require_whole(tx, lot)
    if lot.status_beneath in REJECTABLE:
        tx.call(RejectLot(lot_id=lot.id, reason=reason))
    if command.decision is UsageDecision.CONCESSION:
        tx.call(DisposeLot(lot_id=lot.id, disposition=Disposition.CONCESSION, justification=reason))
    return False


def accept(tx: Transaction, command: DecideInspection, inspection: InspectionFacts, lot: LotView) -> bool:
    """Release a lot of which everything was accepted, where that is asked for and the lot is not finished goods."""
    if not standing.releases(tx, command, inspection, lot):
        return False
    samples.test(tx, lot.id, inspection.number)
    tx.call(ReleaseLot(lot_id=lot.id, note=standing.reason(inspection.number, command)))
    return True


def sort(tx: Transaction, command: DecideInspection, inspection: InspectionFacts, lot: LotView) -> bool:
    """Split off what is rejected; what remains is released as `accept` does. Raises: StockShort."""
    rejected = decided.rejected(command, inspection.quantity)
    place = next((one for one in tx.call(StockOf(lot_id=lot.id)) if one.quantity >= rejected), None)
    if place is None:
        raise StockShort(lot_no=lot.lot_no, location="", available=lot.on_hand, wanted=rejected, unit=lot.unit)
    bad, *good = divide(tx, command, lot, place, rejected)
    tx.call(RejectLot(lot_id=bad.id, reason=standing.reason(inspection.number, command)))
    left = tx.call(GetLot(id=lot.id))
    remaining = good + ([left] if left.on_hand > 0 else [])
    released = [accept(tx, command, inspection, one) for one in remaining]
    return any(released)


def divide(
    tx: Transaction, command: DecideInspection, lot: LotView, place: StockView, rejected: Decimal
) -> list[LotView]:
    """Split what lies at a place into what is rejected and the rest, if there is any."""
    bad = set(command.rejected_units)
    rest = place.quantity - rejected
    parts = [SplitPart(quantity=rejected, unit_ids=list(command.rejected_units))]
    if rest > 0:
        units = [one for one in samples.lying(tx, lot.id, place.location_id) if one not in bad] if bad else []
        parts.append(SplitPart(quantity=rest, unit_ids=units))
    return tx.call(SplitLot(lot_id=lot.id, location_id=place.location_id, parts=parts))
