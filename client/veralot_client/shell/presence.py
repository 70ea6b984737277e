"""What follows from the state of the session: listening, locking, coming back, leaving."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.session import SessionState
from veralot_client.shell.idle import IdleWatch
from veralot_shared.contracts.identity import SessionEnded, WhoAmI
from veralot_shared.errors import CodedError


class Presence(QObject):
    """Watches one session.

    Signals:
        arrived: the person is there and may work.
        hidden: the session is locked or has ended; nothing of it may be seen.
        left: the person has signed out.
    """

    arrived = Signal()
    hidden = Signal()
    left = Signal()

    def __init__(self, app: QApplication, services: Services) -> None:
        super().__init__(app)
        self._services = services
        self._idle = IdleWatch(app, self.lock, self._show_life)
        self._subscriptions = [
            services.session.changed.subscribe(self._follow),
            services.changes.subscribe(SessionEnded, self._on_session_ended),
        ]

    def begin(self) -> None:
        """The session is active: listen and watch."""
        self._follow(self._services.session.state)

    def lock(self) -> None:
        """Lock the session; the screen locks at once, the server when it hears of it."""
        self._in_background(self._services.session.lock)

    def sign_out(self) -> None:
        """End the session."""
        self._in_background(self._services.session.logout)

    def end(self) -> None:
        """The main window is gone: watch no more."""
        self._idle.stop()
        self._services.changes.stop()
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def _follow(self, state: SessionState) -> None:
        if state is not self._services.session.state:
            # Heard late: what it has become since is told as well, and a person who is back is not sent away again.
            return
        if state is SessionState.ACTIVE:
            login = self._services.session.login_view
            self._idle.start(login.idle_seconds if login else 0)
            self._services.changes.start()
            self.arrived.emit()
        elif state is SessionState.SIGNED_OUT:
            self._idle.stop()
            self._services.changes.stop()
            self.left.emit()
        else:
            self._idle.stop()
            self.hidden.emit()

    def _on_session_ended(self, event: SessionEnded) -> None:
        login = self._services.session.login_view
        if login is not None and event.session_id == login.session_id:
            self._services.session.end()

    def _show_life(self) -> None:
        """Tell the server that somebody is there who only reads or types."""
        self._in_background(lambda: self._services.server.call(WhoAmI()))

    def _in_background(self, call: Callable[[], object]) -> None:
        """Make a call whose failure needs no words: what it means is seen in the states of session and connection."""

        def work(_job: Job) -> None:
            call()

        self._services.background.start(work, lambda _reply: None, self._on_failure)

    def _on_failure(self, error: Exception) -> None:
        if not isinstance(error, CodedError):
            self._services.notices.error(error)
