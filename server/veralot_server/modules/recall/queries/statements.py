"""The statements behind a recall, each for any number of lots or units at once. Ids travel as one text (`array`).

The walk is that of a trace, from many roots: nodes are reached by index-only scans, each once. The benchmark runs it bare.
"""

from collections.abc import Iterable
from typing import Final

from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, LotEvent, Scope

EXPIRING: Final = [state for state, event in LOT_TRANSITIONS if event is LotEvent.EXPIRE]
"""States that the clock ends."""

SCOPES: Final = {Scope.LOT: "('L', 'B')", Scope.UNIT: "('U', 'B')"}

WALKS: Final = {
    scope: f"""
WITH RECURSIVE hit(id) AS (
    SELECT unnest(%(roots)s::bigint[])
    UNION
    SELECT e.child_id FROM hit h JOIN genealogy_edge e ON e.parent_id = h.id AND e.scope IN {scopes}
)
SELECT id FROM hit
"""  # noqa: S608 - expressions of our own
    for scope, scopes in SCOPES.items()
}
"""What roots lead to, themselves included."""

INSIDE: Final = """
SELECT 'unit', u.id, u.lot_id FROM genealogy_unit u WHERE u.id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT 'package', p.id, p.lot_id FROM genealogy_package p WHERE p.id = ANY(%(ids)s::bigint[])
"""
"""Which nodes are units and packages, each with its lot."""

LOTS_OF_UNITS: Final = "SELECT DISTINCT lot_id FROM genealogy_unit WHERE id = ANY(%(ids)s::bigint[])"
UNITS_IN_LOTS: Final = "SELECT id FROM genealogy_unit WHERE lot_id = ANY(%(ids)s::bigint[])"

LOTS: Final = """
WITH held AS (
    SELECT node_id, count(*) AS holds FROM genealogy_hold
    WHERE lifted_at IS NULL AND node_id = ANY(%(ids)s::bigint[]) GROUP BY node_id
)
SELECT l.id, l.lot_no, l.item_id, i.code, i.name, i.name_zh, l.customer_id, coalesce(c.name, ''),
       coalesce(l.supplier_lot_no, ''), coalesce(l.order_no, ''),
       CASE WHEN h.holds > 0 THEN 'hold' WHEN l.expiry < %(today)s AND l.status = ANY(%(expiring)s) THEN 'expired'
            ELSE l.status END,
       coalesce(h.holds, 0), i.unit, trim_scale(l.quantity_made), coalesce(c.name_zh, '')
FROM genealogy_lot l
JOIN items_item i ON i.id = l.item_id
LEFT JOIN items_partner c ON c.id = l.customer_id
LEFT JOIN held h ON h.node_id = l.id
WHERE l.id = ANY(%(ids)s::bigint[])
"""
"""What lots are. Nothing is sorted here: what is not text sorts faster where it is put together."""

STOCK: Final = """
SELECT lot_id, location_id, trim_scale(quantity) FROM genealogy_stock
WHERE lot_id = ANY(%(ids)s::bigint[]) AND NOT outside AND quantity > 0
"""

LOCATIONS: Final = "SELECT id, code, name, name_zh, kind FROM genealogy_location"

LINES: Final = """
SELECT m.lot_id,
       trim_scale(sum(m.quantity) FILTER (WHERE m.target_lot_id <> m.lot_id)),
       trim_scale(sum(m.quantity) FILTER (WHERE m.target_lot_id <> m.lot_id AND s.kind = 'customers')),
       trim_scale(sum(CASE WHEN t.kind = 'work_in_process' THEN m.quantity ELSE -m.quantity END)
                  FILTER (WHERE t.kind = 'work_in_process' OR v.kind = 'rework')),
       trim_scale(sum(m.quantity) FILTER (WHERE t.kind = 'customers')),
       trim_scale(sum(m.quantity) FILTER (WHERE t.kind = 'destroyed')),
       trim_scale(sum(m.quantity) FILTER (WHERE t.kind = 'suppliers')),
       bool_or(v.kind = 'consume')
FROM genealogy_movement_line m
JOIN genealogy_movement v ON v.id = m.movement_id
JOIN genealogy_location s ON s.id = m.source_id
JOIN genealogy_location t ON t.id = m.target_id
WHERE m.lot_id = ANY(%(ids)s::bigint[])
GROUP BY m.lot_id
"""
"""Of each lot: passed on, of that back from customers, used, shipped, destroyed, sent back to its supplier; and whether
something of it was consumed. What went through a rework order and came back is not used."""

SHIPPED: Final = """
SELECT m.lot_id, v.document_no, trim_scale(coalesce(sum(m.quantity) FILTER (WHERE v.kind = 'ship'), 0)),
       trim_scale(coalesce(sum(m.quantity) FILTER (WHERE v.kind = 'return'), 0))
FROM genealogy_movement_line m
JOIN genealogy_movement v ON v.id = m.movement_id AND v.kind IN ('ship', 'return')
WHERE m.lot_id = ANY(%(ids)s::bigint[]) AND v.document_no IS NOT NULL
GROUP BY m.lot_id, v.document_no
"""
"""How much of lots went with which shipments, by their numbers, and how much of that came back."""

BLIND: Final = """
SELECT n.id FROM unnest(%(ids)s::bigint[]) AS n(id)
WHERE NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.parent_id = n.id AND e.kind IN ('consumed', 'reworked'))
"""
"""Those of consumed lots of which no edge says into what they went."""

SHIPMENTS: Final = """
SELECT h.shipment_no, c.id, c.code, c.name, c.name_zh, h.id, h.shipped_at
FROM genealogy_shipment h JOIN items_partner c ON c.id = h.customer_id
WHERE h.shipment_no = ANY(%(numbers)s)
"""

UNITS: Final = """
SELECT u.id, u.serial_no, u.lot_id, l.lot_no, i.code, u.status,
       (SELECT count(*) FROM genealogy_hold h WHERE h.node_id = u.id AND h.lifted_at IS NULL),
       p.code, p.name, p.name_zh, p.kind, i.unit
FROM genealogy_unit u
JOIN genealogy_lot l ON l.id = u.lot_id
JOIN items_item i ON i.id = u.item_id
JOIN genealogy_location p ON p.id = u.location_id
WHERE {which}
ORDER BY i.code COLLATE "C", l.lot_no COLLATE "C", u.serial_no COLLATE "C", u.id
"""
UNITS_BY_ID: Final = UNITS.format(which="u.id = ANY(%(ids)s::bigint[])")
UNITS_OF_LOTS: Final = UNITS.format(which="u.lot_id = ANY(%(ids)s::bigint[])")

UNIT_SHIPMENTS: Final = """
WITH RECURSIVE around(unit_id, id, movement_id) AS (
    SELECT id, id, 0::bigint FROM unnest(%(ids)s::bigint[]) AS named(id)
    UNION
    SELECT a.unit_id, e.child_id, e.movement_id FROM around a JOIN genealogy_edge e
        ON e.parent_id = a.id AND e.scope IN ('U', 'B') AND e.kind IN ('packed', 'shipped')
)
SELECT a.unit_id, u.serial_no, u.status, c.id, c.code, c.name, c.name_zh, h.id, h.shipment_no, h.shipped_at,
       l.id, l.lot_no, i.code, i.name, i.name_zh, i.unit,
       row_number() OVER (PARTITION BY a.unit_id ORDER BY h.shipped_at DESC, h.id DESC)
FROM around a
JOIN genealogy_shipment h ON h.id = a.id
JOIN items_partner c ON c.id = h.customer_id
JOIN genealogy_unit u ON u.id = a.unit_id
JOIN genealogy_lot l ON l.id = coalesce((
    SELECT m.parent_id FROM genealogy_edge m
    WHERE m.child_id = a.unit_id AND m.scope = 'U' AND m.kind IN ('made', 'drawn', 'split', 'merged', 'returned')
      AND m.movement_id <= a.movement_id ORDER BY m.movement_id DESC, m.id DESC LIMIT 1), u.lot_id)
JOIN items_item i ON i.id = u.item_id
"""
"""With which shipments units left, the newest first of each, and of which lot they were then."""


def array(ids: Iterable[int]) -> str:
    """Return numbers as a PostgreSQL array in its own words; element by element, an adapter takes longer than the query."""
    return f"{{{','.join(map(str, ids))}}}"
