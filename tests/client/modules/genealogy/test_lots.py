"""The page that lists lots."""

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import (
    make_catheter_lot,
    make_hold,
    make_lot,
)
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.lots import LotsPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import (
    HoldReason,
    ListLots,
    LotFilter,
    LotPage,
    LotsChanged,
    LotStatus,
    LotView,
    PlaceHold,
)
from veralot_shared.ids import LotId, NodeId


def places(services: Services) -> list[tuple[str, int]]:
    return [(place[0], place[1]) for place in cast("Opened", services.navigator).places]


LOTS = [make_lot(number, status=LotStatus.RELEASED) for number in range(1, 31)]


@pytest.fixture
def lots(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> LotsPage:
    fake_server.answer(ListLots, lambda query: LotPage(total=12_345, rows=LOTS[: query.page.limit]))
    return cast("LotsPage", show(LotsPage(desk)))


def test_filters_and_order_are_asked_of_the_server(lots: LotsPage, fake_server: FakeServer) -> None:
    lots.table.header.put({"lot_no": "R26", "status": frozenset({"in_test"}), "on_hand": frozenset({"in_stock"})})
    lots.table.header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    asked = fake_server.executed[-1]
    assert isinstance(asked, ListLots)
    assert (asked.filter.lot_no, asked.filter.statuses, asked.filter.in_stock) == ("R26", [LotStatus.IN_TEST], True)
    assert asked.sort == "-lot_no"


def test_names_and_days_above_the_columns_are_asked_of_the_server(lots: LotsPage, fake_server: FakeServer) -> None:
    lots.table.header.put({"item_name": "输液", "supplier": "白河", "customer": "An", "expiry": "<= 2027-06-30"})
    asked = fake_server.executed[-1]
    assert isinstance(asked, ListLots)
    wanted = LotFilter(item_name="输液", supplier="白河", customer="An", expires_until=date(2027, 6, 30))
    assert asked.filter == wanted


def test_the_newest_lots_stand_first_and_enter_opens_one(
    lots: LotsPage, desk: Services, fake_server: FakeServer
) -> None:
    first = fake_server.executed[0]
    assert isinstance(first, ListLots)
    assert first.sort == "-id"
    lots.table.grid.go_to(3)
    QTest.keyClick(lots.table.grid, Qt.Key.Key_Return)
    assert places(desk) == [("lot", 4)]


def test_several_lots_are_held_with_one_form(lots: LotsPage, fake_server: FakeServer) -> None:
    assert not lots.can_perform("genealogy.hold_selected")
    lots.table.grid.selectRow(0)
    lots.table.grid.selectionModel().select(
        lots.table.model.index(2, 0),
        lots.table.grid.selectionModel().SelectionFlag.Select | lots.table.grid.selectionModel().SelectionFlag.Rows,
    )
    assert lots.bar.button("genealogy.hold_selected").isEnabled()
    lots.perform("genealogy.hold_selected")
    dialog = open_dialog()
    fake_server.answer(PlaceHold, [make_hold(1), make_hold(2)])
    dialog.form.put("reason_code", HoldReason.SUPPLIER_NOTICE)
    dialog.form.put("reason", "melt index")
    dialog.send()
    assert fake_server.executed[-1] == PlaceHold(
        node_ids=[NodeId(1), NodeId(3)], reason_code=HoldReason.SUPPLIER_NOTICE, reason="melt index"
    )


def test_lots_of_different_items_cannot_be_merged(lots: LotsPage) -> None:
    catheter: list[LotView] = [make_lot(1, status=LotStatus.RELEASED), make_catheter_lot(status=LotStatus.RELEASED)]
    assert not lots._presenter_of_lots.can("genealogy.merge_selected", catheter)  # noqa: SLF001 - what the button asks
    assert lots._presenter_of_lots.can("genealogy.merge_selected", LOTS[:2])  # noqa: SLF001 - as above


def test_the_list_follows_what_others_do(
    lots: LotsPage, fake_server: FakeServer, tell: Callable[[LotsChanged], None]
) -> None:
    asked = len(fake_server.executed)
    tell(LotsChanged(lot_ids=[LotId(1)]))
    assert len(fake_server.executed) == asked + 1
    lots.end()
    tell(LotsChanged(lot_ids=[LotId(1)]))
    assert len(fake_server.executed) == asked + 1
