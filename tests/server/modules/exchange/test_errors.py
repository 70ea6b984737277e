"""Every error of an import with its file, row and column, and all of them in one go."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.server.modules.exchange.plant import Import, Row, Spot, Tables, files, gtin, line, rows, spots, tables
from veralot_shared.contracts.exchange import ImportFile


class Case(NamedTuple):
    """A cell of the plant, what is written into it, and the error that must come of it at that very cell."""

    kind: str
    pick: Callable[[Row], bool]
    column: str
    value: str
    code: str


def where(**cells: str) -> Callable[[Row], bool]:
    """Return what picks the first row with these cells."""
    return lambda row: all(row.get(name, "") == value for name, value in cells.items())


RECEIPT = where(kind="receipt", item="RM")
DRAW = where(kind="draw", item="RM")
PRODUCE = where(kind="produce")
INTO_UNITS = where(kind="consume", item="CP")
SHIP = where(kind="ship", document_no="SH-2")
CELL, EMPTY, WRONG, TAKEN, NONE = (
    "exchange.CellInvalid",
    "exchange.CellEmpty",
    "errors.ValueNotAllowed",
    "errors.RecordExists",
    "exchange.ReferenceUnknown",
)
SERIALS, SHORT = "genealogy.SerialsWrong", "genealogy.StockShort"

CASES = [
    # partners
    Case("partners", where(code="S1"), "kind", "friend", CELL),
    Case("partners", where(code="S1"), "name", "", EMPTY),
    Case("partners", where(code="S1"), "gln", "9521301000011", WRONG),
    Case("partners", where(code="S1"), "country", "China", WRONG),
    Case("partners", where(code="C2"), "code", "c1", TAKEN),
    # locations
    Case("locations", where(code="J1"), "kind", "cellar", CELL),
    Case("locations", where(code="J1"), "customer", "S1", NONE),
    Case("locations", where(code="J1"), "name", "", EMPTY),
    # users
    Case("users", where(user_name="wang"), "roles", "warehouse;wizard", CELL),
    Case("users", where(user_name="wang"), "language", "fr", CELL),
    Case("users", where(user_name="li"), "roles", "production_head;quality_head", "identity.RolesConflict"),
    Case("users", where(user_name="gao"), "customer", "", WRONG),
    Case("users", where(user_name="gao"), "roles", "planner", "identity.RolesOfPlant"),
    Case("users", where(user_name="gao"), "customer", "C9", NONE),
    Case("users", where(user_name="huang"), "full_name", "", EMPTY),
    # items
    Case("items", where(code="RM"), "unit", "stone", "items.UnitUnknown"),
    Case("items", where(code="FG"), "quantum", "0.5", WRONG),
    Case("items", where(code="RM"), "quantum", "-1", WRONG),
    Case("items", where(code="RM"), "shelf_life_months", "two", CELL),
    Case("items", where(code="RM"), "shelf_life_months", "9999", WRONG),
    Case("items", where(code="RM"), "implantable", "perhaps", CELL),
    Case("items", where(code="RM"), "tracking", "colour", CELL),
    # pack levels
    Case("pack_levels", where(level="1"), "gtin", gtin(1)[:-1] + str((int(gtin(1)[-1]) + 1) % 10), "items.GtinInvalid"),
    Case("pack_levels", where(level="1"), "gtin", "GTIN", WRONG),
    Case("pack_levels", where(level="2"), "gtin", gtin(1), "items.GtinTaken"),
    Case("pack_levels", where(level="3"), "contains", "12", WRONG),
    Case("pack_levels", where(level="3"), "item", "XX", NONE),
    # cells of movements
    Case("movements", RECEIPT, "at", "yesterday", CELL),
    Case("movements", RECEIPT, "at", "2026-03-01T01:00:00", CELL),
    Case("movements", RECEIPT, "quantity", "ten", CELL),
    Case("movements", RECEIPT, "quantity", "1,000", CELL),
    Case("movements", RECEIPT, "manufactured", "2026-02-30", CELL),
    Case("movements", RECEIPT, "kind", "theft", CELL),
    Case("movements", RECEIPT, "lot_no", "", EMPTY),
    Case("movements", PRODUCE, "serials", "F1-020..F1-001", CELL),
    # what movements name
    Case("movements", RECEIPT, "partner", "S9", NONE),
    Case("movements", RECEIPT, "to_location", "Q9", NONE),
    Case("movements", RECEIPT, "by", "nobody", NONE),
    Case("movements", SHIP, "partner", "S1", NONE),
    Case("movements", INTO_UNITS, "to_lot", "F9", NONE),
    Case("movements", INTO_UNITS, "to_item", "F9", NONE),
    Case("movements", where(kind="scrap"), "lot_no", "C9", NONE),
    Case("movements", where(kind="pack", package_no="B1"), "inside_package", "K9", NONE),
    # what movements may do
    Case("movements", RECEIPT, "quantity", "0", "genealogy.QuantityInvalid"),
    Case("movements", RECEIPT, "quantity", "10.05", "genealogy.QuantityInvalid"),
    Case("movements", RECEIPT, "unit", "mL", "genealogy.QuantityInvalid"),
    Case("movements", RECEIPT, "partner", "", EMPTY),
    Case("movements", RECEIPT, "manufactured", "2030-01-01", WRONG),
    Case("movements", RECEIPT, "to_location", "CUSTOMERS", WRONG),
    Case("movements", RECEIPT, "status", "shipped", WRONG),
    Case("movements", DRAW, "to_lot", "R1", TAKEN),
    Case("movements", DRAW, "to_item", "CP", WRONG),
    Case("movements", PRODUCE, "order_no", "", EMPTY),
    Case("movements", PRODUCE, "serials", "F1-001..F1-019", SERIALS),
    Case("movements", where(kind="scrap"), "serials", "A1", SERIALS),
    Case("movements", where(kind="scrap"), "quantity", "7", SHORT),
    Case("movements", where(kind="scrap"), "status", "scrapped", "errors.TransitionIllegal"),
    Case("movements", where(kind="adjust"), "quantity", "80", SHORT),
    Case("movements", SHIP, "serials", "F1-016 F1-001", SERIALS),
    Case("movements", SHIP, "document_no", "", EMPTY),
    Case("movements", SHIP, "document_no", "SH-1", TAKEN),
    Case("movements", INTO_UNITS, "into_serials", "F1-001 F2-002", SERIALS),
    Case("movements", where(kind="pack", package_no="B3"), "package_level", "7", "genealogy.PackLevelUnknown"),
    Case("movements", where(kind="pack", package_no="B3"), "package_no", "B2", TAKEN),
    Case("movements", where(kind="pack", package_no="B3"), "to_location", "P1", WRONG),
    Case("movements", where(kind="return", item="FG"), "partner", "C2", NONE),
    # statuses
    Case("statuses", where(lot_no="C1", event="sample"), "event", "dance", CELL),
    Case("statuses", where(lot_no="C1", event="sample"), "event", "accept", "errors.TransitionIllegal"),
    Case("statuses", where(lot_no="C1", event="sample"), "lot_no", "C9", NONE),
    Case("statuses", where(lot_no="C1", event="sample"), "by", "nobody", NONE),
    # holds
    Case("holds", where(lot_no="C1"), "lifted_at", "2026-03-01T00:00:00Z", WRONG),
    Case("holds", where(lot_no="C1"), "lifted_by", "", EMPTY),
    Case("holds", where(lot_no="C1"), "lifted_by", "nobody", NONE),
    Case("holds", where(lot_no="F1"), "serial", "F1-099", SERIALS),
    Case("holds", where(lot_no="F1"), "at", "2026-01-01T00:00:00Z", WRONG),
    Case("holds", where(lot_no="F1"), "lot_no", "F9", NONE),
]


def break_cell(plant: Tables, case: Case) -> Spot:
    """Write a wrong value into its cell and return where the error must be."""
    index = next(number for number, row in enumerate(plant[case.kind]) if case.pick(row))
    plant[case.kind][index][case.column] = case.value
    return Spot(f"{case.kind}.csv", index + 2, case.column, case.code)


@pytest.mark.requirement("A11-05")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.column}-{case.value}")
def test_an_error_is_told_at_its_cell(bring_in: Import, case: Case) -> None:
    plant = tables()
    wanted = break_cell(plant, case)
    found = spots(bring_in(plant, dry_run=True))
    assert wanted in found
    # What follows from an error may be told too, but never anything above it.
    assert {spot for spot in found if spot.file == wanted.file and spot.row < wanted.row} == set()


INDEPENDENT = [
    Case("partners", where(code="C2"), "gln", "123", WRONG),
    Case("locations", where(code="J1"), "customer", "C9", NONE),
    Case("users", where(user_name="huang"), "language", "fr", CELL),
    Case("items", where(code="RM"), "shelf_life_months", "9999", WRONG),
    Case("movements", RECEIPT, "manufactured", "2030-01-01", WRONG),
    Case("movements", SHIP, "serials", "F1-016 F1-001", SERIALS),
    Case("movements", where(kind="scrap"), "quantity", "7", SHORT),
    Case("statuses", where(lot_no="C1", event="sample"), "by", "nobody", NONE),
    Case("holds", where(lot_no="F1"), "serial", "F1-099", SERIALS),
]


@pytest.mark.requirement("A11-05")
def test_all_errors_of_all_files_are_told_at_once(bring_in: Import) -> None:
    plant = tables()
    wanted = [break_cell(plant, case) for case in INDEPENDENT]
    assert spots(bring_in(plant)) == wanted


def test_several_cells_of_one_row_are_told_each(bring_in: Import) -> None:
    plant = tables()
    plant["movements"][0].update(at="then", quantity="some", expiry="soon", status="fine")
    found = spots(bring_in(plant))
    assert [spot.column for spot in found if spot.row == 2] == ["at", "quantity", "expiry", "status"]


def test_a_row_that_cannot_be_read_is_one_error_and_not_a_hundred(bring_in: Import) -> None:
    plant = tables()
    plant["movements"][0]["quantity"] = "ten"
    assert spots(bring_in(plant)) == [("movements.csv", 2, "quantity", CELL)]


def test_an_item_with_an_error_is_not_also_missing_everywhere(bring_in: Import) -> None:
    plant = tables()
    plant["items"][0]["tracking"] = "colour"
    assert spots(bring_in(plant)) == [("items.csv", 2, "tracking", CELL)]


def test_a_file_that_cannot_be_read_does_not_make_its_records_missing(bring_in: Import) -> None:
    sent = [file for file in files(tables()) if file.name != "items.csv"]
    sent.append(ImportFile(name="items.csv", content=b"\xff\xfe\x00\x00"))
    assert spots(bring_in(sent)) == [("items.csv", 0, "", "exchange.FileUnreadable")]


def test_rows_out_of_time_are_told(bring_in: Import) -> None:
    plant = tables()
    plant["statuses"][1]["at"] = "2026-01-01T00:00:00Z"
    assert ("statuses.csv", 3, "at", WRONG) in spots(bring_in(plant))


def test_the_future_is_no_history(bring_in: Import) -> None:
    plant = tables()
    plant["movements"].append({**plant["movements"][0], "movement": "99", "lot_no": "R9", "at": "2199-01-01T00:00:00Z"})
    assert spots(bring_in(plant)) == [("movements.csv", len(plant["movements"]) + 1, "at", WRONG)]


def test_rows_of_one_movement_are_alike(bring_in: Import) -> None:
    plant = tables()
    index = next(number for number, row in enumerate(plant["movements"]) if row["kind"] == "split") + 1
    plant["movements"][index]["by"] = "li"
    assert ("movements.csv", index + 2, "by", WRONG) in spots(bring_in(plant))


def test_a_movement_number_stands_for_one_movement(bring_in: Import) -> None:
    plant = tables()
    plant["movements"].append({**plant["movements"][0], "lot_no": "R9", "at": "2026-05-01T00:00:00Z"})
    found = spots(bring_in(plant))
    assert found == [("movements.csv", len(plant["movements"]) + 1, "movement", TAKEN)]


def test_a_lot_is_not_consumed_into_what_it_comes_from(bring_in: Import) -> None:
    plant = tables()
    circle: dict[str, Any] = {"kind": "consume", "by": "huang", "order_no": "WO-1", "item": "FG", "from_location": "W1"}
    circle |= {"movement": "99", "at": "2026-05-01T00:00:00Z", "lot_no": "F1-RS", "to_lot": "F1", "quantity": "1"}
    plant["movements"].append({**circle, "serials": "F1-020"})
    found = spots(bring_in(plant))
    assert found == [("movements.csv", len(plant["movements"]) + 1, "to_lot", "genealogy.CycleForbidden")]


def test_serial_numbers_are_unique_whatever_lot_the_database_has_them_in(bring_in: Import) -> None:
    bring_in(tables())
    made = next(row for row in tables()["movements"] if row["kind"] == "produce")
    row = {
        **made,
        "lot_no": "F2",
        "quantity": "1",
        "serials": "f1-007",
        "at": "2026-05-01T00:00:00Z",
        "order_no": "WO-2",
    }
    assert spots(bring_in({"movements": [row]})) == [("movements.csv", 2, "serials", SERIALS)]


def entry(number: str, kind: str, moved: Row, **more: str) -> Row:
    """Return a movement of one row, some days after the plant's history."""
    return {**moved, "movement": f"X{number}", "kind": kind, "at": f"2026-05-{number}T00:00:00Z", "by": "wang", **more}


@pytest.mark.requirement("I-20")
def test_no_more_comes_back_than_was_sent(bring_in: Import) -> None:
    plant = tables()
    out = entry("10", "ship", line("CP", "C1", "5", "W1", "CUSTOMERS"), partner="C1", document_no="SH-3")
    back = line("CP", "C1", "6", "CUSTOMERS", "T1", to_lot="C1-RT1")
    plant["movements"] += [out, entry("11", "return", back, partner="C1")]
    assert spots(bring_in(plant)) == [("movements.csv", len(plant["movements"]) + 1, "quantity", SHORT)]
    plant["movements"][-1]["quantity"] = "5"
    assert spots(bring_in(plant)) == []


def test_a_row_that_takes_too_much_is_told_once_and_not_at_every_row_after_it(bring_in: Import) -> None:
    plant = tables()
    plant["movements"] += [
        entry("10", "scrap", line("CP", "C1", "100", "W1", "DESTROYED")),
        entry("11", "adjust", line("CP", "C1", "4", "DIFFERENCES", "W1")),
        entry("12", "scrap", line("CP", "C1", "4", "W1", "DESTROYED")),
    ]
    assert spots(bring_in(plant)) == [("movements.csv", len(plant["movements"]) - 1, "quantity", SHORT)]


LONG = "Z" * 41
FULL = [
    ("partners", "code | kind | name | gln | country", "S9 | friend | | 123 | China", "kind name gln country"),
    ("locations", "code | name | kind | customer", "J9 | | cellar | C9", "name kind customer"),
    (
        "users",
        "user_name | full_name | roles | language | customer",
        "a b | | wizard | fr | C9",
        "user_name full_name roles language customer",
    ),
    (
        "items",
        "code | name | kind | tracking | unit | quantum | shelf_life_months | customer",
        "X9 | | component | colour | stone | -1 | 9999 | C9",
        "name tracking unit quantum shelf_life_months customer",
    ),
    ("pack_levels", "item | level | name | gtin | contains", "XX | x | | GTIN | 1", "item level name gtin"),
    ("boms", "item | revision | component | quantity", "XX | | YY | some", "item revision component quantity"),
    (
        "gauges",
        "code | name | kind | unit | range_low | range_high | interval_months | calibrated_on | due_on",
        f"{LONG} | | ruler | mm | 9 | 1 | 900 | 2026-01-15 | 2025-01-15",
        "code name kind range_high interval_months calibrated_on due_on",
    ),
    ("qualifications", "code | name | months | warning_days", f"{LONG} | | 200 | x", "code name months warning_days"),
    (
        "qualification_grants",
        "user_name | qualification | held_from | evidence",
        "nobody | NONE | soon | ",
        "user_name qualification held_from evidence",
    ),
    ("defects", "code | name | severity", f"{LONG} | | grave", "code name severity"),
    ("quality_terms", "kind | status | days", "ncr | draft | 0", "status days"),
    (
        "customer_agreements",
        "customer | consent_concession | consent_rework | notice_hours",
        "C-NONE | maybe | no | 9000",
        "customer consent_concession notice_hours",
    ),
    (
        "statuses",
        "at | item | lot_no | event | by",
        "2199-01-01T00:00:00Z | XX | L1 | dance | nobody",
        "at item event by",
    ),
    (
        "holds",
        "at | item | lot_no | reason_code | reason | by | lifted_by",
        "2199-01-01T00:00:00Z | XX | L1 | mood | | nobody | noone",
        "at item lot_no reason_code reason by lifted_by lifted_at",
    ),
]


@pytest.mark.requirement("A11-05")
@pytest.mark.parametrize(("kind", "heads", "cells", "wrong"), FULL, ids=[kind for kind, *_ in FULL])
def test_one_wrong_cell_of_a_row_hides_no_other(
    bring_in: Import, kind: str, heads: str, cells: str, wrong: str
) -> None:
    found = [(spot.row, spot.column) for spot in spots(bring_in({kind: rows(heads, cells)}))]
    assert sorted(found) == sorted((2, column) for column in wrong.split())
