"""A shared computer: one badge screen, and a desk for each person who works at it in turn."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from veralot_client.core.badging_in import BadgingIn
from veralot_client.core.signing_in import Link
from veralot_client.settings import FloorKey
from veralot_client.shell.desk import Desk, Room
from veralot_client.shell.floor_window import FloorWindow
from veralot_client.shell.layouts import Layout
from veralot_client.shell.notices import Boxes
from veralot_shared.contracts.identity import LoginView
from veralot_shared.ids import UserId

SWITCH_KEY = Qt.Key.Key_F12
"""That of the action `shell.switch_person`."""
KEPT = 6
"""Desks that are kept for people who will be back; one with something unsent on it is kept in any case."""


class Floor(QObject):
    """Lets one person at a time work at a shared computer, each at a desk of their own.

    Signals:
        password_wanted: somebody signs in with the password.
        closed: the program ends.
        arrived: this desk is the one that is worked at now.
        vacated: nobody works here now; the badge screen is shown.
    """

    password_wanted = Signal()
    closed = Signal()
    arrived = Signal(object)
    vacated = Signal()

    def __init__(self, room: Room, key: FloorKey, connect: Callable[[], Link]) -> None:
        super().__init__(room.app)
        self._room = room
        self._desks: dict[UserId, Desk] = {}
        self._current: Desk | None = None
        self._layout: Layout | None = None
        self._badging_in = BadgingIn(room.background, key, connect, self._on_badge)
        self.window = FloorWindow(self._badging_in, room.settings, room.words, key.name)
        self._boxes = Boxes(room.words, lambda: self.window)
        self.window.password_wanted.connect(self.password_wanted)
        self.window.closed.connect(self._close)
        room.app.installEventFilter(self)

    @property
    def current(self) -> Desk | None:
        """The desk that is worked at; none while the badge screen is shown."""
        return self._current

    @property
    def kept(self) -> list[str]:
        """Whose desks are here, whoever left longest ago first."""
        return [desk.user_name for desk in self._desks.values()]

    def show(self) -> None:
        """Show the badge screen."""
        self.window.show_waiting(self._unsent())
        self._badging_in.begin()
        self.window.show()
        self.window.raise_()
        self.vacated.emit()

    def seat(self, link: Link, login: LoginView) -> None:
        """Let a person work: at their own desk as they left it, or at a new one with the pages that were open here."""
        self._room.words.switch(login.user.language)
        desk = self._desks.get(login.user.id)
        if desk is not None and not self._fits(desk, login):
            self._drop(desk)
            desk = None
        if desk is None:
            self._seat_anew(link, login)
        else:
            if link is not desk.link:
                link.server.close()
            self._current = self._desks[login.user.id] = self._desks.pop(login.user.id)
            desk.give_back(login)
        self.window.hide()
        self.arrived.emit(self._current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the next person in also where an open dialog keeps its window's shortcuts from working."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == SWITCH_KEY and self._current is not None:
            self._current.presence.lock()
            return True
        return False

    def end(self) -> None:
        """Close everything at once."""
        self._room.app.removeEventFilter(self)
        for desk in list(self._desks.values()):
            self._drop(desk)
        self.window.hide()
        self.window.deleteLater()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _on_badge(self, link: Link, login: LoginView) -> None:
        self.seat(link, login)

    def _fits(self, desk: Desk, login: LoginView) -> bool:
        """Return whether a desk can go on: with other rights than before it is made anew, unless something waits on it."""
        return desk.unsaved() or desk.services.session.permissions == frozenset(login.permissions)

    def _seat_anew(self, link: Link, login: LoginView) -> None:
        if link.session.login_view is not login:
            link.session.adopt(login)
        desk = Desk(self._room, link, floor=True)
        self._current = self._desks[login.user.id] = desk
        desk.hidden.connect(lambda: self._put_aside(desk))
        desk.left.connect(lambda: self._on_left(desk))
        desk.closing.connect(desk.presence.sign_out)
        desk.show(self._layout)

    def _put_aside(self, desk: Desk) -> None:
        if desk is self._current:
            self._current = None
            self._layout = desk.window.layout_now()
            desk.put_aside()
            self._make_room()
            self.show()

    def _on_left(self, desk: Desk) -> None:
        if desk is not self._current:
            # The badge screen is shown, perhaps with somebody about to sign in, or somebody else works.
            self._drop(desk)
            self.window.show_waiting(self._unsent())
            return
        self._current = None
        self._layout = desk.window.layout_now()
        self._drop(desk)
        self.show()

    def _make_room(self) -> None:
        """Take away the desks that were left longest ago, but none on which something waits to be sent."""
        spare = [desk for desk in self._desks.values() if desk is not self._current and not desk.unsaved()]
        for desk in spare[: max(0, len(self._desks) - KEPT)]:
            self._drop(desk)

    def _drop(self, desk: Desk) -> None:
        for user_id, known in list(self._desks.items()):
            if known is desk:
                del self._desks[user_id]
        desk.end()

    def _unsent(self) -> list[str]:
        return [desk.user_name for desk in self._desks.values() if desk.losing()]

    def _close(self) -> None:
        names = self._unsent()
        if not names:
            self.closed.emit()
            return
        words = self._room.words
        self._boxes.confirm(
            words.text("Something is not saved"),
            words.text(
                "These people typed something here that has not been sent: {names}. If you close the program, it is lost.",
                names=words.listed(names),
            ),
            words.text("Go on and lose it"),
            lambda yes: self.closed.emit() if yes else None,
        )
