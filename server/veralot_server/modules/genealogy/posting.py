"""Writes movements: their lines, of which the database makes the stock, and the edges that they prove.

Stock is locked by locking its lot (`lots.locked`), so what was found enough stays enough until the transaction ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, records
from veralot_server.modules.genealogy.domain.edges import EdgeFact
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_shared.contracts.genealogy import MovementKind, StockShort
from veralot_shared.ids import LocationId, LotId, MovementId, NodeId, UserId

STOCK = """
SELECT lot_id, location_id, trim_scale(quantity) FROM genealogy_stock WHERE lot_id = ANY(%(ids)s) AND quantity > 0
"""


class MovementRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a movement."""

    kind: MovementKind
    at: datetime
    order_no: str | None
    document_no: str | None
    reason: str
    by_id: UserId


class NewMovement(msgspec.Struct, frozen=True):
    """The number that a movement was given."""

    id: MovementId


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot from one place to another, or into another lot."""

    lot_id: LotId
    target_lot_id: LotId
    source_id: LocationId
    target_id: LocationId
    quantity: Decimal
    movement_id: MovementId = MovementId(0)


class EdgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of an edge."""

    parent_id: NodeId
    child_id: NodeId
    scope: str
    kind: str
    quantity: Decimal
    unit: str
    order_no: str | None
    at: datetime
    movement_id: MovementId


class Demand(NamedTuple):
    """So much of a lot that is asked for at a place; `field` is where the message asks for it."""

    lot: LotFacts
    place: PlaceFacts
    quantity: Decimal
    field: str = "quantity"


def moved(lot: LotFacts, source: LocationId, target: LocationId, quantity: Decimal) -> Line:
    """Return the line that takes a quantity of a lot from one place to another."""
    return Line(lot_id=lot.id, target_lot_id=lot.id, source_id=source, target_id=target, quantity=quantity)


def post(
    tx: Transaction,
    kind: MovementKind,
    lines: Sequence[Line],
    edges: Iterable[EdgeFact] = (),
    *,
    order_no: str | None = None,
    document_no: str | None = None,
    reason: str = "",
) -> None:
    """Write a movement of this moment with its lines and edges."""
    row = MovementRow(
        kind=kind, at=tx.now, order_no=order_no, document_no=document_no, reason=reason, by_id=lots.author(tx)
    )
    (movement,) = records.add_returning(tx, "genealogy_movement", [row], NewMovement)
    numbered = [msgspec.structs.replace(line, movement_id=movement.id) for line in lines]
    records.add(tx, "genealogy_movement_line", numbered)
    rows = [
        EdgeRow(
            parent_id=edge.parent,
            child_id=edge.child,
            scope=edge.scope,
            kind=edge.kind,
            quantity=edge.quantity,
            unit=edge.unit,
            order_no=order_no,
            at=tx.now,
            movement_id=movement.id,
        )
        for edge in edges
    ]
    records.add(tx, "genealogy_edge", rows)


def stock(tx: Transaction, lot_ids: Iterable[LotId]) -> dict[tuple[LotId, LocationId], Decimal]:
    """Return how much of lots lies where, the outsides included."""
    rows = tx.wire.execute(STOCK, {"ids": list(set(lot_ids))})
    return {(lot_id, location_id): quantity for lot_id, location_id, quantity in rows}


def on_hand(tx: Transaction, lot_id: LotId) -> dict[LocationId, Decimal]:
    """Return how much of a lot lies on which shelf."""
    query = """SELECT location_id, trim_scale(quantity) FROM genealogy_stock
               WHERE lot_id = %(id)s AND NOT outside AND quantity > 0"""
    rows = tx.wire.execute(query, {"id": lot_id})
    return {LocationId(location_id): quantity for location_id, quantity in rows}


def require_stock(tx: Transaction, demands: Sequence[Demand]) -> dict[tuple[LotId, LocationId], Decimal]:
    """Check that what is asked for lies there, all demands on one place taken together, and return what lies where.

    Raises:
        StockShort: naming the place, what lies there and what is asked for.
    """
    there = stock(tx, (demand.lot.id for demand in demands))
    wanted: defaultdict[tuple[LotId, LocationId], Decimal] = defaultdict(Decimal)
    for demand in demands:
        key = (demand.lot.id, demand.place.id)
        wanted[key] += demand.quantity
        if wanted[key] > there.get(key, 0):
            raise StockShort(
                lot_no=demand.lot.lot_no,
                location=demand.place.code,
                available=there.get(key, Decimal(0)),
                wanted=wanted[key],
                unit=demand.lot.unit,
                field=demand.field,
            )
    return there
