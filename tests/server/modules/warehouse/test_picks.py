"""FEFO: the earliest expiry first; what may not be taken stands there with its reason."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.server.modules.warehouse.conftest import Store
from veralot_server.modules.warehouse.domain import fefo
from veralot_server.modules.warehouse.domain.facts import Pickable
from veralot_shared.contracts.genealogy import CreateLocation, LocationKind, LotStatus, LotView
from veralot_shared.contracts.items import ItemKind, ItemView
from veralot_shared.contracts.warehouse import ContainerKind as Kind
from veralot_shared.contracts.warehouse import MakeContainers, PickView, SetPlaceRules, Skip, SuggestPick
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import LocationId, LotId


@pytest.fixture
def resin(store: Store) -> ItemView:
    """Return an item to pick."""
    return store.component()


def lot_of(store: Store, item: ItemView, days: int | None, quantity: int = 10) -> LotView:
    expiry = None if days is None else store.tx.today + timedelta(days=days)
    return store.material(quantity, item, expiry=expiry)


def pick(store: Store, item: ItemView, quantity: int | str, **fields: Any) -> PickView:
    return store.do(SuggestPick(item_id=item.id, quantity=Decimal(quantity), **fields))


def taken(found: PickView) -> list[tuple[str, int]]:
    return [(line.lot_no, int(line.take)) for line in found.lines if line.take]


def skipped(found: PickView) -> dict[str, Skip | None]:
    return {line.lot_no: line.skip for line in found.lines if line.skip is not None}


@pytest.mark.requirement("I-44")
def test_the_earliest_expiry_goes_first_and_rows_of_lots_stay_apart(store: Store, resin: ItemView) -> None:
    late, early, never = (lot_of(store, resin, days) for days in (200, 20, None))
    found = pick(store, resin, 25)
    assert taken(found) == [(early.lot_no, 10), (late.lot_no, 10), (never.lot_no, 5)]
    assert (int(found.covered), int(found.missing)) == (25, 0)


def test_of_equal_expiry_the_earlier_receipt_goes_first() -> None:
    day, morning = date(2027, 1, 1), datetime(2026, 1, 1, 8, tzinfo=UTC)
    first = stock("Z", day, morning)
    second = stock("A", day, morning + timedelta(hours=1))
    found = fefo.suggested(
        [second, first], fefo.Demand(Decimal(5), None, 0, for_shipment=False, today=date(2026, 2, 1))
    )
    assert [(line.lot_no, int(line.take)) for line in found] == [("Z", 5), ("A", 0)]


def stock(lot_no: str, expiry: date, received_at: datetime) -> Pickable:
    return Pickable(
        lot_id=LotId(1),
        lot_no=lot_no,
        item_kind=ItemKind.COMPONENT,
        status=LotStatus.RELEASED,
        expiry=expiry,
        received_at=received_at,
        customer_id=None,
        customer=None,
        customer_zh=None,
        location_id=LocationId(1),
        location="WH",
        place_customer_id=None,
        container_id=None,
        container_no=None,
        container_customer_id=None,
        quantity=Decimal(10),
        held_units=0,
        why="",
    )


@pytest.mark.requirement("I-39")
def test_held_expired_and_waiting_goods_are_skipped_with_the_reason(store: Store, resin: ItemView) -> None:
    held, expired, good = (lot_of(store, resin, days) for days in (10, 11, 300))
    waiting = store.received(10, resin, expiry=store.tx.today + timedelta(days=5))
    store.held(held.id, reason="black specks")
    store.expire(expired.id)
    rejected = lot_of(store, resin, 12)
    store.set_status(rejected.id, LotStatus.NONCONFORMING)
    found = pick(store, resin, 10)
    assert taken(found) == [(good.lot_no, 10)]
    assert skipped(found) == {
        held.lot_no: Skip.ON_HOLD,
        expired.lot_no: Skip.EXPIRED,
        waiting.lot_no: Skip.NOT_RELEASED,
        rejected.lot_no: Skip.BLOCKED,
    }
    assert next(line.why for line in found.lines if line.lot_no == held.lot_no) == "black specks"


def test_what_is_kept_for_a_customer_goes_to_that_customer_alone(store: Store) -> None:
    item = store.component(customer_id=store.registrant)
    lot_of(store, item, 30)
    assert set(skipped(pick(store, item, 5)).values()) == {Skip.OTHER_CUSTOMER}
    assert set(skipped(pick(store, item, 5, customer_id=store.other)).values()) == {Skip.OTHER_CUSTOMER}
    assert pick(store, item, 5, customer_id=store.registrant).covered == 5


def test_places_and_containers_of_a_customer_count_too(store: Store, resin: ItemView) -> None:
    lot = lot_of(store, resin, 30)
    own = CreateLocation(code="OWN", name="Own", kind=LocationKind.WAREHOUSE, customer_id=store.other)
    store.at["OWN"] = store.do(own).id
    store.transfer(lot, "WH", "OWN", 4)
    box = store.container(customer=store.other)
    store.fill(box, lot, 3)
    found = pick(store, resin, 10)
    assert [(line.location, line.container_no, int(line.take), line.skip) for line in found.lines] == [
        ("OWN", None, 0, Skip.PLACE_OF_ANOTHER_CUSTOMER),
        ("WH", None, 3, None),
        ("WH", box.container_no, 0, Skip.CONTAINER_OF_ANOTHER_CUSTOMER),
    ]
    assert found.missing == 7
    assert pick(store, resin, 10, customer_id=store.other).missing == 0


@pytest.mark.requirement("CN-17")
def test_finished_goods_go_to_the_market_only_when_released_there(store: Store) -> None:
    device = store.device(customer_id=None)
    lot = store.on_market(store.produced(device, 3))
    assert pick(store, device, 3, for_shipment=True).covered == 3
    store.set_status(lot.id, LotStatus.PROD_RELEASED)
    assert set(skipped(pick(store, device, 3, for_shipment=True)).values()) == {Skip.NOT_ON_THE_MARKET}
    assert pick(store, device, 3).covered == 3


def test_units_on_hold_are_left_and_goods_that_expire_too_soon(store: Store) -> None:
    device = store.device(customer_id=None)
    lot = store.on_market(store.produced(device, 3))
    store.held(*store.unit_ids(lot)[:1])
    assert pick(store, device, 3).covered == 2
    store.held(*store.unit_ids(lot)[1:])
    assert set(skipped(pick(store, device, 3)).values()) == {Skip.UNITS_ON_HOLD}


def test_it_must_last_long_enough(store: Store, resin: ItemView) -> None:
    soon, late = lot_of(store, resin, 20), lot_of(store, resin, 200)
    found = pick(store, resin, 15, days_left=90)
    assert taken(found) == [(late.lot_no, 10)]
    assert skipped(found) == {soon.lot_no: Skip.EXPIRES_TOO_SOON}
    assert found.missing == 5


def test_one_part_of_the_plant_can_be_asked_for(store: Store, resin: ItemView) -> None:
    lot = lot_of(store, resin, 30)
    store.at["SH"] = store.do(CreateLocation(code="SH", name="Shelf", kind=LocationKind.WAREHOUSE)).id
    store.do(SetPlaceRules(location_id=store.at["SH"], version=0, parent_id=store.at["PR"]))
    store.transfer(lot, "WH", "SH", 4)
    assert pick(store, resin, 10, location_id=store.at["PR"]).covered == 4


def test_what_cannot_be_asked_is_refused(store: Store, resin: ItemView, act_as: Any) -> None:
    for quantity in ("0", "-1", "0.5"):
        with pytest.raises(ValueNotAllowed):
            pick(store, resin, quantity)
    store.do(MakeContainers(kind=Kind.TOTE, location_id=store.at["WH"], container_no="T"))
    act_as("registrant", customer_id=store.other)
    with pytest.raises(RecordNotFound):
        pick(store, resin, 1)
