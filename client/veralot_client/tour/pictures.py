"""Pictures of the client as a person sees it: the main window, and over it whatever lies in front."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

SIZE = QSize(1600, 1000)
TITLE_HEIGHT = 30
"""Height of the bar that stands for the frame which a desktop draws around a dialog, in pixels."""
SHADOW = 10
"""How far the shadow of a dialog reaches, in pixels."""
_Kind = Qt.WindowType


def picture(window: QWidget) -> QImage:
    """Return a picture of `window` and of what lies over it, at one pixel to a pixel on any screen."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(window.palette().window().color())
    painter = QPainter(image)
    corner = window.geometry().topLeft()
    window.render(painter, QPoint(0, 0))
    for above in _above(window):
        place = QRect(above.geometry().topLeft() - corner, above.size())
        if above.windowType() is not _Kind.Popup:
            _draw_frame(painter, above, place)
        above.render(painter, place.topLeft())
    painter.end()
    return image


def _above(window: QWidget) -> Iterator[QWidget]:
    """Yield the visible windows over `window`, the lowest first: popups over dialogs, a dialog over the one it is of."""
    others = (other for other in QApplication.topLevelWidgets() if other is not window and other.isVisible())
    seen = (other for other in others if other.windowType() is not _Kind.ToolTip)
    yield from sorted(seen, key=lambda other: (other.windowType() is _Kind.Popup, _depth(other)))


def _depth(window: QWidget) -> int:
    parent = window.parentWidget()
    return 0 if parent is None else 1 + _depth(parent.window())


def _draw_frame(painter: QPainter, dialog: QWidget, place: QRect) -> None:
    """Draw what the desktop would: a shadow, a bar with the title, a line around both."""
    whole = place.adjusted(-1, -TITLE_HEIGHT, 1, 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 10))
    for reach in range(SHADOW, 0, -2):
        painter.drawRoundedRect(whole.adjusted(-reach, 2 - reach, reach, reach + 2), reach, reach)
    palette = dialog.palette()
    painter.setBrush(palette.button())
    painter.setPen(palette.dark().color())
    painter.drawRect(whole.adjusted(0, 0, -1, -1))
    painter.setPen(palette.windowText().color())
    painter.setFont(dialog.font())
    bar = QRect(whole.left() + 12, whole.top(), whole.width() - 24, TITLE_HEIGHT)
    painter.drawText(bar, Qt.AlignmentFlag.AlignVCenter, dialog.windowTitle())
