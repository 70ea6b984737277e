"""Lists: filtered, sorted and windowed by the server, with as many statements for many rows as for few."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_server.modules.genealogy.queries.lots_sql import SORTS
from veralot_shared.contracts.genealogy import (
    GetDossier,
    ListLots,
    ListPackages,
    ListUnits,
    LotFilter,
    LotStatus,
    LotView,
    StockOf,
    TransferLot,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import LotId
from veralot_shared.messages import Page

EARLIER = date(2001, 1, 1)


@pytest.fixture
def lots(plant: Plant) -> dict[str, LotView]:
    """Return some lots by number: received, released, expired, held, used up."""
    item, glue = plant.component(), plant.component(unit="kg", quantum=Decimal("0.001"))
    made = {
        "A1": plant.received(10, item=item, lot_no="A1", supplier_lot_no="SZ-1", order_no="PO-1"),
        "A2": plant.material(20, item=item, lot_no="A2", supplier_lot_no="SZ-2"),
        "B1": plant.material("1.5", item=glue, lot_no="B1", supplier_lot_no="sz-30"),
        "B2": plant.material(30, item=item, lot_no="B2"),
        "C1": plant.material(5, item=item, lot_no="C1"),
    }
    plant.expire(made["B1"].id)
    plant.held(made["B2"].id)
    plant.consume(plant.produced(plant.device(), 1, lot_no="D1"), made["C1"], 5)
    return made


def listed(plant: Plant, sort: str = "lot_no", **fields: Any) -> list[str]:
    return [lot.lot_no for lot in plant.do(ListLots(filter=LotFilter(**fields), sort=sort)).rows]


class TestListLots:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ["A1", "A2", "B1", "B2", "C1", "D1"]),
            ({"lot_no": "a"}, ["A1", "A2"]),
            ({"supplier_lot_no": "SZ-3"}, ["B1"]),
            ({"order_no": "po-"}, ["A1"]),
            ({"statuses": [LotStatus.EXPIRED]}, ["B1"]),
            ({"statuses": [LotStatus.HOLD, LotStatus.QUARANTINE]}, ["A1", "B2", "D1"]),
            ({"statuses": [LotStatus.RELEASED]}, ["A2"]),
            ({"in_stock": True}, ["A1", "A2", "B1", "B2", "D1"]),
            ({"lot_no": "B", "in_stock": True, "statuses": [LotStatus.HOLD]}, ["B2"]),
            ({"lot_no": "%"}, []),
            ({"lot_no": "' OR true --"}, []),
        ],
    )
    @pytest.mark.usefixtures("lots")
    def test_shows_what_fits_every_filter(self, plant: Plant, fields: dict[str, Any], expected: list[str]) -> None:
        assert listed(plant, **fields) == expected

    def test_filters_by_item_and_customer(self, plant: Plant, lots: dict[str, LotView]) -> None:
        assert listed(plant, item_code=lots["B1"].item_code.lower()) == ["B1"]
        assert listed(plant, customer_id=plant.registrant) == ["D1"]

    @pytest.mark.parametrize(
        "column", ["item_name", "item_name_zh", "supplier", "supplier_zh", "customer", "customer_zh"]
    )
    @pytest.mark.usefixtures("lots")
    def test_filters_by_the_beginning_of_a_name_in_either_language(self, plant: Plant, column: str) -> None:
        rows = plant.do(ListLots(sort="lot_no")).rows
        name = next(text for row in rows if (text := getattr(row, column)))
        wanted = [row.lot_no for row in rows if (getattr(row, column) or "").casefold().startswith(name.casefold())]
        assert listed(plant, **{column.removesuffix("_zh"): name.upper()}) == wanted

    @pytest.mark.usefixtures("lots")
    def test_filters_by_days_of_expiry_which_are_included(self, plant: Plant) -> None:
        (day,) = (row.expiry for row in plant.do(ListLots()).rows if row.expiry)
        assert listed(plant, expires_from=day) == listed(plant, expires_until=day) == ["B1"]
        assert listed(plant, expires_from=day + timedelta(days=1)) == listed(plant, expires_until=EARLIER) == []

    @pytest.mark.parametrize("field", sorted(SORTS))
    @pytest.mark.usefixtures("lots")
    def test_sorts_by_each_field_both_ways_with_what_is_empty_last(self, plant: Plant, field: str) -> None:
        rows = {sort: plant.do(ListLots(sort=sort)).rows for sort in (field, f"-{field}")}
        for sort, page in rows.items():
            values = [getattr(row, field) for row in page]
            known = [value for value in values if value is not None]
            assert values == known + [None] * (len(values) - len(known))
            assert known == sorted(known, reverse=sort.startswith("-"))
        assert {row.id for row in rows[field]} == {row.id for row in rows[f"-{field}"]}

    @pytest.mark.parametrize("sort", ["", "-", "lot_no; DROP TABLE genealogy_lot", "version", "--id"])
    def test_sorts_by_nothing_else(self, plant: Plant, sort: str) -> None:
        with pytest.raises(ValueNotAllowed):
            plant.do(ListLots(sort=sort))

    @pytest.mark.usefixtures("lots")
    def test_shows_a_window_and_how_many_there_are(self, plant: Plant) -> None:
        page = plant.do(ListLots(sort="lot_no", page=Page(offset=1, limit=2)))
        assert ([lot.lot_no for lot in page.rows], page.total) == (["A2", "B1"], 6)
        assert plant.do(ListLots(page=Page(offset=100))).rows == []

    @pytest.mark.usefixtures("lots")
    def test_says_what_each_lot_counts_as(self, plant: Plant) -> None:
        rows = {row.lot_no: row for row in plant.do(ListLots()).rows}
        assert (rows["B2"].status, rows["B2"].status_beneath, rows["B2"].holds) == ("hold", "released", 1)
        assert (rows["B1"].status, rows["B1"].on_hand, rows["B1"].unit) == ("expired", Decimal("1.5"), "kg")
        assert (rows["C1"].status, rows["C1"].on_hand) == ("consumed", Decimal(0))


def test_nothing_takes_a_statement_for_each_row(plant: Plant, statements: Callable[[], Any]) -> None:
    def count(query: Any) -> int:
        with statements() as executed:
            plant.do(query)
        return len(executed)

    few = plant.produced(plant.device(), 2)
    many = plant.produced(plant.device(), 60)
    for lot in (few, many):
        for unit_id in plant.unit_ids(lot):
            plant.held(unit_id)
    for kind in (ListUnits, ListPackages, StockOf, GetDossier):
        assert count(kind(lot_id=few.id)) == count(kind(lot_id=many.id))
    before = count(ListLots())
    for _ in range(20):
        plant.received()
    assert count(ListLots()) == before == 2


def test_stock_says_where_a_lot_lies(plant: Plant) -> None:
    lot = plant.material(100)
    plant.do(TransferLot(lot_id=lot.id, location_id=plant.at["WH"], target_id=plant.at["PR"], quantity=Decimal(30)))
    rows = plant.do(StockOf(lot_id=lot.id))
    assert [(row.location, row.quantity, row.unit) for row in rows] == [
        ("PR", Decimal(30), "pcs"),
        ("WH", Decimal(70), "pcs"),
    ]


def test_units_are_shown_in_windows_by_serial_number(plant: Plant) -> None:
    lot = plant.produced(plant.device(), 3)
    page = plant.do(ListUnits(lot_id=lot.id, page=Page(offset=1, limit=1)))
    assert [unit.serial_no for unit in page] == [f"{lot.lot_no}-02"]


@pytest.mark.parametrize("kind", [StockOf, ListUnits, ListPackages, GetDossier])
def test_what_is_not_there_is_not_found(plant: Plant, kind: Any) -> None:
    with pytest.raises(RecordNotFound):
        plant.do(kind(lot_id=LotId(10**15)))
