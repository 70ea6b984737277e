"""What forms fill in, offer and say while one types."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.client.modules.genealogy.form_cases import CATHETERS, HUBS, OUTPUT, choice, line
from tests.client.modules.genealogy.test_forms import begun, empty
from tests.client.modules.plant import make_catheter
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import leaving, lookups, making, moves, quality
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_shared.contracts import genealogy as g
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import LocationId, NodeId

pytestmark = pytest.mark.usefixtures("goods")


def follow(form: FormPresenter[Any]) -> dict[str, Any]:
    """Return what a form fills in and offers, by path."""
    told: dict[str, Any] = {}
    form.filled.subscribe(told.__setitem__)
    form.offered.subscribe(lambda path, choices: told.__setitem__(f"{path}?", choices))
    return told


def test_the_one_place_where_a_lot_lies_is_filled_in_with_all_that_lies_there(services: Services) -> None:
    form = moves.TransferForm(services, HUBS)
    told = follow(form)
    form.begin()
    assert told["location_id"] == 3
    assert told["quantity"] == Decimal(100)
    assert [each.label for each in told["target_id?"]] == ["WH-CP", "WH-FG2", "PR-CAT"], (
        "a released lot goes nowhere else"
    )


@pytest.mark.requirement("I-20")
@pytest.mark.parametrize(
    ("status", "places"),
    [
        (g.LotStatus.QUARANTINE, {"QC-01", "QC-02", "PR-CAT", "RT-01", "RJ-01"}),
        (g.LotStatus.NONCONFORMING, {"RT-01", "RJ-01"}),
        (g.LotStatus.HOLD, {"QC-01", "QC-02", "RT-01", "RJ-01"}),
    ],
)
@pytest.mark.parametrize("form", [moves.TransferForm, moves.DrawForm])
def test_a_lot_is_offered_the_places_that_may_take_it(
    services: Services, form: type[FormPresenter[Any]], status: g.LotStatus, places: set[str]
) -> None:
    opened = form(services, msgspec.structs.replace(HUBS, status=status))  # type: ignore[call-arg]  # both take a lot
    told = follow(opened)
    opened.begin()
    assert {each.label for each in told["target_id?"]} == places


def test_only_places_that_fit_are_offered(services: Services) -> None:
    form = moves.SendToSterilizerForm(services, CATHETERS)
    told = follow(form)
    form.begin()
    assert [each.label for each in told["target_id?"]] == ["ST-01"]


def test_what_stays_on_the_shelf_is_said(services: Services) -> None:
    form = begun(moves.DrawForm(services, HUBS))
    assert form.summary({"location_id": LocationId(3), "quantity": Decimal(5)}) == "95\u00a0pcs stay at WH-CP."
    assert form.summary({"location_id": LocationId(3), "quantity": Decimal(500)}) == ""


def test_how_many_units_are_named_is_said(services: Services) -> None:
    form = begun(moves.DrawForm(services, CATHETERS))
    said = form.summary({"unit_ids": "PT260801-001..003 PT260801-007"})
    assert said == "4 units: PT260801-001..PT260801-003, PT260801-007"


def test_the_difference_to_a_count_is_said(services: Services) -> None:
    form = begun(leaving.AdjustForm(services, HUBS))
    assert form.summary({"location_id": LocationId(3), "counted": Decimal(97)}).endswith("Difference: -3\u00a0pcs.")
    assert form.summary({"location_id": LocationId(3), "counted": Decimal(103)}).endswith("Difference: +3\u00a0pcs.")


def test_a_serialised_item_asks_for_serial_numbers_and_proposes_them(services: Services) -> None:
    form = making.ProduceForm(services)
    form.begin()
    assert form.field_at("serials") is None
    item = records.named(make_catheter(), services.words)
    form.entered("item_id", {"item_id": item})
    assert form.field_at("serials") is not None
    told = follow(form)
    form.entered("quantity", {"item_id": item, "lot_no": "PT261199", "quantity": Decimal(40), "serials": ""})
    assert told["serials"] == "PT261199-001..040"
    values = {"order_no": "W", "item_id": item, "lot_no": "PT261199", "quantity": Decimal(40)}
    values |= {"serials": told["serials"], "location_id": LocationId(2), "manufactured": date(2026, 11, 20)}
    command = form.checked(values)
    assert isinstance(command, g.ProduceLot)
    assert command.serials == ["PT261199-001..PT261199-040"]


def test_the_order_of_the_output_is_taken_over(services: Services) -> None:
    form = making.ConsumeForm(services, inputs=[HUBS])
    told = follow(form)
    form.begin()
    assert told["lines[0].location_id"] == 3
    form.entered("output_id", {"output_id": choice(OUTPUT), "order_no": "", "lines": []})
    assert told["order_no"] == "WO-2611-900"


def test_a_lot_chosen_in_a_line_offers_its_places(services: Services) -> None:
    form = begun(making.ConsumeForm(services, output=OUTPUT))
    told = follow(form)
    form.entered("lines[1].lot_id", {"lines": [line(), line(lot_id=choice(HUBS))]})
    assert told["lines[1].location_id"] == 3
    assert "WH-CP" in told["lines[1].location_id?"][0].text


def test_a_level_says_how_much_a_package_holds(services: Services) -> None:
    form = making.PackForm(services, HUBS)
    told = follow(form)
    form.begin()
    assert [each.key for each in told["level?"]] == [1, 2]
    form.entered("level", {"level": 2})
    assert told["quantity"] == Decimal(5)


def test_the_second_to_correct_a_lot_corrects_the_newer_version(services: Services) -> None:
    form = quality.CorrectForm(services, HUBS)
    form.changed_meanwhile(RecordChanged(kind="lot", key="R1", changed_by="x", differences=[], version=4))
    command = form.checked(empty(form) | {"reason": "r"})
    assert isinstance(command, g.CorrectLot)
    assert command.version == 4


def test_a_hold_on_many_names_the_first_and_counts_the_others(services: Services) -> None:
    form = quality.HoldForm(services, [(NodeId(n), f"U{n}") for n in range(230)])
    assert form.values["nodes"].endswith("U11 and 218 more")


def test_lookups_ask_the_server_and_show_names(services: Services, fake_server: FakeServer) -> None:
    assert [each.text for each in records.items(services, in_use=True)("CP")] == ["CP-HUB  ·  Catheter hub"]
    found = lookups.lots(services, g.USABLE, in_stock=True)("R26")
    assert found[0].label == HUBS.lot_no
    asked = fake_server.executed[-1]
    assert isinstance(asked, g.ListLots)
    assert asked.filter.lot_no == "R26"
    assert set(asked.filter.statuses) == set(g.USABLE)
    assert records.hits(services, g.NodeKind.SHIPMENT)("SH")[0].key == 900
    assert records.hits(services, g.NodeKind.SHIPMENT)("") == []
    assert [each.label for each in records.partners(services, PartnerKind.CUSTOMER, in_use=True)("C")] == ["C22"]
