"""What is late is passed upwards by the clock, once for each level, and told to whom it concerns; terms are the plant's own."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_server.core.transaction import Actor
from veralot_server.modules.quality import late, plant_terms, working_days
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    AssignCase,
    CaseDetail,
    CaseKind,
    EscalationEntry,
    GetCase,
    LateKind,
    LineDisposition,
    ListTerms,
    PassingView,
    QualityStatus,
    SetEscalations,
    SetTerms,
    TermEntry,
)
from veralot_shared.contracts.tasks import AddPeriod, Calendar, DayKind, ListTasks, TaskScope, TasksLate
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import UserId
from veralot_shared.rules.dates import NO_CALENDAR, add_working_days, working_days_between

Become = Callable[..., Actor]
SHORT = SetTerms(terms=[TermEntry(kind=CaseKind.NCR, status=QualityStatus.OPEN, days=2)])


@pytest.fixture
def weekday(plant: Plant) -> None:
    """Begin on a Monday, so that what follows does not hang on the day of the test."""
    plant.tx.now -= timedelta(days=plant.tx.today.weekday())


def later(plant: Plant, days: int) -> None:
    """Let days pass."""
    plant.tx.now += timedelta(days=days)


def told(plant: Plant) -> set[UserId]:
    """Look what is late, and return who is told of it."""
    before = len(plant.tx.events)
    late.find(plant.tx)
    new = plant.tx.events[before:]
    found = {place + before: event for place, (event, _) in enumerate(new) if isinstance(event, TasksLate)}
    for place, event in found.items():
        assert plant.tx.concerned[place] == event.user_ids[0], "told to that person, whatever their rights"
    return {user for event in found.values() for user in event.user_ids}


def passed(plant: Plant, detail: CaseDetail) -> list[tuple[LateKind, str, int, Role | None]]:
    """Return what of a record was passed upwards."""
    views: list[PassingView] = plant.do(GetCase(id=detail.case.id)).passed
    return [(one.source, one.what, one.level, one.role) for one in views]


@pytest.mark.requirement("I-60")
@pytest.mark.usefixtures("weekday")
def test_a_late_step_is_told_to_its_owner_and_then_upwards_once_for_each_level(
    quality: Quality, plant: Plant, act_as: Become
) -> None:
    people = {role: UserId(act_as(role).user_id) for role in ("inspector", "quality_head", "manager")}
    act_as("quality_head", name="opener")
    detail = quality.ncr()
    owner = UserId(act_as("qa_release", name="owner").user_id)
    plant.do(AssignCase(case_id=detail.case.id, owner_id=owner, reason="Yours", due_on=plant.tx.today))
    assert told(plant) == set(), "not before its day is over"
    later(plant, 1)
    first = told(plant)
    assert owner in first
    assert people["quality_head"] in first
    assert people["manager"] not in first
    assert passed(plant, detail) == [
        (LateKind.STEP, "open", 0, None),
        (LateKind.STEP, "open", 1, Role.QUALITY_HEAD),
    ]
    assert told(plant) == set(), "once"
    later(plant, 3)
    assert told(plant) == set()
    later(plant, 3)
    second = told(plant)
    assert people["manager"] in second
    assert not {owner, people["inspector"], people["quality_head"]} & second
    assert passed(plant, detail)[-1] == (LateKind.STEP, "open", 2, Role.MANAGER)
    plant.do(AssignCase(case_id=detail.case.id, owner_id=owner, reason="Again", due_on=plant.tx.today))
    later(plant, 1)
    assert owner in told(plant), "a new day is late anew"


@pytest.mark.usefixtures("weekday")
def test_what_nobody_owns_is_told_to_whoever_may_do_it_and_sees_the_record(
    quality: Quality, plant: Plant, act_as: Become
) -> None:
    head, operator = UserId(act_as("quality_head").user_id), UserId(act_as("operator").user_id)
    ours = UserId(act_as("registrant", customer_id=plant.registrant).user_id)
    theirs = UserId(act_as("registrant", name="other", customer_id=plant.other).user_id)
    act_as("quality_head", name="opener")
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    quality.disposed(quality.ready(lot), line(lot, 4, LineDisposition.REPAIR))
    later(plant, 9)
    found = told(plant)
    assert head in found, "it was passed upwards"
    assert operator not in found
    assert theirs not in found, "another customer's matter"
    assert ours not in found, "it does not wait for the customer"


@pytest.mark.usefixtures("weekday")
def test_the_delay_of_a_step_counts_the_days_that_the_plant_works(quality: Quality, plant: Plant) -> None:
    detail = quality.ncr()
    assert detail.case.due_on is not None
    friday = detail.case.due_on + timedelta(days=4 - detail.case.due_on.weekday())
    owner = UserId(plant.tx.actor.user_id)
    plant.do(AssignCase(case_id=detail.case.id, owner_id=owner, reason="Due on Friday", due_on=friday))
    later(plant, (friday - plant.tx.today).days + 2)
    told(plant)
    assert [one[2] for one in passed(plant, detail)] == [0], "on Sunday nobody above is asked yet"
    closed = AddPeriod(
        calendar=Calendar.PLANT,
        first=friday + timedelta(days=3),
        last=friday + timedelta(days=3),
        kind=DayKind.DAY_OFF,
        name="Closed",
    )
    plant.do(closed)
    later(plant, 1)
    told(plant)
    assert [one[2] for one in passed(plant, detail)] == [0], "nor on a day on which the plant is closed"
    levels = [task.escalation for task in plant.do(ListTasks(scope=TaskScope.EVERYBODYS)) if task.id == detail.case.id]
    assert levels == [0], "the inbox counts as the clock does"
    later(plant, 1)
    told(plant)
    assert [one[2] for one in passed(plant, detail)] == [0, 1]


@pytest.mark.usefixtures("weekday")
def test_actions_and_clocks_are_passed_upwards_as_well(quality: Quality, plant: Plant, act_as: Become) -> None:
    maker = act_as("qa_release", name="maker")
    act_as("quality_head", name="planner")
    detail = quality.planned_capa(maker)
    act_as("manager", name="approver")
    quality.approved(detail)
    later(plant, 30)
    assert UserId(maker.user_id) in told(plant)
    assert (LateKind.ACTION, "Measure the lamp weekly", 0, None) in passed(plant, detail)
    assert (LateKind.ACTION, "Measure the lamp weekly", 1, Role.QUALITY_HEAD) in passed(plant, detail)
    assert {source for source, _, _, _ in passed(plant, detail)} == {LateKind.ACTION}, "it waits for its actions alone"


def test_a_clock_that_ran_out_is_told(quality: Quality, plant: Plant, act_as: Become) -> None:
    owner = UserId(act_as("qa_release", name="owner").user_id)
    act_as("quality_head", name="opener")
    detail = quality.contained(quality.ncr(plant.produced(plant.device(), 3)))
    quality.evaluated(detail, outside_party="The registrant", owner_id=owner)
    later(plant, 2)
    assert owner in told(plant)
    assert (LateKind.CLOCK, "customer_notice", 0, None) in passed(plant, detail)


def test_other_levels_pass_to_other_roles(quality: Quality, plant: Plant, act_as: Become) -> None:
    producer = UserId(act_as("production_head").user_id)
    act_as("quality_head", name="opener")
    plant.do(SetEscalations(levels=[EscalationEntry(after_days=1, role=Role.PRODUCTION_HEAD)]))
    detail = quality.ncr()
    later(plant, 14)
    assert producer in told(plant)
    assert {role for _, _, _, role in passed(plant, detail)} == {None, Role.PRODUCTION_HEAD}


def test_terms_are_the_plants_own(quality: Quality, plant: Plant) -> None:
    before = {(one.kind, one.status): one for one in plant.do(ListTerms())}
    assert before[CaseKind.NCR, QualityStatus.OPEN].days == 1
    old = quality.ncr().case
    after = {(one.kind, one.status): one for one in plant.do(SHORT)}
    changed = after[CaseKind.NCR, QualityStatus.OPEN]
    assert (changed.days, changed.first_days) == (2, 1)
    assert {key for key, one in after.items() if one != before[key]} == {(CaseKind.NCR, QualityStatus.OPEN)}
    calendar = working_days.of_plant(plant.tx)
    assert quality.ncr().case.due_on == add_working_days(plant.tx.today, 2, calendar)
    assert plant.do(GetCase(id=old.id)).case.due_on == old.due_on, "what was given stays"
    assert plant_terms.holding(plant.tx)[CaseKind.NCR, None] == 30
    plant.do(SetTerms(terms=[TermEntry(kind=CaseKind.NCR, days=10)]))
    (closing,) = [due.due_at for due in quality.ncr().clocks if due.clock == "closing"]
    assert closing == plant.tx.now + timedelta(days=10)


@pytest.mark.parametrize(
    "entry",
    [
        TermEntry(kind=CaseKind.NCR, status=QualityStatus.DRAFT, days=3),
        TermEntry(kind=CaseKind.NCR, status=QualityStatus.CLOSED, days=3),
        TermEntry(kind=CaseKind.QCT, days=3),
        TermEntry(kind=CaseKind.NCR, status=QualityStatus.OPEN, days=0),
        TermEntry(kind=CaseKind.NCR, status=QualityStatus.OPEN, days=4000),
    ],
)
def test_terms_of_no_step_are_refused(plant: Plant, entry: TermEntry) -> None:
    with pytest.raises(ValueNotAllowed):
        plant.do(SetTerms(terms=[entry]))
    with pytest.raises(ValueNotAllowed):
        plant.do(SetTerms(terms=[]))


@pytest.mark.parametrize("days", [0, 1, 4, 5, 9, 30])
def test_days_counted_are_the_days_added(plant: Plant, days: int) -> None:
    start = plant.tx.today
    assert working_days_between(start, add_working_days(start, days, NO_CALENDAR), NO_CALENDAR) == days
    assert working_days_between(start, start - timedelta(days=3)) == 0
