"""The list of assessments."""

from veralot_client.core.services import Services
from veralot_client.modules.gauges.models import ASSESSMENTS
from veralot_client.modules.gauges.presenters.assessments import AssessmentsPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.gauges import AssessmentView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="gauges.assessments",
    name=N_("Assessments of gauges"),
    empty=N_("No gauge was ever found out of tolerance."),
    hint=N_("A calibration that finds one so opens an assessment of everything that it measured."),
    none_match=N_("No assessment matches these filters."),
)


class AssessmentsPage(ListPage[AssessmentView]):
    """Lists assessments, the newest first; Enter opens one."""

    def __init__(self, services: Services) -> None:
        presenter = AssessmentsPresenter(services)
        super().__init__(services, presenter, presenter, ASSESSMENTS, WORDS, lambda row: row.id)
        self.add_buttons(["gauges.open_assessment"])
        self.sort_by(Sort("number", descending=True))
        self.table.chosen.connect(self._open)
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Assessments of gauges")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether an assessment is chosen."""
        return action_id == "gauges.open_assessment" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen assessment."""
        row = self.table.current()
        if action_id == "gauges.open_assessment" and row is not None:
            self._open(row)

    def _open(self, row: AssessmentView) -> None:
        self.services.navigator.open("gauge_assessment", row.id)
