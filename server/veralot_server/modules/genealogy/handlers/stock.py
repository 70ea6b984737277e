"""Moves lots between places, issues them to orders, and adjusts stock after a count."""

from decimal import Decimal

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, posting, units
from veralot_server.modules.genealogy.domain import amounts, numbers, places, status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    IssueLot,
    LocationKind,
    LotView,
    MovementKind,
    QuantityInvalid,
    SerialsWrong,
    TransferLot,
)
from veralot_shared.errors import ValueNotAllowed


@handles(TransferLot)
def transfer_lot(command: TransferLot, tx: Transaction) -> LotView:
    """Move stock; whatever its status, the target's kind says whether it may lie there (I-20)."""
    lot = lots.lock(tx, command.lot_id)
    around = locations.Around(tx, [command.location_id, command.target_id])
    source, target = around.get(command.location_id), around.get(command.target_id, "target_id")
    places.require_allowed(lot, target, tx.today)
    if command.reason:
        tx.because(command.reason)
    line = carried(tx, lot, source, target, command.quantity)
    posting.post(tx, MovementKind.TRANSFER, [line], reason=command.reason)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)


@handles(IssueLot)
def issue_lot(command: IssueLot, tx: Transaction) -> LotView:
    """Bring part of a lot to an order's line; a lot in rework goes to the line of its rework order."""
    numbers.require_number(command.order_no, "order_no")
    lot = lots.lock(tx, command.lot_id)
    kind = status.require_issuable(lot, tx.today)
    around = locations.Around(tx, [command.location_id, command.target_id])
    source, target = around.get(command.location_id), around.get(command.target_id, "target_id")
    places.require_kind(lot, target, LocationKind.PRODUCTION, tx.today)
    status.require_units_free(units.lying(tx, lot, source) if lot.serialised else [], "lot_id")
    line = carried(tx, lot, source, target, command.quantity)
    posting.post(tx, kind, [line], order_no=command.order_no)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)


def carried(tx: Transaction, lot: LotFacts, source: PlaceFacts, target: PlaceFacts, quantity: Decimal) -> posting.Line:
    """Return the line that carries a quantity from place to place; the units of a serialised lot go along, all or none.

    Raises:
        QuantityInvalid, StockShort, ValueNotAllowed
        SerialsWrong: part of a serialised lot is to go; drawing or splitting says which.
    """
    if source.id == target.id:
        raise ValueNotAllowed(value=target.code, rule=words.RULE_SAME_PLACE, field="target_id")
    checked = amounts.checked(quantity, lot)
    there = posting.require_stock(tx, [posting.Demand(lot, source, checked)])
    if lot.serialised:
        if checked != there[lot.id, source.id]:
            raise SerialsWrong(problem=words.SERIALS_PART, serials=[], field="quantity")
        units.move(tx, units.lying(tx, lot, source), target.id)
    return posting.moved(lot, source.id, target.id, checked)


@handles(AdjustStock)
def adjust_stock(command: AdjustStock, tx: Transaction) -> LotView:
    """Post the difference between count and record; what is missing stays on record as missing."""
    require_reason(command.reason)
    lot = lots.lock(tx, command.lot_id)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    if lot.serialised:
        raise SerialsWrong(problem=words.SERIALS_COUNT, serials=[], field="counted")
    counted = amounts.not_negative(command.counted, lot, field="counted")
    difference = counted - posting.stock(tx, [lot.id]).get((lot.id, place.id), Decimal(0))
    if not difference:
        raise QuantityInvalid(quantity=counted, unit=lot.unit, rule=words.RULE_NO_CHANGE, field="counted")
    differences = around.outside(LocationKind.DIFFERENCES)
    source, target = (differences, place.id) if difference > 0 else (place.id, differences)
    line = posting.moved(lot, source, target, abs(difference))
    posting.post(tx, MovementKind.ADJUST, [line], reason=command.reason)
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)
