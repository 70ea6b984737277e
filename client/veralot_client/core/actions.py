"""Actions: everything that a person can do, each under one id that menus, shortcuts, palette and tests share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from veralot_client.core.connection import Connection
from veralot_client.core.navigation import Subject
from veralot_client.core.observers import Observers
from veralot_client.core.session import Session, SessionState
from veralot_shared.messages import Command, Message


class Menu(StrEnum):
    """Where in the menu bar an action stands. A menu without actions is not shown."""

    FILE = "file"
    EDIT = "edit"
    RECORD = "record"
    STOCK = "stock"
    QUALITY = "quality"
    PRODUCTION = "production"
    ADMINISTRATION = "administration"
    VIEW = "view"
    HELP = "help"


def always() -> bool:
    """Return True: nothing but rights and connection limits the action."""
    return True


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that a person can do.

    Attributes:
        id: `module.verb`, in lower case; never shown, never changed.
        title: what the menu says, marked with `N_`; `…` at its end says that a dialog follows.
        run: does it, in the GUI thread. None for an action of a page: then `panel` is set and the page performs it.
        panel: id of the panel to whose pages the action belongs; possible while such a page is the current one and
            answers `can_perform(id)`.
        about: does it with records of whatever page is the current one; possible while that page says by `subjects`
            that it is about records of `kinds` and no others. So a module acts on another's records.
        kinds: kinds of record that `about` takes: `lot`.
        trait: what must be true of each of these records, as their page says: `failed`.
        sends: the message that it leads to; gives the right that is needed, and whether the server must be there.
        permission: the right that is needed where no message says so.
        enabled: whether it can work in the present state; read again whenever `Actions.refresh` is called.
        icon: resource of the drawing: `common/search`.
        shortcut: keys in Qt's portable text: `Ctrl+R`.
        menu: where it stands.
        hint: one sentence for the tool tip and the palette, marked with `N_`.
        checked: for an action that is on or off, whether it is on.
        palette: whether the command palette lists it.
    """

    id: str
    title: str
    run: Callable[[], None] | None = None
    panel: str = ""
    about: Callable[[Sequence[Subject]], None] | None = None
    kinds: tuple[str, ...] = ()
    trait: str = ""
    sends: type[Message[Any]] | None = None
    permission: StrEnum | None = None
    enabled: Callable[[], bool] = always
    icon: str = ""
    shortcut: str = ""
    menu: Menu = Menu.RECORD
    hint: str = ""
    checked: Callable[[], bool] | None = None
    palette: bool = True

    @property
    def needs(self) -> StrEnum | None:
        """The right that is needed."""
        return self.permission or (self.sends.permission if self.sends else None)

    @property
    def writes(self) -> bool:
        """Whether it leads to a command that cannot be entered without the server."""
        return self.sends is not None and issubclass(self.sends, Command) and not self.sends.offline

    def fits(self, subjects: Sequence[Subject]) -> bool:
        """Return whether it can be done with these records."""
        if self.about is None or not subjects:
            return False
        return all(each.kind in self.kinds and (not self.trait or self.trait in each.traits) for each in subjects)


class ActionClash(ValueError):
    """Two actions share an id or a shortcut, or one says neither what it does nor where. A bug of the module."""


class Actions:
    """All actions of the client. `changed` tells that what is possible may have changed."""

    def __init__(self, session: Session, connection: Connection) -> None:
        self.changed: Observers[[]] = Observers()
        self._session = session
        self._connection = connection
        self._by_id: dict[str, Action] = {}
        self._page: tuple[str, PageActions] | None = None

    def __iter__(self) -> Iterator[Action]:
        return iter(self._by_id.values())

    def add(self, action: Action) -> Action:
        """Register an action. Raises: ActionClash."""
        if sum((action.run is not None, bool(action.panel), action.about is not None)) != 1:
            raise ActionClash(f"{action.id}: an action runs by itself, belongs to a panel, or is about records")
        for other in self._by_id.values():
            if other.id == action.id:
                raise ActionClash(f"two actions have the id {action.id}")
            if action.shortcut and other.shortcut == action.shortcut and not _apart(action, other):
                raise ActionClash(f"{other.id} and {action.id} both have the shortcut {action.shortcut}")
        self._by_id[action.id] = action
        return action

    def remove(self, action_id: str) -> None:
        """Take an action away; it may be gone already."""
        self._by_id.pop(action_id, None)

    def find(self, action_id: str) -> Action:
        """Return an action. Raises: KeyError."""
        return self._by_id[action_id]

    def permitted(self, action: Action) -> bool:
        """Return whether this person may ever do it; what one may never do is not shown."""
        return self._session.can(action.needs)

    def near(self, action: Action) -> bool:
        """Return whether it belongs to what the person has in front: the page, the records that this is about, or any page."""
        if not self.permitted(action):
            return False
        if action.panel:
            return self._page is not None and self._page[0] == action.panel
        return action.about is None or (self._page is not None and action.fits(self._page[1].subjects()))

    def possible(self, action: Action) -> bool:
        """Return whether it can be done now."""
        if not self.permitted(action) or self._session.state is not SessionState.ACTIVE:
            return False
        if action.writes and not self._connection.writable:
            return False
        if action.panel:
            return self._page is not None and self._page[0] == action.panel and self._page[1].can_perform(action.id)
        if action.about is not None:
            return self._page is not None and action.fits(self._page[1].subjects())
        return action.enabled()

    def why_not(self, action: Action) -> str:
        """Return in words why an action of the page in front cannot be done now, as far as the page knows; else nothing."""
        if not action.panel or self._page is None or self._page[0] != action.panel or self.possible(action):
            return ""
        return self._page[1].why_not(action.id)

    def run(self, action_id: str) -> bool:
        """Do it, if it is possible now; return whether it was."""
        action = self.find(action_id)
        if not self.possible(action):
            return False
        if action.run is not None:
            action.run()
        elif self._page is not None and action.about is not None:
            action.about(self._page[1].subjects())
        elif self._page is not None:
            self._page[1].perform(action.id)
        self.refresh()
        return True

    def enter_page(self, panel: str, page: "PageActions | None") -> None:
        """Another page is the current one; its actions become possible, those of the former one do not."""
        self._page = None if page is None else (panel, page)
        self.refresh()

    def refresh(self) -> None:
        """Have everybody who shows actions ask again what is possible."""
        self.changed.tell()


class PageActions(Protocol):
    """What an action of a page asks of that page; every `Page` is one."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether the page can do it in its present state; must be fast."""
        ...

    def why_not(self, action_id: str) -> str:
        """Return in words why the page cannot do it in its present state, if it knows; must be fast."""
        ...

    def perform(self, action_id: str) -> None:
        """Do it."""
        ...

    def subjects(self) -> Sequence[Subject]:
        """Return the records that the page is about now; must be fast."""
        ...


def _apart(one: Action, other: Action) -> bool:
    """Return whether two actions can share a shortcut: they belong to different panels and are never both possible."""
    return bool(one.panel and other.panel and one.panel != other.panel)
