"""What the person who is signed in holds."""

from veralot_client.core.services import Services
from veralot_client.modules.training.models import MINE
from veralot_client.modules.training.presenters.grants import MinePresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.training import GrantView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="training.mine",
    name=N_("My qualifications"),
    empty=N_("You hold no qualification."),
    hint=N_("Where a plan asks for one, an assessor has to grant it to you first."),
    none_match=N_("No qualification matches these filters."),
)


class MinePage(ListPage[GrantView]):
    """Lists one's own, what ends first at the top; Enter opens one with its history."""

    def __init__(self, services: Services) -> None:
        presenter = MinePresenter(services)
        super().__init__(services, presenter, presenter, MINE, WORDS, lambda row: row.id)
        self.sort_by(Sort("held_until"))
        self.table.chosen.connect(lambda row: services.navigator.open("training_grant", row.id))
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("My qualifications")

    def retranslate(self) -> None:
        """Nothing here speaks but the table, which does it itself."""
