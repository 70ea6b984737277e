"""Figure of a mock recall: fifty suspect lots among ten million edges, through the RPC, decoded, every figure counted."""

import contextlib
import time

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks import load
from benchmarks.figures import ROUNDS, Figure, median_of
from benchmarks.genealogy import BACKGROUND, LOTS, TREE
from benchmarks.plant import Bench, cpu_seconds, login, request, served
from veralot_shared.contracts.genealogy import Scope
from veralot_shared.contracts.recall import AffectedView, FindAffected, LotSuspect
from veralot_shared.ids import LotId

EDGES = 10_000_000
SUSPECTS = 50
TREE_EDGES = 1_400
"""Edges behind each suspect: a component lot that went into some hundred lots, and these on into finished goods."""
STRIDE = 2_000
"""The nodes that each tree has room for."""
FAN_OUT = 10
NODES = 1_200_000
THICKET = 200_000
"""The node from which on the others stand, bound to each other without order."""
MOST_SECONDS = 3.0
DECODER = msgspec.msgpack.Decoder(AffectedView)

PLACES = """
INSERT INTO genealogy_location (code, name, name_zh, kind, outside, active)
SELECT code, code, '', lower(code), outside, true
FROM (VALUES ('WAREHOUSE', false), ('WORK_IN_PROCESS', true), ('CUSTOMERS', true)) AS p(code, outside)
WHERE NOT EXISTS (SELECT FROM genealogy_location l WHERE l.kind = lower(p.code) AND l.outside = p.outside)
"""

PLACE = "(SELECT min(id) FROM genealogy_location WHERE kind = '{kind}')"

MADE = f"""
INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity)
SELECT %(made)s, n, n, {PLACE.format(kind="work_in_process")}, {PLACE.format(kind="warehouse")}, 10
FROM generate_series(1, %(counted)s) n
"""  # noqa: S608 - texts of our own

LEFT = f"""
INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity)
SELECT %(shipped)s, n, n, {PLACE.format(kind="warehouse")}, {PLACE.format(kind="customers")}, 4
FROM generate_series(1, %(counted)s) n
"""  # noqa: S608 - as above

LYING = f"""
INSERT INTO genealogy_stock (lot_id, location_id, outside, quantity)
SELECT n, p.id, p.outside, p.quantity FROM generate_series(1, %(counted)s) n, (VALUES
    ({PLACE.format(kind="warehouse")}, false, 6), ({PLACE.format(kind="work_in_process")}, true, -10),
    ({PLACE.format(kind="customers")}, true, 4)) AS p(id, outside, quantity)
"""  # noqa: S608 - as above

CONSIGNEE = """
WITH partner AS (
    INSERT INTO items_partner (code, kind, name, name_zh, address, country)
    VALUES ('BENCH', 'customer', 'Bench', '基准', '', 'CN') RETURNING id)
INSERT INTO genealogy_shipment (id, shipment_no, customer_id, shipped_at)
SELECT %(nodes)s + 1, 'BENCH', partner.id, now() FROM partner
"""

MOVEMENT = """
INSERT INTO genealogy_movement (kind, at, document_no, reason, by_id) VALUES (%s, now(), %s, '', 0) RETURNING id
"""


def roots() -> list[int]:
    """Return the suspects: the roots of the trees."""
    return [1 + number * STRIDE for number in range(SUSPECTS)]


def fill(bench: Bench, edges: int) -> None:
    """Make a plant of so many edges: a tree behind each suspect, whose lots were made and partly shipped, a thicket beside."""
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        item = wire.execute(
            "INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable) "
            "VALUES ('BENCH', 'Bench', '基准', 'component', 'lot', 'pcs', 1, false) RETURNING id"
        ).fetchone()
        made = wire.execute(MOVEMENT, ("produce", None)).fetchone()
        shipped = wire.execute(MOVEMENT, ("ship", "BENCH")).fetchone()
        assert item is not None
        assert made is not None
        assert shipped is not None
        wire.execute(LOTS.replace("'released', 1, 0", "'released', 10, 0"), {"item": item[0], "nodes": NODES})
        for root in roots():
            wire.execute(TREE, {"root": root, "edges": TREE_EDGES, "fan": FAN_OUT, "movement": made[0]})
        thicket = {"first": THICKET, "nodes": NODES - THICKET, "movement": made[0]}
        wire.execute(BACKGROUND, thicket | {"edges": edges - SUSPECTS * TREE_EDGES})
        wire.execute(PLACES)
        values = {"nodes": NODES, "counted": THICKET, "made": made[0], "shipped": shipped[0]}
        for statement in (CONSIGNEE, MADE, LEFT, LYING):
            wire.execute(statement, values)
        wire.execute("SET session_replication_role = DEFAULT")
        for table in ("edge", "lot", "movement_line", "stock", "location"):
            wire.execute(f"VACUUM ANALYZE genealogy_{table}")


def timed(line: load.Fetcher, text: bytes) -> float:
    """Return the seconds from asking to the decoded answer."""
    started = time.perf_counter()
    checked(line.fetch(text))
    return time.perf_counter() - started


def checked(reply: bytes) -> None:
    """Decode an answer; it must be whole, and add up."""
    answer = DECODER.decode(reply)
    assert len(answer.lots) == SUSPECTS * (TREE_EDGES + 1), len(answer.lots)
    assert answer.totals[0].shipped == 4 * len(answer.lots)
    assert answer.percent == 100


def recalls(bench: Bench, edges: int = EDGES) -> list[Figure]:
    """Measure a mock recall of fifty lots: found, traced, balanced, decoded."""
    fill(bench, edges)
    suspects = [LotSuspect(lot_id=LotId(root)) for root in roots()]
    with served(bench) as server:
        text = request(bench, FindAffected(suspects=list(suspects), scope=Scope.LOT), login(bench))
        with contextlib.closing(load.Fetcher(bench.address)) as line:
            checked(line.fetch(text))
            before = cpu_seconds(bench, server)
            seconds = median_of(lambda: timed(line, text))
            cpu = (cpu_seconds(bench, server) - before) / ROUNDS
    return [
        Figure(
            name=f"mock recall of {SUSPECTS} lots among {edges / 1e6:.1f} M edges, {SUSPECTS * (TREE_EDGES + 1):,} affected",
            value=f"{seconds:.2f} s",
            baseline=f"of which CPU of server and database {cpu:.2f} s",
            target=f"≤ {MOST_SECONDS:.0f} s",
            met=seconds <= MOST_SECONDS,
        )
    ]
