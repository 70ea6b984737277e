"""One folder for each module of the client; each has a `MODULE` and knows no other.

`load` finds them by walking this folder, so that a new module is a new folder and nothing else.
"""

from importlib import import_module
from pkgutil import iter_modules

from veralot_client.core.module import Module


def load() -> tuple[Module, ...]:
    """Return every module, sorted by name.

    Raises:
        RuntimeError: there is none, or one does not declare itself: the installation is broken.
    """
    names = sorted(info.name for info in iter_modules(__path__) if info.ispkg)
    if not names:
        raise RuntimeError("veralot_client.modules is empty: the installation is broken")
    return tuple(_declared(name) for name in names)


def _declared(name: str) -> Module:
    module = getattr(import_module(f"{__name__}.{name}"), "MODULE", None)
    if not isinstance(module, Module) or module.name != name:
        raise RuntimeError(f"veralot_client.modules.{name} declares no MODULE of that name")
    return module
