"""Signing in at a shared computer: badge, then PIN. No Qt."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from veralot_client.core.background import Background
from veralot_client.core.signing_in import Link
from veralot_client.settings import FloorKey
from veralot_shared.contracts.identity import BadgeRefused, LoginView
from veralot_shared.errors import CodedError

SHORTEST_BADGE = 4


class FloorStep(StrEnum):
    """What the person is asked for."""

    BADGE = "badge"
    PIN = "pin"


class BadgeView(Protocol):
    """What shows the steps."""

    def show_step(self, step: FloorStep) -> None:
        """Ask for this now."""
        ...

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        ...

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work, or with None that nothing is wrong."""
        ...

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ...


class BadgingIn:
    """Takes a badge that was read and a PIN to a session; `done` gets the link and what the server said."""

    def __init__(
        self,
        background: Background,
        key: FloorKey,
        connect: Callable[[], Link],
        done: Callable[[Link, LoginView], None],
    ) -> None:
        self.view: BadgeView | None = None
        self._background = background
        self._key = key
        self._connect = connect
        self._done = done
        self._badge = ""
        self._turn = 0

    @property
    def has_badge(self) -> bool:
        """Whether a badge was read and its PIN is awaited."""
        return bool(self._badge)

    def read(self, code: str) -> None:
        """A badge was read; what is too short for one was a slip of the keyboard."""
        if len(code.strip()) < SHORTEST_BADGE or self.view is None:
            return
        self._badge = code.strip()
        self.view.show_error(None)
        self.view.show_step(FloorStep.PIN)

    def enter(self, pin: str) -> None:
        """Send badge and PIN."""
        if self.view is None or not self._badge or not pin:
            return
        badge, link, turn = self._badge, self._connect(), self._turn
        self.view.show_error(None)
        self.view.show_busy(busy=True)
        self._background.start(
            lambda _job: link.session.prove_badge(badge, pin, self._key.token),
            lambda login: self._arrived(turn, link, login),
            lambda error: self._failed(turn, link, error),
        )

    def begin(self) -> None:
        """Wait for a badge, whoever was about to sign in."""
        self._badge = ""
        self._turn += 1
        if self.view is not None:
            self.view.show_busy(busy=False)
            self.view.show_step(FloorStep.BADGE)

    def _arrived(self, turn: int, link: Link, login: LoginView) -> None:
        if turn != self._turn:
            # Gave up meanwhile: nobody is there to use the session.
            self._background.start(lambda _job: link.session.drop(login), lambda _none: link.server.close())
            return
        self.begin()
        self._done(link, login)

    def _failed(self, turn: int, link: Link, error: Exception) -> None:
        link.server.close()
        if turn != self._turn or self.view is None:
            return
        self.view.show_busy(busy=False)
        if not isinstance(error, CodedError):
            self.view.show_bug(error)
            return
        if not isinstance(error, BadgeRefused):
            self.begin()
        self.view.show_step(FloorStep.PIN if self._badge else FloorStep.BADGE)
        self.view.show_error(error)
