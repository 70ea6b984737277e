"""Each form builds its command, fills in what follows, and says what is wrong before anything is sent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.client.modules.plant import (
    NOW,
    make_catheter,
    make_catheter_lot,
    make_hold,
    make_item,
    make_locations,
    make_lot,
    make_partner,
    make_stock,
    make_units,
)
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import leaving, lookups, making, moves, quality
from veralot_client.modules.genealogy.presenters.forms import FORMS
from veralot_client.modules.genealogy.presenters.possibilities import POSSIBLE
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts import genealogy as g
from veralot_shared.contracts.items import GetItem, ListItems, ListPartners, PartnerKind
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import HoldId, LocationId, LotId, NodeId, PackageId, ShipmentId, UnitId

HUBS = make_lot(status=g.LotStatus.RELEASED)
CATHETERS = make_catheter_lot(status=g.LotStatus.MARKET_RELEASED)
OUTPUT = make_catheter_lot(61, lot_no="PT261199", order_no="WO-2611-900", status=g.LotStatus.QUARANTINE)
UNITS = make_units(CATHETERS, 40)
CUSTOMER = make_partner(22, code="C22", kind=PartnerKind.CUSTOMER, name="Heart Devices", name_zh="心器械")
SHIPMENT = g.Hit(
    kind="shipment", id=900, label="SH-26-0025", detail="C22", detail_zh="C22", lot_id=LotId(60), matched="shipment_no"
)


@pytest.fixture(autouse=True)
def plant(fake_server: FakeServer) -> None:
    """A server that knows the lots, places and partners of these tests."""
    lots = {lot.id: lot for lot in (HUBS, CATHETERS, OUTPUT)}
    units = {CATHETERS.id: UNITS, OUTPUT.id: make_units(OUTPUT, 5)}
    fake_server.answer(g.StockOf, lambda query: [make_stock(lots[query.lot_id], 3)])
    fake_server.answer(g.ListLocations, make_locations())
    fake_server.answer(g.ListUnits, lambda query: units.get(query.lot_id, []))
    fake_server.answer(g.ListPackages, [package(1), package(2)])
    fake_server.answer(GetItem, make_catheter())
    fake_server.answer(ListItems, [make_item()])
    fake_server.answer(ListPartners, [CUSTOMER])
    fake_server.answer(g.ListLots, g.LotPage(total=3, rows=list(lots.values())))
    fake_server.answer(g.Find, [SHIPMENT])


def package(number: int) -> g.PackageView:
    return g.PackageView(
        id=PackageId(700 + number),
        package_no=f"P{number}",
        level=1,
        gtin="09521202225158",
        lot_id=CATHETERS.id,
        quantity=Decimal(5),
        inside_id=None,
    )


def choice(lot: g.LotView) -> Choice:
    return Choice(lot.id, lot.lot_no, "", lot)


def begun(form: FormPresenter[Any]) -> FormPresenter[Any]:
    """Return a form that stands and has read what it needs."""
    form.begin()
    return form


def empty(form: FormPresenter[Any]) -> Values:
    """Return what the form's fields hold at first."""
    nothing = {FieldKind.TEXT: "", FieldKind.NOTE: "", FieldKind.SERIALS: "", FieldKind.LINES: [], FieldKind.FIXED: ""}
    return {field.name: nothing.get(field.kind) for field in form.fields} | form.values


def line(**values: Any) -> Values:
    return {"lot_id": None, "location_id": LocationId(3), "quantity": None, "unit_ids": "", "package_ids": "", **values}


def ids(numbers: range) -> list[UnitId]:
    return [UnitId(600_000 + number) for number in numbers]


Case = tuple[Callable[[Services], FormPresenter[Any]], Values, object]

CASES: dict[str, Case] = {
    "sample": (lambda s: quality.SampleForm(s, HUBS), {"note": "SP-014"}, g.SampleLot(lot_id=HUBS.id, note="SP-014")),
    "release": (lambda s: quality.ReleaseForm(s, HUBS), {}, g.ReleaseLot(lot_id=HUBS.id)),
    "production release": (
        lambda s: quality.ReleaseProductionForm(s, CATHETERS),
        {"note": "complete"},
        g.ReleaseProduction(lot_id=CATHETERS.id, note="complete"),
    ),
    "market release": (
        lambda s: quality.ReleaseToMarketForm(s, CATHETERS),
        {},
        g.ReleaseToMarket(lot_id=CATHETERS.id),
    ),
    "reject": (
        lambda s: quality.RejectForm(s, HUBS),
        {"reason": "cracked"},
        g.RejectLot(lot_id=HUBS.id, reason="cracked"),
    ),
    "dispose": (
        lambda s: quality.DisposeForm(s, HUBS),
        {"disposition": g.Disposition.REWORK, "justification": "NCR-7"},
        g.DisposeLot(lot_id=HUBS.id, disposition=g.Disposition.REWORK, justification="NCR-7"),
    ),
    "rework": (
        lambda s: quality.ReworkForm(s, CATHETERS),
        {"note": "resealed"},
        g.ReportRework(lot_id=CATHETERS.id, note="resealed"),
    ),
    "hold": (
        lambda s: quality.HoldForm(s, [(NodeId(1), "R1"), (NodeId(9), "U9")]),
        {"reason_code": g.HoldReason.COMPLAINT, "reason": "burst"},
        g.PlaceHold(node_ids=[NodeId(1), NodeId(9)], reason_code=g.HoldReason.COMPLAINT, reason="burst"),
    ),
    "lift": (
        lambda s: quality.LiftForm(s, [make_hold(1), make_hold(2)]),
        {"reason": "assessed"},
        g.LiftHold(hold_ids=[HoldId(1), HoldId(2)], reason="assessed"),
    ),
    "recall": (
        lambda s: quality.RecallForm(s, [HUBS, CATHETERS]),
        {"reason": "class II"},
        g.RecallLots(lot_ids=[HUBS.id, CATHETERS.id], reason="class II"),
    ),
    "correct": (
        lambda s: quality.CorrectForm(s, HUBS),
        {"expiry": date(2031, 9, 30), "reason": "certificate"},
        g.CorrectLot(
            lot_id=HUBS.id,
            version=1,
            supplier_lot_no=HUBS.supplier_lot_no,
            manufactured=HUBS.manufactured,
            expiry=date(2031, 9, 30),
            reason="certificate",
        ),
    ),
    "move": (
        lambda s: moves.TransferForm(s, HUBS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(7)},
        g.TransferLot(lot_id=HUBS.id, location_id=LocationId(3), target_id=LocationId(5), quantity=Decimal(7)),
    ),
    "issue": (
        lambda s: moves.IssueForm(s, HUBS),
        {"order_no": "WO-1", "location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(7)},
        g.IssueLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            target_id=LocationId(5),
            quantity=Decimal(7),
            order_no="WO-1",
        ),
    ),
    "draw": (
        lambda s: moves.DrawForm(s, HUBS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(5), "child_no": "R1-D1"},
        g.DrawLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            quantity=Decimal(5),
            target_id=LocationId(5),
            child_no="R1-D1",
        ),
    ),
    "draw units": (
        lambda s: moves.DrawForm(s, CATHETERS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "unit_ids": "PT260801-002..004"},
        g.DrawLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            quantity=Decimal(3),
            target_id=LocationId(5),
            unit_ids=ids(range(2, 5)),
        ),
    ),
    "split": (
        lambda s: moves.SplitForm(s, HUBS),
        {
            "location_id": LocationId(3),
            "parts": [{"quantity": Decimal(60), "lot_no": "A"}, {"quantity": Decimal(40), "lot_no": ""}],
        },
        g.SplitLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            parts=[g.SplitPart(quantity=Decimal(60), lot_no="A"), g.SplitPart(quantity=Decimal(40))],
        ),
    ),
    "merge": (
        lambda s: moves.MergeForm(s, [HUBS]),
        {"sources": [{"lot": choice(HUBS)}, {"lot": choice(CATHETERS)}], "location_id": LocationId(3), "lot_no": "M1"},
        g.MergeLots(sources=[HUBS.id, CATHETERS.id], location_id=LocationId(3), lot_no="M1"),
    ),
    "to the sterilizer": (
        lambda s: moves.SendToSterilizerForm(s, CATHETERS),
        {"load_no": "EO-1", "location_id": LocationId(3), "target_id": LocationId(8)},
        g.SendToSterilizer(lot_id=CATHETERS.id, location_id=LocationId(3), target_id=LocationId(8), load_no="EO-1"),
    ),
    "from the sterilizer": (
        lambda s: moves.ReturnFromSterilizerForm(s, CATHETERS),
        {"load_no": "EO-1", "location_id": LocationId(8), "target_id": LocationId(2)},
        g.ReturnFromSterilizer(lot_id=CATHETERS.id, location_id=LocationId(8), target_id=LocationId(2), load_no="EO-1"),
    ),
    "produce more": (
        lambda s: making.ProduceForm(s, OUTPUT),
        {"quantity": Decimal(2), "serials": "PT261199-006..007", "location_id": LocationId(2)},
        g.ProduceLot(
            order_no="WO-2611-900",
            item_id=OUTPUT.item_id,
            lot_no="PT261199",
            quantity=Decimal(2),
            unit="pcs",
            location_id=LocationId(2),
            manufactured=date(2026, 10, 12),
            serials=["PT261199-006", "PT261199-007"],
            lot_id=OUTPUT.id,
        ),
    ),
    "consume, one unit into each": (
        lambda s: making.ConsumeForm(s, output=OUTPUT),
        {
            "into_units": "PT261199-001..002",
            "lines": [
                line(lot_id=choice(CATHETERS), unit_ids="PT260801-020 PT260801-021"),
                line(lot_id=choice(HUBS), quantity=Decimal(2)),
            ],
        },
        g.ConsumeLots(
            order_no="WO-2611-900",
            output_id=OUTPUT.id,
            lines=[
                g.ConsumeLine(
                    lot_id=CATHETERS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(2),
                    unit_ids=ids(range(20, 22)),
                    into_units=[UnitId(610_001), UnitId(610_002)],
                ),
                g.ConsumeLine(
                    lot_id=HUBS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(2),
                    into_units=[UnitId(610_001), UnitId(610_002)],
                ),
            ],
        ),
    ),
    "pack units": (
        lambda s: making.PackForm(s, CATHETERS),
        {"level": 2, "location_id": LocationId(3), "package_nos": "B1..B2", "unit_ids": "PT260801-001..004"},
        g.PackLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            level=2,
            packages=[
                g.PackageEntry(package_no="B1", unit_ids=ids(range(1, 3))),
                g.PackageEntry(package_no="B2", unit_ids=ids(range(3, 5))),
            ],
        ),
    ),
    "pack packages": (
        lambda s: making.PackForm(s, CATHETERS),
        {"level": 2, "location_id": LocationId(3), "package_nos": "B1", "package_ids": "P1 P2"},
        g.PackLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            level=2,
            packages=[g.PackageEntry(package_no="B1", package_ids=[PackageId(701), PackageId(702)])],
        ),
    ),
    "pack a quantity": (
        lambda s: making.PackForm(s, HUBS),
        {"level": 1, "location_id": LocationId(3), "package_nos": "B1..B2", "quantity": Decimal(50)},
        g.PackLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            level=1,
            packages=[
                g.PackageEntry(package_no="B1", quantity=Decimal(50)),
                g.PackageEntry(package_no="B2", quantity=Decimal(50)),
            ],
        ),
    ),
    "ship packages": (
        lambda s: leaving.ShipForm(s, [CATHETERS]),
        {
            "shipment_no": "SH-1",
            "customer_id": Choice(CUSTOMER.id, "C22", "", CUSTOMER),
            "lines": [line(lot_id=choice(CATHETERS), package_ids="P1 P2")],
        },
        g.ShipLots(
            shipment_no="SH-1",
            customer_id=CUSTOMER.id,
            lines=[
                g.ShipLine(
                    lot_id=CATHETERS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(10),
                    package_ids=[PackageId(701), PackageId(702)],
                )
            ],
        ),
    ),
    "take back units": (
        lambda s: leaving.ReturnForm(s, CATHETERS),
        {
            "shipment_id": Choice(900, "SH-26-0025", "", SHIPMENT),
            "unit_ids": "PT260801-029",
            "location_id": LocationId(6),
            "reason": "burst",
        },
        g.ReturnLot(
            shipment_id=ShipmentId(900),
            lot_id=CATHETERS.id,
            quantity=Decimal(1),
            location_id=LocationId(6),
            reason="burst",
            unit_ids=ids(range(29, 30)),
        ),
    ),
    "return to supplier": (
        lambda s: leaving.ReturnToSupplierForm(s, HUBS),
        {"location_id": LocationId(3), "quantity": Decimal(100), "reason": "NCR-7"},
        g.ReturnToSupplier(lot_id=HUBS.id, location_id=LocationId(3), quantity=Decimal(100), reason="NCR-7"),
    ),
    "scrap": (
        lambda s: leaving.ScrapForm(s, HUBS),
        {"location_id": LocationId(3), "quantity": Decimal(4), "reason": "broken"},
        g.ScrapLot(lot_id=HUBS.id, location_id=LocationId(3), quantity=Decimal(4), reason="broken"),
    ),
    "adjust": (
        lambda s: leaving.AdjustForm(s, HUBS),
        {"location_id": LocationId(3), "counted": Decimal(0), "reason": "count sheet 7"},
        g.AdjustStock(lot_id=HUBS.id, location_id=LocationId(3), counted=Decimal(0), reason="count sheet 7"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_form_sends_its_command(services: Services, name: str) -> None:
    make, typed, command = CASES[name]
    form = begun(make(services))
    values = empty(form) | typed
    for place in range(len(values.get("lines", []))):
        form.entered(f"lines[{place}].lot_id", values)
    assert form.checked(values) == command


def test_units_that_are_not_read_yet_are_no_wrong_units(services: Services) -> None:
    form = moves.DrawForm(services, CATHETERS)
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form) | PLACE | {"unit_ids": "PT260801-001"})
    flaw = wrong.value.flaws[0]
    assert isinstance(flaw, Flaw)
    assert "still being read" in flaw.text


@pytest.mark.parametrize("name", CASES)
def test_an_empty_form_names_every_field_that_is_missing(services: Services, name: str) -> None:
    make, typed, _command = CASES[name]
    form = begun(make(services))
    must = {field.name for field in form.fields if field.required and field.kind is not FieldKind.FIXED}
    entered = {key for key, value in empty(form).items() if value not in (None, "", [])}
    if not must - entered:
        return
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form))
    assert {flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)} >= must - entered
    assert typed is not None


@pytest.mark.parametrize("name", CASES)
def test_a_form_says_what_it_does_and_bears_what_is_incomplete(services: Services, name: str) -> None:
    make, _typed, _command = CASES[name]
    form = begun(make(services))
    assert form.heading()
    assert "{" not in form.heading()
    assert form.button
    assert isinstance(form.summary(empty(form)), str)
    for field in form.fields:
        form.entered(field.name, empty(form))


def test_every_action_of_the_dossier_opens_a_form_or_is_known_otherwise() -> None:
    assert set(POSSIBLE) - set(FORMS) == {"genealogy.lift", "genealogy.trace", "genealogy.export"}


def flaws(form: FormPresenter[Any], typed: Values) -> list[str]:
    """Return the fields at which a form finds something wrong."""
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form) | typed)
    return [flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)]


PLACE = {"location_id": LocationId(3), "target_id": LocationId(5)}


@pytest.mark.parametrize(
    ("make", "typed", "fields"),
    [
        (lambda s: moves.TransferForm(s, HUBS), PLACE | {"quantity": Decimal(0)}, ["quantity"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-099"}, ["unit_ids"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-003..001"}, ["unit_ids"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-001 PT260801-001"}, ["unit_ids"]),
        (
            lambda s: moves.SplitForm(s, HUBS),
            {"location_id": LocationId(3), "parts": [{"quantity": Decimal(99), "lot_no": ""}]},
            ["parts"],
        ),
        (
            lambda s: moves.MergeForm(s, [HUBS]),
            {"sources": [{"lot": choice(HUBS)}], "location_id": LocationId(3), "lot_no": "M1"},
            ["sources"],
        ),
        (
            lambda s: making.ProduceForm(s, OUTPUT),
            {"quantity": Decimal(3), "serials": "A1..A2", "location_id": LocationId(2)},
            ["serials"],
        ),
        (lambda s: making.ConsumeForm(s, output=OUTPUT), {"lines": [line(lot_id=choice(HUBS))]}, ["lines[0].quantity"]),
        (
            lambda s: making.PackForm(s, CATHETERS),
            {"level": 2, "location_id": LocationId(3), "package_nos": "B1..B2", "unit_ids": "PT260801-001..003"},
            ["unit_ids"],
        ),
        (
            lambda s: making.PackForm(s, HUBS),
            {"level": 1, "location_id": LocationId(3), "package_nos": "B1"},
            ["quantity"],
        ),
        (
            lambda s: making.PackForm(s, CATHETERS),
            {"level": 2, "location_id": LocationId(3), "package_nos": "B1", "package_ids": "P9"},
            ["package_ids"],
        ),
        (
            lambda s: leaving.ShipForm(s, [CATHETERS]),
            {
                "shipment_no": "S",
                "customer_id": Choice(CUSTOMER.id, "C22", "", CUSTOMER),
                "lines": [line(lot_id=choice(CATHETERS), package_ids="P9")],
            },
            ["lines[0].package_ids"],
        ),
        (
            lambda s: leaving.AdjustForm(s, HUBS),
            {"location_id": LocationId(3), "counted": Decimal(-1), "reason": "x"},
            ["counted"],
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field_before_anything_is_sent(
    services: Services, make: Callable[[Services], FormPresenter[Any]], typed: Values, fields: list[str]
) -> None:
    assert flaws(begun(make(services)), typed) == fields


# --- what follows from what is entered -------------------------------------------------------------------------------


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
    assert [each.label for each in told["target_id?"]] == [
        "QC-01", "QC-02", "WH-CP", "WH-FG2", "PR-CAT", "RT-01", "RJ-01", "ST-01"
    ]  # fmt: skip


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
    item = lookups.item_choice(make_catheter(), services.words)
    form.entered("item_id", {"item_id": item})
    assert form.field_at("serials") is not None
    told = follow(form)
    form.entered("quantity", {"item_id": item, "lot_no": "PT261199", "quantity": Decimal(40), "serials": ""})
    assert told["serials"] == "PT261199-001..040"
    values = {"order_no": "W", "item_id": item, "lot_no": "PT261199", "quantity": Decimal(40)}
    values |= {"serials": told["serials"], "location_id": LocationId(2), "manufactured": date(2026, 11, 20)}
    command = form.checked(values)
    assert isinstance(command, g.ProduceLot)
    assert command.serials[-1] == "PT261199-040"


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
    assert [each.text for each in lookups.items(services)("CP")] == ["CP-HUB  ·  Catheter hub"]
    found = lookups.lots(services, g.USABLE, in_stock=True)("R26")
    assert found[0].label == HUBS.lot_no
    asked = fake_server.executed[-1]
    assert isinstance(asked, g.ListLots)
    assert asked.filter.lot_no == "R26"
    assert set(asked.filter.statuses) == set(g.USABLE)
    assert lookups.shipments(services)("SH")[0].key == 900
    assert lookups.shipments(services)("") == []
    assert [each.label for each in lookups.partners(services, PartnerKind.CUSTOMER)("C")] == ["C22"]
    assert NOW is not None
