"""Moving, issuing, adjusting, scrapping and sending back stock."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    Direction,
    IssueLot,
    LocationForbidden,
    LotEvent,
    LotOnHold,
    LotStatus,
    LotView,
    QuantityInvalid,
    ReasonMissing,
    RejectLot,
    ReturnToSupplier,
    ScrapLot,
    SerialsWrong,
    StockOf,
    StockShort,
    TransferLot,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.errors import RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import LocationId, LotId


def transfer(plant: Plant, lot: LotView, source: str, target: str, quantity: int | str) -> LotView:
    command = TransferLot(
        lot_id=lot.id,
        location_id=plant.at[source],
        target_id=plant.at[target],
        quantity=Decimal(quantity),
        reason="tidy up",
    )
    return plant.do(command)


class TestTransfer:
    def test_moves_part_of_a_lot_and_nothing_gets_lost(self, plant: Plant) -> None:
        lot = plant.material(100)
        assert transfer(plant, lot, "WH", "PR", 30).on_hand == 100
        assert plant.stock(lot) == {"PR": 30, "WH": 70}

    @pytest.mark.requirement("I-20")
    def test_keeps_rejected_goods_out_of_the_store(self, plant: Plant) -> None:
        lot = plant.received()
        plant.do(RejectLot(lot_id=lot.id, reason="wet"))
        with pytest.raises(LocationForbidden):
            transfer(plant, lot, "QC", "WH", 100)
        transfer(plant, lot, "QC", "RJ", 100)
        assert plant.stock(lot) == {"RJ": 100}

    @pytest.mark.requirement("I-44")
    def test_takes_expired_goods_to_their_destruction_with_their_dates_as_they_are(self, plant: Plant) -> None:
        lot = plant.material()
        plant.expire(lot.id)
        expiry = plant.lot(lot.id).expiry
        transfer(plant, lot, "WH", "RJ", 100)
        command = ScrapLot(lot_id=lot.id, location_id=plant.at["RJ"], quantity=Decimal(100), reason="expired")
        after = plant.do(command)
        assert (after.status, after.expiry) == (LotStatus.SCRAPPED, expiry)

    def test_says_how_much_there_is(self, plant: Plant) -> None:
        lot = plant.material(10)
        with pytest.raises(StockShort) as refused:
            transfer(plant, lot, "WH", "PR", 11)
        assert (refused.value.available, refused.value.wanted, refused.value.location) == (
            Decimal(10),
            Decimal(11),
            "WH",
        )

    @pytest.mark.parametrize(("source", "target", "error"), [("WH", "WH", ValueNotAllowed), ("PR", "WH", StockShort)])
    def test_goes_from_where_it_lies_to_somewhere_else(
        self, plant: Plant, source: str, target: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            transfer(plant, plant.material(), source, target, 1)

    def test_knows_no_outside(self, plant: Plant) -> None:
        lot = plant.material()
        row = plant.tx.wire.execute("SELECT id FROM genealogy_location WHERE code = 'CUSTOMERS'").fetchone()
        plant.at["CUSTOMERS"] = LocationId(row[0] if row else 0)
        for source, target in (("WH", "CUSTOMERS"), ("CUSTOMERS", "WH")):
            with pytest.raises(RecordNotFound):
                transfer(plant, lot, source, target, 1)

    def test_takes_all_units_along_or_none(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        with pytest.raises(SerialsWrong):
            transfer(plant, lot, "WH", "PR", 2)
        transfer(plant, lot, "WH", "PR", 3)
        query = "SELECT DISTINCT location_id FROM genealogy_unit WHERE lot_id = %s"
        assert plant.tx.wire.execute(query, (lot.id,)).fetchall() == [(plant.at["PR"],)]


class TestIssue:
    def issue(self, plant: Plant, lot: LotView, target: str = "PR", quantity: int = 5) -> LotView:
        command = IssueLot(
            lot_id=lot.id,
            location_id=plant.at["WH"],
            target_id=plant.at[target],
            quantity=Decimal(quantity),
            order_no="WO-7",
        )
        return plant.do(command)

    def test_goes_to_the_orders_line(self, plant: Plant) -> None:
        lot = plant.material(100)
        self.issue(plant, lot)
        assert plant.stock(lot) == {"PR": 5, "WH": 95}
        query = """SELECT v.kind, v.order_no FROM genealogy_movement v JOIN genealogy_movement_line m ON m.movement_id = v.id
                   WHERE m.lot_id = %s ORDER BY v.id DESC LIMIT 1"""
        assert plant.tx.wire.execute(query, (lot.id,)).fetchone() == ("issue", "WO-7")

    def test_goes_nowhere_else(self, plant: Plant) -> None:
        with pytest.raises(LocationForbidden):
            self.issue(plant, plant.material(), target="QC")

    def test_of_units_stops_at_a_held_one(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        plant.held(plant.unit_ids(lot)[0])
        with pytest.raises(UnitOnHold):
            self.issue(plant, lot, quantity=3)

    @pytest.mark.requirement("I-58")
    def test_brings_a_lot_in_rework_to_its_rework(self, plant: Plant) -> None:
        lot = plant.material(5)
        plant.set_status(lot.id, LotStatus.REWORK)
        self.issue(plant, lot)
        row = plant.tx.wire.execute("SELECT kind FROM genealogy_movement ORDER BY id DESC LIMIT 1").fetchone()
        assert row == ("rework",)
        assert plant.trace(lot.id, Direction.BOTH).edges == []


class TestAdjust:
    def adjust(self, plant: Plant, lot: LotView, counted: int | str) -> LotView:
        command = AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(counted), reason="count 12")
        return plant.do(command)

    @pytest.mark.parametrize(("counted", "difference"), [(97, -3), (104, 4), (0, -100)])
    def test_posts_the_difference(self, plant: Plant, counted: int, difference: int) -> None:
        lot = plant.material(100)
        assert self.adjust(plant, lot, counted).on_hand == counted
        query = """SELECT s.quantity FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id
                   WHERE s.lot_id = %s AND p.code = 'DIFFERENCES'"""
        assert plant.tx.wire.execute(query, (lot.id,)).fetchone() == (-difference,)

    def test_refuses_a_count_that_agrees_or_cannot_be(self, plant: Plant) -> None:
        lot = plant.material(100)
        for counted in (100, -1, "0.5"):
            with pytest.raises(QuantityInvalid):
                self.adjust(plant, lot, counted)

    def test_finds_stock_where_none_was_known(self, plant: Plant) -> None:
        lot = plant.material(100)
        plant.do(AdjustStock(lot_id=lot.id, location_id=plant.at["PR"], counted=Decimal(2), reason="found"))
        assert plant.stock(lot) == {"PR": 2, "WH": 100}

    def test_does_not_count_serialised_goods(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        with pytest.raises(SerialsWrong):
            self.adjust(plant, lot, 2)


class TestScrap:
    def scrap(self, plant: Plant, lot: LotView, quantity: int, at: str = "WH", **fields: Any) -> LotView:
        command = ScrapLot(
            lot_id=lot.id, location_id=plant.at[at], quantity=Decimal(quantity), reason="leak test", **fields
        )
        return plant.do(command)

    def test_of_part_leaves_the_rest_as_it_is(self, plant: Plant) -> None:
        lot = plant.material(10)
        after = self.scrap(plant, lot, 2)
        assert (after.status, after.on_hand) == (LotStatus.RELEASED, Decimal(8))

    def test_of_a_whole_lot_comes_after_its_rejection(self, plant: Plant) -> None:
        lot = plant.material(10)
        with pytest.raises(TransitionIllegal):
            self.scrap(plant, lot, 10)
        plant.do(RejectLot(lot_id=lot.id, reason="x"))
        assert self.scrap(plant, lot, 10).status is LotStatus.SCRAPPED

    def test_of_the_last_pieces_ends_a_lot_that_was_used_as_used_up(self, plant: Plant) -> None:
        lot, output = plant.material(10), plant.produced(plant.component())
        plant.consume(output, lot, 8)
        assert self.scrap(plant, lot, 2).status is LotStatus.CONSUMED

    def test_of_units_names_them(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        ids = plant.unit_ids(lot)
        with pytest.raises(SerialsWrong):
            self.scrap(plant, lot, 2)
        with pytest.raises(QuantityInvalid):
            self.scrap(plant, lot, 2, unit_ids=ids[:1])
        self.scrap(plant, lot, 2, unit_ids=ids[:2])
        assert [unit.status for unit in plant.units(lot)] == [UnitStatus.SCRAPPED, UnitStatus.SCRAPPED, UnitStatus.MADE]
        with pytest.raises(SerialsWrong):
            self.scrap(plant, lot, 1, unit_ids=ids[:1])

    def test_needs_a_reason(self, plant: Plant) -> None:
        lot = plant.material()
        command = ScrapLot(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(1), reason="")
        with pytest.raises(ReasonMissing):
            plant.do(command)

    def test_destroys_no_evidence_that_a_hold_keeps(self, plant: Plant) -> None:
        lot = plant.material()
        plant.held(lot.id)
        with pytest.raises(LotOnHold):
            self.scrap(plant, lot, 1)


class TestReturnToSupplier:
    def command(self, plant: Plant, lot: LotView, quantity: int) -> ReturnToSupplier:
        return ReturnToSupplier(lot_id=lot.id, location_id=plant.at["QC"], quantity=Decimal(quantity), reason="NCR 3")

    def test_sends_rejected_goods_back(self, plant: Plant) -> None:
        lot = plant.received(10)
        with pytest.raises(TransitionIllegal):
            plant.do(self.command(plant, lot, 10))
        plant.do(RejectLot(lot_id=lot.id, reason="x"))
        assert plant.do(self.command(plant, lot, 4)).status is LotStatus.NONCONFORMING
        assert plant.do(self.command(plant, lot, 6)).status is LotStatus.RETURNED_TO_SUPPLIER
        query = "SELECT event FROM genealogy_status_change WHERE lot_id = %s ORDER BY id DESC LIMIT 1"
        assert plant.tx.wire.execute(query, (lot.id,)).fetchone() == (LotEvent.RETURN_TO_SUPPLIER,)


def test_the_sum_over_all_places_is_always_nought(plant: Plant) -> None:
    lot, output = plant.material(100), plant.produced(plant.component())
    plant.consume(output, lot, 8)
    plant.do(AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(90), reason="x"))
    plant.do(ScrapLot(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(1), reason="x"))
    rows = plant.tx.wire.execute("SELECT lot_id, sum(quantity) FROM genealogy_stock GROUP BY lot_id").fetchall()
    assert rows
    assert all(total == 0 for _, total in rows)


def test_of_an_unknown_lot_is_not_found(plant: Plant) -> None:
    with pytest.raises(RecordNotFound):
        plant.do(StockOf(lot_id=LotId(10**12)))
    command = AdjustStock(lot_id=LotId(10**12), location_id=plant.at["WH"], counted=Decimal(1), reason="x")
    with pytest.raises(RecordNotFound):
        plant.do(command)
