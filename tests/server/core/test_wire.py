"""Statements past the cursors: prepared once, and again when they were dropped."""

import psycopg
import pytest

from veralot_server.core.database import Database, Wire
from veralot_server.core.embedded import Urls

ADD = b"SELECT $1::int + $2::int"


def test_a_statement_is_prepared_once(database: Database) -> None:
    with database.wire() as wire:
        before = prepared(wire)
        sums = [wire.direct(ADD, b"1", b"%d" % n).get_value(0, 0) for n in range(3)]
        assert sums == [b"1", b"2", b"3"]
        assert prepared(wire) - before == 1


def test_null_is_a_parameter_as_any(database: Database) -> None:
    with database.wire() as wire:
        assert wire.direct(ADD, b"1", None).get_value(0, 0) is None


@pytest.mark.parametrize("statement", [b"DROP TABLE IF EXISTS pg_temp.gone", b"ROLLBACK"])
def test_a_statement_that_was_dropped_is_prepared_again(database: Database, statement: bytes) -> None:
    with database.wire() as wire:
        wire.execute(b"SELECT 1", prepare=True)
        wire.direct(ADD, b"1", b"1")
        wire.execute(b"BEGIN")
        wire.execute(statement)
        assert wire.direct(ADD, b"2", b"2").get_value(0, 0) == b"4"
        wire.undo()


def test_rows_are_what_a_cursor_gives(database: Database) -> None:
    query = b"SELECT n, ARRAY[n, NULL], n / 3.0, 'x' || n, now(), NULL FROM generate_series($1::int, $2::int) n"
    with database.wire() as wire:
        wire.simple(b"BEGIN")
        assert wire.rows(query, b"1", b"3") == psycopg.RawCursor(wire).execute(query, (1, 3)).fetchall()
        assert wire.rows(query, b"3", b"1") == []
        wire.undo()


def test_what_fails_is_raised_and_undone(database: Database) -> None:
    with database.wire() as wire:
        wire.simple(b"BEGIN")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            wire.direct(ADD, b"x", b"1")
        wire.undo()
        assert wire.direct(ADD, b"1", b"1").get_value(0, 0) == b"2"


def test_a_lost_connection_is_told_as_one(urls: Urls) -> None:
    with psycopg.connect(urls.app, autocommit=True) as other:
        wire = Wire.connect(urls.app, autocommit=True)
        other.execute("SELECT pg_terminate_backend(%s)", (wire.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError):
            wire.simple(b"SELECT pg_sleep(10)")
        with pytest.raises(psycopg.OperationalError):
            wire.direct(ADD, b"1", b"1")
        wire.undo()
        wire.close()


def prepared(wire: psycopg.Connection) -> int:
    """Return how many statements the server keeps for a connection."""
    row = wire.execute(b"SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%::int + %'").fetchone()
    return int(row[0]) if row else 0
