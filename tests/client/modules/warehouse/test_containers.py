"""Containers: scanned open, filled, divided by keyboard or by dragging, moved and shipped."""

from decimal import Decimal
from typing import Any, cast

import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import make_lot
from tests.client.modules.warehouse.conftest import Tell
from tests.client.modules.warehouse.records import (
    NOW,
    SSCC,
    make_container,
    make_detail,
    make_page,
    make_place,
    make_row,
)
from tests.client.stand_ins import Opened, Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.warehouse import find
from veralot_client.modules.warehouse.pages.container import ContainerPage
from veralot_client.modules.warehouse.pages.containers import ContainersPage
from veralot_shared.contracts.genealogy import Find, Hit, ShipmentView
from veralot_shared.contracts.warehouse import (
    ContainerClosed,
    ContainerKind,
    ContainersChanged,
    ContainerState,
    EmptyContainer,
    FillContainer,
    FindContainers,
    GetContainer,
    GetNumbering,
    ListContainers,
    ListPlaces,
    ListStock,
    MakeContainers,
    MoveContainer,
    NumberingView,
    RetireContainer,
    SetNumbering,
    ShipContainers,
    SplitContainer,
    TakeOut,
)
from veralot_shared.ids import ContainerId, LocationId, LotId, PartnerId, ShipmentId


@pytest.fixture
def opened(desk: Services, fake_server: FakeServer, show: ShowPage[ContainerPage]) -> ContainerPage:
    cast("Opened", desk.navigator).openable = frozenset({"lot", "container"})
    fake_server.answer(GetContainer, make_detail())
    fake_server.answer(ListPlaces, [make_place(3, "WH-CP"), make_place(4, "WH-CS")])
    fake_server.answer(FindContainers, lambda query: [make_container(2)] if query.text == "C-2" else [])
    for command in (FillContainer, TakeOut, SplitContainer, EmptyContainer, MoveContainer, RetireContainer):
        fake_server.answer(command, make_container())
    return show(ContainerPage(desk, 1))


@pytest.fixture
def listed(desk: Services, fake_server: FakeServer, show: ShowPage[ContainersPage]) -> ContainersPage:
    fake_server.answer(ListContainers, [make_container(), make_container(2, inside_id=ContainerId(1))])
    fake_server.answer(FindContainers, lambda query: [make_container()] if SSCC in query.text else [])
    fake_server.answer(ListPlaces, [make_place(3, "WH-CP")])
    return show(ContainersPage(desk))


def sent(fake_server: FakeServer, kind: type[Any]) -> Any:
    return next(each for each in reversed(fake_server.executed) if isinstance(each, kind))


class TestList:
    def test_open_ones_are_listed_unless_others_are_ticked(
        self, listed: ContainersPage, fake_server: FakeServer
    ) -> None:
        assert sent(fake_server, ListContainers).filter.states == [ContainerState.OPEN]
        listed.table.rows.query(None, {"state": frozenset({"shipped"}), "location": "wh"})
        asked = sent(fake_server, ListContainers).filter
        assert (asked.states, asked.location) == ([ContainerState.SHIPPED], "wh")
        listed.table.rows.query(None, {"kind": frozenset({"case"}), "inside_no": "C-", "customer": "Heart"})
        asked = sent(fake_server, ListContainers).filter
        assert (asked.kinds, asked.inside_no, asked.customer) == ([ContainerKind.CASE], "C-", "Heart")

    def test_a_scan_opens_one(self, listed: ContainersPage, desk: Services) -> None:
        listed.scan.scanned.emit(f"]C100{SSCC}")
        assert cast("Opened", desk.navigator).places == [("container", 1)]
        listed.scan.scanned.emit("nothing")
        assert "No container has the number nothing" in listed.scan._text.text()  # noqa: SLF001 - what is read

    def test_only_outermost_ones_are_shipped(self, listed: ContainersPage) -> None:
        listed.table.grid.go_to(1)
        assert not listed.can_perform("warehouse.ship_selected")
        listed.table.grid.go_to(0)
        assert listed.can_perform("warehouse.ship_selected")

    def test_they_are_made_with_the_next_numbers(
        self, listed: ContainersPage, fake_server: FakeServer, desk: Services
    ) -> None:
        fake_server.answer(MakeContainers, [make_container()])
        listed.perform("warehouse.make")
        dialog = open_dialog()
        dialog.form.put("location_id", 3)
        dialog.form.put("count", 3)
        dialog.send()
        command = sent(fake_server, MakeContainers)
        assert (command.count, command.container_no, command.location_id) == (3, None, LocationId(3))
        assert cast("Shown", desk.notices).texts == [f"Made: {SSCC}."]

    def test_the_numbering_shows_what_comes_next(self, listed: ContainersPage, fake_server: FakeServer) -> None:
        view = NumberingView(version=2, prefix="9521307", extension=1, next_serial=4, next_sscc=SSCC)
        fake_server.answer(GetNumbering, view)
        fake_server.answer(SetNumbering, view)
        listed.perform("warehouse.numbering")
        dialog = open_dialog()
        assert dialog.form.values()["prefix"] == "9521307"
        dialog.send()
        assert sent(fake_server, SetNumbering) == SetNumbering(version=2, prefix="9521307", extension=1)

    def test_the_search_box_finds_it(self, desk: Services, fake_server: FakeServer) -> None:
        fake_server.answer(FindContainers, [make_container()])
        (found,) = find(desk, SSCC, 50)
        assert (found.label, found.place, found.exact) == (SSCC, ("container", 1, ""), True)


class TestPage:
    def test_it_shows_where_it_stands_and_what_is_in_it(self, opened: ContainerPage) -> None:
        assert opened.title() == SSCC
        assert "At WH-CP Component store" in opened.summary.text()
        assert opened.tree.topLevelItemCount() == 2
        assert opened.rows.count == 1

    def test_a_scanned_container_goes_in_at_once(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        opened.scan.scanned.emit("C-2")
        assert sent(fake_server, FillContainer).container_ids == [ContainerId(2)]

    def test_of_a_scanned_lot_it_is_asked_how_much(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        hit = Hit(kind="lot", id=60, label="R1", detail="", detail_zh="", lot_id=LotId(60), matched="lot_no")
        fake_server.answer(Find, [hit])
        fake_server.answer(ListStock, make_page(make_row(location_id=LocationId(4)), make_row()))
        opened.scan.scanned.emit("R1")
        dialog = open_dialog()
        dialog.send()
        command = sent(fake_server, FillContainer)
        assert command.location_id == LocationId(3), "what lies at the container's own place comes first"
        assert [(line.lot_id, line.quantity) for line in command.lines] == [(LotId(60), Decimal(60))]

    def test_a_row_dragged_onto_a_container_asks_how_much_goes_there(
        self, opened: ContainerPage, fake_server: FakeServer
    ) -> None:
        detail = make_detail()
        opened.tree.dropped.emit(detail.contents[0], detail.inner[0])
        dialog = open_dialog()
        dialog.form.put("lines[0].quantity", Decimal(5))
        dialog.send()
        command = sent(fake_server, SplitContainer)
        assert (command.target_id, command.lines[0].quantity) == (ContainerId(2), 5)

    def test_a_container_dragged_onto_another_goes_into_it(
        self, opened: ContainerPage, fake_server: FakeServer
    ) -> None:
        opened.tree.dropped.emit(make_container(3), make_detail().inner[0])
        command = sent(fake_server, MoveContainer)
        assert (command.container_id, command.inside_id) == (ContainerId(3), ContainerId(2))

    def test_serial_numbers_say_by_themselves_how_many(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        opened.perform("warehouse.take_out")
        dialog = open_dialog()
        dialog.form.put("lines[0].serials", "CT-01..03, CT-07")
        dialog.send()
        (line,) = sent(fake_server, TakeOut).lines
        assert (line.quantity, line.serials) == (4, ["CT-01", "CT-02", "CT-03", "CT-07"])

    def test_selected_containers_come_out_without_a_question(
        self, opened: ContainerPage, fake_server: FakeServer, desk: Services
    ) -> None:
        opened.tree.setCurrentIndex(opened.tree.model().index(0, 0))
        opened.perform("warehouse.take_out")
        assert sent(fake_server, TakeOut).container_ids == [ContainerId(2)]
        assert cast("Shown", desk.notices).texts == ["C-2 taken out."]

    def test_it_moves_to_one_place_or_into_one_container(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        opened.perform("warehouse.move")
        dialog = open_dialog()
        dialog.send()
        assert "not both" in dialog.form.flaw_at("location_id")
        dialog.form.put("location_id", 4)
        dialog.send()
        assert sent(fake_server, MoveContainer).location_id == LocationId(4)

    def test_it_ships_and_empties(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        shipment = ShipmentView(
            id=ShipmentId(1),
            shipment_no="SH-1",
            customer_id=PartnerId(2),
            customer="C",
            customer_zh="客户",
            shipped_at=NOW,
        )
        fake_server.answer(ShipContainers, shipment)
        opened.perform("warehouse.empty")
        dialog = open_dialog()
        within = True
        dialog.form.put("within", within)
        dialog.send()
        assert sent(fake_server, EmptyContainer).within
        opened.perform("warehouse.ship")
        assert open_dialog().form.values()["container_ids"][0]["container"].key == ContainerId(1)

    def test_only_what_can_work_is_offered(self, opened: ContainerPage, fake_server: FakeServer, tell: Tell) -> None:
        assert not opened.can_perform("warehouse.retire")
        assert not opened.can_perform("warehouse.stand_alone")
        fake_server.answer(GetContainer, make_detail(contents=[], inner=[], container=make_container(lots=0)))
        tell(ContainersChanged(container_ids=[ContainerId(1)]))
        assert opened.can_perform("warehouse.retire")
        assert not any(opened.can_perform(f"warehouse.{verb}") for verb in ("take_out", "divide", "empty", "ship"))
        assert opened.nothing.isVisible()
        fake_server.answer(GetContainer, make_detail(container=make_container(state=ContainerState.SHIPPED)))
        tell(ContainersChanged(container_ids=[ContainerId(1)]))
        assert not any(opened.can_perform(f"warehouse.{verb}") for verb in ("put_in", "move", "retire"))
        assert not opened.scan.isEnabled()

    def test_a_refused_scan_says_why(self, opened: ContainerPage, fake_server: FakeServer) -> None:
        fake_server.answer(FillContainer, ContainerClosed(container_no="C-2", state=ContainerState.SHIPPED))
        opened.scan.scanned.emit("C-2")
        assert "Container C-2 is shipped" in opened.scan._text.text()  # noqa: SLF001 - what is read

    def test_rows_open_what_they_name(self, opened: ContainerPage, desk: Services) -> None:
        for place in (0, 1):
            opened.tree.itemActivated.emit(opened.tree.topLevelItem(place), 0)
        assert cast("Opened", desk.navigator).places == [("container", 2), ("lot", 60)]
        assert make_lot(60).id == LotId(60)
