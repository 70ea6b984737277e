"""The model between a table's rows and Qt's view: it formats what is visible and nothing else."""

from collections.abc import Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import Rows
from veralot_client.widgets.table.window import Row, Sort

ROW = Qt.ItemDataRole.UserRole
"""The row itself, or None while it is on its way."""
TONE = Qt.ItemDataRole.UserRole + 1
"""The value of the `Tone` of a chip, or None; Qt makes plain text of it."""
LINK = Qt.ItemDataRole.UserRole + 2
"""Whether a cell leads somewhere; `RowsModel.link` says where."""

ON_ITS_WAY = "…"
TEXTS_KEPT = 4000
"""Rows whose words are kept: making them is what painting would spend its time on."""

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Shows rows in columns."""

    def __init__(self, rows: Rows[Row], columns: Sequence[Column[Row]], words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self.rows = rows
        self.columns = columns
        self._words = words
        self._count = rows.count or 0
        self._texts: dict[int, list[str]] = {}
        self._unsubscribe = (rows.reset.subscribe(self._on_reset), rows.arrived.subscribe(self._on_arrival))

    def end(self) -> None:
        """Hear nothing more of the rows."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature; the index is immutable
        """Return how many rows are known."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as rowCount
        """Return how many columns there are, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - any Qt value
        """Return the title of a column, the number of a row."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._words.text(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - any Qt value
        """Return what a cell shows."""
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(index.row(), index.column())
        row = self.rows.row(index.row()) if role in {ROW, TONE, LINK} else None
        if role == TONE and row is not None:
            return column.tone(row) if column.tone else None
        return self.link(index) is not None if role == LINK else row

    def link(self, index: Index) -> Place | None:
        """Return where a cell leads."""
        column, row = self.columns[index.column()], self.row_at(index.row())
        return column.link(row) if column.link is not None and row is not None else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a negative one means the rows' own order."""
        chosen = None
        if column >= 0:
            chosen = Sort(self.columns[column].id, order is Qt.SortOrder.DescendingOrder)
        self.rows.query(chosen, self.rows.filters)

    def row_at(self, place: int) -> Row | None:
        """Return the row at a place if it is here; ask for nothing."""
        return self.rows.peek(place) if 0 <= place < self._count else None

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._texts.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))

    def _text(self, place: int, column: int) -> str:
        texts = self._texts.get(place)
        if texts is None:
            row = self.rows.row(place)
            if row is None:
                return ON_ITS_WAY
            texts = [each.read(row, self._words) for each in self.columns]
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            self._texts[place] = texts
        return texts[column]

    def _on_reset(self) -> None:
        self.beginResetModel()
        self._texts.clear()
        self._count = self.rows.count or 0
        self.endResetModel()

    def _on_arrival(self, first: int, last: int) -> None:
        for place in range(first, last + 1):
            self._texts.pop(place, None)
        self._follow_count(self.rows.count or 0)
        if first <= min(last, self._count - 1):
            end = self.index(min(last, self._count - 1), len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), end)

    def _follow_count(self, count: int) -> None:
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()


def alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    """Return where a column's words stand."""
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
