"""One signed-in person's desk: the main window, all that works in it, and nothing that another person's desk shares.

What is typed here can be sent only with this person's session. At a shared computer the desk is put aside, whole, while
somebody else works, and is given back to whom it belongs to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from veralot_client.core.actions import Actions
from veralot_client.core.capture.capture import Capture
from veralot_client.core.capture.journals import Journals
from veralot_client.core.floor import KeptStation
from veralot_client.core.module import Module, Panel
from veralot_client.core.sending import Sender
from veralot_client.core.services import Services
from veralot_client.core.session import Session
from veralot_client.core.signing_in import Link
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.curtain import Curtain
from veralot_client.shell.gui_thread import DeskBackground, GuiThread, QtBackground
from veralot_client.shell.layouts import Layout
from veralot_client.shell.main_window import MainWindow, Surroundings
from veralot_client.shell.navigator import PanelNavigator
from veralot_client.shell.notices import Boxes
from veralot_client.shell.offline import Offline
from veralot_client.shell.presence import Presence
from veralot_client.shell.sign_dialog import SignDialogs
from veralot_client.theme.style import Look
from veralot_shared.contracts.identity import LoginView


@dataclass(frozen=True)
class Room:
    """What every desk of this computer stands in."""

    app: QApplication
    gui: GuiThread
    background: QtBackground
    settings: Settings
    look: Look
    words: Words
    modules: Sequence[Module]
    journals: Journals


class Desk(QObject):
    """The desk of whoever signed in by `link`.

    Signals:
        hidden: its session is locked or has ended, or its person leaves it: nothing of it may be seen.
        left: its person has signed out.
        closing: its person closes the program.
    """

    hidden = Signal()
    left = Signal()
    closing = Signal()

    def __init__(self, room: Room, link: Link, *, floor: bool = False) -> None:
        """Make it; `floor` says that the computer is a shared one."""
        super().__init__(room.app)
        self.link = link
        self.boxes = Boxes(room.words, self._front)
        self.background = DeskBackground(room.background, self.boxes.error)
        known = {panel.id: panel for module in room.modules for panel in module.panels}
        panels = {name: panel for name, panel in known.items() if link.session.can(panel.permission)}
        navigator = PanelNavigator(panels, link.session)
        self.signer = SignDialogs(room.words, lambda: signer_name(link.session, room.words), self._front)
        capture = Capture(
            link.server, link.session, link.connection, self.background, room.journals, post=room.gui.post
        )
        self.services = Services(
            server=link.server,
            session=link.session,
            connection=link.connection,
            changes=link.changes,
            words=room.words,
            background=self.background,
            capture=capture,
            sender=Sender(link.server, self.background, self.signer, self.boxes),
            navigator=navigator,
            notices=self.boxes,
            actions=Actions(link.session, link.connection),
            settings=room.settings,
            station=KeptStation(room.settings, link.server.url),
        )
        for module in room.modules:
            capture.guards.add(module.guards(self.services))
        surroundings = Surroundings(self.background, room.gui, room.settings, room.look, floor)
        self.window = self._furnish(room.modules, panels, surroundings)
        navigator.docking = self.window.docking
        self.boxes.say = self.window.status_bar.say
        self.offline = Offline(room.app, self.services, room.gui.post)
        self.presence = Presence(room.app, self.services)
        self.curtain = Curtain(self.window)
        self._connect()

    def _furnish(
        self, modules: Sequence[Module], panels: Mapping[str, Panel], surroundings: Surroundings
    ) -> MainWindow:
        return MainWindow(self.services, modules, panels, surroundings)

    def _connect(self) -> None:
        self.presence.hidden.connect(self.hidden)
        self.presence.left.connect(self.left)
        self.window.deeds.lock_wanted.connect(self.presence.lock)
        self.window.deeds.sign_out_wanted.connect(self.presence.sign_out)
        self.window.closing.connect(self.closing)

    @property
    def user_name(self) -> str:
        """Whose desk it is."""
        user = self.services.session.user
        return user.user_name if user else ""

    def show(self, layout: Layout | None = None) -> None:
        """Show it for the first time: as it was left, or with the pages that `layout` has open."""
        self.window.show()
        self.window.open_desk(layout)
        self.presence.arrived.connect(self._on_arrived)
        self.presence.begin()

    def lock(self) -> None:
        """Hide everything behind the lock screen, dialogs too; what is typed in them stays."""
        self.signer.withdraw()
        self.curtain.draw()
        self.window.show_lock()

    def _on_arrived(self) -> None:
        self.window.show_desk()
        self.curtain.open()

    def unsaved(self) -> bool:
        """Return whether something typed here has not been sent."""
        return self.losing() or any(page.kept_unsent() for page in self.window.docking.pages())

    def losing(self) -> bool:
        """Return whether something typed here would be lost; or nobody can tell, since it is hidden."""
        return self.curtain.hides or any(page.unsaved() for page in self.window.docking.pages())

    # --- putting aside -----------------------------------------------------------------------------------------------

    def put_aside(self) -> None:
        """Hide everything, with what is typed in it; nothing of it can be seen or sent until its person is back."""
        self.signer.withdraw()
        self.boxes.hold()
        self.curtain.draw()
        self.window.docking.hide_floating()
        self.window.hide()

    def give_back(self, login: LoginView) -> None:
        """Its person is back, under a new session: everything stands as it was, and is read again with today's rights."""
        before = self.services.session.permissions
        self.services.session.adopt(login)
        if self.services.session.permissions != before:
            self.window.rights_changed()
        self.window.show()
        self.window.docking.show_floating()
        self.window.show_desk()
        self.curtain.open()
        self.boxes.release()
        self.window.deeds.refresh_pages()

    def end(self) -> None:
        """Take it away for good."""
        self.offline.end()
        self.presence.end()
        self.boxes.hold()
        self.window.leave()
        self.window.deleteLater()
        self.background.end()
        self.services.server.close()

    def _front(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self.window


def signer_name(session: Session, words: Words) -> str:
    """Return who signs, as the dialog says it."""
    user = session.user
    return f"{words.name(user.full_name, user.full_name_zh)} ({user.user_name})" if user else ""
