"""The grid itself: keys, mouse, selection."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from veralot_client.core.navigation import Place
from veralot_client.widgets.table.cells import Cells
from veralot_client.widgets.table.model import RowsModel

ROW_HEIGHT = 28


class Grid(QTableView):
    """Rows that are chosen whole, with the keyboard as with the mouse.

    Signals:
        chosen: Enter or a double click on a row.
        followed: a link was clicked: its `Place`.
        typed: letters were typed on the grid.
        copy_asked: Ctrl+C (False) or Ctrl+Shift+C (True: with headings).
    """

    chosen = Signal(int)
    followed = Signal(object)
    typed = Signal(str)
    copy_asked = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(Cells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        # Of our own making: Python may still know another widget where Qt has just made its header.
        rows = QHeaderView(Qt.Orientation.Vertical, self)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        self.setVerticalHeader(rows)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))

    def chosen_rows(self) -> list[int]:
        """Return which rows are selected, from top to bottom."""
        selection = self.selectionModel().selection()
        parts = (selection.at(place) for place in range(selection.count()))
        return sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})

    def go_to(self, row: int) -> None:
        """Make a row the current and only one, and show it."""
        index = self.model().index(row, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, copy with Ctrl+C; everything else as tables do."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(False)
        elif event.keyCombination().toCombined() == COPY_TITLED:
            self.copy_asked.emit(True)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's virtual function
        """Filter by what is typed; Qt's own search would read every row."""
        if search.strip():
            self.typed.emit(search)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link."""
        super().mouseReleaseEvent(event)
        place = self._link_at(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if place is not None and left and not event.modifiers() and self.selectionModel().selection().count() <= 1:
            self.followed.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over a link."""
        super().mouseMoveEvent(event)
        over = self._link_at(event) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hand away."""
        self.viewport().unsetCursor()
        super().leaveEvent(event)

    def _link_at(self, event: QMouseEvent) -> Place | None:
        index: QModelIndex | QPersistentModelIndex = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return None
        model, words = self.model(), str(index.data())
        link = model.link(index) if isinstance(model, RowsModel) else None
        # Only the words are the link: a click beside them chooses the row.
        inside = event.position().x() - self.columnViewportPosition(index.column())
        return link if link is not None and inside <= self.fontMetrics().horizontalAdvance(words) + 12 else None


COPY_TITLED = (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier | Qt.Key.Key_C).toCombined()
