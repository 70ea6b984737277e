"""Sends lots to the contract sterilizer, unreleased, and takes them back into quarantine (ST-10)."""

from decimal import Decimal

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, posting, units, workflow
from veralot_server.modules.genealogy.domain import numbers, places, status
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_shared.contracts.genealogy import (
    LocationKind,
    LotEvent,
    LotView,
    MovementKind,
    ReturnFromSterilizer,
    SendToSterilizer,
    StockShort,
)


@handles(SendToSterilizer)
def send_to_sterilizer(command: SendToSterilizer, tx: Transaction) -> LotView:
    """Send all of a lot out."""
    lot = lots.lock(tx, command.lot_id)
    status.step(lot, LotEvent.SEND_TO_STERILIZER, tx.today)
    around = locations.Around(tx, [command.location_id, command.target_id])
    source, target = around.get(command.location_id), around.get(command.target_id, "target_id")
    places.require_kind(lot, target, LocationKind.STERILIZER, tx.today)
    return carry_whole(tx, lot, source, target, command.load_no, LotEvent.SEND_TO_STERILIZER)


@handles(ReturnFromSterilizer)
def return_from_sterilizer(command: ReturnFromSterilizer, tx: Transaction) -> LotView:
    """Take all of a lot back into quarantine."""
    lot = lots.lock(tx, command.lot_id)
    back = status.step(lot, LotEvent.RETURN_FROM_STERILIZER, tx.today)
    around = locations.Around(tx, [command.location_id, command.target_id])
    source, target = around.get(command.location_id), around.get(command.target_id, "target_id")
    places.require_fit(lot.lot_no, back, target, customer_id=lot.customer_id, returned=lot.returned)
    return carry_whole(tx, lot, source, target, command.load_no, LotEvent.RETURN_FROM_STERILIZER)


def carry_whole(
    tx: Transaction, lot: LotFacts, source: PlaceFacts, target: PlaceFacts, load_no: str, event: LotEvent
) -> LotView:
    """Carry all of a lot, which must lie at one place: a lot is sterilized whole or not at all.

    Raises:
        StockShort: part of it lies elsewhere, or all of it.
    """
    numbers.require_number(load_no, "load_no")
    stock = posting.on_hand(tx, lot.id)
    there = stock.get(source.id, Decimal(0))
    whole = sum(stock.values(), Decimal(0))
    if not there or there != whole:
        raise StockShort(
            lot_no=lot.lot_no, location=source.code, available=there, wanted=whole, unit=lot.unit, field="location_id"
        )
    if lot.serialised:
        units.move(tx, units.lying(tx, lot, source), target.id)
    workflow.advance(tx, [lot], event, load_no)
    posting.post(tx, MovementKind.TRANSFER, [posting.moved(lot, source.id, target.id, there)], document_no=load_no)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)
