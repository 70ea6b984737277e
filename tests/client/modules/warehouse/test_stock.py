"""The page of stock: any cut, its totals, and the past with its banner."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.warehouse.conftest import Tell
from tests.client.modules.warehouse.records import NOW, make_page, make_place, make_row
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.pages.stock import StockPage
from veralot_client.widgets.table.days import bounds
from veralot_shared.contracts.genealogy import LotsChanged, LotStatus
from veralot_shared.contracts.warehouse import (
    ListPlaces,
    ListStock,
    ReconcileStock,
    ReconciliationView,
    StockDifference,
)
from veralot_shared.ids import LocationId, LotId


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[StockPage]) -> StockPage:
    fake_server.answer(ListPlaces, [make_place(3, "WH-CP"), make_place(4, "WH-CS")])
    fake_server.answer(ListStock, make_page(make_row(), make_row(container_id=1, container_no="C-1")))
    return show(StockPage(desk))


def asked(fake_server: FakeServer) -> ListStock:
    found = [message for message in fake_server.executed if isinstance(message, ListStock)]
    return found[-1]


def test_rows_of_one_lot_stay_apart_and_the_totals_stand_below(page: StockPage) -> None:
    assert page.rows.count == 2
    assert [total.quantity for total in page.total_rows.rows] == [120]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<= 2027-06-30", (None, date(2027, 6, 30))),
        ("<2027-06-30", (None, date(2027, 6, 29))),
        (">=2027-06-30", (date(2027, 6, 30), None)),
        ("> 2027-06-30", (date(2027, 7, 1), None)),
        ("2027-06-30", (date(2027, 6, 30), date(2027, 6, 30))),
        ("2027-01-01..2027-06-30", (date(2027, 1, 1), date(2027, 6, 30))),
        ("2027-01-01..", (date(2027, 1, 1), None)),
        ("<= 2027-0", (None, None)),
        ("2027-13-01", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_window_of_expiry_is_typed(typed: str, expected: tuple[date | None, date | None]) -> None:
    assert bounds(typed) == expected


def test_what_stands_above_the_columns_is_asked_for(page: StockPage, fake_server: FakeServer) -> None:
    page.rows.query(None, {"item_code": "cp", "status": frozenset({"hold"}), "expiry": "<= 2027-06-30"})
    cut = asked(fake_server).cut
    assert (cut.item_code, cut.statuses, cut.expires_until) == ("cp", [LotStatus.HOLD], date(2027, 6, 30))


def test_a_place_with_everything_under_it_can_be_chosen(page: StockPage, fake_server: FakeServer) -> None:
    page.place.setCurrentIndex(2)
    page.place.activated.emit(2)
    assert asked(fake_server).cut.location_id == LocationId(4)


def test_the_past_has_a_banner_and_is_left_again(page: StockPage, fake_server: FakeServer) -> None:
    page.in_past.setChecked(True)
    shown = asked(fake_server).at
    assert shown is not None
    assert "You are looking at the past" in page.banner.text
    page.in_past.setChecked(False)
    assert asked(fake_server).at is None
    assert page.banner.text == ""


def test_the_moment_is_the_plants(page: StockPage, fake_server: FakeServer) -> None:
    page.stock.go_to(datetime(2026, 6, 1, tzinfo=UTC))
    assert asked(fake_server).at == datetime(2026, 6, 1, tzinfo=UTC)


def test_the_past_does_not_change_with_the_present(page: StockPage, fake_server: FakeServer, tell: Tell) -> None:
    def asked_by_an_event() -> int:
        before = len(fake_server.executed)
        tell(LotsChanged(lot_ids=[LotId(60)]))
        return len(fake_server.executed) - before

    assert asked_by_an_event() == 1
    page.stock.go_to(NOW)
    assert asked_by_an_event() == 0


def test_it_says_whether_stock_and_movements_agree(page: StockPage, fake_server: FakeServer) -> None:
    fake_server.answer(ReconcileStock, ReconciliationView(at=NOW, rows=3, movements=9, differences=[]))
    page.perform("warehouse.reconcile")
    assert "agree: 3 rows" in page.answer.text
    assert page.differences.isHidden()
    wrong = StockDifference(
        lot_no="R1",
        location="WH",
        stock=Decimal(9),
        movements=Decimal(10),
        contained=Decimal(0),
        unit="pcs",
    )
    fake_server.answer(ReconcileStock, ReconciliationView(at=NOW, rows=3, movements=9, differences=[wrong]))
    page.perform("warehouse.reconcile")
    assert "1 row differs" in page.answer.text
    assert page.difference_rows.count == 1
