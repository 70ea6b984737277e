"""Takes suppliers' lots in, corrects what was entered of a lot, and makes locations."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.genealogy import locations, lots, master_data, posting, workflow
from veralot_server.modules.genealogy.domain import amounts, numbers, places, words
from veralot_server.modules.genealogy.domain.facts import ItemFacts, PlaceFacts
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    OUTSIDE,
    CorrectLot,
    CreateLocation,
    LocationKind,
    LocationView,
    LotEvent,
    LotStatus,
    LotView,
    MovementKind,
    ReceiveLot,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.ids import LotId

CORRECTABLE = ("supplier_lot_no", "manufactured", "expiry")

CORRECT = """
UPDATE genealogy_lot SET supplier_lot_no = %(supplier_lot_no)s, manufactured = %(manufactured)s, expiry = %(expiry)s,
       version = version + 1
WHERE id = %(id)s
"""


@handles(ReceiveLot)
def receive_lot(command: ReceiveLot, tx: Transaction) -> LotView:
    """Begin a lot in quarantine, with what its supplier says of it (I-30)."""
    item = master_data.item(tx, command.item_id)
    quantity = amounts.checked(command.quantity, item, unit=command.unit)
    check_receipt(command, item, tx)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    lot_id = begin_received(command, item, place, tx)
    line = posting.Line(
        lot_id=lot_id,
        target_lot_id=lot_id,
        source_id=around.outside(LocationKind.SUPPLIERS),
        target_id=place.id,
        quantity=quantity,
    )
    posting.post(tx, MovementKind.RECEIPT, [line], document_no=command.order_no)
    view = lots.view(tx, lot_id)
    lots.tell(tx, [view])
    lots.tell_arrived(tx, view, MovementKind.RECEIPT)
    return view


def check_receipt(command: ReceiveLot, item: ItemFacts, tx: Transaction) -> None:
    """Check numbers, dates and supplier. Raises: ValueNotAllowed, ExpiryPassed, SerialsWrong, RecordNotFound."""
    numbers.require_number(command.lot_no, "lot_no")
    numbers.require_number(command.supplier_lot_no, "supplier_lot_no")
    numbers.require_optional_number(command.order_no, "order_no")
    numbers.require_dates(command.manufactured, command.expiry, tx.today)
    numbers.require_serials([], item, 1)
    master_data.require_partner(tx, command.supplier_id, PartnerKind.SUPPLIER, "supplier_id")


def begin_received(command: ReceiveLot, item: ItemFacts, place: PlaceFacts, tx: Transaction) -> LotId:
    """Write the lot and the first step of its history. Raises: RecordExists, LocationForbidden."""
    new = lots.NewLot(
        lot_no=command.lot_no,
        item_id=item.id,
        status=LotStatus.QUARANTINE,
        quantity_made=amounts.checked(command.quantity, item, unit=command.unit),
        created_by=lots.author(tx),
        customer_id=item.customer_id,
        supplier_id=command.supplier_id,
        supplier_lot_no=command.supplier_lot_no,
        order_no=command.order_no,
        manufactured=command.manufactured,
        expiry=numbers.expiry_of(item, command.manufactured, command.expiry),
    )
    places.require_fit(new.lot_no, LotStatus.QUARANTINE, place, customer_id=item.customer_id, field="location_id")
    (lot_id,) = lots.begin(tx, [new])
    workflow.begin(tx, [workflow.Begun(lot_id, LotEvent.RECEIVE, LotStatus.EXPECTED, LotStatus.QUARANTINE)])
    return lot_id


@handles(CorrectLot)
def correct_lot(command: CorrectLot, tx: Transaction) -> LotView:
    """Correct what was entered; what was signed before shows as changed since (P11-18)."""
    require_reason(command.reason)
    lot = lots.lock(tx, command.lot_id)
    refuse_if_changed(
        command,
        tx,
        table="genealogy_lot",
        kind="lot",
        key=lot.id,
        label=lot.lot_no,
        version=lot.version,
        fields=CORRECTABLE,
    )
    numbers.require_optional_number(command.supplier_lot_no, "supplier_lot_no")
    numbers.require_order(command.manufactured, command.expiry, tx.today)
    tx.because(command.reason)
    values = {name: getattr(command, name) for name in CORRECTABLE}
    tx.wire.execute(CORRECT, {"id": lot.id, **values})
    lots.tell(tx, [lot])
    return lots.view(tx, lot.id)


@handles(CreateLocation)
def create_location(command: CreateLocation, tx: Transaction) -> LocationView:
    """Make a location. The outsides are there from the beginning, and no others can be made."""
    numbers.require_number(command.code, "code")
    numbers.require_number(command.name, "name")
    if command.kind in OUTSIDE:
        raise ValueNotAllowed(value=command.kind, rule=words.RULE_INSIDE, field="kind")
    if command.customer_id is not None:
        master_data.require_partner(tx, command.customer_id, PartnerKind.CUSTOMER, "customer_id")
    if locations.is_taken(tx, command.code):
        raise RecordExists(kind="location", key=command.code, field="code")
    new = locations.NewLocation(
        code=command.code,
        name=command.name,
        name_zh=command.name_zh,
        kind=command.kind,
        customer_id=command.customer_id,
    )
    return locations.make(tx, new)
