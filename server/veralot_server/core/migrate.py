"""Brings the schema to the newest revision and tells whether it is there."""

import contextlib
from collections.abc import Iterator
from importlib.resources import files

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from veralot_server.core.database import Base
from veralot_server.core.tables import load_tables


def config(connection: Connection) -> Config:
    """Return Alembic's configuration; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(files("veralot_server.migrations")))
    settings.attributes["connection"] = connection
    return settings


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect as the schema's owner and commit at the end."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
        connection.commit()


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run the migrations that are missing; nothing happens when there are none."""
    with connected(owner_url) as connection:
        command.upgrade(config(connection), revision)


def differences(owner_url: str) -> list[object]:
    """Return how the tables in code differ from the migrated database; an empty list is what must be."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - only checks need it

    load_tables()
    with connected(owner_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def current_and_head(url: str) -> tuple[str | None, str | None]:
    """Return the database's revision and the newest one."""
    with connected(url) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, head()


def head() -> str | None:
    """Return the newest revision."""
    settings = Config()
    settings.set_main_option("script_location", str(files("veralot_server.migrations")))
    return ScriptDirectory.from_config(settings).get_current_head()
