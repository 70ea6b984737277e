"""Destroys stock, and sends rejected lots back to their supplier."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, posting, units, workflow
from veralot_server.modules.genealogy.domain import amounts, status
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    LocationKind,
    LotEvent,
    LotView,
    MovementKind,
    ReturnToSupplier,
    ScrapLot,
    UnitStatus,
)


@handles(ScrapLot)
def scrap_lot(command: ScrapLot, tx: Transaction) -> LotView:
    """Destroy part or all of a lot; expired goods with their dates as they are.

    Part of any lot may be destroyed, as test pieces and broken ones are. All of a lot only once it is rejected, expired or
    recalled, or when the rest of it was used before.
    """
    require_reason(command.reason)
    lot = lots.lock(tx, command.lot_id)
    status.require_no_hold(lot)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    quantity = amounts.checked(command.quantity, lot)
    taken = units.picked(tx, lot, place, quantity, command.unit_ids)
    status.require_units_free(taken, "unit_ids")
    posting.require_stock(tx, [posting.Demand(lot, place, quantity)])
    event = status.scrap_event(lot, quantity, tx.today)
    destroyed = around.outside(LocationKind.DESTROYED)
    units.move(tx, taken, destroyed, state=UnitStatus.SCRAPPED, unpacked=True)
    line = posting.moved(lot, place.id, destroyed, quantity)
    posting.post(tx, MovementKind.SCRAP, [line], reason=command.reason)
    workflow.end_if_empty(tx, [lot], event, command.reason)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)


@handles(ReturnToSupplier)
def return_to_supplier(command: ReturnToSupplier, tx: Transaction) -> LotView:
    """Send part or all of a rejected lot back; of a serialised one all that lies there."""
    require_reason(command.reason)
    lot = lots.lock(tx, command.lot_id)
    status.step(lot, LotEvent.RETURN_TO_SUPPLIER, tx.today)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    quantity = amounts.checked(command.quantity, lot)
    taken = units.picked(tx, lot, place, quantity, [])
    status.require_units_free(taken)
    posting.require_stock(tx, [posting.Demand(lot, place, quantity)])
    suppliers = around.outside(LocationKind.SUPPLIERS)
    units.move(tx, taken, suppliers, state=UnitStatus.SHIPPED, unpacked=True)
    line = posting.moved(lot, place.id, suppliers, quantity)
    posting.post(tx, MovementKind.RETURN, [line], reason=command.reason)
    workflow.end_if_empty(tx, [lot], LotEvent.RETURN_TO_SUPPLIER, command.reason)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)
