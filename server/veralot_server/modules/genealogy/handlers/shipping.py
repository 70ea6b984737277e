"""Ships lots, units and packages to customers, and takes back what comes home."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import (
    children,
    locations,
    lots,
    master_data,
    packages,
    posting,
    shipments,
    units,
    workflow,
)
from veralot_server.modules.genealogy.domain import amounts, edges, numbers, places, status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts, UnitFacts
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    LocationKind,
    LotEvent,
    LotStatus,
    LotView,
    MovementKind,
    QuantityInvalid,
    ReturnLot,
    ShipLine,
    ShipLots,
    ShipmentView,
    StockShort,
    UnitStatus,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import LotId, ShipmentId, UnitId

# --- shipping --------------------------------------------------------------------------------------------------------


class Sent(NamedTuple):
    """A line of a shipment, checked: loose units and packages with everything in them, or a loose quantity."""

    lot: LotFacts
    place: PlaceFacts
    quantity: Decimal
    units: Sequence[UnitFacts]
    packages: Sequence[packages.PackageFacts]
    inside: Sequence[UnitFacts]


@handles(ShipLots)
def ship_lots(command: ShipLots, tx: Transaction) -> ShipmentView:
    """Ship to a customer what may go to it (CN-17)."""
    numbers.require_number(command.shipment_no, "shipment_no")
    if not command.lines:
        raise ValueNotAllowed(value="", rule=words.RULE_LINES, field="lines")
    master_data.require_partner(tx, command.customer_id, PartnerKind.CUSTOMER, "customer_id")
    if shipments.exists(tx, command.shipment_no):
        raise RecordExists(kind="shipment", key=command.shipment_no, field="shipment_no")
    found = lots.locked(tx, (line.lot_id for line in command.lines), "lines")
    for lot in found.values():
        status.require_shippable(lot, command.customer_id, tx.today)
    around = locations.Around(tx, [line.location_id for line in command.lines])
    sent = [
        checked_line(tx, line, found[line.lot_id], around.get(line.location_id, f"lines[{index}].location_id"), index)
        for index, line in enumerate(command.lines)
    ]
    require_once(tx, sent)
    shipment = shipments.make(tx, command.shipment_no, command.customer_id)
    leave(tx, sent, shipment, around, command.shipment_no)
    workflow.end_if_empty(tx, list(found.values()), LotEvent.SHIP_OUT, command.shipment_no)
    lots.tell(tx, found.values())
    return shipments.view(tx, shipment)


def checked_line(tx: Transaction, line: ShipLine, lot: LotFacts, place: PlaceFacts, index: int) -> Sent:
    """Return a line with its content checked. Raises: QuantityInvalid, SerialsWrong, UnitOnHold, RecordNotFound."""
    path = f"lines[{index}]"
    quantity = amounts.checked(line.quantity, lot, field=f"{path}.quantity")
    boxes = whole_packages(tx, line, lot, f"{path}.package_ids")
    in_boxes = sum((box.quantity for box in boxes), Decimal(0))
    loose = single_units(tx, line, lot, place, quantity - in_boxes, path)
    if boxes and quantity != in_boxes + len(loose):
        raise QuantityInvalid(quantity=quantity, unit=lot.unit, rule=words.RULE_CONTENT, field=f"{path}.quantity")
    inside = packages.content(tx, [box.id for box in boxes])
    units.require_there(inside, [], lot.id, place.id, f"{path}.package_ids")
    status.require_units_free([*loose, *inside], path)
    return Sent(lot, place, quantity, loose, boxes, inside)


def whole_packages(tx: Transaction, line: ShipLine, lot: LotFacts, field: str) -> list[packages.PackageFacts]:
    """Return the packages that leave, each the outermost. Raises: RecordNotFound, ValueNotAllowed."""
    found = packages.facts(tx, line.package_ids)
    for package_id in line.package_ids:
        package = found.get(package_id)
        if package is None or package.lot_id != lot.id:
            raise RecordNotFound(kind="package", key=str(package_id), field=field)
        if package.inside_id is not None or package.shipped:
            raise ValueNotAllowed(value=package.package_no, rule=words.RULE_OUTERMOST, field=field)
    return list(found.values())


def single_units(
    tx: Transaction, line: ShipLine, lot: LotFacts, place: PlaceFacts, rest: Decimal, path: str
) -> list[UnitFacts]:
    """Return the units that leave outside any package. Raises: SerialsWrong."""
    if not line.unit_ids and (line.package_ids or not lot.serialised):
        return []
    found = units.picked(tx, lot, place, rest, line.unit_ids, f"{path}.unit_ids")
    packed = [unit.serial_no for unit in found if unit.package_id is not None]
    if packed:
        raise numbers.refused(words.SERIALS_PACKED, packed, f"{path}.unit_ids")
    return found


def require_once(tx: Transaction, sent: Sequence[Sent]) -> None:
    """Check that all lines together lie there, and that none names what another does. Raises: StockShort, SerialsWrong."""
    demands = [
        posting.Demand(line.lot, line.place, line.quantity, f"lines[{index}].quantity")
        for index, line in enumerate(sent)
    ]
    posting.require_stock(tx, demands)
    numbers.require_unlike([str(unit.id) for line in sent for unit in (*line.units, *line.inside)], "lines")
    numbers.require_unlike([box.package_no for line in sent for box in line.packages], "lines")


def leave(
    tx: Transaction, sent: Sequence[Sent], shipment: ShipmentId, around: locations.Around, shipment_no: str
) -> None:
    """Post what leaves the shelves for the customer."""
    customers = around.outside(LocationKind.CUSTOMERS)
    units.move(tx, [unit for line in sent for unit in (*line.units, *line.inside)], customers, state=UnitStatus.SHIPPED)
    lines = [posting.moved(line.lot, line.place.id, customers, line.quantity) for line in sent]
    facts = [fact for line in sent for fact in shipped(line, shipment)]
    posting.post(tx, MovementKind.SHIP, lines, facts, document_no=shipment_no)


def shipped(line: Sent, shipment: ShipmentId) -> list[edges.EdgeFact]:
    """Return the edges into a shipment: of packages, of loose units each and of their lot, or of a loose quantity's lot."""
    lot, kind = line.lot, EdgeKind.SHIPPED
    facts = [edges.edge(box.id, shipment, edges.BOTH, kind, box.quantity, lot.unit) for box in line.packages]
    facts += [edges.edge(unit.id, shipment, edges.UNITS, kind, edges.ONE, lot.unit) for unit in line.units]
    if line.units:
        facts.append(edges.edge(lot.id, shipment, edges.LOTS, kind, Decimal(len(line.units)), lot.unit))
    if not line.units and not line.packages:
        facts.append(edges.edge(lot.id, shipment, edges.BOTH, kind, line.quantity, lot.unit))
    return facts


# --- returns ---------------------------------------------------------------------------------------------------------


@handles(ReturnLot)
def return_lot(command: ReturnLot, tx: Transaction) -> LotView:
    """Take back part of what was shipped, as a quarantined child that never lies beside good stock (I-20, I-40)."""
    require_reason(command.reason)
    tx.because(command.reason)
    lot = lots.lock(tx, command.lot_id)
    shipment = shipments.view(tx, command.shipment_id)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    places.require_fit(
        lot.lot_no,
        LotStatus.QUARANTINE,
        place,
        customer_id=lot.customer_id,
        returned=True,
        field="location_id",
    )
    quantity = amounts.checked(command.quantity, lot)
    back = returned_units(tx, command, lot, quantity)
    require_out(tx, lot, shipment, quantity)
    child = children.begin_returned(tx, lot, children.Part(command.lot_no, quantity))
    units.move(tx, back, place.id, lot_id=child, unpacked=True)
    customers = around.outside(LocationKind.CUSTOMERS)
    line = msgspec.structs.replace(posting.moved(lot, customers, place.id, quantity), target_lot_id=child)
    facts = edges.child(lot.id, child, EdgeKind.RETURNED, quantity, lot.unit, [unit.id for unit in back])
    posting.post(tx, MovementKind.RETURN, [line], facts, document_no=shipment.shipment_no, reason=command.reason)
    view = lots.view(tx, child)
    lots.tell(tx, [lot, view])
    lots.tell_arrived(tx, view, MovementKind.RETURN)
    return view


def returned_units(tx: Transaction, command: ReturnLot, lot: LotFacts, quantity: Decimal) -> list[UnitFacts]:
    """Return the units that come back: of a serialised lot each must be named, and have gone out with this shipment.

    Raises: SerialsWrong, QuantityInvalid.
    """
    if not lot.serialised or not command.unit_ids:
        numbers.require_named(lot, command.unit_ids)
        return []
    numbers.require_unlike([str(unit_id) for unit_id in command.unit_ids], "unit_ids")
    amounts.require_count(quantity, len(command.unit_ids), lot.unit)
    found = units.named(tx, command.unit_ids)
    out = shipments.units_in(tx, command.shipment_id, command.unit_ids)
    missing = strangers(found, command.unit_ids, out, lot.id)
    if missing:
        raise numbers.refused(words.SERIALS_NOT_SHIPPED, missing, "unit_ids")
    return found


def strangers(found: Sequence[UnitFacts], unit_ids: Sequence[UnitId], out: set[UnitId], lot_id: LotId) -> list[str]:
    """Return the units named that did not go out with the shipment, or came back since."""
    known = {unit.id for unit in found}
    away = (lot_id, UnitStatus.SHIPPED)
    here = [unit.serial_no for unit in found if unit.id not in out or (unit.lot_id, unit.status) != away]
    return here + [str(unit_id) for unit_id in unit_ids if unit_id not in known]


def require_out(tx: Transaction, lot: LotFacts, shipment: ShipmentView, quantity: Decimal) -> None:
    """Check that no more comes back than is still out with a shipment. Raises: StockShort."""
    out = shipments.still_out(tx, shipment, lot.id)
    if quantity > out:
        raise StockShort(
            lot_no=lot.lot_no, location=shipment.shipment_no, available=out, wanted=quantity, unit=lot.unit
        )
