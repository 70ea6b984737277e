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

from veralot_client.core.actions import Actions
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection
from veralot_client.core.module import Module
from veralot_client.core.rpc import Server
from veralot_client.core.secrets import Keeping, Secrets
from veralot_client.core.sending import Sender
from veralot_client.core.services import Services
from veralot_client.core.session import Session
from veralot_client.core.signing_in import Link, SigningIn
from veralot_client.core.trust import trust_in
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.block_guard import BlockGuard
from veralot_client.shell.garbage import GarbageCollector
from veralot_client.shell.gui_thread import GuiThread, QtBackground
from veralot_client.shell.language import Language, system_language
from veralot_client.shell.login import LoginWindow
from veralot_client.shell.main_window import MainWindow, Surroundings
from veralot_client.shell.navigator import PanelNavigator
from veralot_client.shell.notices import Boxes
from veralot_client.shell.presence import Presence
from veralot_client.shell.qt_faults import spare_singletons
from veralot_client.shell.sign_dialog import SignDialogs
from veralot_client.theme.style import Look

log = logging.getLogger(__name__)

PARTING_MS = 1500
"""How long a closing program waits for the server to hear that the session is over."""


class Client:
    """One running client. `window` is what the person sees: the login window or the main window."""

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
        self.login_window: LoginWindow | None = None
        self.main_window: MainWindow | None = None
        self.services: Services | None = None
        self._modules = modules
        self._language = Language(app, self.words)
        self.words.changed.subscribe(lambda: self.look.speak(self.words.language))
        self._secrets = Secrets(shared_computer=settings.choices.shared_computer)
        self._presence: Presence | None = None
        self._signing_in = SigningIn(self.background, settings, self._secrets, self.connect, self._on_signed_in)
        app.setQuitOnLastWindowClosed(False)
        catch_bugs(self.gui, self.boxes)

    # --- signing in --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the login window."""
        window = LoginWindow(self._signing_in, self.settings, self.words)
        window.closed.connect(self.app.quit)
        self.login_window = window
        window.show()

    def connect(self, url: str) -> Link:
        """Return everything that talks to one server."""
        choices = self.settings.choices
        server = Server(url, trust=trust_in(url, choices.authority, choices.pinned), workstation=platform.node())
        connection = Connection(self.gui.post)
        return Link(
            server=server,
            session=Session(server, self.gui.post),
            connection=connection,
            changes=Changes(server, connection, self.gui.post),
        )

    def _on_signed_in(self, link: Link) -> None:
        login = link.session.login_view
        self.words.zone = ZoneInfo(login.plant_zone) if login else self.words.zone
        services, window = self.desk(link)
        self._presence = Presence(self.app, services)
        self._presence.arrived.connect(window.show_desk)
        self._presence.hidden.connect(window.show_lock)
        self._presence.left.connect(self._on_signed_out)
        window.deeds.lock_wanted.connect(self._presence.lock)
        window.deeds.sign_out_wanted.connect(self._presence.sign_out)
        window.closing.connect(self._quit)
        self._leave_login()
        window.show()
        window.open_desk()
        self._presence.begin()
        self._say_keeping()

    def desk(self, link: Link) -> tuple[Services, MainWindow]:
        """Make the main window of a session, with everything that its modules work with."""
        modules = installed() if self._modules is None else self._modules
        known = {panel.id: panel for module in modules for panel in module.panels}
        panels = {name: panel for name, panel in known.items() if link.session.can(panel.permission)}
        navigator = PanelNavigator(panels, link.session)
        signer = SignDialogs(self.words, lambda: self._signer_name(link.session), self._front_window)
        services = Services(
            server=link.server,
            session=link.session,
            connection=link.connection,
            changes=link.changes,
            words=self.words,
            background=self.background,
            sender=Sender(link.server, self.background, signer, self.boxes),
            navigator=navigator,
            notices=self.boxes,
            actions=Actions(link.session, link.connection),
        )
        surroundings = Surroundings(self.background, self.gui, self.settings, self.look)
        window = MainWindow(services, modules, panels, surroundings)
        navigator.docking = window.docking
        self.boxes.say = window.status_bar.say
        self.services, self.main_window = services, window
        return services, window

    def _leave_login(self) -> None:
        if self.login_window is not None:
            window, self.login_window = self.login_window, None
            self._signing_in.end()
            window.hide()
            window.deleteLater()

    def _say_keeping(self) -> None:
        if self._signing_in.keeping is Keeping.SESSION:
            self.boxes.done(
                self.words.text(
                    "This computer has no key ring that can be used: "
                    "your password is kept only until you close the program."
                )
            )

    def _signer_name(self, session: Session) -> str:
        user = session.user
        return f"{self.words.name(user.full_name, user.full_name_zh)} ({user.user_name})" if user else ""

    # --- leaving -----------------------------------------------------------------------------------------------------

    def _on_signed_out(self) -> None:
        self._leave_desk()
        self.start()

    def _leave_desk(self) -> None:
        self.boxes.say = log.info
        if self._presence is not None:
            self._presence.end()
            self._presence = None
        if self.main_window is not None:
            self.main_window.leave()
            self.main_window.deleteLater()
            self.main_window = None
        if self.services is not None:
            self.services.server.close()
            self.services = None

    def end(self) -> None:
        """Close everything at once and give back what the process lent."""
        self._leave_login()
        self._leave_desk()
        self.guard.stop()
        self.garbage.stop()
        self.background.stop()
        release_bugs()

    def _quit(self) -> None:
        """Tell the server that the session is over, if it hears it soon, and end."""
        if self.services is None:
            self.app.quit()
            return
        session = self.services.session
        if self._presence is not None:
            self._presence.end()
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
