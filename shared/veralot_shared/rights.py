"""Rights: what a person may do, as `scope:resource:action`, each with its English title.

Contracts name a right by its id, and so do tables and the wire; a person reads its title, which is translated in the
context `permission`.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Self

from veralot_shared.messages import contract_modules


class Right(StrEnum):
    """Base of each module's rights: `READ = "items:item:read", "See items"`."""

    called: str

    def __new__(cls, value: str, title: str) -> Self:
        """Make the right, which knows what it is called."""
        right = str.__new__(cls, value)
        right._value_ = value
        right.called = title
        return right


@cache
def titles() -> Mapping[str, str]:
    """Return the English title of every right of every contract, by its id."""
    rights = [
        right
        for name in contract_modules()
        for value in vars(import_module(f"veralot_shared.contracts.{name}")).values()
        if isinstance(value, type) and issubclass(value, Right) and value is not Right
        for right in value
    ]
    return MappingProxyType({right.value: right.called for right in rights})


def title_of(right: str) -> str:
    """Return the English title of a right; one that no contract here knows is shown by its id."""
    return titles().get(right, right)
