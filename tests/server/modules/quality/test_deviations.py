"""Deviations are classified, assessed lot by lot, investigated and closed; permits hold for their days alone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_shared.contracts.genealogy import GetReadiness, LotEvent, LotStatus
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    ActionEntry,
    AddLots,
    ApproveDeviation,
    ApprovePermit,
    AssessImpact,
    AssessPermit,
    CaseDetail,
    ClassifyDeviation,
    CloseDeviation,
    ClosePermit,
    DefectCode,
    DraftPermit,
    FinishAction,
    InvestigateDeviation,
    JustifyRelease,
    LotRole,
    NotifyCustomer,
    PlanActions,
    QualityClock,
    QualityStatus,
    RejectDeviation,
    RejectPermit,
    ReportDeviation,
    SetAgreement,
    Severity,
    StillOpen,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed

S = QualityStatus


def reported(plant: Plant, *lots: Any) -> CaseDetail:
    """Report a deviation of lots."""
    return plant.do(
        ReportDeviation(
            title="Oven too cold",
            description="80 °C for 20 minutes",
            happened_on=plant.tx.today,
            lot_ids=[lot.id for lot in lots],
        )
    )


def classified(quality: Quality, detail: CaseDetail, severity: Severity) -> CaseDetail:
    """Classify it."""
    command = ClassifyDeviation(
        case_id=detail.case.id, severity=severity, defect=DefectCode.PROCESS, rationale="Cure may be incomplete"
    )
    return quality.sign(command)


def investigated(quality: Quality, detail: CaseDetail, *lots: Any) -> CaseDetail:
    """Assess and investigate it."""
    do, number = quality.plant.do, detail.case.id
    do(AssessImpact(case_id=number, lot_ids=[lot.id for lot in lots], impact="One batch"))
    return do(InvestigateDeviation(case_id=number, investigation="Log read", root_cause="Door open"))


def check(plant: Plant, lot: Any) -> Any:
    """Return what quality records say of a lot before its acceptance."""
    found = plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))
    return next(one for one in found if one.id == "quality.records")


def test_a_deviation_is_closed_when_its_actions_are_done(quality: Quality, plant: Plant) -> None:
    lot = plant.received(5)
    detail = investigated(quality, classified(quality, reported(plant, lot), Severity.MAJOR), lot)
    action = ActionEntry(what="Fit an alarm", owner_id=plant.tx.actor.user_id, due_on=plant.tx.today)
    detail = plant.do(PlanActions(case_id=detail.case.id, actions=[action], conclusion="Alarm"))
    with pytest.raises(StillOpen, match="Fit an alarm"):
        quality.sign(ApproveDeviation(case_id=detail.case.id))
    plant.do(FinishAction(case_id=detail.case.id, action_id=detail.actions[0].id, evidence="Photo"))
    quality.sign(ApproveDeviation(case_id=detail.case.id))
    closed = quality.sign(CloseDeviation(case_id=detail.case.id, capa=False, capa_reason="Single event"))
    assert closed.case.status is S.CLOSED
    assert check(plant, lot).result == "passed"


@pytest.mark.trap("T2")
def test_an_investigation_that_was_sent_back_is_done_anew_twice(quality: Quality, plant: Plant) -> None:
    detail = investigated(quality, classified(quality, reported(plant), Severity.MINOR))
    for _ in range(2):
        plant.do(PlanActions(case_id=detail.case.id, conclusion="None needed"))
        back = plant.do(RejectDeviation(case_id=detail.case.id, reason="Why was the door open?"))
        assert back.case.status is S.INVESTIGATION
        plant.do(InvestigateDeviation(case_id=detail.case.id, investigation="More", root_cause="Hinge"))
    plant.do(PlanActions(case_id=detail.case.id, conclusion="None needed"))
    assert quality.sign(ApproveDeviation(case_id=detail.case.id)).case.status is S.QA_APPROVED


def test_only_a_minor_deviation_lets_its_lots_go_with_a_justification(quality: Quality, plant: Plant) -> None:
    lot = plant.received(5)
    detail = reported(plant, lot)
    assert "not classified" in check(plant, lot).missing[0].text
    major = classified(quality, detail, Severity.MAJOR)
    justify = JustifyRelease(case_id=major.case.id, justification="Tested")
    with pytest.raises(ValueNotAllowed, match="minor"):
        quality.sign(justify)
    other = plant.received(5)
    minor = classified(quality, reported(plant, other), Severity.MINOR)
    assert check(plant, other).result == "failed"
    quality.sign(JustifyRelease(case_id=minor.case.id, justification="Tested"))
    assert (check(plant, other).result, check(plant, lot).result) == ("passed", "failed")


def test_a_justification_is_of_the_lots_that_were_named_then(quality: Quality, plant: Plant) -> None:
    lot, later = plant.received(5), plant.received(5)
    minor = classified(quality, reported(plant, lot), Severity.MINOR)
    justify = JustifyRelease(case_id=minor.case.id, justification="Tested")
    quality.sign(justify)
    plant.do(AddLots(case_id=minor.case.id, lot_ids=[lot.id], role=LotRole.IMPACTED, reason="Named before"))
    assert check(plant, lot).result == "passed"
    plant.do(AddLots(case_id=minor.case.id, lot_ids=[later.id], role=LotRole.IMPACTED, reason="Same oven"))
    assert (check(plant, lot).result, check(plant, later).result) == ("failed", "failed"), "nobody justified both"
    quality.sign(justify)
    assert (check(plant, lot).result, check(plant, later).result) == ("passed", "passed")


def test_lots_of_a_critical_deviation_are_held_until_it_is_closed(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    detail = investigated(quality, classified(quality, reported(plant), Severity.CRITICAL), lot)
    assert plant.lot(lot.id).status is LotStatus.HOLD
    plant.do(PlanActions(case_id=detail.case.id, conclusion="None"))
    quality.sign(ApproveDeviation(case_id=detail.case.id))
    quality.sign(CloseDeviation(case_id=detail.case.id, capa=False, capa_reason="Single"))
    assert plant.lot(lot.id).status is LotStatus.RELEASED


@pytest.mark.requirement("CN-41", "CN-20")
def test_the_customer_is_told_within_the_hours_agreed(quality: Quality, plant: Plant) -> None:
    plant.do(SetAgreement(customer_id=plant.registrant, consent_concession=True, consent_rework=False, notice_hours=8))
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 2)
    detail = classified(quality, reported(plant, lot), Severity.MAJOR)
    (clock,) = [due for due in detail.clocks if due.clock is QualityClock.CUSTOMER_NOTICE]
    assert clock.due_at == plant.tx.now + timedelta(hours=8)
    told = plant.do(NotifyCustomer(case_id=detail.case.id, contact="QA of REG", told="All of it", reference="M-1"))
    (met,) = [due for due in told.clocks if due.clock is QualityClock.CUSTOMER_NOTICE]
    assert (met.met_at, met.reference) == (plant.tx.now, "M-1")


# --- permits ---------------------------------------------------------------------------------------------------------


def drafted(plant: Plant, since: int, until: int) -> CaseDetail:
    """Ask for a permit from some day to another, counted from today."""
    today = plant.tx.today
    return plant.do(
        DraftPermit(
            title="Second source",
            description="First cannot deliver",
            requirement="BOM 4",
            valid_from=today + timedelta(days=since),
            valid_until=today + timedelta(days=until),
        )
    )


def permitted(quality: Quality, detail: CaseDetail) -> CaseDetail:
    """Assess and permit it."""
    number = detail.case.id
    quality.plant.do(
        AssessPermit(case_id=number, severity=Severity.MINOR, assessment="Same polymer", measures="Test each lot")
    )
    return quality.sign(ApprovePermit(case_id=number))


@pytest.mark.parametrize(("since", "until", "status"), [(1, 5, S.APPROVED), (0, 5, S.ACTIVE), (-3, 0, S.ACTIVE)])
def test_a_permit_counts_by_the_clock(
    quality: Quality, plant: Plant, since: int, until: int, status: QualityStatus
) -> None:
    detail = permitted(quality, drafted(plant, since, until))
    assert detail.case.status is status


def test_a_permit_that_has_expired_is_closed_with_what_was_made(quality: Quality, plant: Plant) -> None:
    detail = permitted(quality, drafted(plant, 0, 0))
    day = plant.tx.today - timedelta(days=1)
    plant.tx.wire.execute(
        "UPDATE quality_case SET valid_from = %s, valid_until = %s WHERE id = %s", (day, day, detail.case.id)
    )
    assert quality.get(detail.case.id).case.status is S.EXPIRED
    assert quality.sign(ClosePermit(case_id=detail.case.id, made="200 pcs")).case.status is S.CLOSED


def test_a_permit_is_within_bounds(plant: Plant) -> None:
    for since, until in ((3, 2), (-3, -2)):
        with pytest.raises(ValueNotAllowed):
            drafted(plant, since, until)


@pytest.mark.trap("T2")
def test_a_permit_that_was_sent_back_is_assessed_anew(quality: Quality, plant: Plant) -> None:
    detail = drafted(plant, 0, 5)
    number = detail.case.id
    with pytest.raises(TransitionIllegal):
        quality.sign(ApprovePermit(case_id=number))
    for _ in range(2):
        plant.do(AssessPermit(case_id=number, severity=Severity.MINOR, assessment="Yes", measures="Test"))
        assert plant.do(RejectPermit(case_id=number, reason="Too long")).case.status is S.DRAFT
    assert permitted(quality, detail).case.status is S.ACTIVE
