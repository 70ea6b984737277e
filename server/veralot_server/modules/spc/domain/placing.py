"""Puts the points that count, and what was judged of them, among those that were set aside: every point has its place."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from veralot_server.modules.spc.domain import charting
from veralot_server.modules.spc.domain.charting import Series, Spec
from veralot_shared.contracts.spc import REMEMBERING, AsideView, BreachView, Panel, PanelView


def among(
    panels: Sequence[PanelView], breaches: Sequence[BreachView], counted: Sequence[int], every: Sequence[int]
) -> tuple[list[PanelView], list[BreachView]]:
    """Return panels and breaches of counted subgroups with their places among every subgroup."""
    if len(counted) == len(every):
        return list(panels), list(breaches)
    places = [bisect_left(every, number) for number in counted]
    moved = [msgspec.structs.replace(one, place=places[one.place]) for one in breaches]
    return [spread(panel, places, len(every)) for panel in panels], moved


def spread(panel: PanelView, places: Sequence[int], count: int) -> PanelView:
    """Return a panel with nothing where a point was set aside."""
    values: list[float | None] = [None] * count
    beside: list[float | None] = [None] * count if panel.beside else []
    for at, place in enumerate(places):
        values[place] = panel.values[at]
        if panel.beside:
            beside[place] = panel.beside[at]
    steps = [
        msgspec.structs.replace(step, first=places[step.first] if number else 0)
        for number, step in enumerate(panel.steps)
    ]
    return PanelView(panel=panel.panel, values=values, beside=beside, steps=steps)


def aside(spec: Spec, void: Series, every: Sequence[int]) -> list[AsideView]:
    """Return the points that were set aside; on a chart that remembers they never had a value of their own."""
    if not len(void.numbers):
        return []
    values = charting.plain(charting.bare(spec, void, Panel.LOCATION).values)
    kept = spec.chart not in REMEMBERING
    return [
        AsideView(place=bisect_left(every, number), value=value if kept else None)
        for number, value in zip(void.numbers.tolist(), values, strict=True)
    ]
