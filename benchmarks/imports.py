"""Figures of the import: a hundred thousand lots, a million genealogy edges, and that memory does not grow with either.

The files are staged piece by piece as the client does it, and imported by the same message, each time on a fresh plant and
in a fresh process, whose memory is that import's alone. Time is compared with a COPY of as many bare rows in the same run,
the peak of memory with that of a quarter of the rows.
"""

import csv
import hashlib
import io
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from multiprocessing.connection import Connection
from typing import Final, Self

import msgspec
import psutil
import psycopg

from benchmarks.figures import Figure
from benchmarks.plant import Bench, plant
from veralot_server.core.database import Database
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.exchange import LARGEST_PIECE, ImportFile, ImportFiles, ImportView, StageFile
from veralot_shared.messages import Message, messages

LOTS: Final = 100_000
ORDERS: Final = 400
UNITS: Final = 500
PARTS: Final = 4
EDGES: Final = ORDERS * UNITS * (1 + PARTS)
QUARTER: Final = 4
"""So many times fewer rows are imported to compare with."""

LOTS_SECONDS: Final = 45.0
EDGES_SECONDS: Final = 120.0
FLATNESS: Final = 1.15
"""So many times the peak of a quarter of the rows may that of all be."""
GROWTH: Final = 16 << 20
"""So many bytes more may all rows take than a quarter of them: what buffers and caches fill until they are full."""

BEGIN: Final = datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=8)))
LOT_HEADS: Final = (
    "at movement kind document_no item lot_no quantity unit to_location partner supplier_lot_no manufactured expiry by"
)
EDGE_HEADS: Final = (
    "at movement kind order_no document_no item lot_no quantity unit from_location to_location to_lot to_item serials "
    "into_serials partner by"
)


class Taken(msgspec.Struct, frozen=True):
    """What one import took: seconds, bytes of its process before it, and the most while it ran."""

    seconds: float
    before: int
    peak: int


def figures(_: Bench) -> list[Figure]:
    """Import lots, then edges."""
    return [
        *measured(f"import of {LOTS:,} lots", lots, LOTS, LOTS, LOTS_SECONDS),
        *measured(f"import of {EDGES:,} genealogy edges", edges, ORDERS, EDGES, EDGES_SECONDS),
    ]


def measured(name: str, file: Callable[[int], bytes], size: int, rows: int, target: float) -> list[Figure]:
    """Import a quarter, then all; return how long all took, and how their memory compares."""
    quarter, _ = imported(file(size // QUARTER), rows // QUARTER)
    whole, bare = imported(file(size), rows)
    ratio = whole.peak / quarter.peak
    grown, before = whole.peak - whole.before, quarter.peak - quarter.before
    time_figure = Figure(
        name=name,
        value=f"{whole.seconds:.1f} s",
        baseline=f"COPY of {rows:,} bare rows {bare:.1f} s",
        ratio=whole.seconds / bare,
        target=f"≤ {target:.0f} s",
        met=whole.seconds <= target,
    )
    memory = Figure(
        name=f"{name}: peak memory against a quarter",
        value=f"{whole.peak >> 20} MiB (+{grown >> 20})",
        baseline=f"{quarter.peak >> 20} MiB (+{before >> 20}) for {rows // QUARTER:,}",
        ratio=ratio,
        target=f"≤ {FLATNESS:.2f}, ≤ {GROWTH >> 20} MiB more",
        met=ratio <= FLATNESS and grown - before <= GROWTH,
    )
    return [time_figure, memory]


def imported(content: bytes, rows: int) -> tuple[Taken, float]:
    """Return what an import takes on a plant of its own, and the seconds of a COPY of as many bare rows there."""
    with plant() as bench:
        load(bench, masters())
        staged = stage(bench, {"movements.csv": content})
        bare = copied(bench, rows)
        spawn = multiprocessing.get_context("spawn")
        receive, reply = spawn.Pipe(duplex=False)
        process = spawn.Process(target=alone, args=(bench.settings, bench.urls.app, staged, reply))
        process.start()
        # Its own end alone stays open: a process that dies is heard of at once.
        reply.close()
        taken: Taken = receive.recv()
        process.join()
        return taken, bare


def alone(settings: Settings, url: str, staged: list[ImportFile], reply: "Connection[Taken, Taken]") -> None:
    """Import in this process, which does nothing else, and tell what it took."""
    database = Database(url)
    try:
        dispatcher = Dispatcher(database, settings)
        with Memory() as memory:
            started = time.perf_counter()
            view = carry_out(database, settings, dispatcher, ImportFiles(files=staged))
            seconds = time.perf_counter() - started
    finally:
        database.close()
    assert view.id is not None, view.errors[:3]
    assert view.reconciliation is not None
    assert view.reconciliation.agrees
    reply.send(Taken(seconds, memory.before, memory.peak))


class Memory:
    """Watches what this process takes, every twentieth of a second."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._taken = [self._process.memory_info().rss]
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    @property
    def before(self) -> int:
        """Return what it took at first."""
        return self._taken[0]

    @property
    def peak(self) -> int:
        """Return the most that it took."""
        return max(self._taken)

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._taken.append(self._process.memory_info().rss)


# --- sending ---------------------------------------------------------------------------------------------------------


def send(bench: Bench, message: Message[ImportView]) -> ImportView:
    """Send one message with every right."""
    return carry_out(bench.database, bench.settings, bench.dispatcher, message)


def carry_out(
    database: Database, settings: Settings, dispatcher: Dispatcher, message: Message[ImportView]
) -> ImportView:
    """Carry out one message with every right."""
    rights = frozenset(str(cls.permission) for cls in messages().values() if cls.permission is not None)
    with begin(database, settings, dispatcher.inner) as tx:
        tx.act(Actor.system("bench", rights), message.op)
        reply: ImportView = dispatcher.inner(message, tx)
        return reply


def stage(bench: Bench, files: dict[str, bytes]) -> list[ImportFile]:
    """Stage files piece by piece."""
    staged = []
    for name, content in files.items():
        sha256 = hashlib.sha256(content).hexdigest()
        for offset in range(0, len(content), LARGEST_PIECE):
            piece = content[offset : offset + LARGEST_PIECE]
            message: Message[ImportView] = StageFile(  # type: ignore[assignment]  # its reply is of no matter here
                sha256=sha256, size=len(content), offset=offset, content=piece
            )
            send(bench, message)
        staged.append(ImportFile(name=name, sha256=sha256))
    return staged


def load(bench: Bench, files: dict[str, bytes]) -> None:
    """Import what the figures need before them."""
    view = send(bench, ImportFiles(files=stage(bench, files)))
    assert view.id is not None, view.errors[:3]


def copied(bench: Bench, rows: int) -> float:
    """Return the seconds that a COPY of bare rows takes."""
    with psycopg.connect(bench.urls.owner, autocommit=True) as wire:
        wire.execute("DROP TABLE IF EXISTS bench_row")
        wire.execute("CREATE TABLE bench_row (id bigint PRIMARY KEY, a bigint, b bigint, name text, quantity numeric)")
        started = time.perf_counter()
        with wire.cursor() as cursor, cursor.copy("COPY bench_row FROM STDIN") as target:
            for number in range(rows):
                target.write_row((number, number * 7, number * 13, f"R{number:07}", 25))
        return time.perf_counter() - started


# --- files -----------------------------------------------------------------------------------------------------------


def table(heads: str, rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads.split())
    writer.writerows(rows)
    return out.getvalue().encode()


def at(seconds: int) -> str:
    """Return a moment of the history."""
    return (BEGIN + timedelta(seconds=seconds)).isoformat()


def masters() -> dict[str, bytes]:
    """Return the records that the history names."""
    suppliers = [(f"S{n:02}", "supplier", f"Supplier {n}") for n in range(20)]
    stores = [(f"W{n}", f"Store {n}", "warehouse") for n in range(10)]
    resins = [(f"RM{n:03}", f"Resin {n}", "material", "lot", "kg") for n in range(200)]
    device = ("FG", "Device", "finished", "both", "pcs")
    return {
        "partners.csv": table("code kind name", suppliers),
        "locations.csv": table("code name kind", stores),
        "users.csv": table("user_name full_name roles", [("wang", "Wang Fang", "warehouse")]),
        "items.csv": table("code name kind tracking unit", [*resins, device]),
    }


def lots(number: int) -> bytes:
    """Return so many receipts, one lot each."""

    def receipt(n: int) -> Sequence[object]:
        moved = (at(n * 30), n + 1, "receipt", f"PO-{n // 50}", f"RM{n % 200:03}", f"R{n:07}", 25, "kg", f"W{n % 10}")
        return (*moved, f"S{n % 20:02}", f"SL{n:07}", "2025-01-01", "2027-01-01", "wang")

    return table(LOT_HEADS, map(receipt, range(number)))


def edges(orders: int) -> bytes:
    """Return so many orders that make serialised units out of lots, unit by unit: each unit is made, and takes up each part."""
    rows: list[Sequence[object]] = []
    numbers = iter(range(1, 10_000_000))

    def row(*cells: object) -> None:
        rows.append((*cells, "wang"))

    for part in range(200):
        n = next(numbers)
        bought = (at(n * 60), n, "receipt", "", f"PO{part}", f"RM{part:03}", f"E{part:03}", 10_000_000, "kg", "", "W1")
        row(*bought, "", "", "", "", "S01")
    for order in range(orders):
        span, lot, work = f"O{order:04}-00001..O{order:04}-{UNITS:05}", f"F{order:04}", f"WO{order}"
        n = next(numbers)
        row(at(n * 60), n, "produce", work, "", "FG", lot, UNITS, "pcs", "", "W2", "", "", span, "", "")
        n = next(numbers)
        for part in range(PARTS):
            used = (order * 7 + part * 31) % 200
            taken = (at(n * 60), n, "consume", work, "", f"RM{used:03}", f"E{used:03}", UNITS, "kg", "W1", "")
            row(*taken, lot, "FG", "", span, "")
    return table(EDGE_HEADS, rows)
