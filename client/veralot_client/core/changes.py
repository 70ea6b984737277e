"""Hearing what others changed: the stream of events, resumed where it broke, and told to whoever asked."""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from threading import Event as Flag
from threading import Thread
from typing import Any, TypeVar

import msgspec

from veralot_client.core.connection import Connection
from veralot_client.core.observers import Observers, Post, Unsubscribe, at_once
from veralot_client.core.rpc import Server, refusal
from veralot_client.core.sse import ServerEvent, events, lines
from veralot_shared.errors import CodedError, Unexpected
from veralot_shared.messages import EVENTS, Event

E = TypeVar("E", bound=Event)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before the first and the longest wait before a new attempt; each wait doubles the one before."""

log = logging.getLogger(__name__)


class Changes:
    """Listens in a thread of its own while a session lives; callbacks run where `post` takes them.

    Attributes:
        resync: told when changes may have been missed: whoever shows records reads them again.
    """

    def __init__(self, server: Server, connection: Connection, post: Post = at_once) -> None:
        self.resync: Observers[[]] = Observers(post)
        self._server = server
        self._connection = connection
        self._post = post
        self._observers: defaultdict[str, Observers[[Any]]] = defaultdict(lambda: Observers(post))
        self._listener: Listener | None = None
        self._last_id = ""

    def subscribe(self, kind: type[E], callback: Callable[[E], None]) -> Unsubscribe:
        """Call `callback` with each event of a kind from now on."""
        return self._observers[kind.name].subscribe(callback)

    def start(self) -> None:
        """Listen, from now on, with the session's present token; what came meanwhile is made up for."""
        self.stop()
        self._listener = Listener(self._server, self._connection, self._hear, self._last_id)
        self._listener.start()

    def stop(self) -> None:
        """Stop listening. The thread ends by itself, at the latest with the stream's next sign of life."""
        if self._listener is not None:
            self._listener.stop()
            self._last_id = self._listener.last_id
            self._listener = None
        self._connection.reset()

    def retry_now(self) -> None:
        """Do not wait out the pause before the next attempt: the person asks for the connection."""
        if self._listener is not None:
            self._listener.hurry.set()

    def _hear(self, event: ServerEvent) -> None:
        if event.name == "server.Resync":
            self.resync.tell()
        elif event.name in EVENTS:
            self._observers[event.name].tell(msgspec.json.decode(event.data, type=EVENTS[event.name]))


class Listener:
    """One thread on one session's stream; it reconnects until it is stopped or the session is refused."""

    def __init__(
        self, server: Server, connection: Connection, hear: Callable[[ServerEvent], None], last_id: str
    ) -> None:
        self.hurry = Flag()
        self.last_id = last_id
        self._server = server
        self._connection = connection
        self._hear = hear
        self._token = server.token
        self._stopped = Flag()
        self._dice = random.Random()  # noqa: S311 - spreads reconnects, guards nothing

    def start(self) -> None:
        """Begin; the thread dies with the program."""
        Thread(target=self._run, name="changes", daemon=True).start()

    def stop(self) -> None:
        """End the stream and the thread."""
        self._stopped.set()
        self.hurry.set()

    def _run(self) -> None:
        from veralot_client.core.http import Lost, Refused  # noqa: PLC0415 - in this thread, see there

        attempt = 0
        while not self._stopped.is_set():
            heard = False
            try:
                for event in self._stream():
                    attempt, heard = 0, True
                    if self._stopped.is_set():
                        return
                    self._take(event)
            except Lost as problem:
                log.info("the stream of changes broke: %s", problem)
            except Refused as refused:
                self._on_refusal(refusal(refused.answer))
            if self._stopped.is_set():
                return
            self._connection.lost()
            attempt += not heard
            self._rest(attempt)

    def _stream(self) -> Iterator[ServerEvent | None]:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if self.last_id:
            headers["Last-Event-ID"] = self.last_id
        pieces = self._server.stream("/events", headers)
        next(pieces)
        self._connection.opened()
        return events(lines(pieces))

    def _take(self, event: ServerEvent | None) -> None:
        if event is None:
            return
        self.last_id = event.id or self.last_id
        try:
            self._hear(event)
        except msgspec.DecodeError:
            # One event that cannot be read must not silence all that follow.
            log.exception("an event of the server cannot be read: %s", event.name)

    def _on_refusal(self, error: CodedError) -> None:
        """The server answers, and refuses the stream: the session is gone, or it is in trouble itself."""
        log.info("the stream of changes was refused: %s", error)
        if not isinstance(error, Unexpected) and error.http_status in {401, 403}:
            self._stopped.set()
            self._server.tell_refused(error, self._token)

    def _rest(self, attempt: int) -> None:
        pause = min(FIRST_PAUSE * 2 ** max(attempt - 1, 0), LONGEST_PAUSE)
        self.hurry.wait(pause * self._dice.uniform(0.75, 1.25))
        self.hurry.clear()
