"""Buttons for actions of a page: those that can work now, with their words, keys and pictures from the registry.

What would be next but cannot be done yet stays, disabled, and says why.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QToolButton

from veralot_client.core.actions import Action
from veralot_client.core.observers import Unsubscribe
from veralot_client.core.services import Services
from veralot_client.theme.icons import icon
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Page, Retranslated

PICTURE = QSize(16, 16)
SPACING = 6
STOPS = frozenset({"hold", "reject", "recall", "cancel", "withdraw", "end", "revoke", "block"})
"""Words in the names of actions that stop something or take it back."""


class ActionBar(Retranslated):
    """Buttons for some actions, and a menu for others.

    A button is shown if this person may ever do it and the page can do it now, or says why what would be next cannot be done
    yet. It is enabled while the server is there, where that is needed. Buttons for which a row has no room stand in the menu
    instead.
    """

    def __init__(
        self,
        page: Page,
        buttons: Sequence[str],
        menu: Sequence[str] = (),
        *,
        menu_title: Callable[[], str] | None = None,
        always_shown: bool = False,
    ) -> None:
        """Show `buttons`; put `menu` behind one more button. `always_shown` greys out what is not possible now."""
        super().__init__()
        self._page = page
        self._services: Services = page.services
        self._always_shown = always_shown
        self._menu_title = menu_title
        known = {action.id: action for action in self._services.actions}
        self._buttons = {known[each].id: (known[each], QPushButton()) for each in buttons if each in known}
        self._entries = {known[each].id: (known[each], QAction(self)) for each in menu if each in known}
        self._spare = {each: QAction(self) for each in self._buttons}
        self._shown: list[str] = []
        self._rows = 1
        self._room: int | None = None
        self.more = QToolButton()
        self._lay_out()
        changed = self._services.actions.changed.subscribe(self.refresh)
        online = self._services.connection.changed.subscribe(lambda _state: self.refresh())
        self._subscriptions: tuple[Unsubscribe, ...] = (changed, online)
        self.retranslate()
        self.refresh()

    def button(self, action_id: str) -> QPushButton:
        """Return the button of an action. Raises: KeyError."""
        return self._buttons[action_id][1]

    def entry(self, action_id: str) -> QAction:
        """Return the menu entry of an action. Raises: KeyError."""
        return self._entries[action_id][1]

    def arrange(self, rows: int = 1) -> None:
        """Lay the buttons out in so many rows."""
        self._rows = rows
        shown = [button for _action, button in self._buttons.values()]
        columns = -(-len(shown) // rows)
        for place, button in enumerate(shown):
            self._grid.addWidget(button, place // columns, place % columns)
        self._grid.addWidget(self.more, 0, columns)
        self._grid.setColumnStretch(len(shown) + 1, 1)
        self._fit()
        self.updateGeometry()

    def refresh(self) -> None:
        """Ask again what is possible."""
        first = True
        self._shown = []
        for action, button in self._buttons.values():
            shown, enabled = self._state(action)
            if shown:
                self._shown.append(action.id)
            button.setEnabled(enabled)
            self._spare[action.id].setEnabled(enabled)
            self._explain(action)
            primary = shown and first and self._decides(action) and self._leads_on(action)
            first = first and not primary
            self._make_primary(button, action, primary=primary)
        for action, entry in self._entries.values():
            shown, enabled = self._state(action)
            entry.setVisible(shown)
            entry.setEnabled(enabled)
            entry.setToolTip(self._tip(action))
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that all buttons take."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), self._width(self._shown)), hint.height()) if self._rows == 1 else hint

    def minimumSizeHint(self) -> QSize:
        """Return the room of the first button and of the menu in which the others, if there are any, can stand."""
        hint, menu = super().minimumSizeHint(), len(self._shown) > 1 or bool(self._entries)
        return QSize(self._width(self._shown[:1], menu=menu), hint.height()) if self._rows == 1 else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for."""
        super().resizeEvent(event)
        self._room = event.size().width()
        self._fit()

    def end(self) -> None:
        """The bar is gone: hear nothing more."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for action, button in self._buttons.values():
            button.setText(self._services.words.text(action.title))
            self._spare[action.id].setText(button.text())
            self._explain(action)
        for action, entry in self._entries.values():
            entry.setText(self._services.words.text(action.title))
            entry.setToolTip(self._tip(action))
        title = self._services.words.text("More") if self._menu_title is None else self._menu_title()
        self.more.setText(title)
        self.more.setAccessibleName(title)
        self._fit()

    def _fit(self) -> None:
        """Show the buttons that have room, in their order, and the rest in the menu."""
        menu = any(entry.isVisible() for _action, entry in self._entries.values())
        fitting = len(self._shown)
        if self._rows == 1 and self._room is not None and self._width(self._shown, menu=menu) > self._room:
            while fitting > 1 and self._width(self._shown[:fitting], menu=True) > self._room:
                fitting -= 1
        here, elsewhere = self._shown[:fitting], self._shown[fitting:]
        for each, (_action, button) in self._buttons.items():
            button.setVisible(each in here)
            self._spare[each].setVisible(each in elsewhere)
        self.more.setVisible(menu or bool(elsewhere))

    def _width(self, shown: Sequence[str], *, menu: bool = False) -> int:
        widths = [self._buttons[each][1].sizeHint().width() for each in shown]
        widths += [self.more.sizeHint().width()] if menu else []
        return sum(widths) + SPACING * max(0, len(widths) - 1)

    def _state(self, action: Action) -> tuple[bool, bool]:
        services = self._services
        possible = self._possible(action)
        shown = services.actions.permitted(action) and (possible or self._always_shown or self._held_back(action))
        return shown, possible and (services.connection.writable or not action.writes)

    def _possible(self, action: Action) -> bool:
        if action.run is not None:
            return action.enabled()
        return self._page.can_perform(action.id) if action.about is None else action.fits(self._page.subjects())

    def _held_back(self, action: Action) -> bool:
        return bool(action.panel) and self._page.held_back(action.id)

    def _leads_on(self, action: Action) -> bool:
        return not self._held_back(action) and (not action.panel or self._page.leads_on(action.id))

    def _why_not(self, action: Action) -> str:
        return self._page.why_not(action.id) if action.panel and not self._page.can_perform(action.id) else ""

    def _explain(self, action: Action) -> None:
        """Say what a button does, or why it cannot be done now; a screen reader says that as well."""
        button, why = self._buttons[action.id][1], self._why_not(action)
        for shown in (button, self._spare[action.id]):
            shown.setToolTip(self._tip(action))
        button.setAccessibleDescription(why)

    def _do(self, action: Action) -> None:
        if action.run is not None:
            action.run()
        elif action.about is not None:
            action.about(self._page.subjects())
        else:
            self._page.perform(action.id)

    def _tip(self, action: Action) -> str:
        why = self._why_not(action)
        if why:
            return why
        hint = self._services.words.text(action.hint) if action.hint else ""
        keys = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        title = self._services.words.text(action.title).removesuffix("…")
        return " · ".join(part for part in (hint or title, keys) if part)

    @staticmethod
    def _decides(action: Action) -> bool:
        """Return whether an action is a next step that one comes here for, not one that stops things."""
        return STOPS.isdisjoint(action.id.rpartition(".")[2].split("_"))

    def _make_primary(self, button: QPushButton, action: Action, *, primary: bool) -> None:
        wanted = "primary" if primary and not self._always_shown else None
        if button.property("kind") != wanted:
            button.setProperty("kind", wanted)
            button.setIcon(icon(action.icon, "on_accent" if wanted else ""))
            repolish(button)

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)
        # How narrow the bar may be says `minimumSizeHint`: the layout only knows the buttons of the moment.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        for action, button in self._buttons.values():
            button.setIcon(icon(action.icon))
            button.setIconSize(PICTURE)
            button.clicked.connect(lambda _checked=False, action=action: self._do(action))
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        spare = ((action, self._spare[each]) for each, (action, _button) in self._buttons.items())
        for action, entry in (*spare, *self._entries.values()):
            entry.setIcon(icon(action.icon))
            entry.triggered.connect(lambda _checked=False, action=action: self._do(action))
            menu.addAction(entry)
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setIcon(icon("widgets/menu"))
        self.arrange()
