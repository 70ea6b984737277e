"""The list of studies of gauges."""

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.columns import STUDY_COLUMNS
from veralot_client.modules.spc.presenters.lists import StudiesPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.spc import StudyView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="spc.studies",
    name=N_("Gauge studies"),
    empty=N_("No gauge was studied yet."),
    hint=N_("A study says how much of what varies is the gauge and who reads it."),
    none_match=N_("No study matches these filters."),
)


class StudiesPage(ListPage[StudyView]):
    """Lists studies; Enter opens one."""

    def __init__(self, services: Services) -> None:
        self.studies = StudiesPresenter(services)
        super().__init__(services, self.studies, self.studies, STUDY_COLUMNS, WORDS, lambda one: one.id)
        self.add_buttons(["spc.open_study", "spc.new_study"])
        self.sort_by(Sort("number", descending=True))
        self.table.chosen.connect(self._open)
        self.studies.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Gauge studies")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether a study is chosen."""
        return action_id == "spc.open_study" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen study."""
        one = self.table.current()
        if action_id == "spc.open_study" and one is not None:
            self._open(one)

    def _open(self, one: StudyView) -> None:
        self.services.navigator.open("gauge_study", one.id)
