"""Finds every module's tables, so that the metadata is whole before anything compares or joins it."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules


@cache
def load_tables() -> tuple[str, ...]:
    """Import each module's `tables` and return the modules that have one.

    Raises:
        RuntimeError: none was found, which means that the installation is broken.
    """
    package = import_module("veralot_server.modules")
    dotted = (f"veralot_server.modules.{info.name}.tables" for info in iter_modules(package.__path__) if info.ispkg)
    found = tuple(sorted(name for name in dotted if find_spec(name) is not None))
    if not found:
        raise RuntimeError("no module has tables: the installation is broken")
    for name in found:
        import_module(name)
    return found
