"""Taking suppliers' lots in, correcting them, and the places where they lie."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    CorrectLot,
    CreateLocation,
    ExpiryPassed,
    GetDossier,
    ListLocations,
    LocationForbidden,
    LocationKind,
    LotEvent,
    LotsChanged,
    LotStatus,
    QuantityInvalid,
    ReasonMissing,
    ReceiveLot,
    SerialsWrong,
)
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ItemId, LocationId, LotId


@pytest.fixture
def command(plant: Plant) -> ReceiveLot:
    """Return a receipt as a warehouse user enters it."""
    item = plant.component(unit="kg", quantum=Decimal("0.001"), shelf_life_months=12)
    return ReceiveLot(
        item_id=item.id,
        lot_no="R1",
        supplier_id=plant.supplier,
        supplier_lot_no="SZ-1",
        quantity=Decimal(2500),
        unit="g",
        location_id=plant.at["QC"],
        manufactured=plant.tx.today - timedelta(days=30),
        order_no="PO-1",
    )


def but(command: ReceiveLot, **fields: Any) -> ReceiveLot:
    return msgspec.structs.replace(command, **fields)


class TestReceiveLot:
    @pytest.mark.requirement("I-30")
    def test_puts_the_lot_into_quarantine(self, plant: Plant, command: ReceiveLot) -> None:
        lot = plant.do(command)
        assert (lot.status, lot.lot_no, lot.supplier_lot_no, lot.supplier) == (
            LotStatus.QUARANTINE,
            "R1",
            "SZ-1",
            "S1 Ltd.",
        )
        assert (lot.quantity_made, lot.on_hand, lot.unit, lot.created_by) == (
            Decimal("2.5"),
            Decimal("2.5"),
            "kg",
            "Tester",
        )
        assert plant.stock(lot) == {"QC": Decimal("2.5")}
        assert (LotsChanged(lot_ids=[lot.id]), None) in plant.tx.events

    def test_sets_the_date_of_expiry_by_the_shelf_life_unless_the_supplier_gives_one(
        self, plant: Plant, command: ReceiveLot
    ) -> None:
        made = command.manufactured
        assert made is not None
        expiry = plant.do(command).expiry
        assert expiry is not None
        assert (expiry.year, expiry.month) == (made.year + 1, made.month)
        given = plant.tx.today + timedelta(days=5)
        assert plant.do(but(command, lot_no="R2", expiry=given)).expiry == given

    def test_leaves_the_outside_with_as_much_less(self, plant: Plant, command: ReceiveLot) -> None:
        lot = plant.do(command)
        query = "SELECT sum(quantity) FROM genealogy_stock WHERE lot_id = %s"
        row = plant.tx.wire.execute(query, (lot.id,)).fetchone()
        assert row == (0,)

    def test_refuses_a_number_that_the_item_has_already(self, plant: Plant, command: ReceiveLot) -> None:
        plant.do(command)
        with pytest.raises(RecordExists):
            plant.do(command)
        other = plant.component(unit="kg")
        assert plant.do(but(command, item_id=other.id, quantity=Decimal(1000))).lot_no == "R1"

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"quantity": Decimal(0)}, QuantityInvalid),
            ({"quantity": Decimal("0.5")}, QuantityInvalid),
            ({"unit": "m"}, QuantityInvalid),
            ({"lot_no": ""}, ValueNotAllowed),
            ({"supplier_lot_no": " "}, ValueNotAllowed),
            ({"order_no": "x\ty"}, ValueNotAllowed),
            ({"item_id": ItemId(99_999)}, RecordNotFound),
            ({"location_id": LocationId(99_999)}, RecordNotFound),
        ],
    )
    def test_refuses_what_has_no_sense_and_writes_nothing(
        self, plant: Plant, command: ReceiveLot, fields: dict[str, Any], error: type[Exception]
    ) -> None:
        count = "SELECT count(*) FROM genealogy_lot"
        before = plant.tx.wire.execute(count).fetchone()
        with pytest.raises(error):
            plant.do(but(command, **fields))
        assert plant.tx.wire.execute(count).fetchone() == before

    def test_refuses_expired_goods_and_dates_in_the_future(self, plant: Plant, command: ReceiveLot) -> None:
        today = plant.tx.today
        with pytest.raises(ExpiryPassed):
            plant.do(but(command, expiry=today - timedelta(days=1)))
        with pytest.raises(ValueNotAllowed):
            plant.do(but(command, manufactured=today + timedelta(days=1)))

    @pytest.mark.requirement("I-20")
    @pytest.mark.parametrize("place", ["WH", "RT", "RJ", "ST"])
    def test_refuses_to_put_untested_goods_elsewhere(self, plant: Plant, command: ReceiveLot, place: str) -> None:
        with pytest.raises(LocationForbidden):
            plant.do(but(command, location_id=plant.at[place]))

    def test_takes_from_suppliers_only(self, plant: Plant, command: ReceiveLot) -> None:
        with pytest.raises(RecordNotFound):
            plant.do(but(command, supplier_id=plant.registrant))

    def test_needs_serial_numbers_for_serialised_goods_and_so_takes_none_in(
        self, plant: Plant, command: ReceiveLot
    ) -> None:
        with pytest.raises(SerialsWrong):
            plant.do(but(command, item_id=plant.device().id, quantity=Decimal(1), unit="pcs"))


class TestCorrectLot:
    def correction(self, plant: Plant, lot_id: LotId, version: int = 1, **fields: Any) -> CorrectLot:
        values: dict[str, Any] = {
            "supplier_lot_no": "SZ-2",
            "manufactured": None,
            "expiry": plant.tx.today,
            "reason": "misread label",
        }
        return CorrectLot(lot_id=lot_id, version=version, **(values | fields))

    @pytest.mark.requirement("P11-08")
    def test_changes_what_was_misread_and_keeps_the_reason(self, plant: Plant) -> None:
        lot = plant.received()
        after = plant.do(self.correction(plant, lot.id))
        assert (after.supplier_lot_no, after.expiry, after.version) == ("SZ-2", plant.tx.today, 2)
        query = """SELECT reason, old->>'supplier_lot_no' FROM audit.entry
                   WHERE table_name = 'genealogy_lot' AND key = %s ORDER BY id DESC"""
        assert plant.tx.wire.execute(query, (str(lot.id),)).fetchone() == ("misread label", lot.supplier_lot_no)

    def test_needs_a_reason(self, plant: Plant) -> None:
        with pytest.raises(ReasonMissing):
            plant.do(self.correction(plant, plant.received().id, reason=" "))

    def test_tells_the_second_of_two(self, plant: Plant) -> None:
        lot = plant.received()
        plant.do(self.correction(plant, lot.id, supplier_lot_no="FIRST"))
        with pytest.raises(RecordChanged) as refused:
            plant.do(self.correction(plant, lot.id, supplier_lot_no="SECOND"))
        assert [d.field for d in refused.value.differences] == ["supplier_lot_no"]
        assert refused.value.changed_by == "Tester"

    def test_is_not_disturbed_by_a_hold_placed_meanwhile(self, plant: Plant) -> None:
        lot = plant.received()
        plant.held(lot.id)
        assert plant.do(self.correction(plant, lot.id)).supplier_lot_no == "SZ-2"


class TestCreateLocation:
    def test_makes_a_place_that_is_listed(self, plant: Plant) -> None:
        made = plant.do(
            CreateLocation(
                code="WH-2", name="Store 2", name_zh="二库", kind=LocationKind.WAREHOUSE, customer_id=plant.other
            )
        )
        assert made in plant.do(ListLocations())

    @pytest.mark.parametrize("code", ["WH", "wh"])
    def test_refuses_a_code_that_is_taken(self, plant: Plant, code: str) -> None:
        with pytest.raises(RecordExists):
            plant.do(CreateLocation(code=code, name="Store", kind=LocationKind.WAREHOUSE))

    def test_makes_no_second_outside_and_no_strangers_store(self, plant: Plant) -> None:
        with pytest.raises(ValueNotAllowed):
            plant.do(CreateLocation(code="X", name="X", kind=LocationKind.CUSTOMERS))
        with pytest.raises(RecordNotFound):
            plant.do(CreateLocation(code="X", name="X", kind=LocationKind.WAREHOUSE, customer_id=plant.supplier))


@pytest.mark.trap("T15")
def test_present_master_data_never_stands_in_for_what_was_frozen(plant: Plant) -> None:
    item = plant.component(shelf_life_months=12)
    lot = plant.received(item=item, manufactured=plant.tx.today)
    undated = plant.received(item=item)
    plant.tx.wire.execute(
        "UPDATE items_item SET shelf_life_months = 60, customer_id = %s WHERE id = %s", (plant.other, item.id)
    )
    after = plant.lot(lot.id)
    assert (after.expiry, after.customer_id) == (lot.expiry, None)
    shown = plant.do(GetDossier(lot_id=undated.id)).lot
    assert (shown.manufactured, shown.expiry) == (None, None)


def test_the_history_begins_with_the_receipt(plant: Plant) -> None:
    lot = plant.received()
    section = next(s for s in plant.do(GetDossier(lot_id=lot.id)).sections if s.id == "genealogy.status")
    (row,) = section.rows
    assert row[1:4] == [LotEvent.RECEIVE, LotStatus.EXPECTED, LotStatus.QUARANTINE]
