"""Suppliers are asked and answer in time; a correction test that fails opens again what it was to prove."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.quality import (
    AcceptAnswer,
    AnswerScar,
    CaseDetail,
    CloseScar,
    ConfirmTest,
    DraftScar,
    IssueScar,
    JudgeTest,
    LineDisposition,
    LineState,
    LinkKind,
    PlanTest,
    QualityClock,
    QualityStatus,
    RecordTest,
    RejectAnswer,
    SampleTest,
    StillOpen,
    VerifyScar,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed

S, D = QualityStatus, LineDisposition


# --- suppliers -------------------------------------------------------------------------------------------------------


def issued(quality: Quality) -> CaseDetail:
    """Issue a request to the supplier."""
    draft = DraftScar(supplier_id=quality.plant.supplier, title="Ovality", description="Twice")
    number = quality.plant.do(draft).case.id
    due = quality.tx.today + timedelta(days=10)
    return quality.sign(IssueScar(case_id=number, answer_due_on=due, sent_to="qa@s1.example"))


def answered(quality: Quality, detail: CaseDetail) -> CaseDetail:
    """Record the supplier's answer."""
    return quality.plant.do(
        AnswerScar(
            case_id=detail.case.id,
            answered_on=quality.tx.today,
            containment="Stock sorted",
            root_cause="Die worn",
            corrective_action="New die",
        )
    )


@pytest.mark.trap("T2")
def test_a_supplier_answers_until_the_answer_is_accepted_and_works(quality: Quality, plant: Plant) -> None:
    detail = issued(quality)
    assert [due.clock for due in detail.clocks] == [QualityClock.SUPPLIER_ANSWER, QualityClock.CLOSING]
    for _ in range(2):
        detail = answered(quality, detail)
        assert detail.clocks[0].met_at is not None
        due = plant.tx.today + timedelta(days=5)
        detail = plant.do(RejectAnswer(case_id=detail.case.id, answer_due_on=due, reason="No cause"))
        assert (detail.case.status, detail.clocks[0].met_at) == (S.ISSUED, None), "the clock runs anew"
    number = detail.case.id
    plant.do(AcceptAnswer(case_id=answered(quality, detail).case.id))
    failed = plant.do(VerifyScar(case_id=number, passed=False, deliveries="Lot 3 is oval again"))
    assert failed.case.status is S.ISSUED
    (clock,) = [due for due in failed.clocks if due.clock is QualityClock.SUPPLIER_ANSWER]
    until = failed.case.due_on
    assert (clock.met_at, clock.due_at.astimezone(plant.tx.zone).date()) == (None, until), "it runs anew, by the term"
    plant.do(AcceptAnswer(case_id=answered(quality, failed).case.id))
    day = plant.tx.today + timedelta(days=3)
    asked = plant.do(VerifyScar(case_id=number, passed=False, deliveries="Oval still", answer_due_on=day))
    (clock,) = [due for due in asked.clocks if due.clock is QualityClock.SUPPLIER_ANSWER]
    assert (asked.case.due_on, clock.due_at.astimezone(plant.tx.zone).date()) == (day, day)
    plant.do(AcceptAnswer(case_id=answered(quality, asked).case.id))
    plant.do(VerifyScar(case_id=number, passed=True, deliveries="Five lots good"))
    assert quality.sign(CloseScar(case_id=number)).case.status is S.CLOSED


def test_only_a_supplier_is_asked_and_only_for_a_coming_day(quality: Quality, plant: Plant) -> None:
    with pytest.raises(ValueNotAllowed, match="no supplier"):
        plant.do(DraftScar(supplier_id=plant.registrant, title="X", description="Y"))
    number = plant.do(DraftScar(supplier_id=plant.supplier, title="X", description="Y")).case.id
    with pytest.raises(ValueNotAllowed):
        quality.sign(IssueScar(case_id=number, answer_due_on=plant.tx.today - timedelta(days=1), sent_to="x"))


# --- tests of corrections --------------------------------------------------------------------------------------------


def through_test(quality: Quality, of: CaseDetail, failures: int, **fields: Any) -> CaseDetail:
    """Plan, sample, record and judge a test of ten of which one may fail."""
    do = quality.plant.do
    plan = PlanTest(of_id=of.case.id, title="Pull", method="WI-9", acceptance="> 20 N", sample=10, allowed_failures=1)
    number = do(plan).case.id
    do(SampleTest(case_id=number, taken=10, samples="1 to 10"))
    do(RecordTest(case_id=number, tested=10, failures=failures, report="R", **fields))
    return quality.sign(JudgeTest(case_id=number))


def verified(quality: Quality, plant: Plant) -> tuple[CaseDetail, Any]:
    """Return a nonconformity whose lot was reworked and verified, with the lot."""
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    return quality.reworked(detail), lot


def test_a_passed_test_proves_the_correction(quality: Quality, plant: Plant) -> None:
    detail, _ = verified(quality, plant)
    test = through_test(quality, detail, failures=1)
    assert (test.case.status, test.links[0].kind) == (S.PASSED, LinkKind.TESTS)
    assert quality.sign(ConfirmTest(case_id=test.case.id)).case.status is S.CONFIRMED
    assert quality.closed(quality.get(detail.case.id)).case.status is S.CLOSED


@pytest.mark.trap("T1")
@pytest.mark.parametrize("closed_before", [False, True])
def test_a_failed_test_reopens_the_nonconformity_and_holds_its_lot(
    quality: Quality, plant: Plant, *, closed_before: bool
) -> None:
    detail, lot = verified(quality, plant)
    if closed_before:
        quality.closed(detail)
    assert through_test(quality, detail, failures=2).case.status is S.FAILED
    again = quality.get(detail.case.id)
    assert (again.case.status, again.case.cycle, again.case.closed_at) == (S.UNDER_EVALUATION, 2, None)
    assert again.lines[0].state is LineState.FAILED
    assert plant.lot(lot.id).status is LotStatus.HOLD
    second = quality.reworked(quality.disposed(again, line(lot, 10, D.REWORK)))
    assert quality.closed(second).case.status is S.CLOSED


def test_a_failed_test_reopens_the_capa(quality: Quality) -> None:
    done = quality.implemented(quality.planned_capa())
    through_test(quality, done, failures=3)
    again = quality.get(done.case.id).case
    assert (again.status, again.cycle) == (S.INVESTIGATION, 2)


def test_nothing_is_closed_while_its_test_is_open(quality: Quality, plant: Plant) -> None:
    detail, _ = verified(quality, plant)
    plan = PlanTest(of_id=detail.case.id, title="Pull", method="WI-9", acceptance="> 20 N", sample=10)
    plant.do(plan)
    with pytest.raises(StillOpen, match="not passed"):
        quality.closed(detail)


def test_as_many_are_tested_as_were_planned(quality: Quality, plant: Plant) -> None:
    detail, _ = verified(quality, plant)
    plan = PlanTest(of_id=detail.case.id, title="Pull", method="WI-9", acceptance="> 20 N", sample=10)
    number = plant.do(plan).case.id
    with pytest.raises(ValueNotAllowed):
        plant.do(SampleTest(case_id=number, taken=9, samples="1 to 9"))
    plant.do(SampleTest(case_id=number, taken=10, samples="1 to 10"))
    with pytest.raises(TransitionIllegal):
        quality.sign(JudgeTest(case_id=number))
    for tested_pieces, failures in ((9, 0), (10, 11), (10, -1)):
        with pytest.raises(ValueNotAllowed):
            plant.do(RecordTest(case_id=number, tested=tested_pieces, failures=failures, report="R"))


def test_a_test_that_fails_while_the_record_is_open_keeps_it_open_until_one_passes(
    quality: Quality, plant: Plant
) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    through_test(quality, detail, failures=5)
    done = quality.reworked(quality.get(detail.case.id))
    assert done.case.status is S.VERIFIED
    with pytest.raises(StillOpen, match="not passed"):
        quality.closed(done)
    through_test(quality, done, failures=0)
    assert quality.closed(done).case.status is S.CLOSED
