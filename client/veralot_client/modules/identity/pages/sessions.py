"""The list of sessions."""

from veralot_client.core.services import Services
from veralot_client.modules.identity.models import SESSIONS
from veralot_client.modules.identity.presenters.sessions import SessionsPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.identity import SessionView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="identity.sessions", name=N_("Sessions"), empty=N_("Nobody was signed in during the last 30 days.")
)


class SessionsPage(ListPage[SessionView]):
    """Lists who is signed in where; a session is ended here."""

    def __init__(self, services: Services) -> None:
        self.sessions = SessionsPresenter(services)
        super().__init__(services, self.sessions, self.sessions, SESSIONS, WORDS, lambda session: session.id)
        self.add_buttons(["identity.revoke"])
        self.sort_by(Sort("last_seen_at", descending=True))
        self.sessions.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Sessions")

    def retranslate(self) -> None:
        """The table and the buttons speak for themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether the chosen session can be ended."""
        return action_id == "identity.revoke" and self.sessions.can_end(self.table.current())

    def perform(self, action_id: str) -> None:
        """End the chosen session."""
        session = self.table.current()
        if session is not None:
            self.sessions.end_session(session)
