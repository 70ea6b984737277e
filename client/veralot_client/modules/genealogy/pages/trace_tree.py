"""The tree of a trace as a widget: it opens where one goes, and the way from the root stands out."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.models import NODE, TraceTree
from veralot_client.modules.genealogy.presenters.graph import Graph
from veralot_client.widgets.table.cells import Cells
from veralot_shared.contracts.genealogy import TraceNode
from veralot_shared.ids import NodeId

WIDTHS = (230, 250, 130, 90, 100, 120, 165, 90)
"""First widths of the columns, in pixels."""
WIDEST_NUMBER = 480
OPEN_FIRST = 40
"""Branches at the root up to which the first level is opened at once."""


class TraceTreeView(QTreeView):
    """Shows a graph.

    Signals:
        went_to: the node of the row that is the current one now; None for a heading.
        picked: other rows are selected.
    """

    went_to = Signal(object)
    picked = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._model: TraceTree | None = None
        self.setItemDelegate(Cells(self))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setExpandsOnDoubleClick(False)
        self.header().setStretchLastSection(True)
        self.header().setMinimumSectionSize(40)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.expanded.connect(self._widen)

    @property
    def graph(self) -> Graph | None:
        """What is shown."""
        return None if self._model is None else self._model.graph

    def show_graph(self, graph: Graph) -> None:
        """Show a graph; where only states have changed, whatever is open stays open, else the way to where one is."""
        if self._model is not None and self._model.renew(graph):
            self.viewport().update()
            return
        here = self.node_at(self.currentIndex()) if self.currentIndex().isValid() else None
        tree, former = TraceTree(graph, self._words, self), self._model
        self._model = tree
        self.setModel(tree)
        if former is not None:
            former.deleteLater()
        for place, width in enumerate(WIDTHS):
            self.setColumnWidth(place, width)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        root = tree.index(0, 0)
        self.expand(root)
        for place in range(tree.rowCount(root)):
            side = tree.index(place, 0, root)
            if tree.width(side) <= OPEN_FIRST:
                self.expand(side)
        self.setCurrentIndex(root)
        if here is not None and here.id != graph.view.root:
            self.go_to(here.id)

    def go_to(self, node: NodeId) -> None:
        """Go to a node's row, opening those above it."""
        if self._model is None:
            return
        index = self._model.find(node)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self._widen(index)

    def node_at(self, index: QModelIndex) -> TraceNode | None:
        """Return the node in a row."""
        node: NodeId | None = index.siblingAtColumn(0).data(NODE)
        return None if node is None or self._model is None else self._model.graph.nodes.get(node)

    def chosen_nodes(self) -> set[NodeId]:
        """Return the nodes of the selected rows."""
        if self._model is None:
            return set()
        return {node for index in self.selectionModel().selectedRows() if (node := index.data(NODE)) is not None}

    def _on_current(self, current: QModelIndex, _former: QModelIndex) -> None:
        if self._model is not None:
            self._model.show_way(current)
            # The way there is bold, and what was opened for it may be deep.
            self._widen(current)
        self.viewport().update()
        self.went_to.emit(current.siblingAtColumn(0).data(NODE) if current.isValid() else None)

    def _widen(self, _index: QModelIndex) -> None:
        """Make room for deeper rows; never less than there was."""
        wanted = min(self.sizeHintForColumn(0), WIDEST_NUMBER)
        if wanted > self.columnWidth(0):
            self.setColumnWidth(0, wanted)
