"""Two scans, one movement; a place that does not take it says why and who can change that."""

from decimal import Decimal
from typing import cast

import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import make_lot
from tests.client.modules.warehouse.records import SSCC, make_container, make_page, make_row, make_where
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.pages.put_away import PutAwayPage
from veralot_shared.contracts.genealogy import Find, GetLot, Hit, TransferLot
from veralot_shared.contracts.warehouse import (
    FindContainers,
    ListStock,
    MoveContainer,
    PlaceFull,
    WhereMayItGo,
)
from veralot_shared.ids import LocationId, LotId

LOT = "R261120-01"


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[PutAwayPage]) -> PutAwayPage:
    hit = Hit(kind="lot", id=60, label=LOT, detail="", detail_zh="", lot_id=LotId(60), matched="lot_no")
    fake_server.answer(FindContainers, lambda query: [make_container()] if query.text == SSCC else [])
    fake_server.answer(Find, lambda query: [hit] if query.text == LOT else [])
    fake_server.answer(GetLot, make_lot(60, lot_no=LOT))
    inside = make_row(container_id=1, container_no=SSCC, quantity=Decimal(40))
    fake_server.answer(ListStock, make_page(make_row(), inside))
    fake_server.answer(WhereMayItGo, lambda query: make_where(lot_id=query.lot_id, container_id=query.container_id))
    fake_server.answer(TransferLot, make_lot(60))
    fake_server.answer(MoveContainer, make_container(location="WH-CS"))
    return show(PutAwayPage(desk))


def said(page: PutAwayPage) -> str:
    return page.scan._text.text()  # noqa: SLF001 - what the person reads under the field


def test_nothing_in_the_hand_says_what_to_do(page: PutAwayPage) -> None:
    assert page.empty.isVisible()
    assert not page.unsaved()


def test_a_lot_and_a_place_make_one_movement_of_what_lies_loose(
    page: PutAwayPage, fake_server: FakeServer, desk: Services
) -> None:
    page.scan.scanned.emit(LOT)
    assert "Best place: WH-CS" in said(page)
    assert page.unsaved()
    page.scan.scanned.emit("wh-cs")
    command = next(each for each in fake_server.executed if isinstance(each, TransferLot))
    assert (command.location_id, command.target_id, command.quantity) == (LocationId(3), LocationId(4), Decimal(60))
    assert cast("Shown", desk.notices).texts == [f"{LOT} was put away at WH-CS."]
    assert page.empty.isVisible()


def test_part_of_it_can_be_put_away(page: PutAwayPage, fake_server: FakeServer) -> None:
    page.scan.scanned.emit(LOT)
    page.hand.quantity.put(Decimal(15))
    page.hand.quantity.changed.emit()
    page.scan.scanned.emit("WH-CS")
    assert next(each for each in fake_server.executed if isinstance(each, TransferLot)).quantity == 15


def test_a_container_moves_as_a_whole(page: PutAwayPage, fake_server: FakeServer) -> None:
    page.scan.scanned.emit(SSCC)
    assert not page.hand.quantity.isVisible()
    page.table.grid.go_to(0)
    page.here.click()
    command = next(each for each in fake_server.executed if isinstance(each, MoveContainer))
    assert command.location_id == LocationId(4)


def test_a_place_that_does_not_take_it_says_why_and_nothing_is_sent(page: PutAwayPage, fake_server: FakeServer) -> None:
    page.scan.scanned.emit(LOT)
    page.scan.scanned.emit("QC-01")
    assert "must not lie at QC-01 (quarantine)" in said(page)
    assert "only a decision of quality changes the status" in said(page)
    assert page.unsaved()
    assert not [each for each in fake_server.executed if isinstance(each, TransferLot)]
    page.scan.scanned.emit("WH-CP")
    assert "WH-CP already" in said(page)


def test_what_the_server_refuses_is_said_and_stays_in_the_hand(page: PutAwayPage, fake_server: FakeServer) -> None:
    fake_server.answer(TransferLot, PlaceFull(location="WH-CS", capacity=2, taken=2, wanted=1))
    page.scan.scanned.emit(LOT)
    page.scan.scanned.emit("WH-CS")
    assert "WH-CS has 2 positions" in said(page)
    assert page.unsaved()
    assert not page.putting.sending


def test_what_nobody_knows_and_what_is_all_in_containers(page: PutAwayPage, fake_server: FakeServer) -> None:
    page.scan.scanned.emit("nonsense")
    assert "Nothing here has the number nonsense" in said(page)
    fake_server.answer(ListStock, make_page(make_row(container_id=1, container_no=SSCC)))
    page.scan.scanned.emit(LOT)
    assert f"is in containers: {SSCC}" in said(page)
    assert page.empty.isVisible()


def test_something_else_can_be_taken_up(page: PutAwayPage) -> None:
    page.scan.scanned.emit(LOT)
    page.hand.drop.click()
    assert page.empty.isVisible()
    page.scan.scanned.emit("WH-CS")
    assert "Nothing here" in said(page)
