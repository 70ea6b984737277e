"""Parts of lots: what a lot was divided, drawn, merged or reworked into, or came back as, stays with the records of the lot."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, lots
from veralot_shared.contracts.genealogy import EdgeKind
from veralot_shared.contracts.quality import CaseKind, LotRole
from veralot_shared.ids import CaseId, LotId

SAME: Final = [
    str(kind) for kind in (EdgeKind.SPLIT, EdgeKind.DRAWN, EdgeKind.MERGED, EdgeKind.RETURNED, EdgeKind.REWORKED)
]
"""Edges from a lot to what is still the same product under another number."""

BORN: Final = """
SELECT DISTINCT q.case_id, q.role, c.kind, e.child_id AS lot_id, e.kind = 'returned' AS came_back
FROM genealogy_edge e JOIN quality_lot q ON q.lot_id = e.parent_id JOIN quality_case c ON c.id = q.case_id
WHERE e.child_id = ANY(%(lots)s) AND e.at = %(now)s AND e.kind = ANY(%(same)s) AND c.closed_at IS NULL
  AND NOT EXISTS (SELECT FROM quality_lot o WHERE o.case_id = q.case_id AND o.lot_id = e.child_id)
  AND c.kind IN ('ncr', 'deviation') AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s)
ORDER BY q.case_id, lot_id
"""

BEHIND: Final = """
WITH RECURSIVE behind (lot_id, from_id) AS (
    SELECT q.lot_id, e.parent_id FROM quality_lot q JOIN genealogy_edge e ON e.child_id = q.lot_id
    WHERE q.case_id = %(case)s AND e.kind = ANY(%(same)s)
    UNION
    SELECT b.lot_id, e.parent_id FROM behind b JOIN genealogy_edge e ON e.child_id = b.from_id WHERE e.kind = ANY(%(same)s)
)
SELECT from_id, array_agg(lot_id ORDER BY lot_id) FROM behind GROUP BY from_id
"""


class Born(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that has just come from a lot of an open record."""

    case_id: CaseId
    role: LotRole
    kind: CaseKind
    lot_id: LotId
    came_back: bool


def inherit(tx: Transaction, lot_ids: Sequence[LotId]) -> None:
    """Name in the open nonconformities and deviations of lots what has just become of these.

    What comes back of what was delivered with a nonconformity is suspected, and held.
    """
    for row in tx.rows(Born, BORN, lots=list(lot_ids), now=tx.now, same=SAME, scope=tx.actor.customer_id):
        case = cases.facts(tx, row.case_id)
        suspect = row.came_back and row.kind is CaseKind.NCR and row.role is LotRole.IMPACTED
        role = LotRole.SUSPECT if suspect else row.role
        hold = row.came_back and lots.holds(case, role)
        lots.attach(tx, case, lots.seen(tx, [row.lot_id]), role, hold=hold)
        cases.tell(tx, case)


def of_case(tx: Transaction, case_id: CaseId) -> Mapping[LotId, Sequence[LotId]]:
    """Return what lots of a record have come from a lot, by that lot."""
    rows = tx.wire.execute(BEHIND, {"case": case_id, "same": SAME}).fetchall()
    return {LotId(row[0]): [LotId(each) for each in row[1]] for row in rows}


def with_heirs(tx: Transaction, case_id: CaseId, lot_ids: Iterable[LotId]) -> list[LotId]:
    """Return lots of a record, each once, with what has come from them."""
    known = of_case(tx, case_id)
    return list(dict.fromkeys(each for lot_id in lot_ids for each in (lot_id, *known.get(lot_id, ()))))
