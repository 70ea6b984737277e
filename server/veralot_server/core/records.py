"""Writes many rows by one statement: they travel as one JSON value, of which the database makes rows of the table's own types.

Ten thousand serial numbers are one statement and one statement of audit, like one.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from veralot_server.core.transaction import Transaction

R = TypeVar("R", bound=msgspec.Struct)


def add(tx: Transaction, table: str, rows: Sequence[msgspec.Struct]) -> None:
    """Insert rows, whose fields are named like the columns."""
    if rows:
        tx.wire.execute(insert(table, rows).encode(), {"rows": msgspec.json.encode(rows).decode()})


def add_returning(tx: Transaction, table: str, rows: Sequence[msgspec.Struct], kind: type[R]) -> list[R]:
    """Insert rows and return of each the columns that `kind` names."""
    if not rows:
        return []
    query = f"{insert(table, rows)} RETURNING {', '.join(kind.__struct_fields__)}"
    return tx.rows(kind, query, rows=msgspec.json.encode(rows).decode())


def insert(table: str, rows: Sequence[msgspec.Struct]) -> str:
    """Return the statement that inserts such rows."""
    columns = ", ".join(rows[0].__struct_fields__)
    return (
        f"INSERT INTO {table} ({columns}) "  # noqa: S608 - names of our own tables and structs
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %(rows)s::jsonb)"
    )
