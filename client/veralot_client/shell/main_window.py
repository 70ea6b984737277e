"""The main window: puts docks, menus, search, banner and lock screen together. It knows no module."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from veralot_client.core.coming_back import ComingBack
from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.searching import Searching
from veralot_client.core.services import Services
from veralot_client.settings import Settings
from veralot_client.shell.binding import Binding
from veralot_client.shell.deeds import Deeds
from veralot_client.shell.docking import Docking
from veralot_client.shell.empty_desk import EmptyDesk
from veralot_client.shell.gui_thread import DeskBackground, GuiThread
from veralot_client.shell.layouts import Layout, Layouts
from veralot_client.shell.lock_screen import LockScreen
from veralot_client.shell.menus import Menus, TopBar
from veralot_client.shell.own_actions import OWN, SWITCH, language_actions, look_actions, own_actions, panel_actions
from veralot_client.shell.search_box import SearchBox
from veralot_client.shell.status import Banner, JobBar, StatusBar
from veralot_client.theme.icons import icon
from veralot_client.theme.style import Look


class Surroundings(NamedTuple):
    """What the program has whoever is signed in; `floor`: the computer is shared, and others may take it over."""

    background: DeskBackground
    gui: GuiThread
    settings: Settings
    look: Look
    floor: bool = False


class MainWindow(QMainWindow):
    """The one window of a signed-in person; panels may float beside it.

    Signals:
        closing: the person closes the program; the layout is kept already.
    """

    closing = Signal()

    def __init__(
        self,
        services: Services,
        modules: Sequence[Module],
        panels: Mapping[str, Panel],
        surroundings: Surroundings,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowIcon(icon("common/shield", "accent"))
        self._services = services
        background, gui, settings, look, floor = surroundings
        user = services.session.user
        self._layouts = Layouts(settings, services.server.url, user.user_name if user else "")
        self._leaving = False
        desk = QWidget()
        self.docking = Docking(desk, services, panels)
        self.lock_screen = LockScreen(ComingBack(background, services.session), services.session, services.words)
        for module in modules:
            if module.find is not None:
                services.answers.add(partial(module.find, services))
        listing = next((module.answers for module in modules if module.answers in panels), "")
        self.search_box = SearchBox(Searching(services, listing), services.words, self)
        self.deeds = Deeds(self, services, self.docking, self.search_box, self._layouts)
        self._binding = Binding(self, services.actions, services.words)
        self._menus = Menus(self.menuBar(), services.actions, self._binding, services.words)
        self._top_bar = TopBar(self.search_box, services.session, self._binding, services.words)
        self._jobs = JobBar(background, gui, services.words)
        self.status_bar = StatusBar(services.session, services.connection, services.capture, services.words, self._jobs)
        self.banner = Banner(services.connection, services.capture, services.words)
        self._stack = QStackedWidget()
        self._empty = EmptyDesk(desk, services.words)
        self._build(desk)
        self._own = own_actions(self.deeds, floor=floor)
        self._add_actions(modules, settings, look)
        self._followed = [unfollow for module in modules for unfollow in module.follow(services)]
        for module in modules:
            for reminder in module.remind(services):
                self.status_bar.remind(reminder)
        self._connect(look)
        self.retranslate()

    def _build(self, desk: QWidget) -> None:
        self._stack.addWidget(desk)
        self._stack.addWidget(self.lock_screen)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self.addToolBar(self._top_bar)
        self.setStatusBar(self.status_bar)
        self.resize(1360, 860)

    def _add_actions(self, modules: Sequence[Module], settings: Settings, look: Look) -> None:
        registry = self._services.actions
        for action in self._own:
            registry.add(action)
        for action in (*language_actions(self._services.words, settings), *look_actions(look, settings)):
            registry.add(action)
        for module in modules:
            for action in module.actions(self._services):
                registry.add(action)
        for action in panel_actions(self.docking.panels.values(), self._services.navigator.show):
            registry.add(action)
        for action in registry:
            self._binding.get(action)
        self._build_bars()

    def _build_bars(self) -> None:
        own = [self._services.actions.find(action.id) for action in self._own if action.id in OWN]
        self._menus.build()
        self._top_bar.build(own, next((action for action in own if action.id == SWITCH), None))

    def _connect(self, look: Look) -> None:
        services = self._services
        # Slots of objects of this window: the look outlives it, and they end with it.
        look.changed.connect(self._binding.refresh)
        look.changed.connect(self.banner.follow)
        self.docking.current_changed.connect(self._on_current)
        self._unfollow = [
            services.changes.resync.subscribe(self.deeds.refresh_pages),
            services.connection.changed.subscribe(lambda _state: services.actions.refresh()),
            services.session.changed.subscribe(lambda _state: services.actions.refresh()),
            services.actions.changed.subscribe(self._on_possibilities),
        ]
        self.banner.try_now.connect(services.changes.retry_now)
        self.lock_screen.gave_up.connect(self.deeds.sign_out)

    # --- coming and going --------------------------------------------------------------------------------------------

    def open_desk(self, layout: Layout | None = None) -> None:
        """Show the panels that `layout` has open, or as they were left, or as the role has them at first."""
        layout = layout or self._layouts.read()
        if layout is None:
            self.deeds.arrange()
            return
        self.restoreGeometry(layout.window)
        self.docking.restore(layout)
        if not any(self.docking.opened()):
            self.deeds.arrange()

    def layout_now(self) -> Layout:
        """Return what is open and where."""
        return self.docking.layout_now(bytes(self.saveGeometry().data()))

    def rights_changed(self) -> None:
        """The person has other rights than when this window was made: close what may no longer be seen."""
        for docked in list(self.docking.opened()):
            if not self._services.session.can(docked.panel.permission):
                self.docking.close(docked)
        self._build_bars()
        self.retranslate()

    def show_desk(self) -> None:
        """The person is there."""
        if self._stack.currentWidget() is self.lock_screen:
            self._stack.setCurrentIndex(0)
            self._hide_desk(hidden=False)
            if self.docking.current is not None:
                self.docking.current.bring_to_front()

    def show_lock(self) -> None:
        """Hide everything behind the lock screen; nothing of it is lost."""
        self._hide_desk(hidden=True)
        self._stack.setCurrentWidget(self.lock_screen)
        self.lock_screen.begin()

    def keep_layout(self) -> None:
        """Remember what is open and where."""
        self._layouts.keep(self.layout_now())

    def leave(self) -> None:
        """Close for good: the session is over."""
        if self._leaving:
            return
        self._leaving = True
        for unfollow in (*self._unfollow, *self._followed):
            unfollow()
        self.keep_layout()
        self.docking.close_all()
        self._jobs.end()
        self.banner.end()
        self.status_bar.end()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before typed things are lost, then keep the layout."""
        if self._leaving:
            event.accept()
            return
        event.ignore()
        self.deeds.unless_unsaved(self._close)

    def _close(self) -> None:
        self.leave()
        self.closing.emit()

    def _hide_desk(self, *, hidden: bool) -> None:
        if hidden:
            self.docking.hide_floating()
        else:
            # The docking library hides what floats in answer to events of the page that has just come back.
            QTimer.singleShot(0, self.docking, self.docking.show_floating)
        self.menuBar().setVisible(not hidden)
        self._top_bar.setVisible(not hidden)
        self.status_bar.lock(locked=hidden)

    def _on_current(self) -> None:
        docked = self.docking.current
        self._empty.setVisible(not any(self.docking.opened()))
        self._services.actions.enter_page(docked.panel.id if docked else "", docked)

    def _on_possibilities(self) -> None:
        """Tell which record the person works on; `Page.possibilities_changed` and every change of page come here."""
        docked = self.docking.current
        subjects = docked.subjects() if docked else ()
        # What stands beside and is about nothing of its own shows more of the page that one has come from.
        if subjects or docked is None or docked.panel.area is Area.CENTRE:
            self._services.current.enter(subjects)

    # --- words -------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        login = self._services.session.login_view
        _ = self._services.words.text
        self.setWindowTitle(_("{plant} – Veralot", plant=login.plant) if login else _("Veralot"))
        self._binding.retranslate()
        self._menus.retranslate()
        self._top_bar.retranslate()
        self.status_bar.retranslate()
        self.banner.follow()
        self.docking.retranslate()
        self._services.actions.refresh()
