"""Reads a leaf of the audit log: the rows that one statement changed, who did it and why, as the database wrote it down.

A leaf is a line of JSON, its head, which says what holds for all rows (`Head`), and behind the line's end the SHA-256 of
each row's content. The content is the row as PostgreSQL writes it; of an update the old row, a zero byte and the new one.
So one row is proven without a word about the others. The bytes are never written again here: the hash in the tree is over
exactly these.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, TypeAlias

import msgspec

from veralot_shared.rules.merkle import HASH_SIZE
from veralot_shared.verify.rows import Row, RowUnreadable, changed, fields

RowName: TypeAlias = tuple[str, str]
"""A row's table and key, as the log names them."""

UPDATED: Final = "U"
DELETED: Final = "D"
HEAD_END: Final = b"\n"
BETWEEN: Final = b"\0"
LOW_BITS: Final = 8
"""A batch holds rows whose numbers differ in these bits alone, and at most so many that these bits can count them."""


class Head(msgspec.Struct, frozen=True, array_like=True):
    """What holds for all rows of a leaf.

    Attributes:
        columns: the table's columns at that time, as `rows.fields` takes them.
        place: the number of the row if it is a single one; else −1 − (the number without its low bits).
        offsets: of several rows the low bits of the number of each.
    """

    id: int
    at: datetime
    user_id: int | None
    user_name: str | None
    session_id: int | None
    workstation: str | None
    message: str | None
    command_id: str | None
    table: str
    operation: str
    columns: str
    place: int
    offsets: list[int] | None
    reason: str | None
    signature_id: int | None
    zone: str | None = None
    """The plant's time zone when it was written (P11-06)."""

    @property
    def count(self) -> int:
        """The number of rows."""
        return 1 if self.offsets is None else len(self.offsets)

    def key(self, position: int) -> str:
        """Return the number of the row at a position, as the log names it. Raises IndexError if there is none."""
        if self.offsets is None:
            return str([self.place][position])
        return str(((-1 - self.place) << LOW_BITS) + self.offsets[position])


class Leaf(msgspec.Struct, frozen=True):
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

    @property
    def row(self) -> RowName:
        """The row that was changed."""
        return self.table, self.key


def content(old: str | None, new: str | None) -> bytes:
    """Return what of a row's change is hashed; `None` for the old row of an insert and the new one of a delete."""
    return BETWEEN.join(line.encode() for line in (old, new) if line is not None)


def parse(leaf: bytes, row: bytes, entry_id: int) -> Leaf:
    """Return the entry that a leaf's bytes and the content of one of its rows stand for; numbers keep their exact value.

    Raises:
        ValueError: the bytes are no such entry.
    """
    line, _, hashes = leaf.partition(HEAD_END)
    position = entry_id & ((1 << LOW_BITS) - 1)
    start = position * HASH_SIZE
    try:
        head = msgspec.convert(json.loads(line, parse_float=Decimal), Head)
        found = entry(head, entry_id, head.key(position), *states(head, row.decode()))
    except (IndexError, msgspec.ValidationError, RecursionError, ValueError) as problem:
        raise ValueError(f"not an entry of the audit log: {problem}") from problem
    whole = head.id == entry_id >> LOW_BITS and len(hashes) == head.count * HASH_SIZE
    if not whole or hashes[start : start + HASH_SIZE] != sha256(row).digest():
        raise ValueError(f"not an entry of the audit log: {found.row} stands elsewhere")
    return found


def holds(leaf: bytes, row: bytes) -> bool:
    """Tell whether a leaf has the hash of a row's content."""
    hashes = leaf.partition(HEAD_END)[2]
    digest = sha256(row).digest()
    return any(hashes[start : start + HASH_SIZE] == digest for start in range(0, len(hashes), HASH_SIZE))


def states(head: Head, text: str) -> tuple[Row | None, Row | None]:
    """Return what a row was and what it became; of an update what changed, and the whole row. Raises RowUnreadable."""
    if head.operation == UPDATED:
        old, between, new = text.partition(BETWEEN.decode())
        if not between:
            raise RowUnreadable(text)
        return changed(head.columns, old, new), fields(head.columns, new)
    whole = fields(head.columns, text)
    return (whole, None) if head.operation == DELETED else (None, whole)


def entry(head: Head, entry_id: int, key: str, old: Row | None, new: Row | None) -> Leaf:
    """Return one row's entry."""
    shared: dict[str, Any] = {name: getattr(head, name) for name in Leaf.__struct_fields__ if hasattr(head, name)}
    return Leaf(**(shared | {"id": entry_id, "key": key, "old": old, "new": new}))


def newest_rows(leaves: Iterable[Leaf]) -> dict[RowName, Row | None]:
    """Return how each row reads after the last of these entries, `None` if it was deleted. Entries come oldest first.

    An update may tell only what changed; the rest stands as the entry before left it.
    """
    rows: dict[RowName, Row | None] = {}
    for leaf in leaves:
        before = {**(rows.get(leaf.row) or {}), **(leaf.old or {})}
        rows[leaf.row] = None if leaf.operation == DELETED else {**before, **(leaf.new or {})}
    return rows
