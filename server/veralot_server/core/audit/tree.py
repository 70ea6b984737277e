"""The tree as PostgreSQL keeps it: leaves and complete subtrees, read in ranges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection as Wire
from psycopg.rows import class_row

from veralot_shared.rules import merkle


class Head(NamedTuple):
    """A signed head."""

    size: int
    root: bytes
    note: str
    at: datetime


class Store:
    """Reads hashes of the tree through one connection."""

    def __init__(self, wire: Wire[Any]) -> None:
        """Read through `wire`."""
        self._wire = wire

    def source(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Return stored hashes of a level; see `merkle.NodeSource`."""
        if level == 0:
            query = b"SELECT hash FROM audit.leaf WHERE index >= %s AND index < %s ORDER BY index"
            rows = self._wire.execute(query, (start, stop))
        else:
            query = b"SELECT hash FROM audit.subtree WHERE level = %s AND index >= %s AND index < %s ORDER BY index"
            rows = self._wire.execute(query, (level, start, stop))
        return [bytes(row[0]) for row in rows]

    def head(self) -> Head | None:
        """Return the newest signed head, or `None` of an empty log."""
        cursor = self._wire.cursor(row_factory=class_row(Head))
        return cursor.execute("SELECT size, root, note, at FROM audit.head ORDER BY size DESC LIMIT 1").fetchone()

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that leaf `index` is in the tree of `size`."""
        return merkle.inclusion_proof(index, size, self.source)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return the proof that the tree of `new` leaves continues that of `old`."""
        return merkle.consistency_proof(old, new, self.source)

    def hasher(self, size: int) -> merkle.TreeHasher:
        """Return the tree of `size` leaves, ready to grow."""
        return merkle.resume(size, self.source)
