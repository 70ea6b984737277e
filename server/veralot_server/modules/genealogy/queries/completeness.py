"""Says where a trace cannot say more, and why: a trace that does not know its own gaps proves nothing.

A branch is complete when it ends at a recorded origin (backward) or at present whereabouts (forward). A quantity cannot get
lost between: stock is what movements left, so what is neither on hand nor recorded as gone is a difference found by a count.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import Direction, Scope

MADE: Final = """
SELECT 'made' AS sort, l.id
FROM genealogy_lot l
WHERE l.id = $1 AND l.quantity_made <> (
    SELECT coalesce(sum(m.quantity), 0) FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
    WHERE (m.lot_id = l.id AND m.target_lot_id = l.id AND v.kind IN ('receipt', 'produce'))
       OR (m.target_lot_id = l.id AND m.target_lot_id <> m.lot_id))
"""

ORIGIN: Final = """
SELECT CASE WHEN EXISTS (SELECT FROM genealogy_status_change r WHERE r.lot_id = n.id AND r.imported)
            THEN 'imported' ELSE 'origin' END, n.id
FROM node n
WHERE n.sort = 'lot' AND NOT n.bought AND NOT EXISTS (SELECT FROM edge e WHERE e.child_id = n.id)
  AND NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.child_id = n.id)
"""

UNITS: Final = """
SELECT 'units', l.id FROM genealogy_lot l
WHERE l.id = $1 AND EXISTS (SELECT FROM genealogy_edge e WHERE e.child_id = l.id AND e.scope = 'L')
"""

MISSING: Final = """
SELECT 'missing', s.lot_id
FROM genealogy_stock s
WHERE s.quantity > 0 AND s.lot_id = ANY((SELECT array_agg(id) FROM forward)::bigint[])
  AND s.location_id = (SELECT p.id FROM genealogy_location p WHERE p.kind = 'differences' AND p.outside)
"""

USED: Final = """
SELECT DISTINCT 'used', m.lot_id
FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id AND v.kind = 'consume'
WHERE m.lot_id = ANY((
    SELECT array_agg(w.id) FROM forward w WHERE NOT EXISTS (SELECT FROM edge e WHERE e.parent_id = w.id)
)::bigint[]) AND NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.parent_id = m.lot_id)
"""


def checks(directions: tuple[Direction, ...], scope: Scope) -> str:
    """Return the query of all that a trace cannot know, as sort and lot; part of its statement (`trace_sql`).

    `made` and `units` look at the lot that is asked about, `origin` at the lots to which no edge leads and which no supplier
    sent. Gaps of whereabouts matter of what a walk leads forward to, not of what stands behind.
    """
    parts = [MADE]
    if Direction.BACK in directions:
        parts += [ORIGIN, UNITS] if scope is Scope.UNIT else [ORIGIN]
    if Direction.FORWARD in directions:
        parts += [MISSING, USED]
    return "UNION ALL".join(parts)


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


def array(values: Iterable[object]) -> str:
    """Return numbers or plain words as a PostgreSQL array in its own notation; an adapter takes longer than the query."""
    return f"{{{','.join(map(str, values))}}}"
