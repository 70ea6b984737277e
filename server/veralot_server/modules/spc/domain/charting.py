"""Puts points and limits together: which limits hold for which point, and which points breach the rules that are switched on.

Points are judged segment by segment: a segment begins with a phase, and on charts that remember also after an exception, with
which their memory begins anew.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veralot_server.modules.spc.statistics import limits, rules
from veralot_server.modules.spc.statistics.limits import Estimate, Points, TooFew
from veralot_shared.contracts.spc import COUNTED, REMEMBERING, BreachView, Chart, LimitStep, Panel, PanelView

Floats = NDArray[np.float64]

LONGEST_PATTERN: Final = max(rules.SPANS.values())
DISPERSED: Final = frozenset({Chart.XBAR_R, Chart.XBAR_S, Chart.I_MR})
"""Charts with a second panel."""


class Spec(NamedTuple):
    """How a characteristic is charted."""

    chart: Chart
    rules: frozenset[int]
    weight: float
    width: float
    slack: float
    interval: float


class Series(NamedTuple):
    """Subgroups in order: their numbers, a row of values for each (counts in one column), and what counts were found among."""

    numbers: NDArray[np.int64]
    groups: Floats
    looked_at: Floats


class Held(NamedTuple):
    """Limits that hold from subgroup `first` on."""

    first: int
    found: Estimate


class Drawn(NamedTuple):
    """A panel over all points, with the lower sum of a CUSUM beside it."""

    panel: Panel
    points: Points
    beside: Floats | None


class Judged(NamedTuple):
    """The panels, and for each panel and rule the places of the points that breach it."""

    panels: list[Drawn]
    breaches: dict[tuple[Panel, int], NDArray[np.intp]]

    def at(self, place: int) -> list[tuple[Panel, int]]:
        """Return what the point at a place breaches."""
        return [key for key, places in self.breaches.items() if place in places]


def judge(spec: Spec, series: Series, phases: Sequence[Held], anew: Collection[int] = ()) -> Judged:
    """Draw and judge every point by the limits that hold for it.

    Args:
        spec: how it is charted.
        series: the subgroups, in order.
        phases: the limits, by their first subgroups; points before them have none.
        anew: subgroups after which a chart that remembers begins anew.
    """
    panels = [Panel.LOCATION, *([Panel.DISPERSION] if spec.chart in DISPERSED else [])]
    parts: dict[Panel, list[tuple[Points, Floats | None]]] = {panel: [] for panel in panels}
    found: dict[tuple[Panel, int], list[NDArray[np.intp]]] = {}
    for start, end, held in segments(spec, series.numbers, phases, anew):
        cut = Series(series.numbers[start:end], series.groups[start:end], series.looked_at[start:end])
        for panel in panels:
            points, beside = drawn(spec, cut, held, panel)
            parts[panel].append((points, beside))
            if held is not None:
                for rule, places in broken(spec, panel, points, beside).items():
                    found.setdefault((panel, rule), []).append(places + start)
    whole = [Drawn(panel, joined([one for one, _ in parts[panel]]), beside_of(parts[panel])) for panel in panels]
    return Judged(whole, {key: np.concatenate(places) for key, places in found.items()})


def segments(
    spec: Spec, numbers: NDArray[np.int64], phases: Sequence[Held], anew: Collection[int]
) -> list[tuple[int, int, Estimate | None]]:
    """Return from where to where points are judged together, and by which limits; without points there is nothing to."""
    if not len(numbers):
        return []
    ordered = sorted(phases)
    starts = {one.first for one in ordered}
    if spec.chart in REMEMBERING:
        starts |= {number + 1 for number in anew}
    cuts = sorted({0, *(int(np.searchsorted(numbers, start)) for start in starts)} - {len(numbers)})
    ends = [*cuts[1:], len(numbers)]
    found = []
    for start, end in zip(cuts, ends, strict=True):
        if start < end:
            holding = [one.found for one in ordered if one.first <= numbers[start]]
            found.append((start, end, holding[-1] if holding else None))
    return found


def drawn(spec: Spec, cut: Series, held: Estimate | None, panel: Panel) -> tuple[Points, Floats | None]:
    """Return one panel of one segment; without limits, the bare points."""
    if held is None:
        return bare(spec, cut, panel), None
    if panel is Panel.DISPERSION:
        return limits.dispersion(spec.chart, cut.groups, held), None
    if spec.chart in COUNTED:
        return limits.attributes(spec.chart, cut.groups[:, 0], cut.looked_at, held), None
    means, each = np.asarray(np.nanmean(cut.groups, axis=1)), np.asarray(limits.sizes(cut.groups), dtype=np.float64)
    if spec.chart is Chart.EWMA:
        return limits.ewma(means, each, held, weight=spec.weight, width=spec.width), None
    if spec.chart is Chart.CUSUM:
        sums = limits.cusum(means, each, held, slack=spec.slack, interval=spec.interval)
        zero = np.zeros(len(means))
        return Points(sums.upper, zero, -sums.interval, sums.interval, np.full(len(means), np.nan)), -sums.lower
    return limits.location(cut.groups, held), None


def bare(spec: Spec, cut: Series, panel: Panel) -> Points:
    """Return points that no limits hold for."""
    none = np.full(len(cut.numbers), np.nan)
    if panel is Panel.DISPERSION:
        values = limits.dispersion(spec.chart, cut.groups, Estimate(0.0, 1.0)).values
    elif spec.chart in {Chart.P, Chart.U}:
        values = cut.groups[:, 0] / cut.looked_at
    elif spec.chart in COUNTED:
        values = cut.groups[:, 0]
    else:
        values = np.asarray(np.nanmean(cut.groups, axis=1))
    return Points(values, none, none, none, none)


def broken(spec: Spec, panel: Panel, points: Points, beside: Floats | None) -> dict[int, NDArray[np.intp]]:
    """Return which points breach which rules that are switched on.

    Ranges and deviations are not symmetric, and sums are no samples: of them only leaving the limits counts.
    """
    if panel is Panel.LOCATION and spec.chart not in REMEMBERING:
        return {rule: places for rule, places in rules.breaches(points.distances, spec.rules).items() if len(places)}
    if rules.BEYOND not in spec.rules:
        return {}
    with np.errstate(invalid="ignore"):
        beyond = (points.values > points.upper) | (points.values < points.lower)
        if beside is not None:
            beyond |= beside < points.lower
    places = np.flatnonzero(beyond)
    return {rules.BEYOND: places} if len(places) else {}


def joined(parts: Sequence[Points]) -> Points:
    """Return the segments of a panel as one."""
    empty = np.empty(0)
    if not parts:
        return Points(empty, empty, empty, empty, empty)
    return Points(*(np.concatenate([part[field] for part in parts]) for field in range(len(Points._fields))))


def beside_of(parts: Sequence[tuple[Points, Floats | None]]) -> Floats | None:
    """Return the second line of a panel, if any segment has one."""
    if all(beside is None for _, beside in parts):
        return None
    return np.concatenate(
        [beside if beside is not None else np.full(len(points.values), np.nan) for points, beside in parts]
    )


# --- as it is shown --------------------------------------------------------------------------------------------------


def shown(judged: Judged, cut: int) -> tuple[list[PanelView], list[BreachView]]:
    """Return panels and breaches without the first `cut` points, which were only needed to judge the next ones."""
    panels = [
        PanelView(
            panel=one.panel,
            values=plain(one.points.values[cut:]),
            beside=[] if one.beside is None else plain(one.beside[cut:]),
            steps=steps(one.points, cut),
        )
        for one in judged.panels
    ]
    found: dict[tuple[Panel, int], list[int]] = {}
    for (panel, rule), places in judged.breaches.items():
        for place in places[places >= cut].tolist():
            found.setdefault((panel, place - cut), []).append(rule)
    ordered = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    return panels, [BreachView(panel=panel, place=place, rules=sorted(broke)) for (panel, place), broke in ordered]


def plain(values: Floats) -> list[float | None]:
    """Return numbers as they travel: what is not there is nothing."""
    found: list[float | None] = values.tolist()
    for place in np.flatnonzero(~np.isfinite(values)).tolist():
        found[place] = None
    return found


def steps(points: Points, cut: int) -> list[LimitStep]:
    """Return the limits where they change."""
    lines = np.vstack([line[cut:] for line in (points.centre, points.lower, points.upper, points.deviation)])
    if not lines.shape[1]:
        return []
    same = (lines[:, 1:] == lines[:, :-1]) | (np.isnan(lines[:, 1:]) & np.isnan(lines[:, :-1]))
    places = [0, *(np.flatnonzero(~same.all(axis=0)) + 1).tolist()]
    return [step(place, *lines[:, place].tolist()) for place in places]


def step(place: int, centre: float, lower: float, upper: float, sigma: float) -> LimitStep:
    """Return one step of the limits."""
    centre_, lower_, upper_, sigma_ = (None if np.isnan(one) else one for one in (centre, lower, upper, sigma))
    return LimitStep(first=place, centre=centre_, lower=lower_, upper=upper_, sigma=sigma_)


def estimate(spec: Spec, series: Series) -> Estimate:
    """Return what subgroups say of the process. Raises: TooFew."""
    found = limits.estimate(spec.chart, series.groups, series.looked_at)
    if spec.chart in COUNTED:
        # That nothing varies shows only when it is drawn.
        limits.attributes(spec.chart, series.groups[:, 0], series.looked_at, found)
    return found


def tried(spec: Spec, series: Series) -> Estimate | None:
    """Return what subgroups say of the process, if it can be said."""
    try:
        return estimate(spec, series)
    except TooFew:
        return None
