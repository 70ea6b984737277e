"""Reads a leaf of the audit log: one change of one row, as the database wrote it down.

The bytes are PostgreSQL's text of a JSON array, in the order of the fields of `Leaf`. They are never written again
here: the hash in the tree is over exactly these bytes.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec

Row: TypeAlias = dict[str, Any]
RowName: TypeAlias = tuple[str, str]
"""A row's table and key, as the log names them."""

DELETED: Final = "D"


class Leaf(msgspec.Struct, frozen=True, array_like=True):
    """One entry of the audit log (11.10(e)): who, when, where, by which message, which row, from what to what, why."""

    id: int
    at: datetime
    user_id: int | None
    user_name: str | None
    session_id: int | None
    workstation: str | None
    message: str | None
    command_id: str | None
    table: str
    key: str
    operation: str
    old: Row | None
    new: Row | None
    reason: str | None
    signature_id: int | None
    zone: str | None = None
    """The plant's time zone when it was written (P11-06)."""

    @property
    def row(self) -> RowName:
        """The row that was changed."""
        return self.table, self.key


def parse(data: bytes) -> Leaf:
    """Return the entry that a leaf's bytes stand for; numbers keep their exact value.

    Raises:
        ValueError: the bytes are no such entry.
    """
    try:
        return msgspec.convert(json.loads(data, parse_float=Decimal), Leaf)
    except (msgspec.ValidationError, RecursionError, ValueError) as problem:
        raise ValueError(f"not an entry of the audit log: {problem}") from problem


def newest_rows(leaves: Iterable[Leaf]) -> dict[RowName, Row | None]:
    """Return how each row reads after the last of these entries, `None` if it was deleted. Entries come oldest first.

    An update may tell only what changed; the rest stands as the entry before left it.
    """
    rows: dict[RowName, Row | None] = {}
    for leaf in leaves:
        before = {**(rows.get(leaf.row) or {}), **(leaf.old or {})}
        rows[leaf.row] = None if leaf.operation == DELETED else {**before, **(leaf.new or {})}
    return rows
