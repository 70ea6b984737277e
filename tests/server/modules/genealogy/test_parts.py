"""Drawing, splitting and merging: rows of different lots stay apart, and each part names what it came from."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    Direction,
    DrawLot,
    EdgeKind,
    LocationForbidden,
    LotNotUsable,
    LotStatus,
    LotView,
    MergeLots,
    MergeUnlike,
    QuantityInvalid,
    Scope,
    SerialsWrong,
    SplitLot,
    SplitPart,
    StockShort,
    UnitOnHold,
)
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.ids import NodeId


def draw(plant: Plant, lot: LotView, quantity: int | str, to: str = "PR", **fields: Any) -> LotView:
    command = DrawLot(
        lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(quantity), target_id=plant.at[to], **fields
    )
    return plant.do(command)


def split(plant: Plant, lot: LotView, *parts: SplitPart, at: str = "WH") -> list[LotView]:
    return plant.do(SplitLot(lot_id=lot.id, location_id=plant.at[at], parts=list(parts)))


def merge(plant: Plant, *sources: LotView, lot_no: str = "M1", at: str = "WH") -> LotView:
    return plant.do(MergeLots(sources=[lot.id for lot in sources], location_id=plant.at[at], lot_no=lot_no))


class TestDraw:
    def test_leaves_the_shelf_its_identity_and_makes_a_child(self, plant: Plant) -> None:
        lot = plant.material(100)
        child = draw(plant, lot, 30, order_no="WO-1")
        after = plant.lot(lot.id)
        assert (after.lot_no, after.on_hand, after.quantity_made) == (lot.lot_no, Decimal(70), Decimal(100))
        assert (child.lot_no, child.on_hand, child.quantity_made) == (f"{lot.lot_no}-D1", Decimal(30), Decimal(30))
        assert (child.status, child.expiry, child.supplier_lot_no) == (lot.status, lot.expiry, lot.supplier_lot_no)
        assert (plant.stock(lot), plant.stock(child)) == ({"WH": Decimal(70)}, {"PR": Decimal(30)})

    def test_numbers_the_children_on(self, plant: Plant) -> None:
        lot = plant.material(100)
        numbers = [draw(plant, lot, 1).lot_no for _ in range(3)]
        assert numbers == [f"{lot.lot_no}-D{n}" for n in (1, 2, 3)]
        assert draw(plant, lot, 1, child_no="SAMPLE-1").lot_no == "SAMPLE-1"
        with pytest.raises(RecordExists):
            draw(plant, lot, 1, child_no="SAMPLE-1")

    def test_is_one_edge_with_quantity_order_and_time(self, plant: Plant) -> None:
        lot = plant.material(100)
        child = draw(plant, lot, 30, order_no="WO-1")
        (edge,) = plant.trace(child.id, Direction.BACK).edges
        assert (edge.parent, edge.child, edge.kind, edge.quantity) == (
            NodeId(lot.id),
            NodeId(child.id),
            EdgeKind.DRAWN,
            Decimal(30),
        )
        assert (edge.order_no, edge.at) == ("WO-1", plant.tx.now)

    def test_of_everything_uses_the_lot_up(self, plant: Plant) -> None:
        lot = plant.material(100)
        draw(plant, lot, 100)
        assert (plant.lot(lot.id).status, plant.lot(lot.id).on_hand) == (LotStatus.CONSUMED, Decimal(0))

    def test_takes_units_by_name(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        ids = plant.unit_ids(lot)
        child = draw(plant, lot, 2, unit_ids=ids[:2])
        assert plant.unit_ids(child) == ids[:2]
        assert plant.unit_ids(lot) == ids[2:]
        assert plant.labels(ids[0], Direction.BACK, Scope.UNIT) == {lot.lot_no, child.lot_no}
        assert plant.labels(ids[2], Direction.BACK, Scope.UNIT) == {lot.lot_no}

    def test_refuses_what_is_not_there(self, plant: Plant) -> None:
        lot = plant.material(10)
        with pytest.raises(StockShort):
            draw(plant, lot, 11)
        with pytest.raises(QuantityInvalid):
            draw(plant, lot, 0)
        with pytest.raises(LocationForbidden):
            draw(plant, lot, 1, to="RT")

    def test_refuses_units_that_are_not_the_lots_or_are_held(self, plant: Plant) -> None:
        device = plant.device()
        lot, other = (plant.on_market(plant.produced(device, 2)) for _ in range(2))
        ids, strange = plant.unit_ids(lot), plant.unit_ids(other)
        for unit_ids in ([strange[0]], [ids[0], ids[0]], [10**12]):
            with pytest.raises(SerialsWrong):
                draw(plant, lot, len(unit_ids), unit_ids=unit_ids)
        plant.held(ids[0])
        with pytest.raises(UnitOnHold):
            draw(plant, lot, 1, unit_ids=ids[:1])

    def test_needs_a_released_lot(self, plant: Plant) -> None:
        with pytest.raises(LotNotUsable):
            draw(plant, plant.received(), 1)


class TestSplit:
    def test_divides_all_of_it_into_lots_of_the_same_status(self, plant: Plant) -> None:
        lot = plant.received(100)
        parts = [SplitPart(quantity=Decimal(60)), SplitPart(quantity=Decimal(40), lot_no="OWN")]
        first, second = split(plant, lot, *parts, at="QC")
        assert (first.lot_no, second.lot_no) == (f"{lot.lot_no}-S1", "OWN")
        assert (first.status, first.on_hand, second.on_hand) == (LotStatus.QUARANTINE, Decimal(60), Decimal(40))
        assert plant.lot(lot.id).status is LotStatus.CONSUMED
        assert plant.labels(lot.id, Direction.FORWARD) == {first.lot_no, second.lot_no}

    def test_leaves_what_lies_elsewhere(self, plant: Plant) -> None:
        lot = plant.material(100)
        draw(plant, lot, 10, to="WH")
        plant.do(SplitLot(lot_id=lot.id, location_id=plant.at["WH"], parts=[SplitPart(quantity=Decimal(90))]))
        assert plant.lot(lot.id).on_hand == 0

    @pytest.mark.parametrize(
        ("quantities", "error"), [((60, 39), QuantityInvalid), ((60, 41), StockShort), ((), ValueNotAllowed)]
    )
    def test_adds_up_to_what_lies_there(
        self, plant: Plant, quantities: tuple[int, ...], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            split(plant, plant.material(100), *(SplitPart(quantity=Decimal(quantity)) for quantity in quantities))

    def test_refuses_one_number_for_two_parts(self, plant: Plant) -> None:
        parts = [SplitPart(quantity=Decimal(50), lot_no="SAME") for _ in range(2)]
        with pytest.raises(RecordExists):
            split(plant, plant.material(100), *parts)

    def test_shares_out_the_units(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        ids = plant.unit_ids(lot)
        parts = [SplitPart(quantity=Decimal(1), unit_ids=ids[:1]), SplitPart(quantity=Decimal(2), unit_ids=ids[1:])]
        first, second = split(plant, lot, *parts)
        assert (plant.unit_ids(first), plant.unit_ids(second)) == (ids[:1], ids[1:])

    def test_gives_no_unit_twice(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 2))
        ids = plant.unit_ids(lot)
        parts = [SplitPart(quantity=Decimal(1), unit_ids=ids[:1])] * 2
        with pytest.raises(SerialsWrong):
            split(plant, lot, *parts)


class TestMerge:
    def test_names_every_source_as_a_parent_and_expires_with_the_earliest(self, plant: Plant) -> None:
        item = plant.component(shelf_life_months=12)
        first, second = (plant.material(10 * n, item=item, manufactured=plant.tx.today) for n in (1, 2))
        plant.expire(second.id, days=-3)
        made = merge(plant, first, second)
        assert (made.on_hand, made.expiry, made.status) == (
            Decimal(30),
            plant.lot(second.id).expiry,
            LotStatus.RELEASED,
        )
        edges = plant.trace(made.id, Direction.BACK).edges
        assert {(edge.parent, edge.quantity) for edge in edges} == {
            (NodeId(first.id), Decimal(10)),
            (NodeId(second.id), Decimal(20)),
        }
        assert [plant.lot(lot.id).status for lot in (first, second)] == [LotStatus.CONSUMED, LotStatus.CONSUMED]

    def test_keeps_the_rows_of_the_sources_apart(self, plant: Plant) -> None:
        item = plant.component()
        first, second = plant.material(10, item=item), plant.material(20, item=item)
        made = merge(plant, first, second)
        query = "SELECT lot_id, quantity FROM genealogy_movement_line WHERE target_lot_id = %s ORDER BY lot_id"
        assert plant.tx.wire.execute(query, (made.id,)).fetchall() == [(first.id, 10), (second.id, 20)]

    def test_puts_only_like_with_like(self, plant: Plant) -> None:
        with pytest.raises(MergeUnlike):
            merge(plant, plant.material(), plant.material())

    def test_needs_something_of_each_there(self, plant: Plant) -> None:
        item = plant.component()
        first, second = plant.material(item=item), plant.material(item=item)
        plant.moved(second, "PR")
        with pytest.raises(StockShort):
            merge(plant, first, second)

    def test_takes_each_once_under_a_new_number(self, plant: Plant) -> None:
        item = plant.component()
        first, second = plant.material(item=item), plant.material(item=item)
        with pytest.raises(SerialsWrong):
            merge(plant, first, first)
        with pytest.raises(RecordExists):
            merge(plant, first, second, lot_no=first.lot_no)

    def test_of_serialised_lots_keeps_each_units_own_descent(self, plant: Plant) -> None:
        device = plant.device()
        first, second = (plant.on_market(plant.produced(device, 2)) for _ in range(2))
        one = plant.unit_ids(first)[0]
        made = merge(plant, first, second)
        assert plant.labels(one, Direction.BACK, Scope.UNIT) == {first.lot_no, made.lot_no}
        assert len(plant.units(made)) == 4
