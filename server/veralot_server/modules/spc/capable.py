"""Capability of a characteristic over subgroups: the indices with their intervals, the histogram, the normal plot."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import exceptions, phases, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.domain import charting
from veralot_server.modules.spc.domain.charting import Held, Judged, Series
from veralot_server.modules.spc.statistics import capability, limits, normality
from veralot_server.modules.spc.statistics.capability import Capability, Found, NotCalculable, Specification
from veralot_server.modules.spc.statistics.limits import TooFew
from veralot_shared.contracts.spc import COUNTED, CapabilityView, Incalculable, IndexView

NAMES: Final = ("Cp", "Cpk", "Pp", "Ppk")
MOST_BARS: Final = 60
MOST_POINTS: Final = 500
"""A normal plot shows no more; further points would lie on each other."""

Floats = NDArray[np.float64]


def view(tx: Transaction, control: Row, first: int | None, last: int | None) -> CapabilityView:
    """Return the capability over subgroups; without any named, over the phase in force."""
    known = phases.of_control(tx, control.id)
    begin = first or (known[-1].first if known else 1)
    end = last or control.subgroups
    whole = subgroups.series(tx, control.id, begin, end)
    removed = exceptions.removed(tx, control.id)
    found = subgroups.without(whole, removed)
    values = found.groups[~np.isnan(found.groups)] if control.chart not in COUNTED else np.empty(0)
    found_indices, within = indices(control, whole, found, values, phases.held(known))
    shape = normality.anderson_darling(values)
    edges, heights = histogram(values)
    quantiles, ordered = normal_plot(values)
    many = len(values) > 1
    return CapabilityView(
        control_id=control.id,
        first=begin,
        last=end,
        left_out=len(whole.numbers) - len(found.numbers),
        values=len(values),
        mean=float(values.mean()) if len(values) else None,
        within=within,
        overall=float(values.std(ddof=1)) if many else None,
        statistic=shape.statistic if shape else None,
        normality=shape.p if shape else None,
        lower=control.lower,
        upper=control.upper,
        nominal=control.nominal,
        indices=found_indices,
        edges=edges,
        heights=heights,
        quantiles=quantiles,
        ordered=ordered,
    )


def indices(
    control: Row, whole: Series, found: Series, values: Floats, known: list[Held]
) -> tuple[list[IndexView], float | None]:
    """Return the four indices, and the deviation within subgroups where there is one."""
    if control.chart in COUNTED:
        return none(Incalculable.COUNTED), None
    try:
        estimate = limits.estimate(control.chart, found.groups)
    except TooFew:
        few = len(values) < capability.LEAST_VALUES
        return none(Incalculable.FEW if few else Incalculable.CONSTANT), None
    holding = known or [Held(0, estimate)]
    stable = control.exception_id is None and not unexplained(
        charting.judge(control.spec, whole, holding), whole, found
    )
    specification = Specification(*(None if one is None else float(one) for one in (control.lower, control.upper)))
    freedom = limits.freedom(control.chart, found.groups)
    made = capability.capability(values, estimate.spread, freedom, specification, stable=stable)
    return shown(made), estimate.spread


def unexplained(judged: Judged, whole: Series, found: Series) -> bool:
    """Return whether a subgroup breaches a rule whose cause nobody has found and removed."""
    broken = np.concatenate([np.empty(0, dtype=np.intp), *judged.breaches.values()])
    return bool(np.isin(whole.numbers[broken], found.numbers).any())


def none(why: Incalculable) -> list[IndexView]:
    """Return that no index can be calculated."""
    return [index(name, NotCalculable(why)) for name in NAMES]


def shown(made: Capability) -> list[IndexView]:
    """Return the indices as they are shown."""
    return [index(name, one) for name, one in zip(NAMES, made, strict=True)]


def index(name: str, one: Found) -> IndexView:
    """Return an index as it is shown."""
    if isinstance(one, NotCalculable):
        return IndexView(name=name, value=None, lower=None, upper=None, why_not=one.reason)
    return IndexView(name=name, value=one.value, lower=one.lower, upper=one.upper, why_not=None)


def histogram(values: Floats) -> tuple[list[float], list[int]]:
    """Return the bars of a histogram, by the rule of Freedman and Diaconis."""
    if len(values) < 2 or not np.ptp(values) > 0:  # noqa: PLR2004 - one value has no spread
        return [], []
    width = 2 * float(np.subtract(*np.percentile(values, [75, 25]))) / len(values) ** (1 / 3)
    bars = min(MOST_BARS, max(5, int(np.ceil(np.ptp(values) / width)))) if width > 0 else 10
    heights, edges = np.histogram(values, bars)
    return edges.tolist(), heights.tolist()


def normal_plot(values: Floats) -> tuple[list[float], list[float]]:
    """Return normal quantiles and the ordered values that belong to them, thinned (Blom's positions)."""
    count = len(values)
    places = (
        np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).astype(np.intp)) if count else np.empty(0, int)
    )
    quantiles: Floats = norm.ppf((places + 0.625) / (count + 0.25))
    return quantiles.tolist(), np.sort(values)[places].tolist()
