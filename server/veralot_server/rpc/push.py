"""Tells every client what changed: events are rows of the same transaction, `NOTIFY` wakes the listeners, SSE carries them.

The place up to which a client has heard is a snapshot of the database, not a number: numbers are given before the commit,
so a higher one can be seen before a lower one, and a client that counts would miss the lower. A snapshot says exactly which
transactions it has seen, so nothing is missed and nothing comes twice.
"""

import asyncio
import contextlib
import math
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import NamedTuple

import msgspec
import psycopg
import structlog
from psycopg.rows import class_row

from veralot_server.core.metrics import LISTENERS
from veralot_server.core.transaction import Transaction
from veralot_server.core.workers import Worker
from veralot_server.rpc.herald import CHANNEL, PAUSE_SECONDS
from veralot_server.rpc.sessions import Known
from veralot_shared.ids import PartnerId, UserId

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 10.0
AT_LEAST_EVERY_SECONDS = 0.5
"""What nobody wakes us for is read as soon: its process ended between its commit and its word of it."""

SINCE = """
SELECT pg_current_snapshot()::text AS upto, e.name, e.payload, e.customer_id, e.permission, e.user_id,
       h.xid >= pg_snapshot_xmin(s.seen)
       OR pg_snapshot_xmax(s.seen) > pg_snapshot_xmax(pg_current_snapshot()) AS gap
FROM (SELECT %(since)s::pg_snapshot AS seen) AS s
CROSS JOIN rpc.horizon h
LEFT JOIN rpc.event e ON e.xid >= pg_snapshot_xmin(s.seen) AND NOT pg_visible_in_snapshot(e.xid, s.seen)
ORDER BY e.id
"""
"""What a snapshot did not see. `gap`: something of it was pruned (`rpc/pruning.py`), or the snapshot is of another history
of the database, that before a backup was restored; whoever comes with it must read everything anew."""


class Row(NamedTuple):
    """An event as it was recorded, and the snapshot up to which the reader has now heard."""

    upto: str
    name: str | None
    payload: str | None
    customer_id: PartnerId | None
    permission: str | None
    user_id: UserId | None
    gap: bool


class Batch(NamedTuple):
    """Events that became visible together, and the snapshot after them; `gap` says that some are kept no more."""

    upto: str
    events: list[Row]
    gap: bool = False


class Hearer(NamedTuple):
    """Who listens, as their rights are now, and how many seconds their session still lasts."""

    user_id: UserId
    customer_id: PartnerId | None
    permissions: frozenset[str]
    seconds_left: float = math.inf

    def may_hear(self, row: Row) -> bool:
        """Tell whether an event is for this person: it concerns them, or record and right are theirs (P11-11)."""
        if row.user_id is not None and row.user_id == self.user_id:
            return True
        own = self.customer_id is None or row.customer_id == self.customer_id
        return own and (row.permission is None or row.permission in self.permissions)


AskAgain = Callable[[], Awaitable[Hearer | None]]
"""Returns who listens as their rights are now; nobody, once the session has ended."""


def recorded(tx: Transaction) -> bytes | None:
    """Return the transaction's events as `rpc.conclude` keeps them, or `None` when there are none."""
    if not tx.events:
        return None
    told = [
        {
            "name": event.name,
            "payload": event,
            "customer_id": customer,
            "permission": event.permission,
            "user_id": tx.concerned.get(place),
        }
        for place, (event, customer) in enumerate(tx.events)
    ]
    return msgspec.json.encode(told)


def since(wire: psycopg.Connection, snapshot: str) -> Batch:
    """Return what became visible after `snapshot`.

    Raises:
        psycopg.DataError: `snapshot` is not one.
    """
    rows = wire.cursor(row_factory=class_row(Row)).execute(SINCE.encode(), {"since": snapshot}).fetchall()
    return Batch(rows[0].upto, [row for row in rows if row.name is not None], rows[0].gap)


def current(wire: psycopg.Connection) -> str:
    """Return the database's present snapshot."""
    row = wire.execute("SELECT pg_current_snapshot()::text").fetchone()
    return str(row[0]) if row else ""


class Hub(Worker):
    """One listener for a process, and the queues of the clients that hang on it."""

    def __init__(self, url: str, known: Known | None = None) -> None:
        """Remember where to listen, and who in this process must hear of people and sessions first; `start` does it."""
        super().__init__("events")
        self._url = url
        self._known = known or Known()
        self._queues: set[asyncio.Queue[Batch]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seen = ""
        self.ready = threading.Event()

    def hand_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand batches to clients on `loop`, which runs as long as this does."""
        self._loop = loop

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
            except psycopg.Error as error:
                self._known.hearing(now=False)
                log.warning("the event listener stopped at an error; connecting again", error=str(error))
                self._stop.wait(1.0)

    def _hear(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name="veralot events") as wire:
            wire.execute(f"LISTEN {CHANNEL}")
            self._seen = self._seen or current(wire)
            self._known.hearing(now=True)
            # What was told while nobody here could hear it.
            self._take(wire)
            self.ready.set()
            while not self._stop.is_set():
                # The generator holds the connection until it ends, so what woke us is read after it.
                woken = list(wire.notifies(timeout=AT_LEAST_EVERY_SECONDS, stop_after=1))
                self._take(wire)
                if woken:
                    self._stop.wait(PAUSE_SECONDS)

    def _take(self, wire: psycopg.Connection) -> None:
        batch = since(wire, self._seen)
        self._seen = batch.upto
        for event in batch.events:
            self._known.hear(event.name or "")
        self._hand_out(batch)

    def _hand_out(self, batch: Batch) -> None:
        loop = self._loop
        if loop is None or not (batch.events or batch.gap):
            return
        for queue in list(self._queues):
            loop.call_soon_threadsafe(queue.put_nowait, batch)


def worded(batch: Batch, hearer: Hearer) -> Iterator[bytes]:
    """Yield as SSE text what of a batch the hearer may hear."""
    if batch.gap:
        yield RESYNC
    for row in batch.events:
        if hearer.may_hear(row):
            yield f"event: {row.name}\ndata: {row.payload}\n\n".encode()
    # The place comes last: a client that lost the line in between hears the whole batch again rather than half of it.
    yield f"id: {batch.upto}\nevent: server.Upto\ndata: {{}}\n\n".encode()


async def stream(hub: Hub, first: Batch, hearer: Hearer, ask_again: AskAgain, *, resumed: bool) -> AsyncIterator[bytes]:
    """Yield SSE text: what was missed, then what comes, with a heartbeat in between; it ends with the session.

    When something changed about people, rights or sessions, the hearer's own rights are asked for again. That a session
    expires is no change that is told: it ends by the clock.
    """
    clock = asyncio.get_running_loop().time
    ends = clock() + hearer.seconds_left
    with hub.listen() as queue:
        yield b"event: server.Ready\ndata: {}\n\n" if resumed and not first.gap else RESYNC
        for part in worded(first._replace(gap=False), hearer):
            yield part
        while (left := ends - clock()) > 0:
            try:
                batch = await asyncio.wait_for(queue.get(), min(HEARTBEAT_SECONDS, left))
            except TimeoutError:
                yield b": still here\n\n"
                continue
            now = await ask_again() if any(is_about_people(row) for row in batch.events) else hearer
            hearer = now or hearer
            for part in worded(batch, hearer):
                yield part
            if now is None:
                return


RESYNC = b"event: server.Resync\ndata: {}\n\n"


def is_about_people(row: Row) -> bool:
    """Tell whether an event may have changed who may hear what."""
    return (row.name or "").startswith("identity.")
