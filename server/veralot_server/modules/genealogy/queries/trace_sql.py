"""The statements that walk the evidence graph: one for each direction and scope, uncapped.

First the nodes are reached by index-only scans (each node once, whatever the number of ways to it), then the edges between
them are read. `WALK` alone is the bare recursive query, with the columns of `TraceEdge`; the benchmark measures against it.
`TRACE` adds, in the same statement and so in the same snapshot, what the nodes are and what the trace cannot know, and sends
each thing that many edges or nodes share once: a row for each movement, status, item. Its rows are `Row`s. `NEAREST` is the
same of the nearest nodes alone: PostgreSQL walks no further than it is asked for rows.

Parameters: the root; of a `TRACE` also the plant's zone and the statuses that a date can end; of a `NEAREST` at last how many
nodes on each side.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from veralot_server.modules.genealogy.queries.completeness import checks
from veralot_shared.contracts.genealogy import Direction, Scope
from veralot_shared.ids import NodeId

SCOPES: Final = {Scope.LOT: "('L', 'B')", Scope.UNIT: "('U', 'B')"}
"""Which edges count in which graph."""

STEPS: Final = """{name}(id) AS (
    SELECT $1::bigint
    UNION
    SELECT e.{far} FROM {name} w JOIN genealogy_edge e ON e.{near} = w.id AND e.scope IN {scopes}
)"""

EDGES: Final = """SELECT e.parent_id, e.child_id, e.kind, trim_scale(e.quantity), e.unit, e.order_no, e.at, e.movement_id
FROM {name} w JOIN genealogy_edge e ON e.{near} = w.id AND e.scope IN {scopes}"""

EDGE_NAMES: Final = "parent_id, child_id, kind, quantity, unit, order_no, at, movement_id"

REACHED: Final = "SELECT id FROM {name}"

NEAR: Final = "{name}_near(id) AS MATERIALIZED (SELECT id FROM {name} LIMIT $4::bigint)"

NEAR_EDGES: Final = """SELECT e.parent_id, e.child_id, e.kind, trim_scale(e.quantity), e.unit, e.order_no, e.at, e.movement_id
FROM {name}_near w CROSS JOIN LATERAL (SELECT * FROM genealogy_edge WHERE {far} = w.id AND scope IN {scopes} OFFSET 0) e
WHERE w.id <> $1::bigint AND e.{near} IN (SELECT id FROM {name}_near)"""
"""The edges between the nearest, found from their far ends, of which the root is none: it may have very many edges that lead
to none of these. `OFFSET 0` keeps PostgreSQL from beginning at the other end."""

CUT: Final = "SELECT 'cut' AS sort, NULL::bigint AS id FROM {name}_near HAVING count(*) >= $4::bigint"
"""A row where there may be others than the nearest."""

ENDS: Final = {Direction.BACK: ("child_id", "parent_id"), Direction.FORWARD: ("parent_id", "child_id")}
"""At which end of an edge a walk stands, and to which it goes."""

NODES: Final = """asked AS MATERIALIZED (
    SELECT array_agg(id)::bigint[] AS ids FROM ({reached}) AS r
), node AS MATERIALIZED (
    SELECT 'lot' AS sort, l.id, l.item_id, l.lot_no AS label,
           CASE WHEN l.expiry < (SELECT (transaction_timestamp() AT TIME ZONE $2::text)::date)
                     AND l.status = ANY($3::text[]) THEN 'expired' ELSE l.status END AS status,
           NULL AS customer, NULL AS customer_zh, l.supplier_id IS NOT NULL AS bought
    FROM genealogy_lot l WHERE l.id = ANY((SELECT ids FROM asked)::bigint[])
    UNION ALL
    SELECT 'unit', u.id, u.item_id, u.serial_no, u.status, NULL, NULL, true
    FROM genealogy_unit u WHERE u.id = ANY((SELECT ids FROM asked)::bigint[])
    UNION ALL
    SELECT 'package', p.id, l.item_id, p.package_no, '', NULL, NULL, true
    FROM genealogy_package p JOIN genealogy_lot l ON l.id = p.lot_id WHERE p.id = ANY((SELECT ids FROM asked)::bigint[])
    UNION ALL
    SELECT 'shipment', s.id, NULL, s.shipment_no, '', c.name, c.name_zh, true
    FROM genealogy_shipment s JOIN items_partner c ON c.id = s.customer_id
    WHERE s.id = ANY((SELECT ids FROM asked)::bigint[])
), held AS MATERIALIZED (
    SELECT node_id, count(*) AS holds FROM genealogy_hold
    WHERE lifted_at IS NULL AND node_id = ANY((SELECT ids FROM asked)::bigint[]) GROUP BY node_id
)"""

ROWS: Final = """
SELECT 'edge' AS sort, e.movement_id AS id, NULL::bigint AS number, e.kind AS code, e.unit AS name, e.order_no AS other_name,
       e.at, array_agg(e.child_id) AS ids, array_agg(e.parent_id) AS parents, array_agg(e.quantity) AS quantities,
       NULL::text[] AS labels
FROM edge e GROUP BY e.movement_id, e.kind, e.unit, e.order_no, e.at
UNION ALL
SELECT n.sort, n.item_id, coalesce(h.holds, 0), CASE WHEN h.holds > 0 AND n.sort = 'lot' THEN 'hold' ELSE n.status END,
       n.customer, n.customer_zh, NULL, array_agg(n.id), NULL, NULL, array_agg(n.label)
FROM node n LEFT JOIN held h ON h.node_id = n.id GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT 'item', i.id, NULL, i.code, i.name, i.name_zh, NULL, NULL, NULL, NULL, NULL
FROM items_item i WHERE i.id IN (SELECT item_id FROM node)
UNION ALL
SELECT 'clock', NULL, NULL, NULL, NULL, NULL, transaction_timestamp(), NULL, NULL, NULL, NULL
UNION ALL
SELECT g.sort, g.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ({gaps}) AS g
"""


class Row(NamedTuple):
    """A row of `TRACE`, of one of several sorts; what is not named is empty.

    - `edge`: the edges of one movement: its id, `code` their kind, `name` their unit, `other_name` the order, `at`; then for
      each edge child (`ids`), parent and quantity.
    - a `NodeKind`: nodes of one item (`id`): `number` of open holds, `code` their status, `name` and `other_name` of the
      customer; then for each node its id and label.
    - `item`: its id, code, name and Chinese name.
    - `clock`: `at` is when this was read.
    - a gap (`completeness`): the lot's id.
    - `cut`: not all is here.
    """

    sort: str
    id: int
    number: int
    code: str
    name: str
    other_name: str
    at: datetime
    ids: list[NodeId]
    parents: list[NodeId]
    quantities: list[Decimal]
    labels: list[str]


def steps(directions: tuple[Direction, ...], scope: Scope) -> tuple[str, str]:
    """Return the walks in these directions, each by itself, and the query of the edges that they meet."""
    walks, selects = [], []
    for direction in directions:
        near, far = ENDS[direction]
        words = {"name": direction.value, "near": near, "far": far, "scopes": SCOPES[scope]}
        walks.append(STEPS.format(**words))
        selects.append(EDGES.format(**words))
    return f"WITH RECURSIVE {', '.join(walks)}", "\nUNION ALL\n".join(selects)


def bare(directions: tuple[Direction, ...], scope: Scope) -> str:
    """Return the statement that reads the edges alone."""
    return "\n".join(steps(directions, scope))


def nearest(directions: tuple[Direction, ...], scope: Scope) -> str:
    """Return the statement that reads what a trace says of the nearest nodes, without what it cannot know of the whole."""
    walks, _ = steps(directions, scope)
    names = [direction.value for direction in directions]
    near = ", ".join(NEAR.format(name=name) for name in names)
    edges = "\nUNION ALL\n".join(
        NEAR_EDGES.format(name=direction.value, near=ENDS[direction][0], far=ENDS[direction][1], scopes=SCOPES[scope])
        for direction in directions
    )
    reached = " UNION ".join(REACHED.format(name=f"{name}_near") for name in names)
    rows = ROWS.format(gaps="\nUNION ALL\n".join(CUT.format(name=name) for name in names))
    return f"{walks}, {near}, edge({EDGE_NAMES}) AS MATERIALIZED (\n{edges}\n), {NODES.format(reached=reached)}{rows}"


def whole(directions: tuple[Direction, ...], scope: Scope) -> str:
    """Return the statement that reads all that a trace says."""
    walks, edges = steps(directions, scope)
    reached = " UNION ".join(REACHED.format(name=direction.value) for direction in directions)
    rows = ROWS.format(gaps=checks(directions, scope))
    known = f"edge({EDGE_NAMES}) AS MATERIALIZED (\n{edges}\n)"
    return f"{walks}, {known}, {NODES.format(reached=reached)}{rows}"


DIRECTIONS: Final = {
    Direction.BACK: (Direction.BACK,),
    Direction.FORWARD: (Direction.FORWARD,),
    Direction.BOTH: (Direction.BACK, Direction.FORWARD),
}

Statements = Mapping[tuple[Direction, Scope], bytes]

WALK: Final[Statements] = MappingProxyType(
    {(direction, scope): bare(ways, scope).encode() for direction, ways in DIRECTIONS.items() for scope in Scope}
)
"""The edges alone."""

TRACE: Final[Statements] = MappingProxyType(
    {(direction, scope): whole(ways, scope).encode() for direction, ways in DIRECTIONS.items() for scope in Scope}
)
"""The whole trace."""

NEAREST: Final[Statements] = MappingProxyType(
    {(direction, scope): nearest(ways, scope).encode() for direction, ways in DIRECTIONS.items() for scope in Scope}
)
"""The beginning of a trace."""
