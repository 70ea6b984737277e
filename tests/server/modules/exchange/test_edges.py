"""What the imported history proves: the same edges as if it had been entered."""

from typing import Any

import pytest

from tests.server.modules.exchange.plant import Import, line, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import Direction, Scope, Trace
from veralot_shared.ids import NodeId

EDGES = """
WITH node AS (
    SELECT id, lot_no AS label FROM genealogy_lot UNION ALL SELECT id, serial_no FROM genealogy_unit
    UNION ALL SELECT id, package_no FROM genealogy_package UNION ALL SELECT id, shipment_no FROM genealogy_shipment
)
SELECT p.label, c.label, e.scope, e.kind, trim_scale(e.quantity)::text, e.unit
FROM genealogy_edge e JOIN node p ON p.id = e.parent_id JOIN node c ON c.id = e.child_id
ORDER BY e.id
"""


def edges(tx: Transaction, kind: str) -> list[tuple[Any, ...]]:
    """Return the edges of a kind: from, to, scope, quantity and unit."""
    return [(row[0], row[1], row[2], row[4], row[5]) for row in tx.wire.execute(EDGES) if row[3] == kind]


@pytest.fixture
def plant(tx: Transaction, bring_in: Import) -> Transaction:
    """Return a transaction in which the plant is imported."""
    assert spots(bring_in(tables())) == []
    return tx


def units(first: int, last: int) -> list[str]:
    """Return serial numbers."""
    return [f"F1-{number:03}" for number in range(first, last + 1)]


@pytest.mark.requirement("I-59")
def test_a_consumption_by_units_is_one_edge_for_the_lots_and_one_for_each_unit(plant: Transaction) -> None:
    found = edges(plant, "consumed")
    assert found[0] == ("C1", "F1", "L", "20", "pcs")
    assert found[1:21] == [("C1", unit, "U", "1", "pcs") for unit in units(1, 20)]
    assert found[21:] == [("R1-D1", "F1", "B", "2", "kg")]


def test_a_made_lot_leads_to_its_units(plant: Transaction) -> None:
    assert edges(plant, "made") == [("F1", unit, "U", "1", "pcs") for unit in units(1, 20)]


def test_a_draw_keeps_the_unit_apart_where_one_is_named(plant: Transaction) -> None:
    assert edges(plant, "drawn") == [
        ("R1", "R1-D1", "B", "2", "kg"),
        ("F1", "F1-RS", "L", "1", "pcs"),
        ("F1-RS", "F1-020", "U", "1", "pcs"),
    ]


def test_splits_and_merges_name_each_parent(plant: Transaction) -> None:
    assert [edge[:4] for edge in edges(plant, "split")] == [
        ("R1", "R1-S1", "B", "3"),
        ("R1", "R1-S2", "B", "4"),
        ("R1", "R1-S3", "B", "1"),
    ]
    assert [edge[:4] for edge in edges(plant, "merged")] == [("R1-S1", "R1-M1", "B", "3"), ("R1-S2", "R1-M1", "B", "4")]


def test_packages_stand_on_units_and_on_smaller_packages(plant: Transaction) -> None:
    found = edges(plant, "packed")
    assert [edge[:4] for edge in found if edge[2] != "U"] == [
        ("F1", "B1", "L", "5"),
        ("B1", "K1", "B", "5"),
        ("F1", "B2", "L", "5"),
        ("B2", "K1", "B", "5"),
        ("F1", "B3", "L", "5"),
    ]
    assert [edge[:2] for edge in found if edge[2] == "U"] == [
        *((unit, "B1") for unit in units(1, 5)),
        *((unit, "B2") for unit in units(6, 10)),
        *((unit, "B3") for unit in units(11, 15)),
    ]


def test_a_shipment_stands_on_its_packages_and_loose_units(plant: Transaction) -> None:
    assert [edge[:4] for edge in edges(plant, "shipped")] == [
        ("K1", "SH-1", "B", "10"),
        ("F1", "SH-2", "L", "2"),
        ("F1-016", "SH-2", "U", "1"),
        ("F1-017", "SH-2", "U", "1"),
    ]


def test_what_came_back_stands_on_what_went_out(plant: Transaction) -> None:
    assert [edge[:4] for edge in edges(plant, "returned")] == [
        ("F1", "F1-RT1", "L", "2"),
        ("F1-RT1", "F1-001", "U", "1"),
        ("F1-RT1", "F1-002", "U", "1"),
    ]


LATE = {"movement": "90", "kind": "consume", "at": "2026-04-01T08:00:00+08:00", "by": "huang", "order_no": "WO-1"}


@pytest.mark.parametrize("imports", [1, 2])
def test_what_is_consumed_after_units_have_left_is_not_in_those(
    tx: Transaction, bring_in: Import, imports: int
) -> None:
    plant = tables()
    late = {**line("RM", "R1-M1", "0.6", "W1", "WIP", to_item="FG", to_lot="F1"), **LATE}
    if imports > 1:
        bring_in(plant)
        plant = {"movements": []}
    plant["movements"].append(late)
    assert spots(bring_in(plant)) == []
    found = [edge[1:4] for edge in edges(tx, "consumed") if edge[0] == "R1-M1"]
    assert found[0] == ("F1", "L", "0.6")
    assert {edge[0] for edge in found[1:]} == {*units(11, 15), "F1-018", "F1-019"}


def test_units_are_consumed_one_into_one_or_all_into_one(tx: Transaction, bring_in: Import) -> None:
    plant = tables()
    plant["items"].append({**plant["items"][2], "code": "AS", "name": "Assembly"})
    plant["movements"] += assembly("50", "A1", "2", "A1-1 A1-2", ["F1-018 F1-019"])
    plant["movements"] += assembly("60", "A2", "1", "A2-1", ["F1-011 F1-012 F1-013"])
    assert spots(bring_in(plant)) == []
    found = [edge[:3] for edge in edges(tx, "consumed") if edge[0].startswith("F1-")]
    assert found == [
        ("F1-018", "A1-1", "U"),
        ("F1-019", "A1-2", "U"),
        ("F1-011", "A2-1", "U"),
        ("F1-012", "A2-1", "U"),
        ("F1-013", "A2-1", "U"),
    ]


def assembly(number: str, lot_no: str, quantity: str, made: str, used: list[str]) -> list[dict[str, str]]:
    """Return an order that makes units out of units."""
    shared = {"by": "huang", "order_no": f"WO-{number}"}
    first = {
        "movement": number,
        "kind": "produce",
        "at": f"2026-04-{number[0]}1T00:00:00Z".replace("-51", "-05").replace("-61", "-06"),
    }
    rows = [{**line("AS", lot_no, quantity, "WIP", "P1", serials=made), **shared, **first}]
    for serials in used:
        moved = line("FG", "F1", str(len(serials.split())), "W1", "WIP", serials=serials, into_serials=made)
        again = {"movement": f"{number}-1", "kind": "consume", "at": first["at"].replace("T00", "T01")}
        rows.append({**moved, "to_item": "AS", "to_lot": lot_no, **shared, **again})
    return rows


@pytest.mark.requirement("I-59")
def test_a_complaint_about_one_unit_leads_to_its_suppliers_lots_and_no_others(plant: Transaction) -> None:
    root = plant.wire.execute("SELECT id FROM genealogy_unit WHERE serial_no = 'F1-003'").fetchall()[0][0]
    trace = plant.call(Trace(root=NodeId(root), direction=Direction.BACK, scope=Scope.UNIT))
    assert {node.label for node in trace.nodes} == {"F1-003", "F1", "C1", "R1-D1", "R1"}
    assert trace.complete
