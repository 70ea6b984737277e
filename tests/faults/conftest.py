"""A furnished plant that is committed, the people who attack it, and the server that they attack."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import psycopg
import pytest

from tests.factories.furnished import Belongings, Furnished
from tests.factories.identity import PASSWORD, account
from tests.factories.people import person
from tests.server.modules.exchange.plant import Import, Tables, files
from tests.server.rpc.conftest import free_port, served
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.modules.identity import sessions
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import ImportFiles, ImportView
from veralot_shared.contracts.identity import Role
from veralot_shared.errors import CodedError
from veralot_shared.ids import PartnerId
from veralot_shared.messages import JSON, messages

EVERY_RIGHT = "INSERT INTO identity_role_permission (role, permission) VALUES (%s, %s) ON CONFLICT DO NOTHING"


NUMBER_APART = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 100003 * row_number() OVER (ORDER BY sequencename))
FROM pg_sequences WHERE schemaname = 'public'
"""
"""Every table counts in a range of its own, so that no id is by chance another number of an answer."""


def number_apart(owner_url: str) -> None:
    """Let no two tables number their rows alike."""
    with psycopg.connect(owner_url) as wire:
        wire.execute(NUMBER_APART)


class Intruder(msgspec.Struct, frozen=True):
    """Somebody with a session."""

    name: str
    token: str
    secret: str = PASSWORD


class Target:
    """The plant that is attacked. Whoever is a manager there has every right that there is."""

    def __init__(self, urls: Urls, settings: Settings) -> None:
        self.settings = msgspec.structs.replace(
            settings, database_url=urls.app, owner_url=urls.owner, port=free_port(), pool_size=4, idle_seconds=36_000
        )
        self.database = Database(urls.app, size=2)
        self.dispatcher = Dispatcher(self.database, self.settings)
        self._people = 0
        number_apart(urls.owner)
        with begin(self.database, self.settings, self.dispatcher.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            for right in {str(message.permission) for message in messages().values() if message.permission}:
                tx.wire.execute(EVERY_RIGHT, (Role.MANAGER, right))
            tx.act(person(tx, "tester", roles=()), "test.Test")
            made = Furnished(tx)
            self.shared: Mapping[str, int] = made.shared
            self.mine: Belongings = made.mine
            self.theirs: Belongings = made.theirs
        with self.database.wire() as wire:
            seal_all(wire, log_key(self.settings))
            row = wire.execute("SELECT max(id) FROM audit.entry WHERE new ->> 'lot_no' = %s", ("P-THEIRS",)).fetchone()
            self.theirs = msgspec.structs.replace(made.theirs, ids={**made.theirs.ids, "EntryId": row[0] if row else 0})

    def intruder(self, role: Role = Role.MANAGER, customer_id: PartnerId | None = None) -> Intruder:
        """Return a new person with a new session."""
        self._people += 1
        name = f"intruder-{self._people}"
        with begin(self.database, self.settings, self.dispatcher.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            user = account(tx, name, role, customer_id=customer_id)
            _, token = sessions.begin(tx, user, "PC-1")
        return Intruder(name, token)

    def ask(self, who: Intruder, op: str, body: Any) -> tuple[str, Any]:
        """Send a message past HTTP; return the reply's text under `ok`, or the error under its code."""
        incoming = Incoming(op=op, body=msgspec.json.encode(body), content_type=JSON, token=who.token)
        try:
            return "ok", self.dispatcher.handle(incoming).decode()
        except CodedError as refused:
            return refused.code, refused

    def written(self) -> int:
        """Return how many changes the audit log knows of."""
        with self.database.wire() as wire:
            row = wire.execute("SELECT count(*) FROM audit.entry").fetchone()
            return int(row[0]) if row else 0


@pytest.fixture(scope="session")
def target(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Target]:
    """Furnish the plant."""
    made = Target(new_database("faults_test"), settings)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def attacked(target: Target) -> Iterator[str]:
    """Serve it; return the address."""
    with served(target.settings) as address:
        yield address


@pytest.fixture
def bring_in(tx: Transaction) -> Import:
    """Return a function that imports tables."""

    def run(what: Tables, *, dry_run: bool = False) -> ImportView:
        return tx.call(ImportFiles(files=files(what), dry_run=dry_run))

    return run
