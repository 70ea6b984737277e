"""Figures of the import: a hundred thousand lots, a million genealogy edges, and how much memory either takes.

The files are staged piece by piece as the client does it, and imported by the same message. Each figure is of one run on a
fresh plant, since an import is not repeated on the same one; the baseline is a COPY of as many bare rows in the same run.
"""

import csv
import hashlib
import io
import statistics
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final, Self

import psutil
import psycopg

from benchmarks.figures import Figure
from benchmarks.plant import Bench
from veralot_server.core.transaction import Actor, begin
from veralot_shared.contracts.exchange import LARGEST_PIECE, ImportFile, ImportFiles, ImportView, StageFile
from veralot_shared.messages import Message, messages

LOTS: Final = 100_000
ORDERS: Final = 400
UNITS: Final = 500
PARTS: Final = 4
EDGES: Final = ORDERS * UNITS * (1 + PARTS)

LOTS_SECONDS: Final = 45.0
EDGES_SECONDS: Final = 120.0
MEMORY: Final = 200 * 1024 * 1024
"""So many bytes more than before may an import of either size take."""

BEGIN: Final = datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=8)))
LOT_HEADS: Final = (
    "at movement kind document_no item lot_no quantity unit to_location partner supplier_lot_no manufactured expiry by"
)
EDGE_HEADS: Final = (
    "at movement kind order_no document_no item lot_no quantity unit from_location to_location to_lot to_item serials "
    "into_serials partner by"
)


def figures(bench: Bench) -> list[Figure]:
    """Import lots, then edges."""
    load(bench, masters())
    return [
        measured(bench, f"import of {LOTS:,} lots", {"movements.csv": lots()}, LOTS, LOTS_SECONDS),
        measured(bench, f"import of {EDGES:,} genealogy edges", {"2_movements.csv": edges()}, EDGES, EDGES_SECONDS),
    ]


def measured(bench: Bench, name: str, files: dict[str, bytes], rows: int, target: float) -> Figure:
    """Import files, and compare the time with a bare COPY and the memory with what there was before."""
    staged = stage(bench, files)
    files.clear()
    bare = copied(bench, rows)
    with Memory() as memory:
        started = time.perf_counter()
        view = send(bench, ImportFiles(files=staged))
        seconds = time.perf_counter() - started
    assert view.id is not None, view.errors[:3]
    assert view.reconciliation is not None
    assert view.reconciliation.agrees
    return Figure(
        name=name,
        value=f"{seconds:.1f} s, +{memory.grown >> 20} MiB",
        baseline=f"COPY of {rows:,} bare rows {bare:.1f} s; memory +{memory.late >> 20} MiB from first to last quarter",
        ratio=seconds / bare,
        target=f"≤ {target:.0f} s, ≤ {MEMORY >> 20} MiB",
        met=seconds <= target and memory.grown <= MEMORY,
    )


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
    def grown(self) -> int:
        """Return by how many bytes it grew at most."""
        return max(self._taken) - self._taken[0]

    @property
    def late(self) -> int:
        """Return by how many bytes the mean of the last quarter lies over that of the first."""
        quarter = max(1, len(self._taken) // 4)
        return int(statistics.mean(self._taken[-quarter:]) - statistics.mean(self._taken[:quarter]))

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._taken.append(self._process.memory_info().rss)


# --- sending ---------------------------------------------------------------------------------------------------------


def send(bench: Bench, message: Message[ImportView]) -> ImportView:
    """Send one message with every right."""
    rights = frozenset(str(cls.permission) for cls in messages().values() if cls.permission is not None)
    with begin(bench.database, bench.settings, bench.dispatcher.inner) as tx:
        tx.act(Actor.system("bench", rights), message.op)
        reply: ImportView = bench.dispatcher.inner(message, tx)
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


def lots() -> bytes:
    """Return receipts, one lot each."""

    def receipt(n: int) -> Sequence[object]:
        moved = (at(n * 30), n + 1, "receipt", f"PO-{n // 50}", f"RM{n % 200:03}", f"R{n:07}", 25, "kg", f"W{n % 10}")
        return (*moved, f"S{n % 20:02}", f"SL{n:07}", "2025-01-01", "2027-01-01", "wang")

    return table(LOT_HEADS, map(receipt, range(LOTS)))


def edges() -> bytes:
    """Return orders that make serialised units out of lots, unit by unit: each unit is made, and takes up each part."""
    rows: list[Sequence[object]] = []
    numbers = iter(range(1, 10_000_000))

    def row(*cells: object) -> None:
        rows.append((*cells, "wang"))

    for part in range(200):
        n = next(numbers)
        bought = (at(n * 60), n, "receipt", "", f"PO{part}", f"RM{part:03}", f"E{part:03}", 10_000_000, "kg", "", "W1")
        row(*bought, "", "", "", "", "S01")
    for order in range(ORDERS):
        span, lot, work = f"O{order:04}-00001..O{order:04}-{UNITS:05}", f"F{order:04}", f"WO{order}"
        n = next(numbers)
        row(at(n * 60), n, "produce", work, "", "FG", lot, UNITS, "pcs", "", "W2", "", "", span, "", "")
        n = next(numbers)
        for part in range(PARTS):
            used = (order * 7 + part * 31) % 200
            taken = (at(n * 60), n, "consume", work, "", f"RM{used:03}", f"E{used:03}", UNITS, "kg", "W1", "")
            row(*taken, lot, "FG", "", span, "")
    return table(EDGE_HEADS, rows)
