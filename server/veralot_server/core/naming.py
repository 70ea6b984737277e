"""How rows are called today: numbers and codes for ids, in one statement for all of them.

What a table's rows refer to is known from its foreign keys; how a row is called, from its columns. So the rows of a new
module have names without a word here.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import String, Table

from veralot_server.core.database import Base
from veralot_server.core.tables import load_tables
from veralot_server.core.transaction import Transaction

CALLED: Final = (
    "lot_no",
    "serial_no",
    "sscc",
    "package_no",
    "shipment_no",
    "full_name",
    "document_no",
    "number",
    "code",
    "label",
    "title",
    "name",
)
"""Columns by which people call a row; the first that a table has as a text is taken."""
NODES: Final = ("genealogy_lot", "genealogy_unit", "genealogy_package", "genealogy_shipment")
"""Tables that share one series of numbers, so that a node is in one of them."""
NODE_FIELDS: Final = frozenset({"node_id", "parent_id", "child_id"})
PEOPLE: Final = "identity_user"
LARGEST_ID: Final = (1 << 63) - 1


class Called(NamedTuple):
    """How a row is called, and how in Chinese where that is another name; nothing where it has none."""

    name: str = ""
    name_zh: str = ""


NAMELESS: Final = Called()

Names = Mapping[tuple[str, int], Called]
"""By table and id, how rows are called."""


def tables() -> Mapping[str, Table]:
    """Return the tables of every module, whether or not its handlers happen to use them."""
    load_tables()
    return Base.metadata.tables


@cache
def references(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return which fields of a table stand for rows of which tables."""
    known = tables().get(table)
    if known is None:
        return {}
    found = {
        column.name: tuple(sorted(key.column.table.name for key in column.foreign_keys)) for column in known.columns
    }
    nodes = {name: NODES for name in found if name in NODE_FIELDS and not found[name]}
    people = {name: (PEOPLE,) for name in found if name.endswith(("_by", "by_id")) and not found[name]}
    return {name: tables for name, tables in {**found, **nodes, **people}.items() if tables}


@cache
def called_by(table: str) -> str | None:
    """Return the column by which people call the rows of a table."""
    known = tables().get(table)
    texts = set() if known is None else {column.name for column in known.columns if isinstance(column.type, String)}
    return next((name for name in CALLED if name in texts), None)


def of_rows(tx: Transaction, wanted: Mapping[str, Iterable[int]]) -> Names:
    """Return how rows are called, by table and id."""
    parts = [part(table, column) for table in sorted(wanted) if (column := called_by(table))]
    if not parts:
        return {}
    found = tx.wire.execute(" UNION ALL ".join(parts).encode(), {table: list(ids) for table, ids in wanted.items()})
    return {(table, number): Called(name, name_zh or "") for table, number, name, name_zh in found if name}


def part(table: str, column: str) -> str:
    """Return the question how rows of one table are called; all names come from the tables' own definitions."""
    chinese = f"{column}_zh" if f"{column}_zh" in tables()[table].columns else "NULL"
    called = f"{column}::text, {chinese}::text"
    return f"SELECT '{table}', id, {called} FROM public.{table} WHERE id = ANY(%({table})s)"  # noqa: S608 - see above


def of_value(names: Names, table: str, field: str, value: object) -> Called:
    """Return how the row is called that a field's value stands for; nothing where it stands for none."""
    found = number(value)
    tables = references(table).get(field, ())
    return next((names[each, found] for each in tables if found is not None and (each, found) in names), NAMELESS)


def number(value: Any) -> int | None:  # noqa: ANN401 - whatever a record may hold
    """Return an id, as the log holds it or its key as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    return value if type(value) is int and 0 <= value <= LARGEST_ID else None
