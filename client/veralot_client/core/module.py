"""What a client module declares: its panels, its actions, and what it finds. `modules/<name>/__init__.py` has a MODULE.

The loader takes every folder of `veralot_client.modules`; nothing central is edited for a new one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from veralot_client.core.actions import Action
from veralot_client.core.capture.guarding import Guard
from veralot_client.core.navigation import Found
from veralot_client.core.observers import Unsubscribe
from veralot_client.core.reminding import Reminder
from veralot_client.core.services import Services
from veralot_shared.contracts.identity import Role
from veralot_shared.messages import Command


class Area(StrEnum):
    """Where a panel opens the first time; afterwards it comes back as it was left."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"
    BOTTOM = "bottom"


MakePage: TypeAlias = Callable[[Services, int | None], object]
"""Makes the page of a panel, for the record with this id where the panel shows single records.

The page is a `veralot_client.widgets.page.Page`; here it is any object, since the core knows no Qt.
"""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Something that can be docked.

    Attributes:
        id: `module.noun`.
        title: what its tab and the View menu say, marked with `N_`; a page of a record says its own title.
        make: makes its page.
        kinds: kinds of record that it opens (`lot`); empty for a panel that shows no single record.
        lists: whether a panel of `kinds` is one list of them all: it opens by itself too, and points at a record by its id.
        area: where it opens the first time.
        icon: resource of the drawing.
        permission: the right that one needs to see it.
        roles: whose first desk has it open. Everybody else opens it from the View menu.
        places: on whose first desk it stands elsewhere than in `area`.
        first: stands before all others on a first desk, in front.
        shortcut: keys that open it, in Qt's portable text.
    """

    id: str
    title: str
    make: MakePage
    kinds: tuple[str, ...] = ()
    lists: bool = False
    area: Area = Area.CENTRE
    icon: str = ""
    permission: StrEnum | None = None
    roles: frozenset[Role] = frozenset()
    places: Mapping[Role, Area] = field(default_factory=dict)
    first: bool = False
    shortcut: str = ""

    @property
    def alone(self) -> bool:
        """Whether it opens by itself, from the View menu, without a record."""
        return self.lists or not self.kinds


Find: TypeAlias = Callable[[Services, str, int], list[Found]]
"""Answers the search box, with at most so many records.

Runs in the background, so it may call `services.server`. Raises: CodedError.
"""


@dataclass(frozen=True, kw_only=True)
class Module:
    """One module of the client.

    Attributes:
        name: its name on every side, the folder's name.
        panels: what it can show.
        actions: makes its actions, once, when the main window is made.
        find: its part of the one search box.
        follow: begins to hear, whatever is open, what everybody at work must be told; called once, when the main window is
            made.
        remind: makes what the person is reminded of whatever is open; called once, when the main window is made.
        answers: id of its panel that lists all answers of the search box, if it has it; the text is pointed at there.
        guards: makes what stands before its commands, or those of others, that would be kept while the server is away.
        heavy: packages that its pages need and that take long to import: imported in the background before anybody opens
            such a page, so that the window does not stand still for them.
    """

    name: str
    panels: tuple[Panel, ...] = ()
    actions: Callable[[Services], Iterable[Action]] = field(default=lambda _services: ())
    find: Find | None = None
    answers: str = ""
    follow: Callable[[Services], Iterable[Unsubscribe]] = field(default=lambda _services: ())
    remind: Callable[[Services], Iterable[Reminder]] = field(default=lambda _services: ())
    guards: Callable[[Services], Mapping[type[Command[Any]], Guard]] = field(default=lambda _services: {})
    heavy: tuple[str, ...] = ()
