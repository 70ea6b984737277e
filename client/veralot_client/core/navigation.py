"""Going somewhere: to a panel, to a record, to what was found."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from veralot_client.core.observers import Observers


class Place(NamedTuple):
    """A record that can be opened.

    Attributes:
        kind: what it is: `lot`, `item`, `user`.
        id: its number in the database.
        part: what the page points at once it is open: the serial number of a unit of the lot.
    """

    kind: str
    id: int
    part: str = ""


class Found(NamedTuple):
    """One answer of the search box.

    Attributes:
        kind: what it is, already in words: “Serial number”.
        label: its number.
        detail: what tells it from others, in words.
        place: where it leads.
        exact: whether the text matches it whole; a single exact answer is opened at once.
        by: which of its numbers was found, in words.
        node: its number in the evidence graph, where it can be traced.
    """

    kind: str
    label: str
    detail: str
    place: Place
    exact: bool = False
    by: str = ""
    node: int | None = None


class Answered(NamedTuple):
    """What was found, exact answers first; `whole`: there is no more than this."""

    found: list[Found]
    whole: bool


class Answers:
    """What every module finds for a scan or a number."""

    def __init__(self) -> None:
        self._finds: list[Callable[[str, int], list[Found]]] = []

    def add(self, find: Callable[[str, int], list[Found]]) -> None:
        """Have a module answer too."""
        self._finds.append(find)

    def ask(self, text: str, most: int, check: Callable[[], None] = lambda: None) -> Answered:
        """Return the answers, at most so many of each module; `check` is called before each.

        Blocks. Raises: CodedError, and what `check` raises.
        """
        answers: list[list[Found]] = []
        for find in self._finds:
            check()
            answers.append(find(text, most))
        found = sorted(chain.from_iterable(answers), key=lambda one: not one.exact)
        return Answered(found, all(len(each) < most for each in answers))


class Subject(NamedTuple):
    """A record that a page is about at the moment: other modules act on it, and show more of it beside.

    Attributes:
        kind: what it is: `lot`, `item`.
        id: its number in the database.
        label: how people call it.
        traits: what is true of it at the moment, for actions that ask for that: `failed`.
    """

    kind: str
    id: int
    label: str
    traits: frozenset[str] = frozenset()


class Current:
    """The one record that the person works on: that of the current page; none where that is about none or several.

    Attributes:
        changed: told when it is another one.
    """

    def __init__(self) -> None:
        self.changed: Observers[[]] = Observers()
        self._subject: Subject | None = None

    @property
    def subject(self) -> Subject | None:
        """The record, if there is one."""
        return self._subject

    def enter(self, subjects: Sequence[Subject]) -> None:
        """The current page is about these records."""
        subject = subjects[0] if len(subjects) == 1 else None
        if subject != self._subject:
            self._subject = subject
            self.changed.tell()


class Navigator(Protocol):
    """Opens things in the main window. Call it in the GUI thread."""

    def open(self, kind: str, record_id: int, part: str = "") -> None:
        """Open a record and point at a part of it; a page that shows it already comes to the front.

        Does nothing where no module can open it.
        """
        ...

    def show(self, panel: str, part: str = "") -> None:
        """Open a panel that shows no single record, or bring it to the front, and point at a part of it."""
        ...

    def can_open(self, kind: str) -> bool:
        """Return whether some module opens records of this kind, so that a link to one leads anywhere."""
        ...
