"""Lists affected units, and what a hold or a recall order would still concern."""

from typing import Any, Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls
from veralot_server.modules.recall.queries.balance import rows
from veralot_server.modules.recall.queries.singles import Unit
from veralot_server.modules.recall.queries.statements import (
    UNIT_SHIPMENTS,
    UNITS_BY_ID,
    UNITS_OF_LOTS,
    array,
)
from veralot_server.modules.recall.queries.suspects import behind
from veralot_server.modules.recall.queries.walk import Reached, reach
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, LotEvent, NodeKind, Scope, UnitStatus
from veralot_shared.contracts.recall import AffectedUnit, ListAffectedUnits, ListTargets, RecallEvent, TargetView
from veralot_shared.ids import RecallId

UNHELD: Final = """
SELECT l.id, 'lot', l.id, l.lot_no, i.code FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
WHERE l.id = ANY(%(lots)s::bigint[]) AND NOT EXISTS (
    SELECT FROM genealogy_hold h WHERE h.node_id = l.id AND h.lifted_at IS NULL AND h.signature_id = ANY(%(orders)s))
UNION ALL
SELECT u.id, 'unit', u.lot_id, u.serial_no, i.code FROM genealogy_unit u JOIN items_item i ON i.id = u.item_id
WHERE u.id = ANY(%(units)s::bigint[]) AND NOT EXISTS (
    SELECT FROM genealogy_hold h WHERE h.node_id = u.id AND h.lifted_at IS NULL AND h.signature_id = ANY(%(orders)s))
ORDER BY 5, 3, 4, 1
"""
"""Affected lots, and single units where their lot is not, on which no hold of this recall lies."""

UNMARKED: Final = """
SELECT l.id, 'lot', l.id, l.lot_no, i.code FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
WHERE l.id = ANY(%(lots)s::bigint[]) AND l.status = ANY(%(from)s) ORDER BY 5, 4, 1
"""

ORDERS: Final = "SELECT signature_id FROM recall_order WHERE recall_id = %s AND event = %s"

RECALLABLE: Final = [state for state, event in LOT_TRANSITIONS if event is LotEvent.RECALL]
"""States from which a lot may become recalled."""


def reached_by(tx: Transaction, recall_id: RecallId) -> tuple[Reached, Scope]:
    """Return what a recall reaches now, and how finely it is traced. Raises as `get_affected`."""
    recall = recalls.facts(tx, recall_id)
    found = [one for _, one in behind(recall.suspects, tx)]
    return reach(tx, found, recall.scope, recall.customer_id), recall.scope


@answers(ListAffectedUnits)
def list_affected_units(query: ListAffectedUnits, tx: Transaction) -> list[AffectedUnit]:
    """List the units of what a recall affects, with who has those that left."""
    reached, scope = reached_by(tx, query.recall_id)
    units = [Unit(*row) for row in rows(tx, UNITS_OF_LOTS, array(reached.whole))]
    if scope is Scope.UNIT:
        units += [Unit(*row) for row in rows(tx, UNITS_BY_ID, array(reached.single))]
    away = array(unit.id for unit in units if unit.status == UnitStatus.SHIPPED)
    last = {row[0]: (row[5], row[6], row[8]) for row in rows(tx, UNIT_SHIPMENTS, away) if row[-1] == 1}
    return [listed(unit, last) for unit in units]


def listed(unit: Unit, last: dict[Any, tuple[str, str, str]]) -> AffectedUnit:
    """Return a unit as it is listed."""
    return AffectedUnit(*unit[:8], unit.kind, *last.get(unit.id, ("", "", "")))


@answers(ListTargets)
def list_targets(query: ListTargets, tx: Transaction) -> list[TargetView]:
    """List what is affected and not in the state that an order would bring it to."""
    reached, _ = reached_by(tx, query.recall_id)
    if query.event is RecallEvent.MARK:
        values = {"lots": array(reached.whole), "from": RECALLABLE}
        found = tx.wire.execute(UNMARKED, values)
    else:
        orders = [row[0] for row in tx.wire.execute(ORDERS, (query.recall_id, query.event))]
        found = tx.wire.execute(
            UNHELD, {"lots": array(reached.whole), "units": array(reached.single), "orders": orders}
        )
    return [TargetView(row[0], NodeKind(row[1]), *row[2:]) for row in found]
