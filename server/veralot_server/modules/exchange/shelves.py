"""What an import remembers of its rows: on disk, with a page of each kind in memory, however many rows there are.

Everything lies in one SQLite file in a folder that goes with the import. It is never committed and never read again: a
server that dies leaves nothing that could be taken for data.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import msgspec

V = TypeVar("V")

PAGE: Final = 4000
"""So many records of a kind are in memory between two rows; one row may bring more until it is done."""
TOGETHER: Final = 500
"""So many records are looked for by one question."""
CACHE_KIB: Final = 8192
"""What SQLite keeps of the file."""
DIGEST: Final = 16
BETWEEN: Final = "\x1f"
"""Stands between the parts of a key. No part has it: control characters are refused while reading."""
NO_COLUMNS: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType({})


def joined(*parts: str) -> str:
    """Return one key of several parts."""
    return BETWEEN.join(parts)


class Cabinet:
    """The shelves and memos of one import.

    Attributes:
        disk: the file in which they lie.
    """

    def __init__(self, stack: ExitStack, page: int | None = None) -> None:
        """Begin empty; `stack` discards it, and so many records of a kind are in memory between two rows."""
        folder = stack.enter_context(TemporaryDirectory(prefix="veralot-import-"))
        file = Path(folder) / "shelves"
        self.disk = stack.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}", "temp_store = FILE"):
            self.disk.execute(f"PRAGMA {pragma}")
        self.disk.execute("BEGIN")
        self._page = PAGE if page is None else page
        self._shelves: list[Shelf[Any]] = []

    def shelf(
        self,
        name: str,
        kind: Any,  # noqa: ANN401 - what msgspec decodes: a type, or one with parameters
        *,
        live: bool = False,
        columns: Mapping[str, Callable[[Any], object]] = NO_COLUMNS,
    ) -> "Shelf[Any]":
        """Return a new shelf for records of a kind; see `Shelf`."""
        made: Shelf[Any] = Shelf(self.disk, name, kind, self._page, live=live, columns=columns)
        self._shelves.append(made)
        return made

    def memo(self, name: str) -> "Memo":
        """Return a new memo."""
        return Memo(self.disk, name)

    def tidy(self) -> None:
        """Put away what is more than a page. Records that were taken out before must not be used after it."""
        for shelf in self._shelves:
            shelf.tidy()


class Shelf(Generic[V]):
    """Records by key. A record that was taken out is the same object until the next `tidy`.

    A shelf that is `live` writes back whatever was taken out, since it may have been changed; any other is told by `put`.
    `columns` are values of a record by which it can be looked for in the file.
    """

    def __init__(
        self,
        disk: sqlite3.Connection,
        name: str,
        kind: Any,  # noqa: ANN401 - as above
        page: int,
        *,
        live: bool,
        columns: Mapping[str, Callable[[Any], object]],
    ) -> None:
        """Made by the cabinet."""
        self._disk, self._page, self._live = disk, page, live
        self._near: dict[str, V] = {}
        self._fresh: dict[str, V] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode: Callable[[bytes], V] = msgspec.msgpack.Decoder(kind).decode
        self._values = tuple(columns.values())
        further = "".join(f", {column}" for column in columns)
        changed = "".join(f", {column} = excluded.{column}" for column in columns)
        marks = ", ?" * len(columns)
        disk.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value BLOB{further})")
        self._one = f"SELECT value FROM {name} WHERE key = ?"  # noqa: S608 - names of ours
        self._many = f"SELECT key, value FROM {name} WHERE key IN "  # noqa: S608 - as above
        self._next = f"SELECT id, value FROM {name} WHERE id > ? ORDER BY id LIMIT {TOGETHER}"  # noqa: S608 - as above
        self._write = (
            f"INSERT INTO {name} (key, value{further}) VALUES (?, ?{marks}) "  # noqa: S608 - as above
            f"ON CONFLICT (key) DO UPDATE SET value = excluded.value{changed}"
        )

    def get(self, key: str) -> V | None:
        """Return a record, if there is one."""
        found = self._near.get(key)
        if found is None:
            row = self._disk.execute(self._one, (key,)).fetchone()
            if row is None:
                return None
            found = self._take(key, row[0])
        return found

    def fetch(self, keys: Iterable[str]) -> dict[str, V]:
        """Return those records of many that there are, by their keys."""
        wanted = list(keys)
        far = [key for key in wanted if key not in self._near]
        for start in range(0, len(far), TOGETHER):
            some = far[start : start + TOGETHER]
            marks = ", ".join("?" * len(some))
            for key, value in self._disk.execute(f"{self._many} ({marks})", some).fetchall():
                self._take(key, value)
        return {key: self._near[key] for key in wanted if key in self._near}

    def put(self, key: str, record: V) -> None:
        """Keep a record, or say that it was changed."""
        self._near[key] = record
        if not self._live:
            self._fresh[key] = record

    def tidy(self) -> None:
        """Put everything away if it is more than a page."""
        if len(self._near) > self._page:
            self.settle()
            self._near.clear()

    def settle(self) -> None:
        """Write down what was changed."""
        changed = self._near if self._live else self._fresh
        encode, values = self._encode, self._values
        rows = ((key, encode(one), *[value(one) for value in values]) for key, one in changed.items())
        self._disk.executemany(self._write, rows)
        self._fresh.clear()

    def __iter__(self) -> Iterator[V]:
        """Return all records in the order in which they came, a page at a time; what is changed in them is not kept."""
        self.settle()
        self._near.clear()
        last = 0
        while rows := self._disk.execute(self._next, (last,)).fetchall():
            last = rows[-1][0]
            for _, value in rows:
                yield self._decode(value)

    def _take(self, key: str, value: bytes) -> V:
        found = self._near[key] = self._decode(value)
        return found


class Memo:
    """Keys that were met."""

    def __init__(self, disk: sqlite3.Connection, name: str) -> None:
        """Made by the cabinet."""
        self._disk = disk
        self._empty = f"DELETE FROM {name}"  # noqa: S608 - a name of ours
        self._add = f"INSERT OR IGNORE INTO {name} VALUES (?)"  # noqa: S608 - as above
        self._has = f"SELECT 1 FROM {name} WHERE key = ?"  # noqa: S608 - as above
        disk.execute(f"CREATE TABLE {name} (key PRIMARY KEY) WITHOUT ROWID")

    def add(self, key: str | bytes) -> bool:
        """Remember a key, and tell whether it is met for the first time."""
        return self._disk.execute(self._add, (key,)).rowcount > 0

    def add_row(self, cells: Sequence[str]) -> bool:
        """Remember a row of cells by its digest, and tell whether it is met for the first time."""
        return self.add(blake2b(joined(*cells).encode(errors="surrogatepass"), digest_size=DIGEST).digest())

    def clear(self) -> None:
        """Forget all."""
        self._disk.execute(self._empty)

    def __contains__(self, key: str) -> bool:
        return self._disk.execute(self._has, (key,)).fetchone() is not None
