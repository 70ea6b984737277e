"""Beside the picture: the same trace as a tree and as tables, and its evidence; what is chosen in one is chosen in all."""

from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.trace_tree import TraceTreeView
from veralot_client.modules.genealogy.presenters.graph import Record
from veralot_client.modules.genealogy.presenters.picture.evidence_columns import evidence_columns
from veralot_client.modules.genealogy.presenters.picture.picture import PicturePresenter
from veralot_client.modules.genealogy.presenters.trace_columns import RECORDS, edge_columns
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.genealogy import EvidenceView, TraceEdge
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

NOTHING = N_("Nothing is recorded on this side.")
RECORD_WORDS = TableWords(id="genealogy.picture.records", name=N_("Records"), empty=NOTHING)
STEP_WORDS = TableWords(id="genealogy.picture.steps", name=N_("Steps"), empty=NOTHING)
EVIDENCE_WORDS = TableWords(
    id="genealogy.picture.evidence",
    name=N_("Evidence"),
    empty=N_("No evidence hangs on this trace yet."),
    hint=N_("Signatures, holds and whatever other modules add appear here."),
)


class Beside(Retranslated):
    """Tree, records, steps and evidence of one picture, as tabs."""

    def __init__(self, services: Services, picture: PicturePresenter) -> None:
        super().__init__()
        self._services = services
        self._picture = picture
        self._following = False
        self.tree = TraceTreeView(services.words)
        self.record_rows = ListRows(RECORDS, services.words, key=lambda record: record.node.id)
        self.records: DataTable[Record] = DataTable(
            services, RECORDS, self.record_rows, RECORD_WORDS, key=lambda record: record.node.id
        )
        columns = evidence_columns(lambda: picture.graph.nodes if picture.graph is not None else {})
        self.evidence_rows = ListRows(columns, services.words)
        self.evidence: DataTable[EvidenceView] = DataTable(services, columns, self.evidence_rows, EVIDENCE_WORDS)
        self.steps: DataTable[TraceEdge] | None = None
        self.tabs = QTabWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._services.words.text
        self.tree.setAccessibleName(_("Trace as a tree"))
        names = (_("Tree"), _("Records"), _("Evidence"), _("Steps"))
        for place, name in enumerate(names[: self.tabs.count()]):
            self.tabs.setTabText(place, name)
        self.tree.viewport().update()

    def end(self) -> None:
        """The page is closed for good."""
        for table in (self.records, self.evidence, self.steps):
            if table is not None:
                table.end()

    def show_evidence(self) -> None:
        """Bring the evidence to the front."""
        self.tabs.setCurrentWidget(self.evidence)

    # --- in step -----------------------------------------------------------------------------------------------------

    def _choose(self, node: NodeId | None) -> None:
        """Tell the picture what somebody has chosen here."""
        if node is not None and not self._following:
            self._picture.choose_node(node)

    def _follow(self) -> None:
        """Go where the picture is."""
        if self._following:
            return
        self._following = True
        node = self._picture.current
        if node not in self.tree.chosen_nodes():
            self.tree.go_to(node)
        record = self.records.current()
        place = self.record_rows.index_of(node)
        if place is not None and (record is None or record.node.id != node):
            self.records.grid.go_to(place)
        self._following = False

    def _on_record(self) -> None:
        record = self.records.current()
        if record is not None and self.records.grid.hasFocus():
            self._choose(record.node.id)

    def _on_tree(self, node: NodeId | None) -> None:
        if self.tree.hasFocus():
            self._choose(node)

    def _on_evidence(self) -> None:
        piece = self.evidence.current()
        if piece is not None and self.evidence.grid.hasFocus():
            self._choose(piece.node_id)

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_trace(self) -> None:
        """Show what the picture shows now."""
        graph = self._picture.graph
        if graph is None or self.tree.graph is graph:
            return
        self._following = True
        self.tree.show_graph(graph)
        self.record_rows.replace(graph.records)
        self.evidence_rows.replace(self._picture.evidence.pieces)
        self._show_steps()
        self._following = False
        self._follow()

    def _show_steps(self) -> None:
        graph = self._picture.graph
        if graph is None:
            return
        front = self.tabs.currentIndex()
        if self.steps is not None:
            self.tabs.removeTab(self.tabs.indexOf(self.steps))
            self.steps.end()
            self.steps.deleteLater()
        columns = edge_columns(lambda: graph.nodes)
        self.steps = DataTable(
            self._services, columns, ListRows(columns, self._services.words, graph.view.edges), STEP_WORDS
        )
        self.steps.picked.connect(partial(self._on_step, self.steps))
        self.tabs.addTab(self.steps, "")
        self.tabs.setCurrentIndex(max(front, 0))
        self.retranslate()

    def _on_step(self, steps: DataTable[TraceEdge]) -> None:
        edge = steps.current()
        if edge is not None and steps.grid.hasFocus():
            self._choose(edge.child)

    def _open(self, record: Record) -> None:
        self._services.navigator.open(*self._picture.dossier_of(record.node))

    def _open_evidence(self, piece: EvidenceView) -> None:
        if piece.link_kind and piece.link_id is not None and self._services.navigator.can_open(piece.link_kind):
            self._services.navigator.open(piece.link_kind, piece.link_id)
        else:
            self._picture.choose_node(piece.node_id)

    def _connect(self) -> None:
        self._picture.keep(self._picture.chosen.subscribe(self._follow))
        self.tree.went_to.connect(self._on_tree)
        self.tree.activated.connect(self._open_row)
        self.records.picked.connect(self._on_record)
        self.records.chosen.connect(self._open)
        self.evidence.picked.connect(self._on_evidence)
        self.evidence.chosen.connect(self._open_evidence)

    def _open_row(self, index: QModelIndex) -> None:
        node = self.tree.node_at(index)
        if node is not None:
            self._services.navigator.open(*self._picture.dossier_of(node))

    def _lay_out(self) -> None:
        for widget in (self.tree, self.records, self.evidence):
            self.tabs.addTab(widget, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
