"""A plant of its own database for imports that must be committed: another connection sees them, and they survive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.factories.people import person
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.messages import Message

R = TypeVar("R")


class Site:
    """Sends messages, each in a transaction that is committed."""

    def __init__(self, urls: Urls, settings: Settings) -> None:
        self.urls, self.settings = urls, settings
        self.database = Database(urls.app, size=6)
        self.dispatcher = Dispatcher(self.database, settings)

    @contextmanager
    def transaction(self, op: str = "test.Test") -> Iterator[Transaction]:
        """Open a transaction of a person with every right."""
        with begin(self.database, self.settings, self.dispatcher.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            tx.act(person(tx, "tester", roles=()), op)
            yield tx

    def send(self, message: Message[R]) -> R:
        """Send a message."""
        with self.transaction(message.op) as tx:
            return tx.call(message)

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows as they are committed."""
        with self.database.wire() as wire:
            return wire.execute(query.encode(), values).fetchall()

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


MakeSite = Callable[[], Site]
