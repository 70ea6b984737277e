"""The list of containers: scan one to open it."""

from PySide6.QtWidgets import QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.columns import CONTAINERS
from veralot_client.modules.warehouse.presenters.container_forms import MakeForm, ShipForm
from veralot_client.modules.warehouse.presenters.containers import ContainersPresenter
from veralot_client.modules.warehouse.presenters.rules import NumberingForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.warehouse import ContainerState, ContainerView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="warehouse.containers",
    name=N_("Containers"),
    empty=N_("There are no containers yet."),
    hint=N_("Make them here; their labels carry the number."),
    none_match=N_("No container matches these filters."),
)
HINT = N_("Scan a container to open it")
ACTIONS = ("warehouse.make", "warehouse.ship_selected", "warehouse.numbering")


class ContainersPage(Page):
    """Lists containers, a window at a time; Enter or a scan opens one."""

    def __init__(self, services: Services) -> None:
        self.containers = ContainersPresenter(services, self._reload)
        super().__init__(services, self.containers)
        rows = FetchedRows(services.background, self.containers.fetch)
        self.scan = ScanField(services.words, HINT)
        self.table: DataTable[ContainerView] = DataTable(services, CONTAINERS, rows, WORDS, key=lambda one: one.id)
        self.bar = ActionBar(self, ACTIONS, always_shown=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.scan)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.scan)
        self.scan.scanned.connect(self.containers.scan)
        self.containers.keep(self.containers.answered.subscribe(self.scan.answer))
        self.table.chosen.connect(lambda one: services.navigator.open("container", one.id))
        self.table.picked.connect(self._on_picked)
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Containers")

    def retranslate(self) -> None:
        """Nothing here speaks but the parts, which do it themselves."""

    def refresh(self) -> None:
        """Read the list again."""
        self._reload()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action is possible with what is selected."""
        if action_id == "warehouse.ship_selected":
            chosen = self.table.selected()
            return bool(chosen) and all(one.state is ContainerState.OPEN and one.inside_id is None for one in chosen)
        return action_id in ACTIONS

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        match action_id:
            case "warehouse.make":
                show_form(self.services, MakeForm(self.services), self)
            case "warehouse.ship_selected":
                show_form(self.services, ShipForm(self.services, self.table.selected()), self)
            case "warehouse.numbering":
                show_form(self.services, NumberingForm(self.services), self)
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
