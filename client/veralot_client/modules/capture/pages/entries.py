"""The list of what was entered while the server was away."""

from veralot_client.core.services import Services
from veralot_client.modules.capture.models import ENTRIES
from veralot_client.modules.capture.presenters.entries import EntriesPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.capture import OfflineEntryView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="capture.entries",
    name=N_("Offline entries"),
    empty=N_("Nothing was entered while the server was away."),
    hint=N_("What inspectors enter without the server arrives here by itself when it is back."),
    none_match=N_("No entry matches these filters."),
)


class EntriesPage(ListPage[OfflineEntryView]):
    """Lists entries, the newest first; Enter opens one, with both sides where it is a conflict."""

    def __init__(self, services: Services) -> None:
        presenter = EntriesPresenter(services)
        super().__init__(services, presenter, presenter, ENTRIES, WORDS, lambda entry: entry.id)
        self.add_buttons(["capture.open"])
        self.sort_by(Sort("received_at", descending=True))
        self.table.chosen.connect(self._open)
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Offline entries")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether an entry is chosen."""
        return action_id == "capture.open" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen entry."""
        entry = self.table.current()
        if action_id == "capture.open" and entry is not None:
            self._open(entry)

    def _open(self, entry: OfflineEntryView) -> None:
        self.services.navigator.open("capture_entry", entry.id)
