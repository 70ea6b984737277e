"""Keeps containers and the rules of places in step with every movement, whoever sends it.

What is in a container is part of the stock at its place. When stock leaves, loose goods are taken first; what then cannot be
in a container any more was taken out of it, and is written down so, where it is certain out of which. Where it is not, the
movement is refused and says what to do.
"""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import containers, goods, handlings, spots
from veralot_server.modules.warehouse.domain import fit
from veralot_server.modules.warehouse.domain.facts import Goods, Spot
from veralot_server.modules.warehouse.handlings import Line
from veralot_shared.contracts.warehouse import HandlingKind, PlaceFull, StockInContainers
from veralot_shared.ids import ContainerId, LocationId, LotId, UnitId

CONTAINED = "SELECT EXISTS (SELECT FROM warehouse_content WHERE lot_id = ANY(%s) AND quantity > 0)"

GONE_UNITS = """
SELECT u.unit_id, u.lot_id, u.container_id, g.lot_id AS lot_now, g.status = 'made' AND g.location_id = k.location_id AS here
FROM warehouse_contained_unit u JOIN genealogy_unit g ON g.id = u.unit_id
JOIN warehouse_container k ON k.id = u.container_id
WHERE u.lot_id = ANY(%(ids)s) AND (g.lot_id <> u.lot_id OR g.status <> 'made' OR g.location_id <> k.location_id)
ORDER BY u.unit_id
"""

OVERFULL = """
SELECT c.lot_id, l.lot_no, i.unit, k.location_id, p.code AS location, sum(c.quantity) - coalesce(s.quantity, 0) AS short,
       coalesce(s.quantity, 0) AS stock, array_agg(k.id ORDER BY k.id) AS container_ids,
       array_agg(k.container_no ORDER BY k.id) AS numbers, array_agg(c.quantity ORDER BY k.id) AS quantities
FROM warehouse_content c JOIN warehouse_container k ON k.id = c.container_id
JOIN genealogy_lot l ON l.id = c.lot_id JOIN items_item i ON i.id = l.item_id
JOIN genealogy_location p ON p.id = k.location_id
LEFT JOIN genealogy_stock s ON s.lot_id = c.lot_id AND s.location_id = k.location_id
WHERE c.lot_id = ANY(%(ids)s) AND c.quantity > 0
GROUP BY c.lot_id, l.lot_no, i.unit, k.location_id, p.code, s.quantity
HAVING sum(c.quantity) > coalesce(s.quantity, 0)
ORDER BY c.lot_id, k.location_id
"""

ARRIVED = """
SELECT DISTINCT x.target_id AS location_id, x.target_lot_id AS lot_id
FROM genealogy_movement m JOIN genealogy_movement_line x ON x.movement_id = m.id
JOIN genealogy_stock s ON s.lot_id = x.target_lot_id AND s.location_id = x.target_id AND NOT s.outside AND s.quantity > 0
WHERE m.at = %(now)s AND x.source_id <> x.target_id AND x.target_lot_id = ANY(%(ids)s)
ORDER BY x.target_id, x.target_lot_id
"""
"""What came to a place by the movements of this moment and lies there."""


class GoneUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is not where its container is, or belongs to another lot than it went in with."""

    unit_id: UnitId
    lot_id: LotId
    container_id: ContainerId
    lot_now: LotId
    here: bool


class Overfull(msgspec.Struct, frozen=True, kw_only=True):
    """A lot at a place of which containers are said to hold more than lies there."""

    lot_id: LotId
    lot_no: str
    unit: str
    location_id: LocationId
    location: str
    short: Decimal
    stock: Decimal
    container_ids: list[ContainerId]
    numbers: list[str]
    quantities: list[Decimal]


# --- contents --------------------------------------------------------------------------------------------------------


def settle(tx: Transaction, lot_ids: Iterable[LotId]) -> None:
    """Write down what movements of lots have taken out of containers.

    Raises:
        StockInContainers: it is not certain out of which.
    """
    ids = sorted(set(lot_ids))
    row = tx.wire.execute(CONTAINED, (ids,)).fetchone()
    if row is None or not row[0]:
        return
    write(tx, gone_units(tx, ids))
    write(tx, gone_stock(tx, ids))


def write(tx: Transaction, lines: list[Line]) -> None:
    """Write lines as what followed from a movement, and tell of it."""
    if lines:
        handlings.write(tx, HandlingKind.FOLLOWED, lines=lines)
        containers.tell(tx, [line.source_id for line in lines if line.source_id is not None])


def gone_units(tx: Transaction, lot_ids: list[LotId]) -> list[Line]:
    """Return the lines of units that left their containers, and of those that stay in them as part of another lot."""
    lines = []
    for unit in tx.rows(GoneUnit, GONE_UNITS, ids=lot_ids):
        lines.append(Line(lot_id=unit.lot_id, quantity=Decimal(1), unit_id=unit.unit_id, source_id=unit.container_id))
        if unit.here:
            stays = Line(lot_id=unit.lot_now, quantity=Decimal(1), unit_id=unit.unit_id, target_id=unit.container_id)
            lines.append(stays)
    return lines


def gone_stock(tx: Transaction, lot_ids: list[LotId]) -> list[Line]:
    """Return the lines of what containers no longer can hold. Raises: StockInContainers."""
    lines = []
    for found in tx.rows(Overfull, OVERFULL, ids=lot_ids):
        parts = list(zip(found.container_ids, found.quantities, strict=True))
        if found.stock and len(parts) > 1:
            raise StockInContainers(
                lot_no=found.lot_no,
                location=found.location,
                wanted=found.short.normalize() + 0,
                unit=found.unit,
                containers=found.numbers,
            )
        out = parts if not found.stock else [(parts[0][0], found.short)]
        lines += [Line(lot_id=found.lot_id, quantity=quantity, source_id=source) for source, quantity in out]
    return lines


# --- rules of places -------------------------------------------------------------------------------------------------


class Arrival(msgspec.Struct, frozen=True):
    """A lot that came to a place."""

    location_id: LocationId
    lot_id: LotId


def check_arrivals(tx: Transaction, lot_ids: Iterable[LotId]) -> None:
    """Check the rules of every place that the movements of this moment brought lots to.

    Raises:
        CodedError: the first rule that keeps a lot away from where it came to; a place that takes more than it has room for.
    """
    arrivals = tx.rows(Arrival, ARRIVED, now=tx.now, ids=sorted(set(lot_ids)))
    if not arrivals:
        return
    places = {arrival.location_id for arrival in arrivals}
    lying = goods.lying(tx, places)
    for spot in spots.facts(tx, places):
        came = {arrival.lot_id for arrival in arrivals if arrival.location_id == spot.id}
        check_spot(spot, lying.get(spot.id, []), came)


def check_spot(spot: Spot, lying: list[Goods], came: set[LotId]) -> None:
    """Check one place with what lies there now. Raises: CodedError."""
    require_room(spot)
    for one in lying:
        if one.lot_id in came:
            others = [other for other in lying if other.lot_id != one.lot_id]
            found = fit.rule_problems(one, spot) + fit.beside_problems(one, spot, others)
            if found:
                raise found[0]


def require_room(spot: Spot) -> None:
    """Check that a place holds no more than it has room for. Raises: PlaceFull."""
    if spot.capacity is not None and spot.taken > spot.capacity:
        raise PlaceFull(
            location=spot.code, capacity=spot.capacity, taken=spot.capacity, wanted=spot.taken - spot.capacity
        )
