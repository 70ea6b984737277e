"""How the records of a page of the log are called today, in one statement for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from veralot_server.core.naming import NAMELESS, Called, Names, number, of_rows, of_value, references
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit.log_sql import EntryRow

ABOUT: Final = ("lot_id", "unit_id", "node_id", "item_id", "user_id", "partner_id", "movement_id", "review_id")
"""Whose name stands for a row that has none of its own: the lot of a status change, the person of a session."""


class Reference(NamedTuple):
    """A row that may be called something: one of these tables has it."""

    tables: tuple[str, ...]
    id: int


def of_entries(tx: Transaction, rows: Iterable[EntryRow]) -> Names:
    """Return how every row is called that these entries are about or refer to."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for reference in mentioned(row):
            for table in reference.tables:
                wanted[table].add(reference.id)
    return of_rows(tx, wanted)


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


def of_record(names: Names, row: EntryRow) -> Called:
    """Return how the record of an entry is called: its own number, else that of what it is about."""
    own = names.get((row.table_name, -1 if (key := number(row.key)) is None else key), NAMELESS)
    values = row.new or row.old or {}
    others = (of_value(names, row.table_name, field, values.get(field)) for field in ABOUT)
    return own if own.name else next((called for called in others if called.name), NAMELESS)
