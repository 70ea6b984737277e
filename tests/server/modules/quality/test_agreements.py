"""What was agreed with customers is the plant's own data: of each the newest holds, and what held before stays on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_server.core.module import tell_hearers
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.exchange import ImportDone
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    AgreementsChanged,
    AgreementView,
    CaseDetail,
    LineDisposition,
    ListAgreements,
    QualityClock,
    SetAgreement,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ImportId, PartnerId

Become = Callable[..., Actor]


def agree(plant: Plant, hours: int, customer_id: PartnerId | None = None, *, rework: bool = False) -> AgreementView:
    """Enter what was agreed."""
    command = SetAgreement(customer_id=customer_id, consent_concession=True, consent_rework=rework, notice_hours=hours)
    return plant.do(command)


def hours(quality: Quality, plant: Plant) -> float:
    """Return within how many hours the customer of a new nonconformity is told."""
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), outside_party="The registrant")
    return notice(detail).total_seconds() / 3600


def notice(detail: CaseDetail) -> timedelta:
    """Return how long the customer's clock runs."""
    (due,) = [one.due_at for one in detail.clocks if one.clock is QualityClock.CUSTOMER_NOTICE]
    return due - detail.steps[-1].at


@pytest.mark.requirement("CN-20", "CN-41")
def test_the_customer_is_told_within_the_plants_own_hours(quality: Quality, plant: Plant) -> None:
    assert [(one.id, one.customer_id, one.notice_hours) for one in plant.do(ListAgreements())] == [(None, None, 24)]
    assert hours(quality, plant) == 24
    assert agree(plant, 36).customer_id is None
    assert hours(quality, plant) == 36
    agree(plant, 8, plant.registrant)
    assert hours(quality, plant) == 8, "its own agreement goes before what holds for all others"
    agree(plant, 72)
    assert hours(quality, plant) == 8
    agree(plant, 99, plant.other)
    assert hours(quality, plant) == 8, "another customer's is no concern of it"


def test_a_clock_that_runs_keeps_its_end(quality: Quality, plant: Plant) -> None:
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), outside_party="The registrant")
    before = notice(detail)
    agree(plant, 2, plant.registrant)
    assert notice(quality.get(detail.case.id)) == before


def test_what_all_others_consent_to_is_the_plants_own_too(quality: Quality, plant: Plant) -> None:
    agree(plant, 24, rework=True)
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    assert quality.disposed(quality.ready(lot), line(lot, 4, LineDisposition.REWORK)).needs_consent


def test_what_held_before_stays_on_record_with_who_entered_it(plant: Plant, act_as: Become) -> None:
    agree(plant, 48, plant.registrant)
    first = plant.tx.now
    second = act_as("quality_head", name="second")
    plant.tx.now += timedelta(days=3)
    agree(plant, 12, plant.registrant)
    (held,) = [one for one in plant.do(ListAgreements()) if one.customer_id == plant.registrant]
    assert (held.notice_hours, held.agreed_by, held.until) == (12, second.full_name, None)
    now, former = [one for one in plant.do(ListAgreements(former=True)) if one.customer_id == plant.registrant]
    assert now == held
    assert (former.notice_hours, former.agreed_at, former.until) == (48, first, held.agreed_at)


@pytest.mark.parametrize("wrong", [0, -1, 8761])
def test_hours_that_are_none_are_refused(plant: Plant, wrong: int) -> None:
    with pytest.raises(ValueNotAllowed):
        agree(plant, wrong)


def test_a_customer_sees_its_own_and_what_holds_for_all(plant: Plant, act_as: Become) -> None:
    agree(plant, 36)
    agree(plant, 8, plant.registrant)
    agree(plant, 9, plant.other)
    act_as("registrant", customer_id=plant.registrant)
    assert [one.notice_hours for one in plant.do(ListAgreements(former=True))] == [36, 8]
    with pytest.raises(RecordNotFound):
        agree(plant, 1, plant.other)


@pytest.mark.requirement("CN-20", "CN-41")
def test_a_customer_hears_of_what_holds_for_it_and_of_no_other(plant: Plant, act_as: Become) -> None:
    manager = plant.tx.actor
    for name, customer_id in (("theirs", plant.registrant), ("others", plant.other)):
        act_as("registrant", name=name, customer_id=customer_id)
    plant.tx.act(manager, "test.Setup")
    agree(plant, 8, plant.registrant)
    assert heard(plant) == [plant.registrant]
    agree(plant, 36)
    assert set(heard(plant)) == {plant.registrant, plant.other}, "what holds for all others is shown to each of them"
    plant.tx.emit(ImportDone(import_id=ImportId(1)))
    tell_hearers(plant.tx)
    assert set(heard(plant)) == {plant.registrant, plant.other}, "of imports themselves they hear nothing"


def heard(plant: Plant) -> list[PartnerId | None]:
    """Return to whom it was told that something else is agreed, and forget it."""
    found = [customer_id for event, customer_id in plant.tx.events if isinstance(event, AgreementsChanged)]
    plant.tx.events.clear()
    plant.tx.heard = 0
    return found
