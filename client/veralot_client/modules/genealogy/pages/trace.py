"""A trace: as a tree, as a table, and in a sentence whether it is complete."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSplitter, QTabWidget, QVBoxLayout, QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.trace_tree import TraceTreeView
from veralot_client.modules.genealogy.presenters.graph import Graph, Record
from veralot_client.modules.genealogy.presenters.quality import HoldForm
from veralot_client.modules.genealogy.presenters.trace import TracePresenter
from veralot_client.modules.genealogy.presenters.trace_columns import RECORDS, edge_columns
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import Direction, NodeKind, Scope, TraceEdge
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

RECORD_WORDS = TableWords(
    id="genealogy.trace.records", name=N_("Records"), empty=N_("Nothing is recorded on this side.")
)
STEP_WORDS = TableWords(id="genealogy.trace.steps", name=N_("Steps"), empty=N_("Nothing is recorded on this side."))
ON_TRACE = ["genealogy.hold_traced", "genealogy.trace_from_here", "genealogy.open_traced", "genealogy.picture_traced"]


class TracePage(Page):
    """Shows a trace; what is chosen in the tree is chosen in the table and the other way round."""

    def __init__(self, services: Services, root: int) -> None:
        self.trace = TracePresenter(services, NodeId(root))
        super().__init__(services, self.trace)
        self._following = False
        self._in_tree = True
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.summary = QLabel(wordWrap=True)
        self.direction = QComboBox()
        self.scope = QComboBox()
        self.direction_label = QLabel()
        self.scope_label = QLabel()
        self.stale = Notice()
        self.complete = Notice()
        self.empty = EmptyState()
        self.tree = TraceTreeView(services.words)
        self.rows = ListRows(RECORDS, services.words, key=lambda record: record.node.id)
        self.records: DataTable[Record] = DataTable(
            services, RECORDS, self.rows, RECORD_WORDS, key=lambda record: record.node.id
        )
        columns = edge_columns(lambda: self.trace.graph.nodes if self.trace.graph is not None else {})
        self.step_rows = ListRows(columns, services.words)
        self.steps: DataTable[TraceEdge] = DataTable(services, columns, self.step_rows, STEP_WORDS)
        self.tabs = QTabWidget()
        self.bar = ActionBar(self, [*ON_TRACE, *self._foreign()], always_shown=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()
        self.trace.load()

    def title(self) -> str:
        """Return what is traced."""
        graph = self.trace.graph
        return self.words.text("Trace {label}", label=graph.root.label) if graph else self.words.text("Trace")

    def refresh(self) -> None:
        """Trace again."""
        self.trace.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, words = self.words.text, self.words
        caption(self.direction_label, _("&Direction"))
        caption(self.scope_label, _("&By"))
        for box, values in ((self.direction, Direction), (self.scope, Scope)):
            box.blockSignals(True)
            place = box.currentIndex()
            box.clear()
            for value in values:
                box.addItem(words.label(value), value.value)
            box.setCurrentIndex(place)
            box.blockSignals(False)
        self.direction.setCurrentIndex(self.direction.findData(self.trace.direction.value))
        self.scope.setCurrentIndex(self.scope.findData(self.trace.scope.value))
        self.tree.setAccessibleName(_("Trace as a tree"))
        for place, name in enumerate((_("Records"), _("Steps"))):
            self.tabs.setTabText(place, name)
        self._say()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with what is chosen."""
        chosen = self._chosen()
        match action_id:
            case "genealogy.hold_traced":
                return self.trace.is_whole and bool(self.trace.holdable(chosen))
            case "genealogy.trace_from_here":
                return len(chosen) == 1 and chosen[0].node.id != self.trace.root
            case "genealogy.open_traced":
                return len(chosen) == 1 and chosen[0].node.kind is NodeKind.LOT
            case "genealogy.picture_traced":
                return self.trace.graph is not None
            case _:
                return False

    def subjects(self) -> Sequence[Subject]:
        """Return the nodes that are chosen, or else the one that is traced."""
        graph, chosen = self.trace.graph, [record.node for record in self._chosen()]
        nodes = chosen or ([graph.root] if graph else [])
        return [Subject(node.kind.value, node.id, node.label) for node in nodes]

    def _foreign(self) -> list[str]:
        """Return what other modules do with single nodes."""
        return [action.id for action in self.services.actions if "unit" in action.kinds]

    def perform(self, action_id: str) -> None:
        """Hold what is chosen, trace from it, or open it."""
        chosen = self._chosen()
        match action_id:
            case "genealogy.hold_traced":
                show_form(self.services, HoldForm(self.services, self.trace.holdable(chosen)), self)
            case "genealogy.trace_from_here":
                self.services.navigator.open("trace", chosen[0].node.id)
            case "genealogy.open_traced":
                self.services.navigator.open("lot", chosen[0].node.id)
            case "genealogy.picture_traced":
                part = chosen[0].node.label if len(chosen) == 1 else ""
                self.services.navigator.open("picture", self.trace.root, part)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.records.end()
        self.steps.end()
        super().end()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        graph, error = self.trace.graph, self.trace.error
        self.empty.setVisible(graph is None)
        self._body.setVisible(graph is not None)
        text = self.words.error(error) if error else ""
        again = self.words.text("Try again")
        self.empty.say(text or self.words.text("Tracing…"), "", again if error else "", self.trace.load)
        if graph is not None and self.tree.graph is not graph:
            self._show_graph(graph)
        self.stale.say(text if graph else "", Tone.WARNING, again, self.trace.load)
        self._say()
        self.title_changed.emit()

    def _show_graph(self, graph: Graph) -> None:
        self.tree.show_graph(graph)
        self.rows.replace(graph.records, more=graph.view.more)
        self.step_rows.replace(graph.view.edges, more=graph.view.more)

    def _say(self) -> None:
        graph = self.trace.graph
        if graph is None:
            return
        root = graph.root
        name = self.words.name(root.item_name, root.item_name_zh)
        self.heading.setText(f"{root.label}   {root.item_code} {name}")
        self.summary.setText(self.trace.summary())
        self.complete.say(*self.trace.completeness())

    # --- tree and table in step --------------------------------------------------------------------------------------

    def _on_tree(self, node: NodeId | None) -> None:
        place = self.rows.index_of(node) if node is not None else None
        if place is not None and not self._following and self.tree.hasFocus():
            self._following = True
            self.records.grid.go_to(place)
            self._following = False

    def _on_table(self) -> None:
        record = self.records.current()
        if record is not None and not self._following and self.records.grid.hasFocus():
            self._following = True
            self.tree.go_to(record.node.id)
            self._following = False
        self._on_chosen()

    def _chosen(self) -> Sequence[Record]:
        """Return what is selected in the table or, if one works there, in the tree."""
        graph = self.trace.graph
        if graph is None:
            return ()
        if not self._in_tree:
            return self.records.selected()
        return graph.chosen(self.tree.chosen_nodes())

    def _on_chosen(self) -> None:
        self._in_tree = self.tree.hasFocus() or (self._in_tree and not self.records.grid.hasFocus())
        self.bar.refresh()
        self.possibilities_changed()

    def _open_row(self, index: QModelIndex) -> None:
        node = self.tree.node_at(index)
        if node is not None and node.kind is NodeKind.LOT:
            self.services.navigator.open("lot", node.id)

    def _on_choice(self) -> None:
        self.trace.choose(Direction(self.direction.currentData()), Scope(self.scope.currentData()))

    def _on_aged(self) -> None:
        text = self.words.text("Something in this trace has changed since.")
        self.stale.say(text, Tone.INFO, self.words.text("Trace again"), self.trace.load)

    def _fill_menu(self, menu: QMenu) -> None:
        for action_id in reversed(ON_TRACE):
            if self.can_perform(action_id):
                title = self.words.text(self.services.actions.find(action_id).title)
                menu.addAction(title, partial(self.perform, action_id))

    # --- making ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.trace.keep(self.trace.shown.subscribe(self._show))
        self.trace.keep(self.trace.aged.subscribe(self._on_aged))
        self.direction.activated.connect(self._on_choice)
        self.scope.activated.connect(self._on_choice)
        self.tree.went_to.connect(self._on_tree)
        self.tree.picked.connect(self._on_chosen)
        self.tree.activated.connect(self._open_row)
        self.records.picked.connect(self._on_table)
        self.records.chosen.connect(lambda record: self.services.navigator.open(record.node.kind.value, record.node.id))
        self.records.menu_asked.connect(self._fill_menu)
        self.steps.chosen.connect(lambda edge: self.tree.go_to(edge.child))

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        for label, box in ((self.direction_label, self.direction), (self.scope_label, self.scope)):
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box)
        top = QHBoxLayout()
        top.addWidget(self.heading, stretch=1)
        top.addLayout(choices)
        self.tabs.addTab(self.records, "")
        self.tabs.addTab(self.steps, "")
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.tree)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.complete, self.bar):
            body.addWidget(widget)
        body.addWidget(split, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.stale)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self._body, stretch=1)
        self.setFocusProxy(self.tree)
