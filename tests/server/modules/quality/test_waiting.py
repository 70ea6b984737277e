"""What waits is in the inbox of whoever can do it: the owner of a record, and where that may not do it, all others who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_complaints import decided, received, triaged
from tests.server.modules.quality.test_late import later, passed, told
from tests.server.modules.quality.test_suppliers_and_tests import through_test
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.quality import (
    AssignCase,
    CaseDetail,
    DismissComplaint,
    LateKind,
    LineDisposition,
    QualityClock,
    ReopenComplaint,
)
from veralot_shared.contracts.tasks import ListTasks
from veralot_shared.ids import UserId

Become = Callable[..., Actor]


def waiting(plant: Plant, detail: CaseDetail) -> list[str]:
    """Return what of a record waits for whoever acts now: its steps by what they are, its clocks by which."""
    return [task.clock or task.what for task in plant.do(ListTasks()) if task.id == detail.case.id]


@pytest.fixture
def closing(quality: Quality, plant: Plant, act_as: Become) -> CaseDetail:
    """Return a nonconformity that is to be closed; its owner is an inspector, who may not close."""
    lot = plant.material(10)
    head = act_as("quality_head", name="mrb")
    owner = UserId(act_as("inspector", name="owner").user_id)
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), owner_id=owner)
    plant.tx.act(head, "test.Test")
    detail = quality.disposed(detail, line(lot, 10, LineDisposition.REWORK))
    number = detail.lines[0].id
    quality.executed(detail, number)
    act_as("operator", name="worker")
    quality.reported(detail, number)
    act_as("qa_release", name="verifier")
    return quality.verified(detail, number)


def test_what_the_owner_may_not_do_waits_for_those_who_may(plant: Plant, closing: CaseDetail, act_as: Become) -> None:
    assert waiting(plant, closing) == [], "who verified does not close"
    found = {}
    for role in ("quality_head", "qa_release", "inspector", "operator"):
        act_as(role, name=f"another {role}")
        found[role] = waiting(plant, closing)
    assert found == {"quality_head": ["close"], "qa_release": ["close"], "inspector": [], "operator": []}


def test_what_is_evaluated_waits_for_the_board(quality: Quality, plant: Plant, act_as: Become) -> None:
    lot = plant.material(10)
    owner = act_as("inspector", name="owner")
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), owner_id=UserId(owner.user_id))
    assert waiting(plant, detail) == [], "it is evaluated, and waits for the board"
    act_as("quality_head")
    assert waiting(plant, detail) == ["dispose"]


def test_what_the_owner_may_do_waits_for_the_owner_alone(quality: Quality, plant: Plant, act_as: Become) -> None:
    owner = act_as("inspector", name="owner")
    detail = quality.ncr(plant.material(10))
    assign = AssignCase(case_id=detail.case.id, owner_id=UserId(owner.user_id), reason="Hers")
    plant.do(assign)
    assert waiting(plant, detail) == ["contain"]
    act_as("inspector", name="another")
    assert waiting(plant, detail) == []


def test_a_plan_that_is_made_waits_for_its_approval(quality: Quality, plant: Plant, act_as: Become) -> None:
    planner = act_as("quality_head", name="planner")
    detail = quality.planned_capa()
    assert waiting(plant, detail) == []
    act_as("quality_head", name="approver")
    assert waiting(plant, detail) == ["approve"]
    plant.tx.act(planner, "test.Test")
    quality.implemented(detail)
    assert waiting(plant, detail) == [], "who did the actions does not judge them"
    act_as("inspector", name="checker")
    assert waiting(plant, detail) == ["check"]
    quality.checked(detail, "0.4")
    assert waiting(plant, detail) == ["check"], "it was measured too early"
    plant.tx.now += timedelta(days=60)
    quality.checked(detail, "0.4")
    assert waiting(plant, detail) == []
    act_as("manager", name="closer")
    assert waiting(plant, detail) == ["close"]


def test_a_late_step_is_told_to_those_who_may_do_it(plant: Plant, closing: CaseDetail, act_as: Become) -> None:
    owner = closing.case.owner_id
    closer = UserId(act_as("qa_release", name="closer").user_id)
    later(plant, 30)
    concerned = told(plant)
    assert closer in concerned
    assert owner not in concerned


def test_a_record_that_is_not_closed_in_time_is_late_whatever_its_steps_say(
    quality: Quality, plant: Plant, act_as: Become
) -> None:
    owner = UserId(act_as("inspector", name="owner").user_id)
    detail = quality.ncr(plant.material(10))
    plant.do(AssignCase(case_id=detail.case.id, owner_id=owner, reason="Hers"))
    assert waiting(plant, detail) == ["contain"], "a step at a time"
    plant.tx.now += timedelta(days=31)
    plant.do(AssignCase(case_id=detail.case.id, owner_id=owner, due_on=plant.tx.today, reason="This week"))
    assert sorted(waiting(plant, detail)) == ["closing", "contain"]
    assert owner in told(plant)
    assert (LateKind.CLOCK, "closing", 0, None) in passed(plant, detail)


@pytest.mark.parametrize("of", ["ncr", "complaint"])
def test_what_is_opened_again_is_to_be_closed_in_time_anew(quality: Quality, plant: Plant, of: str) -> None:
    if of == "ncr":
        lot = plant.material(10)
        over = quality.closed(
            quality.reworked(quality.disposed(quality.ready(lot), line(lot, 10, LineDisposition.REWORK)))
        )
        days = 30
    else:
        detail = triaged(plant, received(plant))
        over = quality.sign(DismissComplaint(case_id=detail.case.id, reason="A question"))
        days = 60
    plant.tx.now += timedelta(days=100)
    if of == "ncr":
        through_test(quality, over, failures=5)
    else:
        quality.sign(ReopenComplaint(case_id=over.case.id, reason="It was one"))
    (closing,) = [due for due in quality.get(over.case.id).clocks if due.clock is QualityClock.CLOSING]
    assert (closing.met_at, closing.due_at) == (None, plant.tx.now + timedelta(days=days))


@pytest.mark.requirement("QMSR-10")
def test_a_report_waits_for_whoever_may_send_it(quality: Quality, plant: Plant, act_as: Become) -> None:
    owner = UserId(act_as("inspector", name="owner").user_id)
    detail = triaged(plant, received(plant))
    plant.tx.wire.execute("UPDATE quality_case SET owner_id = %s WHERE id = %s", (owner, detail.case.id))
    act_as("quality_head", name="regulatory")
    decided(quality, detail, QualityClock.US_30_DAYS)
    assert QualityClock.US_30_DAYS in waiting(plant, detail)
    act_as("inspector", name="another")
    assert waiting(plant, detail) == [], "it is the owner's to investigate, and not theirs to report"
