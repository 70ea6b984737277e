"""The program: makes the parts, hands them to each other, goes from the login window to the main window and back."""

import logging
import platform
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import Keeper
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection
from veralot_client.core.module import Module
from veralot_client.core.rpc import Server
from veralot_client.core.secrets import Keeping, Secrets
from veralot_client.core.services import Services
from veralot_client.core.session import Session
from veralot_client.core.signing_in import Link, SigningIn
from veralot_client.core.trust import trust_in
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.block_guard import BlockGuard
from veralot_client.shell.desk import Desk, Room
from veralot_client.shell.floor import Floor
from veralot_client.shell.garbage import GarbageCollector
from veralot_client.shell.gui_thread import GuiThread, QtBackground
from veralot_client.shell.language import Language, system_language
from veralot_client.shell.login import LoginWindow
from veralot_client.shell.main_window import MainWindow
from veralot_client.shell.notices import Boxes
from veralot_client.shell.qt_faults import spare_singletons
from veralot_client.shell.warming import Warming
from veralot_client.theme.style import Look

log = logging.getLogger(__name__)

PARTING_MS = 1500
"""How long a closing program waits for the server to hear that the session is over."""


class Client:
    """One running client. What the person sees is the login window, the badge screen of a shared computer, or a desk."""

    def __init__(self, app: QApplication, settings: Settings, modules: Sequence[Module] | None = None) -> None:
        """Make the parts; `modules` are those of the installation where none are given."""
        spare_singletons()
        self.app = app
        self.settings = settings
        self.gui = GuiThread(app)
        self.words = Words(settings.choices.language or system_language())
        self.look = Look(app, settings.choices.theme, self.words.language)
        self.boxes = Boxes(self.words, self._front_window)
        self.background = QtBackground(self.gui, self.boxes.error)
        self.guard = BlockGuard(app)
        self.garbage = GarbageCollector(app)
        self.warming = Warming(app, self.background, self._installed)
        self.login_window: LoginWindow | None = None
        self.desk: Desk | None = None
        self.floor: Floor | None = None
        self._modules = modules
        self._language = Language(app, self.words)
        self.words.changed.subscribe(lambda: self.look.speak(self.words.language))
        self.journals = Journals(settings.folder / "journals")
        self._secrets = Secrets(shared_computer=settings.choices.shared_computer)
        self._signing_in = SigningIn(self.background, settings, self._secrets, self.connect, self._on_signed_in)
        app.setQuitOnLastWindowClosed(False)
        catch_bugs(self.gui, self.boxes)

    @property
    def main_window(self) -> MainWindow | None:
        """The window of whoever is signed in."""
        return self.desk.window if self.desk else None

    @property
    def services(self) -> Services | None:
        """What the modules of that window work with."""
        return self.desk.services if self.desk else None

    # --- signing in --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the badge screen where this computer is a shared one, else the login window."""
        self.warming.begin()
        url = next(iter(self.settings.choices.servers), "")
        key = self.settings.floor_key(url)
        if key is None:
            self._leave_floor()
            self._show_login()
            return
        if self.floor is None:
            self.floor = Floor(self._room(), key, lambda: self.connect(url))
            self.floor.password_wanted.connect(self._show_login)
            self.floor.closed.connect(self.app.quit)
            self.floor.arrived.connect(self._on_seated)
            self.floor.vacated.connect(self._on_vacated)
        self.floor.show()

    def _show_login(self) -> None:
        window = LoginWindow(self._signing_in, self.settings, self.words)
        if self.floor is not None:
            # The desks that wait here are all of this server's people.
            window.credentials.server.setEnabled(False)
            self.floor.window.hide()
        window.closed.connect(self._on_login_closed)
        self.login_window = window
        window.show()

    def _on_login_closed(self) -> None:
        if self.floor is None:
            self.app.quit()
        else:
            self._leave_login()
            self.floor.show()

    def connect(self, url: str) -> Link:
        """Return everything that talks to one server."""
        choices = self.settings.choices
        trust = trust_in(url, choices.authority, choices.pinned)
        server = Server(url, trust=trust, workstation=platform.node())
        connection = Connection(self.gui.post)
        return Link(
            server=server,
            session=Session(server, self.gui.post, Keeper(self.journals, server)),
            connection=connection,
            changes=Changes(server, connection, self.gui.post),
        )

    def _on_signed_in(self, link: Link) -> None:
        login = link.session.login_view
        self.words.zone = ZoneInfo(login.plant_zone) if login else self.words.zone
        if self.floor is not None and login is not None:
            self.floor.seat(link, login)
            return
        desk = self.desk = Desk(self._room(), link)
        desk.hidden.connect(desk.lock)
        desk.left.connect(self._on_signed_out)
        desk.closing.connect(self._quit)
        self._leave_login()
        desk.show()
        self._say_keeping()

    def _on_seated(self, desk: Desk) -> None:
        """Somebody works at this shared computer."""
        login = desk.services.session.login_view
        self.words.zone = ZoneInfo(login.plant_zone) if login else self.words.zone
        self.desk = desk
        self._leave_login()

    def _on_vacated(self) -> None:
        """Nobody works here now; whoever left may have taken the computer off the floor."""
        self.desk = None
        if self.settings.floor_key(next(iter(self.settings.choices.servers), "")) is None:
            QTimer.singleShot(0, self.app, self.start)

    def _room(self) -> Room:
        modules = self._installed()
        return Room(self.app, self.gui, self.background, self.settings, self.look, self.words, modules, self.journals)

    def _installed(self) -> Sequence[Module]:
        return installed() if self._modules is None else self._modules

    def _leave_login(self) -> None:
        if self.login_window is not None:
            window, self.login_window = self.login_window, None
            self._signing_in.end()
            window.hide()
            window.deleteLater()

    def _say_keeping(self) -> None:
        if self._signing_in.keeping is Keeping.SESSION and self.desk is not None:
            self.desk.boxes.done(
                self.words.text(
                    "This computer has no key ring that can be used: "
                    "your password is kept only until you close the program."
                )
            )

    # --- leaving -----------------------------------------------------------------------------------------------------

    def _on_signed_out(self) -> None:
        self._leave_desk()
        self.start()

    def _leave_desk(self) -> None:
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.end()

    def _leave_floor(self) -> None:
        if self.floor is not None:
            floor, self.floor = self.floor, None
            self.desk = None
            floor.end()

    def end(self) -> None:
        """Close everything at once and give back what the process lent."""
        self._leave_login()
        if self.floor is None:
            self._leave_desk()
        self._leave_floor()
        self.guard.stop()
        self.garbage.stop()
        self.warming.stop()
        self.background.stop()
        self.journals.close()
        release_bugs()

    def _quit(self) -> None:
        """Tell the server that the session is over, if it hears it soon, and end."""
        if self.desk is None:
            self.app.quit()
            return
        session = self.desk.services.session
        self.desk.presence.end()
        self.background.start(lambda _job: session.logout(), lambda _reply: self.app.quit(), lambda _e: self.app.quit())
        QTimer.singleShot(PARTING_MS, self.app.quit)

    def _front_window(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self.main_window or self.login_window


def installed() -> Sequence[Module]:
    """Return the modules of this installation; they are read when somebody has signed in, not before."""
    from veralot_client.modules import load  # noqa: PLC0415 - see above

    return load()


def release_bugs() -> None:
    """Undo `catch_bugs`."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def catch_bugs(gui: GuiThread, boxes: Boxes) -> None:
    """Show every error that nothing else caught, from whichever thread: the second of the two top handlers."""

    def show(error: BaseException | None) -> None:
        if isinstance(error, Exception):
            gui.post(lambda: boxes.error(error))

    def in_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            log.error("an error that nothing caught", exc_info=(kind, error, trace))
            show(error)

    sys.excepthook = in_main
    threading.excepthook = lambda caught: show(caught.exc_value)
