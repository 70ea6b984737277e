"""The list of inspection plans."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.columns import PLANS
from veralot_client.modules.inspection.presenters.lists import PlansPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.inspection import PlanView
from veralot_shared.i18n import N_

NEW = "inspection.new_plan"
TEMPLATE = "inspection.plan_template"
WORDS = TableWords(
    id="inspection.plans",
    name=N_("Inspection plans"),
    empty=N_("There is no inspection plan yet."),
    hint=N_("Make one for an item; once it is released, receipts of the item are inspected by it."),
    none_match=N_("No plan matches these filters."),
)


class PlansPage(Page):
    """Lists plans, a window at a time; Enter opens one."""

    def __init__(self, services: Services) -> None:
        self.presenter = PlansPresenter(services, self._reload)
        super().__init__(services, self.presenter)
        rows = FetchedRows(services.background, self.presenter.fetch)
        self.table: DataTable[PlanView] = DataTable(services, PLANS, rows, WORDS, key=lambda one: one.id)
        self.bar = ActionBar(self, ["inspection.open_plan", NEW, TEMPLATE], always_shown=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self._open)
        self.table.picked.connect(self._on_picked)
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Inspection plans")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def refresh(self) -> None:
        """Read the list again."""
        self._reload()

    def can_perform(self, action_id: str) -> bool:
        """Return whether a plan is chosen; a new one can always be made, and a template saved."""
        return action_id in {NEW, TEMPLATE} or (
            action_id == "inspection.open_plan" and self.table.current() is not None
        )

    def perform(self, action_id: str) -> None:
        """Open the chosen plan, the form of a new one, or what asks where the template goes."""
        one = self.table.current()
        if action_id == NEW:
            self.services.actions.run(NEW)
        elif action_id == TEMPLATE:
            self._save_template()
        elif one is not None:
            self._open(one)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _open(self, one: PlanView) -> None:
        self.services.navigator.open("inspection_plan", one.id)

    def _save_template(self) -> None:
        dialog = QFileDialog(self, self.words.text("Save the template for plans"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["XLSX (*.xlsx)", "CSV (*.csv)"])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "xlsx"))
        dialog.selectFile("inspection_plans")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.presenter.template(Path(name)))
        dialog.open()

    def _reload(self) -> None:
        self.table.reload()

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()
