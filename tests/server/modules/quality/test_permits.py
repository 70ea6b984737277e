"""What is made and used under a permit to deviate is counted as it happens; beyond its bounds it is told or refused."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_server.core.module import tell_hearers
from veralot_server.core.transaction import Actor
from veralot_server.modules.quality.domain import permits as rules
from veralot_server.modules.quality.domain.permits import Bounds
from veralot_shared.contracts.genealogy import DrawLot, GetReadiness, LotEvent, LotView, SplitLot, SplitPart
from veralot_shared.contracts.items import ItemKind, ItemView
from veralot_shared.contracts.quality import (
    AddLots,
    ApprovePermit,
    AssessPermit,
    CaseDetail,
    ClosePermit,
    DraftPermit,
    ExcludeLot,
    PermitNotRunning,
    PermitSpent,
    PermitWay,
    QualityStatus,
    ReportDeviation,
    Severity,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import CaseId

Become = Callable[..., Actor]


def drafted(plant: Plant, quantity: int | None = None, days: tuple[int, int] = (0, 5), **fields: Any) -> CaseDetail:
    """Ask for a permit."""
    today = plant.tx.today
    values: dict[str, Any] = {
        "title": "Second resin",
        "description": "The first cannot be had",
        "requirement": "BOM 4",
        "quantity": None if quantity is None else Decimal(quantity),
        "valid_from": today + timedelta(days=days[0]),
        "valid_until": today + timedelta(days=days[1]),
    }
    return plant.do(DraftPermit(**(values | fields)))


def permitted(quality: Quality, *lots: LotView, **fields: Any) -> CaseDetail:
    """Ask for a permit for lots, assess and approve it."""
    detail = drafted(quality.plant, lot_ids=[lot.id for lot in lots], **fields)
    case_id = detail.case.id
    assess = AssessPermit(case_id=case_id, severity=Severity.MINOR, assessment="Same polymer", measures="Test each")
    quality.plant.do(assess)
    return quality.sign(ApprovePermit(case_id=case_id))


def use(plant: Plant, lot: LotView, quantity: int) -> None:
    """Use so much of a lot, as the dispatcher would carry it out."""
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 1)
    plant.consume(made, lot, quantity)
    tell_hearers(plant.tx)


def make(plant: Plant, item: ItemView, quantity: int) -> LotView:
    """Make a lot, as the dispatcher would carry it out."""
    lot = plant.produced(item, quantity)
    tell_hearers(plant.tx)
    return lot


def counted(quality: Quality, detail: CaseDetail) -> list[tuple[str, PermitWay, int, int]]:
    """Return what a permit has counted."""
    found = quality.get(detail.case.id).permitted
    return [(one.lot_no, one.way, int(one.quantity), int(one.beyond)) for one in found]


def blockers(plant: Plant, lot: LotView) -> list[str]:
    """Return what stands in the way of a lot on account of permits."""
    view = plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.RELEASE_PRODUCTION))
    return [
        str(one.text.format_map(one.values)) for each in view if each.id == "quality.permits" for one in each.missing
    ]


# --- what is used ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CN-41")
def test_what_is_used_is_counted_and_more_is_refused(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    use(plant, lot, 5)
    detail = permitted(quality, lot, quantity=30)
    use(plant, lot, 20)
    assert counted(quality, detail) == [(lot.lot_no, PermitWay.USED, 20, 0)], "what was used before is no concern of it"
    with pytest.raises(PermitSpent) as refused:
        use(plant, lot, 11)
    assert [int(refused.value.left), int(refused.value.wanted)] == [10, 11]
    assert refused.value.number == detail.case.number
    assert "10" in str(refused.value)


def test_all_that_is_permitted_can_be_used_and_then_nothing(quality: Quality, plant: Plant) -> None:
    one = plant.material(100)
    detail = permitted(quality, one, quantity=30)
    use(plant, one, 30)
    with pytest.raises(PermitSpent):
        use(plant, one, 1)
    assert counted(quality, detail)[0][2] == 30


@pytest.mark.parametrize("days", [(1, 5), (-5, -1)])
def test_on_other_days_nothing_is_used(quality: Quality, plant: Plant, days: tuple[int, int]) -> None:
    lot = plant.material(100)
    detail = permitted(quality, lot)
    today = plant.tx.today
    dates = [today + timedelta(days=each) for each in days]
    plant.tx.wire.execute(
        "UPDATE quality_case SET valid_from = %s, valid_until = %s WHERE id = %s", (*dates, detail.case.id)
    )
    with pytest.raises(PermitNotRunning, match=lot.lot_no):
        use(plant, lot, 1)


def test_what_is_drawn_counts_once_and_what_is_divided_stays_under_it(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    detail = permitted(quality, lot, quantity=40)
    drawn = plant.do(DrawLot(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(30), target_id=plant.at["WH"]))
    tell_hearers(plant.tx)
    use(plant, drawn, 30)
    assert counted(quality, detail) == [(lot.lot_no, PermitWay.USED, 30, 0)]
    parts = [SplitPart(quantity=Decimal(60)), SplitPart(quantity=Decimal(10))]
    one, other = plant.do(SplitLot(lot_id=lot.id, location_id=plant.at["WH"], parts=parts))
    tell_hearers(plant.tx)
    use(plant, other, 6)
    use(plant, one, 4)
    assert [found[2] for found in counted(quality, detail)] == [30, 4, 6]
    with pytest.raises(PermitSpent):
        use(plant, one, 1)


def test_a_second_permit_goes_on_where_the_first_ends(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    first = permitted(quality, lot, quantity=10)
    use(plant, lot, 10)
    second = permitted(quality, lot, quantity=5)
    use(plant, lot, 5)
    assert (counted(quality, first)[0][2], counted(quality, second)[0][2]) == (10, 5)
    with pytest.raises(PermitSpent):
        use(plant, lot, 1)


def test_a_lot_named_later_counts_from_then_on(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    first, second = plant.material(100, item), plant.material(100, item)
    detail = permitted(quality, first, quantity=10)
    use(plant, second, 50)
    plant.do(AddLots(case_id=detail.case.id, lot_ids=[second.id], reason="The same resin"))
    use(plant, second, 4)
    use(plant, first, 6)
    assert [one[2] for one in counted(quality, detail)] == [6, 4]
    with pytest.raises(PermitSpent):
        use(plant, second, 1)


def test_a_draft_and_a_closed_permit_bind_nobody(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    drafted(plant, 1, lot_ids=[lot.id])
    use(plant, lot, 5)
    other = plant.material(100)
    detail = permitted(quality, other, quantity=1)
    quality.sign(ClosePermit(case_id=detail.case.id, made="Nothing"))
    use(plant, other, 5)


# --- what is made ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CN-41")
def test_what_is_made_beyond_is_told_and_not_released_before_it_is_decided(quality: Quality, plant: Plant) -> None:
    item = plant.device(kind=ItemKind.SEMI_FINISHED)
    before = make(plant, item, 9)
    detail = permitted(quality, quantity=5, item_id=item.id)
    first, second = make(plant, item, 4), make(plant, item, 3)
    make(plant, plant.device(kind=ItemKind.SEMI_FINISHED), 9)
    made = [(first.lot_no, PermitWay.MADE, 4, 0), (second.lot_no, PermitWay.MADE, 3, 2)]
    assert counted(quality, detail) == made
    assert blockers(plant, before) == blockers(plant, first) == []
    (said,) = blockers(plant, second)
    assert said.startswith(f"2 pcs of the lot were made beyond what permit {detail.case.number}")
    plant.do(ReportDeviation(title="Two more", description="Made", happened_on=plant.tx.today, lot_ids=[second.id]))
    assert blockers(plant, second) == [], "from here the deviation stands in the way"


def test_a_lot_that_was_not_made_under_it_counts_no_more(quality: Quality, plant: Plant) -> None:
    item = plant.device(kind=ItemKind.SEMI_FINISHED)
    detail = permitted(quality, quantity=5, item_id=item.id)
    first, second = make(plant, item, 4), make(plant, item, 3)
    plant.do(ExcludeLot(case_id=detail.case.id, lot_id=first.id, reason="Made of the first resin"))
    assert counted(quality, detail) == [(first.lot_no, PermitWay.EXCLUDED, 4, 0), (second.lot_no, PermitWay.MADE, 3, 0)]
    assert blockers(plant, second) == []
    with pytest.raises(RecordNotFound):
        plant.do(ExcludeLot(case_id=detail.case.id, lot_id=first.id, reason="Again"))
    with pytest.raises(RecordNotFound):
        plant.do(ExcludeLot(case_id=CaseId(987_654), lot_id=first.id, reason="Nowhere"))


def test_after_its_days_nothing_more_comes_under_it(quality: Quality, plant: Plant) -> None:
    item = plant.device(kind=ItemKind.SEMI_FINISHED)
    detail = permitted(quality, quantity=5, item_id=item.id, days=(0, 1))
    lot = make(plant, item, 2)
    plant.tx.now += timedelta(days=2)
    make(plant, item, 9)
    assert counted(quality, detail) == [(lot.lot_no, PermitWay.MADE, 2, 0)]


def test_a_quantity_is_of_one_item(plant: Plant) -> None:
    for lots in ([], [plant.material(5).id, plant.material(5).id]):
        with pytest.raises(ValueNotAllowed) as wrong:
            drafted(plant, 5, lot_ids=lots)
        assert wrong.value.field == "item_id"


def test_another_customer_sees_none_of_it(quality: Quality, plant: Plant, act_as: Become) -> None:
    item = plant.device(kind=ItemKind.SEMI_FINISHED)
    detail = permitted(quality, quantity=5, item_id=item.id)
    lot = make(plant, item, 4)
    act_as("registrant", name="other", customer_id=plant.other)
    with pytest.raises(RecordNotFound):
        quality.get(detail.case.id)
    with pytest.raises(RecordNotFound):
        plant.do(ExcludeLot(case_id=detail.case.id, lot_id=lot.id, reason="Not mine"))


def test_a_permit_that_was_tended_while_it_ran_still_expires(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    detail = permitted(quality, plant.material(100))
    command = AddLots(case_id=detail.case.id, lot_ids=[lot.id], reason="This too")
    assert plant.do(command).case.status is QualityStatus.ACTIVE
    plant.tx.now += timedelta(days=6)
    assert quality.get(detail.case.id).case.status is QualityStatus.EXPIRED
    with pytest.raises(PermitNotRunning):
        use(plant, lot, 1)


# --- the rules -------------------------------------------------------------------------------------------------------

TENTHS = st.integers(min_value=1, max_value=1000).map(lambda tenths: Decimal(tenths) / 10)
AMOUNTS = st.lists(TENTHS, max_size=8)


@given(AMOUNTS, TENTHS, TENTHS)
def test_what_lies_beyond_is_what_there_is_too_much(amounts: list[Decimal], allowed: Decimal, used: Decimal) -> None:
    over = rules.beyond(enumerate(amounts), allowed, used)
    assert sum(over.values()) == min(max(sum(amounts) + used - allowed, Decimal(0)), Decimal(sum(amounts)))
    assert all(Decimal(0) < amount <= amounts[place] for place, amount in over.items())
    assert rules.beyond(enumerate(amounts), None, used) == {}


@given(AMOUNTS)
def test_a_permit_never_counts_more_than_it_allows(amounts: list[Decimal]) -> None:
    today = date(2026, 11, 23)
    bounds = Bounds(1, today, today, Decimal(100), Decimal(0))
    for amount in amounts:
        if rules.charged([bounds], amount, today) is not None:
            bounds = bounds._replace(counted=bounds.counted + amount)
    assert bounds.counted <= Decimal(100)
    assert rules.charged([bounds], Decimal(0), today + timedelta(days=1)) is None
