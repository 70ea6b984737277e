"""The log is found by person, time, record, message, field and signature, names what it is about, and stays fast."""

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.server.modules.audit.conftest import Plant
from veralot_server.core import naming
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.transaction import Transaction
from veralot_server.modules.audit import log_sql
from veralot_server.rpc.dispatch import encode
from veralot_shared.contracts.audit import EntryView, LogChoices, LogFilter, RecordHistory, SearchLog
from veralot_shared.contracts.items import CreateItem, CreatePartner, ItemKind, PartnerKind, Tracking
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import EntryId
from veralot_shared.messages import JSON, MSGPACK, Message, Page
from veralot_shared.verify.leaf import LOW_BITS


def search(plant: Plant, limit: int = 200, before: EntryId | None = None, **wanted: Any) -> list[EntryView]:
    found: list[EntryView] = plant.call(SearchLog(filter=LogFilter(**wanted), before=before, page=Page(limit=limit)))
    return found


@pytest.fixture(scope="module")
def partners(plant: Plant) -> list[Any]:
    """Three suppliers, one of whom was renamed by somebody else."""
    made = [plant.partner(code) for code in ("S-1", "S-2", "S-3")]
    made[1] = plant.rename(made[1], "Renamed", "wang.fang")
    return made


def test_each_filter_narrows(plant: Plant, partners: list[Any]) -> None:
    people = {one.user_name: one.id for one in plant.call(LogChoices()).people}
    renamed = search(plant, user_id=people["wang.fang"], table="items_partner")
    assert [(entry.message, entry.key) for entry in renamed] == [("items.UpdatePartner", str(partners[1].id))]
    assert search(plant, message="items.UpdatePartner") == renamed
    assert search(plant, table="items_partner", key=str(partners[1].id))[0] == renamed[0]
    assert search(plant, table="items_partner", field="name")[0] == renamed[0]
    assert renamed[0] not in search(plant, table="items_partner", field="gln")
    assert renamed[0] in search(plant, signed=False)
    assert renamed[0] not in search(plant, signed=True)
    at = renamed[0].at
    assert search(plant, since=at, until=at + timedelta(microseconds=1)) == renamed
    assert search(plant, until=at, message="items.UpdatePartner") == []


@pytest.mark.parametrize("question", [LogChoices(), SearchLog()], ids=lambda question: question.op)
def test_the_answers_travel(plant: Plant, question: Message[Any]) -> None:
    assert encode(plant.call(question), JSON)
    assert encode(plant.call(question), MSGPACK)


def test_the_newest_comes_first_and_pages_follow_without_gap_or_double(plant: Plant, partners: list[Any]) -> None:
    assert partners
    whole = search(plant, limit=1000)
    assert [entry.at for entry in whole] == sorted((entry.at for entry in whole), reverse=True)
    pages, before = list[EntryView](), None
    while found := search(plant, limit=2, before=before):
        pages += found
        before = found[-1].id
    assert pages == whole


def test_a_place_that_does_not_exist_is_told(plant: Plant) -> None:
    with pytest.raises(RecordNotFound):
        search(plant, before=EntryId(10**12))


@pytest.mark.parametrize("wanted", [{"field": "name"}, {"key": "1"}, {"first": 5, "end": 2}], ids=str)
def test_what_cannot_be_searched_for_is_refused(plant: Plant, wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueNotAllowed):
        search(plant, **wanted)


def test_a_range_of_the_sealed_log_is_searched(plant: Plant, partners: list[Any]) -> None:
    assert partners
    with plant.database.wire() as wire:
        seal_all(wire, log_key(plant.settings))
    found = search(plant, first=1, end=3)
    assert sorted(entry.index or 0 for entry in found) == [1, 2]


@pytest.mark.requirement("P11-08")
def test_names_stand_for_numbers(plant: Plant) -> None:
    customer = plant.call(CreatePartner(code="BIOTEC", kind=PartnerKind.CUSTOMER, name="Biotec"))
    item = plant.call(
        CreateItem(
            code="BC-30",
            name="Catheter",
            kind=ItemKind.FINISHED,
            tracking=Tracking.LOT,
            unit="pcs",
            customer_id=customer.id,
        )
    )
    entry = search(plant, table="items_item", key=str(item.id))[0]
    assert entry.record == "BC-30"
    change = next(change for change in entry.changes if change.field == "customer_id")
    assert (change.old, change.new, change.new_name) == (None, customer.id, "BIOTEC")
    history = plant.call(RecordHistory(table="items_item", key=str(item.id)))
    assert history == [entry]


def test_people_and_items_are_named_in_both_languages(plant: Plant) -> None:
    made = CreateItem(
        code="BC-31", name="Catheter", name_zh="导管", kind=ItemKind.MATERIAL, tracking=Tracking.LOT, unit="pcs"
    )
    plant.call(made)
    begun = search(plant, table="identity_user")
    assert {(entry.record, entry.record_zh) for entry in begun if entry.record_zh}, "people have two names"
    for entry in begun:
        told = {change.field: change.new for change in entry.changes}
        assert entry.record_zh == told.get("full_name_zh", entry.record_zh)


def test_a_customers_user_finds_no_log_and_is_told_no_names(plant: Plant, partners: list[Any]) -> None:
    assert partners
    for question in (SearchLog(), LogChoices()):
        with pytest.raises(RecordNotFound):
            plant.call(question, "customer.user", customer_id=partners[0].id)


def test_what_a_row_refers_to_is_known_from_its_tables() -> None:
    assert naming.references("items_item")["customer_id"] == ("items_partner",)
    assert naming.references("genealogy_hold")["node_id"] == naming.NODES
    assert naming.references("genealogy_hold")["placed_by"] == ("identity_user",)
    assert naming.references("no_such_table") == {}


# --- plans -----------------------------------------------------------------------------------------------------------

BATCHES, ROWS = 60_000, 300
"""How many batches of one row there are, and how many rows in those of several: one statement's over two batches."""
COLUMNS = "id bigint, a bigint"
WRITE = """
INSERT INTO audit.batch (at, user_id, user_name, workstation, message, table_name, operation, columns, place, rows, reason,
                         zone)
SELECT now() - (%(count)s - n) * interval '1 second', n %% 50, 'u', 'w', 'm' || n %% 40, 't' || n %% 30, 'I', %(columns)s,
       n / 20, ARRAY['(' || n / 20 || ',1)'], '', 'UTC'
FROM generate_series(1, %(count)s) AS n
"""
BULK = """
INSERT INTO audit.batch (at, user_id, user_name, workstation, message, table_name, operation, columns, place, offsets, rows,
                         reason, zone)
SELECT now() - interval '3 hours', 778, 'bulk', 'w', 'bulk', 't1', 'I', %(columns)s, -1 - (n >> 8),
       array_agg((n & 255)::smallint ORDER BY n), array_agg('(' || n || ',' || CASE n %% 7 WHEN 0 THEN '1' ELSE '' END || ')'
       ORDER BY n), '', 'UTC'
FROM generate_series(%(first)s, %(first)s + %(rows)s - 1) AS n GROUP BY n >> 8
"""
RARE = """
INSERT INTO audit.batch (at, user_id, user_name, workstation, message, table_name, operation, columns, place, rows, reason,
                         zone)
VALUES (now() - interval '5 hours', 777, 'rare', 'w', 'm', 't1', 'I', %(columns)s, 9, ARRAY['(9,1)'], '', 'UTC')
"""
FIRST = 10_240
"""The number of the first row of the bulk, with which a batch begins."""


@pytest.fixture(scope="module")
def large(plant: Plant) -> Plant:
    """A log of many entries, analysed as autovacuum leaves it."""
    assert plant.settings.owner_url is not None
    with psycopg.connect(plant.settings.owner_url, autocommit=True) as owner:
        owner.execute(WRITE, {"count": BATCHES, "columns": COLUMNS})
        owner.execute(BULK, {"first": FIRST, "rows": ROWS, "columns": COLUMNS})
        owner.execute(RARE, {"columns": COLUMNS})
        owner.execute("INSERT INTO sealing.pending SELECT id, at FROM audit.batch WHERE workstation = 'w'")
        owner.execute("VACUUM ANALYZE audit.batch")
    return plant


def plan(plant: Plant, query: str, **values: object) -> str:
    with plant.database.wire() as wire:
        return "\n".join(row[0] for row in wire.execute(f"EXPLAIN {query}".encode(), values))


def read_whole(plant: Plant, told: str) -> list[str]:
    """Return the parts of the log with entries in them that a plan reads from end to end."""
    with plant.database.wire() as wire:
        query = b"SELECT relname FROM pg_class WHERE relname LIKE 'batch\\_%%' AND relkind = 'r' AND reltuples > 0"
        return [row[0] for row in wire.execute(query) if f"Seq Scan on {row[0]}" in told]


def test_one_records_history_is_read_by_its_index(large: Plant) -> None:
    values = {"table": "t7", "key": "812", "limit": 50, "offset": 0}
    found = plan(large, log_sql.COLUMNS + log_sql.OF_RECORD, **values)
    assert read_whole(large, found) == []
    assert "Index Cond: ((table_name = 't7'::text) AND (place = ANY ('{812,-4}'::bigint[])))" in found


def test_the_newest_entries_of_somebody_busy_are_read_in_order(large: Plant) -> None:
    where = "WHERE e.user_id = %(user_id)s::bigint "
    found = plan(large, log_sql.COLUMNS + where + log_sql.NEWEST_FIRST, user_id=7, limit=50, offset=0)
    assert read_whole(large, found) == []
    assert "Merge Append" in found
    assert "->  Sort" not in found
    assert "Presorted Key: b.at, b.id" in found


def test_a_rare_person_is_found_without_reading_the_whole_log(large: Plant) -> None:
    where = "WHERE e.user_id = %(user_id)s::bigint "
    values = {"user_id": 777, "limit": 50, "offset": 0}
    with large.transaction("li.na") as tx:
        tx.wire.execute(log_sql.SIFT)
        query = f"EXPLAIN (ANALYZE, BUFFERS OFF) {log_sql.COLUMNS}{where}{log_sql.NEWEST_FIRST}"
        told = "\n".join(row[0] for row in tx.wire.execute(query.encode(), values))
    assert read_whole(large, told) == [], told
    assert "Bitmap Index Scan on batch_" in told
    looked_at = max(int(count) for count in re.findall(r"Rows Removed by Index Recheck: (\d+)", told))
    assert looked_at < BATCHES / 10
    assert [entry.user_name for entry in search(large, user_id=777)] == ["rare"]


@pytest.mark.parametrize(
    "wanted",
    [{"user_id": 7}, {"message": "m13"}, {"table": "t5", "message": "m25"}, {"table": "t1", "field": "a"}],
    ids=str,
)
def test_sifting_finds_what_reading_everything_finds(large: Plant, wanted: dict[str, Any]) -> None:
    pages, before = list[EntryId](), None
    while found := search(large, limit=900, before=before, **wanted):
        pages += [entry.id for entry in found]
        before = found[-1].id
    parts = " AND ".join(log_sql.conditions(LogFilter(**wanted)))
    with large.database.wire() as wire:
        query = f"SELECT id FROM audit.entry e WHERE {parts} ORDER BY at DESC, id DESC"  # noqa: S608 - the module's own
        rows = wire.execute(query.encode(), wanted)
        assert pages == [row[0] for row in rows]


def test_a_page_far_down_costs_no_more_than_the_first(large: Plant) -> None:
    found = search(large, limit=100)
    for _ in range(5):
        found = search(large, limit=100, before=found[-1].id)
    last = found[-1]
    values = {
        "limit": 100,
        "offset": 0,
        "before_at": last.at,
        "before_id": last.id,
        "before_batch": last.id >> LOW_BITS,
    }
    told = plan(large, f"{log_sql.COLUMNS}WHERE {' AND '.join(log_sql.AFTER)} {log_sql.NEWEST_FIRST}", **values)
    assert "Index Cond: (ROW(at, id) <= ROW(" in told


def test_pages_end_and_begin_within_a_batch(large: Plant) -> None:
    whole = search(large, limit=1000, user_id=778)
    assert [entry.key for entry in whole] == [str(key) for key in reversed(range(FIRST, FIRST + ROWS))]
    pages, before = list[EntryView](), None
    while found := search(large, limit=70, before=before, user_id=778):
        pages += found
        before = found[-1].id
    assert pages == whole


def test_a_row_and_a_field_are_found_within_a_batch(large: Plant) -> None:
    one = search(large, table="t1", key=str(FIRST + 270))
    assert [(entry.key, entry.message) for entry in one] == [(str(FIRST + 270), "bulk")]
    filled = search(large, limit=1000, table="t1", message="bulk", field="a")
    assert [int(entry.key) % 7 for entry in filled] == [0] * len(range(FIRST + 1, FIRST + ROWS, 7))
    assert search(large, table="t1", message="bulk", field="no_such_field") == []


def test_a_page_takes_few_statements_whatever_is_on_it(tx: Transaction) -> None:
    statements: list[bytes] = []
    real = tx.wire.execute

    def counted(query: Any, *args: Any, **options: Any) -> Any:
        statements.append(query)
        return real(query, *args, **options)

    tx.wire.execute = counted  # type: ignore[method-assign]  # counts, and does the real thing
    try:
        tx.call(SearchLog())
    finally:
        tx.wire.execute = real  # type: ignore[method-assign]  # as above
    assert len(statements) <= 2, statements
