"""Keeps a desk ready for when the server goes away, hands in what waits when it is back, and says what came of it."""

from collections import Counter

from PySide6.QtCore import QObject, QTimer

from veralot_client.core.capture.handing_in import HandingIn
from veralot_client.core.connection import ConnectionState
from veralot_client.core.observers import Post
from veralot_client.core.services import Services
from veralot_client.core.session import SessionState
from veralot_shared.contracts.capture import Outcome
from veralot_shared.errors import CodedError, ServerUnavailable

READY_EVERY_MS = 5 * 60 * 1000
"""How old a work list is at most while the server is there."""


class Offline(QObject):
    """Watches one desk."""

    def __init__(self, parent: QObject, services: Services, post: Post) -> None:
        super().__init__(parent)
        self._services = services
        capture, connection = services.capture, services.connection
        self.handing_in = HandingIn(capture, connection, services.background, self._title, post)
        self._timer = QTimer(self, interval=READY_EVERY_MS)
        self._timer.timeout.connect(self._keep_ready)
        self._subscriptions = [
            connection.changed.subscribe(self._on_connection),
            services.session.changed.subscribe(self._on_session),
            self.handing_in.done.subscribe(self._say),
            self.handing_in.failed.subscribe(self._on_failure),
        ]
        self._timer.start()

    def end(self) -> None:
        """The desk is gone."""
        self._timer.stop()
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self.handing_in.end()
        self._services.capture.end()

    def _on_connection(self, state: ConnectionState) -> None:
        if state is not ConnectionState.ONLINE:
            return
        if self._services.session.alone:
            self._services.background.start(lambda _job: self._services.session.ask_anew(), _nothing, self._on_lock)
        else:
            self._services.capture.prepare()

    def _on_session(self, state: SessionState) -> None:
        if state is SessionState.ACTIVE and self._services.connection.state is ConnectionState.ONLINE:
            self._keep_ready()

    def _keep_ready(self) -> None:
        if self._services.session.alone:
            # Keys whose time is over leave the disk too.
            self._services.capture.prepare()
        elif self._services.connection.state is ConnectionState.ONLINE:
            self._services.capture.prepare()
            self.handing_in.start()

    def _on_lock(self, error: Exception) -> None:
        # The screen is locked; a server that could not be told of it ends the session by itself.
        if not isinstance(error, CodedError):
            self._services.notices.error(error)

    def _title(self) -> str:
        return self._services.words.text("Sending what was entered offline")

    def _say(self, said: Counter[Outcome]) -> None:
        """Say what came of it; what a person has to decide is not said in passing alone."""
        words, arrived = self._services.words, sum(said.values())
        if not arrived:
            return
        text = words.plural("{count} offline entry has arrived.", "{count} offline entries have arrived.", arrived)
        undecided = said[Outcome.CONFLICT] + said[Outcome.REFUSED]
        if undecided:
            more = words.plural("{count} needs a decision.", "{count} need a decision.", undecided)
            text = f"{text} {more}"
        self._services.notices.done(text)

    def _on_failure(self, error: CodedError) -> None:
        # Away again: it goes on by itself when the server is back.
        if not isinstance(error, ServerUnavailable):
            self._services.notices.error(error)


def _nothing(_reply: None) -> None:
    """Nothing follows: what it means is seen in the state of the session."""
