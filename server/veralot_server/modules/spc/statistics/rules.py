"""The eight tests for what looks unlike chance on a control chart (Nelson, 1984; ISO 7870-2, clause on supplementary rules).

A point is in breach of a rule when the pattern is complete with it. Distances are in standard deviations from the centre, so
that charts with limits of their own at each point are judged by the same tests.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

BEYOND: Final = 1
ONE_SIDE: Final = 2
TREND: Final = 3
ALTERNATING: Final = 4
TWO_OF_THREE: Final = 5
FOUR_OF_FIVE: Final = 6
HUGGING: Final = 7
AVOIDING: Final = 8
ALL: Final = frozenset(range(1, 9))

SPANS: Final[Mapping[int, int]] = MappingProxyType(
    {BEYOND: 1, ONE_SIDE: 9, TREND: 6, ALTERNATING: 14, TWO_OF_THREE: 3, FOUR_OF_FIVE: 5, HUGGING: 15, AVOIDING: 8}
)
"""How many points make a pattern."""


def breaches(distances: Floats, wanted: Collection[int] = ALL) -> dict[int, NDArray[np.intp]]:
    """Return for each wanted rule the places of the points that breach it.

    Args:
        distances: how many standard deviations each point lies from the centre; `nan` where there is no point, which ends
            every pattern.
        wanted: the rules that are switched on.
    """
    return {rule: np.flatnonzero(TESTS[rule](distances)) for rule in sorted(wanted)}


def _beyond(z: Floats) -> Truths:
    return _far(z, 3)


def _one_side(z: Floats) -> Truths:
    return _run(z > 0, SPANS[ONE_SIDE]) | _run(z < 0, SPANS[ONE_SIDE])


def _trend(z: Floats) -> Truths:
    rises = np.diff(z, prepend=np.nan)
    steps = SPANS[TREND] - 1
    return _run(rises > 0, steps) | _run(rises < 0, steps)


def _alternating(z: Floats) -> Truths:
    rises = np.diff(z, prepend=np.nan)
    turns = np.zeros(len(z), bool)
    turns[1:] = rises[1:] * rises[:-1] < 0
    return _run(turns, SPANS[ALTERNATING] - 2)


def _two_of_three(z: Floats) -> Truths:
    return _most(_above(z, 2), 2, SPANS[TWO_OF_THREE], z) | _most(_above(-z, 2), 2, SPANS[TWO_OF_THREE], z)


def _four_of_five(z: Floats) -> Truths:
    return _most(_above(z, 1), 4, SPANS[FOUR_OF_FIVE], z) | _most(_above(-z, 1), 4, SPANS[FOUR_OF_FIVE], z)


def _hugging(z: Floats) -> Truths:
    return _run(np.abs(z) < 1, SPANS[HUGGING])


def _avoiding(z: Floats) -> Truths:
    return _run(_far(z, 1), SPANS[AVOIDING])


def _above(z: Floats, deviations: int) -> Truths:
    found: Truths = z > deviations
    return found


def _far(z: Floats, deviations: int) -> Truths:
    return _above(np.abs(z), deviations)


def _count(hits: Truths, span: int) -> NDArray[np.int64]:
    """Return how many of the last `span` points up to each are hits; a window that is not full yet counts what is there."""
    total = np.cumsum(hits, dtype=np.int64)
    counted = total.copy()
    counted[span:] -= total[:-span]
    return counted


def _run(hits: Truths, span: int) -> Truths:
    found: Truths = _count(hits, span) == span
    return found


def _most(hits: Truths, needed: int, span: int, z: Floats) -> Truths:
    """`needed` of `span` points in a row, this one among them: a point that came back is not what is unlike chance."""
    found: Truths = (_count(hits, span) >= needed) & hits & (_count(np.isnan(z), span) == 0)
    return found


TESTS: Final = MappingProxyType(
    {
        BEYOND: _beyond,
        ONE_SIDE: _one_side,
        TREND: _trend,
        ALTERNATING: _alternating,
        TWO_OF_THREE: _two_of_three,
        FOUR_OF_FIVE: _four_of_five,
        HUGGING: _hugging,
        AVOIDING: _avoiding,
    }
)
