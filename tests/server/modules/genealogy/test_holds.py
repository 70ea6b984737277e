"""Holds: they stack, they stop every use, and each is lifted by itself."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    ConsumeLine,
    ConsumeLots,
    DrawLot,
    HoldLifted,
    HoldReason,
    HoldView,
    IssueLot,
    LiftHold,
    ListHolds,
    LotEvent,
    LotNotUsable,
    LotOnHold,
    LotStatus,
    LotView,
    MergeLots,
    NodeKind,
    PackageEntry,
    PackLot,
    PlaceHold,
    ReasonMissing,
    SampleLot,
    ScrapLot,
    ShipLine,
    ShipLots,
    SplitLot,
    SplitPart,
    UnitOnHold,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import HoldId, NodeId
from veralot_shared.messages import Page


def place(plant: Plant, *nodes: int, reason: str = "burst") -> list[HoldView]:
    command = PlaceHold(node_ids=[NodeId(node) for node in nodes], reason_code=HoldReason.COMPLAINT, reason=reason)
    return plant.do(command)


def lift(plant: Plant, *holds: HoldView) -> list[HoldView]:
    return plant.do(LiftHold(hold_ids=[hold.id for hold in holds], reason="cause closed"))


def test_stack_and_the_last_one_lifted_brings_the_former_state_back(plant: Plant) -> None:
    lot = plant.material()
    (first,) = place(plant, lot.id, reason="complaint 17")
    (second,) = place(plant, lot.id, reason="supplier notice")
    view = plant.lot(lot.id)
    assert (view.status, view.status_beneath, view.holds) == (LotStatus.HOLD, LotStatus.RELEASED, 2)
    lift(plant, first)
    assert plant.lot(lot.id).status is LotStatus.HOLD
    (lifted,) = lift(plant, second)
    assert (lifted.lifted_by, plant.lot(lot.id).status) == ("Tester", LotStatus.RELEASED)


def test_are_written_into_the_lots_history(plant: Plant) -> None:
    lot = plant.material()
    (hold,) = place(plant, lot.id)
    lift(plant, hold)
    query = (
        "SELECT event, from_status, to_status FROM genealogy_status_change WHERE lot_id = %s ORDER BY id DESC LIMIT 2"
    )
    assert plant.tx.wire.execute(query, (lot.id,)).fetchall() == [
        (LotEvent.LIFT, LotStatus.HOLD, LotStatus.RELEASED),
        (LotEvent.HOLD, LotStatus.RELEASED, LotStatus.HOLD),
    ]


def uses(plant: Plant, lot: LotView, output: LotView) -> dict[str, Callable[[], object]]:
    """Return every way to use a lot, ready to be tried."""
    at: dict[str, Any] = {"lot_id": lot.id, "location_id": plant.at["WH"]}
    one = Decimal(1)
    line = ConsumeLine(**at, quantity=one)
    consume = ConsumeLots(order_no=output.order_no or "", output_id=output.id, lines=[line])
    ship = ShipLots(shipment_no="SH-X", customer_id=plant.registrant, lines=[ShipLine(**at, quantity=one)])
    pack = PackLot(**at, level=1, packages=[PackageEntry(package_no="PK-X", quantity=one)])
    return {
        "issue": lambda: plant.do(IssueLot(**at, target_id=plant.at["PR"], quantity=one, order_no="WO-1")),
        "draw": lambda: plant.do(DrawLot(**at, quantity=one, target_id=plant.at["PR"])),
        "consume": lambda: plant.do(consume),
        "pack": lambda: plant.do(pack),
        "ship": lambda: plant.do(ship),
    }


@pytest.mark.requirement("I-39")
@pytest.mark.parametrize("way", ["issue", "draw", "consume", "pack", "ship"])
@pytest.mark.parametrize(
    "state", ["held", "expired", LotStatus.NONCONFORMING, LotStatus.QUARANTINE, LotStatus.IN_TEST, LotStatus.RECALLED]
)
def test_no_lot_that_is_held_expired_rejected_or_untested_is_used(plant: Plant, way: str, state: str) -> None:
    lot = plant.material(item=plant.component(levels=(1,)))
    output = plant.produced(plant.component())
    if state == "held":
        place(plant, lot.id)
    elif state == "expired":
        plant.expire(lot.id)
    else:
        plant.set_status(lot.id, LotStatus(state))
    before = plant.stock(lot)
    with pytest.raises(LotNotUsable) as refused:
        uses(plant, lot, output)[way]()
    assert refused.value.status == (LotStatus.HOLD if state == "held" else LotStatus(state))
    assert refused.value.why
    assert refused.value.who
    assert plant.stock(lot) == before


@pytest.mark.parametrize("way", ["issue", "draw", "consume", "pack", "ship"])
def test_a_released_lot_is_used_in_each_of_these_ways(plant: Plant, way: str) -> None:
    lot = plant.material(item=plant.component(levels=(1,)))
    uses(plant, lot, plant.produced(plant.component()))[way]()


class TestUnits:
    @pytest.mark.trap("T8")
    def test_are_held_one_by_one_and_their_lot_goes_on(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device()))
        ids = plant.unit_ids(lot)
        (hold,) = place(plant, ids[0])
        assert (hold.node_kind, hold.label) == (NodeKind.UNIT, plant.units(lot)[0].serial_no)
        assert plant.lot(lot.id).status is LotStatus.MARKET_RELEASED
        with pytest.raises(UnitOnHold) as refused:
            plant.shipped(lot, 2, unit_ids=ids[:2])
        assert refused.value.serials == [hold.label]
        plant.shipped(lot, 1, unit_ids=ids[1:2])
        lift(plant, hold)
        plant.shipped(lot, 1, unit_ids=ids[:1])

    def test_of_a_held_lot_are_not_used_either(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device()))
        place(plant, lot.id)
        with pytest.raises(LotOnHold):
            plant.shipped(lot, 1, unit_ids=plant.unit_ids(lot)[:1])

    @pytest.mark.trap("T4")
    def test_may_be_held_when_they_are_gone(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device()))
        plant.shipped(lot, 3)
        assert len(place(plant, lot.id, *plant.unit_ids(lot))) == 4


def test_many_nodes_are_held_in_one_action_under_one_signature(plant: Plant, act_as: Any) -> None:
    lots = [plant.material() for _ in range(3)]
    number = plant.sign(act_as("quality_head").user_id)
    holds = place(plant, *(lot.id for lot in lots), lots[0].id)
    assert [hold.signature_id for hold in holds] == [number] * 3
    assert {hold.label for hold in holds} == {lot.lot_no for lot in lots}


def test_a_held_lot_is_not_sampled_split_merged_or_destroyed(plant: Plant) -> None:
    item = plant.component()
    lot, other = plant.material(item=item), plant.material(item=item)
    place(plant, lot.id)
    at: dict[str, Any] = {"lot_id": lot.id, "location_id": plant.at["WH"]}
    for command in (
        SplitLot(**at, parts=[SplitPart(quantity=Decimal(100))]),
        MergeLots(sources=[lot.id, other.id], location_id=plant.at["WH"], lot_no="M1"),
        ScrapLot(**at, quantity=Decimal(1), reason="x"),
    ):
        with pytest.raises(LotOnHold):
            plant.do(command)
    waiting = plant.received()
    place(plant, waiting.id)
    with pytest.raises(LotOnHold):
        plant.do(SampleLot(lot_id=waiting.id))


class TestLifting:
    def test_is_done_once(self, plant: Plant) -> None:
        (hold,) = place(plant, plant.material().id)
        lift(plant, hold)
        with pytest.raises(HoldLifted) as refused:
            lift(plant, hold)
        assert (refused.value.label, refused.value.lifted_by) == (hold.label, "Tester")

    def test_needs_holds_that_exist(self, plant: Plant) -> None:
        with pytest.raises(RecordNotFound):
            plant.do(LiftHold(hold_ids=[HoldId(10**9)], reason="x"))
        with pytest.raises(ValueNotAllowed):
            plant.do(LiftHold(hold_ids=[], reason="x"))


def test_need_a_reason_and_something_to_hold(plant: Plant) -> None:
    lot = plant.material()
    with pytest.raises(ReasonMissing):
        place(plant, lot.id, reason="")
    with pytest.raises(ValueNotAllowed):
        place(plant)
    with pytest.raises(RecordNotFound) as refused:
        place(plant, lot.id, 10**12)
    assert refused.value.field == "node_ids[1]"
    assert plant.lot(lot.id).holds == 0


def test_lie_on_lots_and_units_not_on_packages_or_shipments(plant: Plant) -> None:
    lot = plant.on_market(plant.produced(plant.device()))
    shipment = plant.shipped(lot, 3)
    with pytest.raises(RecordNotFound):
        place(plant, shipment.id)


def test_are_listed_open_ones_first(plant: Plant) -> None:
    first, second = plant.material(), plant.material()
    (old,) = place(plant, first.id)
    (new,) = place(plant, second.id)
    lift(plant, new)
    assert [hold.id for hold in plant.do(ListHolds())] == [old.id]
    assert [hold.id for hold in plant.do(ListHolds(open_only=False))] == [old.id, new.id]
    assert [hold.id for hold in plant.do(ListHolds(open_only=False, node_ids=[NodeId(second.id)]))] == [new.id]
    assert plant.do(ListHolds(open_only=False, page=Page(offset=2))) == []
