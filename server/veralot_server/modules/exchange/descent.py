"""Which lot comes from which, kept free of circles while it grows.

The nodes stand in an order in which every parent comes before its children. An edge that agrees with it costs nothing; one
against it makes the nodes between its two ends be put in order anew, or shows a circle (D. J. Pearce and P. H. J. Kelly,
“A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs”, ACM JEA 11, 2006). Nodes and edges lie on disk.
"""

from collections.abc import Iterable

from veralot_server.modules.exchange.shelves import Cabinet


class Descent:
    """A graph of what comes from what."""

    def __init__(self, cabinet: Cabinet, name: str = "descent", edges: Iterable[tuple[int, int]] = ()) -> None:
        """Begin with what the database holds; a circle that stands there already is left as it is."""
        self._disk = disk = cabinet.disk
        disk.execute(f"CREATE TABLE {name}_node (node INTEGER PRIMARY KEY, place INTEGER NOT NULL)")
        disk.execute(f"CREATE TABLE {name}_edge (parent, child, PRIMARY KEY (parent, child)) WITHOUT ROWID")
        disk.execute(f"CREATE INDEX {name}_back ON {name}_edge (child, parent)")
        self._find = f"SELECT place FROM {name}_node WHERE node = ?"  # noqa: S608 - names of ours
        self._set = f"INSERT INTO {name}_node VALUES (?, ?) ON CONFLICT (node) DO UPDATE SET place = excluded.place"  # noqa: S608 - as above
        self._has = f"SELECT 1 FROM {name}_edge WHERE parent = ? AND child = ?"  # noqa: S608 - as above
        self._add = f"INSERT INTO {name}_edge VALUES (?, ?)"  # noqa: S608 - as above
        self._children = (
            f"SELECT n.node, n.place FROM {name}_edge e JOIN {name}_node n ON n.node = e.child "  # noqa: S608 - as above
            "WHERE e.parent = ? AND n.place <= ?"
        )
        self._parents = (
            f"SELECT n.node, n.place FROM {name}_edge e JOIN {name}_node n ON n.node = e.parent "  # noqa: S608 - as above
            "WHERE e.child = ? AND n.place >= ?"
        )
        self._nodes = 0
        for parent, child in edges:
            self.add(parent, child)

    def add(self, parent: int, child: int) -> bool:
        """Add an edge; tell whether it was possible, that is, whether the parent does not itself come from the child."""
        if self._disk.execute(self._has, (parent, child)).fetchone():
            return True
        high, low = self._at(parent), self._at(child)
        if high >= low and not self._reorder((parent, high), (child, low)):
            return False
        self._disk.execute(self._add, (parent, child))
        return True

    def _at(self, node: int) -> int:
        """Return a node's place; a new one stands behind all others."""
        row = self._disk.execute(self._find, (node,)).fetchone()
        if row is not None:
            place: int = row[0]
            return place
        self._disk.execute(self._set, (node, self._nodes))
        self._nodes += 1
        return self._nodes - 1

    def _reorder(self, parent: tuple[int, int], child: tuple[int, int]) -> bool:
        """Put what the child leads to behind what leads to the parent; tell whether that is possible."""
        ahead = self._reached(child, self._children, parent[1])
        if parent[0] in ahead:
            return False
        behind = self._reached(parent, self._parents, child[1])
        places = sorted([*behind.values(), *ahead.values()])
        ordered = sorted(behind, key=behind.__getitem__) + sorted(ahead, key=ahead.__getitem__)
        self._disk.executemany(self._set, zip(ordered, places, strict=True))
        return True

    def _reached(self, start: tuple[int, int], step: str, bound: int) -> dict[int, int]:
        """Return what is reached from a node by steps to places that are within a bound, with its place."""
        seen, waiting = dict([start]), [start[0]]
        while waiting:
            for node, place in self._disk.execute(step, (waiting.pop(), bound)).fetchall():
                if node not in seen:
                    seen[node] = place
                    waiting.append(node)
        return seen
