"""A label's ink on the screen: the same strokes that the printer gets, at any scale."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from veralot_client.theme.fonts import FAMILY
from veralot_shared.contracts.labels import DrawingView, Ink, Outline, Rectangle, TextLine

INK = QColor("#000000")
PAPER = QColor("#ffffff")
EDGE = QColor("#9aa2ad")
Shift = tuple[float, float]


def paint(painter: QPainter, inks: Iterable[Ink], scale: float, shifts: Mapping[int, Shift] | None = None) -> None:
    """Paint ink, `scale` pixels to the millimetre; `shifts` moves elements that were moved since they were drawn."""
    moved = shifts or {}
    for ink in inks:
        by = moved.get(ink.element, (0.0, 0.0))
        painter.save()
        painter.translate(by[0] * scale, by[1] * scale)
        stroke(painter, ink, scale)
        painter.restore()


def stroke(painter: QPainter, ink: Ink, scale: float) -> None:
    """Paint one stroke."""
    match ink:
        case Rectangle():
            area = QRectF(ink.x * scale, ink.y * scale, ink.width * scale, ink.height * scale)
            painter.fillRect(area, INK)
        case Outline():
            shape = QPolygonF([QPointF(x * scale, y * scale) for x, y in ink.points])
            painter.setPen(QPen(INK, ink.width * scale) if ink.width else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if ink.width else INK)
            (painter.drawPolygon if ink.closed else painter.drawPolyline)(shape)
        case TextLine():
            font = QFont(FAMILY)
            font.setBold(ink.bold)
            # Painted at a size that is whole and large, and scaled: Qt rounds the widths of small type.
            font.setPixelSize(WHOLE)
            painter.setFont(font)
            painter.setPen(INK)
            painter.translate(ink.x * scale, ink.y * scale)
            painter.scale(ink.size * scale / WHOLE, ink.size * scale / WHOLE)
            painter.drawText(QPointF(0, 0), ink.text)


WHOLE = 100


class LabelPicture(QWidget):
    """Shows a drawing as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: DrawingView | None = None
        self.setMinimumSize(180, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drawing(self, drawing: DrawingView | None) -> None:
        """Show a drawing."""
        self.drawing = drawing
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the label in the middle."""
        drawing = self.drawing
        if drawing is None or not drawing.width or not drawing.height:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min((self.width() - 8) / drawing.width, (self.height() - 8) / drawing.height)
        painter.translate((self.width() - drawing.width * scale) / 2, (self.height() - drawing.height * scale) / 2)
        paper = QRectF(0, 0, drawing.width * scale, drawing.height * scale)
        painter.fillRect(paper, PAPER)
        painter.setPen(EDGE)
        painter.drawRect(paper)
        paint(painter, drawing.inks, scale)
        painter.end()
