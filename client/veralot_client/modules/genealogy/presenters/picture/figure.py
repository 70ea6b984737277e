"""A picture that is laid out: cards with their places, the lines between them, and what is found where."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.grouping import Shown
from veralot_client.modules.genealogy.presenters.picture.mesh import Adjacency, Flags, Floats, Ints
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH, HANG, Places
from veralot_client.modules.genealogy.presenters.picture.routes import Ports, Routes, Trunks
from veralot_shared.contracts.genealogy import TraceNode
from veralot_shared.ids import NodeId

REACH = 10.0
"""How far seals and the cards behind a group's card reach beyond it."""
MARGIN = 40.0
"""Free room around the picture."""


class Boxed:
    """Lines with their boxes, so that those in sight are found at once."""

    def __init__(self, lines: Floats) -> None:
        x0, y0, x1, y1 = lines.T
        self._lines = lines
        # Single precision is finer than any pixel, and twice as fast to compare.
        self._left, self._right = np.minimum(x0, x1).astype(np.float32), np.maximum(x0, x1).astype(np.float32)
        self._top, self._bottom = np.minimum(y0, y1).astype(np.float32), np.maximum(y0, y1).astype(np.float32)

    def within(self, left: float, top: float, right: float, bottom: float) -> Floats:
        """Return those lines whose box meets a rectangle."""
        hit = (self._top <= bottom) & (self._bottom >= top) & (self._left <= right) & (self._right >= left)
        found: Floats = self._lines[np.flatnonzero(hit)]
        return found


class Figure:
    """Cards and lines, laid out once and then only read.

    Attributes:
        shown: what is shown.
        x, y: the upper left corner of each card.
        layers: the layer of each card.
        lefts, rights: from where to where each layer goes.
        routes: the lines.
        back: which edges between cards lead against the order, because the record goes in a circle.
        width, height: how large it is, its margin included; it begins at 0, 0.
    """

    def __init__(self, shown: Shown, back: Flags, trunk: Trunks, places: Places, routes: Routes) -> None:
        count = len(shown.cards)
        self.shown = shown
        self.back = back
        self.layers: Ints = trunk.layers[:count]
        self.x: Floats = places.x[:count] + MARGIN
        self.y: Floats = places.y[:count] - CARD_HEIGHT / 2 + MARGIN
        self.lefts: Floats = places.lefts + MARGIN
        self.rights: Floats = places.rights + MARGIN
        self.routes = Routes(routes.curves + MARGIN, routes.rails + MARGIN)
        self.width = float(self.rights.max(initial=0.0)) + MARGIN
        self.height = float(places.y.max(initial=0.0)) + CARD_HEIGHT / 2 + HANG + 2 * MARGIN
        self._curves, self._rails = Boxed(self.routes.curves), Boxed(self.routes.rails)
        self._trunk = trunk
        self._ports = Ports(trunk.layers, places, count)
        self._straight = shown.mesh.turned(back)
        self._after = Adjacency(self._straight.tails, count)
        self._behind = Adjacency(self._straight.heads, count)
        self._order = np.lexsort((self.x, self.y, self.layers))

    def __len__(self) -> int:
        return len(self.shown.cards)

    # --- cards -------------------------------------------------------------------------------------------------------

    def card(self, node: NodeId) -> int | None:
        """Return the card on which a node is shown."""
        place = self.shown.known.place.get(node)
        return None if place is None else int(self.shown.card_of[place])

    def members(self, card: int) -> Sequence[TraceNode]:
        """Return the nodes that a card stands for."""
        nodes = self.shown.known.nodes
        return [nodes[place] for place in self.shown.cards[card].tolist()]

    def first(self, card: int) -> TraceNode:
        """Return the first node that a card stands for."""
        return self.shown.known.nodes[int(self.shown.cards[card][0])]

    def size(self, card: int) -> int:
        """Return how many nodes a card stands for."""
        return len(self.shown.cards[card])

    def at(self, x: float, y: float) -> int | None:
        """Return the card at a point."""
        hit = (self.x <= x) & (x <= self.x + CARD_WIDTH) & (self.y <= y) & (y <= self.y + CARD_HEIGHT + HANG)
        found = np.flatnonzero(hit)
        return int(found[0]) if len(found) else None

    def within(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """Return the cards that are seen in a rectangle, what hangs on them and reaches beyond them included."""
        across = (self.x - REACH < right) & (self.x + CARD_WIDTH + REACH > left)
        down = (self.y - REACH < bottom) & (self.y + CARD_HEIGHT + HANG > top)
        return np.flatnonzero(across & down)

    def curves_within(self, left: float, top: float, right: float, bottom: float) -> Floats:
        """Return the curves whose box meets a rectangle."""
        return self._curves.within(left, top, right, bottom)

    def rails_within(self, left: float, top: float, right: float, bottom: float) -> Floats:
        """Return the rails whose box meets a rectangle."""
        return self._rails.within(left, top, right, bottom)

    # --- edges -------------------------------------------------------------------------------------------------------

    def after(self, card: int) -> Ints:
        """Return the cards to the right of a card that an edge joins to it."""
        return self._straight.heads[self._after.of(card)]

    def behind(self, card: int) -> Ints:
        """Return the cards to the left of a card that an edge joins to it."""
        return self._straight.tails[self._behind.of(card)]

    def neighbours(self, card: int) -> tuple[int | None, int | None]:
        """Return the cards above and below a card in its layer."""
        layer = self._order[self.layers[self._order] == self.layers[card]]
        place = int(np.flatnonzero(layer == card)[0])
        above = int(layer[place - 1]) if place else None
        return above, int(layer[place + 1]) if place + 1 < len(layer) else None

    def edge(self, one: int, other: int) -> int | None:
        """Return the edge between two cards, whichever way it leads."""
        for near, far in ((one, other), (other, one)):
            edges = self._after.of(near)
            found = edges[self._straight.heads[edges] == far]
            if len(found):
                return int(found[0])
        return None

    def ends(self, edge: int) -> tuple[int, int]:
        """Return the card at the left end of an edge and that at its right end."""
        return int(self._straight.tails[edge]), int(self._straight.heads[edge])

    def way(self, edge: int) -> list[tuple[str, Floats]]:
        """Return the pieces of an edge from left to right: `curve` or `rail`, each as `x0, y0, x1, y1`."""
        items = self._trunk.items(*self.ends(edge))
        return [(kind, line + MARGIN) for kind, line in self._pieces(items)]

    def middle(self, edge: int) -> tuple[float, float]:
        """Return the point of an edge on which hangs what belongs to it: the middle of its last curve."""
        curves = [line for kind, line in self.way(edge) if kind == "curve"]
        x0, y0, x1, y1 = curves[-1].tolist()
        return (x0 + x1) / 2, (y0 + y1) / 2

    def _pieces(self, items: list[int]) -> Iterator[tuple[str, Floats]]:
        ports, count = self._ports, len(self)
        for tail, head in pairwise(items):
            if tail < count:
                for line in ports.ways_out(np.array([tail])):
                    yield "rail", line
            else:
                yield "rail", np.array([ports.left[tail], ports.leave[tail], ports.right[tail], ports.leave[tail]])
            yield "curve", np.array([ports.right[tail], ports.leave[tail], ports.left[head], ports.arrive[head]])
        if items[-1] < count:
            for line in ports.ways_in(np.array([items[-1]])):
                yield "rail", line
