"""One lot's whole story: from a scanned box at the dock to evidence that an outsider verifies."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Person
from veralot_server.cli.story import check, forge
from veralot_server.core.audit.heads import log_key
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import (
    ConsumeLine,
    ConsumeLots,
    Direction,
    DrawLot,
    ExportDossier,
    Find,
    GetDossier,
    GetLot,
    HoldReason,
    LiftHold,
    ListHolds,
    ListLocations,
    ListUnits,
    LotNotUsable,
    LotStatus,
    NodeKind,
    PackageEntry,
    PackLot,
    PlaceHold,
    ProduceLot,
    ReceiveLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReturnFromSterilizer,
    SampleLot,
    Scope,
    SendToSterilizer,
    ShipLine,
    ShipLots,
    StockOf,
    Trace,
    TransferLot,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.items import ListItems, ListPartners
from veralot_shared.messages import Page
from veralot_shared.rules import gs1

People = Callable[[str], Person]
Story = dict[str, Any]

OUTSIDES = {"SUPPLIERS", "WIP", "CUSTOMERS", "DESTROYED", "DIFFERENCES"}

pytestmark = pytest.mark.requirement("CN-08")


@pytest.fixture(scope="module")
def places(people: People) -> dict[str, Any]:
    return {place.code: place.id for place in people("warehouse").call(ListLocations())}


@pytest.fixture(scope="module")
def items(people: People) -> dict[str, Any]:
    return {item.code: item.id for item in people("warehouse").call(ListItems(page=Page(limit=1000)))}


@pytest.fixture(scope="module")
def partners(people: People) -> dict[str, Any]:
    return {partner.code: partner.id for partner in people("warehouse").call(ListPartners(page=Page(limit=1000)))}


def lot_of(person: Person, number: str) -> Any:
    """Return the lot that the one search box leads to."""
    hit = next(hit for hit in person.call(Find(text=number)) if hit.lot_id is not None)
    return person.call(GetLot(id=hit.lot_id))


@pytest.mark.requirement("I-30")
@pytest.mark.requirement("GS1-04")
def test_a_scanned_box_stands_in_quarantine(
    people: People, story: Story, places: dict[str, Any], items: dict[str, Any], partners: dict[str, Any]
) -> None:
    told = story["receive"]
    scanned = gs1.parse(told["scan"], today=date(2026, 11, 23))
    assert (scanned.get("01"), scanned.get("10")) == (told["gtin"], told["supplier_lot_no"])
    lot = people("warehouse").call(
        ReceiveLot(
            item_id=items[told["item"]],
            lot_no=told["lot_no"],
            supplier_id=partners[told["supplier"]],
            supplier_lot_no=told["supplier_lot_no"],
            quantity=Decimal(told["quantity"]),
            unit=told["unit"],
            location_id=places[told["location"]],
            manufactured=date.fromisoformat(told["manufactured"]),
            expiry=date.fromisoformat(told["expiry"]),
            order_no=told["purchase_order"],
        )
    )
    assert lot.status == LotStatus.QUARANTINE
    assert lot.on_hand == Decimal(told["quantity"])


@pytest.mark.requirement("I-39")
def test_a_quarantined_lot_cannot_be_drawn_and_the_refusal_says_who_can_change_it(
    people: People, story: Story, places: dict[str, Any]
) -> None:
    lot = lot_of(people("warehouse"), story["receive"]["lot_no"])
    with pytest.raises(LotNotUsable) as refused:
        people("warehouse").call(
            DrawLot(
                lot_id=lot.id,
                location_id=places[story["receive"]["location"]],
                quantity=Decimal(1),
                target_id=places[story["draw"]["target"]],
            )
        )
    assert refused.value.status == LotStatus.QUARANTINE
    assert refused.value.who


@pytest.mark.requirement("P11-17")
@pytest.mark.requirement("P11-21")
def test_qa_releases_it_with_an_electronic_signature(people: People, story: Story, places: dict[str, Any]) -> None:
    told = story["receive"]
    lot = lot_of(people("inspector"), told["lot_no"])
    people("inspector").call(SampleLot(lot_id=lot.id))
    released = people("qa").sign(ReleaseLot(lot_id=lot.id), reason="All characteristics accepted")
    assert released.status == LotStatus.RELEASED
    move = TransferLot(
        lot_id=lot.id,
        location_id=places[told["location"]],
        target_id=places[told["store"]],
        quantity=Decimal(told["quantity"]),
    )
    people("warehouse").call(move)


@pytest.mark.requirement("I-41")
def test_part_of_it_is_drawn_and_the_shelf_keeps_its_identity(
    people: People, story: Story, places: dict[str, Any]
) -> None:
    told = story["draw"]
    lot = lot_of(people("warehouse"), told["lot_no"])
    child = people("warehouse").call(
        DrawLot(
            lot_id=lot.id,
            location_id=places[told["location"]],
            quantity=Decimal(told["quantity"]),
            target_id=places[told["target"]],
            child_no=told["child_no"],
            order_no=told["order_no"],
        )
    )
    shelf = people("warehouse").call(GetLot(id=lot.id))
    assert (child.lot_no, child.on_hand) == (told["child_no"], Decimal(told["quantity"]))
    assert (shelf.lot_no, shelf.on_hand) == (lot.lot_no, lot.on_hand - child.on_hand)


def test_it_is_consumed_unit_by_unit(
    people: People, story: Story, places: dict[str, Any], items: dict[str, Any]
) -> None:
    told, operator = story["produce"], people("operator")
    made = operator.call(
        ProduceLot(
            order_no=told["order_no"],
            item_id=items[told["item"]],
            lot_no=told["lot_no"],
            quantity=Decimal(told["quantity"]),
            unit=told["unit"],
            location_id=places[told["location"]],
            manufactured=date(2026, 11, 22),
            serials=told["serials"],
        )
    )
    units = [unit.id for unit in operator.call(ListUnits(lot_id=made.id))]
    lines = []
    for line in story["consume"]:
        lot = next(
            operator.call(GetLot(id=hit.lot_id))
            for hit in operator.call(Find(text=line["lot_no"]))
            if hit.kind == "lot" and hit.label == line["lot_no"]
        )
        known = {unit.serial_no: unit.id for unit in operator.call(ListUnits(lot_id=lot.id, page=Page(limit=1000)))}
        lines.append(
            ConsumeLine(
                lot_id=lot.id,
                location_id=places[line["location"]],
                quantity=Decimal(line["quantity"]),
                unit_ids=[known[serial] for serial in line["serials"]],
                into_units=units,
            )
        )
    operator.call(ConsumeLots(order_no=told["order_no"], output_id=made.id, lines=lines))
    back = operator.call(Trace(root=units[0], direction=Direction.BACK, scope=Scope.UNIT))
    labels = {node.label for node in back.nodes}
    assert {story["draw"]["child_no"], story["receive"]["lot_no"]} <= labels
    assert not set(told["serials"][1:]) & labels


@pytest.mark.requirement("CN-17")
def test_sterilized_released_twice_packed_and_shipped(
    people: People, story: Story, places: dict[str, Any], partners: dict[str, Any]
) -> None:
    told = story["finish"]
    lot = lot_of(people("warehouse"), told["lot_no"])
    trip = {"lot_id": lot.id, "load_no": told["load_no"]}
    out = SendToSterilizer(location_id=places[told["waiting"]], target_id=places[told["sterilizer"]], **trip)
    people("warehouse").call(out)
    home = ReturnFromSterilizer(location_id=places[told["sterilizer"]], target_id=places[told["waiting"]], **trip)
    people("warehouse").call(home)
    people("final_inspector").call(SampleLot(lot_id=lot.id))
    people("qa").sign(ReleaseProduction(lot_id=lot.id))
    people("warehouse").call(
        TransferLot(
            lot_id=lot.id, location_id=places[told["waiting"]], target_id=places[told["store"]], quantity=lot.on_hand
        )
    )
    units = [unit.id for unit in people("warehouse").call(ListUnits(lot_id=lot.id))]
    packed = story["pack"]
    package = PackageEntry(package_no=packed["package_no"], unit_ids=units)
    boxes = people("warehouse").call(
        PackLot(lot_id=lot.id, location_id=places[told["store"]], level=packed["level"], packages=[package])
    )
    assert [box.package_no for box in boxes] == [packed["package_no"]]
    line = ShipLine(lot_id=lot.id, location_id=places[told["store"]], quantity=lot.on_hand, package_ids=[boxes[0].id])
    ship = ShipLots(
        shipment_no=story["ship"]["shipment_no"], customer_id=partners[story["ship"]["customer"]], lines=[line]
    )
    with pytest.raises(LotNotUsable):
        people("warehouse").call(ship)
    people("registrant").sign(ReleaseToMarket(lot_id=lot.id))
    people("warehouse").call(ship)
    assert people("warehouse").call(GetLot(id=lot.id)).status == LotStatus.SHIPPED


def test_a_complaint_leads_to_the_suppliers_lot_and_to_every_unit_that_shares_it(people: People, story: Story) -> None:
    told, suspect = story["complaint"], story["suspect"]
    qa = people("qa")
    (unit,) = [hit for hit in qa.call(Find(text=told["serial"])) if hit.kind == "unit"]
    back = qa.call(Trace(root=unit.id, direction=Direction.BACK, scope=Scope.UNIT))
    source = next(node for node in back.nodes if node.label == suspect["lot_no"])
    forward = qa.call(Trace(root=source.id, direction=Direction.FORWARD, scope=Scope.UNIT))
    finished = {
        node.id: node for node in forward.nodes if node.kind == NodeKind.UNIT and node.item_code == told["item"]
    }
    assert told["serial"] in {node.label for node in finished.values()}
    assert len(finished) >= suspect["units"]
    shipped = [node for node in finished.values() if node.status == "shipped"]
    assert len(shipped) >= suspect["units_shipped"]
    reached = {node.customer for node in forward.nodes if node.kind == NodeKind.SHIPMENT}
    assert len(reached - {None}) >= len(suspect["customers"])

    lots = [node.id for node in forward.nodes if node.kind == NodeKind.LOT]
    holds = qa.sign(
        PlaceHold(
            node_ids=[source.id, *lots, *finished],
            reason_code=HoldReason.COMPLAINT,
            reason=f"{told['text']} {told['text_zh']}",
        )
    )
    assert {hold.node_id for hold in holds} == {source.id, *lots, *finished}
    assert len({hold.signature_id for hold in holds}) == 1
    assert qa.call(GetLot(id=source.id)).status == LotStatus.HOLD


@pytest.mark.requirement("P11-11")
def test_who_placed_a_hold_does_not_lift_it(people: People, story: Story) -> None:
    qa = people("qa")
    lot = lot_of(qa, story["suspect"]["lot_no"])
    holds = qa.call(ListHolds(node_ids=[lot.id]))
    with pytest.raises(SignerNotAllowed):
        qa.sign(LiftHold(hold_ids=[holds[0].id], reason="Closed"))


def test_held_units_cannot_be_shipped(people: People, story: Story, partners: dict[str, Any]) -> None:
    warehouse = people("warehouse")
    loose = (
        (lot, unit)
        for lot in (lot_of(warehouse, number) for number in story["suspect"]["lots"])
        for unit in warehouse.call(ListUnits(lot_id=lot.id, page=Page(limit=1000)))
        if unit.status == UnitStatus.MADE and unit.package_no is None
    )
    lot, unit = next(loose)
    stock = next(stock for stock in warehouse.call(StockOf(lot_id=lot.id)) if stock.location not in OUTSIDES)
    line = ShipLine(lot_id=lot.id, location_id=stock.location_id, quantity=Decimal(1), unit_ids=[unit.id])
    with pytest.raises((LotNotUsable, UnitOnHold)) as refused:
        warehouse.call(ShipLots(shipment_no="SH-HELD", customer_id=partners[story["ship"]["customer"]], lines=[line]))
    assert "hold" in str(refused.value).casefold()


@pytest.mark.requirement("P11-03")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_dossier_is_verified_with_no_server(
    people: People, story: Story, demo_plant: Settings, tmp_path: Path, language: str
) -> None:
    qa = people("qa")
    lot = lot_of(qa, story["complaint"]["lot_no"])
    assert {section.id.partition(".")[0] for section in qa.call(GetDossier(lot_id=lot.id)).sections} >= {
        "genealogy",
        "identity",
        "audit",
    }
    file = qa.call(ExportDossier(lot_id=lot.id, language=language))
    pdf = tmp_path / file.name
    pdf.write_bytes(file.content)
    program = shutil.which("veralot-verify", path=str(Path(sys.executable).parent))
    assert program is not None
    authority = demo_plant.keys / "plant" / "ca.pem"
    arguments = [program, str(pdf), "--key", log_key(demo_plant).vkey, "--certificate", str(authority)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.requirement("P11-02")
def test_a_row_altered_by_the_databases_owner_is_named(people: People, demo_plant: Settings) -> None:
    people("qa")
    assert check(demo_plant).clean
    assert "row changed" in forge(demo_plant)
    assert check(demo_plant).clean
