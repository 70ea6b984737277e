"""The drawing of a catheter's hub, on which the balloons of its inspection plan stand."""

from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

WIDTH: Final = 1200
HEIGHT: Final = 800
INK: Final = QColor("#1b1f24")
ARROW: Final = 14


def hub() -> bytes:
    """Return the drawing as PNG."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _body(painter)
    _measures(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a text
    return bytes(buffer.data().data())


def _body(painter: QPainter) -> None:
    """Draw the hub from its side: a Luer cone, two wings, and the strain relief of the shaft."""
    painter.setPen(QPen(INK, 4))
    outline = ((180, 300), (420, 280), (420, 180), (560, 180), (560, 270), (820, 290), (1010, 345))
    upper = [QPointF(x, y) for x, y in outline]
    lower = [QPointF(x, HEIGHT - 60 - y) for x, y in reversed(outline)]
    painter.drawPolygon(QPolygonF([*upper, *lower]))
    painter.setPen(QPen(INK, 2, Qt.PenStyle.DashLine))
    for y in (335, 405):
        painter.drawLine(QLineF(180, y, 820, y + (370 - y) * 0.4))
    painter.setPen(QPen(INK, 1.5, Qt.PenStyle.DashDotLine))
    painter.drawLine(QLineF(120, 370, 1080, 370))
    painter.setPen(QPen(INK, 3))
    painter.drawEllipse(QRectF(470, 200, 40, 40))


def _measures(painter: QPainter) -> None:
    painter.setFont(QFont("Noto Sans", 20))
    painter.setPen(QPen(INK, 2))
    _measure(painter, QLineF(180, 640, 1010, 640), "24.00 ± 0.10")
    _measure(painter, QLineF(420, 120, 560, 120), "4.00 ± 0.05")
    for x, top in ((180, 460), (1010, 420)):
        painter.drawLine(QLineF(x, top, x, 660))
    for x in (420, 560):
        painter.drawLine(QLineF(x, 100, x, 170))
    painter.drawLine(QLineF(300, 335, 250, 220))
    painter.drawText(QPointF(150, 205), "Ø 4.270 ± 0.020")
    painter.drawText(QPointF(820, 760), "CP-HUB   DWG-0417   1 : 2")


def _measure(painter: QPainter, line: QLineF, text: str) -> None:
    painter.drawLine(line)
    for end, towards in ((line.p1(), 1), (line.p2(), -1)):
        painter.drawLine(QLineF(end, end + QPointF(towards * ARROW, -ARROW / 3)))
        painter.drawLine(QLineF(end, end + QPointF(towards * ARROW, ARROW / 3)))
    painter.drawText(line.center() + QPointF(-70, -12), text)
