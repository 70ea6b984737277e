"""How a module registers a function under a name: once."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def enter(registry: dict[str, Any], name: str) -> Callable[[F], F]:
    """Return what registers a function; another one under the same name is refused when the server starts."""

    def register(function: F) -> F:
        if registry.setdefault(name, function) is not function:
            raise TypeError(f"{name} is registered twice")
        return function

    return register
