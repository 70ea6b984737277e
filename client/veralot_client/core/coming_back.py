"""Coming back to a locked or ended session, with everything that was typed still there. No Qt."""

from typing import Protocol

from veralot_client.core.background import Background
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.identity import LoginView, TotpNeeded
from veralot_shared.errors import CodedError


class ComingBackView(Protocol):
    """The lock screen."""

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        ...

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work."""
        ...

    def ask_code(self) -> None:
        """Ask for the code of the authenticator too."""
        ...

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ...


class ComingBack:
    """Unlocks a locked session; begins a new one of the same person where the old one has ended."""

    def __init__(self, background: Background, session: Session) -> None:
        self.view: ComingBackView | None = None
        self._background = background
        self._session = session

    def enter(self, password: str, code: str = "") -> None:
        """Prove who one is."""
        if self.view is None:
            return
        self.view.show_error(None)
        self.view.show_busy(busy=True)
        self._background.start(lambda _job: self._prove(password, code), self._arrived, self._failed)

    def _prove(self, password: str, code: str) -> None:
        user = self._session.user
        if self._session.state is SessionState.LOCKED:
            self._session.unlock(password)
        elif user is not None:
            self._begin_again(self._session.login(user.user_name, password, code or None))

    def _begin_again(self, login: LoginView) -> None:
        # Duties that fell due meanwhile are done at the next start; the server refuses what they forbid until then.
        if login.must_change_password or login.must_accept_accountability:
            self._session.begin()

    def _arrived(self, _reply: None) -> None:
        if self.view is not None:
            self.view.show_busy(busy=False)

    def _failed(self, error: Exception) -> None:
        if self.view is None:
            return
        self.view.show_busy(busy=False)
        if isinstance(error, TotpNeeded):
            self.view.ask_code()
        elif isinstance(error, CodedError):
            self.view.show_error(error)
        else:
            self.view.show_bug(error)
