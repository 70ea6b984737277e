"""How far an import is, told while it runs, and whether somebody wants it to stop.

Both go over a second connection, outside the import's transaction: nobody would see them otherwise. That a run is alive is
known by a lock that ends with its transaction, however that ends; so one whose server went away shows as interrupted.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

import msgspec
from psycopg import Connection as Wire
from psycopg.errors import InsufficientPrivilege

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportCancelled, ImportFiles, ImportRunning, Phase

T = TypeVar("T")

LOCK: Final = 0x56_49_4D_50
"""The family of our advisory locks; in it 0 stands for whatever writes, any other number for one run."""
PACE: Final = 0.4
"""Seconds between two reports."""
STRIDE: Final = 500
"""Rows between two looks at the clock."""

ALONE: Final = "SELECT pg_try_advisory_xact_lock(%s, 0)"
OF_RUN: Final = "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))"
HOLDERS: Final = """
SELECT l.pid FROM pg_locks l
WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = %(lock)s
  AND l.objid::bigint = hashtext(%(run)s)::bigint & 4294967295
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
BEGIN_RUN: Final = """
INSERT INTO staging.run (run, by_id, files, dry_run, test, phase)
VALUES (%(run)s, %(by)s, %(files)s::jsonb, %(dry_run)s, %(test)s, %(phase)s)
ON CONFLICT (run) DO UPDATE SET by_id = excluded.by_id, files = excluded.files, dry_run = excluded.dry_run,
    test = excluded.test, phase = excluded.phase, done = 0, total = 0, cancelled = false, started_at = clock_timestamp()
"""
REPORT: Final = """
UPDATE staging.run SET phase = %(phase)s, done = %(done)s, total = %(total)s WHERE run = %(run)s RETURNING cancelled
"""
RUNNING: Final = """
SELECT r.run, coalesce(u.full_name, ''), coalesce(u.full_name_zh, '')
FROM staging.run r LEFT JOIN identity_user u ON u.id = r.by_id
WHERE NOT r.cancelled AND NOT r.dry_run AND NOT EXISTS (SELECT FROM staging.outcome o WHERE o.run = r.run)
ORDER BY r.started_at DESC
"""
"""Runs that have not come to an end, newest first; those whose server went away are among them."""


class Watch:
    """Tells of one run."""

    def __init__(self, tx: Transaction, run: str) -> None:
        self._tx, self._run = tx, run
        self._phase, self._done, self._total = Phase.READING, 0, 0
        self._told = 0.0

    def enter(self, phase: Phase, total: int = 0) -> None:
        """Begin another phase, of so many steps where that is known. Raises: ImportCancelled."""
        self._phase, self._done, self._total = phase, 0, total
        self.tell()

    def count(self, things: Iterable[T]) -> Iterator[T]:
        """Return things one by one and count them as steps. Raises: ImportCancelled."""
        for number, thing in enumerate(things, 1):
            yield thing
            if number % STRIDE == 0:
                self.step(STRIDE)

    def step(self, steps: int = 1) -> None:
        """Go on by so many steps. Raises: ImportCancelled."""
        self._done += steps
        if time.monotonic() - self._told >= PACE:
            self.tell()

    def tell(self) -> None:
        """Report, and hear whether to stop. Raises: ImportCancelled."""
        self._told = time.monotonic()
        values = {"run": self._run, "phase": self._phase, "done": self._done, "total": self._total}
        with self._tx.aside() as wire:
            row = wire.execute(REPORT.encode(), values).fetchone()
        if row is not None and row[0]:
            raise ImportCancelled


def begin(tx: Transaction, command: ImportFiles, run: str) -> Watch:
    """Begin to watch a run, which from here on nobody else runs; one that writes runs alone. Raises: ImportRunning."""
    require_alone(tx, run, writes=not command.dry_run)
    files = [msgspec.structs.replace(file, content=b"") for file in command.files]
    values = {
        "run": run,
        "by": tx.actor.user_id,
        # PostgreSQL's JSON has no zero character; a name with one is refused, but first the run is entered.
        "files": msgspec.json.encode(files).decode().replace("\\u0000", "\\ufffd"),
        "dry_run": command.dry_run,
        "test": command.test,
        "phase": Phase.READING,
    }
    with tx.aside() as wire:
        wire.execute(BEGIN_RUN.encode(), values)
    return Watch(tx, run)


def require_alone(tx: Transaction, run: str, *, writes: bool) -> None:
    """Take the locks of a run until the end of its transaction. Raises: ImportRunning."""
    mine = locked(tx.wire, OF_RUN, (LOCK, run))
    if not mine or (writes and not locked(tx.wire, ALONE, (LOCK,))):
        with tx.aside() as wire:
            open_runs = wire.execute(RUNNING.encode()).fetchall()
            running, by, by_zh = next((row for row in open_runs if alive(wire, row[0])), ("", "", ""))
        raise ImportRunning(run=running if mine else run, by=by, by_zh=by_zh)


def locked(wire: Wire[Any], query: str, values: tuple[object, ...]) -> bool:
    """Tell whether a lock was free, and is taken now."""
    row = wire.execute(query.encode(), values).fetchone()
    return bool(row and row[0])


def alive(wire: Wire[Any], run: str) -> list[int]:
    """Return the database processes that carry out a run now."""
    return [row[0] for row in wire.execute(HOLDERS.encode(), {"lock": LOCK, "run": run})]


def stop(wire: Wire[Any], run: str) -> None:
    """Stop a run that is alive: at its next step, or in the middle of a long statement."""
    processes = alive(wire, run)
    if not processes:
        return
    wire.execute(b"UPDATE staging.run SET cancelled = true WHERE run = %s", (run,))
    for process in processes:
        try:
            wire.execute(b"SELECT pg_cancel_backend(%s)", (process,))
        except InsufficientPrivilege:
            # Another role carries it out, by the command line for instance: it stops at its next step.
            return
