"""How a process meets its specification: Cp and Cpk from the spread within subgroups, Pp and Ppk from the whole spread.

With one specification limit Cpk and Ppk are those of that limit (CpkU or CpkL of ISO 22514-2), and there is no Cp or Pp.

Shown only where they mean something (SPC-05): enough values, a process in control, values that look normal; otherwise
`NotCalculable` says why. Source: ISO 22514-2; intervals by Kushler and Hurley (1992) for Cp and Pp (chi-squared) and by
Bissell (1990) for Cpk and Ppk; NIST/SEMATECH e-Handbook 6.1.6.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from veralot_server.modules.spc.statistics.normality import anderson_darling
from veralot_shared.contracts.spc import Incalculable

LEAST_VALUES: Final = 25
CONFIDENCE: Final = 0.95


class NotCalculable(NamedTuple):
    """An index that would say nothing, and why."""

    reason: Incalculable


class Index(NamedTuple):
    """An index with its confidence interval."""

    value: float
    lower: float
    upper: float


Found = Index | NotCalculable


class Capability(NamedTuple):
    """The four indices."""

    cp: Found
    cpk: Found
    pp: Found
    ppk: Found


class Specification(NamedTuple):
    """The limits between which a value conforms; either may be missing."""

    lower: float | None
    upper: float | None


def capability(
    values: NDArray[np.float64], within: float, freedom: float, limits: Specification, *, stable: bool
) -> Capability:
    """Return the four indices of the values of a phase.

    Args:
        values: all single values.
        within: the standard deviation within subgroups.
        freedom: how many degrees of freedom stand behind `within`.
        limits: the specification.
        stable: whether no rule is breached.
    """
    reason = _reason(values, limits, stable=stable)
    if reason is not None:
        none = NotCalculable(reason)
        return Capability(none, none, none, none)
    overall, mean = float(values.std(ddof=1)), float(values.mean())
    return Capability(
        _whole(limits, within, freedom),
        _nearer(limits, mean, within, freedom, len(values)),
        _whole(limits, overall, len(values) - 1),
        _nearer(limits, mean, overall, len(values) - 1, len(values)),
    )


def _reason(values: NDArray[np.float64], limits: Specification, *, stable: bool) -> Incalculable | None:
    if limits.lower is None and limits.upper is None:
        return Incalculable.NO_LIMITS
    if len(values) < LEAST_VALUES:
        return Incalculable.FEW
    if not np.ptp(values) > 0:
        return Incalculable.CONSTANT
    if not stable:
        return Incalculable.UNSTABLE
    shape = anderson_darling(values)
    return None if shape is None or shape.holds else Incalculable.NOT_NORMAL


def _whole(limits: Specification, spread: float, freedom: float) -> Found:
    if limits.lower is None or limits.upper is None:
        return NotCalculable(Incalculable.ONE_LIMIT)
    value = (limits.upper - limits.lower) / (6 * spread)
    tail = (1 - CONFIDENCE) / 2
    low, high = (math.sqrt(float(chi2.ppf(p, freedom)) / freedom) for p in (tail, 1 - tail))
    return Index(value, value * low, value * high)


def _nearer(limits: Specification, mean: float, spread: float, freedom: float, count: int) -> Index:
    distances = [
        distance
        for limit, sign in ((limits.upper, 1), (limits.lower, -1))
        if limit is not None
        for distance in (sign * (limit - mean) / (3 * spread),)
    ]
    value = min(distances)
    half = float(norm.ppf((1 + CONFIDENCE) / 2)) * math.sqrt(1 / (9 * count) + value**2 / (2 * freedom))
    return Index(value, value - half, value + half)
