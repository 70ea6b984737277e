"""What contracts hold, found by where it stands."""

from enum import StrEnum
from importlib import import_module


def permissions(name: str) -> type[StrEnum] | None:
    """Return a module's rights."""
    found: type[StrEnum] | None = getattr(import_module(f"veralot_shared.contracts.{name}"), "Permission", None)
    return found
