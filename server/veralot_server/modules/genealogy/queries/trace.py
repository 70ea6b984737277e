"""Traces: back to what stands behind a node, forward to what it went into, uncapped, at lot or unit scope (I-41)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.lots import EXPIRING
from veralot_server.modules.genealogy.queries.completeness import WHY
from veralot_server.modules.genealogy.queries.trace_sql import TRACE
from veralot_shared.contracts.genealogy import NodeKind, Trace, TraceEdge, TraceGap, TraceNode, TraceView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import NodeId

Row = tuple[Any, ...]
Sorts = Mapping[str, Sequence[Row]]


@answers(Trace, single=True)
def trace(query: Trace, tx: Transaction) -> TraceView:
    """Walk the graph and say how complete the answer is.

    Raises:
        RecordNotFound: there is no such node, or none that the actor may see.
    """
    policy.require_node(tx, query.root, "root")
    values = {"root": query.root, "zone": tx.settings.zone, "expiring": EXPIRING}
    found = sorts(tx.wire.execute(TRACE[query.direction, query.scope], values, prepare=True).fetchall())
    nodes = known_nodes(found)
    if all(node.id != query.root for node in nodes):
        raise RecordNotFound(kind="node", key=str(query.root), field="root")
    edges = [TraceEdge(*row[1:9]) for row in found["edge"]]
    hidden = policy.hidden(tx, query.root, nodes, edges)
    if hidden:
        nodes = [node for node in nodes if node.id not in hidden]
        edges = [edge for edge in edges if edge.parent not in hidden and edge.child not in hidden]
    gaps = known_gaps(found, nodes)
    return TraceView(
        root=NodeId(query.root),
        direction=query.direction,
        scope=query.scope,
        at=found["clock"][0][7],
        nodes=nodes,
        edges=edges,
        complete=not gaps and not hidden,
        gaps=gaps,
        hidden=len(hidden),
    )


def sorts(rows: Sequence[Row]) -> Sorts:
    """Return the rows of a trace's statement by their sort."""
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def known_nodes(found: Sorts) -> list[TraceNode]:
    """Return the nodes, each with its item, which most share."""
    items = {row[1]: (row[3], row[5], row[6]) for row in found["item"]}
    nothing = ("", "", "")
    return [
        TraceNode(node, kind, label, *item, status, holds, customer)
        for kind in NodeKind
        for _, item_id, _, status, _, customer, _, _, holds, ids, labels in found[kind]
        for item in (items.get(item_id, nothing),)
        for node, label in zip(ids, labels, strict=True)
    ]


def known_gaps(found: Sorts, nodes: Sequence[TraceNode]) -> list[TraceGap]:
    """Return what the trace cannot know about these nodes."""
    rows = [(row[1], why) for sort, why in WHY.items() for row in found[sort]]
    labels = {node.id: node.label for node in nodes} if rows else {}
    return [TraceGap(node_id=node, label=labels[node], why=why) for node, why in rows if node in labels]
