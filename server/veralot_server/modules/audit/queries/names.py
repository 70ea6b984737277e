"""How the records of a page of the log are called today: numbers and codes for ids, in one statement for all of them.

What a table's rows refer to is known from its foreign keys; how a row is called, from its columns. So the rows of a new
module have names without a word here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Table

from veralot_server.core.database import Base
from veralot_server.core.tables import load_tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit.log_sql import EntryRow

CALLED: Final = (
    "lot_no",
    "serial_no",
    "sscc",
    "package_no",
    "shipment_no",
    "full_name",
    "document_no",
    "code",
    "label",
    "title",
    "name",
)
"""Columns by which people call a row; the first that a table has is taken."""
ABOUT: Final = ("lot_id", "unit_id", "node_id", "item_id", "user_id", "partner_id", "movement_id", "review_id")
"""Whose name stands for a row that has none of its own: the lot of a status change, the person of a session."""
NODES: Final = ("genealogy_lot", "genealogy_unit", "genealogy_package", "genealogy_shipment")
"""Tables that share one series of numbers, so that a node is in one of them."""
NODE_FIELDS: Final = frozenset({"node_id", "parent_id", "child_id"})
PEOPLE: Final = "identity_user"
LARGEST_ID: Final = (1 << 63) - 1


class Reference(NamedTuple):
    """A row that may be called something: one of these tables has it."""

    tables: tuple[str, ...]
    id: int


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
    return None if known is None else next((name for name in CALLED if name in known.columns), None)


def of_entries(tx: Transaction, rows: Iterable[EntryRow]) -> Names:
    """Return how every row is called that these entries are about or refer to."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for reference in mentioned(row):
            for table in reference.tables:
                wanted[table].add(reference.id)
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


def mentioned(row: EntryRow) -> Iterator[Reference]:
    """Yield the rows that an entry speaks of: its own, and those that its values stand for."""
    own = number(row.key)
    if own is not None:
        yield Reference((row.table_name,), own)
    for values in (row.old or {}, row.new or {}):
        for field, tables in references(row.table_name).items():
            found = number(values.get(field))
            if found is not None:
                yield Reference(tables, found)


def of_value(names: Names, table: str, field: str, value: object) -> Called:
    """Return how the row is called that a field's value stands for; nothing where it stands for none."""
    found = number(value)
    tables = references(table).get(field, ())
    return next((names[each, found] for each in tables if found is not None and (each, found) in names), NAMELESS)


def of_record(names: Names, row: EntryRow) -> Called:
    """Return how the record of an entry is called: its own number, else that of what it is about."""
    own = names.get((row.table_name, -1 if (key := number(row.key)) is None else key), NAMELESS)
    values = row.new or row.old or {}
    others = (of_value(names, row.table_name, field, values.get(field)) for field in ABOUT)
    return own if own.name else next((called for called in others if called.name), NAMELESS)


def number(value: Any) -> int | None:  # noqa: ANN401 - whatever a record may hold
    """Return an id, as the log holds it or its key as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    return value if type(value) is int and 0 <= value <= LARGEST_ID else None
