"""Which buttons are drawn in which state."""

from decimal import Decimal

import pytest

from tests.client.modules.plant import make_catheter_lot, make_lot
from veralot_client.modules.genealogy.presenters.possibilities import POSSIBLE, possible
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, USABLE, LotEvent, LotStatus
from veralot_shared.contracts.items import ItemKind

S = LotStatus


@pytest.mark.parametrize("status", LotStatus)
@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("sample", LotEvent.SAMPLE),
        ("reject", LotEvent.REJECT),
        ("dispose", LotEvent.CONCEDE),
        ("report_rework", LotEvent.REPORT_REWORK),
        ("release_market", LotEvent.RELEASE_MARKET),
        ("send_to_sterilizer", LotEvent.SEND_TO_STERILIZER),
        ("return_from_sterilizer", LotEvent.RETURN_FROM_STERILIZER),
        ("return_to_supplier", LotEvent.RETURN_TO_SUPPLIER),
        ("recall", LotEvent.RECALL),
    ],
)
def test_a_step_is_offered_where_the_contract_has_it(status: LotStatus, action: str, event: LotEvent) -> None:
    lot = make_lot(status=status)
    assert possible(f"genealogy.{action}", lot, None) is ((status, event) in LOT_TRANSITIONS)


@pytest.mark.requirement("I-39")
@pytest.mark.parametrize("status", LotStatus)
@pytest.mark.parametrize("action", ["draw", "pack"])
def test_only_usable_stock_is_offered_for_use(status: LotStatus, action: str) -> None:
    assert possible(f"genealogy.{action}", make_lot(status=status), None) is (status in USABLE)


@pytest.mark.requirement("I-39")
@pytest.mark.parametrize(
    "action",
    [
        *("sample", "release", "release_production", "release_market", "dispose", "send_to_sterilizer", "draw"),
        *("consume", "pack", "ship", "issue", "scrap", "return_to_supplier", "consume_into", "produce_more"),
    ],
)
@pytest.mark.parametrize("beneath", LotStatus)
def test_a_held_lot_offers_nothing_that_brings_it_nearer_to_use(action: str, beneath: LotStatus) -> None:
    lot = make_catheter_lot(status=LotStatus.HOLD, status_beneath=beneath, holds=1)
    assert not possible(f"genealogy.{action}", lot, None)


def test_a_held_lot_can_be_rejected_moved_and_freed() -> None:
    lot = make_lot(status=S.HOLD, status_beneath=S.RELEASED, holds=2)
    for action in ("reject", "transfer", "lift", "hold", "trace", "export", "recall"):
        assert possible(f"genealogy.{action}", lot, None), action


@pytest.mark.requirement("CN-17")
def test_finished_goods_get_production_release_and_all_others_are_accepted() -> None:
    lot = make_lot(status=S.IN_TEST)
    assert possible("genealogy.release_production", lot, ItemKind.FINISHED)
    assert not possible("genealogy.release", lot, ItemKind.FINISHED)
    assert possible("genealogy.release", lot, ItemKind.COMPONENT)
    assert not possible("genealogy.release_production", lot, ItemKind.COMPONENT)


def test_nothing_is_moved_of_what_is_not_there() -> None:
    lot = make_lot(status=S.RELEASED, on_hand=Decimal(0))
    for action in ("transfer", "draw", "split", "merge", "consume", "pack", "ship", "scrap", "issue"):
        assert not possible(f"genealogy.{action}", lot, None), action


def test_an_expired_lot_can_still_be_destroyed() -> None:
    assert possible("genealogy.scrap", make_lot(status=S.EXPIRED), None)
    assert not possible("genealogy.draw", make_lot(status=S.EXPIRED), None)


def test_a_lot_in_rework_goes_only_to_its_rework() -> None:
    lot = make_catheter_lot(status=S.REWORK)
    assert possible("genealogy.consume", lot, None)
    assert possible("genealogy.issue", lot, None)
    assert not possible("genealogy.pack", lot, None)


def test_only_a_lot_of_an_order_takes_inputs() -> None:
    assert possible("genealogy.consume_into", make_catheter_lot(status=S.QUARANTINE), None)
    assert not possible("genealogy.consume_into", make_lot(status=S.QUARANTINE), None)
    assert not possible("genealogy.produce_more", make_lot(status=S.QUARANTINE), None)


def test_serialised_stock_is_not_adjusted_by_count() -> None:
    assert possible("genealogy.adjust", make_lot(), None)
    assert not possible("genealogy.adjust", make_catheter_lot(), None)


def test_an_unknown_action_is_not_possible() -> None:
    assert not possible("genealogy.no_such_thing", make_lot(), None)
    assert set(POSSIBLE) == {each for each in POSSIBLE if each.startswith("genealogy.")}
