"""Packing, level by level."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    Direction,
    ListPackages,
    LotView,
    PackageEntry,
    PackageView,
    PackContentWrong,
    PackLevelUnknown,
    QuantityInvalid,
    Scope,
    ScrapLot,
    SerialsWrong,
    StockShort,
    UnitOnHold,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import PackageId


@pytest.fixture
def devices(plant: Plant) -> LotView:
    """Return a released lot of eight serialised devices: two fit a box, four a case."""
    return plant.on_market(plant.produced(plant.device(levels=(1, 2, 4)), 8))


@pytest.fixture
def sets(plant: Plant) -> LotView:
    """Return a released lot of forty pieces without numbers: ten fit a box, twenty a case."""
    item = plant.component(levels=(10, 20), customer_id=plant.registrant)
    return plant.material(40, item=item)


def boxes(plant: Plant, lot: LotView, count: int = 4) -> list[PackageView]:
    ids = plant.unit_ids(lot)
    entries = [PackageEntry(package_no=f"B{n}", unit_ids=ids[2 * n : 2 * n + 2]) for n in range(count)]
    return plant.packed(lot, 2, entries)


@pytest.mark.requirement("QMSR-02")
def test_packages_carry_the_gtin_of_their_level(plant: Plant, devices: LotView) -> None:
    made = boxes(plant, devices)
    row = plant.tx.wire.execute(
        "SELECT gtin FROM items_pack_level WHERE item_id = %s AND level = 2", (devices.item_id,)
    )
    assert {package.gtin for package in made} == {row.fetchall()[0][0]}
    assert [(package.package_no, package.level, package.quantity) for package in made] == [
        (f"B{n}", 2, Decimal(2)) for n in range(4)
    ]
    assert plant.stock(devices) == {"WH": 8}


def test_units_are_traced_into_their_own_box(plant: Plant, devices: LotView) -> None:
    boxes(plant, devices)
    units = plant.units(devices)
    assert [unit.package_no for unit in units] == ["B0", "B0", "B1", "B1", "B2", "B2", "B3", "B3"]
    assert plant.labels(units[0].id, Direction.FORWARD, Scope.UNIT) == {"B0"}
    assert plant.labels(devices.id, Direction.FORWARD) == {"B0", "B1", "B2", "B3"}


def test_boxes_go_into_cases(plant: Plant, devices: LotView) -> None:
    made = boxes(plant, devices)
    entry = PackageEntry(package_no="C1", package_ids=[made[0].id, made[1].id])
    (case,) = plant.packed(devices, 3, [entry])
    assert case.quantity == 4
    listed = {package.package_no: package.inside_id for package in plant.do(ListPackages(lot_id=devices.id))}
    assert listed == {"C1": None, "B0": case.id, "B1": case.id, "B2": None, "B3": None}
    assert plant.labels(plant.unit_ids(devices)[0], Direction.FORWARD, Scope.UNIT) == {"B0", "C1"}


def test_loose_goods_are_packed_by_quantity(plant: Plant, sets: LotView) -> None:
    ten = Decimal(10)
    made = plant.packed(sets, 1, [PackageEntry(package_no=f"B{n}", quantity=ten) for n in range(4)])
    plant.packed(sets, 2, [PackageEntry(package_no="C1", package_ids=[made[0].id, made[1].id])])
    with pytest.raises(StockShort):
        plant.packed(sets, 1, [PackageEntry(package_no="B5", quantity=ten)])


class TestRefused:
    @pytest.mark.parametrize(("quantity", "holds"), [("9", 9), ("11", 11)])
    def test_a_box_that_is_not_full(self, plant: Plant, sets: LotView, quantity: str, holds: int) -> None:
        with pytest.raises(PackContentWrong) as refused:
            plant.packed(sets, 1, [PackageEntry(package_no="B1", quantity=Decimal(quantity))])
        assert (refused.value.holds, refused.value.must, refused.value.field) == (
            Decimal(holds),
            Decimal(10),
            "packages[0]",
        )

    def test_a_level_that_the_item_has_not(self, plant: Plant, sets: LotView) -> None:
        with pytest.raises(PackLevelUnknown) as refused:
            plant.packed(sets, 7, [PackageEntry(package_no="B1", quantity=Decimal(10))])
        assert refused.value.levels == [1, 2]

    def test_a_number_that_is_taken_or_given_twice(self, plant: Plant, sets: LotView) -> None:
        entry = PackageEntry(package_no="B1", quantity=Decimal(10))
        with pytest.raises(RecordExists):
            plant.packed(sets, 1, [entry, entry])
        plant.packed(sets, 1, [entry])
        with pytest.raises(RecordExists):
            plant.packed(sets, 1, [entry])

    def test_units_that_are_packed_already_or_held(self, plant: Plant, devices: LotView) -> None:
        boxes(plant, devices, 1)
        ids = plant.unit_ids(devices)
        with pytest.raises(SerialsWrong):
            plant.packed(devices, 2, [PackageEntry(package_no="X", unit_ids=ids[:2])])
        with pytest.raises(SerialsWrong):
            plant.packed(devices, 2, [PackageEntry(package_no="X", quantity=Decimal(2))])
        plant.held(ids[2])
        with pytest.raises(UnitOnHold):
            plant.packed(devices, 2, [PackageEntry(package_no="X", unit_ids=ids[2:4])])

    def test_one_unit_in_two_boxes(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        entries = [PackageEntry(package_no=number, unit_ids=ids[:2]) for number in ("X", "Y")]
        with pytest.raises(SerialsWrong):
            plant.packed(devices, 2, entries)

    def test_a_case_with_a_held_unit_inside(self, plant: Plant, devices: LotView) -> None:
        made = boxes(plant, devices)
        plant.held(plant.unit_ids(devices)[0])
        entry = PackageEntry(package_no="C1", package_ids=[made[0].id, made[1].id])
        with pytest.raises(UnitOnHold):
            plant.packed(devices, 3, [entry])

    def test_boxes_that_cannot_go_in(self, plant: Plant, devices: LotView, sets: LotView) -> None:
        made = boxes(plant, devices)
        (strange,) = plant.packed(sets, 1, [PackageEntry(package_no="S1", quantity=Decimal(10))])
        for package_ids, error in (
            ([made[0].id, made[0].id], ValueNotAllowed),
            ([made[0].id, strange.id], RecordNotFound),
            ([made[0].id, PackageId(10**12)], RecordNotFound),
        ):
            with pytest.raises(error):
                plant.packed(devices, 3, [PackageEntry(package_no="C1", package_ids=package_ids)])
        with pytest.raises(ValueNotAllowed):
            plant.packed(devices, 2, [PackageEntry(package_no="C1", package_ids=[made[0].id])])
        plant.packed(devices, 3, [PackageEntry(package_no="C1", package_ids=[made[0].id, made[1].id])])
        with pytest.raises(ValueNotAllowed):
            plant.packed(devices, 3, [PackageEntry(package_no="C2", package_ids=[made[1].id, made[2].id])])

    def test_nothing_at_all(self, plant: Plant, sets: LotView) -> None:
        with pytest.raises(ValueNotAllowed):
            plant.packed(sets, 1, [])
        with pytest.raises(QuantityInvalid):
            plant.packed(sets, 1, [PackageEntry(package_no="B1", quantity=Decimal(0))])


@pytest.mark.trap("T3")
def test_what_is_taken_out_is_out_of_every_package_around_it(plant: Plant, devices: LotView) -> None:
    made = boxes(plant, devices)
    plant.packed(devices, 3, [PackageEntry(package_no="C1", package_ids=[made[0].id, made[1].id])])
    ids = plant.unit_ids(devices)
    command: Any = ScrapLot(
        lot_id=devices.id, location_id=plant.at["WH"], quantity=Decimal(1), reason="damaged", unit_ids=ids[:1]
    )
    plant.do(command)
    listed = {package.package_no: package.quantity for package in plant.do(ListPackages(lot_id=devices.id))}
    assert listed == {"C1": 3, "B0": 1, "B1": 2, "B2": 2, "B3": 2}
