"""Whatever suspects reach is found, counted where it is, and adds up, lot by lot."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls, row
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    DrawLot,
    LocationKind,
    LotStatus,
    LotView,
    ReturnLot,
    Scope,
    ScrapLot,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.recall import AffectedLot, LotSuspect, SerialsSuspect
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId


def figures(lot: AffectedLot, *names: str) -> list[int]:
    return [int(getattr(lot, name)) for name in names]


@pytest.fixture
def shipped(plant: Plant) -> tuple[LotView, LotView]:
    """Return a component of which 40 went into 10 devices, and those devices, of which 6 were shipped and 2 came back."""
    part = plant.material(100)
    device = plant.device(kind=ItemKind.FINISHED)
    made = plant.produced(device, 10)
    plant.consume(made, part, 40)
    plant.on_market(made)
    units = plant.unit_ids(made)
    sent = plant.shipped(made, 6, unit_ids=units[:6])
    plant.do(
        ReturnLot(
            shipment_id=sent.id,
            lot_id=made.id,
            quantity=Decimal(2),
            location_id=plant.at["RT"],
            reason="Wrong size",
            unit_ids=units[:2],
        )
    )
    return part, made


@pytest.mark.parametrize("scope", Scope)
def test_a_component_leads_to_what_it_went_into_and_who_has_that(
    recalls: Recalls, shipped: tuple[LotView, LotView], scope: Scope
) -> None:
    part, made = shipped
    found = recalls.of(part, scope)
    assert figures(row(found, part), "made", "on_hand", "used") == [100, 60, 40]
    assert figures(row(found, made), "made", "on_hand", "shipped", "returned", "passed_on") == [10, 4, 6, 2, 2]
    back = next(lot for lot in found.lots if lot.id not in {part.id, made.id})
    assert figures(back, "made", "on_hand", "shipped", "returned") == [2, 2, 0, 0]
    assert found.units == 10
    assert [lot.suspect for lot in found.lots].count(True) == 1
    assert found.complete


@pytest.mark.parametrize("scope", Scope)
def test_what_passes_between_lots_is_counted_once(
    recalls: Recalls, shipped: tuple[LotView, LotView], scope: Scope
) -> None:
    part, made = shipped
    found = recalls.of(part, scope)
    total = next(each for each in found.totals if each.item_id == made.item_id)
    assert [int(value) for value in (total.made, total.on_hand, total.shipped, total.returned)] == [10, 6, 6, 2]
    assert total.unaccounted == 0
    assert total.percent == Decimal(100)
    assert {each.item_id for each in found.totals} == {part.item_id, made.item_id}, "items are never added up"


def test_consignees_are_told_by_shipment(recalls: Recalls, shipped: tuple[LotView, LotView], plant: Plant) -> None:
    found = recalls.of(shipped[0])
    (line,) = found.shipped
    assert (line.customer_id, line.lot_no, line.quantity, line.returned) == (
        plant.registrant,
        shipped[1].lot_no,
        Decimal(6),
        Decimal(2),
    )


def test_where_it_lies_is_told_place_by_place(recalls: Recalls, shipped: tuple[LotView, LotView]) -> None:
    found = recalls.of(shipped[0])
    lying = {(place.location, place.kind, int(place.quantity)) for place in found.places}
    assert lying == {
        ("WH", LocationKind.WAREHOUSE, 60),
        ("WH", LocationKind.WAREHOUSE, 4),
        ("RT", LocationKind.RETURNS, 2),
    }


@pytest.mark.requirement("QMSR-12")
def test_only_the_units_it_went_into_are_affected(plant: Plant, recalls: Recalls) -> None:
    part = plant.material(100)
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 5)
    units = plant.unit_ids(made)
    plant.consume(made, part, 2, into=units[1:3])
    exact, whole = recalls.of(part, Scope.UNIT), recalls.of(part, Scope.LOT)
    assert (row(exact, made).whole, exact.units) == (False, 2)
    assert row(exact, made).serials == f"{made.lot_no}-02…03"
    assert figures(row(exact, made), "made", "on_hand") == [2, 2]
    assert (row(whole, made).whole, whole.units) == (True, 5)


def test_a_range_of_serials_finds_those_units_alone(plant: Plant, recalls: Recalls) -> None:
    device = plant.device(kind=ItemKind.SEMI_FINISHED)
    made, other = plant.produced(device, 12, lot_no="SN"), plant.produced(device, 3, lot_no="SX")
    suspect = SerialsSuspect(item_id=device.id, first="SN-09", last="SN-11")
    found = recalls.find(suspect)
    assert found.suspects[0].units == 3
    assert row(found, made).serials == "SN-09…11"
    assert other.id not in {lot.id for lot in recalls.find(suspect, scope=Scope.LOT).lots}
    assert row(recalls.find(suspect, scope=Scope.LOT), made).whole


def test_what_a_count_did_not_find_is_unaccounted(plant: Plant, recalls: Recalls) -> None:
    part = plant.material(100)
    plant.do(AdjustStock(lot_id=part.id, location_id=plant.at["WH"], counted=Decimal(97), reason="Count"))
    found = recalls.of(part)
    assert row(found, part).unaccounted == 3
    assert (row(found, part).percent, found.percent) == (Decimal(97), Decimal(97))


def test_what_was_found_too_much_is_not_accounted_for_either(plant: Plant, recalls: Recalls) -> None:
    item = plant.component()
    short, long = plant.material(100, item), plant.material(100, item)
    for lot, counted in ((short, 98), (long, 102)):
        plant.do(AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(counted), reason="Count"))
    found = recalls.find(LotSuspect(lot_id=short.id), LotSuspect(lot_id=long.id))
    assert found.totals[0].unaccounted == 0
    assert found.totals[0].percent == Decimal(98)


def test_scrap_and_stock_in_process_have_their_own_places(plant: Plant, recalls: Recalls) -> None:
    part = plant.material(100)
    plant.do(ScrapLot(lot_id=part.id, location_id=plant.at["WH"], quantity=Decimal(5), reason="Broken"))
    child = plant.do(
        DrawLot(lot_id=part.id, location_id=plant.at["WH"], quantity=Decimal(20), target_id=plant.at["PR"])
    )
    found = recalls.of(part)
    assert figures(row(found, part), "on_hand", "passed_on", "scrapped", "unaccounted") == [75, 20, 5, 0]
    assert figures(row(found, child), "made", "in_process") == [20, 20]
    assert (found.totals[0].made, found.totals[0].lots) == (Decimal(100), 2)


def test_a_use_that_no_edge_tells_of_makes_the_answer_incomplete(plant: Plant, recalls: Recalls) -> None:
    part = plant.material(100)
    query = """WITH used AS (
        INSERT INTO genealogy_movement (kind, at, reason, by_id) VALUES ('consume', now(), '', %(user)s) RETURNING id)
        INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity)
        SELECT used.id, %(lot)s, %(lot)s, %(place)s, p.id, 5 FROM used, genealogy_location p
        WHERE p.kind = 'work_in_process'"""
    values = {"user": plant.tx.actor.user_id, "lot": part.id, "place": plant.at["WH"]}
    plant.tx.wire.execute(query, values)
    found = recalls.of(part)
    assert not found.complete
    assert row(found, part).gap is not None


def test_held_and_status_are_told(plant: Plant, recalls: Recalls) -> None:
    part = plant.material(100)
    plant.held(part.id)
    found = recalls.of(part)
    assert (row(found, part).status, row(found, part).held) == (LotStatus.HOLD, 1)


def test_a_lot_that_is_not_there_is_not_found(recalls: Recalls) -> None:
    with pytest.raises(RecordNotFound):
        recalls.find(LotSuspect(lot_id=LotId(10**9)))


@pytest.mark.requirement("P11-11")
@pytest.mark.trap("T11")
def test_a_customers_user_finds_its_own_lots_alone(plant: Plant, recalls: Recalls, act_as: Any) -> None:
    part = plant.material(100)
    own = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3)
    others = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED, customer_id=plant.other), 3)
    plant.consume(own, part, 3)
    plant.consume(others, part, 3)
    act_as("registrant", customer_id=plant.registrant)
    found = recalls.of(part)
    assert {lot.id for lot in found.lots} == {own.id}
    assert not found.complete
    assert found.hidden == 2
    with pytest.raises(RecordNotFound):
        recalls.of(others)
