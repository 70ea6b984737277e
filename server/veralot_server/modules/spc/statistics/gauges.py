"""Gauge repeatability and reproducibility by analysis of variance: parts crossed with appraisers, each measured repeatedly.

Source: AIAG, Measurement Systems Analysis, 4th edition, chapter III-B and appendix A.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f

POOLED_ABOVE: Final = 0.25
"""An interaction with a p above this is taken as repeatability; AIAG leaves the level to the analyst, and this is the usual."""

CATEGORIES: Final = 1.41
"""Of the formula for the number of distinct categories: the square root of two, as AIAG rounds it."""


DUST: Final = 1e-12
"""A sum of squares below this share of all is what rounding leaves, and stands for nothing."""


class Source(NamedTuple):
    """A row of the table of variance. Of the rest there is neither F nor p."""

    freedom: int
    squares: float
    mean: float
    ratio: float | None
    p: float | None


class Study(NamedTuple):
    """What varies in measuring: variances, the table that they come from, and the two figures that a gauge is judged by."""

    parts: Source
    appraisers: Source
    interaction: Source
    repeated: Source
    repeatability: float
    reproducibility: float
    between_parts: float
    pooled: bool

    @property
    def measuring(self) -> float:
        """Return the variance of the measuring system (GRR)."""
        return self.repeatability + self.reproducibility

    @property
    def whole(self) -> float:
        """Return the variance of all."""
        return self.measuring + self.between_parts

    @property
    def share(self) -> float:
        """Return the standard deviation of measuring as a share of the whole (%GRR of study variation), from 0 to 1."""
        return math.sqrt(self.measuring / self.whole)

    def of_tolerance(self, tolerance: float) -> float:
        """Return six standard deviations of measuring as a share of the tolerance."""
        return 6 * math.sqrt(self.measuring) / tolerance

    @property
    def categories(self) -> int:
        """Return how many classes of parts the gauge can tell apart (ndc)."""
        return max(1, int(CATEGORIES * math.sqrt(self.between_parts / self.measuring))) if self.measuring else 0


def study(values: NDArray[np.float64]) -> Study:
    """Analyse measurements of shape (parts, appraisers, trials).

    Raises:
        ValueError: fewer than two of any of them, or all values are the same.
    """
    parts, appraisers, trials = values.shape
    if min(values.shape) < 2 or not np.ptp(values) > 0:  # noqa: PLR2004 - of one there is no variation
        raise ValueError("a study needs two parts, two appraisers, two trials, and values that differ")
    values = values - values.mean()
    grand = values.mean()
    by_part, by_appraiser, by_cell = values.mean(axis=(1, 2)), values.mean(axis=(0, 2)), values.mean(axis=2)
    part_squares = float(appraisers * trials * ((by_part - grand) ** 2).sum())
    appraiser_squares = float(parts * trials * ((by_appraiser - grand) ** 2).sum())
    cell_squares = float(trials * ((by_cell - grand) ** 2).sum())
    dust = DUST * float((values**2).sum())
    rest_squares = _clean(float(((values - by_cell[:, :, None]) ** 2).sum()), dust)
    crossed_squares = _clean(cell_squares - part_squares - appraiser_squares, dust)
    crossed_freedom, rest_freedom = (parts - 1) * (appraisers - 1), parts * appraisers * (trials - 1)
    repeated = Source(rest_freedom, rest_squares, rest_squares / rest_freedom, None, None)
    interaction = _against(crossed_squares, crossed_freedom, repeated)
    # Where every repetition is the same, nothing but chance is ruled out: an interaction that is there is one.
    pooled = not interaction.squares > 0 if interaction.p is None else interaction.p > POOLED_ABOVE
    base = _together(interaction, repeated) if pooled else interaction
    part = _against(part_squares, parts - 1, base)
    appraiser = _against(appraiser_squares, appraisers - 1, base)
    crossed = 0.0 if pooled else max(0.0, (interaction.mean - repeated.mean) / trials)
    return Study(
        part,
        appraiser,
        interaction,
        repeated,
        repeatability=base.mean if pooled else repeated.mean,
        reproducibility=max(0.0, (appraiser.mean - base.mean) / (parts * trials)) + crossed,
        between_parts=max(0.0, (part.mean - base.mean) / (appraisers * trials)),
        pooled=pooled,
    )


def _clean(squares: float, dust: float) -> float:
    return squares if squares > dust else 0.0


def _together(first: Source, second: Source) -> Source:
    freedom, squares = first.freedom + second.freedom, first.squares + second.squares
    return Source(freedom, squares, squares / freedom, None, None)


def _against(squares: float, freedom: int, base: Source) -> Source:
    mean = squares / freedom
    if not base.mean > 0:
        return Source(freedom, squares, mean, None, None)
    ratio = mean / base.mean
    return Source(freedom, squares, mean, ratio, float(f.sf(ratio, freedom, base.freedom)))
