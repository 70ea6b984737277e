"""Which lot comes from which, kept free of circles while it grows.

The nodes stand in an order in which every parent comes before its children. An edge that agrees with it costs nothing; one
against it makes the nodes between its two ends be put in order anew, or shows a circle (D. J. Pearce and P. H. J. Kelly,
“A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs”, ACM JEA 11, 2006).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping


class Descent:
    """The graph of lots."""

    def __init__(self, edges: Iterable[tuple[int, int]] = ()) -> None:
        """Begin with what the database holds; a circle that stands there already is left as it is."""
        self._place: dict[int, int] = {}
        self._children: defaultdict[int, set[int]] = defaultdict(set)
        self._parents: defaultdict[int, set[int]] = defaultdict(set)
        for parent, child in edges:
            self.add(parent, child)

    def add(self, parent: int, child: int) -> bool:
        """Add an edge; tell whether it was possible, that is, whether the parent does not itself come from the child."""
        if child in self._children[parent]:
            return True
        if self._at(parent) >= self._at(child) and not self._reorder(parent, child):
            return False
        self._children[parent].add(child)
        self._parents[child].add(parent)
        return True

    def _at(self, node: int) -> int:
        """Return a node's place; a new one stands behind all others."""
        return self._place.setdefault(node, len(self._place))

    def _reorder(self, parent: int, child: int) -> bool:
        """Put what the child leads to behind what leads to the parent; tell whether that is possible."""
        low, high = self._place[child], self._place[parent]
        ahead = self._reached(child, self._children, lambda place: place <= high)
        if parent in ahead:
            return False
        behind = self._reached(parent, self._parents, lambda place: place >= low)
        ordered = sorted(behind, key=self._place.__getitem__) + sorted(ahead, key=self._place.__getitem__)
        for node, place in zip(ordered, sorted(self._place[node] for node in ordered), strict=True):
            self._place[node] = place
        return True

    def _reached(self, start: int, steps: Mapping[int, set[int]], within: Callable[[int], bool]) -> set[int]:
        """Return what is reached from a node by steps to places that are within bounds."""
        seen, waiting = {start}, [start]
        while waiting:
            for node in steps.get(waiting.pop(), ()):
                if node not in seen and within(self._place[node]):
                    seen.add(node)
                    waiting.append(node)
        return seen
