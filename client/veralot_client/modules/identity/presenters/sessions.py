"""Behind the list of sessions. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_shared.contracts.identity import ListSessions, Permission, RevokeSession, SessionEnded, SessionView
from veralot_shared.errors import CodedError


class SessionsPresenter(Presenter):
    """Reads sessions, one's own or with the right for it everybody's, and ends them.

    Attributes:
        rows: the sessions.
        shown: told when they were read.
        failed: told why they could not be read.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.rows: list[SessionView] = []
        self.shown: Observers[[]] = Observers()
        self.failed: Observers[[CodedError]] = Observers()
        self.everybody = services.session.can(Permission.SESSION_MANAGE)
        self.follow(SessionEnded, lambda _event: self.load())

    def load(self) -> None:
        """Read the sessions."""
        self.ask(ListSessions(everybody=self.everybody), self._take, self.failed.tell)

    def can_end(self, session: SessionView | None) -> bool:
        """Return whether a session can be ended here; the own present one ends by signing out."""
        return session is not None and session.ended_at is None and not session.current

    def end_session(self, session: SessionView) -> None:
        """End a session after asking."""
        _ = self.words.text
        told = {"user": session.user_name, "workstation": session.workstation}
        text = _(
            "{user} at {workstation} must sign in again. What is typed there and not saved stays on the screen.", **told
        )

        def answered(yes: bool) -> None:  # noqa: FBT001 - the answer itself
            if yes:
                self.send(RevokeSession(session_id=session.id), lambda _none: self.load())

        self.services.notices.confirm(_("End this session?"), text, _("End session"), answered)

    def _take(self, sessions: list[SessionView]) -> None:
        self.rows = sessions
        self.shown.tell()
