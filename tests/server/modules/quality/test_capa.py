"""A CAPA is planned with owners, dates and criteria before anything is done, and judged by somebody else."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from tests.server.modules.quality.test_suppliers_and_tests import through_test
from veralot_server.core.module import SIGNING
from veralot_server.modules.quality.said import content
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.quality import (
    AgreementMissing,
    ApprovePlan,
    CaseKind,
    CheckCapa,
    ConfirmCause,
    EndorsePlan,
    ExtendAction,
    FinishAction,
    InvestigateCapa,
    LinkKind,
    MeasureEntry,
    NotYourAction,
    PlanCapa,
    QualityEvent,
    QualityStatus,
    RejectCapa,
    RequestCapa,
    StillOpen,
)
from veralot_shared.contracts.tasks import ListTasks
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed

S = QualityStatus


def test_an_effective_capa_goes_from_request_to_closure(quality: Quality, act_as: Any) -> None:
    planned = quality.planned_capa()
    assert planned.case.status is S.PLAN
    done = quality.implemented(planned)
    assert done.case.status is S.IMPLEMENTED, "the last action done completes the implementation"
    events = [step.event for step in done.steps]
    assert QualityEvent.BEGIN in events
    act_as("inspector", name="somebody else")
    quality.tx.now += timedelta(days=60)
    checked = quality.checked(done, "0.4")
    assert checked.case.status is S.EFFECTIVENESS
    assert quality.close_capa(checked).case.status is S.CLOSED_EFFECTIVE


def test_an_effect_is_measured_as_long_as_planned(quality: Quality, act_as: Any) -> None:
    planned = quality.planned_capa()
    plan = quality.plan(planned.case.id, [quality.tx.actor.user_id])
    longer = msgspec.structs.replace(plan.criteria[0], period_days=200)
    quality.plant.do(msgspec.structs.replace(plan, criteria=[*plan.criteria, longer]))
    done = quality.implemented(planned)
    over = quality.tx.today + timedelta(days=200)
    assert done.case.due_on == over, "the check is due when the effect was measured as long as planned"
    act_as("inspector", name="somebody else")
    measures = [MeasureEntry(measured=Decimal("0.4"), sample=200)] * 2
    check = CheckCapa(case_id=done.case.id, measures=measures, evidence="Report 12")
    quality.tx.now += timedelta(days=199)
    early = quality.sign(check)
    with pytest.raises(StillOpen) as refused:
        quality.close_capa(early)
    assert [one.values for one in refused.value.missing] == [{"day": over.isoformat(), "days": "200"}]
    quality.tx.now += timedelta(days=1)
    with pytest.raises(StillOpen):
        quality.close_capa(early)
    assert quality.close_capa(quality.sign(check)).case.status is S.CLOSED_EFFECTIVE


def test_what_does_not_work_need_not_be_watched_to_the_end(quality: Quality, act_as: Any) -> None:
    done = quality.implemented(quality.planned_capa())
    act_as("inspector", name="somebody else")
    assert quality.close_capa(quality.checked(done, "0.6")).case.status is S.CLOSED_INEFFECTIVE


def test_whether_it_worked_is_computed_and_what_did_not_leads_to_the_next(quality: Quality, act_as: Any) -> None:
    done = quality.implemented(quality.planned_capa())
    act_as("quality_head", name="somebody else")
    closed = quality.close_capa(quality.checked(done, "0.6"))
    assert closed.case.status is S.CLOSED_INEFFECTIVE
    (link,) = closed.links
    assert (link.kind, link.case_kind, link.outward) == (LinkKind.REPLACES, CaseKind.CAPA, False)


def test_criteria_are_fixed_before_anything_is_done(quality: Quality) -> None:
    planned = quality.planned_capa()
    case_id = planned.case.id
    plan = quality.plan(case_id, [quality.tx.actor.user_id])
    for wrong in (
        msgspec.structs.replace(plan, criteria=[]),
        msgspec.structs.replace(plan, criteria=[msgspec.structs.replace(plan.criteria[0], sample=0)]),
        msgspec.structs.replace(plan, actions=[]),
    ):
        with pytest.raises(ValueNotAllowed):
            quality.plant.do(wrong)
    quality.sign(ApprovePlan(case_id=case_id))
    with pytest.raises(TransitionIllegal):
        quality.plant.do(plan)


def test_actions_do_not_harm_product_and_have_coming_dates(quality: Quality) -> None:
    case_id = quality.planned_capa().case.id
    plan = quality.plan(case_id, [quality.tx.actor.user_id])
    with pytest.raises(ReasonMissing):
        quality.plant.do(msgspec.structs.replace(plan, no_harm=" "))
    past = msgspec.structs.replace(plan.actions[0], due_on=quality.tx.today - timedelta(days=1))
    with pytest.raises(ValueNotAllowed):
        quality.plant.do(PlanCapa(case_id=case_id, actions=[past], no_harm="No", criteria=plan.criteria))


def test_an_action_is_finished_by_its_owner_alone(quality: Quality, act_as: Any) -> None:
    detail = quality.sign(ApprovePlan(case_id=quality.planned_capa().case.id))
    finish = FinishAction(case_id=detail.case.id, action_id=detail.actions[0].id, evidence="Record 3")
    act_as("operator", name="another")
    with pytest.raises(NotYourAction):
        quality.plant.do(finish)


def test_extensions_are_counted_and_the_first_date_stays(quality: Quality) -> None:
    detail = quality.sign(ApprovePlan(case_id=quality.planned_capa().case.id))
    (action,) = detail.actions
    later = action.due_on + timedelta(days=7)
    extend = ExtendAction(case_id=detail.case.id, action_id=action.id, due_on=later, reason="Part not delivered")
    (extended,) = quality.sign(extend).actions
    assert (extended.due_on, extended.first_due_on, extended.extensions) == (later, action.due_on, 1)
    with pytest.raises(ValueNotAllowed, match="later"):
        quality.sign(extend)


@pytest.mark.trap("T1")
def test_actions_of_a_former_cycle_are_to_be_done_no_more(quality: Quality, plant: Plant) -> None:
    me = quality.tx.actor.user_id
    case_id = quality.planned_capa().case.id
    plant.do(quality.plan(case_id, [me, me]))
    detail = quality.approved(quality.get(case_id))
    first, second = (FinishAction(case_id=case_id, action_id=one.id, evidence="Record 3") for one in detail.actions)
    plant.do(first)
    through_test(quality, detail, failures=5)
    assert quality.get(case_id).case.cycle == 2
    plant.do(InvestigateCapa(case_id=case_id, method="Looked again"))
    plant.do(ConfirmCause(case_id=case_id, root_cause="Lamp too far away", proof="Measured"))
    plant.do(quality.plan(case_id, [me]))
    now = quality.approved(quality.get(case_id))
    assert [task.source for task in plant.do(ListTasks())] == ["quality.action"], "that of the new plan alone"
    with pytest.raises(ValueNotAllowed, match="no longer planned"):
        plant.do(second)
    assert [one.done_at is None for one in now.actions] == [False, True, True], "what was planned stays on record"


def test_who_owns_an_action_does_not_judge_its_effect(quality: Quality) -> None:
    done = quality.implemented(quality.planned_capa())
    check = CheckCapa(case_id=done.case.id, measures=[MeasureEntry(measured=Decimal(0), sample=200)], evidence="R")
    (step,) = SIGNING[CheckCapa.op](check, quality.tx)
    assert int(quality.tx.actor.user_id) in step.doers
    with pytest.raises(SignerNotAllowed):
        quality.checked(done, "0")


def test_a_check_measures_every_criterion_on_enough(quality: Quality, act_as: Any) -> None:
    done = quality.implemented(quality.planned_capa())
    act_as("inspector", name="somebody else")
    for measures in ([], [MeasureEntry(measured=Decimal(0), sample=199)]):
        with pytest.raises(ValueNotAllowed):
            quality.sign(CheckCapa(case_id=done.case.id, measures=measures, evidence="R"))


def test_the_management_representative_agrees_to_the_plan_of_a_grave_capa(quality: Quality, act_as: Any) -> None:
    owner = quality.tx.actor
    case_id = quality.planned_capa().case.id
    detail = quality.sign(ApprovePlan(case_id=case_id))
    finish = FinishAction(case_id=case_id, action_id=detail.actions[0].id, evidence="Record 3")
    assert [one.event for one in detail.hindered] == [QualityEvent.FINISH_ACTION]
    with pytest.raises(AgreementMissing, match="management representative"):
        quality.plant.do(finish)
    endorse = EndorsePlan(case_id=case_id)
    (step,) = SIGNING[EndorsePlan.op](endorse, quality.tx)
    assert int(owner.user_id) in step.doers, "who planned does not agree"
    act_as("manager")
    assert [task.what for task in quality.plant.do(ListTasks())] == [QualityEvent.ENDORSE]
    assert quality.sign(endorse).hindered == []
    assert quality.plant.do(ListTasks()) == []
    quality.tx.act(owner, "test.Test")
    assert quality.plant.do(finish).case.status is S.IMPLEMENTED


def test_the_plan_of_a_minor_capa_needs_no_more_than_its_approval(quality: Quality, act_as: Any) -> None:
    detail = quality.planned_capa()
    quality.tx.wire.execute("UPDATE quality_case SET severity = 'minor' WHERE id = %s", (detail.case.id,))
    approved = quality.sign(ApprovePlan(case_id=detail.case.id))
    assert approved.hindered == []
    with pytest.raises(ValueNotAllowed, match="major or critical"):
        quality.sign(EndorsePlan(case_id=detail.case.id))
    finish = FinishAction(case_id=detail.case.id, action_id=approved.actions[0].id, evidence="Record 3")
    assert quality.plant.do(finish).case.status is S.IMPLEMENTED
    act_as("manager")
    assert [task.what for task in quality.plant.do(ListTasks())] == []


def test_who_planned_does_not_approve(quality: Quality) -> None:
    planned = quality.planned_capa()
    (step,) = SIGNING[ApprovePlan.op](ApprovePlan(case_id=planned.case.id), quality.tx)
    assert step.doers == {int(quality.tx.actor.user_id)}


def test_a_request_is_declined_with_its_reason(quality: Quality, plant: Plant) -> None:
    case = plant.do(RequestCapa(title="Paint the hall", description="It is grey")).case
    with pytest.raises(ReasonMissing):
        quality.sign(RejectCapa(case_id=case.id, reason=""))
    assert quality.sign(RejectCapa(case_id=case.id, reason="No quality matter")).case.status is S.REJECTED


def test_people_and_companies_are_kept_with_both_their_names(quality: Quality) -> None:
    detail = quality.planned_capa()
    (accepted,) = [step for step in detail.steps if step.event is QualityEvent.ACCEPT]
    (owner,) = [one for one in accepted.said if one.name == "owner_id"]
    assert (owner.kind, owner.value) == ("name", ["Tester", "测试员"])
    (planned,) = [step for step in detail.steps if step.event is QualityEvent.PLAN]
    (actions,) = [one for one in planned.said if one.name == "actions"]
    assert {"name": "owner_id", "kind": "name", "value": ["Tester", "测试员"]} in actions.value[0]
    bound = content([{"name": one.name, "kind": one.kind, "value": one.value} for one in accepted.said])
    assert bound["owner_id"] == "Tester", "what a signature binds is one name, as before"
