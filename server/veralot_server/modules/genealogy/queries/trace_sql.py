"""The statements that walk the evidence graph: one for each direction and scope, uncapped.

First the nodes are reached by index-only scans (each node once, whatever the number of ways to it), then the edges between
them are read. The parameter is `root`; the columns are those of `TraceEdge`. The benchmark runs these same texts bare.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.genealogy import Direction, Scope

SCOPES: Final = {Scope.LOT: "('L', 'B')", Scope.UNIT: "('U', 'B')"}
"""Which edges count in which graph."""

WALK: Final = """{name}(id) AS (
    SELECT %(root)s::bigint
    UNION
    SELECT e.{far} FROM {name} w JOIN genealogy_edge e ON e.{near} = w.id AND e.scope IN {scopes}
)"""

EDGES: Final = """SELECT e.parent_id, e.child_id, e.kind, trim_scale(e.quantity), e.unit, e.order_no, e.at, e.movement_id
FROM {name} w JOIN genealogy_edge e ON e.{near} = w.id AND e.scope IN {scopes}"""

ENDS: Final = {Direction.BACK: ("child_id", "parent_id"), Direction.FORWARD: ("parent_id", "child_id")}
"""At which end of an edge a walk stands, and to which it goes."""


def statement(directions: tuple[Direction, ...], scope: Scope) -> str:
    """Return the statement that walks in these directions, each by itself."""
    walks, selects = [], []
    for direction in directions:
        near, far = ENDS[direction]
        words = {"name": direction.value, "near": near, "far": far, "scopes": SCOPES[scope]}
        walks.append(WALK.format(**words))
        selects.append(EDGES.format(**words))
    return f"WITH RECURSIVE {', '.join(walks)}\n" + "\nUNION ALL\n".join(selects)


DIRECTIONS: Final = {
    Direction.BACK: (Direction.BACK,),
    Direction.FORWARD: (Direction.FORWARD,),
    Direction.BOTH: (Direction.BACK, Direction.FORWARD),
}

TRACE: Final[Mapping[tuple[Direction, Scope], str]] = MappingProxyType(
    {(direction, scope): statement(ways, scope) for direction, ways in DIRECTIONS.items() for scope in Scope}
)
"""The text of each trace."""

NODES: Final = """
WITH held AS (
    SELECT node_id, count(*) AS holds FROM genealogy_hold
    WHERE lifted_at IS NULL AND node_id = ANY(%(ids)s::bigint[]) GROUP BY node_id
)
SELECT l.id, 'lot', l.lot_no, i.code, i.name, i.name_zh,
       CASE WHEN h.holds > 0 THEN 'hold' WHEN l.expiry < %(today)s AND l.status = ANY(%(expiring)s) THEN 'expired'
            ELSE l.status END,
       coalesce(h.holds, 0), NULL, l.supplier_id IS NOT NULL
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id LEFT JOIN held h ON h.node_id = l.id
WHERE l.id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT u.id, 'unit', u.serial_no, i.code, i.name, i.name_zh, u.status, coalesce(h.holds, 0), NULL, true
FROM genealogy_unit u JOIN items_item i ON i.id = u.item_id LEFT JOIN held h ON h.node_id = u.id
WHERE u.id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT p.id, 'package', p.package_no, i.code, i.name, i.name_zh, '', 0, NULL, true
FROM genealogy_package p JOIN genealogy_lot l ON l.id = p.lot_id JOIN items_item i ON i.id = l.item_id
WHERE p.id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT s.id, 'shipment', s.shipment_no, '', '', '', '', 0, c.name, true
FROM genealogy_shipment s JOIN items_partner c ON c.id = s.customer_id
WHERE s.id = ANY(%(ids)s::bigint[])
"""
"""The nodes of a trace: the columns of `TraceNode`, then whether a lot's origin stands on the lot itself."""
