"""What lots are that the history begins: with which dates, supplier, order, status and cycle."""

from typing import Any

import pytest

from tests.server.modules.exchange.plant import Import, Row, Tables, as_csv, line, spots, tables
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.exchange.handlers.files import import_files
from veralot_shared.contracts.exchange import ImportFile, ImportFiles

LOT = """
SELECT s.code, l.supplier_lot_no, c.code, l.order_no, l.manufactured::text, l.expiry::text, trim_scale(l.quantity_made)::text
FROM genealogy_lot l LEFT JOIN items_partner s ON s.id = l.supplier_id LEFT JOIN items_partner c ON c.id = l.customer_id
WHERE l.lot_no = %s
"""
STEPS = """
SELECT h.event, h.from_status, h.to_status, h.cycle, u.user_name FROM genealogy_status_change h
JOIN genealogy_lot l ON l.id = h.lot_id JOIN identity_user u ON u.id = h.by_id WHERE l.lot_no = %s ORDER BY h.id
"""


def facts(tx: Transaction, query: str, lot_no: str) -> list[tuple[Any, ...]]:
    """Return what a query says of a lot."""
    return tx.wire.execute(query.encode(), (lot_no,)).fetchall()


def test_a_received_lot_has_what_its_row_says(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    assert facts(tx, LOT, "R1") == [("S1", "X-77", None, "PO-1", "2026-02-01", "2028-02-01", "10")]
    assert facts(tx, LOT, "F1") == [(None, None, "C1", "WO-1", "2026-02-01", "2028-02-01", "20")]


def test_a_child_keeps_what_its_parent_is(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    assert facts(tx, LOT, "R1-D1") == [("S1", "X-77", None, "PO-1", "2026-02-01", "2028-02-01", "2")]
    assert facts(tx, LOT, "R1-M1") == [("S1", "X-77", None, "PO-1", "2026-02-01", "2028-02-01", "7")]


def test_a_merged_lot_has_what_its_sources_have_in_common_and_the_earliest_expiry(
    tx: Transaction, bring_in: Import
) -> None:
    plant = tables()
    other = {**plant["movements"][0], "movement": "70", "lot_no": "R2", "document_no": "PO-7", "expiry": "2027-01-01"}
    plant["movements"] += [
        {**other, "at": "2026-05-01T00:00:00Z"},
        *merge(("R1-M1", "7", "W1"), ("R2", "10", "Q1")),
    ]
    found = spots(bring_in(plant))
    assert [spot[2:] for spot in found] == [("lot_no", "genealogy.MergeUnlike")]
    for event, hour in (("sample", 1), ("accept", 2)):
        step = {"at": f"2026-05-01T0{hour}:00:00Z", "item": "RM", "lot_no": "R2", "event": event, "by": "li"}
        plant["statuses"].append(step)
    assert spots(bring_in(plant)) == []
    assert facts(tx, LOT, "R9") == [("S1", "X-77", None, None, "2026-02-01", "2027-01-01", "17")]


def merge(*sources: tuple[str, str, str]) -> list[Row]:
    """Return the rows of a merge."""
    shared = {"at": "2026-05-02T00:00:00Z", "movement": "71", "kind": "merge", "by": "wang"}
    return [{**line("RM", lot_no, quantity, place, "W1", to_lot="R9"), **shared} for lot_no, quantity, place in sources]


def test_status_history_is_kept_step_by_step(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    assert facts(tx, STEPS, "R1-S3") == [
        ("receive", None, "released", 1, "wang"),
        ("reject", "released", "nonconforming", 1, "li"),
        ("return_to_supplier", "nonconforming", "returned_to_supplier", 1, "wang"),
    ]
    assert facts(tx, STEPS, "F1-RT1") == [("return_from_customer", "shipped", "quarantine", 1, "wang")]
    assert [step[:3] for step in facts(tx, STEPS, "F1")] == [
        ("receive", "expected", "quarantine"),
        ("sample", "quarantine", "in_test"),
        ("release_production", "in_test", "prod_released"),
        ("release_market", "prod_released", "market_released"),
    ]


@pytest.mark.parametrize("imports", [1, 2])
def test_part_of_what_came_back_came_back_too(tx: Transaction, bring_in: Import, imports: int) -> None:
    plant = tables()
    part = line("FG", "F1-RT1", "1", "T1", "T1", serials="F1-002", to_lot="F1-RT1-S1")
    if imports > 1:
        bring_in(plant)
        plant = {"movements": []}
    shared = {"at": "2026-05-01T00:00:00Z", "movement": "70", "kind": "split", "by": "wang"}
    plant["movements"].append({**part, **shared})
    assert spots(bring_in(plant)) == []
    assert facts(tx, STEPS, "F1-RT1-S1") == [("return_from_customer", None, "quarantine", 1, "wang")]


@pytest.mark.requirement("I-58")
@pytest.mark.trap("T1")
def test_rework_begins_a_new_cycle(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    events = ("reject", "order_rework", "report_rework", "reject", "order_rework", "report_rework", "accept")
    plant["statuses"] += [
        {"at": f"2026-05-0{day}T00:00:00Z", "item": "CP", "lot_no": "C1", "event": event, "by": "li"}
        for day, event in enumerate(events, 1)
    ]
    assert spots(bring_in(plant)) == []
    assert [step[3] for step in facts(tx, STEPS, "C1")] == [1, 1, 1, 1, 1, 2, 2, 2, 3, 3]


def test_goods_expire_by_the_clock_before_they_are_destroyed(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    plant["movements"][1]["expiry"] = "2026-04-01"
    gone = {**line("CP", "C1", "77", "W1", "DESTROYED"), "at": "2026-05-01T00:00:00Z", "movement": "70"}
    plant["movements"].append({**gone, "kind": "scrap", "by": "wang", "status": "scrapped"})
    assert spots(bring_in(plant)) == []
    assert facts(tx, STEPS, "C1")[-2:] == [
        ("expire", "released", "expired", 1, "system"),
        ("scrap", "expired", "scrapped", 1, "wang"),
    ]


def test_an_order_adds_to_its_own_lot_and_to_no_other_orders(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    first = next(row for row in plant["movements"] if row["kind"] == "produce")
    more = {
        **first,
        "movement": "70",
        "at": "2026-05-01T00:00:00Z",
        "quantity": "2",
        "serials": "F1-021 F1-022",
        "status": "",
    }
    plant["movements"].append({**more, "order_no": "WO-2"})
    assert [spot[2:] for spot in spots(bring_in(plant))] == [("order_no", "errors.ValueNotAllowed")]
    plant["movements"][-1]["order_no"] = "WO-1"
    assert spots(bring_in(plant)) == []
    assert facts(tx, LOT, "F1")[0][-1] == "22"


def test_units_taken_out_of_a_package_leave_it_emptier(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    scrapped = line("FG", "F1", "1", "W1", "DESTROYED", serials="F1-015")
    plant["movements"].append(
        {**scrapped, "at": "2026-05-01T00:00:00Z", "movement": "70", "kind": "scrap", "by": "wang"}
    )
    assert spots(bring_in(plant)) == []
    query = "SELECT package_no, trim_scale(quantity)::text FROM genealogy_package ORDER BY 1"
    assert tx.wire.execute(query).fetchall() == [("B1", "3"), ("B2", "5"), ("B3", "4"), ("K1", "8")]


def test_a_box_packed_before_goes_into_a_carton_later(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    shared = {"at": "2026-05-01T00:00:00Z", "movement": "70", "kind": "pack", "by": "wang"}
    carton = line("FG", "F1", "5", "W1", "W1", package_no="K2", package_level="3")
    box = line("FG", "F1", "5", "W1", "W1", package_no="B3", package_level="2", inside_package="K2")
    plant["movements"] += [{**carton, **shared}, {**box, **shared}]
    assert spots(bring_in(plant)) == []
    query = """
        SELECT p.package_no, o.package_no, (SELECT count(*) FROM genealogy_edge e WHERE e.child_id = p.id AND e.scope <> 'U')
        FROM genealogy_package p LEFT JOIN genealogy_package o ON o.id = p.inside_id WHERE p.package_no IN ('B3', 'K2')
        ORDER BY 1
    """
    assert tx.wire.execute(query).fetchall() == [("B3", "K2", 1), ("K2", None, 1)]


def test_a_plant_may_be_spread_over_files_and_formats(bring_in: Import) -> None:
    plant = tables()
    half = len(plant["movements"]) // 2
    parts: Tables = {**plant, "50_movements": plant["movements"][:half], "51_movements": plant["movements"][half:]}
    del parts["movements"]
    files = [
        ImportFile(name=f"{kind}.csv", content=as_csv(table, ";").encode("gb18030")) for kind, table in parts.items()
    ]
    assert spots(bring_in(files)) == []


def test_the_plants_own_clockwork_may_import(tx: Transaction) -> None:
    tx.act(Actor.system("command line"), "exchange.ImportFiles")
    sent = [ImportFile(name=f"{kind}.csv", content=as_csv(table).encode()) for kind, table in tables().items()]
    view = import_files(ImportFiles(files=sent), tx)
    assert (view.errors, view.by) == ([], "Veralot")
