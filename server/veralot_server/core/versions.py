"""Tells the second of two people who change one record that the first was faster, and what the first has changed."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from veralot_server.core import naming
from veralot_server.core.transaction import Transaction
from veralot_shared.errors import FieldDifference, RecordChanged

SINCE = """
SELECT coalesce(u.full_name, e.user_name) AS by, coalesce(u.full_name_zh, '') AS by_zh, e.new
FROM audit.entry e LEFT JOIN identity_user u ON u.id = e.user_id
WHERE e.table_name = %(table)s AND e.place = ANY (audit.places(%(key)s)) AND e.key = %(key)s
  AND (e.new->>'version')::integer >= %(version)s
ORDER BY e.id
"""


class Versioned(Protocol):
    """A message that changes a record, and the version of the record that its sender saw."""

    @property
    def version(self) -> int:
        """Return the version that the sender saw."""


class Step(NamedTuple):
    """The record as somebody left it."""

    by: str
    by_zh: str
    values: dict[str, Any]


def refuse_if_changed(  # noqa: PLR0913 - a record is named by table, kind, id and label
    message: Versioned,
    tx: Transaction,
    *,
    table: str,
    kind: str,
    key: int,
    label: str,
    version: int,
    fields: Collection[str],
) -> None:
    """Refuse a change that was entered on an older version of the record, where `fields` have changed since.

    A version that others reached by changing other fields is no conflict.

    Raises:
        RecordChanged: who changed the fields, and how the record now differs from what the sender wants.
    """
    if message.version == version:
        return
    rows = tx.wire.execute(SINCE, {"table": table, "key": str(key), "version": message.version}).fetchall()
    steps = [Step(*row) for row in rows]
    changed = [name for name in fields if any(step.values[name] != steps[0].values[name] for step in steps)]
    if not changed and steps and steps[0].values["version"] == message.version:
        return
    by, by_zh = _last_author(steps, changed)
    raise RecordChanged(
        kind=kind,
        key=label,
        changed_by=by,
        changed_by_zh=by_zh,
        differences=called(tx, table, _differences(message, steps, fields)),
        version=version,
    )


def _last_author(steps: list[Step], changed: list[str]) -> tuple[str, str]:
    """Return who last changed one of the fields, by the name in either language."""
    pairs = pairwise(steps)
    authors = [
        (after.by, after.by_zh) for before, after in pairs if any(before.values[n] != after.values[n] for n in changed)
    ]
    return authors[-1] if authors else ("", "")


def _differences(message: Versioned, steps: list[Step], fields: Collection[str]) -> list[FieldDifference]:
    """Return the fields on which the sender and the record differ."""
    yours = msgspec.to_builtins({name: getattr(message, name) for name in fields})
    theirs = steps[-1].values if steps else {}
    return [FieldDifference(name, yours[name], theirs.get(name)) for name in fields if yours[name] != theirs.get(name)]


LAST_VERSION = """
SELECT coalesce(u.full_name, e.user_name), coalesce(u.full_name_zh, '')
FROM audit.entry e LEFT JOIN identity_user u ON u.id = e.user_id
WHERE e.table_name = %(table)s AND e.place = ANY (audit.places(%(key)s)) AND e.key = %(key)s
  AND (e.operation = 'I' OR e.old ? 'version')
ORDER BY e.id DESC LIMIT 1
"""


class Stored(NamedTuple):
    """A record as it lies in the database, locked: what it is, where it is, how people call it, and its version."""

    kind: str
    table: str
    key: int
    label: str
    version: int


def check_version(
    tx: Transaction, stored: Stored, read: int, *, theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> None:
    """Let a change pass only if the record is still the version that was `read`; for records of more than one table.

    Args:
        tx: the transaction that has locked the record.
        stored: the record.
        read: the version that the person saw when beginning the change.
        theirs: the record's fields as they are now.
        yours: the same fields as the person wants them.

    Raises:
        RecordChanged: it is not; with who made the present version and every field on which the two differ.
    """
    if read == stored.version:
        return
    author = tx.wire.execute(LAST_VERSION, {"table": stored.table, "key": str(stored.key)}).fetchone()
    raise RecordChanged(
        kind=stored.kind,
        key=stored.label,
        changed_by=str(author[0]) if author else "",
        changed_by_zh=str(author[1]) if author else "",
        differences=called(
            tx,
            stored.table,
            [FieldDifference(name, yours[name], theirs[name]) for name in yours if yours[name] != theirs[name]],
        ),
        version=stored.version,
    )


def called(tx: Transaction, table: str, differences: list[FieldDifference]) -> list[FieldDifference]:
    """Return differences with how the records are called that their values stand for; a customer's user is told no names."""
    known = naming.references(table)
    wanted: dict[str, set[int]] = {}
    for each in differences:
        for value in (each.yours, each.theirs):
            found = naming.number(value)
            for other in known.get(each.field, ()) if found is not None else ():
                wanted.setdefault(other, set()).add(found or 0)
    if not wanted or tx.actor.customer_id is not None:
        return differences
    names = naming.of_rows(tx, wanted)
    return [with_names(names, table, each) for each in differences]


def with_names(names: naming.Names, table: str, each: FieldDifference) -> FieldDifference:
    """Return one difference with what its values are called."""
    yours, theirs = (naming.of_value(names, table, each.field, value) for value in (each.yours, each.theirs))
    return replace(
        each,
        yours_name=yours.name,
        yours_name_zh=yours.name_zh,
        theirs_name=theirs.name,
        theirs_name_zh=theirs.name_zh,
    )
