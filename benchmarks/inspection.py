"""Figures of inspections: one inspection's results recorded over HTTP, with session, right, audit and replay check."""

import itertools
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks import load
from benchmarks.figures import ROUNDS, Figure
from benchmarks.plant import Bench, cpu_seconds, login, request, served
from veralot_shared.contracts.inspection import RecordResults, ResultEntry
from veralot_shared.ids import CharacteristicId, InspectionId

CONNECTIONS = 16
SECONDS = 2.0
COMMANDS = 300
CHARACTERISTICS = 5
INSPECTIONS = 30_000
MOST_SECONDS = 0.002
LEAST_CALLS = 500

ROLE = (
    "INSERT INTO identity_user_role (user_id, role) SELECT id, 'inspector' FROM identity_user WHERE user_name = 'bench'"
)

FILL = """
INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable, active, created_at)
VALUES ('BENCH', 'Bench', '基准', 'component', 'lot', 'pcs', 1, false, true, now());
INSERT INTO genealogy_lot (id, lot_no, item_id, status, cycle, version, quantity_made, created_at, created_by)
SELECT 1, 'BENCH', id, 'in_test', 1, 1, 100, now(), 0 FROM items_item;
INSERT INTO inspection_plan (code, item_id, stage, operation, made_at, made_by)
SELECT 'BENCH', id, 'incoming', '', now(), 0 FROM items_item;
INSERT INTO inspection_revision (plan_id, number, status, change_note, rules, made_at, made_by)
SELECT id, 1, 'released', '', '[]', now(), 0 FROM inspection_plan;
INSERT INTO inspection_characteristic (revision_id, position, code, name, name_zh, kind, defect_class, nominal, lower, upper,
    unit, precision, method, gauge_type, investigate)
SELECT r.id, n, n::text, 'Length', '长度', 'variable', 'major', 10, 9, 11, 'mm', 2, '', '', false
FROM inspection_revision r, generate_series(1, 5) n;
INSERT INTO inspection_switching (item_id, line, stage, severity, score, reducible, rejections, state, lots, changed_at)
SELECT id, '', 'incoming', 'normal', 0, false, 0, '{}', 0, now() FROM items_item;
INSERT INTO inspection_inspection (number, status, stage, operation, origin, lot_id, revision_id, switching_id, quantity,
    per_unit, severity, to_sample, due_results, skipped, created_at, created_by)
SELECT 'IN-' || n, 'recording', 'incoming', '', 'receipt', 1, r.id, w.id, 100, false, 'normal', 1, 5, false, now(), 0
FROM inspection_revision r, inspection_switching w, generate_series(1, 30000) n;
INSERT INTO inspection_class (inspection_id, defect_class, scheme, kind, severity, letter, row_letter, lot_size, stages, why)
SELECT id, 'major', 'customer', 'single', 'normal', '', '', 100,
       '[{"size": 1, "cumulative": 1, "accept": 0, "reject": 1}]', '[]'
FROM inspection_inspection;
"""

ANALYZE = """
ANALYZE items_item, genealogy_lot, inspection_plan, inspection_revision, inspection_characteristic, inspection_switching,
    inspection_inspection, inspection_class
"""
"""What has rows alone, as PostgreSQL does it by itself: of a table that it was told is empty it reads every row as it grows."""


def figures(bench: Bench) -> list[Figure]:
    """Measure the CPU of one recorded inspection, and how many are recorded in a second."""
    characteristics = fill(bench)
    with served(bench) as server:
        token = login(bench)
        commands = recordings(bench, token, characteristics)
        load.one_by_one(bench.address, list(itertools.islice(commands, COMMANDS)))
        costs = [cost(bench, server, list(itertools.islice(commands, COMMANDS))) for _ in range(ROUNDS)]
        alone = median(inserted(bench) for _ in range(ROUNDS))
        rate = load.per_second(bench.address, commands, CONNECTIONS, SECONDS)
    written(bench)
    own, both = (median(values) for values in zip(*costs, strict=True))
    return [
        Figure(
            name="one inspection of 5 characteristics recorded, CPU of the server",
            value=f"{own * 1000:.2f} ms",
            baseline=f"as many bare INSERTs {alone * 1000:.2f} ms; with the database {both * 1000:.2f} ms",
            ratio=own / alone,
            target="≤ 2 ms",
            met=own <= MOST_SECONDS,
        ),
        Figure(
            name="inspections of 5 characteristics recorded in a second, 16 connections",
            value=f"{rate:,.0f}/s",
            baseline=f"as many bare INSERTs, one after the other {1 / alone:,.0f}/s; nearest peer 25/s",
            ratio=rate * alone,
            target="≥ 500/s",
            met=rate >= LEAST_CALLS,
        ),
    ]


def inserted(bench: Bench) -> float:
    """Return the seconds of a transaction that writes as many rows, and proves, judges and logs nothing."""
    with bench.database.wire() as wire:
        wire.execute("CREATE TEMPORARY TABLE bare (id bigint, body text NOT NULL)")
        started = time.perf_counter()
        for _ in range(COMMANDS):
            wire.execute("BEGIN")
            for number in range(CHARACTERISTICS):
                wire.execute("INSERT INTO bare VALUES (%s, %s)", (number, "x" * 100))
            wire.execute("COMMIT")
        seconds = (time.perf_counter() - started) / COMMANDS
        wire.execute("DROP TABLE bare")
        return seconds


def fill(bench: Bench) -> list[CharacteristicId]:
    """Make inspections that wait for their results, and return what is measured in each."""
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        wire.execute(FILL)
        wire.execute(ROLE)
        wire.execute(ANALYZE)
        rows = wire.execute("SELECT id FROM inspection_characteristic ORDER BY id").fetchall()
    return [CharacteristicId(row[0]) for row in rows]


def recordings(bench: Bench, token: str, characteristics: list[CharacteristicId]) -> Iterator[bytes]:
    """Yield the recording of one inspection after the other, each once."""
    for number in range(1, INSPECTIONS + 1):
        results = [
            ResultEntry(characteristic_id=one, sample_no=1, value=Decimal(f"10.{number % 90:02}"))
            for one in characteristics
        ]
        message = RecordResults(inspection_id=InspectionId(number), results=results)
        yield request(bench, message, token, str(uuid.uuid4()))


def cost(bench: Bench, server: psutil.Process, requests: list[bytes]) -> tuple[float, float]:
    """Return the CPU of the server alone, and with its database, for one request."""
    processes = [server, *server.children(recursive=True)]
    before, own = cpu_seconds(bench, server), alone(processes)
    load.one_by_one(bench.address, requests)
    return (alone(processes) - own) / len(requests), (cpu_seconds(bench, server) - before) / len(requests)


def alone(processes: list[psutil.Process]) -> float:
    """Return the CPU time of the server's processes."""
    times = [process.cpu_times() for process in processes]
    return sum(one.user + one.system for one in times)


def written(bench: Bench) -> None:
    """Check that what was measured was really recorded: five results of each inspection, every one in the log."""
    with psycopg.connect(bench.urls.owner) as wire:
        row = wire.execute("SELECT count(*), count(DISTINCT inspection_id) FROM inspection_result").fetchone()
    results, inspections = row or (0, 0)
    if not inspections or results != inspections * CHARACTERISTICS:
        raise RuntimeError(f"{results} results of {inspections} inspections were recorded")
