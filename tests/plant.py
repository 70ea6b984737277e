"""A real PostgreSQL for a test run, migrated once; each test works in a transaction that is rolled back.

A plugin rather than a conftest, since both `tests/server` and `tests/rules` stand on it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql

from tests.factories.people import person
from veralot_server.core import migrate, module
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls, embedded, prepare, role_urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.ids import PartnerId


class Undo(Exception):
    """Raised at the end of a test, so that nothing it wrote stays."""


@pytest.fixture(scope="session")
def admin_url() -> Iterator[str]:
    """Run a PostgreSQL for this test process; it need not survive a power cut.

    Not in pytest's own folder, which later test runs tidy up while this one may still be at work.
    """
    with (
        TemporaryDirectory(prefix="veralot-test-", ignore_cleanup_errors=True) as folder,
        embedded(opened(folder)) as url,
    ):
        with psycopg.connect(url, autocommit=True) as admin:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            admin.execute("SELECT pg_reload_conf()")
        yield url


def opened(folder: str) -> Path:
    """Let the user that PostgreSQL runs as, where this one is root, into a folder, and return where its data go."""
    Path(folder).chmod(0o755)
    return Path(folder) / "data"


@pytest.fixture(scope="session")
def new_database(admin_url: str) -> Callable[[str], Urls]:
    """Return a function that makes a database of its own for a test that must commit."""
    prepare(admin_url, "template_veralot")
    template = role_urls(admin_url, "template_veralot")
    migrate.upgrade(template.owner)

    def make(name: str) -> Urls:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            names = {"name": sql.Identifier(name), "owner": sql.Identifier("veralot_owner")}
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
            admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE template_veralot OWNER {owner}").format(**names))
            admin.execute(sql.SQL("ALTER DATABASE {name} SET jit = off").format(**names))
        return role_urls(admin_url, name)

    return make


@pytest.fixture(scope="session")
def urls(new_database: Callable[[str], Urls]) -> Urls:
    """Return the URLs of the database that rolled-back tests share."""
    return new_database("veralot_test")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings with a home of this test process."""
    home: Path = tmp_path_factory.mktemp("home")
    return Settings(home=home, plant="Test plant", zone="Asia/Shanghai", password_memory=64)


@pytest.fixture(scope="session")
def database(urls: Urls) -> Iterator[Database]:
    """Connect as the application's role."""
    module.load()
    opened = Database(urls.app, size=4)
    yield opened
    opened.close()


@pytest.fixture
def tx(database: Database, settings: Settings) -> Iterator[Transaction]:
    """Open a transaction of a person with every right but those of a customer's user; it is rolled back."""
    dispatcher = Dispatcher(database, settings)
    with suppress(Undo), begin(database, settings, dispatcher.inner) as opened:
        opened.act(Actor.system("test"), "test.Setup")
        opened.act(person(opened, "tester", roles=()), "test.Test")
        yield opened
        raise Undo


@pytest.fixture
def act_as(tx: Transaction) -> Callable[..., Actor]:
    """Return a function to go on as another person: `act_as("qa_release")`, `act_as("registrant", customer_id=…)`."""

    def become(*roles: str, name: str | None = None, customer_id: PartnerId | None = None) -> Actor:
        op = tx.op
        tx.act(Actor.system("test"), "test.Setup")
        actor = person(tx, name or "-".join(roles), roles=roles, customer_id=customer_id)
        tx.act(actor, op)
        return actor

    return become
