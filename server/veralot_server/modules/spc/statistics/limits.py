"""Control limits, computed from the data of a phase and never typed (SPC-01).

Two kinds of points: measured subgroups (a matrix, or rows of unequal length filled up with `nan`) and counts with the size of
what was looked at. Each function returns the chart's points with their limits; `Estimate` is what a later phase keeps: with it
the same functions judge new points against frozen limits.

Sources: ISO 7870-2 (Shewhart charts), ISO 7870-4 (CUSUM), ISO 7870-6 (EWMA), NIST/SEMATECH e-Handbook 6.3.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veralot_server.modules.spc.statistics.constants import c4, d2, d3
from veralot_shared.contracts.spc import COUNTED, Chart

Floats = NDArray[np.float64]

WIDTH: Final = 3.0
"""Half the distance between Shewhart limits, in standard deviations."""

MEANT: Final = 9
"""So many decimal places of a standard deviation say something; readings have far fewer."""

MOVING: Final = 0.8264
"""The relative variance of a mean moving range, times the number of ranges."""


class TooFew(ValueError):
    """There is not enough data, or none that varies, to say what the process does."""


class Estimate(NamedTuple):
    """What a phase says of the process: its centre and the standard deviation of single values within subgroups.

    Of counted things `spread` is empty (0): it follows from the centre.
    """

    centre: float
    spread: float


class Points(NamedTuple):
    """One panel of a chart: each point's value, and the centre and limits that hold for it; `nan` where there is none."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    deviation: Floats
    """Of a point: what the rules measure distances in."""

    @property
    def distances(self) -> Floats:
        """Return how many standard deviations each point lies from the centre, without the dust of binary fractions.

        A reading on a limit or on the centre line lies on it, and equal means are equal, whatever they were computed from.
        """
        found: Floats = np.round((self.values - self.centre) / self.deviation, MEANT)
        return found


def sizes(groups: Floats) -> NDArray[np.intp]:
    """Return how many values each subgroup has."""
    return np.asarray(np.count_nonzero(~np.isnan(groups), axis=1), dtype=np.intp)


# --- estimates -------------------------------------------------------------------------------------------------------


def estimate(chart: Chart, groups: Floats, looked_at: Floats | None = None) -> Estimate:
    """Return what the data of a phase say of the process.

    Args:
        chart: how the spread is estimated: from ranges, from standard deviations, from moving ranges, or from the counts.
        groups: a row for each subgroup; for counts one column.
        looked_at: for counts the number of pieces, or of units of opportunity, behind each.

    Raises:
        TooFew: fewer than two points, or nothing that varies within subgroups.
    """
    if len(groups) < 2:  # noqa: PLR2004 - one point has no variation
        raise TooFew("fewer than two points")
    if chart in COUNTED:
        return _counted(chart, groups[:, 0], looked_at)
    if chart is Chart.XBAR_R:
        found = _from_ranges(groups)
    elif chart is Chart.XBAR_S or groups.shape[1] > 1:
        found = _from_deviations(groups)
    else:
        found = _from_moving_ranges(groups[:, 0])
    if not found.spread > 0:
        raise TooFew("nothing varies within subgroups")
    return found


def _counted(chart: Chart, counts: Floats, looked_at: Floats | None) -> Estimate:
    if chart is Chart.C or looked_at is None:
        return Estimate(float(counts.mean()), 0.0)
    return Estimate(float(counts.sum() / looked_at.sum()), 0.0)


def _from_ranges(groups: Floats) -> Estimate:
    """The mean range in units of its expectation; of unequal subgroups each range is taken in units of its own."""
    ranges, each = _ranges(groups), sizes(groups)
    usable = each > 1
    if not usable.any():
        raise TooFew("every subgroup has one value")
    factors = np.array([d2(int(size)) for size in each[usable]])
    return Estimate(_grand_mean(groups), float((ranges[usable] / factors).mean()))


def _from_deviations(groups: Floats) -> Estimate:
    each = sizes(groups)
    usable = each > 1
    if not usable.any():
        raise TooFew("every subgroup has one value")
    factors = np.array([c4(int(size)) for size in each[usable]])
    return Estimate(_grand_mean(groups), float((_deviations(groups)[usable] / factors).mean()))


def _from_moving_ranges(values: Floats) -> Estimate:
    return Estimate(float(values.mean()), float(np.abs(np.diff(values)).mean() / d2(2)))


def _grand_mean(groups: Floats) -> float:
    return float(np.nansum(groups) / np.count_nonzero(~np.isnan(groups)))


def _ranges(groups: Floats) -> Floats:
    return np.asarray(np.nanmax(groups, axis=1) - np.nanmin(groups, axis=1))


def _deviations(groups: Floats) -> Floats:
    """Standard deviations of subgroups; of a single value there is none."""
    means = np.nanmean(groups, axis=1, keepdims=True)
    freedom = sizes(groups) - 1
    squares = np.nansum((groups - means) ** 2, axis=1)
    found: Floats = np.sqrt(np.divide(squares, freedom, out=np.full(len(groups), np.nan), where=freedom > 0))
    return found


def freedom(chart: Chart, groups: Floats) -> float:
    """Return how many degrees of freedom stand behind the spread of an estimate.

    Those of a chi-squared distribution with the estimator's relative variance (Patnaik, 1950): 1 / (2 cv²). A mean moving
    range of k values has a relative variance of about 0.8264 / (k - 1) (Cruthirds and Harper, 1996).
    """
    each = sizes(groups)
    each = each[each > 1]
    if chart is Chart.XBAR_R:
        squared = [(d3(int(size)) / d2(int(size))) ** 2 for size in each]
    elif chart is Chart.XBAR_S or groups.shape[1] > 1:
        squared = [1 / c4(int(size)) ** 2 - 1 for size in each]
    else:
        return max(1.0, (len(groups) - 1) / (2 * MOVING))
    return len(squared) ** 2 / (2 * sum(squared))


# --- charts of measured values ---------------------------------------------------------------------------------------


def location(groups: Floats, found: Estimate) -> Points:
    """Return the panel of means, or of single values."""
    deviation = found.spread / np.sqrt(sizes(groups))
    return _around(np.asarray(np.nanmean(groups, axis=1)), found.centre, deviation)


def dispersion(chart: Chart, groups: Floats, found: Estimate) -> Points:
    """Return the panel of ranges, of standard deviations, or of moving ranges, beside the one of means."""
    if chart is Chart.I_MR:
        values = np.abs(np.diff(groups[:, 0], prepend=np.nan))
        return _spread_of(values, np.full(len(values), d2(2)), np.full(len(values), d3(2)), found)
    each = [int(size) for size in sizes(groups)]
    if chart is Chart.XBAR_R:
        factors = [(d2(size), d3(size)) if size > 1 else (np.nan, np.nan) for size in each]
        values = _ranges(groups)
    else:
        factors = [(c4(size), np.sqrt(1 - c4(size) ** 2)) if size > 1 else (np.nan, np.nan) for size in each]
        values = _deviations(groups)
    means, deviations = np.array(factors).T
    return _spread_of(values, means, deviations, found)


def _spread_of(values: Floats, means: Floats, deviations: Floats, found: Estimate) -> Points:
    points = _around(values, means * found.spread, deviations * found.spread)
    return points._replace(lower=np.maximum(points.lower, 0))


def _around(values: Floats, centre: float | Floats, deviation: Floats, width: float = WIDTH) -> Points:
    middle = np.broadcast_to(np.asarray(centre, dtype=np.float64), values.shape)
    return Points(values, middle, middle - width * deviation, middle + width * deviation, deviation)


# --- charts of counts ------------------------------------------------------------------------------------------------


def attributes(chart: Chart, counts: Floats, looked_at: Floats, found: Estimate) -> Points:
    """Return the one panel of a chart of counts: fractions (p), counts of pieces (np), flaws (c), or flaws per unit (u).

    Raises:
        TooFew: nothing, or everything, was ever found, so that no variation is expected.
    """
    centre = found.centre
    if not centre > 0 or (chart in {Chart.P, Chart.NP} and not centre < 1):
        raise TooFew("nothing varies")
    if chart is Chart.P:
        points = _around(counts / looked_at, centre, np.sqrt(centre * (1 - centre) / looked_at))
        return points._replace(lower=np.maximum(points.lower, 0), upper=np.minimum(points.upper, 1))
    if chart is Chart.NP:
        points = _around(counts, centre * looked_at, np.sqrt(centre * (1 - centre) * looked_at))
        return points._replace(lower=np.maximum(points.lower, 0), upper=np.minimum(points.upper, looked_at))
    if chart is Chart.C:
        points = _around(counts, centre, np.full(len(counts), np.sqrt(centre)))
    else:
        points = _around(counts / looked_at, centre, np.sqrt(centre / looked_at))
    return points._replace(lower=np.maximum(points.lower, 0))


# --- charts with a memory --------------------------------------------------------------------------------------------


def ewma(means: Floats, each: Floats, found: Estimate, *, weight: float, width: float, settled: bool = False) -> Points:
    """Return exponentially weighted means, with the exact limits of each point or those to which they settle.

    Args:
        means: the subgroups' means.
        each: how many values each has.
        found: centre (target) and spread.
        weight: what a new point weighs, above 0 and at most 1.
        width: half the distance of the limits in standard deviations.
        settled: take the limits of a long run at every point, as the handbooks' examples do.
    """
    smoothed, variance = np.empty(len(means)), np.empty(len(means))
    last, weights = found.centre, 0.0
    for place, value in enumerate(means):
        last += weight * (value - last)
        weights = weight**2 + (1 - weight) ** 2 * weights
        smoothed[place], variance[place] = last, weights
    if settled:
        variance[:] = weight / (2 - weight)
    return _around(smoothed, found.centre, found.spread * np.sqrt(variance / each), width)


class Sums(NamedTuple):
    """The two cumulative sums of a CUSUM chart, in the unit of the values, and the interval that they must not leave."""

    upper: Floats
    lower: Floats
    interval: Floats

    @property
    def breaches(self) -> NDArray[np.intp]:
        """Return the places where either sum leaves the interval."""
        return np.flatnonzero((self.upper > self.interval) | (self.lower > self.interval))


def cusum(means: Floats, each: Floats, found: Estimate, *, slack: float, interval: float) -> Sums:
    """Return the tabular cumulative sums; `slack` (k) and `interval` (h) are in standard deviations of a mean."""
    deviation = found.spread / np.sqrt(each)
    above, below = np.empty(len(means)), np.empty(len(means))
    high = low = 0.0
    for place, (away, step) in enumerate(zip(means - found.centre, slack * deviation, strict=True)):
        high, low = max(0.0, high + away - step), max(0.0, low - away - step)
        above[place], below[place] = high, low
    return Sums(above, below, interval * deviation)
