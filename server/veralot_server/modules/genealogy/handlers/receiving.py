"""Takes suppliers' lots in, corrects what was entered of a lot, and makes locations."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.genealogy import lots, posting, reading, workflow
from veralot_server.modules.genealogy.domain import amounts, numbers, places
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    CorrectLot,
    CreateLocation,
    LocationView,
    LotEvent,
    LotStatus,
    LotView,
    MovementKind,
    OUTSIDE,
    ReceiveLot,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, ValueNotAllowed

CORRECTABLE = ("supplier_lot_no", "manufactured", "expiry")

CORRECT = """
UPDATE genealogy_lot SET supplier_lot_no = %(supplier_lot_no)s, manufactured = %(manufactured)s, expiry = %(expiry)s,
       version = version + 1
WHERE id = %(id)s
"""


@handles(ReceiveLot)
def receive_lot(command: ReceiveLot, tx: Transaction) -> LotView:
    """Begin a lot in quarantine, with what its supplier says of it (I-30)."""
    item = lots.item(tx, command.item_id)
    quantity = amounts.checked(command.quantity, item, unit=command.unit)
    numbers.require_number(command.lot_no, "lot_no")
    numbers.require_number(command.supplier_lot_no, "supplier_lot_no")
    numbers.require_optional_number(command.order_no, "order_no")
    numbers.require_dates(command.manufactured, command.expiry, tx.today)
    reading.require_partner(tx, command.supplier_id, PartnerKind.SUPPLIER, "supplier_id")
    around = lots.Places(tx, [command.location_id])
    place = around.get(command.location_id, "location_id")
    new = lots.NewLot(
        lot_no=command.lot_no,
        item_id=item.id,
        status=LotStatus.QUARANTINE,
        quantity_made=quantity,
        created_by=lots.author(tx),
        customer_id=item.customer_id,
        supplier_id=command.supplier_id,
        supplier_lot_no=command.supplier_lot_no,
        manufactured=command.manufactured,
        expiry=numbers.expiry_of(item, command.manufactured, command.expiry),
    )
    (lot_id,) = lots.begin(tx, [new])
    lot = lots.lock(tx, lot_id)
    places.require_allowed(lot, place, tx.today, "location_id")
    workflow.begin(tx, [workflow.Begun(lot_id, LotEvent.RECEIVE, LotStatus.EXPECTED, LotStatus.QUARANTINE)])
    line = posting.moved(lot, around.outside("SUPPLIERS"), place.id, quantity)
    posting.post(tx, MovementKind.RECEIPT, [line], document_no=command.order_no)
    lots.tell(tx, [lot])
    return lots.view(tx, lot_id)


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
        raise ValueNotAllowed(value=command.kind, rule=places.RULE_INSIDE, field="kind")
    if command.customer_id is not None:
        reading.require_partner(tx, command.customer_id, PartnerKind.CUSTOMER, "customer_id")
    if tx.wire.execute("SELECT FROM genealogy_location WHERE upper(code) = upper(%s)", (command.code,)).fetchone():
        raise RecordExists(kind="location", key=command.code, field="code")
    return reading.make_location(tx, command)
