"""The points of a chart as arrays, and of them only what a picture of some width can show. No Qt."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veralot_shared.contracts.spc import BreachView, ChartView, Panel, PanelView

Floats = NDArray[np.float64]

ONE_BY_ONE: Final = 160
"""Up to so many points in view each is marked by itself; beyond, marks would lie on each other."""
BINS: Final = 400
"""Beyond twice as many points in view, the line shows the least and the largest of each bin."""
MARKS: Final = 60
"""So many breaches at most are marked at once; whoever zooms in sees each."""


class Line(NamedTuple):
    """A line as it is drawn."""

    x: Floats
    y: Floats


class PanelFigure:
    """One panel: points, limits and breaches as arrays over the places."""

    def __init__(self, panel: PanelView, breaches: Sequence[BreachView]) -> None:
        self.panel = panel.panel
        self.values = array(panel.values)
        self.beside = array(panel.beside) if panel.beside else None
        self.starts = np.array([step.first for step in panel.steps], dtype=np.int64)
        self.limits: Mapping[str, Floats] = {
            name: array([getattr(step, name) for step in panel.steps]) for name in ("centre", "lower", "upper", "sigma")
        }
        mine = [one for one in breaches if one.panel is panel.panel]
        self.broken = np.array([one.place for one in mine], dtype=np.int64)
        self.rules = {one.place: one.rules for one in mine}

    def line(self, values: Floats, first: int, last: int) -> Line:
        """Return the line over the places from `first` up to `last`, thinned to what can be seen."""
        first, last = max(0, first), min(len(values), last)
        count = last - first
        if count <= 2 * BINS:
            return Line(np.arange(first, max(first, last), dtype=np.float64), values[first : max(first, last)])
        cuts = np.linspace(first, last, BINS + 1).astype(np.int64)[:-1]
        part, starts = values[first:last], cuts - first
        y = np.empty(2 * BINS)
        y[0::2], y[1::2] = np.fmin.reduceat(part, starts), np.fmax.reduceat(part, starts)
        return Line(np.repeat(cuts.astype(np.float64), 2), y)

    def limit(self, name: str, first: int, last: int, deviations: float = 0.0) -> Line:
        """Return a limit as steps over the places in view; with `deviations`, so many from the centre."""
        if not len(self.starts):
            return Line(np.empty(0), np.empty(0))
        begin = max(0, int(np.searchsorted(self.starts, first, "right")) - 1)
        end = int(np.searchsorted(self.starts, last, "right"))
        stride = max(1, (end - begin) // BINS)
        places = np.arange(begin, end, stride)
        values = self.limits["centre"] + deviations * self.limits["sigma"] if deviations else self.limits[name]
        edges = np.append(self.starts[places], max(last, self.starts[places[-1]] + 1) if len(places) else last)
        x = np.repeat(edges.astype(np.float64), 2)[1:-1] - 0.5
        return Line(x, np.repeat(values[places], 2))

    def marks(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the places of the points in view that are marked one by one."""
        first, last = max(0, first), min(len(self.values), last)
        if last - first > ONE_BY_ONE:
            return np.empty(0, dtype=np.int64)
        places = np.arange(first, max(first, last), dtype=np.int64)
        return places[np.isfinite(self.values[places])]

    def alarms(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the places of the breaches in view, thinned where there are very many."""
        begin, end = np.searchsorted(self.broken, [first, last])
        found = self.broken[begin:end]
        return found[:: max(1, -(-len(found) // MARKS))]

    def zones(self, deviations: Sequence[int], first: int, last: int) -> Line:
        """Return the lines between the zones as one, so that one item draws them all."""
        parts = [self.limit("centre", first, last, each) for each in deviations]
        gap = np.array([np.nan])
        return Line(*(np.concatenate([one for part in parts for one in (part[axis], gap)]) for axis in range(2)))


def reach(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Return the least and the largest of what is drawn."""
    whole = np.concatenate([line.y for line in lines])
    whole = whole[np.isfinite(whole)]
    return (float(whole.min()), float(whole.max())) if len(whole) else None


def array(values: Sequence[float | None]) -> Floats:
    """Return numbers as an array; what is not there is `nan`."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


class Figure:
    """A chart's panels, and where phases begin, samples were missed, and points count no more."""

    def __init__(self, chart: ChartView) -> None:
        self.chart = chart
        self.count = len(chart.numbers)
        self.panels = [PanelFigure(panel, chart.breaches) for panel in chart.panels]
        numbers = np.array(chart.numbers, dtype=np.int64)
        self.phases = [
            (int(np.searchsorted(numbers, phase.first)), phase.number)
            for phase in chart.phases
            if self.count and phase.first <= numbers[-1]
        ]
        self.aside = np.array([one.place for one in chart.aside], dtype=np.int64)
        self.worth = array([one.value for one in chart.aside])
        self.changed = frozenset(chart.changed)
        self.missed = np.flatnonzero(np.array(chart.missed, dtype=np.int64) > 0)

    def broken(self, place: int) -> list[tuple[Panel, int]]:
        """Return the rules that a point breaches."""
        return [(panel.panel, rule) for panel in self.panels for rule in panel.rules.get(place, ())]
