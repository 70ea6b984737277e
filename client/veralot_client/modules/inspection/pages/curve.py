"""The operating characteristic of the plan in use: how likely a lot is accepted, by how much of it is nonconforming."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from veralot_client.core.words import Words

MARGIN: Final = (44, 10, 14, 30)
TICKS: Final = 4


class Curve(QWidget):
    """Draws one curve in the colours of the theme; its figures are in the accessible description too."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._points: Sequence[tuple[float, float]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Return a readable size."""
        return QSize(340, 200)

    def show_points(self, points: Sequence[tuple[float, float]], description: str) -> None:
        """Show a curve: percentages nonconforming with the probability of acceptance."""
        self._points = points
        self.setAccessibleName(self._words.text("Operating characteristic"))
        self.setAccessibleDescription(description)
        self.setToolTip(description)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes and curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, right, bottom = MARGIN
        area = QRectF(left, top, self.width() - left - right, self.height() - top - bottom)
        most = max((x for x, _y in self._points), default=1.0) or 1.0
        self._axes(painter, area, most)
        if self._points:
            line = QPolygonF(
                [
                    QPointF(area.left() + area.width() * x / most, area.bottom() - area.height() * y)
                    for x, y in self._points
                ]
            )
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawPolyline(line)
        painter.end()

    def _axes(self, painter: QPainter, area: QRectF, most: float) -> None:
        faint = self.palette().color(QPalette.ColorRole.Mid)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        for step in range(TICKS + 1):
            share = step / TICKS
            y, x = area.bottom() - area.height() * share, area.left() + area.width() * share
            painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(ink)
            upright = QRectF(0, y - 9, area.left() - 6, 18)
            painter.drawText(upright, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{share:.0%}")
            below = QRectF(x - 30, area.bottom() + 4, 60, 18)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), f"{most * share:.3g} %")
