"""Rights: what a person may do, as `scope:resource:action`, each with its English title.

Contracts name a right by its id, and so do tables and the wire; a person reads its title, which is translated in the
context `permission`.
"""

from enum import StrEnum
from typing import Self

TITLES: dict[str, str] = {}
"""The English title of every right of the contracts that are loaded, by its id."""


class Right(StrEnum):
    """Base of each module's rights: `READ = "items:item:read", "See items"`."""

    called: str

    def __new__(cls, value: str, title: str) -> Self:
        """Make the right, and note what it is called."""
        right = str.__new__(cls, value)
        right._value_ = value
        right.called = title
        TITLES[value] = title
        return right


def title_of(right: str) -> str:
    """Return the English title of a right; one that no contract here knows is shown by its id."""
    return TITLES.get(right, right)
