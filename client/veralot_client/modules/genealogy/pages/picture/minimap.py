"""The whole picture in small, and in it the part that is seen; a click or a pull goes there."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from veralot_client.modules.genealogy.pages.picture.canvas import Canvas
from veralot_client.modules.genealogy.pages.picture.paper import pen
from veralot_client.modules.genealogy.presenters.picture.view import View

WIDTH, HEIGHT = 220, 150
RIM: Final = 12
"""How far it stays away from the corner of the window."""


class Minimap(QFrame):
    """Lies over a corner of the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setProperty("role", "card")
        self.resize(WIDTH, HEIGHT)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._wanted = True
        canvas.looked.connect(self._follow)

    def want(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's own signal
        """Be shown whenever there is more than is seen, or never."""
        self._wanted = wanted
        self._follow()

    def _follow(self) -> None:
        """Hide while all of the picture is in sight: then it would only hide a part of it."""
        scene, seen = self._canvas.scene, self._canvas.view
        whole = scene is None or (
            seen.left <= 0 and seen.top <= 0 and seen.right >= scene.figure.width and seen.bottom >= scene.figure.height
        )
        self.setVisible(self._wanted and not whole)
        self.update()

    def sizeHint(self) -> QSize:
        """Return its size."""
        return QSize(WIDTH, HEIGHT)

    def move_to_corner(self, around: QWidget) -> None:
        """Lie in the lower right corner."""
        self.move(around.width() - self.width() - RIM, around.height() - self.height() - RIM)

    def _inside(self) -> View | None:
        """Return the view onto the whole picture that this is."""
        scene = self._canvas.scene
        if scene is None:
            return None
        return View(self.width() - 8, self.height() - 8).fitted(scene.figure.width, scene.figure.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the whole, and a frame around what is seen."""
        super().paintEvent(event)
        scene, view = self._canvas.scene, self._inside()
        if scene is None or view is None or scene.overview is None:
            return
        painter = QPainter(self)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        painter.translate(4, 4)
        scene.overview.draw(painter, view)
        scene.blocks.draw_seals(painter, scene.paper, view, side=9.0)
        seen = self._canvas.view
        left, top = view.to_window(seen.left, seen.top)
        right, bottom = view.to_window(seen.right, seen.bottom)
        painter.setPen(pen(scene.paper.accent, 2.0))
        veil = QColor(scene.paper.accent)
        veil.setAlpha(28)
        painter.setBrush(veil)
        painter.drawRect(QRectF(QPointF(left, top), QPointF(right, bottom)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        view = self._inside()
        if view is not None:
            self._canvas.look_at(*view.to_picture(event.position().x() - 4, event.position().y() - 4))
