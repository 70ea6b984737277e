"""What the shell does when it is asked to: the callbacks of its own actions."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from veralot_client.core.services import Services
from veralot_client.shell.about import AboutBox
from veralot_client.shell.cheat_sheet import CheatSheet
from veralot_client.shell.docked import Docked
from veralot_client.shell.docking import Docking
from veralot_client.shell.layouts import Layouts, first_layout
from veralot_client.shell.palette import CommandPalette
from veralot_client.shell.password_dialog import PasswordDialog
from veralot_client.shell.search_box import SearchBox


class Deeds(QObject):
    """Acts on one main window.

    Signals:
        lock_wanted, sign_out_wanted: the person asks for it; nothing typed is lost unseen.
    """

    lock_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self, window: QWidget, services: Services, docking: Docking, search_box: SearchBox, layouts: Layouts
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._docking = docking
        self._search_box = search_box
        self._layouts = layouts
        docking.closing_unsaved.connect(self._ask_before_closing)

    def search(self) -> None:
        """Go to the search box."""
        self._window.activateWindow()
        self._search_box.begin()

    def show_palette(self) -> None:
        """Open the command palette."""
        CommandPalette(self._services.actions, self._services.words, self._window).show()

    def show_cheat_sheet(self) -> None:
        """Show all shortcuts."""
        CheatSheet(self._services.actions, self._services.words, self._window).open()

    def show_about(self) -> None:
        """Show the about box."""
        AboutBox(self._services.session, self._services.server.url, self._services.words, self._window).open()

    def change_password(self) -> None:
        """Ask for a new password."""
        dialog = PasswordDialog(self._services, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def refresh_pages(self) -> None:
        """Read everything again."""
        for page in self._docking.pages():
            page.refresh()

    def has_panel(self) -> bool:
        """Return whether a panel is the current one."""
        return self._docking.current is not None

    def next_panel(self) -> None:
        """Go to the next panel."""
        self._docking.step(1)

    def previous_panel(self) -> None:
        """Go to the panel before."""
        self._docking.step(-1)

    def float_panel(self) -> None:
        """Take the current panel out of the window, or put it back."""
        self._docking.float_current()

    def close_panel(self) -> None:
        """Close the current panel."""
        if self._docking.current is not None:
            self._docking.current.close_wanted.emit(self._docking.current)

    def reset_layout(self) -> None:
        """Lay out the panels as the role has them at first."""
        self.unless_unsaved(self.arrange)

    def arrange(self) -> None:
        """Lay out the panels as the role has them at first, whatever is open."""
        user = self._services.session.user
        self._layouts.forget()
        self._docking.arrange(first_layout(self._docking.panels.values(), user.roles if user else []))

    def lock(self) -> None:
        """Lock the session."""
        self.lock_wanted.emit()

    def sign_out(self) -> None:
        """End the session and go to the login window."""
        self.unless_unsaved(self.sign_out_wanted.emit)

    def quit(self) -> None:
        """Close the program."""
        self._window.close()

    def unless_unsaved(self, go_on: Callable[[], None]) -> None:
        """Go on, after asking where something typed would be lost, or is kept but not sent."""
        pages, _ = list(self._docking.pages()), self._services.words.text
        if any(page.unsaved() for page in pages):
            self._services.notices.confirm(
                _("Something is not saved"),
                _("What you typed in open forms has not been sent. If you go on, it is lost."),
                _("Go on and lose it"),
                lambda yes: go_on() if yes else None,
            )
            return
        kept = [text for page in pages if (text := page.kept_unsent())]
        if kept:
            self._ask_about_kept(kept, go_on)
        else:
            go_on()

    def _ask_about_kept(self, kept: Sequence[str], go_on: Callable[[], None]) -> None:
        _ = self._services.words.text
        stays = _("This computer keeps it for you: open it here again, and send it.")
        self._services.notices.confirm(
            _("Not everything is sent"), "\n".join([*kept, stays]), _("Go on"), lambda yes: go_on() if yes else None
        )

    def _ask_before_closing(self, docked: Docked) -> None:
        _ = self._services.words.text
        kept = docked.page.kept_unsent() if docked.page is not None and not docked.page.unsaved() else ""
        if kept:
            self._ask_about_kept([kept], lambda: self._docking.close(docked))
            return
        self._services.notices.confirm(
            _("Something is not saved"),
            _("What you typed in “{title}” has not been sent. If you close it, it is lost.", title=docked.title()),
            _("Close and lose it"),
            lambda yes: self._docking.close(docked) if yes else None,
        )
