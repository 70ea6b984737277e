"""The list of lots."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.columns import LOTS
from veralot_client.modules.genealogy.presenters.leaving import ShipForm
from veralot_client.modules.genealogy.presenters.lots import LIST_ACTIONS, LotsPresenter
from veralot_client.modules.genealogy.presenters.making import ConsumeForm
from veralot_client.modules.genealogy.presenters.moves import MergeForm
from veralot_client.modules.genealogy.presenters.quality import HoldForm, RecallForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

WORDS = TableWords(
    id="genealogy.lots",
    name=N_("Lots"),
    empty=N_("There are no lots yet."),
    hint=N_("Receive a supplier's lot, or import the plant's files."),
    none_match=N_("No lot matches these filters."),
)


class LotsPage(Page):
    """Lists lots, a window at a time; Enter opens the dossier."""

    def __init__(self, services: Services) -> None:
        self._presenter_of_lots = LotsPresenter(services, self._reload)
        super().__init__(services, self._presenter_of_lots)
        rows = FetchedRows(services.background, self._presenter_of_lots.fetch)
        self.table: DataTable[LotView] = DataTable(services, LOTS, rows, WORDS, key=lambda lot: lot.id)
        foreign = [action.id for action in services.actions if "lot" in action.kinds]
        self.bar = ActionBar(self, [*LIST_ACTIONS, *foreign], always_shown=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(lambda lot: services.navigator.open("lot", lot.id))
        self.table.picked.connect(self._on_picked)
        self.table.menu_asked.connect(self._fill_menu)
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Lots")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def refresh(self) -> None:
        """Read the list again."""
        self._reload()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with the selected lots."""
        return self._presenter_of_lots.can(action_id, self.table.selected())

    def subjects(self) -> Sequence[Subject]:
        """Return the selected lots."""
        return [Subject("lot", lot.id, lot.lot_no) for lot in self.table.selected()]

    def perform(self, action_id: str) -> None:
        """Open the form for the selected lots."""
        lots, services = self.table.selected(), self.services
        match action_id:
            case "genealogy.hold_selected":
                nodes = [(NodeId(lot.id), f"{lot.item_code} {lot.lot_no}") for lot in lots]
                show_form(services, HoldForm(services, nodes), self)
            case "genealogy.merge_selected":
                show_form(services, MergeForm(services, lots), self)
            case "genealogy.consume_selected":
                show_form(services, ConsumeForm(services, inputs=lots), self)
            case "genealogy.ship_selected":
                show_form(services, ShipForm(services, lots), self)
            case "genealogy.recall_selected":
                show_form(services, RecallForm(services, lots), self)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _reload(self) -> None:
        self.table.reload()

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _fill_menu(self, menu: QMenu) -> None:
        lots = self.table.selected()
        if len(lots) == 1:
            open_it = QAction(self.words.text("Open dossier"), menu)
            open_it.setShortcut(Qt.Key.Key_Return)
            open_it.triggered.connect(lambda: self.services.navigator.open("lot", lots[0].id))
            trace = QAction(self.words.text("Trace"), menu)
            menu.addActions([open_it, trace])
            trace.triggered.connect(lambda: self.services.navigator.open("trace", lots[0].id))
