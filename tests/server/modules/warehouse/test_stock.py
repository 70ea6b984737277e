"""Stock by any cut, now and at a past moment, agrees with the movements to the last piece."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.server.modules.warehouse.conftest import Chronicle, Store
from veralot_shared.contracts.genealogy import (
    CreateLocation,
    GetDossier,
    LocationKind,
    LotStatus,
    RejectLot,
)
from veralot_shared.contracts.warehouse import (
    ContainerKind,
    ListStock,
    MoveContainer,
    ReconcileStock,
    SetPlaceRules,
    StockCut,
    StockPage,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId
from veralot_shared.messages import Page


class TestCuts:
    @pytest.mark.trap("T7")
    def test_totals_are_by_item_and_unit_and_rows_are_never_merged(self, store: Store) -> None:
        item = store.component()
        one, two, other = store.material(10, item), store.material(5, item), store.material(7)
        found = store.do(ListStock())
        rows = {(row.lot_no, row.location, int(row.quantity)) for row in found.rows}
        assert {(one.lot_no, "WH", 10), (two.lot_no, "WH", 5), (other.lot_no, "WH", 7)} <= rows
        totals = {total.item_code: (int(total.quantity), total.lots, total.unit) for total in found.totals}
        assert totals[item.code] == (15, 2, "pcs")
        assert totals[other.item_code] == (7, 1, "pcs")

    def test_every_cut_cuts(self, store: Store) -> None:
        lot = store.material(10, expiry=store.tx.today + timedelta(days=30))
        own = store.material(4, store.component(customer_id=store.registrant))
        waiting, box = store.received(3), store.container(kind=ContainerKind.CASE)
        store.fill(box, lot, 6)
        expected: list[tuple[dict[str, Any], set[str]]] = [
            ({"lot_id": lot.id}, {lot.lot_no}),
            ({"item_id": own.item_id}, {own.lot_no}),
            ({"item_code": own.item_code.lower()}, {own.lot_no}),
            ({"lot_no": lot.lot_no}, {lot.lot_no}),
            ({"location": "q"}, {waiting.lot_no}),
            ({"container_no": box.container_no}, {lot.lot_no}),
            ({"container_id": box.id}, {lot.lot_no}),
            ({"customer_id": store.registrant}, {own.lot_no}),
            ({"customer": "reg"}, {own.lot_no}),
            ({"supplier_id": store.supplier, "lot_id": own.id}, {own.lot_no}),
            ({"supplier": "S1", "lot_id": own.id}, {own.lot_no}),
            ({"statuses": [LotStatus.QUARANTINE]}, {waiting.lot_no}),
            ({"expires_until": store.tx.today + timedelta(days=30)}, {lot.lot_no}),
            ({"expires_from": store.tx.today + timedelta(days=31)}, set()),
        ]
        for cut, lots in expected:
            assert {row.lot_no for row in store.listed(**cut).rows} == lots, cut

    def test_a_location_means_everything_under_it(self, store: Store) -> None:
        lot = store.material(10)
        for code, parent in (("ROOM", "WH"), ("RACK", "ROOM")):
            store.at[code] = store.do(CreateLocation(code=code, name=code, kind=LocationKind.WAREHOUSE)).id
            store.do(SetPlaceRules(location_id=store.at[code], version=0, parent_id=store.at[parent]))
        store.transfer(lot, "WH", "RACK", 4)
        assert sum(row.quantity for row in store.listed(location_id=store.at["WH"]).rows) == 10
        assert [row.location for row in store.listed(location_id=store.at["ROOM"]).rows] == ["RACK"]
        with pytest.raises(RecordNotFound):
            store.listed(location_id=LocationId(10**9))
        with pytest.raises(RecordNotFound):
            store.listed(container_id=ContainerId(10**9))

    def test_a_container_means_everything_in_it(self, store: Store) -> None:
        lot, pallet, case = store.material(10), store.container(), store.container()
        store.fill(case, lot, 6)
        store.put_in(pallet, case)
        assert [row.container_no for row in store.listed(container_id=pallet.id).rows] == [case.container_no]

    def test_windows_and_orders(self, store: Store) -> None:
        lots = [store.material(n) for n in (3, 1, 2)]
        page = store.do(ListStock(sort="-quantity", page=Page(limit=2)))
        assert [int(row.quantity) for row in page.rows] == [3, 2]
        assert page.total == 3
        page = store.do(ListStock(sort="-quantity", page=Page(offset=2)))
        assert [row.lot_no for row in page.rows] == [lots[1].lot_no]
        for sort in ("nonsense", "lot_id; DROP TABLE"):
            with pytest.raises(ValueNotAllowed):
                store.do(ListStock(sort=sort))

    @pytest.mark.requirement("CMO-01")
    def test_a_customers_user_sees_that_customers_stock_alone(self, store: Store, act_as: Any) -> None:
        own = store.material(4, store.component(customer_id=store.registrant))
        store.material(9)
        act_as("registrant", customer_id=store.registrant)
        page = store.do(ListStock())
        assert [row.lot_no for row in page.rows] == [own.lot_no]
        assert [total.quantity for total in page.totals] == [4]
        with pytest.raises(RecordNotFound):
            store.listed(location_id=store.at["WH"])


class TestPast:
    """Everything of a test happens at one moment, so the test puts what was done so far an hour back."""

    def at(self, chronicle: Chronicle, moment: datetime, **cut: Any) -> StockPage:
        return chronicle.do(ListStock(cut=StockCut(**cut), at=moment))

    @pytest.mark.trap("T15")
    def test_stock_containers_and_status_are_those_of_then(self, chronicle: Chronicle) -> None:
        lot, box = chronicle.material(100), chronicle.container()
        chronicle.fill(box, lot, 60)
        then = chronicle.past()
        chronicle.do(MoveContainer(container_id=box.id, location_id=chronicle.at["PR"]))
        chronicle.do(RejectLot(lot_id=lot.id, reason="wet"))
        now = chronicle.listed(lot_id=lot.id).rows
        assert {(row.location, row.container_no, int(row.quantity), str(row.status)) for row in now} == {
            ("WH", None, 40, "nonconforming"),
            ("PR", box.container_no, 60, "nonconforming"),
        }
        rows = self.at(chronicle, then, lot_id=lot.id).rows
        assert {(row.location, row.container_no, int(row.quantity), str(row.status)) for row in rows} == {
            ("WH", None, 40, "released"),
            ("WH", box.container_no, 60, "released"),
        }
        assert [row.location for row in self.at(chronicle, then, container_id=box.id).rows] == ["WH"]

    def test_a_hold_and_an_expiry_count_from_when_they_came(self, chronicle: Chronicle) -> None:
        lot = chronicle.material(10)
        then = chronicle.past()
        chronicle.held(lot.id)
        assert [row.status for row in chronicle.listed(lot_id=lot.id).rows] == ["hold"]
        assert [row.status for row in self.at(chronicle, then, lot_id=lot.id).rows] == ["released"]
        assert self.at(chronicle, then, statuses=[LotStatus.HOLD]).rows == []

    def test_before_the_first_movement_there_was_nothing(self, chronicle: Chronicle) -> None:
        chronicle.material(10)
        chronicle.past()
        page = self.at(chronicle, chronicle.tx.now - timedelta(days=9))
        assert not page.rows
        assert not page.totals
        assert page.total == 0

    def test_what_has_not_come_yet_is_refused(self, chronicle: Chronicle) -> None:
        for moment in (chronicle.tx.now + timedelta(seconds=1), datetime(2026, 1, 1)):  # noqa: DTZ001 - a moment without its zone
            with pytest.raises(ValueNotAllowed):
                self.at(chronicle, moment)

    def test_it_is_reconciled_with_the_movements(self, chronicle: Chronicle) -> None:
        lot, box = chronicle.material(100), chronicle.container()
        chronicle.fill(box, lot, 60)
        then = chronicle.past()
        chronicle.transfer(lot, "WH", "PR", 50)
        for moment in (None, then, chronicle.tx.now):
            found = chronicle.do(ReconcileStock(at=moment))
            assert found.differences == []
            assert found.rows > 0
        assert chronicle.do(ReconcileStock(at=datetime(2020, 1, 1, tzinfo=UTC))).movements == 0

    def test_a_stock_that_somebody_altered_past_the_program_is_named(self, chronicle: Chronicle) -> None:
        lot = chronicle.material(100)
        chronicle.tx.wire.execute(
            "UPDATE genealogy_stock SET quantity = 90 WHERE lot_id = %s AND quantity = 100", (lot.id,)
        )
        (found,) = chronicle.do(ReconcileStock()).differences
        assert (found.lot_no, int(found.stock), int(found.movements)) == (lot.lot_no, 90, 100)


def test_the_dossier_names_the_containers(store: Store) -> None:
    lot, pallet, case = store.material(100), store.container(), store.container(kind=ContainerKind.CASE)
    without = {section.id for section in store.do(GetDossier(lot_id=lot.id)).sections}
    assert not {"warehouse.containers", "warehouse.handling"} & without
    store.fill(case, lot, 60)
    store.put_in(pallet, case)
    sections = {section.id: section for section in store.do(GetDossier(lot_id=lot.id)).sections}
    assert sections["warehouse.containers"].rows == [
        [[case.id, case.container_no], "case", pallet.container_no, "WH", Decimal(60), "pcs"]
    ]
    assert [row[2:5] for row in sections["warehouse.handling"].rows] == [[None, case.container_no, Decimal(60)]]
