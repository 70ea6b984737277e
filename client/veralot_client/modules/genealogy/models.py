"""The tree of a trace: grown only where somebody opens it, so that a trace of any size opens at once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QIcon

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.graph import Graph, Side
from veralot_client.modules.genealogy.presenters.trace_columns import edge_quantity, node_status, node_tone
from veralot_client.theme.icons import icon
from veralot_client.widgets.table.model import TONE
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import NodeKind, TraceEdge, TraceNode
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

Index = QModelIndex | QPersistentModelIndex

NODE = Qt.ItemDataRole.UserRole
"""The id of the node in a row; None for a heading."""
COLUMNS = (N_("Number"), N_("Item"), N_("Status"), N_("How"), N_("Quantity"), N_("Order"), N_("At"), N_("Customer"))
NUMBER, ITEM, STATUS, HOW, QUANTITY, ORDER, AT, CUSTOMER = range(len(COLUMNS))
TEXTS: tuple[Callable[[TraceNode, TraceEdge | None, Words], str], ...] = (
    lambda node, _edge, _words: node.label,
    lambda node, _edge, words: f"{node.item_code} {words.name(node.item_name, node.item_name_zh)}".strip(),
    lambda node, _edge, words: node_status(node, words),
    lambda _node, edge, words: words.label(edge.kind) if edge else "",
    lambda _node, edge, words: edge_quantity(edge, words),
    lambda _node, edge, _words: (edge.order_no or "") if edge else "",
    lambda _node, edge, words: words.moment(edge.at) if edge else "",
    lambda node, _edge, words: words.name(node.customer, node.customer_zh),
)
"""What each column says of a node and of the edge that leads to it."""
HEADINGS = {Side.BEHIND: N_("What is behind it"), Side.AFTER: N_("What came of it")}


class Branch:
    """One row of the tree: a node reached over an edge, or the heading of a side. It makes its own rows when asked."""

    __slots__ = ("_graph", "_rows", "edge", "node", "parent", "place", "side")

    def __init__(
        self,
        graph: Graph,
        node: NodeId,
        side: Side,
        edge: TraceEdge | None = None,
        parent: "Branch | None" = None,
        place: int = 0,
    ) -> None:
        self.node = node
        self.side = side
        self.edge = edge
        self.parent = parent
        self.place = place
        self._graph = graph
        self._rows: list[Branch] | None = None

    @property
    def is_heading(self) -> bool:
        """Whether this is the heading of a side and no record."""
        return self.edge is None and self.parent is not None

    @property
    def leads_on(self) -> bool:
        """Whether there are rows under it; answered without making them."""
        if self.parent is None:
            return True
        return bool(self._graph.steps(self.node, self.side))

    @property
    def width(self) -> int:
        """How many rows there are under it; answered without making those of a node."""
        return len(self.rows) if self.parent is None else len(self._graph.steps(self.node, self.side))

    @property
    def rows(self) -> "list[Branch]":
        """The rows under it, made the first time."""
        if self._rows is None:
            self._rows = self._headings() if self.parent is None else self._steps()
        return self._rows

    def way(self) -> "list[Branch]":
        """Return the rows from the root to this one."""
        way, branch = [self], self.parent
        while branch is not None:
            way.append(branch)
            branch = branch.parent
        return way[::-1]

    def _headings(self) -> "list[Branch]":
        sides = [side for side in self._graph.sides if self._graph.steps(self.node, side)]
        return [Branch(self._graph, self.node, side, None, self, place) for place, side in enumerate(sides)]

    def _steps(self) -> "list[Branch]":
        steps = self._graph.steps(self.node, self.side)
        return [Branch(self._graph, step.node, self.side, step.edge, self, place) for place, step in enumerate(steps)]


class TraceTree(QAbstractItemModel):
    """Shows a graph as a tree from its root; the way to the current row stands out."""

    def __init__(self, graph: Graph, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.graph = graph
        self._words = words
        self._root = Branch(graph, graph.view.root, Side.ROOT)
        self._way: frozenset[Branch] = frozenset()
        self._icons = {kind: icon(f"genealogy/{kind.value}") for kind in NodeKind}
        self._bold = QFont()
        self._bold.setBold(True)

    # --- Qt's side ---------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own signature; the index is immutable
        """Return the index of a row."""
        if not parent.isValid():
            return self.createIndex(0, column, self._root) if row == 0 else QModelIndex()
        rows = branch_of(parent).rows
        return self.createIndex(row, column, rows[row]) if 0 <= row < len(rows) else QModelIndex()

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]  # Qt has another `parent` without arguments
        """Return the row above."""
        branch = branch_of(child).parent if child.isValid() else None
        return QModelIndex() if branch is None else self.index_of(branch)

    def index_of(self, branch: Branch) -> QModelIndex:
        """Return the index of a branch."""
        return self.createIndex(branch.place, 0, branch)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as index
        """Return how many rows stand under a row."""
        if not parent.isValid():
            return 1
        return len(branch_of(parent).rows) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as index
        """Return how many columns there are."""
        return len(COLUMNS)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - as index
        """Return whether rows stand under a row, without making them."""
        return not parent.isValid() or (parent.column() == 0 and branch_of(parent).leads_on)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - any Qt value
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._words.text(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - any Qt value
        """Return what a cell shows."""
        branch, column = branch_of(index), index.column()
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(branch, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if branch in self._way or branch.is_heading else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == QUANTITY else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None if branch.is_heading else self._of_node(branch, column, role)

    # --- what the page asks ------------------------------------------------------------------------------------------

    def renew(self, graph: Graph) -> bool:
        """Show the same nodes as they are now; return whether they are the same, so that no row comes or goes."""
        former = self.graph
        same = former.nodes.keys() == graph.nodes.keys() and former.view.edges == graph.view.edges
        if same:
            self.graph = graph
        return same

    def width(self, index: Index) -> int:
        """Return how many rows stand under a row, without making them."""
        return branch_of(index).width

    def show_way(self, index: Index) -> None:
        """Have the way from the root to a row stand out."""
        self._way = frozenset(branch_of(index).way()) if index.isValid() else frozenset()

    def find(self, node: NodeId) -> QModelIndex:
        """Return the row of a node on a shortest way from the root; rows on the way are made."""
        branch, path = self._root, self.graph.path_to(node)
        if not path:
            return QModelIndex()
        if node != self._root.node:
            side = self.graph.side_of(node)
            branch = next((each for each in branch.rows if each.side is side), branch)
        for step in path[1:]:
            found = next((each for each in branch.rows if each.node == step), None)
            if found is None:
                return QModelIndex()
            branch = found
        return self.index_of(branch)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _node(self, branch: Branch) -> TraceNode:
        return self.graph.nodes[branch.node]

    def _icon(self, branch: Branch) -> QIcon:
        return self._icons[self._node(branch).kind]

    def _of_node(self, branch: Branch, column: int, role: int) -> NodeId | Tone | QIcon | None:
        if role == NODE:
            return branch.node
        if role == TONE and column == STATUS:
            return node_tone(self._node(branch))
        return self._icon(branch) if role == Qt.ItemDataRole.DecorationRole and column == NUMBER else None

    def _text(self, branch: Branch, column: int) -> str:
        if branch.is_heading:
            return self._words.text(HEADINGS[branch.side]) if column == NUMBER else ""
        return TEXTS[column](self._node(branch), branch.edge, self._words)


def branch_of(index: Index) -> Branch:
    """Return the branch behind an index."""
    branch: Branch = index.internalPointer()
    return branch
