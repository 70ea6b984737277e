"""The menu bar and the tool bar, made of whatever actions there are."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from veralot_client.core.actions import Action, Actions, Menu
from veralot_client.core.session import Session
from veralot_client.core.words import Words
from veralot_client.shell.binding import Binding
from veralot_client.shell.search_box import SearchBox
from veralot_client.theme.icons import icon


class Menus:
    """One menu for each `Menu` that has an action this person may do.

    A menu lists what belongs to the page in front, and what belongs to none: the hundreds of things that other pages can do
    are in the command palette, and their shortcuts work all the same.
    """

    def __init__(self, bar: QMenuBar, actions: Actions, binding: Binding, words: Words) -> None:
        self._bar = bar
        self._actions = actions
        self._binding = binding
        self._words = words
        self._menus: dict[Menu, QMenu] = {}
        self._nothing: dict[Menu, QAction] = {}

    def build(self) -> None:
        """Make the menus anew from all actions."""
        self._bar.clear()
        # Made here: of a menu that Qt made, PySide once gave the object of a widget that had lain at the same address.
        self._menus = {menu: QMenu(self._bar) for menu in Menu}
        self._nothing = {menu: QAction(shown) for menu, shown in self._menus.items()}
        for menu, shown in self._menus.items():
            # What cannot be done says there why.
            shown.setToolTipsVisible(True)
            self._bar.addMenu(shown)
            self._nothing[menu].setEnabled(False)
            shown.aboutToShow.connect(partial(self.fill, menu))
            self.fill(menu)
            shown.menuAction().setVisible(any(action.menu is menu for action in self._permitted()))
        self.retranslate()

    def fill(self, menu: Menu) -> None:
        """List what fits the page in front; groups of one module are kept apart by a line."""
        shown = self._menus[menu]
        shown.clear()
        module = ""
        for action in self._in(menu):
            if module not in {"", _module(action)}:
                shown.addSeparator()
            module = _module(action)
            shown.addAction(self._binding.get(action))
        if shown.isEmpty():
            shown.addAction(self._nothing[menu])

    def retranslate(self) -> None:
        """Say the titles in the language of the moment."""
        for menu, shown in self._menus.items():
            shown.setTitle(self._words.label(menu))
            shown.setAccessibleName(self._words.label(menu))
            self._nothing[menu].setText(self._words.text("Nothing here fits the page in front"))

    def _in(self, menu: Menu) -> list[Action]:
        return [action for action in self._permitted() if action.menu is menu and self._actions.near(action)]

    def _permitted(self) -> list[Action]:
        return [action for action in self._actions if self._actions.permitted(action)]


class TopBar(QToolBar):
    """The tool bar: the search box in its middle, the person at its end."""

    def __init__(self, search: SearchBox, session: Session, binding: Binding, words: Words) -> None:
        super().__init__()
        self._session = session
        self._binding = binding
        self._words = words
        self.setObjectName("top_bar")
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self.toggleViewAction().setEnabled(False)
        self._person = QToolButton()
        self._person.setObjectName("person")
        self._person.setIcon(icon("common/user"))
        self._person.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._person.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._person.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self._person)
        self._person.setMenu(self._menu)
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(_space())
        self.addWidget(search)
        self.addWidget(_space())
        self._person_action = self.addWidget(self._person)
        self._switch: QAction | None = None
        self._switch_button = QToolButton()
        self._switch_button.setObjectName("switch_person")
        self._switch_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def build(self, own: Sequence[Action], first: Action | None = None) -> None:
        """Put the person's own actions beneath the name; one of them beside it, where it is needed all the time."""
        if first is not None and self._switch is None:
            self._switch = self.insertWidget(self._person_action, self._switch_button)
            self._switch_button.setDefaultAction(self._binding.get(first))
        self._menu.clear()
        for action in own:
            self._menu.addAction(self._binding.get(action))
        self.retranslate()

    def retranslate(self) -> None:
        """Say the name and the title of the bar."""
        user = self._session.user
        name = self._words.name(user.full_name, user.full_name_zh) if user else ""
        self._person.setText(name)
        self._person.setAccessibleName(self._words.text("You: {name}", name=name))
        self.setWindowTitle(self._words.text("Search and account"))


def _module(action: Action) -> str:
    return action.id.partition(".")[0]


def _space() -> QWidget:
    space = QWidget()
    space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return space
