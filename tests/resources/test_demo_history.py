"""The history of the demo plant, carried out again: nothing appears, nothing is lost, and no rule is broken."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.resources.demo_files import Demo, Row, demo, expanded
from tests.resources.replay import OUTSIDE, NotAllowed, NotConserved, Plant, grouped, replayed
from veralot_shared.contracts.genealogy.states import LotEvent, LotStatus


@pytest.fixture(scope="module")
def files() -> Demo:
    return demo()


@pytest.fixture(scope="module")
def plant(files: Demo) -> Plant:
    return replayed(files)


# --- quantity --------------------------------------------------------------------------------------------------------


def test_quantity_is_conserved_by_every_movement(files: Demo, plant: Plant) -> None:
    """The replay fails where a shelf would owe something; in the end all accounts of each item add up to nothing."""
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for ((item, _), _), quantity in plant.stock.items():
        totals[item] += quantity
    assert set(totals) == {item["code"] for item in files.items} - {"PK-GLV"}
    assert {item: total for item, total in totals.items() if total} == {}


def test_of_a_serialised_lot_as_many_units_lie_anywhere_as_its_quantity(files: Demo, plant: Plant) -> None:
    serialised = {item["code"] for item in files.items if item["tracking"] in {"serial", "both"}}
    counted = Counter((*lot, place) for lot, place in plant.units.values())
    booked = {
        (item, lot_no, place): quantity
        for ((item, lot_no), place), quantity in plant.stock.items()
        if item in serialised and quantity and place not in OUTSIDE
    }
    assert booked
    assert booked == {key: count for key, count in counted.items() if key[2] not in OUTSIDE}


def test_a_load_comes_back_from_the_sterilizer_as_it_went(files: Demo) -> None:
    loads: defaultdict[str, list[Row]] = defaultdict(list)
    for row in files.movements:
        if "ST-01" in {row["from_location"], row["to_location"]}:
            loads[row["document_no"]].append(row)
    back = {load: [row for row in rows if row["from_location"] == "ST-01"] for load, rows in loads.items()}
    assert len(loads) > 20
    assert {load for load, rows in back.items() if not rows}, "a load is still at the sterilizer"
    for load, rows in back.items():
        out = [row for row in loads[load] if row not in rows]
        if rows:
            assert [(row["lot_no"], row["quantity"]) for row in rows] == [(it["lot_no"], it["quantity"]) for it in out]


def test_the_parts_of_a_split_are_the_whole_and_a_merge_keeps_its_sources(files: Demo) -> None:
    rows = [row for row in files.movements if row["kind"] in {"split", "merge"}]
    assert {row["kind"] for row in rows} == {"split", "merge"}
    assert [rows[0]["kind"] for rows in grouped(rows) if len(rows) != 2] == []
    emptied = {row["lot_no"] for row in rows if row["status"] == "consumed"}
    assert emptied == {row["lot_no"] for row in rows}


def test_a_drawn_part_is_a_child_and_the_shelf_keeps_its_number(files: Demo) -> None:
    for row in files.movements:
        if row["kind"] == "draw":
            assert row["to_lot"].startswith(f"{row['lot_no']}-")
            assert not row["status"]


def test_every_catheter_names_its_parts_unit_by_unit(files: Demo) -> None:
    """As I-41 asks."""
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in files.movements:
        if row["to_item"] == "FG-PTC":
            into, sources = expanded(row["into_serials"]), expanded(row["serials"])
            assert len(sources) in {0, len(into)}
            for serial in into:
                parts[serial][row["item"]] += 1
    made = [
        serial
        for row in files.movements
        if row["kind"] == "produce" and row["item"] == "FG-PTC"
        for serial in expanded(row["serials"])
    ]
    components = {"SF-BSA", "CP-HYP", "CP-HUB", "RM-COT", "RM-UVA", "PK-HOP", "PK-TYV", "PK-LBC"}
    assert sorted(parts) == sorted(made)
    assert {serial for serial, named in parts.items() if named != Counter(components)} == set()


# --- statuses --------------------------------------------------------------------------------------------------------


def test_every_kind_of_fate_can_be_seen(plant: Plant, files: Demo) -> None:
    assert set(plant.status.values()) == set(LotStatus) - {
        *(LotStatus.EXPECTED, LotStatus.HOLD, LotStatus.CONCESSION, LotStatus.REWORK, LotStatus.RECALLED)
    }
    given = {"hold", "lift", "receive", "use_up", "ship_out", "scrap", "recall"}
    given |= {"return_to_supplier", "return_from_customer"}
    assert {row["event"] for row in files.statuses} == {event.value for event in LotEvent} - given


def test_holds_are_open_and_lifted_on_lots_and_units(files: Demo) -> None:
    kinds = {(bool(hold["serial"]), bool(hold["lifted_at"])) for hold in files.holds}
    assert kinds == {(False, False), (False, True), (True, False), (True, True)}
    assert [hold for hold in files.holds if hold["lifted_by"] == hold["by"]] == []


def test_a_lot_is_reworked_twice_and_released_after_that(files: Demo, plant: Plant) -> None:
    """As T1 asks."""
    reworked = Counter(row["lot_no"] for row in files.statuses if row["event"] == "report_rework")
    (twice,) = [lot_no for lot_no, count in reworked.items() if count == 2]
    events = [row["event"] for row in files.statuses if row["lot_no"] == twice]
    cycle = ["reject", "order_rework", "report_rework"]
    assert events == ["sample", *cycle, *cycle, "accept"]
    assert plant.status["SF-INA", twice] is LotStatus.CONSUMED
    fresh = [row for row in files.movements if row["kind"] == "consume" and row["to_lot"] == twice]
    assert len({row["order_no"] for row in fresh}) == 3


def test_a_received_lot_is_inspected_before_anything_else_happens_to_it(files: Demo) -> None:
    """As I-30 asks."""
    accepted = {
        (row["item"], row["lot_no"]): row["at"] for row in files.statuses if row["event"] in {"accept", "reject"}
    }
    received = {(row["item"], row["lot_no"]) for row in files.movements if row["kind"] == "receipt"}
    for row in files.movements:
        lot = (row["item"], row["lot_no"])
        if lot in received and row["kind"] != "receipt":
            assert accepted[lot] < row["at"]


def test_nothing_is_used_or_shipped_after_its_expiry(files: Demo) -> None:
    expiry = {(row["item"], row["lot_no"]): row["expiry"] for row in files.movements if row["expiry"]}
    parents = {(row["item"], row["to_lot"]): (row["item"], row["lot_no"]) for row in files.movements if row["to_lot"]}
    for row in files.movements:
        lot = (row["item"], row["lot_no"])
        while lot not in expiry:
            lot = parents[lot]
        if row["kind"] in {"consume", "ship", "pack", "issue", "draw"}:
            assert row["at"][:10] <= expiry[lot]


def test_rejected_and_returned_goods_lie_apart(plant: Plant) -> None:
    """As I-20 asks."""
    apart = {"RJ-01": {LotStatus.NONCONFORMING}, "RT-01": {LotStatus.QUARANTINE, LotStatus.IN_TEST}}
    for (lot, place), quantity in plant.stock.items():
        if quantity > 0 and place not in OUTSIDE:
            assert (plant.status[lot] in apart.get(place, set())) is (place in apart)


def test_people_work_in_daytime_and_not_on_holidays(files: Demo) -> None:
    for row in (*files.movements, *files.statuses):
        at = datetime.fromisoformat(row["at"])
        assert at.utcoffset() == timedelta(hours=8)
        assert at.weekday() < 5
        assert 8 <= at.hour < 18
        assert not date(2026, 10, 1) <= at.date() <= date(2026, 10, 7)


# --- the replay itself can fail --------------------------------------------------------------------------------------


def _first(rows: list[Row], kind: str) -> Row:
    return next(row for row in rows if row["kind"] == kind)


def _more(rows: list[Row]) -> None:
    _first(rows, "transfer")["quantity"] += "0"


def _lost(rows: list[Row]) -> None:
    rows.remove(_first(rows, "transfer"))


def _too_early(rows: list[Row]) -> None:
    _first(rows, "ship")["at"] = _first(rows, "pack")["at"]


def _wrong_unit(rows: list[Row]) -> None:
    row = next(row for row in rows if row["kind"] == "ship" and row["serials"])
    row["serials"] = row["serials"].replace("PT26", "PT99")


def _left_over(rows: list[Row]) -> None:
    next(row for row in rows if row["kind"] == "draw")["status"] = "consumed"


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_more, NotConserved),
        (_lost, NotConserved),
        (_too_early, NotAllowed),
        (_wrong_unit, NotConserved),
        (_left_over, NotAllowed),
    ],
)
def test_a_spoilt_history_is_noticed(
    files: Demo, spoil: Callable[[list[Row]], None], error: type[AssertionError]
) -> None:
    movements = [dict(row) for row in files.movements]
    spoil(movements)
    with pytest.raises(error):
        replayed(files, movements)


def test_a_decision_out_of_turn_is_noticed(files: Demo) -> None:
    statuses = [row for row in files.statuses if row["event"] != "sample"]
    spoilt = Demo(**{name: getattr(files, name) for name in Demo.__annotations__} | {"statuses": statuses})
    with pytest.raises(NotAllowed):
        replayed(spoilt)
