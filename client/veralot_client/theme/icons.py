"""Icons: SVG drawings in the colour of the text around them, sharp at every size, right in light and dark."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from veralot_client.theme.tokens import Tokens, tokens
from veralot_resources import path


def icon(name: str, color: str = "") -> QIcon:
    """Return the drawing `<module>/<name>`, in the text colour or that of a token (`bad`); an empty name gives none.

    Raises:
        FileNotFoundError: there is no such drawing.
    """
    return QIcon(DrawnIcon(name, color)) if name else QIcon()


@cache
def drawing(name: str) -> str:
    """Return the source of a drawing, with `currentColor` where its colour goes."""
    module, _, stem = name.partition("/")
    return path("icons", module, f"{stem}.svg").read_text(encoding="utf-8")


class DrawnIcon(QIconEngine):
    """Draws when it is shown, with the palette of that moment, so that a change of theme needs no new icons."""

    def __init__(self, name: str, color: str = "") -> None:
        super().__init__()
        self._name = name
        self._color = color
        drawing(name)

    def clone(self) -> QIconEngine:
        """Return another one of the same drawing."""
        return DrawnIcon(self._name, self._color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into a square in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        square = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        source = drawing(self._name).replace("currentColor", self._ink(mode))
        QSvgRenderer(QByteArray(source.encode())).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the drawing as a picture; nothing where there is no room for one, as in a tab that is squeezed."""
        picture = QPixmap(size)
        if picture.isNull():
            return picture
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def _ink(self, mode: QIcon.Mode) -> str:
        palette = QGuiApplication.palette()
        look: Tokens = tokens(palette)
        if mode is QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
        return look.color(self._color).name() if self._color else look.text
