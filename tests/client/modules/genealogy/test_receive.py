"""Receiving a supplier's lot by scanning its code."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import HUB_GTIN, make_item, make_locations, make_lot, make_partner
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.receive import ReceivePage
from veralot_client.modules.genealogy.presenters.receive import ReceiveForm, next_number
from veralot_client.widgets.page import Page
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import ListLocations, ListLots, LotPage, LotStatus, ReceiveLot
from veralot_shared.contracts.items import ListItems, ListPartners
from veralot_shared.errors import RecordExists
from veralot_shared.ids import LocationId, PartnerId

SCAN = f"01{HUB_GTIN}1731101210TH26K0431"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def plant(fake_server: FakeServer) -> None:
    """A server that knows one item, its supplier and the places."""
    fake_server.answer(ListItems, lambda query: [make_item()] if query.search in (HUB_GTIN, "CP-HUB") else [])
    fake_server.answer(ListLocations, make_locations())
    fake_server.answer(ListPartners, [make_partner(6), make_partner(7)])
    fake_server.answer(ListLots, LotPage(total=1, rows=[make_lot(7, lot_no="R261120-07")]))
    fake_server.answer(ReceiveLot, lambda command: make_lot(8, lot_no=command.lot_no))


def follow(form: ReceiveForm) -> dict[str, Any]:
    told: dict[str, Any] = {}
    form.filled.subscribe(told.__setitem__)
    form.proposed.subscribe(told.__setitem__)
    form.measured.subscribe(lambda path, unit: told.__setitem__(f"{path} unit", unit))
    form.answered.subscribe(lambda text, tone: told.update(said=text, tone=tone))
    return told


def test_a_scan_fills_in_what_it_says(services: Services) -> None:
    form = ReceiveForm(services)
    told = follow(form)
    form.scan(SCAN)
    assert told["item_id"].label == "CP-HUB"
    assert told["supplier_lot_no"] == "TH26K0431"
    assert told["expiry"] == date(2031, 10, 12)
    assert told["quantity unit"] == "pcs"
    assert told["supplier_id"].key == PartnerId(7), "the supplier of the item's last lot"
    assert told["said"] == "CP-HUB Catheter hub · TH26K0431"
    assert told["tone"] is Tone.GOOD


@pytest.mark.parametrize(
    ("scan", "said", "tone"),
    [
        ("01195213070003131731101210X", "check digit", Tone.BAD),
        ("]C0123", "carries no GS1 data", Tone.BAD),
        ("(01)09521202225158(10)X", "No item has the GTIN 09521202225158.", Tone.BAD),
        ("(10)TH26K0431(17)311012", "names no item", Tone.WARNING),
    ],
)
def test_a_scan_that_leads_nowhere_says_why(services: Services, scan: str, said: str, tone: Tone) -> None:
    form = ReceiveForm(services)
    told = follow(form)
    form.scan(scan)
    assert said in told["said"]
    assert told["tone"] is tone


def test_a_code_that_counts_fills_in_the_quantity(services: Services) -> None:
    form = ReceiveForm(services)
    told = follow(form)
    form.scan(f"(01){HUB_GTIN}(10)X(30)250")
    assert told["quantity"] == Decimal(250)


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        (["R261123-07", "R261123-06"], "R261123-08"),
        (["R261120-07"], "R261123-01"),
        (["X", "R261123-0009"], "R261123-0010"),
        (["L-1"], ""),
        (["R269999-01"], ""),
        ([], ""),
    ],
)
def test_the_next_number_follows_the_plants_own_way(numbers: list[str], following: str) -> None:
    assert next_number(numbers, TODAY) == following


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk: Services, show: ShowPage[Page]) -> ReceivePage:
    return cast("ReceivePage", show(ReceivePage(desk)))


def complete(page: ReceivePage) -> None:
    for path, value in {"quantity": Decimal(100), "location_id": LocationId(1), "lot_no": "R261123-01"}.items():
        page.form.put(path, value)


def scan(page: ReceivePage, code: str = SCAN) -> None:
    page.scan.line.setText(code)
    QTest.keyClick(page.scan.line, Qt.Key.Key_Return)


@pytest.mark.requirement("I-30")
def test_a_lot_is_received_with_the_scanner_in_the_hand(page: ReceivePage, fake_server: FakeServer) -> None:
    scan(page)
    complete(page)
    QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
    command = fake_server.executed[-2]
    assert isinstance(command, ReceiveLot)
    assert command.lot_no == "R261123-01"
    assert command.supplier_lot_no == "TH26K0431"
    assert command.expiry == date(2031, 10, 12)
    assert page.received.isVisible()
    assert page.received.number.text() == "R261123-01"
    assert page.received.chip.text() == "Quarantine", "the state is written, not only coloured"


def test_the_next_lot_of_the_delivery_keeps_supplier_and_place(page: ReceivePage) -> None:
    scan(page)
    complete(page)
    page.send()
    values = page.form.values()
    assert values["supplier_id"].key == PartnerId(7)
    assert values["location_id"] == 1
    assert values["item_id"] is None
    assert values["supplier_lot_no"] == ""
    assert not page.unsaved()


def test_a_refused_number_is_said_at_its_field_and_nothing_is_lost(page: ReceivePage, fake_server: FakeServer) -> None:
    fake_server.answer(ReceiveLot, RecordExists(kind="lot", key="R261123-01", field="lot_no"))
    scan(page)
    complete(page)
    page.send()
    assert "R261123-01" in page.form.flaw_at("lot_no")
    assert page.form.values()["quantity"] == Decimal(100)
    assert page.submit.isEnabled()


def test_expired_goods_are_refused_before_they_are_sent(page: ReceivePage, fake_server: FakeServer) -> None:
    scan(page)
    complete(page)
    page.form.put("expiry", date(2020, 1, 31))
    asked = len(fake_server.executed)
    page.send()
    assert "has passed" in page.form.flaw_at("expiry")
    assert len(fake_server.executed) == asked


def test_the_received_lot_can_be_opened(page: ReceivePage, desk: Services) -> None:
    scan(page)
    complete(page)
    page.send()
    QTest.mouseClick(page.received.open, Qt.MouseButton.LeftButton)
    assert cast("Opened", desk.navigator).places[-1][:2] == ("lot", 8)
    assert make_lot(8).status is LotStatus.QUARANTINE
    assert datetime.now(UTC).date() < date(2031, 10, 12), "the scanned goods are not expired yet"
