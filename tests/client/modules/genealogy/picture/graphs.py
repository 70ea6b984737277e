"""Random traces for the tests of the picture: any graph of lots and units, circles included."""

from hypothesis import strategies as st

from tests.client.modules.plant import CATHETER, NOW, TUBING, make_edge, make_node
from veralot_client.core.background import Job
from veralot_client.modules.genealogy.presenters.graph import Graph
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.grouping import Known, Opening, known, shown
from veralot_client.modules.genealogy.presenters.picture.layout import laid_out
from veralot_shared.contracts.genealogy import Direction, EdgeKind, NodeKind, Scope, TraceEdge, TraceNode, TraceView
from veralot_shared.ids import NodeId

STATUSES = ("released", "consumed", "quarantine")
MOST_NODES = 40


def trace_of(nodes: list[TraceNode], edges: list[TraceEdge], root: int = 1) -> TraceView:
    """Return a whole trace of these nodes and edges."""
    return TraceView(
        root=NodeId(root),
        direction=Direction.BOTH,
        scope=Scope.UNIT,
        at=NOW,
        nodes=nodes,
        edges=edges,
        complete=True,
        gaps=[],
        hidden=0,
    )


@st.composite
def traces(draw: st.DrawFn, *, circles: bool = False) -> TraceView:
    """Draw a trace: nodes of few looks, so that many are alike, and edges, from lower to higher numbers but for circles."""
    count = draw(st.integers(1, MOST_NODES))
    looks = st.tuples(st.sampled_from((TUBING, CATHETER)), st.sampled_from(STATUSES), st.integers(0, 5))
    nodes = []
    for number, (item, status, held) in enumerate(draw(st.lists(looks, min_size=count, max_size=count)), start=1):
        kind = NodeKind.LOT if item is TUBING else NodeKind.UNIT
        nodes.append(make_node(number, kind, f"N{number}", item, status=status, held=int(held == 0)))
    ends = st.tuples(st.integers(1, count), st.integers(1, count))
    pairs = {pair if circles else (min(pair), max(pair)) for pair in draw(st.lists(ends, max_size=2 * count))}
    kinds = (EdgeKind.CONSUMED, EdgeKind.MADE)
    edges = [
        make_edge(parent, child, kinds[(parent + child) % 2]) for parent, child in sorted(pairs) if parent != child
    ]
    return trace_of(nodes, edges)


def taken_apart(view: TraceView) -> Known:
    """Return a trace as arrays."""
    return known(Graph(view))


def figure_of(view: TraceView, opening: Opening | None = None) -> Figure:
    """Return the picture of a trace."""
    return laid_out(shown(taken_apart(view), opening or Opening()), Job())
