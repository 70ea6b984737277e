"""The sealer: gives committed batches consecutive indices, grows the tree, signs its head.

Each server process runs one; a lock in the database lets one work at a time, and each batch is one transaction, so a
sealer that is killed at any point leaves no hole: what it had taken is pending again.
"""

from typing import Any

import msgspec
import psycopg
import structlog
from psycopg import Connection as Wire

from veralot_server.core.audit.leaves import HEAD, hashed, leaf
from veralot_server.core.audit.tree import Head, Store
from veralot_server.core.certificates import LogKey
from veralot_server.core.metrics import SEALED
from veralot_server.core.workers import Worker
from veralot_shared.contracts.audit import LogSealed

log = structlog.get_logger(__name__)

LOCK = 7_265_162
"""Any fixed number but the migrations'."""
CHANNEL = "veralot_seal"
EVERY_SECONDS = 1.0
AT_ONCE = 2_000
"""How many batches are sealed in one transaction: at most half a million rows, which pass through memory."""

TAKE = f"""
WITH taken AS (
    DELETE FROM sealing.pending
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM sealing.pending LIMIT {AT_ONCE}))
    RETURNING batch_id, batch_at)
SELECT b.id, b.at, {HEAD}, b.olds, b.rows
FROM taken t JOIN audit.batch b ON b.at = t.batch_at AND b.id = t.batch_id
ORDER BY b.id
"""  # noqa: S608 - constants in a constant


def seal(wire: Wire[Any], key: LogKey, *, wait: bool = True) -> Head | None:
    """Seal what is pending, up to a limit, and return the new head; `None` when there is nothing or another is at it.

    Args:
        wire: a connection in autocommit mode.
        key: the log's signing key.
        wait: wait for a sealer that is at work, rather than leave the work to it.
    """
    with wire.transaction():
        if wait:
            wire.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        elif not _first(wire, "SELECT pg_try_advisory_xact_lock(%s)", LOCK):
            return None
        rows = wire.execute(TAKE, prepare=True, binary=True).fetchall()
        return _append(wire, key, rows) if rows else None


def _append(wire: Wire[Any], key: LogKey, rows: list[tuple[Any, ...]]) -> Head:
    store = Store(wire)
    before = store.head()
    size = before.size if before else 0
    tree = store.hasher(size)
    hashes = [hashed(leaf(head, olds, lines)) for _, _, head, olds, lines in rows]
    with wire.cursor().copy("COPY audit.leaf (index, batch_id, batch_at, hash) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(("int8", "int8", "timestamptz", "bytea"))
        for index, ((batch_id, at, *_), hash_) in enumerate(zip(rows, hashes, strict=True), start=size):
            copy.write_row((index, batch_id, at, hash_))
    completed = tree.extend(hashes)
    if completed:
        insert = "INSERT INTO audit.subtree (level, index, hash) VALUES (%s, %s, %s)"
        wire.cursor().executemany(insert, completed)
    return _sign_head(wire, key, tree.size, tree.root())


def _sign_head(wire: Wire[Any], key: LogKey, size: int, root: bytes) -> Head:
    note = key.sign(size, root)
    row = wire.execute(
        "INSERT INTO audit.head (size, root, note) VALUES (%s, %s, %s) RETURNING at", (size, root, note)
    ).fetchone()
    event = msgspec.json.encode(LogSealed(size=size)).decode()
    wire.execute("INSERT INTO rpc.event (name, payload) VALUES (%s, %s)", (LogSealed.name, event))
    wire.execute("NOTIFY veralot_event")
    SEALED.set(size)
    return Head(size, root, note, row[0] if row else None)  # type: ignore[arg-type]  # RETURNING always returns a row


def seal_all(wire: Wire[Any], key: LogKey) -> Head | None:
    """Seal everything that is committed now and return the newest head."""
    while seal(wire, key) is not None:
        pass
    return Store(wire).head()


def _first(wire: Wire[Any], query: str, *values: object) -> Any:  # noqa: ANN401 - a column of any type
    row = wire.execute(query, values).fetchone()
    return row[0] if row else None


class Sealer(Worker):
    """Seals: every second, and at once when something was signed."""

    def __init__(self, url: str, key: LogKey) -> None:
        """Remember where to work; `start` does it."""
        super().__init__("sealer")
        self._url = url
        self._key = key

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, application_name="veralot sealer") as wire:
                    self._seal_on(wire)
            except psycopg.Error as error:
                log.warning("the sealer stopped at an error; connecting again", error=str(error))
                self._stop.wait(EVERY_SECONDS)

    def _seal_on(self, wire: Wire[Any]) -> None:
        wire.execute("SET TimeZone = 'UTC'")
        wire.execute(f"LISTEN {CHANNEL}")
        wire.execute("SELECT audit.ensure_partitions()")
        while not self._stop.is_set():
            while seal(wire, self._key, wait=False) is not None:
                pass
            for _ in wire.notifies(timeout=EVERY_SECONDS, stop_after=1):
                pass
