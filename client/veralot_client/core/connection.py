"""Whether the server is there, as one state machine that the status bar and every form look at."""

from enum import StrEnum
from threading import Lock

from veralot_client.core.observers import Observers, Post, at_once


class ConnectionState(StrEnum):
    """How the client stands to its server."""

    CONNECTING = "connecting"
    ONLINE = "online"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"


ATTEMPTS_BEFORE_OFFLINE = 4
"""Failed attempts in a row after which a hiccup counts as an outage: forms turn read-only, the banner comes down."""


class Connection:
    """The state of the connection. `changed` tells each new state."""

    def __init__(self, post: Post = at_once) -> None:
        self.changed: Observers[[ConnectionState]] = Observers(post)
        self._lock = Lock()
        self._state = ConnectionState.CONNECTING
        self._failures = 0

    @property
    def state(self) -> ConnectionState:
        """The state now."""
        return self._state

    @property
    def writable(self) -> bool:
        """Whether a write has a chance: false only when the server is known to be away."""
        return self._state is not ConnectionState.OFFLINE

    @property
    def failures(self) -> int:
        """Failed attempts in a row."""
        return self._failures

    def opened(self) -> None:
        """The stream of changes is open and alive."""
        with self._lock:
            self._failures = 0
            state = self._enter(ConnectionState.ONLINE)
        self._tell(state)

    def lost(self) -> None:
        """The stream broke, or an attempt to open it failed."""
        with self._lock:
            self._failures += 1
            state = self._enter(self._after_loss())
        self._tell(state)

    def reset(self) -> None:
        """Nobody is signed in: there is no connection to speak of."""
        with self._lock:
            self._failures = 0
            state = self._enter(ConnectionState.CONNECTING)
        self._tell(state)

    def _after_loss(self) -> ConnectionState:
        if self._failures >= ATTEMPTS_BEFORE_OFFLINE:
            return ConnectionState.OFFLINE
        never_open = self._state is ConnectionState.CONNECTING
        return ConnectionState.CONNECTING if never_open else ConnectionState.RECONNECTING

    def _enter(self, state: ConnectionState) -> ConnectionState | None:
        if state is self._state:
            return None
        self._state = state
        return state

    def _tell(self, state: ConnectionState | None) -> None:
        if state is not None:
            self.changed.tell(state)
