"""The ways of the edges: as curves between layers, and as straight lanes between the rows of a folded layer.

An edge over several layers bends in each of them, and all edges of one card over the same layers share their bends: what a lot
went into branches off one trunk.
"""

from dataclasses import dataclass

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.mesh import Flags, Floats, Ints, Mesh, within
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH, HANG, Places

MOST_BENDS = 40_000
"""A picture that would have more bends than these leads its long edges straight, below the cards."""
TURN = 12.0
"""How far from a card an edge turns into a lane."""


@dataclass(frozen=True, slots=True)
class Trunks:
    """A graph whose long edges are led over bends.

    Attributes:
        mesh: the pieces of the edges, between cards and bends; each leads to the next layer, but for those led straight.
        layers: the layer of each item; the cards come first, then the bends.
        first_bend: for each card its first bend; the others follow it, one in each layer.
        bent: which edges of the graph are led over bends.
    """

    mesh: Mesh
    layers: Ints
    first_bend: Ints
    bent: Flags

    def items(self, tail: int, head: int) -> list[int]:
        """Return the items over which an edge leads, both ends included."""
        span = int(self.layers[head] - self.layers[tail])
        if span <= 1 or self.first_bend[tail] < 0:
            return [tail, head]
        first = int(self.first_bend[tail])
        return [tail, *range(first, first + span - 1), head]


def trunks(mesh: Mesh, layers: Ints) -> Trunks:
    """Lead the long edges of a graph over bends."""
    spans = layers[mesh.heads] - layers[mesh.tails]
    bends = np.zeros(mesh.count, dtype=np.int64)
    np.maximum.at(bends, mesh.tails, spans - 1)
    if int(bends.sum()) > MOST_BENDS:
        bends[:] = 0
    bent = (spans > 1) & (bends[mesh.tails] > 0)
    first = np.where(bends > 0, mesh.count + np.cumsum(bends) - bends, -1)
    owners = np.repeat(np.arange(mesh.count), bends)
    steps = within(bends)
    items = mesh.count + np.arange(len(owners))
    before = np.where(steps == 0, owners, items - 1)
    last = first[mesh.tails] + spans - 2
    tails = np.concatenate([np.where(bent, last, mesh.tails), before])
    heads = np.concatenate([mesh.heads, items])
    every = np.concatenate([layers, layers[owners] + 1 + steps])
    return Trunks(Mesh(mesh.count + len(owners), tails, heads), every, first, bent)


@dataclass(frozen=True, slots=True)
class Routes:
    """The lines of a picture: curves from the left to the right (`x0, y0, x1, y1`), and straight rails; each only once."""

    curves: Floats
    rails: Floats


def routed(trunk: Trunks, places: Places, cards: int) -> Routes:
    """Return the lines of all edges."""
    tails, heads = trunk.mesh.tails, trunk.mesh.heads
    ports = Ports(trunk.layers, places, cards)
    curves = np.column_stack([ports.right[tails], ports.leave[tails], ports.left[heads], ports.arrive[heads]])
    leaving, arriving = np.unique(tails), np.unique(heads)
    bends = np.arange(cards, trunk.mesh.count)
    passing = np.column_stack([ports.left[bends], places.y[bends], ports.right[bends], places.y[bends]])
    rails = np.concatenate([ports.ways_out(leaving), ports.ways_in(arriving), passing])
    return Routes(_once(curves), _once(rails))


class Ports:
    """Where edges leave and reach the layer of each item, and at which height."""

    def __init__(self, layers: Ints, places: Places, cards: int) -> None:
        rows = places.rows
        is_card = np.arange(len(layers)) < cards
        last = np.zeros(len(rows.layer_of), dtype=np.int64)
        np.maximum.at(last, rows.row_of, rows.column_of)
        self._x, self._y = places.x, places.y
        self._folded_in = is_card & (rows.column_of > 0)
        self._folded_out = is_card & (rows.column_of < last[rows.row_of])
        self.left, self.right = places.lefts[layers], places.rights[layers]
        self.arrive = np.where(self._folded_in, places.y - CARD_HEIGHT / 2 - 5.0, places.y)
        self.leave = np.where(self._folded_out, places.y + CARD_HEIGHT / 2 + HANG + 3.0, places.y)
        self._is_card = is_card

    def ways_in(self, items: Ints) -> Floats:
        """Return the rails from the left of the layer to these items."""
        folded = items[self._folded_in[items]]
        x, turn = self._x[folded], self._x[folded] - TURN
        lane = _lanes(self.left[folded], turn, self.arrive[folded], folded)
        down = np.column_stack([turn, self.arrive[folded], x, self._y[folded] - CARD_HEIGHT / 4])
        return np.concatenate([lane, down])

    def ways_out(self, items: Ints) -> Floats:
        """Return the rails from these items to the right of their layer."""
        items = items[self._is_card[items]]
        folded = items[self._folded_out[items]]
        end, turn = self._x[folded] + CARD_WIDTH, self._x[folded] + CARD_WIDTH + TURN
        down = np.column_stack([end, self._y[folded] + CARD_HEIGHT / 4, turn, self.leave[folded]])
        lane = _lanes(self.right[folded], turn, self.leave[folded], folded)
        short = items[~self._folded_out[items] & (self._x[items] + CARD_WIDTH < self.right[items] - 1)]
        straight = np.column_stack([self._x[short] + CARD_WIDTH, self._y[short], self.right[short], self._y[short]])
        return np.concatenate([down, lane, straight])


def _lanes(ends: Floats, turns: Floats, heights: Floats, items: Ints) -> Floats:
    """Return the lanes from the end of a layer to the furthest turn in each: nearer ones lie under them."""
    if not len(items):
        return np.zeros((0, 4))
    order = np.lexsort((-np.abs(turns - ends), heights, ends))
    keys = np.column_stack([ends, heights])[order]
    first = np.concatenate([[True], (keys[1:] != keys[:-1]).any(axis=1)])
    kept = order[first]
    return np.column_stack([ends[kept], heights[kept], turns[kept], heights[kept]])


def _once(lines: Floats) -> Floats:
    return np.unique(lines, axis=0) if len(lines) else lines.reshape(0, 4)
