"""Containers are numbered, filled, nested, moved, divided and emptied; stock stays the only truth."""

from decimal import Decimal
from typing import Any

import pytest

from tests.server.modules.warehouse.conftest import PREFIX, Store, line
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    LocationForbidden,
    PackageEntry,
    RejectLot,
    SerialsWrong,
)
from veralot_shared.contracts.warehouse import (
    ContainerClosed,
    ContainerFilter,
    ContainerKind,
    ContainerLoop,
    ContainerNotEmpty,
    ContainerOfCustomer,
    ContainersChanged,
    ContainerShort,
    ContainerState,
    ContentLine,
    EmptyContainer,
    FillContainer,
    FindContainers,
    HandlingKind,
    ListContainers,
    ListContainerUnits,
    LooseShort,
    MakeContainers,
    MoveContainer,
    PrefixMissing,
    PrefixUsedUp,
    RetireContainer,
    SetNumbering,
    ShipContainers,
    SplitContainer,
    SsccInvalid,
    TakeOut,
    UnitsElsewhere,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ContainerId
from veralot_shared.rules.gs1 import sscc18


class TestNumbers:
    def test_sscc_are_made_of_the_plants_prefix_and_never_given_twice(self, store: Store) -> None:
        store.numbered()
        command = MakeContainers(kind=ContainerKind.PALLET, location_id=store.at["WH"], count=3)
        first, second = store.do(command), store.do(command)
        numbers = [one.container_no for one in (*first, *second)]
        assert numbers[0] == "095213070000000001"
        assert all(sscc18(number) == number and number[1:8] == PREFIX for number in numbers)
        assert len(set(numbers)) == 6

    def test_a_number_that_came_from_elsewhere_is_left_out(self, store: Store) -> None:
        store.numbered()
        place = store.at["WH"]
        own = "095213070000000001"
        store.do(MakeContainers(kind=ContainerKind.CASE, location_id=place, container_no=own))
        (made,) = store.do(MakeContainers(kind=ContainerKind.CASE, location_id=place))
        assert made.container_no == "095213070000000018"

    def test_without_a_prefix_it_says_what_to_do(self, store: Store) -> None:
        with pytest.raises(PrefixMissing):
            store.do(MakeContainers(kind=ContainerKind.CASE, location_id=store.at["WH"]))

    @pytest.mark.parametrize("prefix", ["952", "9521307012345", "95213O7", "95213\u0660\u0667"])
    def test_a_prefix_has_four_to_twelve_digits(self, store: Store, prefix: str) -> None:
        with pytest.raises(ValueNotAllowed):
            store.do(SetNumbering(version=0, prefix=prefix))

    def test_a_prefix_that_is_used_up_says_so(self, store: Store) -> None:
        store.do(SetNumbering(version=0, prefix="952130712345"))
        store.tx.wire.execute("UPDATE warehouse_numbering SET next_serial = 9999")
        command = MakeContainers(kind=ContainerKind.CASE, location_id=store.at["WH"])
        store.do(command)
        with pytest.raises(PrefixUsedUp):
            store.do(command)

    def test_18_digits_must_be_an_sscc(self, store: Store) -> None:
        command = MakeContainers(kind=ContainerKind.CASE, location_id=store.at["WH"], container_no="095213070000000004")
        with pytest.raises(SsccInvalid) as refused:
            store.do(command)
        assert refused.value.check_digit == "1"

    @pytest.mark.parametrize("number", ["", " A", "A\x1d", "x" * 61])
    def test_a_free_number_can_be_read(self, store: Store, number: str) -> None:
        with pytest.raises(ValueNotAllowed):
            store.do(MakeContainers(kind=ContainerKind.CASE, location_id=store.at["WH"], container_no=number))

    def test_a_number_is_given_once_whatever_its_case(self, store: Store) -> None:
        one = store.container()
        with pytest.raises(RecordExists):
            store.do(
                MakeContainers(
                    kind=ContainerKind.CASE, location_id=store.at["WH"], container_no=one.container_no.lower()
                )
            )

    def test_a_scan_opens_it(self, store: Store) -> None:
        store.numbered()
        (made,) = store.do(MakeContainers(kind=ContainerKind.PALLET, location_id=store.at["WH"]))
        for scan in (f"]C100{made.container_no}", f"(00){made.container_no}", made.container_no, made.container_no[:9]):
            assert [one.id for one in store.do(FindContainers(text=scan))] == [made.id]
        assert store.do(FindContainers(text="nothing")) == []


class TestContents:
    def test_what_is_put_in_stays_stock_of_its_place(self, store: Store) -> None:
        lot, box = store.material(100), store.container()
        store.fill(box, lot, 60)
        assert store.inside(box) == {lot.lot_no: 60}
        assert store.stock(lot) == {"WH": 100}
        rows = [(row.container_no, int(row.quantity)) for row in store.listed(lot_id=lot.id).rows]
        assert rows == [(None, 40), (box.container_no, 60)]
        assert any(isinstance(event, ContainersChanged) for event, _ in store.tx.events)

    def test_no_more_goes_in_than_lies_loose(self, store: Store) -> None:
        lot, box, other = store.material(100), store.container(), store.container()
        store.fill(box, lot, 60)
        with pytest.raises(LooseShort) as refused:
            store.fill(other, lot, 41)
        assert (int(refused.value.available), refused.value.containers) == (40, [box.container_no])

    def test_stock_comes_from_another_place_by_a_real_movement(self, store: Store) -> None:
        lot, tote = store.material(100), store.container("PR", ContainerKind.TOTE)
        store.fill(tote, lot, 25, location_id=store.at["WH"])
        assert store.stock(lot) == {"PR": 25, "WH": 75}
        assert store.inside(tote) == {lot.lot_no: 25}

    def test_serial_units_go_in_by_name_and_come_out_by_name(self, store: Store) -> None:
        lot, box = store.on_market(store.produced(store.device(), 4)), store.container()
        ids = store.unit_ids(lot)
        store.do(
            FillContainer(
                container_id=box.id, lines=[ContentLine(lot_id=lot.id, quantity=Decimal(3), unit_ids=ids[:3])]
            )
        )
        assert [unit.id for unit in store.do(ListContainerUnits(container_id=box.id))] == ids[:3]
        wrong = ContentLine(lot_id=lot.id, quantity=Decimal(1), unit_ids=ids[3:])
        with pytest.raises(UnitsElsewhere):
            store.do(TakeOut(container_id=box.id, lines=[wrong]))
        store.do(
            TakeOut(container_id=box.id, lines=[ContentLine(lot_id=lot.id, quantity=Decimal(1), unit_ids=ids[:1])])
        )
        assert [unit.id for unit in store.do(ListContainerUnits(container_id=box.id))] == ids[1:3]

    def test_units_are_named_by_serial_number_too(self, store: Store) -> None:
        lot, box = store.on_market(store.produced(store.device(), 3)), store.container()
        units = store.units(lot)
        named = [unit.serial_no for unit in units[1:]]
        entry = ContentLine(lot_id=lot.id, quantity=Decimal(2), serials=named)
        store.do(FillContainer(container_id=box.id, lines=[entry]))
        assert [unit.serial_no for unit in store.do(ListContainerUnits(container_id=box.id))] == named
        wrong = ContentLine(lot_id=lot.id, quantity=Decimal(1), serials=["nobody's"])
        with pytest.raises(UnitsElsewhere):
            store.do(TakeOut(container_id=box.id, lines=[wrong]))

    def test_a_unit_is_in_one_container_at_a_time(self, store: Store) -> None:
        lot, box, other = store.on_market(store.produced(store.device(), 2)), store.container(), store.container()
        entry = ContentLine(lot_id=lot.id, quantity=Decimal(1), unit_ids=store.unit_ids(lot)[:1])
        store.do(FillContainer(container_id=box.id, lines=[entry]))
        with pytest.raises(UnitsElsewhere):
            store.do(FillContainer(container_id=other.id, lines=[entry]))

    @pytest.mark.parametrize(
        ("quantity", "error"), [("0", ValueNotAllowed), ("-1", ValueNotAllowed), ("0.5", ValueNotAllowed)]
    )
    def test_quantities_are_checked(self, store: Store, quantity: str, error: type[Exception]) -> None:
        lot, box = store.material(100), store.container()
        with pytest.raises(error):
            store.fill(box, lot, quantity)

    def test_part_is_divided_off_into_a_new_container_beside_it(self, store: Store) -> None:
        lot, box = store.material(100), store.container()
        store.fill(box, lot, 60)
        new = store.do(SplitContainer(container_id=box.id, lines=[line(lot, 20)], container_no="PART-1"))
        assert (store.inside(box), store.inside(new)) == ({lot.lot_no: 40}, {lot.lot_no: 20})
        assert (new.kind, new.location) == (box.kind, "WH")
        with pytest.raises(ContainerShort):
            store.do(SplitContainer(container_id=box.id, lines=[line(lot, 41)], container_no="PART-2"))

    def test_it_is_emptied_as_a_whole(self, store: Store) -> None:
        lot, pallet, box = store.material(100), store.container(), store.container(kind=ContainerKind.CASE)
        store.fill(box, lot, 10)
        store.fill(pallet, lot, 20)
        store.put_in(pallet, box)
        assert store.opened(pallet).container.containers == 1
        store.do(EmptyContainer(container_id=pallet.id))
        assert (store.inside(pallet), store.inside(box)) == ({}, {lot.lot_no: 10})
        assert store.opened(box).container.inside_id is None
        store.put_in(pallet, box)
        store.do(EmptyContainer(container_id=pallet.id, within=True))
        assert store.inside(box) == {}
        assert store.stock(lot) == {"WH": 100}

    def test_only_an_empty_one_is_taken_out_of_use(self, store: Store) -> None:
        lot, box = store.material(5), store.container()
        store.fill(box, lot, 5)
        with pytest.raises(ContainerNotEmpty):
            store.do(RetireContainer(container_id=box.id))
        store.do(EmptyContainer(container_id=box.id))
        assert store.do(RetireContainer(container_id=box.id)).state is ContainerState.RETIRED
        with pytest.raises(ContainerClosed):
            store.fill(box, lot, 1)

    def test_what_is_kept_for_a_customer_takes_no_other_customers_goods(self, store: Store) -> None:
        device = store.device()
        lot = store.on_market(store.produced(device, 2))
        box = store.container(customer=store.other)
        with pytest.raises(ContainerOfCustomer):
            store.fill(box, lot, 2)
        store.fill(box, store.material(3), 3)

    def test_its_history_says_what_went_in_and_out(self, store: Store) -> None:
        lot, box = store.material(100), store.container()
        store.fill(box, lot, 60)
        store.do(TakeOut(container_id=box.id, lines=[line(lot, 10)]))
        steps = [(step.kind, step.lot_no, step.quantity) for step in store.opened(box).steps]
        assert steps == [
            (HandlingKind.TAKEN_OUT, lot.lot_no, -10),
            (HandlingKind.FILLED, lot.lot_no, 60),
            (HandlingKind.MADE, None, None),
        ]


class TestMoves:
    def test_a_pallet_of_cases_of_cartons_moves_in_one_command(self, store: Store) -> None:
        one, two = store.material(100), store.material(50)
        pallet, case, carton = (store.container(kind=kind) for kind in list(ContainerKind)[:3])
        store.fill(carton, one, 30)
        store.fill(case, two, 20)
        store.fill(pallet, one, 5)
        store.put_in(case, carton)
        store.put_in(pallet, case)
        store.do(MoveContainer(container_id=pallet.id, location_id=store.at["PR"], reason="line 2"))
        assert store.stock(one) == {"PR": 35, "WH": 65}
        assert store.stock(two) == {"PR": 20, "WH": 30}
        assert {store.opened(each).container.location for each in (pallet, case, carton)} == {"PR"}
        query = "SELECT count(*), min(document_no), min(reason) FROM genealogy_movement WHERE document_no = %s"
        found = store.tx.wire.execute(query, (pallet.container_no,)).fetchone()
        assert found == (1, pallet.container_no, "line 2"), "one movement for all lots"
        assert [outer.id for outer in store.opened(carton).outer] == [pallet.id, case.id]

    def test_units_move_with_their_container(self, store: Store) -> None:
        lot, box = store.on_market(store.produced(store.device(), 3)), store.container()
        ids = store.unit_ids(lot)
        entry = ContentLine(lot_id=lot.id, quantity=Decimal(2), unit_ids=ids[:2])
        store.do(FillContainer(container_id=box.id, lines=[entry]))
        store.do(MoveContainer(container_id=box.id, location_id=store.at["PR"]))
        query = "SELECT id FROM genealogy_unit WHERE location_id = %s ORDER BY id"
        assert [row[0] for row in store.tx.wire.execute(query, (store.at["PR"],))] == ids[:2]

    @pytest.mark.requirement("I-20")
    def test_one_lot_that_may_not_go_there_stops_the_whole_container(self, store: Store) -> None:
        good, bad, box = store.material(10), store.received(10), store.container("QC")
        store.do(RejectLot(lot_id=bad.id, reason="wet"))
        store.fill(box, bad, 10)
        with pytest.raises(LocationForbidden):
            store.do(MoveContainer(container_id=box.id, location_id=store.at["WH"]))
        assert store.stock(bad) == {"QC": 10}
        assert store.opened(box).container.location == "QC"
        assert store.stock(good) == {"WH": 10}

    def test_it_goes_into_another_and_never_into_itself(self, store: Store) -> None:
        lot, pallet, case = store.material(10), store.container("PR"), store.container()
        store.fill(case, lot, 10)
        moved = store.do(MoveContainer(container_id=case.id, inside_id=pallet.id))
        assert (moved.location, moved.inside_no) == ("PR", pallet.container_no)
        assert store.stock(lot) == {"PR": 10}
        with pytest.raises(ContainerLoop):
            store.do(MoveContainer(container_id=pallet.id, inside_id=case.id))

    def test_it_moves_somewhere_else(self, store: Store) -> None:
        box = store.container()
        for command in (
            MoveContainer(container_id=box.id),
            MoveContainer(container_id=box.id, location_id=store.at["WH"]),
            MoveContainer(container_id=box.id, location_id=store.at["PR"], inside_id=box.id),
        ):
            with pytest.raises(ValueNotAllowed):
                store.do(command)

    def test_it_ships_with_everything_in_it(self, store: Store) -> None:
        lot = store.on_market(store.produced(store.device(), 3))
        part, pallet, case = store.material(10), store.container(), store.container()
        ids = store.unit_ids(lot)
        entry = ContentLine(lot_id=lot.id, quantity=Decimal(2), unit_ids=ids[:2])
        store.do(FillContainer(container_id=case.id, lines=[entry]))
        store.fill(pallet, part, 4)
        store.put_in(pallet, case)
        command = ShipContainers(shipment_no="SH-1", customer_id=store.registrant, container_ids=[pallet.id])
        assert store.do(command).shipment_no == "SH-1"
        assert store.stock(lot) == {"WH": 1}
        assert store.stock(part) == {"WH": 6}
        assert store.opened(case).container.state is ContainerState.SHIPPED
        with pytest.raises(ContainerClosed):
            store.do(command)

    def test_packages_of_units_ship_whole_with_their_container(self, store: Store) -> None:
        lot = store.on_market(store.produced(store.device(levels=(1, 2)), 4))
        box, ids = store.container(), store.unit_ids(lot)
        store.packed(lot, 2, [PackageEntry(package_no=f"PK-{n}", unit_ids=ids[n : n + 2]) for n in (0, 2)])
        first = ContentLine(lot_id=lot.id, quantity=Decimal(2), unit_ids=ids[:2])
        store.do(FillContainer(container_id=box.id, lines=[first]))
        store.do(ShipContainers(shipment_no="SH-2", customer_id=store.registrant, container_ids=[box.id]))
        assert store.stock(lot) == {"WH": 2}

    def test_a_package_is_not_torn_apart_by_moving_its_container(self, store: Store) -> None:
        lot = store.on_market(store.produced(store.device(levels=(1, 2)), 2))
        box, ids = store.container(), store.unit_ids(lot)
        store.packed(lot, 2, [PackageEntry(package_no="PK-1", unit_ids=ids)])
        first = ContentLine(lot_id=lot.id, quantity=Decimal(1), unit_ids=ids[:1])
        store.do(FillContainer(container_id=box.id, lines=[first]))
        with pytest.raises(SerialsWrong):
            store.do(MoveContainer(container_id=box.id, location_id=store.at["PR"]))


class TestList:
    @pytest.mark.requirement("CMO-01")
    def test_containers_are_found_by_kind_by_what_holds_them_and_by_customer(
        self, store: Store, tx: Transaction
    ) -> None:
        box, other = store.container(), store.container()
        customer = tx.wire.execute(
            "SELECT c.id, c.name, c.name_zh FROM items_partner c WHERE c.id = %s", (store.registrant,)
        ).fetchone()
        assert customer is not None
        tx.wire.execute(
            "UPDATE warehouse_container SET customer_id = %s WHERE id = %s", (store.registrant, int(box.id))
        )
        store.put_in(box, other)

        def found(**chosen: Any) -> set[ContainerId]:
            return {one.id for one in store.do(ListContainers(filter=ContainerFilter(**chosen)))}

        assert found() == {box.id, other.id}
        assert found(kinds=[box.kind]) == {box.id, other.id}
        assert found(kinds=[kind for kind in ContainerKind if kind is not box.kind]) == set()
        assert found(inside_no=box.container_no[:-1].lower()) == {other.id}
        assert found(customer=customer[1][:3].upper()) == {box.id}
        assert found(customer=customer[1], inside_no=box.container_no) == set()
        assert found(customer="%") == found(customer="_") == set(), "a name is a name and no pattern"


class TestScope:
    @pytest.mark.requirement("CMO-01")
    @pytest.mark.trap("T11")
    def test_another_customers_container_does_not_exist(self, store: Store, act_as: object) -> None:
        lot, mine, box = store.on_market(store.produced(store.device(), 2)), store.container(), store.container()
        store.fill(mine, lot, 2)
        assert callable(act_as)
        act_as("registrant", name="other.reg", customer_id=store.other)
        for container_id in (mine.id, box.id, ContainerId(10**9)):
            with pytest.raises(RecordNotFound):
                store.opened(container_id)
        assert store.do(ListContainers()) == []
        act_as("registrant", name="own.reg", customer_id=store.registrant)
        assert store.inside(mine) == {lot.lot_no: 2}
        assert [one.id for one in store.do(ListContainers())] == [mine.id]
