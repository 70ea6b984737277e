"""What is in a container as a tree: its lots and the containers in it. Rows can be dragged onto a container."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from veralot_client.core.words import Words
from veralot_client.modules.warehouse.presenters.columns import CONTENTS, status_text, worst
from veralot_client.theme.icons import icon
from veralot_client.widgets.table.cells import Cells
from veralot_client.widgets.table.model import TONE
from veralot_client.widgets.tones import tone_of
from veralot_shared.contracts.warehouse import ContainerDetail, ContainerView, ContentView
from veralot_shared.i18n import N_

TITLES = CONTENTS[:7]
ROW = Qt.ItemDataRole.UserRole + 100
LOT_OR_CONTAINER = N_("Lot or container")
STATUS = 3
WIDTHS = (210, 110, 260, 130, 100, 60, 150)


class ContentTree(QTreeWidget):
    """Shows lots and containers right in a container.

    Signals:
        opened: a row was opened: its `ContentView` or `ContainerView`.
        dropped: a row was dragged onto a container: the row, and that container.
        picked: other rows are selected now.
    """

    opened = Signal(object)
    dropped = Signal(object, object)
    picked = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setItemDelegate(Cells(self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setColumnCount(len(TITLES))
        self.itemActivated.connect(lambda item, _column: self.opened.emit(item.data(0, ROW)))
        self.itemSelectionChanged.connect(self.picked)
        for place, width in enumerate(WIDTHS):
            self.setColumnWidth(place, width)

    def show_detail(self, detail: ContainerDetail) -> None:
        """Show a container's content: the containers in it first."""
        titles = [LOT_OR_CONTAINER, *(column.title for column in TITLES[1:])]
        self.setHeaderLabels([self._words.text(title) for title in titles])
        self.setAccessibleName(self._words.text("Content"))
        self.clear()
        for one in detail.inner:
            self.addTopLevelItem(self._container(one))
        for row in detail.contents:
            self.addTopLevelItem(self._content(row))

    def contents(self) -> list[ContentView]:
        """Return the selected rows of lots."""
        return [row for row in self._selected() if isinstance(row, ContentView)]

    def containers(self) -> list[ContainerView]:
        """Return the selected containers."""
        return [row for row in self._selected() if isinstance(row, ContainerView)]

    # --- dragging ----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what comes from this tree."""
        if event.source() is self:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it can be dropped: on a container that is not itself dragged."""
        if self._target(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped where; the tree itself changes when the server has done it."""
        target = self._target(event)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if target is not None:
            for row in self._selected():
                self.dropped.emit(row, target)

    def mimeTypes(self) -> list[str]:
        """Return what a drag carries: rows of this tree alone."""
        return ["application/x-qabstractitemmodeldatalist"]

    def mimeData(self, items: list[QTreeWidgetItem]) -> QMimeData:  # type: ignore[override]  # the stub says sequence
        """Return what a drag carries."""
        return super().mimeData(items)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _target(self, event: QDropEvent) -> ContainerView | None:
        item = self.itemAt(event.position().toPoint())
        row = None if item is None else item.data(0, ROW)
        return row if isinstance(row, ContainerView) and row not in self._selected() else None

    def _selected(self) -> list[ContentView | ContainerView]:
        return [item.data(0, ROW) for item in self.selectedItems()]

    def _container(self, one: ContainerView) -> QTreeWidgetItem:
        words = self._words
        lots = words.plural("{count} lot", "{count} lots", one.lots)
        statuses = words.listed(words.label(each) for each in one.statuses)
        item = QTreeWidgetItem([one.container_no, words.label(one.kind), lots, statuses])
        item.setIcon(0, icon("warehouse/container"))
        item.setData(STATUS, TONE, worst(one))
        item.setData(0, ROW, one)
        return item

    def _content(self, row: ContentView) -> QTreeWidgetItem:
        words = self._words
        item = QTreeWidgetItem(
            [
                row.lot_no,
                row.item_code,
                words.name(row.item_name, row.item_name_zh),
                status_text(row.status, words),
                words.number(row.quantity),
                row.unit,
                words.number(row.units) if row.units else "",
            ]
        )
        item.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setTextAlignment(6, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setIcon(0, icon("genealogy/lot"))
        item.setData(STATUS, TONE, tone_of(row.status))
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setData(0, ROW, row)
        return item
