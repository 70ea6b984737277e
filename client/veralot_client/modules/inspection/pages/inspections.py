"""The work list: what waits, what is due, what is overdue."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.columns import INSPECTIONS, subject
from veralot_client.modules.inspection.presenters.lists import InspectionsPresenter
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.inspection import InspectionView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="inspection.list",
    name=N_("Inspections"),
    empty=N_("Nothing waits to be inspected."),
    hint=N_("Receipts of goods with a released inspection plan come here by themselves."),
    none_match=N_("No inspection matches these filters."),
)


class InspectionsPage(Page):
    """Lists inspections, a window at a time; Enter opens one."""

    def __init__(self, services: Services) -> None:
        self.presenter = InspectionsPresenter(services, self._reload)
        super().__init__(services, self.presenter)
        rows = FetchedRows(services.background, self.presenter.fetch)
        self.table: DataTable[InspectionView] = DataTable(services, INSPECTIONS, rows, WORDS, key=lambda one: one.id)
        foreign = [action.id for action in services.actions if "inspection" in action.kinds]
        self.bar = ActionBar(self, ["inspection.open", *foreign], always_shown=True)
        self.only_waiting = QCheckBox()
        self.only_waiting.setChecked(True)
        self.summary = label("muted")
        top = QHBoxLayout()
        top.addWidget(self.bar, stretch=1)
        top.addWidget(self.summary)
        top.addWidget(self.only_waiting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(top)
        layout.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.only_waiting.toggled.connect(self._on_toggled)
        self.table.chosen.connect(self._open)
        self.table.picked.connect(self._on_picked)
        self.presenter.keep(rows.reset.subscribe(self._say))
        self.presenter.keep(rows.arrived.subscribe(lambda _first, _last: self._say()))
        self.retranslate()
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Inspections")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.only_waiting.setText(self.words.text("Only &undecided"))
        self._say()

    def refresh(self) -> None:
        """Read the list again."""
        self._reload()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an inspection is chosen."""
        return action_id == "inspection.open" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen inspection."""
        one = self.table.current()
        if action_id == "inspection.open" and one is not None:
            self._open(one)

    def subjects(self) -> Sequence[Subject]:
        """Return the selected inspections."""
        return [subject(one) for one in self.table.selected()]

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    def _open(self, one: InspectionView) -> None:
        self.services.navigator.open("inspection", one.id)

    def _reload(self) -> None:
        self.table.reload()

    def _say(self) -> None:
        self.summary.setText(self.presenter.summary())

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - as the signal brings it
        self.presenter.only_waiting = on
        self._reload()

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()
