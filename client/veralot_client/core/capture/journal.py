"""The journal: what was entered on this computer, encrypted, chained, and on the disk before the person is told so.

A SQLite file that only grows until the server has acknowledged. Each entry is encrypted by itself and bound to its place;
the end of the chain is sealed too, so that entries cut off at the end are missed. A commit is on the disk when it returns
(`synchronous=FULL`); what the disk refuses was not entered.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from veralot_client.core.capture.sealing import Seal, Tampered
from veralot_shared.contracts.capture import (
    DamageForm,
    EntryForm,
    JournalRefused,
    Outcome,
    OutcomeView,
    Trouble,
    WaitingForm,
)
from veralot_shared.i18n import N_
from veralot_shared.rules.journal import FIRST, entry_hash

FULL: Final = N_("the disk is full")
BROKEN: Final = N_("the disk cannot be read or written")
BUSY: Final = N_("another program holds the file")
PROBLEMS: Final = {sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_BUSY: BUSY, sqlite3.SQLITE_LOCKED: BUSY}
KEPT_FOR: Final = timedelta(days=14)
"""So long an entry stays that the server has acknowledged: a server that was set back to a copy gets it once more."""
PATIENCE_SECONDS: Final = 5.0
HEAD: Final = "head"

SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA fullfsync = ON;
PRAGMA checkpoint_fullfsync = ON;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entry (counter INTEGER PRIMARY KEY, at TEXT NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sent (counter INTEGER PRIMARY KEY, outcome TEXT NOT NULL, at TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are not changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_waits BEFORE DELETE ON entry
WHEN NOT EXISTS (SELECT 1 FROM sent WHERE counter = OLD.counter)
BEGIN SELECT RAISE(ABORT, 'an entry that waits is not removed'); END;
"""


@dataclass(frozen=True)
class Waiting:
    """What waits to be sent: how many entries, and since when the oldest."""

    count: int = 0
    oldest_at: datetime | None = None

    @property
    def form(self) -> WaitingForm:
        """As the server is told."""
        return WaitingForm(count=self.count, oldest_at=self.oldest_at)


class Head(msgspec.Struct, frozen=True):
    """The end of the chain: the counter of the last entry, and its hash."""

    counter: int = 0
    hash: bytes = FIRST


class Batch(NamedTuple):
    """What is handed in next: entries in order, and those that cannot be handed in any more."""

    entries: list[EntryForm]
    damaged: list[DamageForm]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.entries or self.damaged)


class Journal:
    """One journal. May be used from any thread, and by two programs at once: the end of the chain is read anew each time."""

    def __init__(self, file: Path, device: UUID, seal: Seal) -> None:
        """Open a journal, or begin it. Raises: JournalRefused."""
        self.file = file
        self.device = device
        self._seal = seal
        self._lock = RLock()
        self._wire = connect(file)
        self._forget_old()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._wire.close()

    # --- entering

    def append(self, make: Callable[[int, bytes], EntryForm], at: datetime) -> EntryForm:
        """Write the next entry, made for its place, and return it once it is on the disk. Raises: JournalRefused."""
        with self._writing() as wire:
            head = self._head(wire)
            form = make(head.counter + 1, head.hash)
            sealed = self._seal.close(msgspec.msgpack.encode(form), self._about(form.counter))
            wire.execute("INSERT INTO entry VALUES (?, ?, ?)", (form.counter, at.astimezone(UTC).isoformat(), sealed))
            self._set_head(wire, Head(form.counter, hash_of(self.device, form)))
        return form

    # --- what waits

    def waiting(self) -> Waiting:
        """Return how much waits."""
        with self._lock:
            return waiting_in(self._wire)

    @property
    def head(self) -> Head:
        """The end of the chain. Raises: JournalRefused."""
        with self._writing() as wire:
            return self._head(wire)

    @property
    def first_unsent(self) -> int:
        """The place of the first entry that the server does not have."""
        with self._lock:
            return first_unsent(self._wire)

    def unsent(self, limit: int) -> Batch:
        """Return what is handed in next. What is gone or was altered is told, never passed over. Raises: JournalRefused."""
        with self._writing() as wire:
            head = self._head(wire)
            first = first_unsent(wire)
            last = min(head.counter, first + limit - 1)
            # What was altered into a text would not be handed over at all, and would keep back everything after it.
            query = "SELECT counter, CAST(sealed AS BLOB) FROM entry WHERE counter BETWEEN ? AND ?"
            rows = dict(wire.execute(query, (first, last)).fetchall())
        found = [self._read(counter, rows.get(counter)) for counter in range(first, last + 1)]
        return Batch(
            [form for form in found if isinstance(form, EntryForm)],
            [form for form in found if isinstance(form, DamageForm)],
        )

    def acknowledge(self, batch: Batch, outcomes: Sequence[OutcomeView], head: int) -> None:
        """Note what the server has of a batch. Raises: JournalRefused."""
        said = {one.counter: one.outcome for one in outcomes if one.outcome is not Outcome.AHEAD}
        said |= {lost.counter: Outcome.REFUSED for lost in batch.damaged if lost.counter <= head}
        now = datetime.now(UTC).isoformat()
        with self._writing() as wire:
            wire.executemany(
                "INSERT OR REPLACE INTO sent VALUES (?, ?, ?)",
                [(counter, outcome.value, now) for counter, outcome in said.items()],
            )

    def meet(self, counter: int, known: bytes) -> None:
        """Compare with what the server has: hand in again what it lost, go on after what this journal lost.

        Raises: JournalRefused.
        """
        with self._writing() as wire:
            wire.execute("DELETE FROM sent WHERE counter > ?", (counter,))
            if self._head(wire).counter < counter:
                self._set_head(wire, Head(counter, known or FIRST))
                wire.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", (counter, Outcome.ALREADY.value, ""))

    # --- inside

    def _read(self, counter: int, sealed: bytes | None) -> EntryForm | DamageForm:
        if sealed is None:
            return DamageForm(counter=counter, trouble=Trouble.MISSING)
        try:
            form = msgspec.msgpack.decode(self._seal.open(sealed, self._about(counter)), type=EntryForm)
        except (Tampered, msgspec.MsgspecError):
            return DamageForm(counter=counter, trouble=Trouble.ALTERED)
        return form if form.counter == counter else DamageForm(counter=counter, trouble=Trouble.ALTERED)

    def _head(self, wire: sqlite3.Connection) -> Head:
        """Return the end of the chain; where its seal was broken, a place is given up, which the server is told of."""
        row = wire.execute("SELECT CAST(value AS BLOB) FROM fact WHERE name = ?", (HEAD,)).fetchone()
        last = wire.execute(
            "SELECT max(counter) FROM (SELECT counter FROM entry UNION SELECT counter FROM sent)"
        ).fetchone()
        most = int(last[0] or 0)
        if row is None and most == 0:
            return Head()
        try:
            head = msgspec.msgpack.decode(self._seal.open(bytes(row[0]) if row else b"", self._about(0)), type=Head)
        except (Tampered, msgspec.MsgspecError):
            head = Head(most + 1)
            self._set_head(wire, head)
        return head

    def _set_head(self, wire: sqlite3.Connection, head: Head) -> None:
        sealed = self._seal.close(msgspec.msgpack.encode(head), self._about(0))
        wire.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (HEAD, sealed))

    def _about(self, counter: int) -> bytes:
        return self.device.bytes + counter.to_bytes(8, "big")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection in one transaction. What the disk refuses did not happen. Raises: JournalRefused."""
        with self._lock, told():
            self._wire.execute("BEGIN IMMEDIATE")
            try:
                yield self._wire
            except BaseException:
                # Whatever it is, also what ends the program: a change that is half made does not stay open.
                if self._wire.in_transaction:
                    self._wire.execute("ROLLBACK")
                raise
            self._commit()

    def _commit(self) -> None:
        try:
            self._wire.execute("COMMIT")
        except sqlite3.Error:
            if self._wire.in_transaction:
                self._wire.execute("ROLLBACK")
            raise

    def _forget_old(self) -> None:
        before = (datetime.now(UTC) - KEPT_FOR).isoformat()
        with self._writing() as wire:
            wire.execute(
                "DELETE FROM entry WHERE counter IN (SELECT counter FROM sent WHERE at < ? AND at <> '')", (before,)
            )


def connect(file: Path) -> sqlite3.Connection:
    """Open the file of a journal. Raises: JournalRefused."""
    with told():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        wire = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
        file.chmod(0o600)
        wire.executescript(SCHEMA)
        return wire


@contextmanager
def told() -> Iterator[None]:
    """Tell what the disk refuses in a person's words. Raises: JournalRefused."""
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        raise JournalRefused(problem=PROBLEMS.get(code, BROKEN)) from problem
    except OSError as problem:
        raise JournalRefused(problem=BROKEN) from problem


def first_unsent(wire: sqlite3.Connection) -> int:
    """Return the place of the first entry that the server does not have."""
    row = wire.execute("SELECT max(counter) FROM sent").fetchone()
    return int(row[0] or 0) + 1


def waiting_in(wire: sqlite3.Connection) -> Waiting:
    """Return how much waits in a file; no key is needed for that."""
    first = first_unsent(wire)
    count, oldest = wire.execute("SELECT count(*), min(at) FROM entry WHERE counter >= ?", (first,)).fetchone()
    return Waiting(count, datetime.fromisoformat(oldest) if oldest else None)


def hash_of(device: UUID, form: EntryForm) -> bytes:
    """Return the hash of an entry."""
    return entry_hash(
        device=device,
        entry=form.id,
        counter=form.counter,
        previous=form.previous,
        key_id=form.key_id,
        snapshot_id=form.snapshot_id,
        device_at=form.device_at,
        elapsed_ms=form.elapsed_ms,
        op=form.op,
        body=form.body,
    )
