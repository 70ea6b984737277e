"""What a customer's user may see: the lots of its own items, what was shipped to it, and what stands behind those (CMO-01).

The plant's own people see everything. For a customer's user another customer's record does not exist: whoever asks for it
by its id gets `RecordNotFound`, the same as for an id that was never given.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import TraceEdge, TraceNode
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, NodeId, PartnerId

OWNERS = """
SELECT l.id, l.customer_id, l.id AS lot_id FROM genealogy_lot l WHERE l.id = ANY(%(ids)s)
UNION ALL
SELECT u.id, l.customer_id, l.id FROM genealogy_unit u JOIN genealogy_lot l ON l.id = u.lot_id WHERE u.id = ANY(%(ids)s)
UNION ALL
SELECT p.id, l.customer_id, l.id FROM genealogy_package p JOIN genealogy_lot l ON l.id = p.lot_id WHERE p.id = ANY(%(ids)s)
UNION ALL
SELECT s.id, s.customer_id, s.id FROM genealogy_shipment s WHERE s.id = ANY(%(ids)s)
"""

BEHIND = """
WITH RECURSIVE ahead(start, id) AS (
    SELECT id, id FROM unnest(%(ids)s::bigint[]) AS start(id)
    UNION
    SELECT a.start, e.child_id FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
)
SELECT DISTINCT a.start FROM ahead a
WHERE EXISTS (SELECT FROM genealogy_lot l WHERE l.id = a.id AND l.customer_id = %(customer)s)
   OR EXISTS (SELECT FROM genealogy_shipment s WHERE s.id = a.id AND s.customer_id = %(customer)s)
"""


class Owner(NamedTuple):
    """Whose a node is; of a material that any customer's product may take up, nobody's."""

    node_id: NodeId
    customer_id: PartnerId | None
    lot_id: LotId


def owners(tx: Transaction, node_ids: Iterable[int]) -> list[Owner]:
    """Return whose nodes are."""
    return [Owner(*row) for row in tx.wire.execute(OWNERS, {"ids": sorted(node_ids)})]


def visible(tx: Transaction, node_ids: Iterable[int]) -> set[int]:
    """Return those of the nodes that the actor may see."""
    wanted = set(node_ids)
    customer = tx.actor.customer_id
    if customer is None or not wanted:
        return wanted
    known = owners(tx, wanted)
    own = {owner.node_id for owner in known if owner.customer_id == customer}
    behind = stands_behind(tx, {owner.lot_id for owner in known if owner.customer_id is None}, customer)
    return own | {owner.node_id for owner in known if owner.customer_id is None and owner.lot_id in behind}


def stands_behind(tx: Transaction, lot_ids: Collection[int], customer: PartnerId) -> set[int]:
    """Return those lots that went into what is the customer's."""
    if not lot_ids:
        return set()
    return {row[0] for row in tx.wire.execute(BEHIND, {"ids": list(lot_ids), "customer": customer})}


def require_lot(tx: Transaction, lot_id: LotId, field: str = "lot_id") -> None:
    """Refuse a lot that is not there, or that the actor may not see.

    Raises:
        RecordNotFound: the same for both.
    """
    row = tx.wire.execute("SELECT customer_id FROM genealogy_lot WHERE id = %s", (lot_id,)).fetchone()
    scope = tx.actor.customer_id
    if row is not None and (scope is None or row[0] == scope):
        return
    if row is None or row[0] is not None or scope is None or not stands_behind(tx, (lot_id,), scope):
        raise RecordNotFound(kind="lot", key=str(lot_id), field=field)


def require_node(tx: Transaction, node_id: NodeId, field: str) -> None:
    """Refuse a node that the actor may not see; one that is not there is found out by whoever reads it.

    Raises:
        RecordNotFound: as if there were none.
    """
    if tx.actor.customer_id is not None and node_id not in visible(tx, (node_id,)):
        raise RecordNotFound(kind="node", key=str(node_id), field=field)


def hidden(tx: Transaction, root: NodeId, nodes: Sequence[TraceNode], edges: Sequence[TraceEdge]) -> set[NodeId]:
    """Return the nodes of a trace that the actor may not see.

    Of a material that is nobody's, what matters is whether it went into something of the customer's: the walk holds every way
    that leads there from the root. The root itself was checked before.
    """
    customer = tx.actor.customer_id
    if customer is None:
        return set()
    whose = {owner.node_id: owner.customer_id for owner in owners(tx, [node.id for node in nodes])}
    parents = defaultdict(list)
    for edge in edges:
        parents[edge.child].append(edge.parent)
    seen = {root} | {node for node, owner in whose.items() if owner == customer}
    waiting = list(seen)
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent not in seen and whose[parent] is None:
                seen.add(parent)
                waiting.append(parent)
    return {node.id for node in nodes} - seen
