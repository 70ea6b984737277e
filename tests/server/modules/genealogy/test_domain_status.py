"""What a lot counts as, where it may go, what may be done with it: every state, every event, no database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from veralot_server.modules.genealogy.domain import status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, UnitFacts
from veralot_shared.contracts.genealogy import (
    FREE_OF_HOLDS,
    LOT_TRANSITIONS,
    USABLE,
    LotEvent,
    LotNotUsable,
    LotOnHold,
    LotStatus,
    MovementKind,
    UnitOnHold,
    UnitStatus,
)
from veralot_shared.contracts.items import ItemKind, Tracking
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import ItemId, LocationId, LotId, PartnerId, UnitId

TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)
REGISTRANT, HOSPITAL = PartnerId(7), PartnerId(8)


def lot(**fields: Any) -> LotFacts:
    values: dict[str, Any] = {
        "id": LotId(1),
        "version": 1,
        "lot_no": "L1",
        "item_id": ItemId(1),
        "item_code": "CP-1",
        "item_kind": ItemKind.COMPONENT,
        "tracking": Tracking.LOT,
        "unit": "pcs",
        "quantum": Decimal(1),
        "shelf_life_months": None,
        "status": LotStatus.RELEASED,
        "cycle": 1,
        "supplier_id": None,
        "supplier_lot_no": None,
        "customer_id": REGISTRANT,
        "order_no": None,
        "manufactured": None,
        "expiry": None,
        "quantity_made": Decimal(10),
    }
    return LotFacts(**(values | fields))


class TestEffective:
    @pytest.mark.parametrize("state", LotStatus)
    def test_is_hold_while_any_hold_is_open_whatever_lies_beneath(self, state: LotStatus) -> None:
        held = lot(status=state, holds=["complaint: x", "deviation: y"])
        assert status.effective(held, TODAY) is LotStatus.HOLD

    @pytest.mark.parametrize("state", LotStatus)
    def test_is_expired_only_of_what_could_be_used_and_only_after_the_date(self, state: LotStatus) -> None:
        for expiry, expired in ((None, False), (TODAY, False), (YESTERDAY, True)):
            expected = LotStatus.EXPIRED if expired and state in USABLE else state
            assert status.effective(lot(status=state, expiry=expiry), TODAY) is expected


class TestStep:
    @pytest.mark.parametrize("state", LotStatus)
    @pytest.mark.parametrize("event", LotEvent)
    def test_follows_the_table_and_nothing_else(self, state: LotStatus, event: LotEvent) -> None:
        target = LOT_TRANSITIONS.get((state, event))
        if target is not None:
            assert status.step(lot(status=state), event, TODAY) is target
            return
        with pytest.raises(TransitionIllegal) as refused:
            status.step(lot(status=state), event, TODAY)
        assert (refused.value.state, refused.value.event, refused.value.key) == (state, event, "L1")

    @pytest.mark.parametrize("event", sorted(FREE_OF_HOLDS))
    def test_brings_no_held_lot_nearer_to_use_or_out_of_the_house(self, event: LotEvent) -> None:
        state = next(state for state, known in LOT_TRANSITIONS if known is event)
        with pytest.raises(LotOnHold) as refused:
            status.step(lot(status=state, holds=["complaint: burst"]), event, TODAY)
        assert refused.value.reasons == ["complaint: burst"]

    def test_lets_a_held_lot_be_rejected_and_recalled(self) -> None:
        held = lot(status=LotStatus.IN_TEST, holds=["x"])
        assert status.step(held, LotEvent.REJECT, TODAY) is LotStatus.NONCONFORMING
        assert status.step(held, LotEvent.RECALL, TODAY) is LotStatus.RECALLED

    def test_accepts_nothing_past_its_date(self) -> None:
        with pytest.raises(TransitionIllegal) as refused:
            status.step(lot(status=LotStatus.IN_TEST, expiry=YESTERDAY), LotEvent.ACCEPT, TODAY)
        assert refused.value.state is LotStatus.EXPIRED

    def test_lets_expired_goods_be_scrapped(self) -> None:
        assert status.step(lot(expiry=YESTERDAY), LotEvent.SCRAP, TODAY) is LotStatus.SCRAPPED

    @pytest.mark.requirement("CN-17")
    def test_finished_goods_take_two_releases_and_others_one(self) -> None:
        finished = lot(item_kind=ItemKind.FINISHED)
        status.require_release_kind(finished, LotEvent.RELEASE_PRODUCTION)
        status.require_release_kind(lot(), LotEvent.ACCEPT)
        for one, event in ((finished, LotEvent.ACCEPT), (lot(), LotEvent.RELEASE_PRODUCTION)):
            with pytest.raises(ValueNotAllowed):
                status.require_release_kind(one, event)


class TestUse:
    @pytest.mark.requirement("I-39")
    @pytest.mark.parametrize("state", LotStatus)
    def test_only_passed_or_conceded_lots_are_used_and_a_refusal_says_why_and_who(self, state: LotStatus) -> None:
        if state in USABLE:
            status.require_usable(lot(status=state), TODAY)
            return
        with pytest.raises(LotNotUsable) as refused:
            status.require_usable(lot(status=state), TODAY)
        assert refused.value.status is state
        assert {refused.value.why, refused.value.who} <= words.SENTENCES

    @pytest.mark.requirement("I-39")
    def test_a_held_lot_is_not_usable_and_each_reason_is_named(self) -> None:
        with pytest.raises(LotNotUsable) as refused:
            status.require_usable(lot(holds=["complaint: a", "supplier_notice: b"]), TODAY)
        assert isinstance(refused.value, LotOnHold)
        assert refused.value.reasons == ["complaint: a", "supplier_notice: b"]
        assert (refused.value.status, refused.value.why) == (LotStatus.HOLD, words.WHY[LotStatus.HOLD])
        assert refused.value.who == words.WHO[LotStatus.HOLD]

    @pytest.mark.requirement("I-44")
    def test_an_expired_lot_is_not_usable(self) -> None:
        with pytest.raises(LotNotUsable) as refused:
            status.require_usable(lot(expiry=YESTERDAY), TODAY)
        assert refused.value.status is LotStatus.EXPIRED

    @pytest.mark.requirement("I-58")
    def test_a_lot_in_rework_goes_to_its_rework_order_alone(self) -> None:
        reworked = lot(status=LotStatus.REWORK)
        assert status.require_issuable(reworked, TODAY) is MovementKind.REWORK
        status.require_consumable(reworked, lot(id=LotId(2)), TODAY)
        with pytest.raises(LotNotUsable):
            status.require_consumable(reworked, lot(id=LotId(2), item_id=ItemId(2)), TODAY)
        with pytest.raises(LotNotUsable):
            status.require_usable(reworked, TODAY)

    def test_held_units_stop_what_names_them(self) -> None:
        unit = UnitFacts(
            id=UnitId(1),
            serial_no="A1",
            lot_id=LotId(1),
            location_id=LocationId(1),
            status=UnitStatus.MADE,
            package_id=None,
            holds=1,
        )
        with pytest.raises(UnitOnHold) as refused:
            status.require_units_free([unit])
        assert refused.value.serials == ["A1"]


class TestShipping:
    @pytest.mark.requirement("CN-17")
    @pytest.mark.parametrize("state", sorted(USABLE))
    def test_finished_goods_reach_the_market_only_after_market_release(self, state: LotStatus) -> None:
        goods = lot(item_kind=ItemKind.FINISHED, status=state)
        status.require_shippable(goods, REGISTRANT, TODAY)
        if state is LotStatus.MARKET_RELEASED:
            status.require_shippable(goods, HOSPITAL, TODAY)
            return
        with pytest.raises(LotNotUsable) as refused:
            status.require_shippable(goods, HOSPITAL, TODAY)
        assert (refused.value.why, refused.value.who) == (words.WHY_NOT_ON_THE_MARKET, words.WHO_REGISTRANT)

    @pytest.mark.requirement("I-39")
    @pytest.mark.parametrize("state", sorted(set(LotStatus) - USABLE))
    def test_nothing_else_leaves_for_anybody(self, state: LotStatus) -> None:
        with pytest.raises(LotNotUsable):
            status.require_shippable(lot(item_kind=ItemKind.FINISHED, status=state), REGISTRANT, TODAY)


class TestScrapping:
    @pytest.mark.parametrize(
        ("state", "quantity", "event"),
        [
            (LotStatus.NONCONFORMING, 10, LotEvent.SCRAP),
            (LotStatus.NONCONFORMING, 3, LotEvent.SCRAP),
            (LotStatus.RELEASED, 3, LotEvent.USE_UP),
            (LotStatus.IN_TEST, 3, LotEvent.USE_UP),
        ],
    )
    def test_ends_a_lot_as_scrapped_only_if_it_was_rejected(
        self, state: LotStatus, quantity: int, event: LotEvent
    ) -> None:
        assert status.scrap_event(lot(status=state), Decimal(quantity), TODAY) is event

    def test_of_a_whole_lot_needs_its_rejection_first(self) -> None:
        with pytest.raises(TransitionIllegal):
            status.scrap_event(lot(status=LotStatus.RELEASED), Decimal(10), TODAY)
