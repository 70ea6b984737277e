"""All results at once: a row for each characteristic, a column for each sample. Only what is visible is asked for."""

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from veralot_client.modules.inspection.pages.entry.heads import WIDTH, Head, RowHeads
from veralot_client.modules.inspection.pages.entry.large import GLOVE, LARGE_ROW
from veralot_client.modules.inspection.pages.entry.looks import LOOKS, STATES
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, Entry, State
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_client.theme.style import repolish
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.chips import colours
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge
from veralot_shared.contracts.inspection import CharacteristicView

Index = QModelIndex | QPersistentModelIndex
ROW = 44
COLUMN, LARGE_COLUMN = 108, 150
MARGINS = 28
"""Pixels around a serial number in its heading."""
UNSENT = "*"
"""Behind what is not recorded yet; dots would look as if the number went on."""
NOWHERE = QModelIndex()


class SheetModel(QAbstractTableModel):
    """The sheet as Qt asks for it."""

    def __init__(self, presenter: EntryPresenter, palette_of: QWidget) -> None:
        super().__init__(palette_of)
        self._presenter = presenter
        self._words = presenter.words
        self._palette_of = palette_of

    def rowCount(self, _parent: Index = NOWHERE) -> int:
        """Return how many characteristics there are."""
        return len(self._presenter.sheet.rows) if self._presenter.sheet else 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return self._presenter.sheet.samples if self._presenter.sheet else 0

    def cell(self, index: Index) -> Cell | None:
        """Return the cell of the sheet at a place, if it asks for a result."""
        cell = Cell(index.row(), index.column())
        sheet = self._presenter.sheet
        return cell if sheet is not None and sheet.has(cell) else None

    def index_of(self, cell: Cell) -> QModelIndex:
        """Return the place of a cell."""
        return self.index(cell.row, cell.sample)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what the headings say."""
        if orientation is Qt.Orientation.Vertical:
            told = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
            return " · ".join(part for part in self.head(section) if part) if told else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        unit = self._presenter.pieces.unit_at(section)
        return unit.serial_no if unit else str(section + 1)

    def head(self, row: int) -> Head:
        """Return what stands before a row."""
        if self._presenter.sheet is None:
            return Head("", "", "")
        one = self._presenter.sheet.rows[row]
        return Head(one.code, self._words.name(one.name, one.name_zh), limits(one))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        sheet = self._presenter.sheet
        if sheet is None:
            return None
        cell = self.cell(index)
        entry = sheet.entries.get(cell) if cell is not None else None
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(cell, entry)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if entry is None:
            return None
        return self._told(entry, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell can be entered."""
        cell, sheet = self.cell(index), self._presenter.sheet
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if cell is None or sheet is None or not self._presenter.writable:
            return base if cell is not None else Qt.ItemFlag.NoItemFlags
        entry = sheet.entries.get(cell)
        return base | Qt.ItemFlag.ItemIsEditable if entry is None or entry.state is State.TYPED else base

    def changed(self) -> None:
        """Show every visible cell anew."""
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)

    def _told(self, entry: Entry, role: int) -> object:
        look = LOOKS[entry.typed.judgement]
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "" if entry.state is State.RECORDED else UNSENT
            return f"{look.sign} {entry.typed.text}{mark}"
        if role == Qt.ItemDataRole.EditRole:
            return entry.typed.text
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            said = (self._words.text(look.text), self._words.text(STATES[entry.state]))
            return entry.flaw or self._words.headed(entry.typed.text, self._words.beside(*said))
        if role == Qt.ItemDataRole.ForegroundRole:
            return colours(Tone.BAD if entry.flaw else look.tone, self._palette_of.palette())[0]
        return None

    def _ground(self, cell: Cell | None, entry: Entry | None) -> object:
        if cell is None:  # nothing is asked for here: hatched, so that nobody takes it for what is still open
            return QBrush(tokens(self._palette_of.palette()).color("line"), Qt.BrushStyle.BDiagPattern)
        if entry is None:
            return None
        tone = Tone.BAD if entry.flaw else LOOKS[entry.typed.judgement].tone
        return colours(tone, self._palette_of.palette())[1]


def limits(one: CharacteristicView) -> str:
    """Return the limits in short."""
    low, high = ("" if end is None else f"{end:.{one.precision}f}" for end in (one.lower, one.upper))
    if low and high:
        return f"{low} … {high} {one.unit}".strip()
    side = f"≥ {low}" if low else f"≤ {high}" if high else ""
    return f"{side} {one.unit}".strip() if side else ""


class CellEditor(QStyledItemDelegate):
    """The field in a cell: Enter takes and goes on; what is wrong stays with its words.

    Signals:
        scanned: a scan into a cell.
        refused: what was typed is no result: `NotUnderstood`.
    """

    scanned = Signal(str)
    refused = Signal(object)

    def __init__(self, presenter: EntryPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field that hears scanners."""
        editor = super().createEditor(parent, option, index)
        wedge = Wedge(editor)  # type: ignore[arg-type]  # Qt's own editor of a text is a QLineEdit
        wedge.scanned.connect(lambda text: self._on_scan(editor, text))
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed."""
        text = str(editor.property("text") or "")
        cell = model.cell(index) if isinstance(model, SheetModel) else None
        entry = self._presenter.sheet.entries.get(cell) if self._presenter.sheet and cell else None
        if cell is None or not text.strip() or (entry is not None and entry.typed.text == text):
            return
        self._presenter.go(cell)
        try:
            self._presenter.enter(text)
        except NotUnderstood as wrong:
            self.refused.emit(wrong)

    def _on_scan(self, editor: QWidget, text: str) -> None:
        editor.setProperty("text", "")
        self.closeEditor.emit(editor)
        self.scanned.emit(text)


class EntryGrid(QTableView):
    """The sheet as a table."""

    pasted = Signal(str)

    def __init__(self, presenter: EntryPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._column = COLUMN
        self.sheet = SheetModel(presenter, self)
        self.cells = CellEditor(presenter, self)
        self.setModel(self.sheet)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(presenter.words.text("All results"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.heads = RowHeads(self)
        self.heads.setDefaultSectionSize(ROW)
        self.setVerticalHeader(self.heads)
        self.horizontalHeader().setDefaultSectionSize(COLUMN)
        self.horizontalHeader().setMinimumHeight(32)
        self.selectionModel().currentChanged.connect(self._on_current)

    def reset_sheet(self) -> None:
        """Show another sheet."""
        self.sheet.beginResetModel()
        self.sheet.endResetModel()
        asked = self._presenter.sheet.asked if self._presenter.sheet is not None else []
        for row, samples in enumerate(asked):
            self.setRowHidden(row, not samples)

    def enlarge(self, *, large: bool) -> None:
        """Make rows, columns and words large enough for a glove, or as usual."""
        self.setProperty("scale", GLOVE if large else None)
        repolish(self)
        column = LARGE_COLUMN if large else COLUMN
        self.heads.setDefaultSectionSize(LARGE_ROW if large else ROW)
        self.heads.setFixedWidth(WIDTH * column // COLUMN)
        self._column = column
        self.widen()

    def show_sheet(self) -> None:
        """Show every cell and heading as it is now."""
        self.sheet.changed()
        self.widen()

    def widen(self) -> None:
        """Give the columns the room that the longest serial number needs."""
        header, longest = self.horizontalHeader(), max(self._presenter.pieces.serials(), key=len, default="")
        wanted = max(self._column, header.fontMetrics().horizontalAdvance(longest) + MARGINS)
        if wanted != header.defaultSectionSize():
            header.setDefaultSectionSize(wanted)

    def show_cell(self) -> None:
        """Point at the cell that is being entered."""
        if self._presenter.at is not None:
            index = self.sheet.index_of(self._presenter.at)
            if index != self.currentIndex():
                self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a whole column from the clipboard."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
            return
        super().keyPressEvent(event)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.heads.viewport().update()
        cell = self.sheet.cell(index)
        if cell is not None and cell != self._presenter.at:
            self._presenter.go(cell)
