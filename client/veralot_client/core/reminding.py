"""Reminding a person of something whatever panel is open: a module says what, the status bar shows it."""

from typing import Protocol

from veralot_client.core.observers import Observers


class Reminder(Protocol):
    """Something that a person must see without looking for it.

    Attributes:
        changed: told when what is said has changed; callbacks run in the GUI thread.
    """

    changed: Observers[[]]

    def said(self) -> str:
        """Return what to remind of, in words; nothing where there is nothing."""
        ...

    def hint(self) -> str:
        """Return in words where a click leads."""
        ...

    def go(self) -> None:
        """Go there."""
        ...

    def close(self) -> None:
        """The window is gone."""
        ...
