"""Traces: back to what stands behind a node, forward to what it went into, uncapped, at lot or unit scope (I-41)."""

from collections.abc import Sequence
from itertools import starmap
from typing import Any

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.lots import clock
from veralot_server.modules.genealogy.queries import completeness
from veralot_server.modules.genealogy.queries.completeness import array
from veralot_server.modules.genealogy.queries.trace_sql import NODES, TRACE
from veralot_shared.contracts.genealogy import Trace, TraceEdge, TraceNode, TraceView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import NodeId

Rows = Sequence[tuple[Any, ...]]


@answers(Trace)
def trace(query: Trace, tx: Transaction) -> TraceView:
    """Walk the graph and say how complete the answer is.

    Raises:
        RecordNotFound: there is no such node, or none that the actor may see.
    """
    policy.require_node(tx, query.root, "root")
    tx.plan_for_any()
    edges = tx.wire.execute(TRACE[query.direction, query.scope].encode(), {"root": query.root}).fetchall()
    ids = {query.root, *(row[0] for row in edges), *(row[1] for row in edges)}
    nodes = tx.wire.execute(NODES.encode(), {"ids": array(ids), **clock(tx)}).fetchall()
    if query.root not in {row[0] for row in nodes}:
        raise RecordNotFound(kind="node", key=str(query.root), field="root")
    hidden = policy.hidden(tx, query.root, ids, [row[:2] for row in edges])
    if hidden:
        nodes = [row for row in nodes if row[0] not in hidden]
        edges = [row for row in edges if row[0] not in hidden and row[1] not in hidden]
    gaps = completeness.gaps(tx, query, nodes, edges)
    return TraceView(
        root=NodeId(query.root),
        direction=query.direction,
        scope=query.scope,
        at=tx.now,
        nodes=[TraceNode(*row[:9]) for row in nodes],
        edges=list(starmap(TraceEdge, edges)),
        complete=not gaps and not hidden,
        gaps=gaps,
        hidden=len(hidden),
    )
