"""What is in containers and what lies loose beside them, as commands need it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse.handlings import Line
from veralot_shared.contracts.items import Tracking
from veralot_shared.contracts.warehouse import UnitsElsewhere
from veralot_shared.ids import ContainerId, LocationId, LotId, PartnerId, UnitId

LOTS = """
SELECT l.id, l.lot_no, i.unit, trim_scale(i.quantum) AS quantum, i.tracking, l.customer_id,
       c.name AS customer, c.name_zh AS customer_zh
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id LEFT JOIN items_partner c ON c.id = l.customer_id
WHERE l.id = ANY(%(ids)s) AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
"""

CONTENT = """
SELECT c.container_id, c.lot_id, trim_scale(c.quantity) AS quantity,
       ARRAY(SELECT u.unit_id FROM warehouse_contained_unit u WHERE u.container_id = c.container_id AND u.lot_id = c.lot_id
             ORDER BY u.unit_id) AS unit_ids
FROM warehouse_content c WHERE c.container_id = ANY(%(ids)s) AND c.quantity > 0 ORDER BY c.container_id, c.lot_id
"""

LOOSE = """
SELECT trim_scale(s.quantity - coalesce((
    SELECT sum(c.quantity) FROM warehouse_content c JOIN warehouse_container k ON k.id = c.container_id
    WHERE c.lot_id = s.lot_id AND k.location_id = s.location_id), 0))
FROM genealogy_stock s WHERE s.lot_id = %(lot)s AND s.location_id = %(place)s AND NOT s.outside
"""

LOOSE_UNITS = """
SELECT u.id, u.serial_no FROM genealogy_unit u
WHERE u.lot_id = %(lot)s AND u.location_id = %(place)s AND u.status = 'made'
  AND NOT EXISTS (SELECT FROM warehouse_contained_unit c WHERE c.unit_id = u.id AND c.container_id IS NOT NULL)
ORDER BY u.id
"""


class LotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What matters of a lot that goes in or out."""

    id: LotId
    lot_no: str
    unit: str
    quantum: Decimal
    tracking: Tracking
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None

    @property
    def serialised(self) -> bool:
        """Tell whether each piece has a number of its own."""
        return self.tracking in (Tracking.SERIAL, Tracking.BOTH)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot right in a container, with its units where it is serialised."""

    container_id: ContainerId
    lot_id: LotId
    quantity: Decimal
    unit_ids: list[UnitId]


def lots(tx: Transaction, lot_ids: Iterable[LotId]) -> dict[LotId, LotFacts]:
    """Return the lots that the actor may see, by id."""
    rows = tx.rows(LotFacts, LOTS, ids=sorted(set(lot_ids)), scope=tx.actor.customer_id)
    return {row.id: row for row in rows}


def held(tx: Transaction, container_ids: Iterable[ContainerId]) -> list[Held]:
    """Return what is right in each of the containers."""
    return tx.rows(Held, CONTENT, ids=list(container_ids))


def loose(tx: Transaction, lot_id: LotId, location_id: LocationId) -> Decimal:
    """Return how much of a lot lies at a place outside any container."""
    row = tx.wire.execute(LOOSE, {"lot": lot_id, "place": location_id}).fetchone()
    return Decimal(row[0]) if row else Decimal(0)


def loose_units(tx: Transaction, lot_id: LotId, location_id: LocationId) -> list[UnitId]:
    """Return the units of a lot that lie at a place outside any container."""
    return [row[0] for row in tx.wire.execute(LOOSE_UNITS, {"lot": lot_id, "place": location_id})]


def units_named(tx: Transaction, lot_id: LotId, numbers: Sequence[str]) -> list[UnitId]:
    """Return the units of a lot by their serial numbers. Raises: UnitsElsewhere: the lot has no such unit."""
    if not numbers:
        return []
    query = "SELECT serial_no, id FROM genealogy_unit WHERE lot_id = %s AND serial_no = ANY(%s)"
    known = dict(tx.wire.execute(query, (lot_id, list(numbers))).fetchall())
    strange = [number for number in numbers if number not in known]
    if strange:
        raise UnitsElsewhere(serials=strange)
    return [known[number] for number in numbers]


def serials(tx: Transaction, unit_ids: Sequence[UnitId]) -> list[str]:
    """Return the serial numbers of units; of one that is not there, or is another customer's, its id."""
    query = """SELECT u.id, u.serial_no FROM genealogy_unit u JOIN genealogy_lot l ON l.id = u.lot_id
               WHERE u.id = ANY(%(ids)s) AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)"""
    known = dict(tx.wire.execute(query, {"ids": list(unit_ids), "scope": tx.actor.customer_id}).fetchall())
    return [known.get(unit_id, str(unit_id)) for unit_id in unit_ids]


def lines_of(
    lot: LotFacts,
    quantity: Decimal,
    unit_ids: Sequence[UnitId],
    *,
    source: ContainerId | None = None,
    target: ContainerId | None = None,
) -> list[Line]:
    """Return the lines that take part of a lot somewhere: one, or one for each unit."""
    whole = Line(lot_id=lot.id, quantity=quantity, source_id=source, target_id=target)
    return pieces(whole, unit_ids) if lot.serialised else [whole]


def pieces(whole: Line, unit_ids: Iterable[UnitId]) -> list[Line]:
    """Return a line for each unit in the place of one for all."""
    return [msgspec.structs.replace(whole, quantity=Decimal(1), unit_id=unit_id) for unit_id in unit_ids]


def all_of(rows: Iterable[Held], target: ContainerId | None = None) -> list[Line]:
    """Return the lines that take everything out of containers, into another or loose."""
    lines = []
    for row in rows:
        whole = Line(lot_id=row.lot_id, quantity=row.quantity, source_id=row.container_id, target_id=target)
        lines += pieces(whole, row.unit_ids) if row.unit_ids else [whole]
    return lines
