"""Behind the page of one chart. No Qt."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.columns import rule_text
from veralot_client.modules.spc.presenters.figure import Figure
from veralot_client.modules.spc.presenters.forms import short
from veralot_shared.contracts.spc import (
    CapabilityView,
    ChartView,
    ControlsChanged,
    ExceptionClosed,
    ExceptionOpened,
    ExceptionStatus,
    ExceptionView,
    GetCapability,
    GetChart,
    GetSubgroup,
    Incalculable,
    IndexView,
    ListMissed,
    MissedEnd,
    MissedView,
    Panel,
    SamplesMissed,
    SubgroupsRecorded,
    SubgroupView,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import ControlId

NEWEST: Final = 500
EVERY: Final = 200_000


class ChartPresenter(Presenter):
    """Reads a chart and its capability, anew with every event, and the record of a point.

    Attributes:
        chart: what is known; None until the first answer.
        figure: the same as arrays.
        capability: how the process meets its specification.
        subgroup: the record of the chosen point.
        missed: when timed samples were missed, the newest first.
        error: why it could not be read the last time.
        shown, measured, alarmed, told: told when chart, capability, missed samples, or the chosen point's record are other
            than before.
    """

    def __init__(self, services: Services, control_id: ControlId) -> None:
        super().__init__(services)
        self.control_id = control_id
        self.last = NEWEST
        self.chart: ChartView | None = None
        self.figure: Figure | None = None
        self.capability: CapabilityView | None = None
        self.subgroup: SubgroupView | None = None
        self.missed: list[MissedView] = []
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.measured: Observers[[]] = Observers()
        self.alarmed: Observers[[]] = Observers()
        self.told: Observers[[]] = Observers()
        self.follow(SubgroupsRecorded, lambda event: self._on_changed(event.control_id))
        self.follow(ExceptionOpened, lambda event: self._on_changed(event.control_id))
        self.follow(ExceptionClosed, lambda event: self._on_changed(event.control_id))
        self.follow(SamplesMissed, lambda event: self._on_changed(event.control_id))
        self.follow(ControlsChanged, lambda event: self._on_changed(*event.control_ids))
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the chart, now or again."""
        self.ask(GetChart(control_id=self.control_id, last=self.last), self._take, self._fail)

    def load_all(self) -> None:
        """Read every point."""
        self.last = EVERY
        self.load()

    def unexplained(self) -> MissedView | None:
        """Return samples that were missed, and nobody has said why."""
        open_ = (one for one in self.missed if one.ended_at is not None and not one.reason)
        return next((one for one in open_ if one.ending is MissedEnd.TAKEN), None)

    def open_exception(self) -> ExceptionView | None:
        """Return the exception that waits for an answer."""
        known = self.chart.exceptions if self.chart else []
        return next((one for one in reversed(known) if one.status is ExceptionStatus.OPEN), None)

    def choose(self, place: int) -> None:
        """Read the record of a point."""
        if self.chart is not None and 0 <= place < len(self.chart.subgroup_ids):
            self.ask(GetSubgroup(id=self.chart.subgroup_ids[place]), self._take_subgroup)

    def record_place(self) -> Place | None:
        """Return where the chosen point's record is: its inspection, else its exception or its lot."""
        one = self.subgroup
        if one is None:
            return None
        if one.inspection_id is not None:
            return Place("inspection", one.inspection_id)
        if one.exception_id is not None:
            return Place("spc_exception", one.exception_id)
        return None if one.lot_id is None else Place("lot", one.lot_id)

    def reading(self, place: int, panel: Panel) -> str:
        """Return what the chart says at a point."""
        chart, figure, words = self.chart, self.figure, self.words
        if chart is None or figure is None or not 0 <= place < figure.count:
            return ""
        values = next(one.values for one in figure.panels if one.panel is panel)
        parts = [
            words.text("Subgroup {number}", number=words.number(chart.numbers[place])),
            words.text("set aside, counts no more")
            if place in figure.aside
            else f"{words.label(panel)} {short(float(values[place]))}",
            words.moment(chart.taken[place]),
        ]
        if place in figure.changed and place not in figure.aside:
            parts.append(words.text("changed since it was recorded"))
        if chart.lots[place]:
            parts.append(f"{words.text('Lot')} {chart.lots[place]}")
        if chart.missed[place]:
            parts.append(words.plural("{count} sample missed", "{count} samples missed", chart.missed[place]))
        parts += [rule_text(rule, broken, words) for broken, rule in figure.broken(place)]
        return " · ".join(parts)

    def csv(self, delimiter: str = ",") -> str:
        """Return every point that is shown, with its limits and the rules that it breaches."""
        text = StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerows(self._lines())
        return text.getvalue()

    def _lines(self) -> Iterator[list[object]]:
        chart, figure = self.chart, self.figure
        if chart is None or figure is None:
            return
        heads = ["subgroup", "taken_at", "lot", "missed"]
        for panel in figure.panels:
            heads += [f"{panel.panel}_{name}" for name in ("value", "centre", "lower", "upper")]
        aside = {one.place: one.value for one in chart.aside}
        yield [*heads, "rules", "set_aside", "changed"]
        for place in range(figure.count):
            line: list[object] = [
                *(chart.numbers[place], chart.taken[place].isoformat(), chart.lots[place], chart.missed[place])
            ]
            for panel in figure.panels:
                step = int(panel.starts.searchsorted(place, "right")) - 1
                limits = [panel.limits[name][step] if step >= 0 else "" for name in ("centre", "lower", "upper")]
                line += ["" if one != one else one for one in (panel.values[place], *limits)]  # noqa: PLR0124 - nan
            marks = [aside.get(place, ""), int(place in figure.changed)]
            yield [*line, " ".join(str(rule) for _, rule in figure.broken(place)), *marks]

    def _on_changed(self, *control_ids: ControlId) -> None:
        if self.control_id in control_ids:
            self.load()

    def _take(self, chart: ChartView) -> None:
        self.chart, self.figure, self.error = chart, Figure(chart), None
        self.shown.tell()
        self.ask(GetCapability(control_id=self.control_id), self._take_capability)
        if chart.control.interval_minutes is not None or chart.control.late_samples:
            self.ask(ListMissed(control_id=self.control_id), self._take_missed)

    def _take_capability(self, found: CapabilityView) -> None:
        self.capability = found
        self.measured.tell()

    def _take_missed(self, found: list[MissedView]) -> None:
        self.missed = found
        self.alarmed.tell()

    def _take_subgroup(self, found: SubgroupView) -> None:
        self.subgroup = found
        self.told.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


def index_text(one: IndexView, services: Services, *, one_sided: bool = False) -> str:
    """Return an index with its interval, or why it cannot be calculated; `one_sided`: there is one specification limit."""
    words = services.words
    if one.value is None or one.lower is None or one.upper is None:
        why = words.label(one.why_not) if one.why_not is not None else ""
        if one_sided and one.why_not is Incalculable.NO_LIMITS:
            why = words.text("there is only one specification limit")
        return words.text("not calculable: {why}", why=why)
    return words.text(
        "{value} (95 %: {lower} to {upper})",
        value=f"{one.value:.2f}",
        lower=f"{one.lower:.2f}",
        upper=f"{one.upper:.2f}",
    )
