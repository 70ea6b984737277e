"""The one way to PostgreSQL: psycopg's pool below, SQLAlchemy above, and the base of every table."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection as Wire
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool
from sqlalchemy import BigInteger, Connection, Date, DateTime, Engine, Integer, MetaData, Numeric, Text, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from veralot_shared import ids

APP_ROLE = "veralot_app"
OWNER_ROLE = "veralot_owner"

_BIGINT_IDS = {getattr(ids, name): BigInteger() for name in vars(ids) if name.endswith("Id") and name != "CommandId"}


class Base(DeclarativeBase):
    """Base of every table. Names of constraints follow one rule, so that migrations read the same everywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        **_BIGINT_IDS,
        int: Integer(),
        str: Text(),
        Decimal: Numeric(24, 6),
        datetime: DateTime(timezone=True),
        date: Date(),
        dict[str, Any]: JSONB(),
    }


class Database:
    """A pool of psycopg connections of the application role, and SQLAlchemy's engine over borrowed ones of them.

    Connections are in autocommit mode; a transaction is begun and ended by whoever borrows one, which is the dispatcher.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        """Open the pool; connections are made as they are needed."""
        self.url = url
        self._lent = threading.local()
        self.pool: ConnectionPool[Wire[Any]] = ConnectionPool(
            url,
            min_size=1,
            max_size=size,
            timeout=10,
            open=True,
            kwargs={"autocommit": True, "options": "-c TimeZone=UTC", "application_name": "veralot"},
            configure=configure,
        )
        self.engine: Engine = create_engine(
            "postgresql+psycopg://",
            creator=self._borrowed,
            poolclass=_Borrowing,
            pool_reset_on_return=None,
            use_native_hstore=False,
        )
        # SQLAlchemy gets to know the server on its first connection and rolls back after it: not in a handler's transaction.
        with self.wire() as wire:
            self.over(wire).close()

    @contextmanager
    def wire(self) -> Iterator[Wire[Any]]:
        """Lend a bare psycopg connection. What its borrower left open is rolled back."""
        with self.pool.connection() as connection:
            yield connection

    def over(self, wire: Wire[Any]) -> Connection:
        """Return a SQLAlchemy connection over a borrowed one; it never closes, commits or resets it."""
        self._lent.wire = wire
        return self.engine.connect()

    def _borrowed(self) -> Wire[Any]:
        wire: Wire[Any] = self._lent.wire
        return wire

    def close(self) -> None:
        """Close the pool."""
        self.pool.close()


class _Borrowing(NullPool):
    """A pool that owns nothing: the connections it hands out are psycopg's pool's to close."""

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        """Forget the connection; its lender takes it back."""


def exact_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON with its numbers exact: a quantity in the log is what was written, not the nearest binary fraction."""
    return json.loads(text, parse_float=Decimal)


def configure(connection: Wire[Any]) -> None:
    """Read JSON exactly; where the URL names a mightier role, drop to the application's, which may not alter the log."""
    set_json_loads(exact_json, connection)
    query = "SELECT current_user <> %s AND pg_has_role(%s, 'MEMBER')"
    row = connection.execute(query, (APP_ROLE, APP_ROLE)).fetchone()
    if row is not None and row[0]:
        connection.execute(f"SET ROLE {APP_ROLE}")
