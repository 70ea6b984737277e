"""Capability of a characteristic: the four indices, the histogram with the specification, and the normal plot."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.chart import ChartPresenter, index_text
from veralot_client.modules.spc.presenters.forms import short
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.scrolled import scrolled
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.spc import CapabilityView

CURVE = 120
PLOT_WIDTH = 170


class CapabilityPanel(Retranslated):
    """Shows a presenter's capability."""

    def __init__(self, services: Services, presenter: ChartPresenter) -> None:
        import pyqtgraph  # noqa: PLC0415 - takes long, and the login window must not wait for it

        super().__init__()
        self._services, self._presenter, self._pg = services, presenter, pyqtgraph
        self.facts = Facts(columns=1)
        self.histogram: Any = pyqtgraph.PlotWidget()
        self.normal: Any = pyqtgraph.PlotWidget()
        for plot in (self.histogram, self.normal):
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.setMouseEnabled(x=False, y=False)
            plot.setMinimumWidth(PLOT_WIDTH)
            plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            for side in ("bottom", "left"):
                plot.getAxis(side).enableAutoSIPrefix(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.facts), 4)
        layout.addWidget(self.histogram, 3)
        layout.addWidget(self.normal, 2)
        presenter.keep(presenter.measured.subscribe(self.retranslate))
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the words of the moment."""
        found = self._presenter.capability
        if found is None:
            return
        self.facts.show_facts(list(self._facts(found)))
        self._draw(found)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and the language."""
        if event.type() is QEvent.Type.PaletteChange and self._presenter.capability is not None:
            self._draw(self._presenter.capability)
        super().changeEvent(event)

    def _facts(self, found: CapabilityView) -> Iterator[Fact]:
        words, _ = self._services.words, self._services.words.text
        one_sided = (found.lower is None) is not (found.upper is None)
        for one in found.indices:
            yield Fact(one.name, index_text(one, self._services, one_sided=one_sided))
        of = _(
            "{count} values, subgroups {first} to {last}",
            count=words.number(found.values),
            first=found.first,
            last=found.last,
        )
        yield Fact(_("From"), of)
        if found.left_out:
            yield Fact(_("Left out, cause removed"), words.number(found.left_out))
        unit = self._presenter.chart.control.unit if self._presenter.chart else ""
        for title, figure in (
            (_("Mean"), found.mean),
            (_("Standard deviation within"), found.within),
            (_("Standard deviation overall"), found.overall),
        ):
            yield Fact(title, f"{short(figure)} {unit}".strip() if figure is not None else short(figure))
        shape = NOTHING
        if found.normality is not None and found.statistic is not None:
            shape = _(
                "Anderson-Darling A² = {statistic}, p = {p}",
                statistic=short(found.statistic),
                p=f"{found.normality:.3f}",
            )
        yield Fact(_("Normality"), shape)

    def _draw(self, found: CapabilityView) -> None:
        look, pg, words = tokens(self.palette()), self._pg, self._services.words
        for plot in (self.histogram, self.normal):
            plot.clear()
            plot.setBackground(look.color("surface"))
            for side in ("bottom", "left"):
                plot.getAxis(side).setPen(look.color("line_strong"))
                plot.getAxis(side).setTextPen(look.color("muted"))
        unit = self._presenter.chart.control.unit if self._presenter.chart else ""
        self.histogram.setLabel("bottom", words.text("Value") + (f" ({unit})" if unit else ""))
        self.histogram.setLabel("left", words.text("Values"))
        self.normal.setLabel("bottom", words.text("Normal quantile"))
        self.normal.setLabel("left", words.text("Value"))
        self.histogram.setAccessibleName(words.text("Histogram"))
        self.normal.setAccessibleName(words.text("Normal plot"))
        for plot in (self.histogram, self.normal):
            plot.setVisible(bool(found.heights))
        if not found.heights:
            return
        edges = np.array(found.edges)
        width = float(edges[1] - edges[0])
        bars = pg.BarGraphItem(
            x0=edges[:-1],
            x1=edges[1:],
            height=found.heights,
            brush=look.color("info_soft"),
            pen=pg.mkPen(look.color("accent"), width=1),
        )
        self.histogram.addItem(bars)
        if found.mean is not None and found.overall:
            x = np.linspace(found.mean - 4 * found.overall, found.mean + 4 * found.overall, CURVE)
            y = np.exp(-(((x - found.mean) / found.overall) ** 2) / 2) * found.values * width
            self.histogram.plot(x, y / (found.overall * np.sqrt(2 * np.pi)), pen=pg.mkPen(look.color("text"), width=1))
        for limit, name in ((found.lower, "LSL"), (found.upper, "USL"), (found.nominal, words.text("Nominal"))):
            if limit is not None:
                colour = look.color("muted" if limit is found.nominal else "bad")
                options = {"position": 0.93, "color": colour}
                pen = pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine)
                self.histogram.addItem(pg.InfiniteLine(float(limit), angle=90, pen=pen, label=name, labelOpts=options))
        dots = {"symbol": "o", "symbolSize": 4, "symbolPen": None, "symbolBrush": look.color("accent"), "pen": None}
        self.normal.plot(found.quantiles, found.ordered, **dots)
        if found.mean is not None and found.overall is not None:
            ends = np.array([found.quantiles[0], found.quantiles[-1]])
            self.normal.plot(ends, found.mean + found.overall * ends, pen=pg.mkPen(look.color("muted"), width=1))
