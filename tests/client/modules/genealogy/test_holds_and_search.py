"""The pages of holds and of what was found."""

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import (
    make_hold,
)
from tests.client.modules.warehouse.records import make_container
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy import find
from veralot_client.modules.genealogy.pages.found import FoundPage
from veralot_client.modules.genealogy.pages.holds import HoldsPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import (
    Find,
    Hit,
    ListHolds,
)
from veralot_shared.contracts.warehouse import FindContainers
from veralot_shared.ids import LotId

pytestmark = pytest.mark.usefixtures("nothing_elsewhere")


def places(services: Services) -> list[tuple[str, int]]:
    return [(place[0], place[1]) for place in cast("Opened", services.navigator).places]


@pytest.fixture
def holds(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> HoldsPage:
    lifted = make_hold(9, lifted_by="zhou.ling", lifted_at=make_hold().placed_at)
    open_ones = [make_hold(1), make_hold(2)]
    fake_server.answer(ListHolds, lambda query: open_ones if query.open_only else [*open_ones, lifted])
    return cast("HoldsPage", show(HoldsPage(desk)))


def test_open_holds_are_listed_and_lifted_ones_on_request(holds: HoldsPage) -> None:
    assert holds.table.model.rowCount() == 2
    holds.lifted.setChecked(True)
    assert holds.table.model.rowCount() == 3
    holds.table.grid.selectAll()
    assert not holds.can_perform("genealogy.lift_selected"), "a lifted hold is not lifted again"


def test_holds_are_lifted_together(holds: HoldsPage) -> None:
    holds.table.grid.selectAll()
    holds.perform("genealogy.lift_selected")
    assert "PT260801" in str(open_dialog().form.values()["holds"])


def test_a_hold_leads_to_what_it_holds(holds: HoldsPage, desk: Services) -> None:
    holds.table.grid.go_to(0)
    QTest.keyClick(holds.table.grid, Qt.Key.Key_Return)
    assert places(desk) == [("lot", 60)]


# --- search ----------------------------------------------------------------------------------------------------------


def hit(kind: str, label: str, lot_id: int | None = 60, **changes: Any) -> Hit:
    values: dict[str, Any] = {"kind": kind, "id": 61, "label": label, "detail": "PTCA", "detail_zh": "导管"}
    return Hit(**(values | {"lot_id": None if lot_id is None else LotId(lot_id), "matched": "serial_no"} | changes))


def test_a_single_exact_answer_is_opened_at_once(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(Find, [hit("unit", "PT260801-029"), hit("lot", "PT260801-0290")])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.scan.line.setText("pt260801-029")
    QTest.keyClick(page.scan.line, Qt.Key.Key_Return)
    assert places(desk) == [("lot", 60)]


def test_several_answers_are_listed(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(Find, [hit("lot", "PT260801"), hit("lot", "PT260802"), hit("item", "PT", None)])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.point_at("PT2608")
    assert places(desk) == []
    assert page.table.model.rowCount() == 3
    page.table.grid.go_to(1)
    QTest.mouseClick(page.trace, Qt.MouseButton.LeftButton)
    assert places(desk) == [("trace", 61)]
    page.table.grid.go_to(2)
    assert not page.trace.isEnabled()
    QTest.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert places(desk)[-1] == ("item", 61)


def test_the_page_lists_what_other_modules_find(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(Find, [hit("lot", "PT1"), hit("lot", "PT2")])
    fake_server.answer(FindContainers, [make_container(container_no="PT-C1")])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.point_at("PT")
    assert page.scan.line.text() == "PT"
    assert [page.table.model.index(row, 1).data() for row in range(3)] == ["PT-C1", "PT1", "PT2"]
    page.table.grid.go_to(0)
    assert not page.trace.isEnabled()


def test_the_page_of_all_answers_opens_none_of_itself(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(Find, [hit("unit", "PT260801-029"), hit("lot", "PT260801-0290")])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.point_at("PT260801-029")
    assert places(desk) == []
    assert page.table.model.rowCount() == 2


def test_more_than_is_listed_is_said(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(Find, lambda query: [hit("lot", f"PT{number}", id=number) for number in range(query.most)])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.point_at("PT")
    assert "There are more" in page.scan.said


def test_nothing_found_says_so(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(Find, [])
    page = cast("FoundPage", show(FoundPage(desk)))
    page.point_at("nothing")
    assert page.table.overlay.isVisible()
    assert not page.open.isEnabled()


def test_the_search_box_gets_words_and_places(desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(Find, [hit("unit", "U1"), hit("item", "CP-1", None)])
    found = find(desk, "U1", 50)
    assert [(each.kind, each.label, each.detail, each.exact) for each in found] == [
        ("Serial number", "U1", "PTCA", True),
        ("Item", "CP-1", "PTCA", False),
    ]
