"""Shipping, and taking back what was shipped."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_server.modules.genealogy import locations, lots, posting
from veralot_shared.contracts.genealogy import (
    Direction,
    EdgeKind,
    GetDossier,
    LocationForbidden,
    LocationKind,
    LotEvent,
    LotNotUsable,
    LotStatus,
    LotView,
    MovementKind,
    PackageEntry,
    QuantityInvalid,
    ReasonMissing,
    RejectLot,
    ReleaseProduction,
    ReturnLot,
    SampleLot,
    Scope,
    SerialsWrong,
    ShipLine,
    ShipLots,
    ShipmentView,
    StockShort,
    TransferLot,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import NodeId, PackageId, ShipmentId


@pytest.fixture
def devices(plant: Plant) -> LotView:
    """Return a released lot of four serialised devices, two to a box."""
    return plant.on_market(plant.produced(plant.device(levels=(1, 2)), 4))


class TestShipLots:
    def test_hands_units_to_a_customer(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        shipment = plant.shipped(devices, 1, plant.other, unit_ids=ids[:1])
        assert shipment.customer == "OTH Ltd."
        unit = plant.units(devices)[0]
        assert (unit.status, unit.customer) == (UnitStatus.SHIPPED, "OTH Ltd.")
        assert plant.stock(devices) == {"WH": 3}
        assert plant.labels(ids[0], Direction.FORWARD, Scope.UNIT) == {shipment.shipment_no}
        assert plant.labels(ids[1], Direction.FORWARD, Scope.UNIT) == set()
        assert plant.labels(shipment.id, Direction.BACK, Scope.UNIT) == {unit.serial_no, devices.lot_no}

    def test_takes_and_gives_back_a_range_of_serial_numbers(self, plant: Plant, devices: LotView) -> None:
        first, second, third, fourth = (unit.serial_no for unit in plant.units(devices))
        shipment = plant.shipped(devices, 3, plant.other, serials=[f"{first}..{third}"])
        assert [unit.status for unit in plant.units(devices)] == ["shipped", "shipped", "shipped", "made"]
        assert plant.labels(shipment.id, Direction.BACK, Scope.UNIT) == {first, second, third, devices.lot_no}
        values: dict[str, Any] = {"shipment_id": shipment.id, "lot_id": devices.id, "location_id": plant.at["RT"]}
        wrong = {3: [f"{second}..{fourth}"], 2: [second, "STRANGE"], 1: [f"{third}..{second}"], 4: [second, second]}
        for count, serials in wrong.items():
            with pytest.raises(SerialsWrong) as refused:
                plant.do(ReturnLot(**values, quantity=Decimal(count), reason="x", serials=serials))
            assert refused.value.field == "serials"
        child = plant.do(ReturnLot(**values, quantity=Decimal(2), reason="x", serials=[f"{second}..{third}"]))
        assert [unit.serial_no for unit in plant.units(child)] == [second, third]

    def test_refuses_serial_numbers_that_are_not_there(self, plant: Plant, devices: LotView) -> None:
        first, second, third, _ = (unit.serial_no for unit in plant.units(devices))
        other = plant.on_market(plant.produced(plant.device(), 1))
        elsewhere = plant.units(other)[0].serial_no
        plant.shipped(devices, 1, plant.other, serials=[first])
        for serials, ids in (([first], []), ([elsewhere], []), ([second], plant.unit_ids(devices)[1:2])):
            with pytest.raises(SerialsWrong):
                plant.shipped(devices, len(serials) + len(ids), plant.other, serials=serials, unit_ids=ids)
        with pytest.raises(QuantityInvalid):
            plant.shipped(devices, 1, plant.other, serials=[f"{second}..{third}"])
        material = plant.material(5)
        with pytest.raises(SerialsWrong):
            plant.shipped(material, 1, plant.other, serials=["S1"])

    def test_sends_a_package_with_everything_in_it(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        shipment = plant.shipped(devices, 2, plant.other, package_ids=[box.id])
        assert [unit.status for unit in plant.units(devices)] == ["shipped", "shipped", "made", "made"]
        assert plant.labels(ids[0], Direction.FORWARD, Scope.UNIT) == {"B1", shipment.shipment_no}
        assert plant.labels(ids[2], Direction.FORWARD, Scope.UNIT) == set()

    def test_ends_a_lot_when_all_of_it_is_gone(self, plant: Plant, devices: LotView) -> None:
        plant.shipped(devices, 4)
        assert plant.lot(devices.id).status is LotStatus.SHIPPED

    def test_sends_a_loose_quantity(self, plant: Plant) -> None:
        lot = plant.material(10)
        shipment = plant.shipped(lot, 4)
        (edge,) = plant.trace(lot.id, Direction.FORWARD).edges
        assert (edge.child, edge.kind, edge.quantity) == (NodeId(shipment.id), EdgeKind.SHIPPED, Decimal(4))

    @pytest.mark.requirement("CN-17")
    def test_sends_finished_goods_to_the_market_only_after_both_releases(self, plant: Plant) -> None:
        lot = plant.produced(plant.device(), 2)
        plant.do(SampleLot(lot_id=lot.id))
        plant.do(ReleaseProduction(lot_id=lot.id))
        plant.moved(lot, "WH")
        with pytest.raises(LotNotUsable):
            plant.shipped(lot, 2, plant.other)
        plant.shipped(lot, 2, plant.registrant)

    def test_sends_no_unit_of_a_packed_box_by_itself(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        with pytest.raises(SerialsWrong):
            plant.shipped(devices, 1, unit_ids=ids[:1])

    def test_sends_no_held_unit_in_a_box(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        plant.held(ids[1])
        with pytest.raises(UnitOnHold):
            plant.shipped(devices, 2, package_ids=[box.id])

    def test_says_exactly_what_leaves(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        wrong: list[tuple[int, dict[str, Any], type[Exception]]] = [
            (1, {"package_ids": [box.id]}, QuantityInvalid),
            (3, {"package_ids": [box.id], "unit_ids": [ids[2], ids[3]]}, QuantityInvalid),
            (2, {"package_ids": [PackageId(10**12)]}, RecordNotFound),
            (2, {}, SerialsWrong),
            (5, {"unit_ids": ids}, QuantityInvalid),
        ]
        for quantity, fields, error in wrong:
            with pytest.raises(error):
                plant.shipped(devices, quantity, **fields)
        plant.shipped(devices, 3, package_ids=[box.id], unit_ids=[ids[2]])

    def test_sends_nothing_twice(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        at: dict[str, Any] = {"lot_id": devices.id, "location_id": plant.at["WH"]}
        box_line = ShipLine(**at, quantity=Decimal(2), package_ids=[box.id])
        unit_line = ShipLine(**at, quantity=Decimal(1), unit_ids=ids[2:3])
        for lines in ([box_line, box_line], [unit_line, unit_line]):
            with pytest.raises(SerialsWrong):
                plant.do(ShipLots(shipment_no="SH-1", customer_id=plant.registrant, lines=lines))
        plant.do(ShipLots(shipment_no="SH-1", customer_id=plant.registrant, lines=[box_line, unit_line]))
        with pytest.raises(ValueNotAllowed):
            plant.do(ShipLots(shipment_no="SH-2", customer_id=plant.registrant, lines=[box_line]))
        with pytest.raises(SerialsWrong):
            plant.do(ShipLots(shipment_no="SH-2", customer_id=plant.registrant, lines=[unit_line]))

    def test_names_the_outermost_package(self, plant: Plant) -> None:
        lot = plant.material(20, item=plant.component(levels=(10, 20)))
        inner = plant.packed(lot, 1, [PackageEntry(package_no=f"B{n}", quantity=Decimal(10)) for n in range(2)])
        (case,) = plant.packed(lot, 2, [PackageEntry(package_no="C", package_ids=[one.id for one in inner])])
        with pytest.raises(ValueNotAllowed):
            plant.shipped(lot, 10, package_ids=[inner[0].id])
        plant.shipped(lot, 20, package_ids=[case.id])

    def test_needs_a_new_number_lines_and_a_customer(self, plant: Plant, devices: LotView) -> None:
        plant.do(ShipLots(shipment_no="SH-1", customer_id=plant.registrant, lines=[self.line(plant, devices)]))
        wrong: list[tuple[dict[str, Any], type[Exception]]] = [
            ({"shipment_no": "SH-1"}, RecordExists),
            ({"shipment_no": ""}, ValueNotAllowed),
            ({"lines": []}, ValueNotAllowed),
            ({"customer_id": plant.supplier}, RecordNotFound),
        ]
        for fields, error in wrong:
            values: dict[str, Any] = {
                "shipment_no": "SH-2",
                "customer_id": plant.registrant,
                "lines": [self.line(plant, devices)],
            }
            with pytest.raises(error):
                plant.do(ShipLots(**(values | fields)))

    def line(self, plant: Plant, lot: LotView) -> ShipLine:
        made = [unit.id for unit in plant.units(lot) if unit.status is UnitStatus.MADE]
        return ShipLine(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(1), unit_ids=made[:1])


class TestReturnLot:
    def back(self, plant: Plant, shipment: ShipmentView, lot: LotView, quantity: int, **fields: Any) -> LotView:
        values: dict[str, Any] = {"location_id": plant.at["RT"], "reason": "damaged carton"}
        return plant.do(
            ReturnLot(shipment_id=shipment.id, lot_id=lot.id, quantity=Decimal(quantity), **(values | fields))
        )

    @pytest.mark.requirement("I-40")
    def test_makes_a_quarantined_child_of_what_went_out(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        shipment = plant.shipped(devices, 4)
        child = self.back(plant, shipment, devices, 1, unit_ids=ids[:1])
        assert (child.lot_no, child.status, child.on_hand) == (
            f"{devices.lot_no}-RT1",
            LotStatus.QUARANTINE,
            Decimal(1),
        )
        assert plant.lot(devices.id).status is LotStatus.SHIPPED
        (unit,) = plant.units(child)
        assert (unit.id, unit.status) == (ids[0], UnitStatus.MADE)
        query = "SELECT event, from_status FROM genealogy_status_change WHERE lot_id = %s"
        assert plant.tx.wire.execute(query, (child.id,)).fetchall() == [
            (LotEvent.RETURN_FROM_CUSTOMER, LotStatus.SHIPPED)
        ]

    def test_says_no_more_than_is_known_of_a_shared_shipment(self, plant: Plant) -> None:
        device = plant.device()
        first, second = (plant.on_market(plant.produced(device, 2)) for _ in range(2))
        lines = [ShipLine(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(2)) for lot in (first, second)]
        shipment = plant.do(ShipLots(shipment_no="SH-1", customer_id=plant.other, lines=lines))
        ids = plant.unit_ids(first)
        child = self.back(plant, shipment, first, 1, unit_ids=ids[:1])
        assert plant.labels(child.id, Direction.BACK) == {first.lot_no}
        assert plant.labels(ids[0], Direction.BACK, Scope.UNIT) == {first.lot_no, child.lot_no}
        assert plant.labels(second.id, Direction.FORWARD) == {"SH-1"}

    @pytest.mark.requirement("I-20")
    def test_never_lies_beside_good_stock(self, plant: Plant) -> None:
        lot = plant.material(10)
        shipment = plant.shipped(lot, 10)
        for place in ("WH", "QC", "PR"):
            with pytest.raises(LocationForbidden):
                self.back(plant, shipment, lot, 1, location_id=plant.at[place])
        child = self.back(plant, shipment, lot, 5)
        into_store = TransferLot(
            lot_id=child.id, location_id=plant.at["RT"], target_id=plant.at["WH"], quantity=Decimal(5)
        )
        with pytest.raises(LocationForbidden):
            plant.do(into_store)
        good = plant.material(10)
        with pytest.raises(LocationForbidden):
            plant.do(
                TransferLot(lot_id=good.id, location_id=plant.at["WH"], target_id=plant.at["RT"], quantity=Decimal(1))
            )
        plant.accepted(child, "WH")
        assert plant.stock(child) == {"WH": 5}

    def test_takes_back_no_more_than_is_still_out(self, plant: Plant) -> None:
        lot = plant.material(10)
        first, second = plant.shipped(lot, 6), plant.shipped(lot, 4)
        assert self.back(plant, first, lot, 4).lot_no == f"{lot.lot_no}-RT1"
        with pytest.raises(StockShort) as refused:
            self.back(plant, first, lot, 3)
        assert refused.value.available == 2
        assert self.back(plant, second, lot, 4).lot_no == f"{lot.lot_no}-RT2"

    @pytest.mark.requirement("I-40")
    def test_counts_what_came_back_under_another_document(self, plant: Plant) -> None:
        """An imported return has a number of its own: which shipment it is of, nothing says."""
        lot = plant.material(10, item=plant.component())
        first, second = plant.shipped(lot, 4), plant.shipped(lot, 4)
        customers = locations.Around(plant.tx, []).outside(LocationKind.CUSTOMERS)
        back = posting.moved(lots.lock(plant.tx, lot.id), customers, plant.at["RT"], Decimal(3))
        posting.post(plant.tx, MovementKind.RETURN, [back], document_no="RMA-1")
        with pytest.raises(StockShort):
            self.back(plant, second, lot, 5)
        assert self.back(plant, second, lot, 4).on_hand == 4
        with pytest.raises(StockShort) as refused:
            self.back(plant, first, lot, 2)
        assert refused.value.available == 1
        assert self.back(plant, first, lot, 1).on_hand == 1

    def test_takes_back_the_units_that_went_out(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="B1", unit_ids=ids[:2])])
        first = plant.shipped(devices, 2, package_ids=[box.id])
        second = plant.shipped(devices, 1, unit_ids=ids[2:3])
        for shipment, unit_ids in ((first, ids[2:3]), (second, ids[:1]), (second, ids[3:]), (first, [])):
            with pytest.raises(SerialsWrong):
                self.back(plant, shipment, devices, 1, unit_ids=unit_ids)
        with pytest.raises(QuantityInvalid):
            self.back(plant, first, devices, 1, unit_ids=ids[:2])
        self.back(plant, first, devices, 1, unit_ids=ids[:1])
        with pytest.raises(SerialsWrong):
            self.back(plant, first, devices, 1, unit_ids=ids[:1])

    def test_keeps_what_comes_of_it_apart(self, plant: Plant) -> None:
        lot = plant.material(10)
        child = self.back(plant, plant.shipped(lot, 10), lot, 5)
        plant.do(RejectLot(lot_id=child.id, reason="wet"))
        moved = TransferLot(lot_id=child.id, location_id=plant.at["RT"], target_id=plant.at["RJ"], quantity=Decimal(5))
        assert plant.do(moved).status is LotStatus.NONCONFORMING

    def test_needs_a_reason_and_a_shipment(self, plant: Plant) -> None:
        lot = plant.material(10)
        shipment = plant.shipped(lot, 10)
        with pytest.raises(ReasonMissing):
            self.back(plant, shipment, lot, 1, reason="")
        with pytest.raises(RecordNotFound):
            plant.do(
                ReturnLot(
                    shipment_id=ShipmentId(10**12),
                    lot_id=lot.id,
                    quantity=Decimal(1),
                    location_id=plant.at["RT"],
                    reason="x",
                )
            )
        with pytest.raises(SerialsWrong):
            self.back(plant, shipment, lot, 1, unit_ids=[10**12])


@pytest.mark.requirement("I-42")
def test_the_dossier_names_the_consignee_and_what_came_back(plant: Plant) -> None:
    lot, output = plant.material(10), plant.produced(plant.device(), 2)
    ids = plant.unit_ids(output)
    plant.consume(output, lot, 2, into=ids)
    plant.on_market(output)
    shipment = plant.shipped(output, 2, plant.other)
    TestReturnLot().back(plant, shipment, output, 1, unit_ids=ids[:1])
    for one in (lot, output):
        sections = {section.id: section for section in plant.do(GetDossier(lot_id=one.id)).sections}
        (row,) = sections["genealogy.customers"].rows
        assert row[:4] == [["OTH Ltd.", "OTH 公司"], "OTH Road 1", "CN", shipment.shipment_no]
        assert row[5:] == [[output.id, output.lot_no], 2, 1, "pcs"]
