"""Says where a trace cannot say more, and why: a trace that does not know its own gaps proves nothing.

A branch is complete when it ends at a recorded origin (backward) or at present whereabouts (forward). A quantity cannot get
lost between: stock is what movements left, so what is neither on hand nor recorded as gone is a difference found by a count.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import Direction, NodeKind, Scope, Trace, TraceGap
from veralot_shared.ids import NodeId

Row = tuple[Any, ...]

CHECKS: Final = """
SELECT n.id, CASE WHEN EXISTS (SELECT FROM genealogy_status_change r WHERE r.lot_id = n.id AND r.imported)
                  THEN 'imported' ELSE 'origin' END
FROM unnest(%(starts)s::bigint[]) AS n(id)
WHERE NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.child_id = n.id)
UNION ALL
SELECT n.id, 'missing'
FROM unnest(%(ahead)s::bigint[]) AS n(id)
JOIN genealogy_stock s ON s.lot_id = n.id
     AND s.location_id = (SELECT p.id FROM genealogy_location p WHERE p.kind = 'differences' AND p.outside)
WHERE s.quantity > 0
UNION ALL
SELECT n.id, 'used'
FROM unnest(%(ends)s::bigint[]) AS n(id)
WHERE EXISTS (SELECT FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
              WHERE m.lot_id = n.id AND v.kind = 'consume')
  AND NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.parent_id = n.id)
UNION ALL
SELECT l.id, 'made'
FROM genealogy_lot l
WHERE l.id = %(root)s AND l.quantity_made <> (
    SELECT coalesce(sum(m.quantity), 0) FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
    WHERE (m.lot_id = l.id AND m.target_lot_id = l.id AND v.kind IN ('receipt', 'produce'))
       OR (m.target_lot_id = l.id AND m.target_lot_id <> m.lot_id))
UNION ALL
SELECT e.child_id, 'units'
FROM (SELECT child_id FROM genealogy_edge WHERE child_id = %(unit_root)s AND scope = 'L' LIMIT 1) AS e
"""
"""All that a trace cannot know, in one statement; each part looks at the nodes that it can concern, often none.

`starts` are lots to which no edge of the trace leads and which no supplier sent, `ends` lots from which none leads on, `ahead`
all lots of a forward walk, `root` and `unit_root` the lot that is asked about (the latter where units are walked back).
"""

WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "origin": words.GAP_NO_ORIGIN,
        "imported": words.GAP_IMPORTED,
        "missing": words.GAP_MISSING,
        "used": words.GAP_USE,
        "made": words.GAP_MADE,
        "units": words.GAP_UNITS,
    }
)

ONLY_AHEAD: Final = frozenset({"missing", "used"})
"""Gaps of whereabouts: they matter of what a walk leads forward to, not of what stands behind."""


def gaps(tx: Transaction, query: Trace, nodes: Sequence[Row], edges: Sequence[Row]) -> list[TraceGap]:
    """Return the gaps of a trace that consists of these nodes and edges."""
    lots = {row[0]: row[2] for row in nodes if row[1] == NodeKind.LOT}
    found = tx.wire.execute(CHECKS.encode(), questions(query, lots, nodes, edges)).fetchall()
    if query.direction is Direction.BOTH and any(code in ONLY_AHEAD for _, code in found):
        ahead = reached(query.root, edges)
        found = [(node, code) for node, code in found if code not in ONLY_AHEAD or node in ahead]
    return [TraceGap(node_id=NodeId(node), label=lots[node], why=WHY[code]) for node, code in found]


def questions(query: Trace, lots: Collection[int], nodes: Sequence[Row], edges: Sequence[Row]) -> dict[str, object]:
    """Return which lots each check of `CHECKS` looks at."""
    back, forward = query.direction is not Direction.FORWARD, query.direction is not Direction.BACK
    parents, children = {row[0] for row in edges}, {row[1] for row in edges}
    bought = {row[0] for row in nodes if row[9]}
    return {
        "starts": array(lot for lot in lots if lot not in children and lot not in bought) if back else NOTHING,
        "ends": array(lot for lot in lots if lot not in parents) if forward else NOTHING,
        "ahead": array(lots) if forward else NOTHING,
        "root": query.root,
        "unit_root": query.root if back and query.scope is Scope.UNIT and query.root in lots else None,
    }


def array(ids: Iterable[int]) -> str:
    """Return numbers as a PostgreSQL array in its own words; element by element, an adapter takes longer than the query."""
    return f"{{{','.join(map(str, ids))}}}"


NOTHING: Final = "{}"


def reached(root: int, edges: Sequence[Row]) -> set[int]:
    """Return the nodes to which edges lead from the root."""
    targets = defaultdict(list)
    for edge in edges:
        targets[edge[0]].append(edge[1])
    seen, waiting = {root}, [root]
    while waiting:
        fresh = [node for node in targets[waiting.pop()] if node not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return seen
