"""Qualifications are granted, renewed, suspended and reinstated by somebody else, and nothing of it is overwritten."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest

from tests.factories.training import Trainings
from veralot_server.core.module import SIGNING, SUBJECTS, tell_hearers
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.training.clockwork import tell_ends
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.tasks import ListTasks, TaskScope, TasksLate, TaskView
from veralot_shared.contracts.training import (
    ChangeQualification,
    GetGrant,
    GrantEvent,
    GrantExists,
    GrantFilter,
    GrantQualification,
    GrantsChanged,
    GrantState,
    ListGrants,
    ListPeople,
    ListQualifications,
    MyQualifications,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
    WhoMay,
    WithdrawQualification,
)
from veralot_shared.errors import RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.rules.dates import add_months


@pytest.mark.requirement("I-13")
def test_a_grant_holds_for_as_long_as_its_qualification_says(
    tx: Transaction, trainings: Trainings, inspector: Actor
) -> None:
    asked = trainings.defined(months=12)
    held = trainings.granted(inspector, asked)
    assert held.held_until == add_months(tx.today, 12)
    assert held.state is GrantState.QUALIFIED
    (line,) = tx.call(GetGrant(id=held.id)).versions
    assert (line.event, line.evidence) == (GrantEvent.GRANTED, "Course and test")
    assert line.signature_id is not None
    (again,) = tx.call(ListQualifications())
    assert again.holders == 1
    assert [one.full_name for one in tx.call(WhoMay(qualification_ids=[asked.id]))] == ["Ren.Hui"]
    recording = WhoMay(qualification_ids=[asked.id], right="inspection:result:record")
    assert [one.full_name for one in tx.call(recording)] == ["Ren.Hui"]
    assert tx.call(WhoMay(qualification_ids=[asked.id], right="inspection:plan:release")) == []


@pytest.mark.requirement("DI-04", "I-13")
def test_every_step_stays_and_the_last_signed_one_holds(
    tx: Transaction, trainings: Trainings, inspector: Actor
) -> None:
    held = trainings.granted(inspector, trainings.defined(), until=tx.today + timedelta(days=20))
    assert held.state is GrantState.EXPIRING
    assert trainings.suspended(held).state is GrantState.SUSPENDED
    assert tx.call(WhoMay(qualification_ids=[held.qualification_id])) == []
    with pytest.raises(TransitionIllegal):
        trainings.renewed(held)
    assert trainings.reinstated(held).state is GrantState.EXPIRING
    assert trainings.renewed(held).state is GrantState.QUALIFIED
    events = [one.event for one in tx.call(GetGrant(id=held.id)).versions]
    assert events == [GrantEvent.RENEWED, GrantEvent.REINSTATED, GrantEvent.SUSPENDED, GrantEvent.GRANTED]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE training_version SET held_until = held_until + 1000",
        "DELETE FROM training_version",
        "DELETE FROM training_grant",
        "UPDATE training_grant SET user_id = 0",
        "UPDATE training_qualification SET least_level = 1",
    ],
)
@pytest.mark.requirement("DI-04")
def test_the_database_itself_keeps_what_was_granted(
    tx: Transaction, trainings: Trainings, inspector: Actor, statement: str
) -> None:
    trainings.granted(inspector, trainings.defined())
    tx.wire.simple(b"SAVEPOINT before; SET LOCAL ROLE veralot_app")
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
        tx.wire.execute(statement.encode())
    tx.wire.simple(b"ROLLBACK TO before")


@pytest.mark.requirement("P11-11")
def test_nobody_grants_renews_or_reinstates_their_own(tx: Transaction, trainings: Trainings, inspector: Actor) -> None:
    asked = trainings.defined()
    command = GrantQualification(
        user_id=inspector.user_id, qualification_id=asked.id, held_from=tx.today, evidence="Course"
    )
    assert SIGNING[command.op](command, tx)[0].doers == {inspector.user_id}
    held = trainings.granted(inspector, asked)
    renewal = RenewGrant(id=held.id, held_from=tx.today, evidence="Course")
    assert SIGNING[renewal.op](renewal, tx)[0].doers == {inspector.user_id}
    suspension = SuspendGrant(id=held.id, reason="Ill")
    assert SIGNING[suspension.op](suspension, tx)[0].doers == frozenset()
    trainings.suspended(held)
    back = ReinstateGrant(id=held.id, reason="Well again")
    assert SIGNING[back.op](back, tx)[0].doers == {inspector.user_id}


@pytest.mark.requirement("P11-18")
def test_what_was_signed_is_read_again_as_it_was(tx: Transaction, trainings: Trainings, inspector: Actor) -> None:
    asked = trainings.defined(least_level=3)
    command = GrantQualification(
        user_id=inspector.user_id, qualification_id=asked.id, held_from=tx.today, evidence=" Course ", level=3
    )
    shown = SIGNING[command.op](command, tx)[0]
    held = trainings.signed(command).grant
    again = SUBJECTS[shown.kind](shown.key, tx)
    assert again is not None
    assert again.content_hash == shown.content_hash
    back = SuspendGrant(id=held.id, reason=" Wrong method ")
    shown = SIGNING[back.op](back, tx)[0]
    trainings.signed(back)
    again = SUBJECTS[shown.kind](shown.key, tx)
    assert again is not None
    assert again.content_hash == shown.content_hash


def test_what_may_be_entered(tx: Transaction, trainings: Trainings, inspector: Actor) -> None:
    asked = trainings.defined("DIM", months=12, least_level=3)
    with pytest.raises(RecordExists):
        trainings.defined("dim")
    for fields in ({"months": 0}, {"warning_days": -1}, {"least_level": 5}, {"name": " "}, {"code": " x"}):
        with pytest.raises(ValueNotAllowed):
            trainings.defined(**fields)
    today = tx.today
    for since, until, level in (
        (today, today - timedelta(days=1), 3),
        (today - timedelta(days=30), today - timedelta(days=1), 3),
        (today, add_months(today, 12) + timedelta(days=1), 3),
        (today, None, None),
        (today, None, 5),
    ):
        with pytest.raises(ValueNotAllowed):
            trainings.granted(inspector, asked, since, until, level=level)
    held = trainings.granted(inspector, asked, level=3)
    with pytest.raises(GrantExists):
        trainings.granted(inspector, asked, level=3)
    with pytest.raises(ReasonMissing):
        trainings.suspended(held, " ")
    with pytest.raises(ValueNotAllowed):
        trainings.signed(RenewGrant(id=held.id, held_from=today + timedelta(days=1), evidence="x", level=3))


def test_a_withdrawn_qualification_is_granted_no_more_and_held_to_its_end(
    tx: Transaction, trainings: Trainings, inspector: Actor, act_as: Callable[..., Actor]
) -> None:
    asked = trainings.defined()
    held = trainings.granted(inspector, asked)
    change = ChangeQualification(
        id=asked.id, version=asked.version, name="Measuring", name_zh="测量", covers="", months=6, warning_days=30
    )
    changed = tx.call(change)
    assert (changed.months, trainings.get(held).held_until) == (6, held.held_until)
    tx.call(WithdrawQualification(id=asked.id, reason="Replaced"))
    assert tx.call(ListQualifications()) == []
    assert trainings.get(held).state is GrantState.QUALIFIED
    with pytest.raises(TransitionIllegal):
        trainings.renewed(held)
    other = act_as("inspector", name="li.wei")
    with pytest.raises(TransitionIllegal):
        trainings.granted(other, asked)


@pytest.mark.requirement("I-13", "P11-11")
def test_ends_stand_in_the_inboxes_of_the_person_and_of_who_renews(
    tx: Transaction, trainings: Trainings, inspector: Actor, act_as: Callable[..., Actor]
) -> None:
    until = tx.today + timedelta(days=10)
    held = trainings.granted(inspector, trainings.defined(warning_days=30), until=until)
    (task,) = of_training(tx)
    assert (task.what, task.late, task.mine) == ("Renew the qualification", False, True)
    assert task.due_at is not None
    assert task.due_at.astimezone(tx.zone).date() == until
    trainings.ended(held)
    act_as("inspector", name="ren.hui")
    (task,) = of_training(tx)
    assert (task.what, task.late, task.mine) == ("Have your qualification renewed", True, True)
    act_as("inspector", name="li.wei")
    assert of_training(tx, TaskScope.MINE) == []


def of_training(tx: Transaction, scope: TaskScope = TaskScope.MINE) -> list[TaskView]:
    """Return what of qualifications waits."""
    return [one for one in tx.call(ListTasks(scope=scope)) if one.source == "training.grant"]


@pytest.mark.requirement("I-13")
def test_the_clockwork_tells_of_each_end_once(tx: Transaction, trainings: Trainings, inspector: Actor) -> None:
    held = trainings.granted(inspector, trainings.defined(warning_days=30), until=tx.today + timedelta(days=10))
    tell_hearers(tx)
    tx.events.clear()
    tx.heard = 0
    tell_ends(tx)
    changed = GrantsChanged(grant_ids=[held.id], user_ids=[inspector.user_id])
    assert [event for event, _ in tx.events] == [changed]
    tell_ends(tx)
    assert len(tx.events) == 1
    trainings.ended(held)
    tell_ends(tx)
    assert TasksLate(user_ids=[inspector.user_id]) in [event for event, _ in tx.events]
    told = len(tx.events)
    tell_ends(tx)
    assert len(tx.events) == told


@pytest.mark.requirement("CMO-01", "P11-11")
def test_a_customers_user_sees_nobody(
    tx: Transaction, trainings: Trainings, inspector: Actor, act_as: Callable[..., Actor]
) -> None:
    asked = trainings.defined()
    held = trainings.granted(inspector, asked)
    act_as(customer_id=trainings.plant.registrant, name="lin.tao")
    assert tx.call(ListQualifications()) == []
    assert tx.call(ListGrants()).rows == []
    assert tx.call(ListPeople()) == []
    assert tx.call(MyQualifications()) == []
    assert tx.call(WhoMay(qualification_ids=[asked.id])) == []
    assert of_training(tx, TaskScope.EVERYBODYS) == []
    with pytest.raises(RecordNotFound):
        tx.call(GetGrant(id=held.id))
    with pytest.raises(RecordNotFound):
        trainings.suspended(held)


def test_the_list_filters_by_person_qualification_and_state(
    tx: Transaction, trainings: Trainings, inspector: Actor, act_as: Callable[..., Actor]
) -> None:
    first, second = trainings.defined("AA"), trainings.defined("BB")
    held = trainings.granted(inspector, first)
    other = act_as("inspector", name="li.wei")
    trainings.suspended(trainings.granted(other, first))
    trainings.granted(other, second, since=tx.today - timedelta(days=3))
    assert [one.code for one in tx.call(ListGrants()).rows] == ["AA", "BB", "AA"]
    assert tx.call(ListGrants(filter=GrantFilter(person="ren"))).rows == [trainings.get(held)]
    suspended = tx.call(ListGrants(filter=GrantFilter(states=[GrantState.SUSPENDED]))).rows
    assert [(one.user_name, one.code) for one in suspended] == [("li.wei", "AA")]
    assert tx.call(ListGrants(filter=GrantFilter(qualification_id=second.id))).total == 1
    assert [one.code for one in tx.call(MyQualifications())] == ["AA", "BB"]
