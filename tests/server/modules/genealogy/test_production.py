"""What orders make and take up, at the scale of lots, units and single pieces."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    ConsumeLine,
    ConsumeLots,
    CycleForbidden,
    Direction,
    DrawLot,
    EdgeKind,
    LocationForbidden,
    LotEvent,
    LotNotUsable,
    LotOnHold,
    LotStatus,
    LotView,
    ProduceLot,
    QuantityInvalid,
    RejectLot,
    ReleaseLot,
    ReportRework,
    SampleLot,
    Scope,
    ScrapLot,
    SerialsWrong,
    StockShort,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import LotId, UnitId


def scopes(plant: Plant, parent: int) -> dict[str, int]:
    """Return how many edges lead from a node, by the graph in which they count."""
    query = "SELECT scope, count(*) FROM genealogy_edge WHERE parent_id = %s GROUP BY scope"
    return dict(plant.tx.wire.execute(query, (parent,)).fetchall())


class TestProduceLot:
    def test_begins_a_quarantined_lot_with_its_units(self, plant: Plant) -> None:
        device = plant.device(shelf_life_months=36)
        lot = plant.produced(device, 3, order_no="WO-1")
        assert (lot.status, lot.order_no, lot.customer_id, lot.on_hand) == (
            LotStatus.QUARANTINE,
            "WO-1",
            plant.registrant,
            Decimal(3),
        )
        assert lot.expiry is not None
        assert (lot.expiry.year, lot.manufactured) == (plant.tx.today.year + 3, plant.tx.today)
        assert [unit.serial_no for unit in plant.units(lot)] == [f"{lot.lot_no}-0{n}" for n in (1, 2, 3)]
        assert scopes(plant, lot.id) == {"U": 3}

    def test_adds_to_a_lot_that_the_order_has_begun(self, plant: Plant) -> None:
        device = plant.device()
        lot = plant.produced(device, 2, order_no="WO-1", lot_no="P1")
        more = plant.produced(device, 1, order_no="WO-1", lot_no="P1", lot_id=lot.id, serials=["X1"])
        assert (more.id, more.quantity_made, more.on_hand, len(plant.units(lot))) == (lot.id, Decimal(3), Decimal(3), 3)

    @pytest.mark.parametrize("fields", [{"order_no": "WO-2"}, {"lot_no": "P2"}])
    def test_adds_to_no_other_lot(self, plant: Plant, fields: dict[str, Any]) -> None:
        item = plant.component()
        lot = plant.produced(item, 2, order_no="WO-1", lot_no="P1")
        values: dict[str, Any] = {"order_no": "WO-1", "lot_no": "P1"} | fields
        with pytest.raises(ValueNotAllowed):
            plant.produced(item, 1, lot_id=lot.id, **values)

    def test_adds_nothing_to_what_was_released_or_is_held(self, plant: Plant) -> None:
        item = plant.component()
        for state in (LotStatus.RELEASED, LotStatus.NONCONFORMING):
            lot = plant.produced(item, 2)
            plant.set_status(lot.id, state)
            with pytest.raises(TransitionIllegal):
                plant.produced(item, 1, order_no=lot.order_no, lot_no=lot.lot_no, lot_id=lot.id)
        held = plant.produced(item, 2)
        plant.held(held.id)
        with pytest.raises(LotOnHold):
            plant.produced(item, 1, order_no=held.order_no, lot_no=held.lot_no, lot_id=held.id)

    def test_uses_no_serial_number_twice(self, plant: Plant) -> None:
        device = plant.device()
        plant.produced(device, 2, serials=["A1", "A2"])
        for serials in (["A2", "A3"], ["a1", "A3"], ["A3", "A3"]):
            with pytest.raises(SerialsWrong):
                plant.produced(device, 2, serials=serials)
        other = plant.device()
        plant.produced(other, 2, serials=["A1", "A2"])

    def test_puts_nothing_untested_into_the_store(self, plant: Plant) -> None:
        with pytest.raises(LocationForbidden):
            plant.produced(plant.component(), 2, location_id=plant.at["WH"])

    def test_refuses_a_number_that_is_taken(self, plant: Plant) -> None:
        item = plant.component()
        plant.produced(item, 2, lot_no="P1")
        with pytest.raises(RecordExists):
            plant.produced(item, 2, lot_no="P1")

    @pytest.mark.trap("T7")
    def test_two_outputs_of_one_order_are_two_materials_and_not_added_up(self, plant: Plant) -> None:
        left, right = plant.component(), plant.component()
        first = plant.produced(left, 100, order_no="WO-1", lot_no="P1")
        second = plant.produced(right, 100, order_no="WO-1", lot_no="P1")
        assert (first.quantity_made, second.quantity_made) == (Decimal(100), Decimal(100))
        source = plant.material(300)
        plant.consume(first, source, 100)
        plant.consume(second, source, 100)
        assert plant.lot(source.id).on_hand == 100

    def test_of_ten_thousand_serials_is_a_handful_of_statements(self, plant: Plant, statements: Any) -> None:
        device = plant.device()
        serials = [f"S{n:05d}" for n in range(10_000)]
        with statements() as executed:
            lot = plant.produced(device, 10_000, serials=serials, lot_no="BIG")
        assert lot.on_hand == 10_000
        assert len(executed) <= 12


class TestConsumeLots:
    def test_of_an_order_takes_stock_and_makes_one_edge(self, plant: Plant) -> None:
        output, lot = plant.produced(plant.component()), plant.material(100)
        plant.consume(output, lot, 40)
        assert plant.stock(lot) == {"WH": 60}
        assert scopes(plant, lot.id) == {"B": 1}
        (edge,) = plant.trace(output.id, Direction.BACK).edges
        assert (edge.kind, edge.quantity, edge.unit, edge.order_no) == (
            EdgeKind.CONSUMED,
            Decimal(40),
            "pcs",
            output.order_no,
        )

    @pytest.mark.requirement("I-41")
    def test_unit_by_unit_says_which_piece_has_what_and_no_more(self, plant: Plant) -> None:
        output = plant.produced(plant.device(), 3)
        ids = plant.unit_ids(output)
        first, second = plant.material(100), plant.material(100)
        plant.consume(output, first, 2, into=ids[:2])
        plant.consume(output, second, 1, into=ids[2:])
        assert (scopes(plant, first.id), scopes(plant, second.id)) == ({"L": 1, "U": 2}, {"L": 1, "U": 1})
        assert plant.labels(ids[0], Direction.BACK, Scope.UNIT) == {first.lot_no, output.lot_no}
        assert plant.labels(ids[2], Direction.BACK, Scope.UNIT) == {second.lot_no, output.lot_no}
        assert plant.labels(output.id, Direction.BACK, Scope.LOT) == {first.lot_no, second.lot_no}

    @pytest.mark.requirement("I-41")
    def test_piece_into_piece_follows_each_by_itself(self, plant: Plant) -> None:
        shaft = plant.device(kind=ItemKind.SEMI_FINISHED)
        inner = plant.accepted(plant.produced(shaft, 2))
        output = plant.produced(plant.device(), 2)
        inside, outside = plant.unit_ids(inner), plant.unit_ids(output)
        plant.consume(output, inner, 2, units=inside, into=outside)
        assert plant.labels(inside[0], Direction.FORWARD, Scope.UNIT) == {plant.units(output)[0].serial_no}
        assert {unit.status for unit in plant.units(inner)} == {UnitStatus.CONSUMED}
        assert plant.lot(inner.id).status is LotStatus.CONSUMED

    def test_shares_a_quantity_evenly_among_the_units(self, plant: Plant) -> None:
        glue = plant.material("10", item=plant.component(unit="g", quantum=Decimal("0.1")))
        output = plant.produced(plant.device(), 3)
        plant.consume(output, glue, "1", into=plant.unit_ids(output))
        query = "SELECT quantity FROM genealogy_edge WHERE parent_id = %s AND scope = 'U' ORDER BY quantity"
        rows = plant.tx.wire.execute(query, (glue.id,)).fetchall()
        assert [row[0] for row in rows] == [Decimal("0.3"), Decimal("0.3"), Decimal("0.4")]

    def test_ends_a_lot_that_is_used_up(self, plant: Plant) -> None:
        lot = plant.material(5)
        plant.consume(plant.produced(plant.component()), lot, 5)
        assert plant.lot(lot.id).status is LotStatus.CONSUMED

    def test_in_several_lines_takes_no_more_than_lies_there(self, plant: Plant) -> None:
        lot, output = plant.material(10), plant.produced(plant.component())
        line = ConsumeLine(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(6))
        command = ConsumeLots(order_no=output.order_no or "", output_id=output.id, lines=[line, line])
        with pytest.raises(StockShort) as refused:
            plant.do(command)
        assert (refused.value.available, refused.value.wanted, refused.value.field) == (
            Decimal(10),
            Decimal(12),
            "lines[1].quantity",
        )
        assert plant.stock(lot) == {"WH": 10}

    def test_names_units_of_serialised_inputs(self, plant: Plant) -> None:
        inner = plant.accepted(plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3))
        output = plant.produced(plant.device(), 3)
        inside, outside = plant.unit_ids(inner), plant.unit_ids(output)
        wrong: list[tuple[int, list[UnitId], list[UnitId]]] = [
            (2, [], []),
            (2, inside, []),
            (1, [inside[0], inside[0]], []),
            (2, inside[:2], outside),
            (1, inside[:1], inside[1:2]),
            (1, outside[:1], []),
        ]
        for quantity, units, into in wrong:
            with pytest.raises((SerialsWrong, QuantityInvalid)):
                plant.consume(output, inner, quantity, units=units, into=into)
        plant.held(inside[0])
        with pytest.raises(UnitOnHold):
            plant.consume(output, inner, 1, units=inside[:1])

    def test_of_an_order_goes_into_that_orders_lot(self, plant: Plant) -> None:
        output, lot = plant.produced(plant.component()), plant.material()
        line = ConsumeLine(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(1))
        with pytest.raises(ValueNotAllowed):
            plant.do(ConsumeLots(order_no="WO-OTHER", output_id=output.id, lines=[line]))
        with pytest.raises(ValueNotAllowed):
            plant.do(ConsumeLots(order_no=output.order_no or "", output_id=output.id, lines=[]))
        with pytest.raises(RecordNotFound):
            plant.do(ConsumeLots(order_no="WO-1", output_id=LotId(10**12), lines=[line]))

    def test_puts_nothing_into_what_was_decided(self, plant: Plant) -> None:
        output, lot = plant.produced(plant.component()), plant.material()
        plant.accepted(output, "PR")
        with pytest.raises(TransitionIllegal):
            plant.consume(output, lot, 1)

    def test_makes_no_circle(self, plant: Plant) -> None:
        item = plant.component()
        first = plant.accepted(plant.produced(item))
        second = plant.produced(item)
        plant.consume(second, first, 1)
        plant.accepted(second, "WH")
        plant.set_status(first.id, LotStatus.QUARANTINE)
        with pytest.raises(CycleForbidden) as refused:
            plant.consume(first, second, 1)
        assert (refused.value.lot_no, refused.value.output_no) == (second.lot_no, first.lot_no)

    def test_does_not_consume_a_lot_into_itself(self, plant: Plant) -> None:
        output = plant.produced(plant.component(), 3)
        with pytest.raises(LotNotUsable):
            plant.consume(output, output, 1, at="QC")


class TestRework:
    def in_rework(self, plant: Plant, lot: LotView) -> LotView:
        plant.set_status(lot.id, LotStatus.REWORK)
        return plant.moved(lot, "PR")

    @pytest.mark.trap("T1")
    @pytest.mark.requirement("I-58")
    def test_goes_through_its_order_as_itself_without_an_edge_as_often_as_it_must(self, plant: Plant) -> None:
        lot = self.in_rework(plant, plant.produced(plant.component(), 3))
        for cycle in (2, 3):
            plant.consume(lot, lot, 3, at="PR")
            assert plant.stock(lot) == {"PR": 3}
            assert plant.do(ReportRework(lot_id=lot.id, note="trimmed")).cycle == cycle
            plant.do(RejectLot(lot_id=lot.id, reason="again"))
            plant.set_status(lot.id, LotStatus.REWORK)
        assert plant.trace(lot.id, Direction.BOTH).edges == []
        plant.do(ReportRework(lot_id=lot.id, note="trimmed"))
        assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED

    def test_takes_up_fresh_material(self, plant: Plant) -> None:
        lot = self.in_rework(plant, plant.produced(plant.component(), 3))
        fresh = plant.material(10)
        line = ConsumeLine(lot_id=fresh.id, location_id=plant.at["WH"], quantity=Decimal(3))
        plant.do(ConsumeLots(order_no="WO-RW", output_id=lot.id, lines=[line]))
        assert plant.labels(lot.id, Direction.BACK) == {fresh.lot_no}

    def test_into_a_new_lot_of_the_same_item_is_a_reworked_edge(self, plant: Plant) -> None:
        item = plant.component()
        lot = self.in_rework(plant, plant.produced(item, 3))
        output = plant.produced(item, 3)
        plant.consume(output, lot, 3, at="PR")
        assert [edge.kind for edge in plant.trace(output.id, Direction.BACK).edges] == [EdgeKind.REWORKED]
        assert plant.lot(lot.id).status is LotStatus.CONSUMED

    @pytest.mark.requirement("I-41")
    def test_puts_fresh_material_only_into_units_that_are_still_there(self, plant: Plant) -> None:
        lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
        ids = plant.unit_ids(lot)
        plant.accepted(lot, "PR")
        drawn = plant.do(
            DrawLot(
                lot_id=lot.id,
                location_id=plant.at["PR"],
                quantity=Decimal(1),
                target_id=plant.at["PR"],
                unit_ids=ids[:1],
            )
        )
        plant.do(
            ScrapLot(lot_id=lot.id, location_id=plant.at["PR"], quantity=Decimal(1), reason="test", unit_ids=ids[1:2])
        )
        plant.set_status(lot.id, LotStatus.REWORK)
        fresh = plant.material(10)
        line = ConsumeLine(lot_id=fresh.id, location_id=plant.at["WH"], quantity=Decimal(2))
        plant.do(ConsumeLots(order_no="WO-RW", output_id=lot.id, lines=[line]))
        assert fresh.lot_no not in plant.labels(ids[0], Direction.BACK, Scope.UNIT)
        assert fresh.lot_no not in plant.labels(ids[1], Direction.BACK, Scope.UNIT)
        assert fresh.lot_no in plant.labels(ids[2], Direction.BACK, Scope.UNIT)
        assert drawn.lot_no not in plant.labels(fresh.id, Direction.FORWARD, Scope.UNIT)


def test_a_lot_becomes_old_in_order(plant: Plant) -> None:
    lot = plant.material(5)
    plant.consume(plant.produced(plant.component()), lot, 5)
    query = "SELECT event FROM genealogy_status_change WHERE lot_id = %s ORDER BY id"
    events = [row[0] for row in plant.tx.wire.execute(query, (lot.id,))]
    assert events == [LotEvent.RECEIVE, LotEvent.SAMPLE, LotEvent.ACCEPT, LotEvent.USE_UP]


def test_production_needs_an_item_that_is_in_use(plant: Plant) -> None:
    item = plant.component()
    plant.tx.wire.execute("UPDATE items_item SET active = false WHERE id = %s", (item.id,))
    with pytest.raises(RecordNotFound):
        plant.produced(item)
    with pytest.raises(TransitionIllegal):
        plant.do(SampleLot(lot_id=plant.material().id))


def test_a_production_command_is_for_operators(act_as: Any) -> None:
    assert ProduceLot.permission in act_as("operator").permissions
    assert ProduceLot.permission not in act_as("warehouse").permissions
