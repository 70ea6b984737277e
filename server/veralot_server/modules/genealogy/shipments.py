"""Shipments in the database: made, shown, and what of them is still out."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import records
from veralot_shared.contracts.genealogy import ShipmentView
from veralot_shared.ids import LotId, PartnerId, ShipmentId, UnitId

VIEW = """
SELECT s.id, s.shipment_no, s.customer_id, c.name AS customer, c.name_zh AS customer_zh, s.shipped_at
FROM genealogy_shipment s JOIN items_partner c ON c.id = s.customer_id
WHERE s.id = %(id)s AND (%(scope)s::bigint IS NULL OR s.customer_id = %(scope)s)
"""

STILL_OUT = """
SELECT least(
    (SELECT coalesce(sum(l.quantity) FILTER (WHERE m.kind = 'ship'), 0)
          - coalesce(sum(l.quantity) FILTER (WHERE m.kind = 'return'), 0)
     FROM genealogy_movement_line l JOIN genealogy_movement m ON m.id = l.movement_id
     WHERE l.lot_id = %(lot)s AND m.document_no = %(shipment_no)s),
    (SELECT coalesce(sum(s.quantity), 0) FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id
     WHERE s.lot_id = %(lot)s AND p.kind = 'customers'))
"""
"""A return that names another document, such as an imported one with a number of its own, says of which lot it is but not
of which shipment. So no more comes back than customers still have of the lot, whatever the documents say."""

UNITS_IN = """
WITH RECURSIVE around(unit_id, id) AS (
    SELECT id, id FROM unnest(%(units)s::bigint[]) AS named(id)
    UNION
    SELECT a.unit_id, e.child_id FROM around a JOIN genealogy_edge e
        ON e.parent_id = a.id AND e.scope IN ('U', 'B') AND e.kind IN ('packed', 'shipped')
)
SELECT unit_id FROM around WHERE id = %(shipment)s
"""


class NewShipment(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a shipment that leaves."""

    shipment_no: str
    customer_id: PartnerId
    shipped_at: datetime


class NewId(msgspec.Struct, frozen=True):
    """The number that a shipment was given."""

    id: ShipmentId


def exists(tx: Transaction, shipment_no: str) -> bool:
    """Tell whether a shipment has this number already."""
    query = "SELECT FROM genealogy_shipment WHERE shipment_no = %s"
    return tx.wire.execute(query, (shipment_no,)).fetchone() is not None


def make(tx: Transaction, shipment_no: str, customer_id: PartnerId) -> ShipmentId:
    """Write a shipment that leaves now."""
    new = NewShipment(shipment_no=shipment_no, customer_id=customer_id, shipped_at=tx.now)
    return records.add_returning(tx, "genealogy_shipment", [new], NewId)[0].id


def view(tx: Transaction, shipment_id: ShipmentId) -> ShipmentView:
    """Return a shipment.

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    found = tx.one(ShipmentView, VIEW, id=shipment_id, scope=tx.actor.customer_id)
    return tx.found(found, "shipment", shipment_id)


def still_out(tx: Transaction, shipment: ShipmentView, lot_id: LotId) -> Decimal:
    """Return how much of a lot went out with a shipment and has not come back."""
    row = tx.wire.execute(STILL_OUT, {"lot": lot_id, "shipment_no": shipment.shipment_no}).fetchone()
    return Decimal(row[0]) if row else Decimal(0)


def units_in(tx: Transaction, shipment_id: ShipmentId, unit_ids: Sequence[UnitId]) -> set[UnitId]:
    """Return those units that went out with a shipment, loose or in a package."""
    rows = tx.wire.execute(UNITS_IN, {"units": list(unit_ids), "shipment": shipment_id})
    return {row[0] for row in rows}
