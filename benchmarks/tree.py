"""Figures of a trace of a hundred thousand records among ten million edges, by lots and by units, as a person meets it.

The first page is the page of the trace from opening to painted; everything is the whole trace through the RPC, decoded, against
the same statement run bare; exported is everything read anew and written into both tables' files by the page itself.
"""

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from benchmarks import load
from benchmarks.client import desk
from benchmarks.figures import Figure, interleaved
from benchmarks.genealogy import BACKGROUND, LOTS, TREE
from benchmarks.plant import Bench, login, request, served
from veralot_client.app import Client
from veralot_client.modules.genealogy.pages.trace import TracePage
from veralot_client.tour.driver import Driver
from veralot_client.tour.run import hush
from veralot_server.modules.genealogy.queries.trace_sql import WALK
from veralot_shared.contracts.genealogy import Direction, Scope, Trace, TraceView
from veralot_shared.ids import NodeId

EDGES: Final = 10_000_000
UNITS: Final = 100_000
FAN_OUT: Final = 10
PACKED, PALLETS = 20, 100
"""Units to a package, and shipments that the packages are part of."""
FIRST_SECONDS, EXPORT_SECONDS = 1.0, 20.0
WAIT_SECONDS: Final = 120.0

LOT_TREE, THICKET, MATERIAL = 1, 200_001, 2_000_001
"""The root of a tree of lots, the first of the others, and the lot from which every unit was made."""
FIRST_UNIT: Final = MATERIAL + 1
FIRST_PACKAGE: Final = FIRST_UNIT + UNITS
FIRST_SHIPMENT: Final = FIRST_PACKAGE + UNITS // PACKED
THICKET_NODES: Final = 1_000_000

ROOTS: Final = {Scope.LOT: LOT_TREE, Scope.UNIT: MATERIAL}
WANTED: Final = {Scope.LOT: UNITS, Scope.UNIT: 2 * UNITS + UNITS // PACKED}
"""How many edges a trace forward has."""

UNIT_TREE: Final = """
WITH made AS (
    INSERT INTO genealogy_lot (id, lot_no, item_id, status, quantity_made, created_by)
    VALUES (%(material)s, 'R-1', %(item)s, 'released', 100000, 0)
), place AS (
    INSERT INTO genealogy_location (code, name, name_zh, kind, outside) VALUES ('B', 'B', 'B', 'warehouse', false)
    RETURNING id
), packages AS (
    INSERT INTO genealogy_package (id, package_no, lot_id, level, gtin, quantity)
    SELECT %(package)s + n, 'P' || n, %(material)s, 1, '', %(packed)s FROM generate_series(0, %(units)s / %(packed)s - 1) n
), units AS (
    INSERT INTO genealogy_unit (id, serial_no, item_id, lot_id, location_id, status, package_id)
    SELECT %(unit)s + n, 'S' || n, %(item)s, %(material)s, place.id, 'made', %(package)s + n / %(packed)s
    FROM place, generate_series(0, %(units)s - 1) n
), partner AS (
    INSERT INTO items_partner (code, kind, name, name_zh, address, country)
    VALUES ('BENCH', 'customer', 'Bench', '基准', '', 'CN') RETURNING id
), shipments AS (
    INSERT INTO genealogy_shipment (id, shipment_no, customer_id, shipped_at)
    SELECT %(shipment)s + n, 'SH' || n, partner.id, now() FROM partner, generate_series(0, %(pallets)s - 1) n
)
INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
SELECT %(material)s, %(unit)s + n, 'U', 'made', 1, 'pcs', now(), %(movement)s FROM generate_series(0, %(units)s - 1) n
UNION ALL
SELECT %(unit)s + n, %(package)s + n / %(packed)s, 'U', 'packed', 1, 'pcs', now(), %(movement)s
FROM generate_series(0, %(units)s - 1) n
UNION ALL
SELECT %(package)s + n, %(shipment)s + n %% %(pallets)s, 'U', 'shipped', 1, 'pcs', now(), %(movement)s
FROM generate_series(0, %(units)s / %(packed)s - 1) n
"""


def figures(bench: Bench) -> list[Figure]:
    """Measure all, at lot and at unit scope."""
    fill(bench)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    hush()
    logging.getLogger("veralot_client.shell.block_guard").setLevel(logging.ERROR)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with served(bench), psycopg.connect(bench.urls.app, autocommit=True) as wire, desk(bench, app) as client:
        token = login(bench)
        return [figure for scope in Scope for figure in (everything(bench, wire, token, scope), *page(client, scope))]


def fill(bench: Bench) -> None:
    """Make ten million edges: a tree of lots, a lot of units that were packed and shipped, and a thicket beside them."""
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        item = wire.execute(
            "INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable) "
            "VALUES ('BENCH', 'Bench', '基准', 'finished', 'both', 'pcs', 1, false) RETURNING id"
        ).fetchone()
        movement = wire.execute(
            "INSERT INTO genealogy_movement (kind, at, reason, by_id) VALUES ('consume', now(), '', 0) RETURNING id"
        ).fetchone()
        assert item is not None
        assert movement is not None
        values: dict[str, Any] = {"item": item[0], "movement": movement[0]}
        wire.execute(LOTS, values | {"nodes": THICKET + THICKET_NODES})
        wire.execute(TREE, values | {"root": LOT_TREE, "edges": UNITS, "fan": FAN_OUT})
        numbers = {"material": MATERIAL, "unit": FIRST_UNIT, "package": FIRST_PACKAGE, "shipment": FIRST_SHIPMENT}
        wire.execute(UNIT_TREE, values | numbers | {"units": UNITS, "packed": PACKED, "pallets": PALLETS})
        thicket = {"first": THICKET, "nodes": THICKET_NODES, "edges": EDGES - UNITS - WANTED[Scope.UNIT]}
        wire.execute(BACKGROUND, values | thicket)
        wire.execute("SET session_replication_role = DEFAULT")
        for table in ("edge", "lot", "unit", "package", "shipment"):
            wire.execute(f"VACUUM ANALYZE genealogy_{table}")


def everything(bench: Bench, wire: psycopg.Connection, token: str, scope: Scope) -> Figure:
    """Measure the whole trace, decoded, against the bare statement."""
    message = Trace(root=NodeId(ROOTS[scope]), direction=Direction.FORWARD, scope=scope)
    text, decoder = request(bench, message, token), msgspec.msgpack.Decoder(TraceView)

    def real() -> float:
        started = time.perf_counter()
        assert len(decoder.decode(line.fetch(text)).edges) == WANTED[scope]
        return time.perf_counter() - started

    def bare() -> float:
        started = time.perf_counter()
        rows = psycopg.RawCursor(wire).execute(WALK[message.direction, scope], (message.root,), prepare=True).fetchall()
        assert len(rows) == WANTED[scope], len(rows)
        return time.perf_counter() - started

    with contextlib.closing(load.Fetcher(bench.address)) as line:
        real(), bare()
        mine, theirs = interleaved(real, bare)
    return Figure(
        name=f"trace by {scope.value}, {WANTED[scope]:,} edges among {EDGES / 1e6:.0f} M, whole, decoded",
        value=f"{mine:.2f} s",
        baseline=f"bare SQL {theirs:.2f} s",
        ratio=mine / theirs,
        target="≤ 2",
        met=mine / theirs <= 2,
    )


class Opened(NamedTuple):
    """What the page of a trace took, in seconds from opening: and the longest that the window did not answer."""

    first: float
    whole: float
    exported: float
    longest: float


def page(client: Client, scope: Scope) -> list[Figure]:
    """Measure the page of the trace."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = [opened(client, scope, Path(folder)) for _ in range(3)]
    first, whole, exported, longest = (sorted(each)[1] for each in zip(*rounds, strict=True))
    return [
        Figure(
            name=f"trace by {scope.value}, {UNITS:,} records: first page, open to painted",
            value=f"{first:.2f} s",
            baseline=f"everything shown {whole:.2f} s, longest the window did not answer {longest * 1000:.0f} ms",
            target=f"≤ {FIRST_SECONDS:.0f} s",
            met=first <= FIRST_SECONDS,
        ),
        Figure(
            name=f"trace by {scope.value}, {UNITS:,} records: opened, everything exported as CSV",
            value=f"{exported:.2f} s",
            target=f"≤ {EXPORT_SECONDS:.0f} s",
            met=exported <= EXPORT_SECONDS,
        ),
    ]


def opened(client: Client, scope: Scope, folder: Path) -> Opened:
    """Open a trace forward, see its first page and the whole, export records and steps, and close it again."""
    driver, services, window = Driver(client), client.services, client.main_window
    assert services is not None
    assert window is not None
    gaps = [0.0]
    started = time.perf_counter()
    services.navigator.open("trace", ROOTS[scope])
    docked = window.docking.current
    assert docked is not None
    shown = docked.page
    assert isinstance(shown, TracePage)
    shown.trace.choose(Direction.FORWARD, scope)
    trace = shown.trace
    await_(lambda: trace.graph is not None and trace.graph.view.scope is scope, gaps)
    first = time.perf_counter() - started
    await_(lambda: trace.is_whole, gaps)
    whole = time.perf_counter() - started
    assert trace.graph is not None
    assert len(trace.graph.view.edges) == WANTED[scope]
    files = [folder / f"{scope.value}-{name}.csv" for name in ("records", "steps")]
    shown.records.export_to(files[0])
    shown.steps.export_to(files[1])
    await_(lambda: not client.background.busy, gaps)
    exported = time.perf_counter() - started
    lines = [file.read_bytes().count(b"\n") for file in files]
    assert lines == [len(trace.graph.records) + 1, WANTED[scope] + 1], lines
    for file in files:
        file.unlink()
    window.docking.close(docked)
    driver.settle()
    return Opened(first, whole, exported, max(gaps))


def await_(reached: Callable[[], bool], gaps: list[float]) -> None:
    """Let the window work until something holds and it is painted; note the longest that it did not answer."""
    end = time.monotonic() + WAIT_SECONDS
    done = False
    while not done:
        assert time.monotonic() < end, "the page is not there in time"
        done = reached()
        started = time.perf_counter()
        QCoreApplication.processEvents()
        gaps.append(time.perf_counter() - started)
