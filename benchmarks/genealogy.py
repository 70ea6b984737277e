"""Figures of the trace: through the RPC, decoded, against the same recursive statement run bare in psycopg."""

import time
from collections.abc import Callable

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks import load
from benchmarks.figures import Figure, interleaved
from benchmarks.plant import Bench, login, request, served
from veralot_server.modules.genealogy.lots import EXPIRING
from veralot_server.modules.genealogy.queries.trace_sql import TRACE, WALK
from veralot_shared.contracts.genealogy import Direction, Scope, Trace, TraceView
from veralot_shared.ids import NodeId

EDGES = 3_500_000
TREES = {100: 1, 1_400: 200_001, 20_000: 400_001}
"""Wanted number of edges → the node at the root of a tree of about so many."""
FAN_OUT = 10
ROUNDS = {100: 101, 1_400: 45, 20_000: 15}
"""The shorter a thing takes, the more often it is measured."""

LOTS = """
INSERT INTO genealogy_lot (id, lot_no, item_id, status, quantity_made, created_by)
SELECT n, 'B' || n, %(item)s, 'released', 1, 0 FROM generate_series(1, %(nodes)s) n
"""

TREE = """
INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
SELECT %(root)s + (n - 1) / %(fan)s, %(root)s + n, 'B', 'consumed', 1, 'pcs', now(), %(movement)s
FROM generate_series(1::bigint, %(edges)s::bigint) n
"""

BACKGROUND = """
INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
SELECT %(first)s + (n * 7919) %% %(nodes)s, %(first)s + (n * 104729 + 1) %% %(nodes)s, 'B', 'consumed', 1, 'pcs', now(),
       %(movement)s
FROM generate_series(1::bigint, %(edges)s::bigint) n
"""


def fill(bench: Bench) -> None:
    """Make 3.5 M edges: three trees of known size, and a thicket around them, without the audit of each."""
    nodes = 1_200_000
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        item = wire.execute(
            "INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable) "
            "VALUES ('BENCH', 'Bench', '基准', 'component', 'lot', 'pcs', 1, false) RETURNING id"
        ).fetchone()
        movement = wire.execute(
            "INSERT INTO genealogy_movement (kind, at, reason, by_id) VALUES ('consume', now(), '', 0) RETURNING id"
        ).fetchone()
        assert item is not None
        assert movement is not None
        wire.execute(LOTS, {"item": item[0], "nodes": nodes})
        for edges, root in TREES.items():
            wire.execute(TREE, {"root": root, "edges": edges, "fan": FAN_OUT, "movement": movement[0]})
        background = {"first": 600_001, "nodes": 600_000, "movement": movement[0]}
        wire.execute(BACKGROUND, background | {"edges": EDGES - sum(TREES)})
        wire.execute("SET session_replication_role = DEFAULT")
        wire.execute("VACUUM ANALYZE genealogy_edge")
        wire.execute("VACUUM ANALYZE genealogy_lot")


def traces(bench: Bench) -> list[Figure]:
    """Measure traces of three sizes."""
    fill(bench)
    with served(bench), psycopg.connect(bench.urls.app, autocommit=True) as wire:
        token = login(bench)
        return [_trace(bench, wire, token, edges, root) for edges, root in TREES.items()]


def _trace(bench: Bench, wire: psycopg.Connection, token: str, edges: int, root: int) -> Figure:
    message = Trace(root=NodeId(root), direction=Direction.FORWARD, scope=Scope.LOT)
    text = request(bench, message, token)
    decoder = msgspec.msgpack.Decoder(TraceView)
    line = load.Fetcher(bench.address)
    way = message.direction, message.scope
    cursor = psycopg.RawCursor(wire)

    def real() -> float:
        started = time.perf_counter()
        found = decoder.decode(line.fetch(text))
        assert len(found.edges) == edges, len(found.edges)
        return time.perf_counter() - started

    def bare() -> float:
        started = time.perf_counter()
        cursor.execute(TRACE[way], (root, bench.settings.zone, EXPIRING), prepare=True).fetchall()
        return time.perf_counter() - started

    def walk() -> float:
        started = time.perf_counter()
        rows = cursor.execute(WALK[way], (root,), prepare=True).fetchall()
        assert len(rows) == edges, len(rows)
        return time.perf_counter() - started

    _warm(real, bare, walk)
    mine, theirs, edges_alone = interleaved(real, bare, walk, rounds=ROUNDS[edges])
    line.close()
    return Figure(
        name=f"trace of {edges:,} edges among {EDGES / 1e6:.1f} M, through the RPC, decoded",
        value=f"{mine * 1000:.2f} ms",
        baseline=f"its statement bare {theirs * 1000:.2f} ms, without nodes and gaps {edges_alone * 1000:.2f} ms",
        ratio=mine / theirs,
        target="≤ 2",
        met=mine / theirs <= 2,
    )


def _warm(*measures: Callable[[], float]) -> None:
    for measure in measures:
        for _ in range(6):
            measure()
