"""The seam through which results go: to the server at once, or into this computer's journal while the server is away.

`Capturing` is what the entry screen needs of `core.capture`.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from veralot_client.core.background import Job
from veralot_shared.messages import Command, Query

R = TypeVar("R")


class Capturing(Protocol):
    """Sends and asks."""

    @property
    def away(self) -> bool:
        """Whether the server is known to be away."""
        ...

    def send(
        self,
        command: Command[R],
        done: Callable[[R], None],
        kept: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Send a command: `done` takes the reply, `kept` hears that it waits here, `failed` why it was refused."""
        ...

    def entered(
        self,
        kind: type[Command[R]],
        done: Callable[[list[Command[R]]], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Tell which commands of a kind wait on this computer."""
        ...

    def ask(self, query: Query[R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None) -> Job:
        """Ask the server, or what it said in advance."""
        ...
