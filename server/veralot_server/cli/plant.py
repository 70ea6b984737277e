"""Opens the configured plant for one command: its database, migrated and ready, and its dispatcher."""

import contextlib
from collections.abc import Iterator
from typing import NoReturn, TypeVar

import msgspec
import typer
from rich.console import Console

from veralot_server.core import migrate
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls, urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings, from_environment
from veralot_shared.errors import CodedError
from veralot_shared.messages import Message, Query, messages

R = TypeVar("R")

console = Console(stderr=True)

FAILED = 1
"""Exit code of a command that ran and found or met something wrong; wrong usage exits with 2."""


class Plant(msgspec.Struct, frozen=True):
    """The plant as a command sees it."""

    settings: Settings
    urls: Urls
    dispatcher: Dispatcher

    @contextlib.contextmanager
    def transaction(self, op: str, *, read_only: bool = False) -> Iterator[Transaction]:
        """Open a transaction as the plant's own clockwork, with every right: who runs this has the machine already."""
        rights = frozenset(str(cls.permission) for cls in messages().values() if cls.permission is not None)
        dispatcher = self.dispatcher
        with begin(dispatcher.database, self.settings, dispatcher.inner, read_only=read_only) as tx:
            if read_only:
                tx.actor = Actor.system("command line", rights)
            else:
                tx.act(Actor.system("command line", rights), op)
            yield tx

    def call(self, message: Message[R]) -> R:
        """Send one message and return its reply.

        Raises:
            CodedError: as for any other sender.
        """
        with self.transaction(message.op, read_only=isinstance(message, Query)) as tx:
            reply: R = self.dispatcher.inner(message, tx)
            return reply


@contextlib.contextmanager
def opened(settings: Settings | None = None) -> Iterator[Plant]:
    """Open the plant of the environment; the embedded database is brought up to date, another one only checked.

    Raises:
        typer.Exit: the schema is not what this version needs, or a command failed; it is said why.
    """
    settings = settings or from_environment()
    with urls(settings) as found:
        check_schema(settings, found)
        database = Database(found.app, size=settings.pool_size)
        try:
            yield Plant(settings, found, Dispatcher(database, settings))
        except CodedError as error:
            fail(error.worded())
        finally:
            database.close()


def check_schema(settings: Settings, found: Urls) -> None:
    """Bring the embedded database up to date; ask for `migrate` where the database is the plant's own."""
    if settings.database_url is None:
        migrate.upgrade(found.owner)
        return
    current, needed = migrate.current_and_head(found.app)
    if current != needed:
        fail(f"The database is at revision {current}, this version needs {needed}. Run: veralot-server migrate")


def fail(words: str) -> NoReturn:
    """Say what went wrong and end with exit code 1."""
    console.print(f"[red]✗[/red] {words}")
    raise typer.Exit(FAILED)
