"""A control chart: both panels over one axis, with zones, limits of each phase, breaches and missed samples.

Of however many points only what the width can show is drawn, so that looking around stays smooth. Breaches are marked by shape
and by the rule's number as well as by colour.
"""

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.chart import ChartPresenter
from veralot_client.modules.spc.presenters.figure import Figure, PanelFigure, reach
from veralot_client.theme.tokens import Tokens, tokens
from veralot_client.widgets.page import Retranslated
from veralot_shared.contracts.spc import Panel

ZONES: Final = (-2, -1, 1, 2)
FIRST_VIEW: Final = 120
"""So many of the newest points are in view at first."""
ZOOM: Final = 0.7
LEAST_VIEW: Final = 5
LABELS: Final = 16
"""Rule numbers are written beside breaches while so few are in view."""
MISSED_MARKS: Final = 40
ABOVE: Final = 20
"""Where the names of phases lie: above limits and points."""
NEAR: Final = 0.04
LEAST_HEIGHT: Final = 200
TITLE_SIZE: Final = "9pt"
TITLE_HEIGHT: Final = 17
WRITTEN: Final = 22
"""Pixels that the numbers of rules need above a point."""
UNBOUNDED: Final = 16_777_215
"""Qt's word for no greatest height."""


class PanelPlot:
    """One panel: its plot and the items on it."""

    def __init__(self, pg: Any, plot: Any) -> None:  # noqa: ANN401 - pyqtgraph has no types
        self.pg, self.plot = pg, plot
        self.figure: PanelFigure | None = None
        self.zones = pg.PlotCurveItem()
        self.centre, self.lower, self.upper = (pg.PlotCurveItem() for _ in range(3))
        self.line, self.beside = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.points, self.alarms, self.chosen = (pg.ScatterPlotItem(pxMode=True) for _ in range(3))
        self.texts: list[Any] = []
        self.phases: list[Any] = []
        for item in (self.zones, self.centre, self.lower, self.upper, self.line, self.beside):
            plot.addItem(item, ignoreBounds=True)
        for item in (self.points, self.alarms, self.chosen):
            plot.addItem(item, ignoreBounds=True)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.getViewBox().disableAutoRange()
        plot.getAxis("left").setWidth(56)
        for side in ("bottom", "left"):
            # A reading stands there as it is recorded, never in thousandths of its unit.
            plot.getAxis(side).enableAutoSIPrefix(False)
            # Ticks between those with numbers are most of what an axis costs, and nobody reads them.
            plot.getAxis(side).setStyle(maxTickLevel=0)
        plot.getAxis("left").setTickDensity(0.35)  # so that the numbers of a low panel do not lie on each other

    def draw(self, first: int, last: int) -> None:
        """Draw what is in view, and fit the height to it."""
        figure = self.figure
        if figure is None:
            return
        lines = [(self.line, figure.line(figure.values, first, last))]
        if figure.beside is not None:
            lines.append((self.beside, figure.line(figure.beside, first, last)))
        else:
            self.beside.setData([], [])
        for name, item in (("centre", self.centre), ("lower", self.lower), ("upper", self.upper)):
            lines.append((item, figure.limit(name, first, last)))
        for item, line in lines:
            item.setData(*line, connect="finite")
        self.zones.setData(*figure.zones(ZONES, first, last), connect="finite")
        marks, alarms = figure.marks(first, last), figure.alarms(first, last)
        self.points.setData(marks.astype(float), figure.values[marks])
        self.alarms.setData(alarms.astype(float), figure.values[alarms])
        self._write(alarms if len(alarms) <= LABELS else alarms[:0])
        extent = reach([line for _, line in lines])
        if extent is not None:
            low, high = extent
            room = 0.12 * (high - low) or 1.0
            self.plot.setYRange(low - room, high + max(room, self._written(high - low)), padding=0)

    def _written(self, reach: float) -> float:
        """Return how much of the axis the numbers of rules need above the highest point."""
        if not any(text.isVisible() for text in self.texts):
            return 0.0
        height = float(self.plot.getViewBox().height())
        return reach * WRITTEN / max(height - 2 * WRITTEN, WRITTEN)

    def name(self, title: str, look: Tokens) -> None:
        """Say above it what it shows: lengthwise, a low panel has no room for it."""
        self.plot.setTitle(title, size=TITLE_SIZE, color=look.color("muted").name(), justify="left")
        self.plot.titleLabel.setMaximumHeight(TITLE_HEIGHT)
        self.plot.layout.setRowFixedHeight(0, TITLE_HEIGHT)

    def _write(self, alarms: Any) -> None:  # noqa: ANN401 - an array of places
        if self.figure is None:
            return
        while len(self.texts) < len(alarms):
            text = self.pg.TextItem(anchor=(0.5, 1.35))
            text.setColor(self.ink)
            self.texts.append(text)
            self.plot.addItem(text, ignoreBounds=True)
        for place, text in enumerate(self.texts):
            text.setVisible(place < len(alarms))
            if place < len(alarms):
                at = int(alarms[place])
                text.setText(", ".join(map(str, self.figure.rules[at])))
                text.setPos(at, self.figure.values[at])

    def colour(self, look: Tokens, *, trial: bool) -> None:
        """Put on the colours of the theme; limits that nobody has frozen are dashed."""
        pen, self.ink = self.pg.mkPen, look.color("bad")
        dash = Qt.PenStyle.DashLine if trial else Qt.PenStyle.SolidLine
        self.zones.setPen(pen(look.color("line"), width=1))
        self.centre.setPen(pen(look.color("good"), width=1, style=dash))
        for item in (self.lower, self.upper):
            item.setPen(pen(look.color("bad"), width=1, style=dash))
        self.line.setPen(pen(look.color("accent"), width=1))
        self.beside.setPen(pen(look.color("warning"), width=1))
        self.points.setSymbol("o")
        self.points.setSize(5)
        self.points.setPen(None)
        self.points.setBrush(look.color("accent"))
        self.alarms.setSymbol("d")
        self.alarms.setSize(11)
        self.alarms.setPen(pen(look.color("surface"), width=1))
        self.alarms.setBrush(look.color("bad"))
        self.chosen.setSymbol("o")
        self.chosen.setSize(15)
        self.chosen.setBrush(None)
        self.chosen.setPen(pen(look.color("text"), width=2))
        for text in self.texts:
            text.setColor(self.ink)
        for side in ("bottom", "left"):
            self.plot.getAxis(side).setPen(look.color("line_strong"))
            self.plot.getAxis(side).setTextPen(look.color("muted"))


class ControlPlot(Retranslated):
    """Draws the chart of a presenter.

    Signals:
        picked: a point was chosen: its place.
        followed: the chosen point's record is wanted.
        hovered: the mouse is at a point: what the chart says there.
    """

    picked = Signal(int)
    followed = Signal()
    hovered = Signal(str)

    def __init__(self, services: Services, presenter: ChartPresenter) -> None:
        # Charts are the first thing that needs it, and the login window must not wait for it.
        import pyqtgraph  # noqa: PLC0415 - see above

        super().__init__()
        self._services, self._presenter = services, presenter
        self._pg: Any = pyqtgraph
        self.view: Any = pyqtgraph.GraphicsLayoutWidget()
        self.view.ci.layout.setSpacing(2)
        self.panels = [PanelPlot(pyqtgraph, self.view.addPlot(row=row, col=0)) for row in range(2)]
        self.panels[1].plot.setXLink(self.panels[0].plot)
        self.missed: Any = pyqtgraph.ScatterPlotItem(symbol="t", size=9, pxMode=True)
        self.aside: Any = pyqtgraph.ScatterPlotItem(symbol="x", size=10, pxMode=True)
        for item in (self.missed, self.aside):
            self.panels[0].plot.addItem(item, ignoreBounds=True)
        self.chosen: int | None = None
        self._count = 0
        self.view.ci.layout.setRowStretchFactor(0, 3)
        self.view.ci.layout.setRowStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.panels[0].plot.getViewBox().sigXRangeChanged.connect(self._on_moved)
        self.view.scene().sigMouseMoved.connect(self._on_mouse)
        self.view.scene().sigMouseClicked.connect(self._on_click)
        self.retranslate()

    def show_figure(self, figure: Figure) -> None:
        """Draw a chart; who looks at its end goes on doing so when points are added."""
        span = self.span()
        at_end = not self._count or span[1] >= self._count - 1
        for place, panel in enumerate(self.panels):
            there = place < len(figure.panels)
            panel.plot.setVisible(there)
            panel.figure = figure.panels[place] if there else None
            self.view.ci.layout.setRowMaximumHeight(place, UNBOUNDED if there else 0)
            self._mark_phases(panel, figure)
        former, self._count = self._count, figure.count
        self.colour()
        if not former:
            self.look_at(figure.count - FIRST_VIEW, figure.count)
        elif span[0] < 0 and span[1] >= former - 1 and figure.count <= FIRST_VIEW:
            self.look_at(-1, figure.count)  # everything was in view, and stays so
        elif at_end:
            self.look_at(figure.count - (span[1] - span[0]), figure.count)
        else:
            self.redraw()
        self.retranslate()

    def span(self) -> tuple[float, float]:
        """Return from which place to which is in view."""
        (first, last), _ = self.panels[0].plot.viewRange()
        return first, last

    def look_at(self, first: float, last: float) -> None:
        """Show these places, and draw them."""
        width = min(max(last - first, LEAST_VIEW), max(self._count, LEAST_VIEW) + 1)
        first = min(max(first, -0.5), max(self._count + 0.5 - width, -0.5))
        before = self.span()
        self.panels[0].plot.setXRange(first, first + width, padding=0)
        if self.span() == before:
            self.redraw()

    def redraw(self) -> None:
        """Draw what is in view."""
        first, last = self.span()
        for panel in self.panels:
            panel.draw(int(first) - 1, int(last) + 2)
        self._show_missed()
        self._show_aside()
        self._show_chosen()

    def choose(self, place: int) -> None:
        """Choose a point, and bring it into view."""
        if not self._count:
            return
        self.chosen = min(max(place, 0), self._count - 1)
        first, last = self.span()
        if not first <= self.chosen <= last:
            half = (last - first) / 2
            self.look_at(self.chosen - half, self.chosen + half)
        self._show_chosen()
        said = self._presenter.reading(self.chosen, Panel.LOCATION)
        self.setAccessibleDescription(said)
        self.hovered.emit(said)
        self.picked.emit(self.chosen)

    def retranslate(self) -> None:
        """Put everything in the words of the moment."""
        words, chart = self._services.words, self._presenter.chart
        self.setAccessibleName(words.text("Control chart"))
        if chart is None:
            return
        unit = f" ({chart.control.unit})" if chart.control.unit else ""
        for panel in self.panels:
            if panel.figure is not None:
                panel.name(words.label(panel.figure.panel) + unit, tokens(self.palette()))
        shown = [panel for panel in self.panels if panel.figure is not None]
        for panel in shown:
            panel.plot.setLabel("bottom", words.text("Subgroup") if panel is shown[-1] else None)
            panel.plot.showAxis("bottom", panel is shown[-1])
        offset = chart.numbers[0] if chart.numbers else 0
        axis = shown[-1].plot.getAxis("bottom") if shown else None
        if axis is not None:
            axis.tickStrings = lambda values, _scale, _spacing: [
                str(int(value) + offset) if float(value).is_integer() else "" for value in values
            ]

    def colour(self, look: Tokens | None = None) -> None:
        """Put on the colours of the theme, or others for a picture on paper."""
        look = look or tokens(self.palette())
        self.view.setBackground(look.color("surface"))
        trial = self._presenter.chart is not None and self._presenter.chart.trial
        for panel in self.panels:
            panel.colour(look, trial=trial)
            for line in panel.phases:
                line.setPen(self._pg.mkPen(look.color("line_strong"), width=1, style=Qt.PenStyle.DashDotLine))
                line.label.setColor(look.color("muted"))
        self.missed.setBrush(look.color("warning"))
        self.missed.setPen(None)
        self.aside.setBrush(look.color("muted"))
        self.aside.setPen(self._pg.mkPen(look.color("muted"), width=1))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and the language."""
        if event.type() is QEvent.Type.PaletteChange:
            self.colour()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose points, plus and minus zoom, Home and End go to the ends, Enter opens the record."""
        first, last = self.span()
        at, middle, half = self.chosen if self.chosen is not None else int(last), (first + last) / 2, (last - first) / 2
        places = {Qt.Key.Key_Left: at - 1, Qt.Key.Key_Right: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._count}
        zooms = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}
        key = Qt.Key(event.key())
        if key in places:
            self.choose(places[key])
        elif key in zooms:
            self.look_at(middle - half * zooms[key], middle + half * zooms[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen is not None:
            self.followed.emit()
        else:
            super().keyPressEvent(event)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _on_moved(self, *_range: object) -> None:
        self.redraw()

    def _mark_phases(self, panel: PanelPlot, figure: Figure) -> None:
        for line in panel.phases:
            panel.plot.removeItem(line)
        panel.phases = []
        for place, number in figure.phases if panel.figure is not None else ():
            words = self._services.words.text("Phase {number}", number=number)
            # On a ground of its own, so that a limit behind it does not strike it out.
            ground = tokens(self.palette()).color("surface")
            options = {"position": 0.96, "anchors": [(0, 0), (0, 0)], "fill": ground}
            line = self._pg.InfiniteLine(place - 0.5, angle=90, label=words, labelOpts=options)
            line.setZValue(ABOVE)
            panel.plot.addItem(line, ignoreBounds=True)
            panel.phases.append(line)

    def _show_missed(self) -> None:
        figure = self._presenter.figure
        first, last = self.span()
        places = [] if figure is None else [int(one) for one in figure.missed if first <= one <= last][:MISSED_MARKS]
        floor = self.panels[0].plot.viewRange()[1][0]
        _low, high = self.panels[0].plot.viewRange()[1]
        self.missed.setData(places, [floor + NEAR * (high - floor)] * len(places))

    def _show_aside(self) -> None:
        """Mark points that were set aside, grey; one that lies beyond the view, or has no value, at its edge."""
        figure = self._presenter.figure
        if figure is None or not len(figure.aside):
            self.aside.setData([], [])
            return
        (first, last), (floor, top) = self.panels[0].plot.viewRange()
        seen = (figure.aside >= first) & (figure.aside <= last)
        room = NEAR * (top - floor)
        worth = np.nan_to_num(figure.worth[seen], nan=floor)
        self.aside.setData(figure.aside[seen].astype(float), np.clip(worth, floor + room, top - room))

    def _show_chosen(self) -> None:
        """Ring the chosen point, in each panel in which it has a value."""
        for panel in self.panels:
            values = np.empty(0) if panel.figure is None else panel.figure.values
            place = -1 if self.chosen is None else self.chosen
            there = 0 <= place < len(values) and bool(np.isfinite(values[place]))
            panel.chosen.setData([place] if there else [], [values[place]] if there else [])

    def _at(self, place: QPointF) -> tuple[int, Panel] | None:
        for panel in self.panels:
            box = panel.plot.getViewBox()
            if panel.figure is not None and box.sceneBoundingRect().contains(place):
                found = round(box.mapSceneToView(place).x())
                return (found, panel.figure.panel) if 0 <= found < self._count else None
        return None

    def _on_mouse(self, place: QPointF) -> None:
        found = self._at(place)
        self.hovered.emit("" if found is None else self._presenter.reading(*found))

    def _on_click(self, event: Any) -> None:  # noqa: ANN401 - an event of pyqtgraph
        found = self._at(event.scenePos())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.choose(found[0])
            if event.double():
                self.followed.emit()
