"""The seam through which results go: to the server at once, or into this computer's journal while the server is away.

`Capturing` is what the entry screen needs of it. `AtOnce` needs the server; the journal of the client's core, where it is
there, takes its place and keeps what cannot be sent.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_shared.messages import Command, Query

R = TypeVar("R")


class Capturing(Protocol):
    """Sends and asks."""

    def send(
        self,
        command: Command[R],
        done: Callable[[R], None],
        kept: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Send a command: `done` takes the reply, `kept` hears that it waits here, `failed` why it was refused."""
        ...

    def ask(self, query: Query[R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None) -> Job:
        """Ask the server, or what it said in advance."""
        ...


class AtOnce:
    """Sends to the server and keeps nothing; what is refused stays in the sheet and its draft."""

    def __init__(self, services: Services) -> None:
        self._sender = services.sender

    def send(
        self,
        command: Command[R],
        done: Callable[[R], None],
        _kept: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Send a command."""
        return self._sender.send(command, done, failed)

    def ask(self, query: Query[R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None) -> Job:
        """Ask the server."""
        return self._sender.send(query, done, failed)


def capturing(services: Services) -> Capturing:
    """Return the journal, where this client has one, else the way to the server alone."""
    journal: Capturing | None = getattr(services, "capture", None)
    return AtOnce(services) if journal is None else journal
