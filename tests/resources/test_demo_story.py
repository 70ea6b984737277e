"""The guided tour's identifiers: they exist, and a trace from them reaches what the story says."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from biip import ParseResult, parse
from biip.gtin import Gtin
from biip.sscc import Sscc

from tests.resources.demo_files import FOLDER, Demo, demo, expanded
from tests.resources.replay import OUTSIDE, Plant, replayed
from veralot_server.cli.demo_inspection import DELIVERED
from veralot_shared.contracts.genealogy.states import USABLE
from veralot_shared.contracts.identity import Role

Node = tuple[str, str]
"""(item, lot or serial number): the two never look alike, since a unit's number is longer than its lot's."""


@pytest.fixture(scope="module")
def files() -> Demo:
    return demo()


@pytest.fixture(scope="module")
def plant(files: Demo) -> Plant:
    return replayed(files)


@pytest.fixture(scope="module")
def story(files: Demo) -> dict[str, Any]:
    return files.story


@pytest.fixture(scope="module")
def edges(files: Demo) -> set[tuple[Node, Node]]:
    """Return every step of the genealogy, unit by unit where the files name units."""
    found: set[tuple[Node, Node]] = set()
    for row in files.movements:
        source = (row["item"], row["lot_no"])
        if row["kind"] == "consume":
            into = [(row["to_item"], serial) for serial in expanded(row["into_serials"])]
            taken = [(row["item"], serial) for serial in expanded(row["serials"])]
            pairs = zip(taken, into, strict=True) if taken else ((source, unit) for unit in into)
            found |= set(pairs) if into else {(source, (row["to_item"], row["to_lot"]))}
        elif row["kind"] in {"draw", "split", "merge"} and not row["serials"]:
            found.add((source, (row["item"], row["to_lot"])))
    return found


def reached(start: Node, edges: set[tuple[Node, Node]], *, back: bool) -> set[Node]:
    """Return everything that can be reached from a node."""
    steps: defaultdict[Node, set[Node]] = defaultdict(set)
    for parent, child in edges:
        steps[child if back else parent].add(parent if back else child)
    found, frontier = {start}, {start}
    while frontier:
        frontier = {further for node in frontier for further in steps[node]} - found
        found |= frontier
    return found


# --- receiving -------------------------------------------------------------------------------------------------------


def test_the_scan_of_the_suppliers_box_names_item_lot_and_expiry(files: Demo, story: dict[str, Any]) -> None:
    """As GS1-01 asks."""
    receive = story["receive"]
    scanned = {element.ai.ai: element.value for element in strings(parse(receive["scan"]))}
    (level,) = [level for level in files.pack_levels if level["gtin"] == scanned["01"]]
    assert level["item"] == receive["item"]
    assert level["contains"] == receive["quantity"]
    assert scanned["10"] == receive["supplier_lot_no"]
    assert scanned["17"] == f"{date.fromisoformat(receive['expiry']):%y%m%d}"
    assert receive["hri"].replace("(", "").replace(")", "") == receive["scan"]
    assert Gtin.parse(receive["gtin"]).value == scanned["01"]


def strings(result: ParseResult) -> list[Any]:
    """Return the element strings of a scan."""
    assert result.gs1_message is not None
    return list(result.gs1_message.element_strings)


def test_what_the_tour_makes_anew_does_not_exist_yet(files: Demo, story: dict[str, Any], plant: Plant) -> None:
    lots = {lot_no for _, lot_no in plant.status}
    assert not lots & {story["receive"]["lot_no"], story["draw"]["child_no"], story["produce"]["lot_no"]}
    assert story["receive"]["supplier_lot_no"] not in {row["supplier_lot_no"] for row in files.movements}
    documents = {row[name] for row in files.movements for name in ("document_no", "order_no")}
    new = {story["receive"]["purchase_order"], story["produce"]["order_no"], story["ship"]["shipment_no"]}
    assert not documents & (new | {story["finish"]["load_no"]})
    assert story["pack"]["package_no"] not in plant.packages
    assert Sscc.parse(story["pack"]["package_no"]).value == story["pack"]["package_no"]


def test_every_role_of_the_tour_is_one_that_the_person_has(files: Demo, story: dict[str, Any]) -> None:
    roles = {user["user_name"]: user["roles"].split(";") for user in files.users}
    other = {"qa": Role.QA_RELEASE, "final_inspector": Role.INSPECTOR, "designer": Role.DOCUMENT_CONTROLLER}
    for part, user in story["users"].items():
        assert other.get(part, part) in roles[user]


# --- making ----------------------------------------------------------------------------------------------------------


def test_all_parts_of_the_tours_units_are_in_store_and_usable(story: dict[str, Any], plant: Plant) -> None:
    units = len(story["produce"]["serials"])
    needed = {"SF-BSA", "CP-HYP", "CP-HUB", "RM-COT", "RM-UVA", "PK-HOP", "PK-TYV", "PK-LBC"}
    assert {line["item"] for line in story["consume"]} == needed
    for line in story["consume"]:
        lot = (line["item"], line["lot_no"])
        if line["lot_no"] == story["draw"]["child_no"]:
            continue
        assert plant.status[lot] in USABLE
        assert not plant.held(lot)
        assert plant.stock[lot, line["location"]] >= Decimal(line["quantity"])
        assert len(line["serials"]) == (units if line["item"] == "SF-BSA" else 0)
        for serial in line["serials"]:
            assert plant.units[line["item"], serial] == (lot, line["location"])


def test_the_tours_units_have_balloons_of_the_suspect_lot(story: dict[str, Any], edges: set[tuple[Node, Node]]) -> None:
    suspect = (story["suspect"]["item"], story["suspect"]["lot_no"])
    (shafts,) = [line["serials"] for line in story["consume"] if line["item"] == "SF-BSA"]
    for shaft in shafts:
        assert suspect in reached(("SF-BSA", shaft), edges, back=True)


# --- the complaint ---------------------------------------------------------------------------------------------------


def test_the_complaint_leads_back_to_one_suppliers_lot(
    files: Demo, story: dict[str, Any], edges: set[tuple[Node, Node]]
) -> None:
    complaint, suspect = story["complaint"], story["suspect"]
    behind = reached((complaint["item"], complaint["serial"]), edges, back=True)
    tubing = {node for node in behind if node[0] == suspect["item"]}
    received = {(row["item"], row["lot_no"]): row for row in files.movements if row["kind"] == "receipt"}
    (origin,) = tubing & set(received)
    assert origin[1] == suspect["lot_no"]
    assert received[origin]["supplier_lot_no"] == suspect["supplier_lot_no"]
    assert received[origin]["partner"] == suspect["supplier"]
    assert {node[0] for node in behind} >= {"SF-BSA", "SF-BLN", "CP-MKB", "CP-HYP", "CP-HUB", "RM-COT"}


def test_the_complaints_unit_was_shipped_as_the_story_says(files: Demo, story: dict[str, Any]) -> None:
    complaint = story["complaint"]
    (shipped,) = [
        row
        for row in files.movements
        if row["kind"] == "ship"
        and row["item"] == complaint["item"]
        and complaint["serial"] in expanded(row["serials"])
    ]
    assert shipped["document_no"] == complaint["shipment_no"]
    assert shipped["partner"] == complaint["customer"]
    assert shipped["lot_no"] == complaint["lot_no"]


def test_the_suspect_lot_leads_forward_to_units_in_store_and_at_several_customers(
    files: Demo, story: dict[str, Any], plant: Plant, edges: set[tuple[Node, Node]]
) -> None:
    suspect = story["suspect"]
    ahead = reached((suspect["item"], suspect["lot_no"]), edges, back=False)
    devices = {node: where for node, where in plant.units.items() if node in ahead and node[0] == "FG-PTC"}
    places = [place for _, place in devices.values()]
    consignees = {
        row["partner"]
        for row in files.movements
        if row["kind"] == "ship" and any((row["item"], serial) in devices for serial in expanded(row["serials"]))
    }
    assert len(devices) == suspect["units"]
    assert places.count("CUSTOMERS") == suspect["units_shipped"] > 50
    assert sum(place not in OUTSIDE for place in places) == suspect["units_in_plant"] > 50
    assert sorted(consignees) == suspect["customers"]
    assert len(suspect["customers"]) >= 2
    assert len(suspect["lots"]) >= 4
    assert plant.on_hand((suspect["item"], suspect["lot_no"])) > 0


def test_not_every_unit_has_it_nor_every_unit_of_the_lots_that_do(
    story: dict[str, Any], plant: Plant, edges: set[tuple[Node, Node]]
) -> None:
    """So a trace by units tells more than one by lots."""
    ahead = reached((story["suspect"]["item"], story["suspect"]["lot_no"]), edges, back=False)
    units = {serial for item, serial in plant.units if item == "FG-PTC"}
    spared = {serial for serial in units if ("FG-PTC", serial) not in ahead}
    lots = {serial.rpartition("-")[0] for serial in spared}
    assert lots - set(story["suspect"]["lots"])
    assert lots & set(story["suspect"]["lots"])


def test_every_example_is_a_lot(story: dict[str, Any], plant: Plant) -> None:
    for name, example in story["examples"].items():
        item, lot_no = example.split()
        assert (item, lot_no) in plant.status
        assert plant.status[item, lot_no].value == name or name not in set(plant.status.values())


# --- what is inspected -----------------------------------------------------------------------------------------------


def test_the_inspected_delivery_waits_and_its_values_are_what_the_tour_says(files: Demo, story: dict[str, Any]) -> None:
    told = story["inspection"]
    (item,) = [receipt.item for receipt, _ in DELIVERED if receipt.lot_no == told["lot_no"]]
    (plan,) = {row["code"] for row in files.plans if row["item"] == item}
    (measured,) = [row for row in files.characteristics if row["plan"] == plan and row["kind"] == "variable"]
    lower, upper = Decimal(measured["lower"]), Decimal(measured["upper"])
    assert all(lower <= Decimal(value) <= upper for value in (*told["first"], *told["away"]))
    near = (upper - lower) / 10
    assert [Decimal(value) > upper - near for value in told["first"]] == [False, False, False, True]
    assert Decimal(told["bad"]) > upper


def test_the_first_gauge_of_the_tour_is_overdue_and_the_second_is_not(files: Demo, story: dict[str, Any]) -> None:
    due = {gauge["code"]: gauge["due_on"] for gauge in files.gauges}
    assert due[story["inspection"]["overdue"]] < story["plant"]["last_day"] < due[story["inspection"]["gauge"]]


# --- what is written about it ----------------------------------------------------------------------------------------


def test_the_readme_names_nothing_that_is_not_there(files: Demo, story: dict[str, Any]) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    known = {
        cell
        for rows in (
            files.movements,
            files.users,
            files.items,
            files.locations,
            files.partners,
            files.gauges,
            files.qualifications,
            files.plans,
        )
        for row in rows
        for cell in row.values()
    }
    known |= {serial for row in files.movements for serial in expanded(row["serials"])}
    known |= {str(value) for section in story.values() if isinstance(section, dict) for value in section.values()}
    known |= {column for rows in (files.movements, files.statuses, files.holds) for column in rows[0]}
    known |= {path.name for path in FOLDER.iterdir()}
    known |= {receipt.lot_no for receipt, _ in DELIVERED}
    named = {part for name in re.findall(r"`([^`\s]+)`", text) for part in (expanded(name) if ".." in name else [name])}
    assert len(named) > 40
    assert named - known == set()
    assert {user["user_name"] for user in files.users} <= named
