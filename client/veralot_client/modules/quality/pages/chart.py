"""One chart of quality records: bars and a line; a click, or the arrow keys and Enter, picks a bar."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from veralot_client.theme.tokens import tokens

CROWD = 9
"""With more names than these in a row, every second one is left out."""
FEW = 5
"""With more causes than these, their names stand in two rows."""
AXIS = 44
"""Pixels that the axis on the left takes."""
GAP = 8
"""Pixels between two names."""
LEAST = 24
"""A name has at least so many pixels."""
NEAR = 0.04
"""A click this near to a line, as a part of the chart's height, means the line."""


class Series(NamedTuple):
    """Bars or a line as they were drawn. A line has no width."""

    name: str
    heights: Sequence[float]
    shift: float = 0
    width: float = 0


class Chart(QWidget):
    """One chart with its heading. It is looked at and picked from, not dragged about.

    `picked` tells the place along the bottom and the number of the series.
    """

    picked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = ""
        self._texts: Sequence[str] = ()
        self._series: list[Series] = []
        self._at: tuple[int, int] | None = None
        self._mark: pg.BarGraphItem | None = None
        self._highest = 1.0
        self._rows = 1
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setMinimumHeight(180)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.scene().sigMouseClicked.connect(self._on_click)
        self.legend = self.plot.addLegend(offset=(-8, 4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addWidget(self.plot, stretch=1)

    def begin(self, title: str, said: str) -> None:
        """Take everything out and look as the theme does; `said` is what a screen reader reads."""
        look = tokens(self.palette())
        self._title, self._series, self._at, self._mark = title, [], None, None
        self.heading.setText(title)
        self.setAccessibleName(f"{title}. {said}")
        self.plot.setAccessibleName(f"{title}. {said}")
        self.plot.clear()
        self.legend.clear()
        self.legend.setLabelTextColor(look.text)
        self.plot.setBackground(look.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(look.line_strong)
            axis.setTextPen(look.muted)
        self.plot.showGrid(x=False, y=True, alpha=0.15)

    def bars(
        self, heights: Sequence[float], tone: str, *, name: str = "", shift: float = 0, width: float = 0.7
    ) -> None:
        """Draw bars side by side."""
        self._series.append(Series(name, heights, shift, width))
        brush = tokens(self.palette()).color(tone)
        places = [place + shift for place in range(len(heights))]
        item = pg.BarGraphItem(x=places, height=list(heights), width=width, brush=brush, pen=brush)
        self.plot.addItem(item)
        if name:
            self.legend.addItem(item, name)

    def line(self, heights: Sequence[float], tone: str, name: str) -> None:
        """Draw a line through points."""
        self._series.append(Series(name, heights))
        pen = pg.mkPen(tokens(self.palette()).color(tone), width=2)
        self.plot.plot(list(range(len(heights))), list(heights), pen=pen, symbol="o", symbolSize=6, name=name)

    def names(self, texts: Sequence[str], highest: float, *, rows: int = 1) -> None:
        """Name what stands along the bottom, in so many rows, and leave room above the highest."""
        self._texts, self._highest, self._rows = texts, max(highest, 1), rows
        axis = self.plot.getAxis("bottom")
        # A name at the edge may reach beyond the axis; left out it would be missed.
        axis.setStyle(hideOverlappingLabels=False)
        self._name_bars()
        # pyqtgraph leaves room for one row of names.
        axis.setHeight(None if rows == 1 else (self.fontMetrics().height() + 2) * rows + 10)
        self.plot.setXRange(-0.6, max(len(texts) - 0.4, 0.6), padding=0)
        room = 0.12 + 0.12 * len(self.legend.items)
        self.plot.setYRange(0, max(highest, 1) * (1 + room), padding=0)
        self.plot.getAxis("left").setTickSpacing(levels=[(max(1, -(-int(highest) // 5)), 0)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of each name as there is room for."""
        super().resizeEvent(event)
        self._name_bars()

    def _name_bars(self) -> None:
        """Write the names beneath the bars; each has the room of as many bars as there are rows, less a gap."""
        rows, texts = self._rows, self._texts
        every = len(texts) // (CROWD * rows) + 1
        places = range(0, len(texts), every)
        room = max(self.plot.width() - AXIS, 0) * rows * every // max(len(texts), 1) - GAP
        metrics, end = self.fontMetrics(), Qt.TextElideMode.ElideRight
        shown = [(place, metrics.elidedText(texts[place], end, max(room, LEAST))) for place in places]
        ticks = [(place, "\n" * (number % rows) + text) for number, (place, text) in enumerate(shown)]
        self.plot.getAxis("bottom").setTicks([ticks])

    # --- picking -----------------------------------------------------------------------------------------------------

    def hit(self, point: QPointF) -> tuple[int, int] | None:
        """Return the place and the series that a point of the plot means, if any."""
        place = round(point.x())
        if not 0 <= place < len(self._texts) or point.y() < 0:
            return None
        found = sorted(self._near(place, point))
        return (place, found[0][-1]) if found else None

    def _near(self, place: int, point: QPointF) -> Iterator[tuple[bool, float, int]]:
        """Yield the series at a point; what lies under it comes before what stands too low, a narrow one before a wide one."""
        for number, series in enumerate(self._series):
            away, height = abs(point.x() - place - series.shift), series.heights[place]
            if series.width:
                if away <= series.width / 2:
                    yield point.y() > height, series.width, number
            elif away <= NEAR * 4 and abs(point.y() - height) <= NEAR * self._highest:
                yield False, 0, number

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from bar to bar by the arrows; Enter picks."""
        place, series = self._at or (-1, 0)
        step = {Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Up: (0, -1)}
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._at is not None:
            self.picked.emit(place, series)
        elif event.key() in step and self._texts:
            along, across = step[Qt.Key(event.key())]
            self.walk((place + along) % len(self._texts), (series + across) % max(len(self._series), 1))
        else:
            super().keyPressEvent(event)

    def walk(self, place: int, series: int) -> None:
        """Mark a bar, and say what it is."""
        self._at = (place, series)
        one = self._series[series]
        said = " ".join(filter(None, (self._texts[place], one.name, f"{one.heights[place]:g}")))
        self.heading.setText(f"{self._title} · {said}")
        self.setAccessibleDescription(said)
        if self._mark is not None:
            self.plot.removeItem(self._mark)
        pen = pg.mkPen(tokens(self.palette()).color("text"), width=2)
        width = one.width or 2 * NEAR
        height = one.heights[place] or self._highest * NEAR
        self._mark = pg.BarGraphItem(x=[place + one.shift], height=[height], width=width, brush=None, pen=pen)
        self.plot.addItem(self._mark)

    def _on_click(self, event: MouseClickEvent) -> None:
        found = self.hit(self.plot.getPlotItem().vb.mapSceneToView(event.scenePos()))
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if found is not None:
            self.walk(*found)
            self.picked.emit(*found)
