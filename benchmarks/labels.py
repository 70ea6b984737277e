"""Figures of labels: a thousand of them queued through the RPC, and drawn for a printer."""

import time
import uuid
from decimal import Decimal

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks import load
from benchmarks.figures import Figure, median_of
from benchmarks.plant import Bench, cpu_seconds, login, request, served
from veralot_shared.contracts.labels import (
    Element,
    ElementKind,
    ExportLabels,
    JobView,
    LabelField,
    LabelFormat,
    Layout,
    QueueLabels,
)
from veralot_shared.ids import LabelJobId, LotId, TemplateId
from veralot_shared.messages import Message

COUNT = 1000
TARGET = 2.0
FILE_TARGET = 5.0
GTIN = "06901234567892"

SETUP = """
WITH item AS (
    INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable)
    VALUES ('FG-BENCH', 'Balloon catheter', '球囊导管', 'finished', 'both', 'pcs', 1, false) RETURNING id
), level AS (
    INSERT INTO items_pack_level (item_id, level, name, name_zh, gtin, contains)
    SELECT id, 1, 'Piece', '件', %(gtin)s, 1 FROM item
), place AS (
    INSERT INTO genealogy_location (code, name, name_zh, kind, outside) VALUES ('B', 'B', 'B', 'warehouse', false)
    RETURNING id
), lot AS (
    INSERT INTO genealogy_lot (lot_no, item_id, status, quantity_made, created_by, expiry)
    SELECT 'LB-1', id, 'in_test', %(count)s, 0, '2028-12-31' FROM item RETURNING id, item_id
), units AS (
    INSERT INTO genealogy_unit (serial_no, item_id, lot_id, location_id, status)
    SELECT 'LB-1-' || n, lot.item_id, lot.id, place.id, 'made' FROM lot, place, generate_series(1, %(count)s) n
), template AS (
    INSERT INTO labels_template (code, name, name_zh, kind) VALUES ('L-BENCH', 'Unit', '单件', 'unit') RETURNING id
), version AS (
    INSERT INTO labels_version (template_id, number, status, layout, note, made_by, made_at)
    SELECT id, 1, 'approved', %(layout)s::jsonb, '', 0, now() FROM template
)
SELECT lot.id, template.id FROM lot, template
"""


def box(kind: ElementKind, x: int, y: int, width: int, height: int, **more: object) -> Element:
    """Return an element at a place."""
    place = {"x": x, "y": y, "width": width, "height": height}
    return Element(kind=kind, **{name: Decimal(side) for name, side in place.items()}, **more)  # type: ignore[arg-type]  # named below


LAYOUT = Layout(
    width=Decimal(70),
    height=Decimal(40),
    elements=[
        box(ElementKind.FIELD, 2, 2, 46, 12, bound=LabelField.ITEM_NAME),
        box(ElementKind.DATA_MATRIX, 50, 2, 18, 18, ais=["01", "17", "10", "21"]),
        box(ElementKind.HRI, 2, 21, 66, 18, ais=["01", "17", "10", "21"]),
    ],
)


def fill(bench: Bench) -> tuple[LotId, TemplateId]:
    """Make a lot of a thousand units and an approved template."""
    with psycopg.connect(make_conninfo(bench.admin_url, dbname="bench"), autocommit=True) as wire:
        wire.execute("SET session_replication_role = replica")
        values = {"gtin": GTIN, "count": COUNT, "layout": msgspec.json.encode(LAYOUT).decode()}
        row = wire.execute(SETUP, values).fetchone()
    assert row is not None
    return LotId(row[0]), TemplateId(row[1])


def figures(bench: Bench) -> list[Figure]:
    """Measure queueing, and writing all labels as a file for a printer and as a PDF."""
    lot, template = fill(bench)
    with served(bench) as server:
        token = login(bench)
        line = load.Fetcher(bench.address)
        jobs: list[LabelJobId] = []

        def timed(message: Message[object]) -> tuple[float, bytes]:
            text = request(bench, message, token, str(uuid.uuid4()))
            started = time.perf_counter()
            body = line.fetch(text)
            return time.perf_counter() - started, body

        def queue() -> float:
            seconds, body = timed(QueueLabels(template_id=template, lot_id=lot))
            job = msgspec.msgpack.decode(body, type=JobView)
            assert job.counts.queued == COUNT
            jobs.append(job.id)
            return seconds

        def export(wanted: LabelFormat) -> tuple[float, float]:
            before = cpu_seconds(bench, server)
            seconds = timed(ExportLabels(job_id=jobs.pop(), format=wanted))[0]
            return seconds, cpu_seconds(bench, server) - before

        queue()
        queued = median_of(queue)
        written = {wanted: export(wanted) for wanted in LabelFormat}
        line.close()
    files = [
        Figure(
            name=f"{COUNT:,} labels written as {wanted.value.upper()}",
            value=f"{seconds:.2f} s",
            baseline=f"of which CPU of server and database {cpu:.2f} s",
            target=f"≤ {FILE_TARGET:.0f} s",
            met=seconds <= FILE_TARGET,
        )
        for wanted, (seconds, cpu) in written.items()
    ]
    name = f"{COUNT:,} labels queued through the RPC, each with its state and audit"
    return [Figure(name=name, value=f"{queued:.2f} s", target=f"≤ {TARGET:.0f} s", met=queued <= TARGET), *files]
