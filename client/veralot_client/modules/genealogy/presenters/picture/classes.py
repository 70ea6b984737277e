"""Which nodes of a picture are alike: nobody could tell them apart but by their numbers.

Two nodes are alike when what is written on them is (kind, item, status, hold, customer) and when alike nodes stand behind
both and alike nodes came of both, over edges of the same kinds. That is the coarsest such partition, found by refinement:
begin with what is written, and split whatever has different neighbours, until nothing splits any more.

Siblings are compared less strictly: only by the neighbours towards the root. What became of each may differ.
"""

import numpy as np
from numpy.typing import NDArray

from veralot_client.modules.genealogy.presenters.picture.mesh import Flags, Ints, Mesh

ROUNDS = 64
"""Rounds after which what is not split yet counts as alike as far as anybody would look: so many steps from each other."""
SEEDS = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)
"""Two independent sums of 64 bits tell sets apart: that two different ones agree in both is out of the question."""
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def alike(mesh: Mesh, looks: Ints, kinds: Ints, by_behind: Flags | None = None, by_after: Flags | None = None) -> Ints:
    """Return the class of each node.

    Args:
        mesh: the graph.
        looks: what is written on each node, as a number.
        kinds: what kind of edge each edge is.
        by_behind: which nodes are compared by what stands behind them; by default all.
        by_after: which nodes are compared by what came of them; by default all.
    """
    classes = dense(looks)
    count = _count(classes)
    for _round in range(ROUNDS):
        behind = _sets(mesh.heads, classes[mesh.tails], kinds, mesh.count)
        after = _sets(mesh.tails, classes[mesh.heads], kinds, mesh.count)
        if by_behind is not None:
            behind[~by_behind] = 0
        if by_after is not None:
            after[~by_after] = 0
        finer = dense_rows(np.column_stack([classes, behind, after]))
        if _count(finer) == count:
            break
        classes, count = finer, _count(finer)
    return classes


def dense(values: Ints) -> Ints:
    """Return a number from 0 on for each value, equal for equal values."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def dense_rows(rows: Ints) -> Ints:
    """Return a number from 0 on for each row, equal for equal rows."""
    numbers = dense(rows[:, 0])
    for column in range(1, rows.shape[1]):
        values = dense(rows[:, column])
        numbers = dense(numbers * (_count(values) + 1) + values)
    return numbers


def _sets(ends: Ints, neighbours: Ints, kinds: Ints, count: int) -> Ints:
    """Return numbers for the set of neighbours that each node has on one side, in rows that are equal for equal sets."""
    places = np.unique(np.column_stack([ends, neighbours, kinds]), axis=0) if len(ends) else np.zeros((0, 3), np.int64)
    sums = np.zeros((count, len(SEEDS)), dtype=np.uint64)
    for column, seed in enumerate(SEEDS):
        mixed = _mixed(_mixed(places[:, 1].astype(np.uint64) + np.uint64(seed)) ^ places[:, 2].astype(np.uint64))
        np.add.at(sums[:, column], places[:, 0], mixed)
    return sums.astype(np.int64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers that look random (splitmix64); overflow is the point."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


def _count(classes: Ints) -> int:
    return int(classes.max(initial=-1)) + 1
