"""A list of very many lots reads what its window needs and no more: what a plan touches is counted, not how long it takes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from veralot_server.core import module
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.modules.genealogy.queries import lots
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import ListLots, LotFilter, LotStatus
from veralot_shared.messages import Page

MANY = 60_000
LIVE = 300
"""Of so many lots something is there; the others are used up, as most lots of a plant are."""
WINDOW = 50
TOUCHED = 12_000
"""Rows that a statement may touch: some for each of those in the window, and far from all."""

FILL = f"""
SET session_replication_role = replica;
INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, implantable)
SELECT 'I-' || n, 'Item', '物料', 'component', 'lot', 'pcs', 1, false FROM generate_series(1, 40) n;
INSERT INTO genealogy_location (code, name, name_zh, kind, outside) VALUES ('W1', 'W', 'W', 'warehouse', false);
INSERT INTO genealogy_lot (lot_no, item_id, status, quantity_made, created_by, expiry)
SELECT 'L' || n, 1 + n % 40, CASE WHEN n % {MANY // LIVE} = 0 THEN 'released' ELSE 'consumed' END, 10, 0, '2099-01-01'
FROM generate_series(1, {MANY}) n;
INSERT INTO genealogy_stock (lot_id, location_id, outside, quantity)
SELECT l.id, p.id, p.outside, CASE WHEN p.outside THEN -10 WHEN l.status = 'released' THEN 1 + l.id % 7 ELSE 0 END
FROM genealogy_lot l, genealogy_location p WHERE p.code IN ('W1', 'WIP');
INSERT INTO genealogy_hold (node_id, reason_code, reason, placed_by, placed_at)
SELECT id, 'other', 'x', 0, now() FROM genealogy_lot WHERE id % 20000 = 0;
ANALYZE;
"""  # noqa: S608 - numbers of our own


@pytest.fixture(scope="module")
def urls(new_database: Callable[[str], Urls], admin_url: str) -> Urls:
    """Return a plant with very many lots."""
    made = new_database("many_lots")
    with psycopg.connect(admin_url, dbname="many_lots", autocommit=True) as admin:
        admin.execute(FILL)
        admin.execute("VACUUM ANALYZE genealogy_stock")
        admin.execute("VACUUM ANALYZE genealogy_lot")
    return made


@pytest.fixture
def tx(urls: Urls, tmp_path: Path) -> Iterator[Transaction]:
    """Open a transaction there."""
    module.load()
    settings = Settings(home=tmp_path, zone="Asia/Shanghai")
    database = Database(urls.app, size=1)
    with begin(database, settings, Dispatcher(database, settings).inner, read_only=True) as opened:
        opened.actor = Actor.system("test")
        yield opened
    database.close()


def touched(plan: dict[str, Any]) -> int:
    """Return how many rows a plan reads from tables and indexes, used or thrown away."""
    read = 0
    if "Scan" in plan["Node Type"] and "Relation Name" in plan:
        read = round((plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"])
    return read + sum(touched(child) for child in plan.get("Plans", ()))


def read_by(tx: Transaction, statement: str, values: dict[str, Any]) -> int:
    row = tx.wire.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}".encode(), values).fetchone()
    return touched(row[0][0]["Plan"]) if row else 0


@pytest.mark.parametrize(
    ("fields", "sort"),
    [
        ({}, "-id"),
        ({}, "id"),
        ({}, "lot_no"),
        ({}, "-lot_no"),
        ({}, "on_hand"),
        ({}, "-on_hand"),
        ({"in_stock": True}, "-id"),
        ({"in_stock": True}, "on_hand"),
        ({"in_stock": True}, "lot_no"),
        ({"statuses": [LotStatus.HOLD]}, "-id"),
        ({"statuses": [LotStatus.RELEASED]}, "-id"),
        ({"statuses": [LotStatus.RELEASED]}, "-on_hand"),
        ({"statuses": [LotStatus.EXPIRED]}, "-id"),
        ({"statuses": [LotStatus.RELEASED, LotStatus.HOLD, LotStatus.IN_TEST]}, "lot_no"),
        ({"lot_no": "L599"}, "-id"),
    ],
)
def test_a_window_is_found_by_an_index(tx: Transaction, fields: dict[str, Any], sort: str) -> None:
    query = ListLots(filter=LotFilter(**fields), sort=sort, page=Page(limit=WINDOW))
    asked = lots.statements(query, tx)
    assert read_by(tx, asked.window, asked.values) <= TOUCHED


@pytest.mark.parametrize("fields", [{}, {"in_stock": True}, {"statuses": [LotStatus.RELEASED]}, {"lot_no": "L"}])
def test_no_more_is_counted_than_is_told(tx: Transaction, fields: dict[str, Any]) -> None:
    asked = lots.statements(ListLots(filter=LotFilter(**fields)), tx)
    assert read_by(tx, asked.counting, asked.values) <= 2 * lots.COUNTED


def test_too_many_are_not_counted(tx: Transaction) -> None:
    assert lots.list_lots(ListLots(page=Page(limit=WINDOW)), tx).total is None
    assert lots.list_lots(ListLots(filter=LotFilter(in_stock=True), page=Page(limit=WINDOW)), tx).total == LIVE


@pytest.mark.parametrize("way", ["", "-"])
def test_what_lies_there_and_what_does_not_follow_without_a_gap(tx: Transaction, way: str) -> None:
    edge = LIVE if way else MANY - LIVE
    page = lots.list_lots(ListLots(sort=f"{way}on_hand", page=Page(offset=edge - 3, limit=6)), tx)
    assert [lot.on_hand > 0 for lot in page.rows] == [bool(way)] * 3 + [not way] * 3
    ids = [lot.id for lot in page.rows[3:] if way]
    assert ids == sorted(ids, reverse=True)
