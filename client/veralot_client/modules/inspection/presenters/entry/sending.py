"""The seam through which results go: to the server at once, or into this computer's journal while the server is away.

`Capturing` is what the entry screen needs of `core.capture`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from veralot_client.core.background import Job
from veralot_shared.messages import Command, Query

if TYPE_CHECKING:
    from veralot_client.core.capture.journal import Journal

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

    def journal(self) -> "Journal | None":
        """Return what waits on this computer, if it is open."""
        ...

    def ask(self, query: Query[R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None) -> Job:
        """Ask the server, or what it said in advance."""
        ...
