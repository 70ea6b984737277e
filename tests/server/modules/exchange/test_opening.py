"""Opening stock: lots as they lie there on the first day, without a history."""

from typing import Any

import pytest

from tests.server.modules.exchange.plant import Import, Row, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.opening import way_to
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, LotStatus

MASTERS = ("partners", "locations", "users", "items")
AT = "2026-04-01T08:00:00+08:00"


def stock(**changed: str) -> Row:
    row = {"at": AT, "item": "RM", "lot_no": "R9", "quantity": "25", "unit": "kg", "location": "W1", "by": "wang"}
    return row | {"supplier": "S1", "status": "released", "supplier_lot_no": "4711", "expiry": "2028-01-01"} | changed


def plant(*rows: Row) -> dict[str, list[Row]]:
    heads = dict.fromkeys(head for row in rows for head in row)
    return {kind: tables()[kind] for kind in MASTERS} | {
        "stock": [{head: row.get(head, "") for head in heads} for row in rows]
    }


def test_a_bought_lot_lies_where_it_is_and_counts_as_what_it_does(tx: Transaction, bring_in: Import) -> None:
    view = bring_in(plant(stock(), stock(quantity="5", location="Q1")))
    assert spots(view) == []
    assert view.reconciliation is not None
    assert view.reconciliation.agrees
    lots = tx.wire.execute("SELECT lot_no, status, quantity_made::int, supplier_lot_no FROM genealogy_lot").fetchall()
    assert lots == [("R9", "released", 30, "4711")]
    places = tx.wire.execute(
        "SELECT p.code, s.quantity::int FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id "
        "WHERE NOT p.outside ORDER BY 1"
    ).fetchall()
    assert places == [("Q1", 5), ("W1", 25)]
    steps = tx.wire.execute("SELECT to_status, imported, reason FROM genealogy_status_change ORDER BY id").fetchall()
    assert steps[0] == ("quarantine", True, "Opening stock")
    assert steps[-1][0] == "released"
    assert all(imported for _, imported, _ in steps)


def test_a_made_lot_comes_with_its_units(tx: Transaction, bring_in: Import) -> None:
    made = stock(item="FG", lot_no="F9", quantity="3", unit="pcs", serials="F9-1..F9-3", order_no="WO-9", supplier="")
    assert spots(bring_in(plant(made | {"status": "market_released"}))) == []
    assert tx.wire.execute("SELECT count(*) FROM genealogy_unit").fetchone() == (3,)
    assert tx.wire.execute("SELECT kind, order_no FROM genealogy_movement").fetchall() == [("produce", "WO-9")]


@pytest.mark.parametrize("status", sorted(LotStatus))
def test_the_way_to_a_status_is_lawful_or_there_is_none(status: LotStatus) -> None:
    way = way_to(status)
    at = LotStatus.QUARANTINE
    for event in way or ():
        at = LOT_TRANSITIONS[at, event]
    assert way is None or at is status
    assert (way is None) == (status in {LotStatus.HOLD, LotStatus.EXPECTED, LotStatus.EXPIRED, *LEFT})


LEFT = {LotStatus.CONSUMED, LotStatus.SHIPPED}
"""What is used up or gone lies in no stock."""


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"status": "shipped"}, "status", "errors.ValueNotAllowed"),
        ({"item": "XX"}, "item", "exchange.ReferenceUnknown"),
        ({"location": "XX"}, "to_location", "exchange.ReferenceUnknown"),
        ({"supplier": ""}, "partner", "exchange.CellEmpty"),
        ({"quantity": "0"}, "quantity", "genealogy.QuantityInvalid"),
        ({"quantity": "0.05"}, "quantity", "genealogy.QuantityInvalid"),
        ({"by": "nobody"}, "by", "exchange.ReferenceUnknown"),
        ({"at": "2150-01-01T00:00:00Z"}, "at", "errors.ValueNotAllowed"),
        ({"location": "CUSTOMERS"}, "to_location", "errors.ValueNotAllowed"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(
    bring_in: Import, changed: dict[str, str], column: str, code: str
) -> None:
    assert [tuple(spot) for spot in spots(bring_in(plant(stock(**changed))))] == [("stock.csv", 2, column, code)]


def test_all_that_is_wrong_with_a_row_is_said_at_once(bring_in: Import) -> None:
    row = stock(manufactured="31.02.2026", item="XX", location="YY", by="nobody", supplier="ZZ")
    assert {spot.column for spot in spots(bring_in(plant(row)))} == {
        "manufactured",
        "item",
        "to_location",
        "by",
        "partner",
    }


def test_rows_of_one_lot_agree_on_its_status(bring_in: Import) -> None:
    view = bring_in(plant(stock(), stock(status="quarantine", location="Q1")))
    assert [tuple(spot)[1:] for spot in spots(view)] == [(3, "status", "errors.ValueNotAllowed")]


def test_history_goes_on_from_opening_stock(tx: Transaction, bring_in: Import) -> None:
    assert spots(bring_in(plant(stock()))) == []
    moved: dict[str, Any] = {
        "at": "2026-04-02T08:00:00+08:00",
        "movement": "1",
        "kind": "transfer",
        "item": "RM",
        "lot_no": "R9",
        "quantity": "5",
        "from_location": "W1",
        "to_location": "P1",
        "by": "wang",
    }
    assert spots(bring_in({"movements": [moved]})) == []
    assert [spot.code for spot in spots(bring_in(plant(stock()) | {"partners": [], "items": []}))] != []
    quantity = "SELECT sum(quantity)::int FROM genealogy_stock WHERE NOT outside"
    assert tx.wire.execute(quantity).fetchone() == (25,)
