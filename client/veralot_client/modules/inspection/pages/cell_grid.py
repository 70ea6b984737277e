"""Cells as in a spreadsheet, lines numbered and columns lettered as there, so that “row 3, column D” is found at once."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from veralot_client.theme.tokens import Tokens, tokens
from veralot_shared.rules.sampling.own.grids import column_name

SPARE_LINES = 3
WIDTH = 72


class Grounds(QStyledItemDelegate):
    """Paints the ground that a cell asks for; the style sheet's own rule for cells leaves it out."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the ground, and the cell on it."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush) and ground.style() is not Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class CellGrid(QTableWidget):
    """Shows lines of cells; where it may be edited, cells are typed and pasted.

    Signals:
        typed: a cell was typed: its line, its column, both from 0, and its text.
        pasted: several cells came from the clipboard, from a line and a column on.
        emptied: these cells, by line and column, are to be emptied.
    """

    typed = Signal(int, int, str)
    pasted = Signal(int, int, str)
    emptied = Signal(list)

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self._editable = editable
        self._filling = False
        self._looks: dict[tuple[int, int], tuple[str, str]] = {}
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        if not editable:
            self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(Grounds(self))
        self.horizontalHeader().setDefaultSectionSize(WIDTH)
        self.cellChanged.connect(self._on_cell)

    def show_cells(self, cells: Sequence[Sequence[str]], flaws: Mapping[tuple[int, int], str]) -> None:
        """Show cells; those with a flaw stand on a ground of their own and say why."""
        self._filling = True
        look = tokens(self.palette())
        spare = SPARE_LINES if self._editable else 0
        width = max((len(line) for line in cells), default=1)
        self.setRowCount(len(cells) + spare)
        self.setColumnCount(width)
        self.setHorizontalHeaderLabels([column_name(number + 1) for number in range(width)])
        for row in range(self.rowCount()):
            line = cells[row] if row < len(cells) else ()
            for column in range(width):
                place = (row, column)
                self._show_cell(place, line[column] if column < len(line) else "", flaws.get(place, ""), look)
        self._filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and paste as spreadsheets do, and empty the chosen cells."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif self._editable and event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif self._editable and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.emptied.emit([(one.row(), one.column()) for one in self.selectedIndexes()])
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Take what is on the clipboard, from the chosen cell on."""
        self.pasted.emit(max(0, self.currentRow()), max(0, self.currentColumn()), QGuiApplication.clipboard().text())

    def copied(self) -> str:
        """Return the chosen cells as a spreadsheet takes them; all of them where one or none is chosen."""
        chosen = {(one.row(), one.column()) for one in self.selectedIndexes()}
        if len(chosen) <= 1:
            chosen = {(row, column) for row in range(self.rowCount()) for column in range(self.columnCount())}
        rows, columns = sorted({row for row, _ in chosen}), sorted({column for _, column in chosen})
        return "\n".join("\t".join(self._text(row, column) for column in columns) for row in rows)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return "" if item is None else item.text()

    def _show_cell(self, place: tuple[int, int], text: str, flaw: str, look: Tokens) -> None:
        """Touch a cell only where it is other than shown: a page has thousands, and they are shown again as one is typed."""
        looks = (text, flaw)
        item = self.item(*place)
        shown = ("", "") if item is None else (item.text(), self._looks.get(place, ("", ""))[1])
        if shown == looks and (item is None or place in self._looks):
            return
        self._looks[place] = looks
        if item is None:
            item = QTableWidgetItem()
            self.setItem(*place, item)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setText(text)
        item.setToolTip(flaw)
        item.setBackground(look.color("bad_soft") if flaw else QBrush())
        if place[0] == 0:
            font = item.font()
            font.setBold(True)
            item.setFont(font)

    def _on_cell(self, row: int, column: int) -> None:
        if not self._filling:
            self.typed.emit(row, column, self._text(row, column))
