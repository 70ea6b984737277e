"""A trace as a graph: who stands behind whom, how far from the root, and the path there. No Qt."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from veralot_client.core.words import Words
from veralot_shared.contracts.genealogy import Direction, NodeKind, TraceEdge, TraceNode, TraceView
from veralot_shared.ids import NodeId


class Side(StrEnum):
    """On which side of the root a node lies."""

    ROOT = "root"
    BEHIND = "behind"
    AFTER = "after"


class Step(msgspec.Struct, frozen=True, gc=False):
    """One edge as seen from the node that one comes from."""

    edge: TraceEdge
    node: NodeId


class Came(msgspec.Struct, frozen=True, gc=False):
    """How a node is reached: on which side, after how many steps, by which of them and from which node."""

    side: Side
    depth: int
    step: Step | None
    before: NodeId


class Record(msgspec.Struct, frozen=True, gc=False):
    """A node with where it lies: its side, its distance from the root, and the edge by which it is nearest."""

    node: TraceNode
    side: Side
    depth: int
    edge: TraceEdge | None


class Graph:
    """A whole trace. Made once, in the background; then only read.

    What it is made of is hidden from the garbage collector: no cycle can come of it, and to look through a hundred thousand
    records again and again would hold up the window.
    """

    def __init__(self, view: TraceView) -> None:
        self.view = view
        self.nodes: Mapping[NodeId, TraceNode] = {node.id: node for node in view.nodes}
        self._behind: dict[NodeId, list[Step]] = {}
        self._after: dict[NodeId, list[Step]] = {}
        for edge in view.edges:
            self._behind.setdefault(edge.child, []).append(Step(edge, edge.parent))
            self._after.setdefault(edge.parent, []).append(Step(edge, edge.child))
        self._came: dict[NodeId, Came] = {}
        self._walk()
        self.records: Sequence[Record] = tuple(self._records())
        self._places = {record.node.id: place for place, record in enumerate(self.records)}

    @property
    def root(self) -> TraceNode:
        """The node from which was traced."""
        return self.nodes[self.view.root]

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that were asked for."""
        both = {Direction.BACK: (Side.BEHIND,), Direction.FORWARD: (Side.AFTER,)}
        return both.get(self.view.direction, (Side.BEHIND, Side.AFTER))

    def steps(self, node: NodeId, side: Side) -> Sequence[Step]:
        """Return the edges that lead further away from the root."""
        return (self._behind if side is Side.BEHIND else self._after).get(node, ())

    def chosen(self, nodes: Iterable[NodeId]) -> list[Record]:
        """Return the records of nodes, nearest first."""
        return [self.records[place] for place in sorted(self._places[node] for node in nodes if node in self._places)]

    def side_of(self, node: NodeId) -> Side:
        """Return on which side a node lies."""
        return self._came[node].side if node in self._came else Side.ROOT

    def path_to(self, node: NodeId) -> list[NodeId]:
        """Return the nodes on a shortest way from the root to a node, both included; none if no way leads there."""
        path = [node] if node in self._came else []
        while path and path[-1] != self.view.root:
            path.append(self._came[path[-1]].before)
        return path[::-1]

    def counts(self, side: Side) -> Counter[NodeKind]:
        """Return how many nodes of each kind lie on a side."""
        return Counter(record.node.kind for record in self.records if record.side is side)

    def customers(self, words: Words) -> list[str]:
        """Return who has something of it."""
        nodes = (record.node for record in self.records)
        return sorted({words.name(node.customer, node.customer_zh) for node in nodes if node.customer})

    def _walk(self) -> None:
        """Go out from the root, nearest first, on each side; every edge is looked at once."""
        root = self.view.root
        self._came[root] = Came(Side.ROOT, 0, None, root)
        for side in (Side.BEHIND, Side.AFTER):
            queue = deque([root])
            while queue:
                node = queue.popleft()
                depth = self._came[node].depth + 1
                for step in self.steps(node, side):
                    if step.node not in self._came:
                        self._came[step.node] = Came(side, depth, step, node)
                        queue.append(step.node)

    def _records(self) -> Iterator[Record]:
        """Yield every node that the root leads to, nearest first on each side."""
        for node_id, came in self._came.items():
            node = self.nodes.get(node_id)
            if node is not None:
                yield Record(node, came.side, came.depth, came.step.edge if came.step else None)
