"""What is signed when stock is destroyed, sent back, or adjusted after a count."""

from decimal import Decimal

from veralot_server.core.module import Subject, signs
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.subjects.history import MovementContent, next_movement
from veralot_server.modules.genealogy.subjects.lots import signed_lots
from veralot_server.modules.genealogy.subjects.units import signed_units
from veralot_shared.contracts.genealogy import AdjustStock, LocationKind, MovementKind, ReturnToSupplier, ScrapLot
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LocationId
from veralot_shared.rules.quantities import checked

CODES = """
SELECT id, kind, code FROM genealogy_location
WHERE %(scope)s::bigint IS NULL OR customer_id IS NULL OR customer_id = %(scope)s
"""


@signs(ScrapLot)
def scrapped(command: ScrapLot, tx: Transaction) -> list[Subject]:
    """Return the lot of which something is destroyed, how much, and which of its units."""
    found = left(command, MovementKind.SCRAP, LocationKind.DESTROYED, tx)
    unit_ids = sorted(policy.visible(tx, command.unit_ids))
    return [*found, signed_units(tx, unit_ids)] if unit_ids else found


@signs(ReturnToSupplier)
def sent_back(command: ReturnToSupplier, tx: Transaction) -> list[Subject]:
    """Return the lot of which something goes back to its supplier, and how much."""
    return left(command, MovementKind.RETURN, LocationKind.SUPPLIERS, tx)


def left(
    command: ScrapLot | ReturnToSupplier, kind: MovementKind, target: LocationKind, tx: Transaction
) -> list[Subject]:
    """Return a lot of which something leaves for good, and what leaves."""
    quantity = checked(command.quantity)
    (lot,) = signed_lots(tx, [command.lot_id])
    codes = Codes(tx)
    row = MovementContent(
        lot_no=str(lot.content["lot_no"]),
        kind=kind,
        source=codes.named(command.location_id),
        target=codes.outside(target),
        quantity=quantity,
        unit=str(lot.content["unit"]),
        reason=command.reason,
    )
    return [lot, next_movement(tx, lot, row)]


@signs(AdjustStock)
def adjusted(command: AdjustStock, tx: Transaction) -> list[Subject]:
    """Return the lot and the difference that will be posted."""
    counted = checked(command.counted)
    (lot,) = signed_lots(tx, [command.lot_id])
    codes = Codes(tx)
    query = "SELECT trim_scale(quantity) FROM genealogy_stock WHERE lot_id = %s AND location_id = %s"
    found = tx.wire.execute(query, (command.lot_id, command.location_id)).fetchone()
    difference = counted - (found[0] if found else Decimal(0))
    here, outside = codes.named(command.location_id), codes.outside(LocationKind.DIFFERENCES)
    row = MovementContent(
        lot_no=str(lot.content["lot_no"]),
        kind=MovementKind.ADJUST,
        source=outside if difference > 0 else here,
        target=here if difference > 0 else outside,
        quantity=abs(difference),
        unit=str(lot.content["unit"]),
        reason=command.reason,
    )
    return [lot, next_movement(tx, lot, row)]


class Codes:
    """The codes of locations, as signers know them."""

    def __init__(self, tx: Transaction) -> None:
        """Read them in one statement."""
        rows = tx.wire.execute(CODES, {"scope": tx.actor.customer_id}).fetchall()
        self._by_id: dict[LocationId, str] = {location_id: code for location_id, _, code in rows}
        self._by_kind: dict[str, str] = {kind: code for _, kind, code in rows}

    def named(self, location_id: LocationId) -> str:
        """Return the code of a location.

        Raises:
            RecordNotFound: there is none.
        """
        if location_id not in self._by_id:
            raise RecordNotFound(kind="location", key=str(location_id), field="location_id")
        return self._by_id[location_id]

    def outside(self, kind: LocationKind) -> str:
        """Return the code of the one place of a kind outside the plant's shelves."""
        return self._by_kind[kind]
