"""The rules of places: what may lie where, beside what, and what a dry answer says of it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.server.modules.warehouse.conftest import Store
from veralot_shared.contracts.genealogy import (
    CreateLocation,
    LocationForbidden,
    LocationKind,
    LotStatus,
    LotView,
    ReturnLot,
)
from veralot_shared.contracts.warehouse import (
    Advice,
    ConditionNotOffered,
    CreateCondition,
    CustomersApart,
    ListAgreements,
    ListConditions,
    ListPlaces,
    ListStorage,
    MoveContainer,
    PlaceFull,
    PlaceLoop,
    PlaceOneLot,
    PlaceTakesOther,
    PlaceView,
    ReturnedBeside,
    SetAgreement,
    SetPlaceRules,
    SetStorage,
    WhereMayItGo,
    WhereView,
)
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, ValueNotAllowed, from_problem
from veralot_shared.i18n import Translator
from veralot_shared.ids import ConditionId, LocationId


@pytest.fixture
def shelf(store: Store) -> LocationId:
    """Return a second shelf of the store."""
    made = store.do(CreateLocation(code="SH", name="Shelf", kind=LocationKind.WAREHOUSE))
    store.at["SH"] = made.id
    return made.id


def ruled(store: Store, code: str, **rules: Any) -> PlaceView:
    now = next(place for place in store.do(ListPlaces()) if place.code == code)
    return store.do(SetPlaceRules(location_id=now.id, version=now.version, **rules))


def where(store: Store, lot: LotView) -> WhereView:
    return store.do(WhereMayItGo(lot_id=lot.id))


def why_not(answer: WhereView, code: str) -> set[str]:
    spot = next(spot for spot in answer.spots if spot.code == code)
    return {type(from_problem(problem)).__name__ for problem in spot.problems}


def cold(store: Store) -> ConditionId:
    return store.do(CreateCondition(code="COLD", name="2–8 °C", lowest=Decimal(2), highest=Decimal(8))).id


@pytest.mark.requirement("I-44")
class TestConditions:
    def test_an_item_goes_only_where_its_condition_is_offered(self, store: Store, shelf: LocationId) -> None:
        lot, condition = store.material(10), cold(store)
        store.do(SetStorage(item_id=lot.item_id, version=0, condition_id=condition))
        assert why_not(where(store, lot), "SH") == {"ConditionNotOffered"}
        with pytest.raises(ConditionNotOffered) as refused:
            store.transfer(lot, "WH", "SH", 10)
        assert (refused.value.needed, refused.value.field) == ("COLD", "target_id")
        said = Translator("zh_CN").error(from_problem(refused.value.to_problem()))
        assert "无贮存条件" in said, "a place that offers nothing says so in words"
        ruled(store, "SH", condition_ids=[condition])
        assert where(store, lot).spots[0].id == shelf
        store.transfer(lot, "WH", "SH", 10)

    def test_it_holds_for_containers_too(self, store: Store, shelf: LocationId) -> None:
        lot, box, condition = store.material(10), store.container(), cold(store)
        store.fill(box, lot, 10)
        store.do(SetStorage(item_id=lot.item_id, version=0, condition_id=condition))
        with pytest.raises(ConditionNotOffered):
            store.do(MoveContainer(container_id=box.id, location_id=shelf))
        found = store.do(WhereMayItGo(container_id=box.id))
        assert (found.label, found.conditions) == (box.container_no, ["COLD"])
        assert why_not(found, "SH") == {"ConditionNotOffered"}

    @pytest.mark.usefixtures("shelf")
    def test_a_cold_store_is_not_filled_with_what_needs_no_cold(self, store: Store) -> None:
        lot = store.material(10)
        ruled(store, "SH", condition_ids=[cold(store)])
        spots = {spot.code: spot for spot in where(store, lot).spots}
        assert spots["SH"].allowed
        assert Advice.KEPT_FREE_FOR_OTHER_CONDITIONS in spots["SH"].advice
        assert [spot.code for spot in where(store, lot).spots].index("PR") < 2
        assert store.do(ListStorage(search=lot.item_code))[0].condition_id is None

    def test_conditions_are_named_once_and_make_sense(self, store: Store) -> None:
        cold(store)
        with pytest.raises(RecordExists):
            store.do(CreateCondition(code="cold", name="again"))
        with pytest.raises(ValueNotAllowed):
            store.do(CreateCondition(code="X", name="x", lowest=Decimal(9), highest=Decimal(2)))
        assert [one.code for one in store.do(ListConditions())] == ["COLD"]
        with pytest.raises(RecordNotFound):
            ruled(store, "WH", condition_ids=[10**9])


class TestCustomers:
    def lots(self, store: Store) -> tuple[LotView, LotView]:
        one, two = store.component(customer_id=store.registrant), store.component(customer_id=store.other)
        return store.material(5, one), store.accepted(store.received(5, two), "PR")

    def test_goods_of_customers_are_kept_apart_where_that_is_agreed(self, store: Store) -> None:
        _one, two = self.lots(store)
        assert why_not(where(store, two), "WH") == set()
        store.do(SetAgreement(customer_id=store.registrant, version=0, apart=True, note="QA-12"))
        assert why_not(where(store, two), "WH") == {"CustomersApart"}
        with pytest.raises(CustomersApart) as refused:
            store.transfer(two, "PR", "WH", 5)
        assert refused.value.other_customer == "REG Ltd."
        assert [one.apart for one in store.do(ListAgreements()) if one.customer == "REG"] == [True]

    def test_a_place_can_be_set_to_take_one_customers_goods_at_a_time(self, store: Store) -> None:
        _one, two = self.lots(store)
        ruled(store, "WH", one_customer=True)
        with pytest.raises(CustomersApart):
            store.transfer(two, "PR", "WH", 5)
        store.moved(store.material(5), "WH")

    def test_a_place_that_is_a_customers_own_is_suggested_first(self, store: Store) -> None:
        own = CreateLocation(code="OWN", name="Own", kind=LocationKind.WAREHOUSE, customer_id=store.registrant)
        store.do(own)
        one, two = self.lots(store)
        assert where(store, one).spots[0].code == "OWN"
        assert where(store, one).spots[0].advice[0] is Advice.KEPT_FOR_THIS_CUSTOMER
        assert why_not(where(store, two), "OWN") == {"PlaceOfCustomer"}


class TestRules:
    def test_quarantine_and_rejected_goods_have_places_of_their_own(self, store: Store) -> None:
        lot = store.received(5)
        allowed = {spot.code for spot in where(store, lot).spots if spot.allowed}
        assert allowed == {"QC", "PR"}
        assert why_not(where(store, lot), "WH") == {LocationForbidden.__name__}

    def test_a_place_can_take_fewer_statuses_than_its_kind(self, store: Store, shelf: LocationId) -> None:
        lot = store.material(5)
        ruled(store, "SH", statuses=[LotStatus.CONCESSION])
        with pytest.raises(PlaceTakesOther) as refused:
            store.transfer(lot, "WH", "SH", 5)
        assert refused.value.allowed == [LotStatus.CONCESSION]
        with pytest.raises(ValueNotAllowed):
            ruled(store, "SH", statuses=[LotStatus.SHIPPED])
        assert shelf

    @pytest.mark.usefixtures("shelf")
    def test_one_lot_at_a_time(self, store: Store) -> None:
        one, two = store.material(5), store.material(5)
        ruled(store, "SH", one_lot=True)
        store.transfer(one, "WH", "SH", 2)
        store.transfer(one, "WH", "SH", 3)
        with pytest.raises(PlaceOneLot) as refused:
            store.transfer(two, "WH", "SH", 5)
        assert refused.value.other_lot == one.lot_no

    @pytest.mark.usefixtures("shelf")
    def test_positions_are_outermost_containers_and_loose_lots(self, store: Store) -> None:
        one, box, inner = store.material(9), store.container("SH"), store.container()
        store.fill(box, one, 3, location_id=store.at["WH"])
        ruled(store, "SH", capacity=2)
        store.do(MoveContainer(container_id=inner.id, inside_id=box.id))
        store.transfer(one, "WH", "SH", 3)
        assert next(place.taken for place in store.do(ListPlaces()) if place.code == "SH") == 2
        with pytest.raises(PlaceFull) as refused:
            store.do(MoveContainer(container_id=inner.id, location_id=store.at["SH"]))
        assert (refused.value.capacity, refused.value.taken, refused.value.wanted) == (2, 2, 1)
        with pytest.raises(PlaceFull):
            store.transfer(store.material(3), "WH", "SH", 3)

    @pytest.mark.requirement("I-20")
    def test_returned_goods_never_lie_beside_good_ones(self, store: Store) -> None:
        lot = store.on_market(store.produced(store.device(), 3))
        shipment = store.shipped(lot, 3)
        back = store.do(
            ReturnLot(
                shipment_id=shipment.id,
                lot_id=lot.id,
                quantity=Decimal(1),
                location_id=store.at["RT"],
                reason="damaged",
                unit_ids=store.unit_ids(lot)[:1],
            )
        )
        store.set_status(back.id, LotStatus.REWORK)
        store.moved(store.material(5), "PR")
        assert why_not(where(store, back), "PR") == {"ReturnedBeside"}
        with pytest.raises(ReturnedBeside):
            store.transfer(back, "RT", "PR", 1)

    def test_what_lies_there_already_stays_and_rules_hold_from_now_on(self, store: Store) -> None:
        lot = store.material(5)
        place = ruled(store, "WH", statuses=[LotStatus.CONCESSION], capacity=1)
        assert (place.version, place.lots, place.taken) == (1, 1, 1)
        assert store.stock(lot) == {"WH": 5}

    def test_a_tree_has_no_loops(self, store: Store, shelf: LocationId) -> None:
        ruled(store, "SH", parent_id=store.at["WH"])
        with pytest.raises(PlaceLoop):
            ruled(store, "WH", parent_id=shelf)
        with pytest.raises(PlaceLoop):
            ruled(store, "SH", parent_id=shelf)
        with pytest.raises(ValueNotAllowed):
            ruled(store, "SH", capacity=0)

    def test_whoever_is_second_is_told_who_was_first(self, store: Store) -> None:
        ruled(store, "WH", capacity=7)
        with pytest.raises(RecordChanged) as refused:
            store.do(SetPlaceRules(location_id=store.at["WH"], version=0, capacity=9))
        assert refused.value.version == 1
        assert [(one.field, one.theirs) for one in refused.value.differences] == [("capacity", 7)]

    def test_a_dry_answer_changes_nothing_and_needs_one_subject(self, store: Store) -> None:
        lot, box = store.material(5), store.container()
        before = store.tx.wire.execute("SELECT count(*) FROM audit.entry").fetchone()
        where(store, lot)
        assert store.tx.wire.execute("SELECT count(*) FROM audit.entry").fetchone() == before
        for query in (WhereMayItGo(), WhereMayItGo(lot_id=lot.id, container_id=box.id)):
            with pytest.raises(ValueNotAllowed):
                store.do(query)

    def test_a_container_may_go_nowhere_where_one_of_its_lots_may_not(self, store: Store) -> None:
        good, box = store.material(5), store.container("PR")
        waiting = store.moved(store.received(5), "PR")
        store.fill(box, good, 5, location_id=store.at["WH"])
        store.fill(box, waiting, 5)
        found = store.do(WhereMayItGo(container_id=box.id))
        assert {spot.code for spot in found.spots if spot.allowed} == {"PR"}
        assert why_not(found, "WH") == {"LocationForbidden"}
