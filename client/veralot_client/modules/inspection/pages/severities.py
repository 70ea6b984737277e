"""How severely goods are inspected, and the history of the chosen one."""

from PySide6.QtCore import Qt

from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters import severity_forms
from veralot_client.modules.inspection.presenters.columns import SWITCHING_STEPS, SWITCHINGS
from veralot_client.modules.inspection.presenters.lists import SeveritiesPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.inspection import SwitchingStep, SwitchingView
from veralot_shared.i18n import N_

PREFIX = "inspection.severity_"
WORDS = TableWords(
    id="inspection.severities",
    name=N_("Severities"),
    empty=N_("Nothing was inspected yet."),
    hint=N_("Each item has a severity per supplier and stage from its first inspection on; it begins as normal."),
    none_match=N_("No severity matches these filters."),
)
HISTORY = TableWords(
    id="inspection.severity_history", name=N_("History"), empty=N_("No lot was decided yet; inspection is normal.")
)


class SeveritiesPage(ListPage[SwitchingView]):
    """Lists severities; below stands what brought the chosen one there."""

    def __init__(self, services: Services, switching_id: int | None) -> None:
        self.severities = SeveritiesPresenter(services)
        super().__init__(services, self.severities, self.severities, SWITCHINGS, WORDS, lambda one: one.id)
        self._wanted = switching_id
        self.steps_rows = ListRows(SWITCHING_STEPS, services.words)
        self.steps: DataTable[SwitchingStep] = DataTable(
            services, SWITCHING_STEPS, self.steps_rows, HISTORY, compact=True
        )
        self.body.setOrientation(Qt.Orientation.Vertical)
        self.body.addWidget(self.steps)
        self.add_buttons([f"{PREFIX}{verb}" for verb in severity_forms.FORMS])
        self.sort_by(Sort("item_code"))
        self.table.picked.connect(self._read)
        self.severities.keep(self.severities.detailed.subscribe(self._show))
        self.severities.keep(self.severities.shown.subscribe(self._choose))
        self.retranslate()
        self.severities.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Severities")

    def point_at(self, part: str) -> None:
        """Go to the severity with this id."""
        self._wanted = int(part)
        self._choose()

    def retranslate(self) -> None:
        """Nothing here speaks but the tables and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether the chosen severity can be changed so."""
        one, verb = self.table.current(), action_id.removeprefix(PREFIX)
        return one is not None and verb in severity_forms.FORMS and severity_forms.can(verb, one)

    def perform(self, action_id: str) -> None:
        """Open the form of a change."""
        one = self.table.current()
        if one is not None:
            form = severity_forms.FORMS[action_id.removeprefix(PREFIX)]
            show_form(self.services, form(self.services, one), self)

    def end(self) -> None:
        """The page is closed for good."""
        self.steps.end()
        super().end()

    def _read(self) -> None:
        one = self.table.current()
        if one is not None:
            self.severities.choose(one.id)

    def _show(self) -> None:
        if self.severities.detail is not None:
            self.steps_rows.replace(self.severities.detail.steps)

    def _choose(self) -> None:
        """Go to the severity that the page was opened for; otherwise show the chosen one's history anew."""
        place = None if self._wanted is None else self.rows.index_of(self._wanted)
        if place is not None:
            self._wanted = None
            self.table.grid.go_to(place)
        self._read()
