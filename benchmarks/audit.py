"""Figures of the audit log: what it costs a bulk insert, how fast one record's history is found in it."""

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import psutil
import psycopg
from psycopg import Connection as Wire
from psycopg import sql

from benchmarks.figures import Figure, interleaved, median_of
from benchmarks.plant import Bench, cpu_seconds
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.verify import verify
from veralot_server.core.certificates import LogKey
from veralot_server.core.transaction import Actor, begin
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.rules.signed_note import parse_vkey

SHORT_LOG, FULL_LOG = 2_000_000, 20_000_000
"""How many entries the log has in which a record's history is looked up."""
ROWS = 50_000
ROUNDS = 7
ACT = msgspec.json.encode(
    {
        "user_id": 0,
        "user_name": "bench",
        "session_id": 17,
        "workstation": "bench",
        "message": "bench.Fill",
        "command_id": "4c0b1a52-0000-4000-8000-000000000000",
        "zone": "Asia/Shanghai",
    }
).decode()


class Filled(NamedTuple):
    """A table that is filled, and the statement that fills it, the same for the audited table and its bare copy."""

    table: str
    insert: str


EDGES = Filled(
    "genealogy_edge",
    """INSERT INTO {table} (parent_id, child_id, scope, kind, quantity, unit, order_no, at, movement_id)
       SELECT 1000000 + n, 2000000 + n, 'U', 'consumed', 1, 'pcs', 'MO-2026-0042', now(), 1
       FROM generate_series(1, {rows}) n""",
)
PARTNERS = Filled(
    "items_partner",
    """INSERT INTO {table} (code, kind, name, name_zh, address, country)
       SELECT gen_random_uuid()::text, 'supplier', 'Suzhou Medical Polymers', '苏州医用高分子', 'Suzhou, Street ' || n, 'CN'
       FROM generate_series(1, {rows}) n""",
)


def figures(bench: Bench, entries: int) -> list[Figure]:
    """Measure all; `entries` is how many entries the log has when a record's history is asked."""
    return [overhead(bench, EDGES), overhead(bench, PARTNERS), history(bench, entries)]


# --- what it costs ---------------------------------------------------------------------------------------------------


def overhead(bench: Bench, filled: Filled) -> Figure:
    """Measure an insert with its audit, and the sealing of that, against the same insert without.

    Both tables have the same columns, indexes and no foreign keys, which would make the bare insert dearer.
    """
    key = log_key(bench.settings)
    with (
        psycopg.connect(bench.urls.owner, autocommit=True) as owner,
        psycopg.connect(bench.urls.app, autocommit=True) as wire,
    ):
        for copy in ("bench_bare", "bench_audited"):
            like(owner, copy, filled.table)
        audit(owner, "bench_audited")
        seal_all(wire, key)
        with_log, bare = interleaved(
            lambda: inserted(wire, "bench_audited", filled) + sealed(wire, key),
            lambda: inserted(wire, "bench_bare", filled),
            rounds=ROUNDS,
        )
    share = with_log / bare - 1
    return Figure(
        name=f"audit: {ROWS:,} rows into {filled.table}, triggers and sealing",
        value=f"{with_log * 1000:.0f} ms",
        baseline=f"bare insert {bare * 1000:.0f} ms",
        ratio=1 + share,
        target="≤ 1.6",
        met=share <= 0.6,
    )


def like(owner: Wire[Any], copy: str, table: str) -> None:
    """Make a table with the columns and indexes of another and neither triggers nor foreign keys."""
    names = {"copy": sql.Identifier(copy), "table": sql.Identifier(table)}
    owner.execute(sql.SQL("DROP TABLE IF EXISTS {copy}").format(**names))
    owner.execute(sql.SQL("CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)").format(**names))
    owner.execute(sql.SQL("GRANT ALL ON {copy} TO veralot_app").format(**names))


def audit(owner: Wire[Any], table: str) -> None:
    """Attach the trigger that `migrations.steps.audited` attaches."""
    owner.execute(
        sql.SQL(
            "CREATE TRIGGER audit_insert AFTER INSERT ON {} REFERENCING NEW TABLE AS new_rows "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit.capture()"
        ).format(sql.Identifier(table))
    )


def inserted(wire: Wire[Any], table: str, filled: Filled) -> float:
    """Insert the rows in a transaction of their own and return the seconds that it took."""
    statement = filled.insert.format(table=table, rows=ROWS)
    started = time.perf_counter()
    with wire.transaction():
        wire.execute("SELECT set_config('veralot.act', %s, true)", (ACT,))
        wire.execute(statement.encode())
    return time.perf_counter() - started


def sealed(wire: Wire[Any], key: LogKey) -> float:
    """Seal what was written and return the seconds that it took."""
    started = time.perf_counter()
    seal_all(wire, key)
    return time.perf_counter() - started


# --- how fast it is found and verified -------------------------------------------------------------------------------

FILL = """
WITH written AS (
    INSERT INTO audit.batch (at, user_id, user_name, session_id, workstation, message, command_id, table_name, operation,
                             columns, place, olds, rows, reason, zone)
    SELECT clock_timestamp() - n * interval '1 second', 0, 'bench', 17, 'bench', 'bench.Fill', gen_random_uuid(),
           'genealogy_lot', 'U', audit.columns('genealogy_lot', '{{}}'), n %% 1000000,
           ARRAY[ROW(n %% 1000000, 1, 'L-' || n, 5, 'quarantine', 1, NULL, NULL, NULL, 'MO-1', NULL, NULL, 1, now(), 7)::text],
           ARRAY[ROW(n %% 1000000, 2, 'L-' || n, 5, 'in_test', 1, NULL, NULL, NULL, 'MO-1', NULL, NULL, 1, now(), 7)::text],
           '', 'UTC'
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
    RETURNING id, at)
{then}
"""
"""Changes of single rows, the dearest kind, of a million records in turn."""
TO_SEAL = "INSERT INTO sealing.pending SELECT id, at FROM written"
NO_MORE = "SELECT count(*) FROM written"
PART = 500_000
ASKED = range(1, 200)
VERIFIED = 200_000


def fill(bench: Bench, entries: int, then: str) -> None:
    """Write entries straight into the log, without the business rows that they speak of."""
    with psycopg.connect(bench.urls.owner, autocommit=True) as owner:
        for first in range(0, entries, PART):
            last = min(first + PART, entries) - 1
            owner.execute(FILL.format(then=then).encode(), {"first": first, "last": last})
        owner.execute("VACUUM ANALYZE audit.batch")


def history(bench: Bench, entries: int) -> Figure:
    """Measure the history of one record among so many entries."""
    fill(bench, entries, NO_MORE)
    ask = asker(bench)
    ask()
    before, rounds = cpu_seconds(bench, psutil.Process()), 5
    seconds = median_of(ask, rounds=rounds)
    spent = (cpu_seconds(bench, psutil.Process()) - before) / rounds / len(ASKED)
    return Figure(
        name=f"audit: history of one record among {entries:,} entries",
        value=f"{seconds * 1000:.2f} ms",
        baseline=f"of which CPU of server and database {spent * 1000:.2f} ms",
        target="≤ 20 ms",
        met=seconds <= 0.020,
    )


def asker(bench: Bench) -> Callable[[], float]:
    """Return a measurement of the question, through its handler, the mean over many records."""

    def ask() -> float:
        with begin(bench.database, bench.settings, bench.dispatcher.inner, read_only=True) as tx:
            tx.actor = Actor.system("bench")
            started = time.perf_counter()
            for record in ASKED:
                assert tx.call(RecordHistory(table="genealogy_lot", key=str(record * 4_999)))
            return (time.perf_counter() - started) / len(ASKED)

    return ask


def verification(bench: Bench) -> list[Figure]:
    """Measure how many entries of the log are verified in a second: each written by itself, then as many in bulk."""
    fill(bench, VERIFIED, TO_SEAL)
    single = verified(bench, "written one by one")
    with psycopg.connect(bench.urls.app) as wire:
        wire.execute("SELECT set_config('veralot.act', %s, true)", (ACT,))
        wire.execute(PARTNERS.insert.format(table=PARTNERS.table, rows=4 * VERIFIED).encode())
    return [single, verified(bench, "most written in bulk")]


def verified(bench: Bench, how: str) -> Figure:
    """Seal the log and measure its verification."""
    key = log_key(bench.settings)
    with psycopg.connect(bench.urls.app, autocommit=True) as wire:
        seal_all(wire, key)
    with psycopg.connect(bench.urls.owner, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE audit.batch")
        owner.execute("VACUUM ANALYZE audit.leaf")

    used: list[float] = []

    def rate() -> float:
        before, started = cpu_seconds(bench, psutil.Process()), time.perf_counter()
        report = verify(bench.urls.app, parse_vkey(key.vkey), records=False)
        seconds = time.perf_counter() - started
        assert report.clean, report.findings[:3]
        used.append(report.entries / (cpu_seconds(bench, psutil.Process()) - before))
        return report.entries / seconds

    speed = median_of(rate)
    return Figure(
        name=f"audit verify, {how}",
        value=f"{speed:,.0f} entries/s",
        baseline=f"{statistics.median(used):,.0f} to a second of one core, database included",
        target="≥ 100,000/s",
        met=speed >= 100_000,
    )
