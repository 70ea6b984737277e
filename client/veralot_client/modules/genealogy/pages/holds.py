"""The list of holds."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.columns import HOLDS
from veralot_client.modules.genealogy.presenters.holds import HoldsPresenter
from veralot_client.modules.genealogy.presenters.quality import LiftForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_shared.contracts.genealogy import HoldView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="genealogy.holds",
    name=N_("Holds"),
    empty=N_("Nothing is on hold."),
    hint=N_("Lots and units are held from their dossier, from the list of lots or from a trace."),
    none_match=N_("No hold matches these filters."),
)


class HoldsPage(Page):
    """Lists holds; those selected are lifted with one signature."""

    def __init__(self, services: Services) -> None:
        self.holds = HoldsPresenter(services)
        super().__init__(services, self.holds)
        self.rows = ListRows(HOLDS, services.words, key=lambda hold: hold.id)
        self.rows.query(Sort("placed_at", descending=True), {})
        self.table: DataTable[HoldView] = DataTable(services, HOLDS, self.rows, WORDS, key=lambda hold: hold.id)
        self.lifted = QCheckBox()
        self.bar = ActionBar(self, ["genealogy.lift_selected"], always_shown=True)
        top = QHBoxLayout()
        top.addWidget(self.bar, stretch=1)
        top.addWidget(self.lifted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(top)
        layout.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.lifted.toggled.connect(lambda on: self.holds.show_all(lifted=on))
        self.table.picked.connect(self._on_picked)
        self.table.chosen.connect(self._open)
        self.holds.keep(self.holds.shown.subscribe(self._show))
        self.holds.keep(self.holds.failed.subscribe(self._fail))
        self.table.set_sort(self.rows.sort)
        self.retranslate()
        self.holds.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Holds")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.lifted.setText(self.words.text("Show &lifted holds too"))

    def refresh(self) -> None:
        """Read the list again."""
        self.holds.load()

    def subjects(self) -> Sequence[Subject]:
        """Return what the selected holds lie on."""
        held = {hold.node_id: Subject(hold.node_kind.value, hold.node_id, hold.label) for hold in self.table.selected()}
        return list(held.values())

    def can_perform(self, action_id: str) -> bool:
        """Return whether the selected holds can be lifted."""
        return action_id == "genealogy.lift_selected" and self.holds.can_lift(self.table.selected())

    def perform(self, action_id: str) -> None:
        """Lift the selected holds."""
        show_form(self.services, LiftForm(self.services, self.table.selected()), self)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _show(self) -> None:
        self.rows.replace(self.holds.rows)

    def _fail(self, error: CodedError) -> None:
        self.rows.failed.tell(error)

    def _open(self, hold: HoldView) -> None:
        kind = "lot" if hold.node_kind == "lot" else "unit"
        self.services.navigator.open(kind, hold.node_id)

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()
