"""The one way to PostgreSQL: psycopg's pool below, SQLAlchemy above, and the base of every table."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection, OperationalError
from psycopg._preparing import PrepareManager
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import Escaping, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool
from sqlalchemy import BigInteger, Date, DateTime, Engine, Integer, MetaData, Numeric, Text, create_engine
from sqlalchemy import Connection as Alchemy
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


class _Direct(PrepareManager):
    """psycopg's keeper of prepared statements, which drops all there are when objects are dropped; with those of `direct`."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[bytes, bytes] = {}
        self._given = 0

    def new_name(self) -> bytes:
        """Return a name that was never given on this connection."""
        self._given += 1
        return b"direct_%d" % self._given

    def clear(self) -> bool:
        """Forget all, as psycopg tells the server to."""
        self.named.clear()
        return super().clear()


class Wire(Connection[Any]):
    """A bare connection, with a way past its cursors for the statements that every message pays.

    libpq is called straight and blocks its thread alone. A cursor does much more, and gives up the interpreter's lock several
    times on the way, for which many threads then queue.
    """

    def __init__(self, pgconn: PGconn) -> None:
        """Made by the pool."""
        super().__init__(pgconn)
        self._prepared = self._direct = _Direct()

    def simple(self, statements: bytes) -> PGresult:
        """Run statements that have no parameters; return the last one's result. Raises psycopg.Error, as a cursor would."""
        return _checked(self.pgconn.exec_(statements))

    def literal(self, text: bytes | None) -> bytes:
        """Return a text as it is written into a statement; nothing is NULL."""
        return b"NULL" if text is None else Escaping(self.pgconn).escape_literal(text)

    def undo(self) -> None:
        """Roll back, unless the connection is lost and nothing is left to roll back.

        psycopg's own `rollback` drops every prepared statement besides, which the next message would pay for.
        """
        if self.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self.simple(b"ROLLBACK")

    def direct(self, statement: bytes, *values: bytes | None) -> PGresult:
        """Run one constant statement (`$1`), prepared when this connection first sees it, with its parameters as text.

        Raises:
            psycopg.Error: as a cursor would.
        """
        return self._ask(statement, values, Format.TEXT)

    def rows(self, statement: bytes, *values: bytes | None) -> list[tuple[Any, ...]]:
        """Run one constant statement as `direct` does and return its rows, each value as a cursor would give it.

        Raises:
            psycopg.Error: as a cursor would.
        """
        result = self._ask(statement, values, Format.BINARY)
        loading = Transformer(self)
        loading.set_pgresult(result, set_loaders=True)
        return loading.load_rows(0, result.ntuples, tuple)

    def _ask(self, statement: bytes, values: Sequence[Any], form: Format) -> PGresult:
        """Psycopg declares no NULL among the values, and takes it."""
        name = self._direct.named.get(statement)
        if name is None:
            name = self._direct.new_name()
            _checked(self.pgconn.prepare(name, statement))
            self._direct.named[statement] = name
        return _checked(self.pgconn.exec_prepared(name, values, None, form))


def _checked(result: PGresult) -> PGresult:
    """Return a result that is one. An error without a code is libpq's own: the connection is lost."""
    if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return result
    error = error_from_result(result)
    raise error if error.sqlstate else OperationalError(str(error))


class Database:
    """A pool of psycopg connections of the application role, and SQLAlchemy's engine over borrowed ones of them.

    Connections are in autocommit mode; a transaction is begun and ended by whoever borrows one, which is the dispatcher.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        """Open the pool; connections are made as they are needed."""
        self.url = url
        self._lent = threading.local()
        self.pool: ConnectionPool[Wire] = ConnectionPool(
            url,
            connection_class=Wire,
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
    def wire(self) -> Iterator["Wire"]:
        """Lend a bare psycopg connection. What its borrower left open is rolled back."""
        with self.pool.connection() as connection:
            yield connection

    def over(self, wire: "Wire") -> Alchemy:
        """Return a SQLAlchemy connection over a borrowed one; it never closes, commits or resets it."""
        self._lent.wire = wire
        return self.engine.connect()

    def _borrowed(self) -> "Wire":
        wire: Wire = self._lent.wire
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


def configure(connection: Connection[Any]) -> None:
    """Read JSON exactly; where the URL names a mightier role, drop to the application's, which may not alter the log."""
    set_json_loads(exact_json, connection)
    query = "SELECT current_user <> %s AND pg_has_role(%s, 'MEMBER')"
    row = connection.execute(query, (APP_ROLE, APP_ROLE)).fetchone()
    if row is not None and row[0]:
        connection.execute(f"SET ROLE {APP_ROLE}")
