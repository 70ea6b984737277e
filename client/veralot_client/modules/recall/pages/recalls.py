"""The list of recalls."""

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.columns.listed import RECALLS
from veralot_client.modules.recall.presenters.recalls import RecallsPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.recall import RecallView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="recall.list",
    name=N_("Recalls"),
    empty=N_("There was no recall yet, and no mock recall."),
    hint=N_("Start a mock recall: it shows how fast everything is found, and how much is accounted for."),
    none_match=N_("No recall matches these filters."),
)


class RecallsPage(ListPage[RecallView]):
    """Lists recalls, the newest first; Enter opens one."""

    def __init__(self, services: Services) -> None:
        presenter = RecallsPresenter(services)
        super().__init__(services, presenter, presenter, RECALLS, WORDS, lambda recall: recall.id)
        self.add_buttons(["recall.open"])
        self.sort_by(Sort("started_at", descending=True))
        self.table.chosen.connect(self._open)
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Recalls")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether a recall is chosen."""
        return action_id == "recall.open" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen recall."""
        recall = self.table.current()
        if action_id == "recall.open" and recall is not None:
            self._open(recall)

    def _open(self, recall: RecallView) -> None:
        self.services.navigator.open("recall", recall.id)
