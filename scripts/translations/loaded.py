"""Imports what registers itself, so that a registry is whole before it is read."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Final

PACKAGES: Final = ("veralot_shared", "veralot_server")
NOT_BY_ITSELF: Final = ("migrations", "__main__")
"""Modules that do something when they are imported."""


@cache
def load() -> int:
    """Import every module of the shared and the server's code; return how many there are.

    Raises:
        ImportError: one cannot be imported.
    """
    names = [
        info.name
        for package in PACKAGES
        for info in walk_packages(import_module(package).__path__, f"{package}.")
        if not any(part in NOT_BY_ITSELF for part in info.name.split("."))
    ]
    for name in names:
        import_module(name)
    return len(names)
