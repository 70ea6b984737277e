"""Movements that know nothing of containers, and the command that moves many lots at once."""

from decimal import Decimal

import pytest

from tests.server.modules.warehouse.conftest import Store
from veralot_shared.contracts.genealogy import ShipLine, ShipLots, StockShort, TransferLine, TransferLots
from veralot_shared.contracts.warehouse import HandlingKind, ListContainerUnits, StockInContainers
from veralot_shared.errors import ValueNotAllowed


class TestFollowing:
    """Movements that know nothing of containers."""

    def test_loose_stock_is_taken_first(self, store: Store) -> None:
        lot, box = store.material(100), store.container()
        store.fill(box, lot, 60)
        store.transfer(lot, "WH", "PR", 40)
        assert store.inside(box) == {lot.lot_no: 60}

    def test_what_must_have_come_out_of_the_only_container_is_written_down(self, store: Store) -> None:
        lot, box = store.material(100), store.container()
        store.fill(box, lot, 60)
        store.transfer(lot, "WH", "PR", 50)
        assert store.inside(box) == {lot.lot_no: 50}
        assert store.opened(box).steps[0].kind is HandlingKind.FOLLOWED

    def test_where_it_is_not_certain_the_movement_is_refused_and_says_what_to_do(self, store: Store) -> None:
        lot, box, other = store.material(100), store.container(), store.container()
        store.fill(box, lot, 50)
        store.fill(other, lot, 40)
        with pytest.raises(StockInContainers) as refused:
            store.transfer(lot, "WH", "PR", 30)
        assert (int(refused.value.wanted), refused.value.containers) == (20, [box.container_no, other.container_no])

    def test_when_all_of_it_leaves_every_container_is_rid_of_it(self, store: Store) -> None:
        lot, box, other = store.material(100), store.container(), store.container()
        store.fill(box, lot, 50)
        store.fill(other, lot, 40)
        store.transfer(lot, "WH", "PR", 100)
        assert (store.inside(box), store.inside(other)) == ({}, {})

    def test_a_unit_that_is_shipped_by_name_leaves_its_container(self, store: Store) -> None:
        lot, box = store.on_market(store.produced(store.device(), 3)), store.container()
        store.fill(box, lot, 3)
        ids = store.unit_ids(lot)
        sent = ShipLine(lot_id=lot.id, location_id=store.at["WH"], quantity=Decimal(1), unit_ids=ids[:1])
        store.do(ShipLots(shipment_no="SH-3", customer_id=store.registrant, lines=[sent]))
        assert store.inside(box) == {lot.lot_no: 2}
        assert [unit.id for unit in store.do(ListContainerUnits(container_id=box.id))] == ids[1:]


class TestCarrying:
    """The genealogy's own command that moves many lots at once."""

    def test_many_lots_are_one_movement(self, store: Store) -> None:
        found = [store.material(10), store.material(20)]
        lines = [
            TransferLine(lot_id=lot.id, location_id=store.at["WH"], target_id=store.at["PR"], quantity=Decimal(5))
            for lot in found
        ]
        assert [lot.on_hand for lot in store.do(TransferLots(lines=lines))] == [10, 20]
        assert [store.stock(lot)["PR"] for lot in found] == [5, 5]

    def test_lines_on_one_place_count_together(self, store: Store) -> None:
        lot = store.material(10)
        six = TransferLine(lot_id=lot.id, quantity=Decimal(6), location_id=store.at["WH"], target_id=store.at["PR"])
        lines = [six, six]
        with pytest.raises(StockShort):
            store.do(TransferLots(lines=lines))
        with pytest.raises(ValueNotAllowed):
            store.do(TransferLots(lines=[]))
