"""Going somewhere: to a panel, to a record, to what was found."""

from collections.abc import Sequence
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
    """

    kind: str
    label: str
    detail: str
    place: Place
    exact: bool = False


class Subject(NamedTuple):
    """A record that a page is about at the moment: other modules act on it, and show more of it beside.

    Attributes:
        kind: what it is: `lot`, `item`.
        id: its number in the database.
        label: how people call it.
    """

    kind: str
    id: int
    label: str


class Current:
    """The one record that the person works on: that of the current page, or where it is about none or several, the one before.

    Attributes:
        changed: told when it is another one.
    """

    def __init__(self) -> None:
        self.changed: Observers[[]] = Observers()
        self._subject: Subject | None = None

    @property
    def subject(self) -> Subject | None:
        """The record; None before the first one."""
        return self._subject

    def enter(self, subjects: Sequence[Subject]) -> None:
        """The current page is about these records; a page that is about none, or several, leaves it as it was."""
        if len(subjects) == 1 and subjects[0] != self._subject:
            self._subject = subjects[0]
            self.changed.tell()


class Navigator(Protocol):
    """Opens things in the main window. Call it in the GUI thread."""

    def open(self, kind: str, record_id: int, part: str = "") -> None:
        """Open a record and point at a part of it; a page that shows it already comes to the front.

        Does nothing where no module can open it.
        """
        ...

    def show(self, panel: str) -> None:
        """Open a panel that shows no single record, or bring it to the front."""
        ...

    def can_open(self, kind: str) -> bool:
        """Return whether some module opens records of this kind, so that a link to one leads anywhere."""
        ...
