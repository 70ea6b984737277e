"""The label on the drawing board: drag, resize by handles, snap, nudge with the keyboard; rulers in millimetres."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from veralot_client.core.words import Words
from veralot_client.modules.labels.pages.picture import EDGE, PAPER, Shift, paint
from veralot_client.modules.labels.presenters.design import Design
from veralot_client.modules.labels.presenters.geometry import Handle
from veralot_client.theme.tokens import Tokens, tokens
from veralot_shared.contracts.labels import Element

RULER: Final = 22
MARGIN: Final = 18
GRIP: Final = 4
"""Half the side of a handle, in pixels."""
CATCH: Final = 8
"""How near the mouse must be to a handle."""
LEAST_SCALE, MOST_SCALE = 2.0, 60.0
NUDGE, LEAP, HAIR = Decimal("0.5"), Decimal(5), Decimal("0.1")
"""What the arrows move by: alone, with Shift, with Alt; in millimetres."""
ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
CURSORS: Final = {
    Handle.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Handle.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Handle.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Handle.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Handle.TOP: Qt.CursorShape.SizeVerCursor,
    Handle.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Handle.LEFT: Qt.CursorShape.SizeHorCursor,
    Handle.RIGHT: Qt.CursorShape.SizeHorCursor,
}
EVERY: Final = ((6.0, 5), (2.5, 10), (0.0, 20))
"""Pixels to the millimetre from which the ruler has a number every so many millimetres."""


class Canvas(QWidget):
    """Shows the design and takes mouse and keyboard."""

    def __init__(self, design: Design, words: Words) -> None:
        super().__init__()
        self._design = design
        self._words = words
        self._zoom: float | None = None
        self._pressed: QPointF | None = None
        self._handle: Handle | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(360, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- scale -------------------------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Pixels to the millimetre: as chosen, else so that the whole label fits."""
        if self._zoom is not None:
            return self._zoom
        layout = self._design.layout
        room = self.width() - RULER - 2 * MARGIN, self.height() - RULER - 2 * MARGIN
        fits = min(room[0] / max(1.0, float(layout.width)), room[1] / max(1.0, float(layout.height)))
        return min(MOST_SCALE, max(LEAST_SCALE, fits))

    def zoom(self, factor: float | None) -> None:
        """Zoom by a factor; None fits the label into the room again."""
        self._zoom = None if factor is None else min(MOST_SCALE, max(LEAST_SCALE, self.scale * factor))
        self.update()

    def origin(self) -> QPointF:
        """Return where the label's upper left corner is."""
        layout, scale = self._design.layout, self.scale
        left = RULER + max(MARGIN, (self.width() - RULER - float(layout.width) * scale) / 2)
        top = RULER + max(MARGIN, (self.height() - RULER - float(layout.height) * scale) / 2)
        return QPointF(left, top)

    def at(self, x: float, y: float) -> QPointF:
        """Return where a place of the label, in millimetres, is on the screen."""
        return self.origin() + QPointF(x * self.scale, y * self.scale)

    def box(self, element: Element) -> QRectF:
        """Return an element's box on the screen."""
        return QRectF(
            self.at(float(element.x), float(element.y)),
            self.at(float(element.x + element.width), float(element.y + element.height)),
        )

    def grip(self, element: Element, handle: Handle) -> QPointF:
        """Return where a handle of an element is."""
        box, (left, top, right, bottom) = self.box(element), handle.value
        x = box.left() if left else box.right() if right else box.center().x()
        y = box.top() if top else box.bottom() if bottom else box.center().y()
        return QPointF(x, y)

    # --- mouse -------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle, an element, or nothing."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.setFocus()
        place = event.position()
        self._handle = self._handle_at(place)
        if self._handle is None:
            found = (place - self.origin()) / self.scale
            self._design.select(self._design.element_at(found.x(), found.y()))
        if self._design.element is not None and self._design.may_change():
            self._pressed = place
            self._design.begin_drag()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was taken; Alt leaves out lines and grid."""
        if self._pressed is None:
            handle = self._handle_at(event.position())
            self.setCursor(CURSORS[handle] if handle is not None else Qt.CursorShape.ArrowCursor)
            return
        by = (event.position() - self._pressed) / self.scale
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._design.drag(by.x(), by.y(), self._handle, free=free)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._pressed is not None:
            self._pressed, self._handle = None, None
            self._design.end_drag()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl and the wheel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
            event.accept()
        else:
            super().wheelEvent(event)

    # --- keyboard ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nudge, delete, copy, undo, go from element to element."""
        key = Qt.Key(event.key())
        if key in ARROWS and self._design.element is not None and self._design.may_change():
            step = self._step(event)
            across, down = ARROWS[key]
            self._design.nudge(step * across, step * down)
        elif key == Qt.Key.Key_Escape:
            self._design.select(None)
        elif not (self._design.may_change() and self._edit(event, key)):
            super().keyPressEvent(event)

    def _edit(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Do what a key edits; return whether it was one."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._design.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or event.matches(QKeySequence.StandardKey.Replace):
            self._design.redo()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._design.remove()
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._design.duplicate()
        else:
            return False
        return True

    def focusNextPrevChild(self, next_one: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Go from element to element with Tab; past the last one, out of the canvas."""
        design = self._design
        count = len(design.layout.elements)
        place = design.selected
        last = count - 1 if next_one else 0
        if not count or place == last:
            design.select(None)
            return super().focusNextPrevChild(next_one)
        design.step(1 if next_one else -1)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        self.update()
        super().focusInEvent(event)

    @staticmethod
    def _step(event: QKeyEvent) -> Decimal:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return LEAP
        return HAIR if event.modifiers() & Qt.KeyboardModifier.AltModifier else NUDGE

    def _handle_at(self, place: QPointF) -> Handle | None:
        element = self._design.element
        if element is None or not self._design.may_change():
            return None
        for handle in Handle:
            off = self.grip(element, handle) - place
            if abs(off.x()) <= CATCH and abs(off.y()) <= CATCH:
                return handle
        return None

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, the ink, boxes, guides, handles and rulers."""
        look = tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.color("sunken"))
        layout, scale = self._design.layout, self.scale
        paper = QRectF(self.origin(), self.at(float(layout.width), float(layout.height)))
        painter.fillRect(paper, PAPER)
        if self._design.drawing is not None:
            painter.save()
            painter.setClipRect(paper)
            painter.translate(self.origin())
            paint(painter, self._design.drawing.inks, scale, self._shifts())
            painter.restore()
        painter.setPen(EDGE)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(paper)
        self._paint_boxes(painter, look)
        self._paint_rulers(painter, look)
        painter.end()

    def _shifts(self) -> dict[int, Shift]:
        """Return how far elements were moved since the preview was drawn; a new one comes a moment later."""
        now, then = self._design.layout.elements, self._design.drawn_of.elements
        if len(now) != len(then):
            return {}
        pairs = enumerate(zip(now, then, strict=True), 1)
        return {
            number: (float(one.x - other.x), float(one.y - other.y)) for number, (one, other) in pairs if one != other
        }

    def _paint_boxes(self, painter: QPainter, look: Tokens) -> None:
        wrong = {problem.element for problem in self._design.problems}
        for place, element in enumerate(self._design.layout.elements):
            bad = place + 1 in wrong
            chosen = place == self._design.selected
            color = look.color("bad" if bad else "accent" if chosen else "line_strong")
            painter.setPen(
                QPen(color, 2 if bad else 1, Qt.PenStyle.SolidLine if chosen or bad else Qt.PenStyle.DotLine)
            )
            painter.drawRect(self.box(element))
        guide = QPen(look.color("accent"), 1, Qt.PenStyle.DashLine)
        painter.setPen(guide)
        layout = self._design.layout
        for x in self._design.guides.across:
            painter.drawLine(self.at(float(x), 0), self.at(float(x), float(layout.height)))
        for y in self._design.guides.down:
            painter.drawLine(self.at(0, float(y)), self.at(float(layout.width), float(y)))
        chosen_one = self._design.element
        if chosen_one is not None:
            self._paint_grips(painter, chosen_one, look.color("accent"))

    def _paint_grips(self, painter: QPainter, element: Element, color: QColor) -> None:
        painter.setPen(QPen(color, 1))
        painter.setBrush(PAPER if not self.hasFocus() else color)
        for handle in Handle:
            center = self.grip(element, handle)
            painter.drawRect(QRectF(center.x() - GRIP, center.y() - GRIP, 2 * GRIP, 2 * GRIP))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_rulers(self, painter: QPainter, look: Tokens) -> None:
        painter.fillRect(0, 0, self.width(), RULER, look.color("surface"))
        painter.fillRect(0, 0, RULER, self.height(), look.color("surface"))
        painter.setPen(look.color("muted"))
        font = painter.font()
        font.setPointSizeF(7)
        painter.setFont(font)
        every = next(step for least, step in EVERY if self.scale >= least)
        for mark in range(int(self._design.layout.width) + 1):
            x = self.at(mark, 0).x()
            numbered = mark % every == 0
            painter.drawLine(QPointF(x, RULER), QPointF(x, RULER - (8 if numbered else 4)))
            if numbered:
                painter.drawText(QPointF(x + 2, 10), str(mark))
        for mark in range(int(self._design.layout.height) + 1):
            y = self.at(0, mark).y()
            numbered = mark % every == 0
            painter.drawLine(QPointF(RULER, y), QPointF(RULER - (8 if numbered else 4), y))
            if numbered:
                painter.drawText(QPointF(2, y - 2), str(mark))
        painter.drawText(QPointF(3, 11), "mm")
