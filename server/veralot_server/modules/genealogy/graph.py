"""Short looks into the evidence graph that commands need before they add to it."""

from collections.abc import Sequence

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_shared.contracts.genealogy import CycleForbidden
from veralot_shared.ids import UnitId

DESCENDED = """
WITH RECURSIVE ahead(id) AS (
    SELECT %(root)s::bigint
    UNION
    SELECT e.child_id FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
)
SELECT id FROM ahead WHERE id = ANY(%(ids)s) LIMIT 1
"""

MEMBERS = """
SELECT u.id, u.lot_id = %(lot)s AND u.status = 'made'
FROM genealogy_edge e JOIN genealogy_unit u ON u.id = e.child_id
WHERE e.parent_id = %(lot)s AND e.scope = 'U' AND e.kind IN ('made', 'drawn', 'split', 'merged', 'returned')
ORDER BY u.id
"""


def require_no_cycle(tx: Transaction, output: LotFacts, inputs: Sequence[LotFacts]) -> None:
    """Check that no input comes from the output. Raises: CycleForbidden."""
    row = tx.wire.execute(DESCENDED, {"root": output.id, "ids": [lot.id for lot in inputs]}).fetchone()
    if row is not None:
        descended = next(lot for lot in inputs if lot.id == row[0])
        raise CycleForbidden(lot_no=descended.lot_no, output_no=output.lot_no)


def present_units(tx: Transaction, lot: LotFacts) -> list[UnitId] | None:
    """Return the units that are in a lot now if some that it had are gone from it, or `None` if none is."""
    if not lot.serialised:
        return None
    members = tx.wire.execute(MEMBERS, {"lot": lot.id}).fetchall()
    present = [unit_id for unit_id, there in members if there]
    return None if len(present) == len(members) else present
