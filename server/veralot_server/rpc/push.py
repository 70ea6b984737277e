"""Tells every client what changed: events are rows of the same transaction, `NOTIFY` wakes the listeners, SSE carries them.

The place up to which a client has heard is a snapshot of the database, not a number: numbers are given before the commit,
so a higher one can be seen before a lower one, and a client that counts would miss the lower. A snapshot says exactly which
transactions it has seen, so nothing is missed and nothing comes twice.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

import msgspec
import psycopg
import structlog
from psycopg.rows import class_row

from veralot_server.core.metrics import LISTENERS
from veralot_server.core.transaction import Transaction
from veralot_server.rpc.sessions import Known
from veralot_shared.ids import PartnerId

log = structlog.get_logger(__name__)

CHANNEL = "veralot_event"
HEARTBEAT_SECONDS = 10.0

SINCE = """
SELECT pg_current_snapshot()::text AS upto, e.name, e.payload, e.customer_id
FROM (SELECT %(since)s::pg_snapshot AS seen) AS s
LEFT JOIN rpc.event e ON e.xid >= pg_snapshot_xmin(s.seen) AND NOT pg_visible_in_snapshot(e.xid, s.seen)
ORDER BY e.id
"""


class Row(NamedTuple):
    """An event as it was recorded, and the snapshot up to which the reader has now heard."""

    upto: str
    name: str | None
    payload: str | None
    customer_id: PartnerId | None


class Batch(NamedTuple):
    """Events that became visible together, and the snapshot after them."""

    upto: str
    events: list[Row]


def recorded(tx: Transaction) -> bytes | None:
    """Return the transaction's events as `rpc.conclude` keeps them, or `None` when there are none."""
    if not tx.events:
        return None
    told = [{"name": event.name, "payload": event, "customer_id": customer} for event, customer in tx.events]
    return msgspec.json.encode(told)


def since(wire: psycopg.Connection, snapshot: str) -> Batch:
    """Return what became visible after `snapshot`.

    Raises:
        psycopg.DataError: `snapshot` is not one.
    """
    rows = wire.cursor(row_factory=class_row(Row)).execute(SINCE.encode(), {"since": snapshot}).fetchall()
    return Batch(rows[0].upto, [row for row in rows if row.name is not None])


def current(wire: psycopg.Connection) -> str:
    """Return the database's present snapshot."""
    row = wire.execute("SELECT pg_current_snapshot()::text").fetchone()
    return str(row[0]) if row else ""


class Hub:
    """One listener for a process, and the queues of the clients that hang on it."""

    def __init__(self, url: str, known: Known | None = None) -> None:
        """Remember where to listen, and who in this process must hear of people and sessions first; `start` does it."""
        self._url = url
        self._known = known or Known()
        self._queues: set[asyncio.Queue[Batch]] = set()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ready = threading.Event()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to listen; batches are handed to clients on `loop`."""
        self._loop = loop
        self._thread = threading.Thread(target=self._run, name="veralot-events", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the listening thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    @contextlib.contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Batch]]:
        """Yield a queue that receives every batch from now on."""
        queue: asyncio.Queue[Batch] = asyncio.Queue()
        self._queues.add(queue)
        LISTENERS.set(len(self._queues))
        try:
            yield queue
        finally:
            self._queues.discard(queue)
            LISTENERS.set(len(self._queues))

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._hear()
            except psycopg.OperationalError:
                self._known.hearing(now=False)
                log.warning("lost the event listener's connection; connecting again")
                self._stop.wait(1.0)

    def _hear(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name="veralot events") as wire:
            wire.execute(f"LISTEN {CHANNEL}")
            seen = current(wire)
            self._known.hearing(now=True)
            self.ready.set()
            while not self._stop.is_set():
                # The generator holds the connection until it ends, so what woke us is read after it.
                if list(wire.notifies(timeout=0.5, stop_after=1)):
                    batch = since(wire, seen)
                    seen = batch.upto
                    for event in batch.events:
                        self._known.hear(event.name or "")
                    self._hand_out(batch)

    def _hand_out(self, batch: Batch) -> None:
        loop = self._loop
        if loop is None or not batch.events:
            return
        for queue in list(self._queues):
            loop.call_soon_threadsafe(queue.put_nowait, batch)


def worded(batch: Batch, customer_id: PartnerId | None) -> Iterator[bytes]:
    """Return a batch as SSE text for somebody who may see only `customer_id`'s records, or everything when `None`."""
    for row in batch.events:
        if customer_id is None or row.customer_id == customer_id:
            yield f"event: {row.name}\ndata: {row.payload}\n\n".encode()
    # The place comes last: a client that lost the line in between hears the whole batch again rather than half of it.
    yield f"id: {batch.upto}\nevent: server.Upto\ndata: {{}}\n\n".encode()


async def stream(hub: Hub, first: Batch, customer_id: PartnerId | None, *, resumed: bool) -> AsyncIterator[bytes]:
    """Yield SSE text: what was missed, then what comes, with a heartbeat in between."""
    with hub.listen() as queue:
        yield b"event: server.Ready\ndata: {}\n\n" if resumed else b"event: server.Resync\ndata: {}\n\n"
        for part in worded(first, customer_id):
            yield part
        while True:
            try:
                batch = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            for part in worded(batch, customer_id):
                yield part
