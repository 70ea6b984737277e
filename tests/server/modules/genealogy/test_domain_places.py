"""Where stock of which status may lie."""

import pytest

from tests.server.modules.genealogy.test_domain_status import HOSPITAL, REGISTRANT, TODAY, YESTERDAY, lot
from veralot_server.modules.genealogy.domain import places
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_shared.contracts.genealogy import OUTSIDE, USABLE, LocationForbidden, LocationKind, LotStatus
from veralot_shared.ids import LocationId, PartnerId

INSIDE = sorted(set(LocationKind) - OUTSIDE)


def place(kind: LocationKind, customer: PartnerId | None = None) -> PlaceFacts:
    return PlaceFacts(id=LocationId(1), code="P1", kind=kind, customer_id=customer)


def may_lie(one: LotFacts, at: PlaceFacts) -> bool:
    try:
        places.require_allowed(one, at, TODAY)
    except LocationForbidden:
        return False
    return True


def test_a_refusal_names_lot_status_and_place() -> None:
    with pytest.raises(LocationForbidden) as refused:
        places.require_allowed(lot(), place(LocationKind.RETURNS), TODAY)
    found = refused.value
    assert (found.lot_no, found.status, found.location) == ("L1", LotStatus.RELEASED, "P1")
    assert (found.kind, found.field) == (LocationKind.RETURNS, "target_id")


@pytest.mark.requirement("I-20")
@pytest.mark.requirement("I-40")
@pytest.mark.parametrize("state", LotStatus)
def test_returned_goods_never_share_a_kind_of_place_with_good_ones(state: LotStatus) -> None:
    good = {kind for kind in INSIDE if may_lie(lot(status=LotStatus.RELEASED), place(kind))}
    returned = {kind for kind in INSIDE if may_lie(lot(status=state, returned=True), place(kind))}
    assert good == {LocationKind.WAREHOUSE, LocationKind.PRODUCTION}
    assert LocationKind.WAREHOUSE not in returned
    if state is not LotStatus.REWORK:
        assert returned == {LocationKind.RETURNS, LocationKind.REJECTED}


@pytest.mark.requirement("I-30")
@pytest.mark.parametrize("state", [LotStatus.EXPECTED, LotStatus.QUARANTINE, LotStatus.IN_TEST])
def test_what_waits_for_its_test_stays_out_of_the_store(state: LotStatus) -> None:
    assert not may_lie(lot(status=state), place(LocationKind.WAREHOUSE))
    assert may_lie(lot(status=state), place(LocationKind.QUARANTINE))


@pytest.mark.requirement("I-20")
@pytest.mark.parametrize("state", sorted(set(LotStatus) - USABLE))
def test_only_usable_goods_lie_in_the_store(state: LotStatus) -> None:
    assert not may_lie(lot(status=state), place(LocationKind.WAREHOUSE))


def test_rejected_goods_are_locked_away() -> None:
    rejected = lot(status=LotStatus.NONCONFORMING)
    assert {kind for kind in INSIDE if may_lie(rejected, place(kind))} == {LocationKind.REJECTED}


def test_expired_and_held_goods_can_be_moved_out_of_the_store() -> None:
    for one in (lot(expiry=YESTERDAY), lot(holds=["x"])):
        assert may_lie(one, place(LocationKind.REJECTED))
        assert not may_lie(one, place(LocationKind.WAREHOUSE))


@pytest.mark.parametrize("kind", sorted(OUTSIDE))
def test_nothing_is_moved_outside_by_naming_a_place(kind: LocationKind) -> None:
    assert not may_lie(lot(), place(kind))


@pytest.mark.requirement("I-43")
def test_a_customers_store_is_for_that_customers_goods() -> None:
    assert may_lie(lot(customer_id=REGISTRANT), place(LocationKind.WAREHOUSE, REGISTRANT))
    assert may_lie(lot(customer_id=None), place(LocationKind.WAREHOUSE, REGISTRANT))
    assert not may_lie(lot(customer_id=HOSPITAL), place(LocationKind.WAREHOUSE, REGISTRANT))
