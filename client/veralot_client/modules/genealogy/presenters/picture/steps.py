"""Walking a picture by keys: along its edges, and up and down among the cards of a layer."""

from enum import StrEnum

import numpy as np

from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.mesh import Ints


class Way(StrEnum):
    """Where a key leads."""

    BEHIND = "behind"
    AFTER = "after"
    UP = "up"
    DOWN = "down"


def next_card(figure: Figure, card: int, way: Way, trail: frozenset[int] = frozenset()) -> int | None:
    """Return the card that a key leads to from another; along an edge first to one of the `trail`, else to the nearest."""
    if way in {Way.UP, Way.DOWN}:
        above, below = figure.neighbours(card)
        return above if way is Way.UP else below
    return _nearest(figure, card, figure.after(card) if way is Way.AFTER else figure.behind(card), trail)


def _nearest(figure: Figure, card: int, cards: Ints, trail: frozenset[int]) -> int | None:
    if not len(cards):
        return None
    known = [other for other in cards.tolist() if other in trail]
    if known:
        return int(known[0])
    far = np.hypot(figure.y[cards] - figure.y[card], (figure.x[cards] - figure.x[card]) / 4)
    return int(cards[int(np.argmin(far))])
