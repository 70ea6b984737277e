"""A drawing with its numbered balloons: chosen, placed and moved by mouse and by keys, zoomed and shifted."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.balloons import THOUSANDTHS, Mark, beside, bounded, moved
from veralot_client.theme.tokens import tokens
from veralot_shared.contracts.inspection import Balloon

RADIUS: Final = 15
CHOSEN: Final = 20
"""Half the width of a balloon, and of the chosen one, in pixels of the screen however far it is zoomed."""
HALO: Final = 6
LETTERS: Final = 14
SMALL_LETTERS: Final = 10
SHORT: Final = 3
"""Characters that stand in a circle in letters of full size."""
CLEAR: Final = 60
"""Pixels that a chosen balloon keeps from the edge."""
ZOOM: Final = 1.25
MOST_ZOOM: Final = 8.0
HALF: Final = 0.5
SMALLEST: Final = 5
"""How often a picture is halved at most."""
ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
ZOOMS: Final = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}


class BalloonItem(QGraphicsItem):
    """One number on the drawing."""

    def __init__(self, code: str, palette: QPalette) -> None:
        super().__init__()
        self.code = code
        self.chosen = False
        self._palette = palette
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def choose(self, *, chosen: bool) -> None:
        """Stand out, or no more."""
        self.chosen = chosen
        self.setZValue(2 if chosen else 1)
        self.prepareGeometryChange()
        self.update()

    @property
    def radius(self) -> int:
        """Half its width in pixels."""
        return CHOSEN if self.chosen else RADIUS

    def boundingRect(self) -> QRectF:
        """Return its room."""
        reach = self.radius + HALO + 2
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the number in its circle; the chosen one is filled, so that it does not hang on the colour alone."""
        look = tokens(self._palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(-self.radius, -self.radius, 2 * self.radius, 2 * self.radius)
        if self.chosen:
            halo = look.color("bad")
            halo.setAlpha(70)
            painter.setPen(QPen(halo, HALO))
            painter.drawEllipse(circle.adjusted(-HALO / 2, -HALO / 2, HALO / 2, HALO / 2))
        painter.setPen(QPen(look.color("bad"), 2))
        painter.setBrush(look.color("bad") if self.chosen else look.color("surface"))
        painter.drawEllipse(circle)
        font = painter.font()
        size = LETTERS if len(self.code) <= SHORT else SMALL_LETTERS
        font.setPixelSize(size + (CHOSEN - RADIUS) // 2 if self.chosen else size)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(look.color("surface") if self.chosen else look.color("bad"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self.code)


class Balloons(QGraphicsView):
    """Shows one page of a drawing and the balloons that stand on it.

    Signals:
        chosen: the code of the characteristic whose balloon was pressed, or stepped to by keys.
        placed: a code, and the `Balloon` where it stands now; None where it was taken off.
        undone: the last placing is to be taken back.
    """

    chosen = Signal(str)
    placed = Signal(str, object)
    undone = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._scene = QGraphicsScene(self)
        self._picture = self._scene.addPixmap(QPixmap())
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._levels: list[QPixmap] = []
        self._marks: list[Mark] = []
        self._items: dict[str, BalloonItem] = {}
        self._code: str | None = None
        self._dragged: BalloonItem | None = None
        self._pressed = QPoint()
        self._fitted = True
        self.page = 1
        self.editable = False
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 200)

    # --- what is shown -----------------------------------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to stand on."""
        return bool(self._levels)

    @property
    def code(self) -> str | None:
        """The characteristic that is chosen."""
        return self._code

    def show_page(self, image: QImage, page: int) -> None:
        """Show a page of the drawing."""
        self.page = page
        self._levels = [] if image.isNull() else [QPixmap.fromImage(image)]
        self._scene.setSceneRect(QRectF(image.rect()))
        self._place_items()
        self.fit()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these characteristics; a balloon that is being dragged stays in the hand."""
        if self._dragged is None and list(marks) != self._marks:
            self._marks = list(marks)
            self._place_items()

    def choose(self, code: str | None) -> None:
        """Let the balloon of a characteristic stand out."""
        self._code = code
        for name, one in self._items.items():
            one.choose(chosen=name == code)
        item = self._items.get(code or "")
        if item is not None and not self._fitted:
            self.ensureVisible(QRectF(item.pos(), item.pos()), CLEAR, CLEAR)
        self.tell()

    def mark(self) -> Mark | None:
        """Return the chosen characteristic."""
        return next((one for one in self._marks if one.code == self._code), None)

    def tell(self) -> None:
        """Say for those who do not see it what is chosen and where it stands."""
        mark = self.mark()
        self.setAccessibleName(self._words.text("Drawing") if mark is None else mark.told(self._words))

    def place_of(self, code: str) -> QPoint | None:
        """Return where a balloon is on the screen, if it is on this page."""
        item = self._items.get(code)
        return None if item is None else self.mapFromScene(item.pos())

    # --- zooming -----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole page."""
        self._fitted = True
        self.resetTransform()
        if self.has_picture:
            self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self._sharpen()

    def zoom(self, by: float) -> None:
        """Show it larger or smaller; never smaller than whole."""
        if not self.has_picture:
            return
        self.scale(by, by)
        whole = self._whole()
        now = self.transform().m11()
        if now <= whole:
            self.fit()
            return
        if now > MOST_ZOOM * whole:
            self.scale(MOST_ZOOM * whole / now, MOST_ZOOM * whole / now)
        self._fitted = False
        self._sharpen()

    def _sharpen(self) -> None:
        """Show the picture in the size that is next above the one on the screen: thin lines are drawn, not dropped."""
        if not self.has_picture:
            self._picture.setPixmap(QPixmap())
            return
        shrunk, level = self.transform().m11() * self.devicePixelRatioF(), 0
        while shrunk <= HALF and level < SMALLEST:
            shrunk, level = shrunk / HALF, level + 1
        while len(self._levels) <= level:
            last = self._levels[-1]
            half = (last.size() / 2).expandedTo(QSize(1, 1))
            smooth = Qt.TransformationMode.SmoothTransformation
            self._levels.append(last.scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
        shown, whole = self._levels[level], self._levels[0]
        self._picture.setPixmap(shown)
        self._picture.setTransform(QTransform.fromScale(whole.width() / shown.width(), whole.height() / shown.height()))

    def _whole(self) -> float:
        size, room = self.sceneRect().size(), self.viewport().size()
        return min(room.width() / max(size.width(), 1.0), room.height() / max(size.height(), 1.0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        self.zoom(ZOOM if event.angleDelta().y() > 0 else 1 / ZOOM)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole page in sight, unless somebody zoomed."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    # --- mouse -------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a balloon, take it in the hand, or place the chosen one that stands nowhere yet."""
        at = event.position().toPoint()
        item = self._item_at(at)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif item is not None:
            self._pressed = at
            self._dragged = item if self.editable else None
            self._choose(item.code)
        elif self._can_place():
            self._place(self._balloon(self.mapToScene(at)))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the balloon along."""
        if self._dragged is None:
            super().mouseMoveEvent(event)
            return
        balloon = self._balloon(self.mapToScene(event.position().toPoint()))
        self._dragged.setPos(self._point(balloon))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the balloon go where it is; a mere press does not move it."""
        item, self._dragged = self._dragged, None
        if item is None:
            super().mouseReleaseEvent(event)
        elif (event.position().toPoint() - self._pressed).manhattanLength() > 1:
            self._place(self._balloon(item.pos()))

    # --- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by page up and down; move by arrows, finely with Shift; Enter places, Delete takes off."""
        key, mark = Qt.Key(event.key()), self.mark()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if key in steps:
            self._choose(beside(self._marks, self._code, steps[key]))
        elif key in ZOOMS:
            self.zoom(ZOOMS[key])
        elif key is Qt.Key.Key_0:
            self.fit()
        elif self.editable and event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
        elif self.editable and mark is not None and mark.balloon is not None and key in ARROWS:
            right, down = ARROWS[key]
            self._place(moved(mark.balloon, right, down, fine=fine))
        elif self.editable and mark is not None and mark.balloon is not None and key is Qt.Key.Key_Delete:
            self._place(None)
        elif self._can_place() and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._place(self._balloon(self.mapToScene(self.viewport().rect().center())))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what is chosen."""
        super().focusInEvent(event)
        self.tell()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _item_at(self, at: QPoint) -> BalloonItem | None:
        return next((item for item in self.items(at) if isinstance(item, BalloonItem)), None)

    def _can_place(self) -> bool:
        mark = self.mark()
        return self.editable and self.has_picture and mark is not None and mark.balloon is None

    def _choose(self, code: str | None) -> None:
        if code is not None and code != self._code:
            self.choose(code)
            self.chosen.emit(code)

    def _place(self, balloon: Balloon | None) -> None:
        """Show it there at once, and tell."""
        code = self._code
        if code is None:
            return
        self._marks = [one._replace(balloon=balloon) if one.code == code else one for one in self._marks]
        self._place_items()
        self.placed.emit(code, balloon)

    def _balloon(self, point: QPointF) -> Balloon:
        size = self.sceneRect()
        return bounded(
            self.page,
            THOUSANDTHS * point.x() / max(size.width(), 1.0),
            THOUSANDTHS * point.y() / max(size.height(), 1.0),
        )

    def _point(self, balloon: Balloon) -> QPointF:
        size = self.sceneRect()
        return QPointF(balloon.x * size.width() / THOUSANDTHS, balloon.y * size.height() / THOUSANDTHS)

    def _place_items(self) -> None:
        """Make the balloons of this page anew."""
        for item in self._items.values():
            self._scene.removeItem(item)
        self._items = {}
        for mark in self._marks if self.has_picture else ():
            if mark.balloon is not None and mark.balloon.page == self.page:
                made = BalloonItem(mark.code, self.palette())
                made.setPos(self._point(mark.balloon))
                made.setToolTip(mark.name)
                made.choose(chosen=mark.code == self._code)
                self._scene.addItem(made)
                self._items[mark.code] = made
        self.tell()
