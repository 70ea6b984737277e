"""The tree of locations with its rules, and what to pick."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtWidgets import QTreeWidgetItem

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import make_item
from tests.client.modules.warehouse.records import NOW, make_page, make_place, make_row
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.pages.picks import PicksPage
from veralot_client.modules.warehouse.pages.places import PlacesPage
from veralot_client.modules.warehouse.presenters.columns import PICKS
from veralot_client.modules.warehouse.presenters.rules import AgreementForm
from veralot_client.widgets.form import records
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.warehouse import (
    AgreementView,
    ConditionView,
    ListAgreements,
    ListConditions,
    ListPlaces,
    ListStock,
    PickLine,
    PickView,
    SetAgreement,
    SetPlaceRules,
    Skip,
    SuggestPick,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ConditionId, ItemId, LocationId, LotId, PartnerId

COLD = ConditionView(id=ConditionId(1), code="2-8C", name="Cold", name_zh="冷藏", lowest=Decimal(2), highest=Decimal(8))


@pytest.fixture
def places(desk: Services, fake_server: FakeServer, show: ShowPage[PlacesPage]) -> PlacesPage:
    fake_server.answer(ListConditions, [COLD])
    ruled = make_place(
        4,
        "WH-CS",
        parent_id=LocationId(3),
        condition_ids=[ConditionId(1)],
        capacity=20,
        taken=6,
        one_lot=True,
        version=2,
    )
    fake_server.answer(ListPlaces, [make_place(3, "WH-CP", lots=2), ruled])
    fake_server.answer(ListStock, make_page(make_row()))
    return show(PlacesPage(desk))


def shelf(page: PlacesPage) -> QTreeWidgetItem:
    """Return the place under the first one."""
    top = page.tree.topLevelItem(0)
    inner = None if top is None else top.child(0)
    assert inner is not None
    return inner


class TestPlaces:
    def test_it_is_a_tree_with_what_lies_at_each(self, places: PlacesPage, fake_server: FakeServer) -> None:
        assert places.tree.topLevelItemCount() == 1
        assert shelf(places).text(0) == "WH-CS"
        places.tree.setCurrentItem(shelf(places))
        asked = [each for each in fake_server.executed if isinstance(each, ListStock)][-1]
        assert asked.cut.location_id == LocationId(4)
        assert places.rows.count == 1

    def test_rules_are_said_in_words(self, places: PlacesPage) -> None:
        known = places.known.places or []
        assert list(places.known.rules(known[0])) == ["No rules beyond those of its kind."]
        assert list(places.known.rules(known[1])) == [
            "Offers 2-8C.",
            "One lot at a time.",
            "6 of 20 positions are taken.",
        ]

    def test_rules_are_set_on_the_version_that_was_seen(self, places: PlacesPage, fake_server: FakeServer) -> None:
        places.tree.setCurrentItem(shelf(places))
        fake_server.answer(SetPlaceRules, make_place(4, "WH-CS"))
        places.perform("warehouse.rules")
        dialog = open_dialog()
        dialog.form.put("capacity", 12)
        dialog.form.put("statuses", [LotStatus.RELEASED])
        dialog.send()
        (command,) = [each for each in fake_server.executed if isinstance(each, SetPlaceRules)]
        assert (command.version, command.capacity, command.statuses) == (2, 12, [LotStatus.RELEASED])
        assert (command.parent_id, command.condition_ids, command.one_lot) == (LocationId(3), [ConditionId(1)], True)

    def test_an_agreement_shows_what_is_agreed_already(self, desk: Services, fake_server: FakeServer) -> None:
        view = AgreementView(
            customer_id=PartnerId(22), customer="C22", name="C", name_zh="", version=3, apart=True, note="QA-1"
        )
        fake_server.answer(ListAgreements, [view])
        form, filled = AgreementForm(desk), dict[str, object]()
        form.filled.subscribe(lambda path, value: filled.update({path: value}))
        form.begin()
        form.entered("customer_id", {"customer_id": 22})
        assert filled == {"apart": True, "note": "QA-1"}
        assert form.message({"customer_id": 22, **filled}) == SetAgreement(
            customer_id=PartnerId(22), version=3, apart=True, note="QA-1"
        )


def make_line(lot_no: str, **changes: Any) -> PickLine:
    values: dict[str, Any] = {
        "lot_id": LotId(60),
        "lot_no": lot_no,
        "status": LotStatus.RELEASED,
        "expiry": date(2027, 1, 31),
        "received_at": NOW,
        "customer": None,
        "customer_zh": None,
        "location_id": LocationId(3),
        "location": "WH-CP",
        "container_id": None,
        "container_no": None,
        "quantity": Decimal(10),
        "take": Decimal(0),
        "skip": None,
        "why": "",
    }
    return PickLine(**(values | changes))


class TestPicks:
    @pytest.fixture
    def page(self, desk: Services, fake_server: FakeServer, show: ShowPage[PicksPage]) -> PicksPage:
        fake_server.answer(ListPlaces, [make_place(3, "WH-CP")])
        return show(PicksPage(desk))

    def ask(self, page: PicksPage, quantity: int) -> None:
        page.form.put("item_id", records.named(make_item(), page.words))
        page.form.put("quantity", Decimal(quantity))
        page.ask.click()

    def suggestion(self, *lines: PickLine, wanted: int = 12) -> PickView:
        covered = sum((line.take for line in lines), Decimal(0))
        return PickView(
            item_id=ItemId(4),
            item_code="CP-HUB",
            unit="pcs",
            wanted=Decimal(wanted),
            covered=covered,
            missing=wanted - covered,
            lines=list(lines),
            at=NOW,
        )

    def test_it_says_what_to_take_and_why_not_the_rest(self, page: PicksPage, fake_server: FakeServer) -> None:
        lines = (
            make_line("A", take=Decimal(10)),
            make_line("B", skip=Skip.ON_HOLD, why="black specks", status=LotStatus.HOLD),
            make_line("C", take=Decimal(2)),
            make_line("D"),
        )
        fake_server.answer(SuggestPick, self.suggestion(*lines))
        self.ask(page, 12)
        assert [line.lot_no for line in page.rows.rows] == ["A", "B", "C", "D"]
        columns = {column.id: column for column in PICKS}
        assert [columns["answer"].read(line, page.words) for line in lines] == [
            "Take",
            "Do not take",
            "Take",
            "Not needed",
        ]
        assert columns["why"].read(lines[1], page.words) == "On hold: black specks"
        assert "covered by 1 lot" in page.coverage.text

    def test_what_is_missing_is_said(self, page: PicksPage, fake_server: FakeServer) -> None:
        fake_server.answer(SuggestPick, self.suggestion(make_line("A", take=Decimal(10)), wanted=30))
        self.ask(page, 30)
        assert "Only 10" in page.coverage.text
        assert "20" in page.coverage.text

    def test_nothing_is_asked_without_an_item_and_a_refusal_is_shown(
        self, page: PicksPage, fake_server: FakeServer
    ) -> None:
        page.ask.click()
        assert page.form.flaw_at("item_id")
        fake_server.answer(SuggestPick, ValueNotAllowed(value="0", rule="It must be more than zero.", field="quantity"))
        self.ask(page, 0)
        assert "more than zero" in page.form.flaw_at("quantity")
