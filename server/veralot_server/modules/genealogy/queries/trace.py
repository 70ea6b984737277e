"""Traces: back to what stands behind a node, forward to what it went into, uncapped, at lot or unit scope (I-41)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.lots import EXPIRING
from veralot_server.modules.genealogy.queries.completeness import WHY, array
from veralot_server.modules.genealogy.queries.trace_sql import NEAREST, TRACE, Row, Statements
from veralot_shared.contracts.genealogy import EdgeKind, NodeKind, Trace, TraceEdge, TraceGap, TraceNode, TraceView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import MovementId, NodeId

ENDED_BY_DATE = array(EXPIRING).encode()

NO_ITEM = ("", "", "")

Sorts = Mapping[str, Sequence[Row]]


@answers(Trace, single=True)
def trace(query: Trace, tx: Transaction) -> TraceView:
    """Walk the graph and say how complete the answer is.

    Raises:
        RecordNotFound: there is no such node, or none that the actor may see.
    """
    policy.require_node(tx, query.root, "root")
    found = read(tx, query, NEAREST, b"%d" % query.nearest) if query.nearest is not None else {}
    more = "cut" in found
    if not more:
        found = read(tx, query, TRACE)
    nodes = known_nodes(found)
    if all(node.id != query.root for node in nodes):
        raise RecordNotFound(kind="node", key=str(query.root), field="root")
    edges = known_edges(found)
    hidden = policy.hidden(tx, query.root, nodes, edges)
    if hidden:
        nodes = [node for node in nodes if node.id not in hidden]
        edges = [edge for edge in edges if edge.parent not in hidden and edge.child not in hidden]
    gaps = known_gaps(found, nodes)
    return TraceView(
        root=NodeId(query.root),
        direction=query.direction,
        scope=query.scope,
        at=found["clock"][0].at,
        nodes=nodes,
        edges=edges,
        complete=not gaps and not hidden and not more,
        gaps=gaps,
        hidden=0 if more else len(hidden),
        more=more,
    )


def read(tx: Transaction, query: Trace, statements: Statements, *more: bytes) -> Sorts:
    """Return what the statement for a trace finds."""
    statement = statements[query.direction, query.scope]
    rows = tx.wire.rows(statement, b"%d" % query.root, tx.settings.zone.encode(), ENDED_BY_DATE, *more)
    return sorts(map(Row._make, rows))


def sorts(rows: Iterable[Row]) -> Sorts:
    """Return the rows of a trace's statement by their sort."""
    found = defaultdict(list)
    for row in rows:
        found[row.sort].append(row)
    return found


def known_nodes(found: Sorts) -> list[TraceNode]:
    """Return the nodes, each with its item."""
    items = {row.id: (row.code, row.name, row.other_name) for row in found["item"]}
    return [
        TraceNode(node, kind, label, *shared)
        for kind in NodeKind
        for row in found[kind]
        for shared in ((*items.get(row.id, NO_ITEM), row.code, row.number, row.name, row.other_name),)
        for node, label in zip(row.ids, row.labels, strict=True)
    ]


def known_edges(found: Sorts) -> list[TraceEdge]:
    """Return the edges in the order of time, each with its movement."""
    return [
        TraceEdge(parent, child, kind, quantity, *shared)
        for row in sorted(found["edge"], key=attrgetter("at", "id"))
        for kind, shared in ((EdgeKind(row.code), (row.name, row.other_name, row.at, MovementId(row.id))),)
        for child, parent, quantity in zip(row.ids, row.parents, row.quantities, strict=True)
    ]


def known_gaps(found: Sorts, nodes: Sequence[TraceNode]) -> list[TraceGap]:
    """Return what the trace cannot know about these nodes."""
    rows = [(NodeId(row.id), why) for sort, why in WHY.items() for row in found[sort]]
    labels = {node.id: node.label for node in nodes} if rows else {}
    return [TraceGap(node_id=node, label=labels[node], why=why) for node, why in rows if node in labels]
