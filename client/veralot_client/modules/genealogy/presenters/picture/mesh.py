"""A trace as arrays: thousands of nodes are laid out by operations on whole arrays, not one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mesh:
    """A directed graph: nodes are `0..count-1`, edge `i` leads from `tails[i]` to `heads[i]`."""

    count: int
    tails: Ints
    heads: Ints

    def turned(self, which: Flags) -> "Mesh":
        """Return the graph with some of its edges the other way round."""
        return Mesh(self.count, np.where(which, self.heads, self.tails), np.where(which, self.tails, self.heads))

    def degrees(self) -> tuple[Ints, Ints]:
        """Return how many edges lead into each node, and how many out of it."""
        return np.bincount(self.heads, minlength=self.count), np.bincount(self.tails, minlength=self.count)


class Adjacency:
    """The edges of a graph by the node at one of their ends."""

    def __init__(self, ends: Ints, count: int) -> None:
        self._edges: Ints = np.argsort(ends, kind="stable")
        self._starts: Ints = np.searchsorted(ends[self._edges], np.arange(count + 1)).astype(np.int64)

    def of(self, node: int) -> Ints:
        """Return the edges at a node."""
        found: Ints = self._edges[self._starts[node] : self._starts[node + 1]]
        return found

    def of_all(self, nodes: Ints) -> Ints:
        """Return the edges at any of several nodes, node by node."""
        counts = self._starts[nodes + 1] - self._starts[nodes]
        found: Ints = self._edges[np.repeat(self._starts[nodes], counts) + within(counts)]
        return found


def within(counts: Ints) -> Ints:
    """Return 0, 1, 2 … for each of several runs: `[2, 3]` gives `[0, 1, 0, 1, 2]`."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    steps: Ints = np.arange(total) - np.repeat(ends - counts, counts)
    return steps


def numbered(values: Sequence[object]) -> Ints:
    """Return a number for each value, the same for equal ones, by their first appearance."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)
