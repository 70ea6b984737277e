"""Complaints: reportability with its clocks, the seven items of the record, people's data kept apart."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.quality import (
    CaseDetail,
    CloseComplaint,
    CompleteComplaint,
    ConcludeComplaint,
    Conclusion,
    DecideReportability,
    DefectCode,
    DiscloseComplainant,
    DismissComplaint,
    FieldsMissing,
    InvestigateComplaint,
    LinkKind,
    LogComplaint,
    MarkDuplicate,
    QualityClock,
    QualityEvent,
    QualityStatus,
    ReceiveComplaint,
    ReceiveSample,
    RejectInvestigation,
    ReopenComplaint,
    ReportToAuthority,
    RequestSample,
    RespondComplaint,
    ReviewComplaint,
    Severity,
    StillOpen,
    TriageComplaint,
    WaiveInvestigation,
)
from veralot_shared.contracts.tasks import ListTasks, TaskScope
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules.dates import add_working_days

S, C = QualityStatus, QualityClock
WHOLE = {"complainant": "Dr Weber", "address": "Hamburg", "phone": "+49 40 1", "health": "Patient unharmed"}


def received(plant: Plant, **fields: Any) -> CaseDetail:
    """Take a complaint in."""
    values: dict[str, Any] = {
        "title": "Cracked",
        "description": "Cracked when primed",
        "received_on": plant.tx.today,
        "device_name": "Infusion set",
        "udi": "(01)06952130700019",
        **WHOLE,
        **fields,
    }
    return plant.do(ReceiveComplaint(**values))


def triaged(plant: Plant, detail: CaseDetail, days: int = 0) -> CaseDetail:
    """Log it, so many days after the plant became aware, and sort it."""
    number = detail.case.id
    aware = plant.tx.today - timedelta(days=days)
    plant.do(LogComplaint(case_id=number, aware_on=aware, device_name="Infusion set"))
    return plant.do(
        TriageComplaint(
            case_id=number, severity=Severity.MAJOR, defect=DefectCode.FUNCTION, serious=True, triage="Leak"
        )
    )


def decided(quality: Quality, detail: CaseDetail, *reports: QualityClock) -> CaseDetail:
    """Decide which reports are owed."""
    command = DecideReportability(case_id=detail.case.id, reports=list(reports), rationale="Could recur and harm")
    return quality.sign(command)


def answered(quality: Quality, detail: CaseDetail, correction: str = "New mould") -> CaseDetail:
    """Investigate, conclude, reply and review."""
    do, number = quality.plant.do, detail.case.id
    do(InvestigateComplaint(case_id=number, investigation="Microscope", batch_record="Nothing unusual"))
    do(
        ConcludeComplaint(
            case_id=number, conclusion=Conclusion.CONFIRMED, root_cause="Weld line", correction=correction
        )
    )
    do(RespondComplaint(case_id=number, replied_on=quality.tx.today, reply="Thank you; it is corrected."))
    return quality.sign(ReviewComplaint(case_id=number))


def closed(quality: Quality, detail: CaseDetail) -> CaseDetail:
    """Close it."""
    return quality.sign(CloseComplaint(case_id=detail.case.id, capa=False, capa_reason="Single"))


@pytest.mark.requirement("I-49", "QMSR-10")
def test_a_complaint_is_handled_from_receipt_to_closure(quality: Quality, plant: Plant) -> None:
    detail = decided(quality, triaged(plant, received(plant)))
    assert [due.clock for due in detail.clocks] == [C.CLOSING]
    plant.do(RequestSample(case_id=detail.case.id, asked="The set"))
    plant.do(ReceiveSample(case_id=detail.case.id, condition="Used, dry"))
    assert closed(quality, answered(quality, detail)).case.status is S.CLOSED


@pytest.mark.requirement("QMSR-10")
@pytest.mark.parametrize(("clock", "days"), [(C.US_30_DAYS, 30), (C.CN_7_DAYS, 7), (C.CN_20_DAYS, 20)])
def test_each_report_is_due_from_the_day_of_awareness(
    quality: Quality, plant: Plant, clock: QualityClock, days: int
) -> None:
    detail = decided(quality, triaged(plant, received(plant), days=10), clock)
    (due,) = [one for one in detail.clocks if one.clock is clock]
    assert due.due_at.astimezone(plant.tx.zone).date() == plant.tx.today + timedelta(days=days - 10)
    assert due.late is (days < 10)


@pytest.mark.requirement("QMSR-10")
def test_five_days_are_working_days(quality: Quality, plant: Plant) -> None:
    detail = decided(quality, triaged(plant, received(plant)), C.US_5_DAYS)
    (due,) = [one for one in detail.clocks if one.clock is C.US_5_DAYS]
    assert due.due_at.astimezone(plant.tx.zone).date() == add_working_days(plant.tx.today, 5)


def test_a_report_that_is_owed_is_sent_before_the_complaint_is_closed(quality: Quality, plant: Plant) -> None:
    detail = answered(quality, decided(quality, triaged(plant, received(plant)), C.US_30_DAYS))
    with pytest.raises(StillOpen, match="report"):
        closed(quality, detail)
    number, today = detail.case.id, plant.tx.today
    with pytest.raises(ValueNotAllowed, match="not decided"):
        plant.do(ReportToAuthority(case_id=number, report=C.CN_7_DAYS, sent_on=today, reference="X"))
    plant.do(ReportToAuthority(case_id=number, report=C.US_30_DAYS, sent_on=today, reference="MDR-1"))
    assert closed(quality, detail).case.status is S.CLOSED


def test_only_reports_to_authorities_are_decided_on(quality: Quality, plant: Plant) -> None:
    with pytest.raises(ValueNotAllowed):
        decided(quality, triaged(plant, received(plant)), C.CLOSING)


@pytest.mark.requirement("QMSR-03")
@pytest.mark.parametrize("missing", ["udi", "complainant", "address", "phone"])
def test_the_record_holds_the_seven_items_before_it_is_closed(quality: Quality, plant: Plant, missing: str) -> None:
    detail = answered(quality, decided(quality, triaged(plant, received(plant, **{missing: ""}))))
    with pytest.raises(FieldsMissing) as lacking:
        closed(quality, detail)
    assert len(lacking.value.fields) == 1


@pytest.mark.requirement("QMSR-03", "I-12")
def test_what_was_not_known_is_said_later_and_the_complaint_is_closed(quality: Quality, plant: Plant) -> None:
    blank = dict.fromkeys(WHOLE, "")
    detail = answered(quality, decided(quality, triaged(plant, received(plant, udi="", **blank))))
    for fields in ({"udi": "(01)06952130700019"}, {"complainant": "Ward 3", "address": "Road 1"}, {"phone": "0512 1"}):
        with pytest.raises(FieldsMissing, match="Complete the record"):
            closed(quality, detail)
        plant.do(CompleteComplaint(case_id=detail.case.id, reason="They called back", **fields))
    (step,) = [one for one in quality.get(detail.case.id).steps if one.said and one.said[0].name == "udi"][-1:]
    assert [one.name for one in step.said] == ["udi", "reason"], "who complained stands in no step"
    assert closed(quality, detail).case.status is S.CLOSED


@pytest.mark.requirement("QMSR-04")
def test_without_an_investigation_there_is_that_of_a_similar_complaint(quality: Quality, plant: Plant) -> None:
    first = answered(quality, decided(quality, triaged(plant, received(plant))))
    second = decided(quality, triaged(plant, received(plant)))
    third = decided(quality, triaged(plant, received(plant)))
    waive = WaiveInvestigation(case_id=second.case.id, similar_id=third.case.id, justification="Same lot")
    with pytest.raises(ValueNotAllowed, match="not investigated"):
        quality.sign(waive)
    done = quality.sign(WaiveInvestigation(case_id=second.case.id, similar_id=first.case.id, justification="Same lot"))
    assert (done.case.status, done.links[0].kind) == (S.CONCLUSION, LinkKind.SIMILAR_TO)


@pytest.mark.requirement("I-12")
def test_who_complained_is_shown_on_request_and_that_is_on_record(plant: Plant) -> None:
    detail = received(plant)
    said = {one.name for step in detail.steps for one in step.said}
    assert not said & set(WHOLE), "no step says it"
    with pytest.raises(ReasonMissing):
        plant.do(DiscloseComplainant(case_id=detail.case.id, reason=" "))
    person = plant.do(DiscloseComplainant(case_id=detail.case.id, reason="To call back"))
    assert (person.complainant, person.health) == (WHOLE["complainant"], WHOLE["health"])
    rows = plant.tx.wire.execute("SELECT by_id, reason FROM quality_disclosure").fetchall()
    assert rows == [(plant.tx.actor.user_id, "To call back")]
    query = "SELECT count(*) FROM audit.batch b WHERE b::text LIKE %s"
    logged = [
        plant.tx.wire.execute(query, (f"%{text}%",)).fetchone() for text in ("Cracked when primed", "Patient unh")
    ]
    assert logged == [(2,), (0,)], "in the record and its step; of a person the log shows only that it changed"


def test_what_is_none_or_was_told_before_ends_and_can_be_reopened(quality: Quality, plant: Plant) -> None:
    first, second = triaged(plant, received(plant)), triaged(plant, received(plant))
    assert quality.sign(DismissComplaint(case_id=first.case.id, reason="A question")).case.status is S.NOT_A_COMPLAINT
    again = quality.sign(ReopenComplaint(case_id=first.case.id, reason="It was one"))
    assert (again.case.status, again.case.cycle) == (S.REOPENED, 2)
    with pytest.raises(ValueNotAllowed, match="itself"):
        plant.do(MarkDuplicate(case_id=second.case.id, other_id=second.case.id))
    assert plant.do(MarkDuplicate(case_id=second.case.id, other_id=first.case.id)).case.status is S.DUPLICATE


def test_two_complaints_do_not_end_each_other(quality: Quality, plant: Plant) -> None:
    first, second, third = (triaged(plant, received(plant)) for _ in range(3))
    plant.do(MarkDuplicate(case_id=first.case.id, other_id=second.case.id))
    quality.sign(DismissComplaint(case_id=third.case.id, reason="A question"))
    for ended in (first, third):
        with pytest.raises(ValueNotAllowed, match="nobody looks into it"):
            plant.do(MarkDuplicate(case_id=second.case.id, other_id=ended.case.id))


@pytest.mark.trap("T2")
def test_an_investigation_that_was_sent_back_is_done_anew(quality: Quality, plant: Plant) -> None:
    detail = decided(quality, triaged(plant, received(plant)))
    for _ in range(2):
        detail = answered(quality, detail)
        detail = plant.do(RejectInvestigation(case_id=detail.case.id, reason="Retained sample?"))
        assert detail.case.status is S.INVESTIGATION
    assert closed(quality, answered(quality, detail)).case.status is S.CLOSED


@pytest.mark.requirement("QMSR-10")
def test_what_comes_to_light_later_is_decided_anew(quality: Quality, plant: Plant) -> None:
    detail = decided(quality, triaged(plant, received(plant), days=40), C.CN_20_DAYS)
    number = detail.case.id
    plant.do(ReportToAuthority(case_id=number, report=C.CN_20_DAYS, sent_on=plant.tx.today, reference="CN-1"))
    plant.do(InvestigateComplaint(case_id=number, investigation="A patient was hurt", batch_record="Nothing"))
    aware = plant.tx.today - timedelta(days=2)
    again = DecideReportability(
        case_id=number, reports=[C.CN_20_DAYS, C.US_30_DAYS], rationale="Serious injury", aware_on=aware
    )
    later = quality.sign(again)
    assert later.case.status is S.INVESTIGATION, "the investigation goes on"
    clocks = {due.clock: due for due in later.clocks}
    assert clocks[C.CN_20_DAYS].reference == "CN-1", "what was sent stays sent"
    due = clocks[C.US_30_DAYS]
    assert (due.due_at.astimezone(plant.tx.zone).date(), due.met_at) == (aware + timedelta(days=30), None)
    none = DecideReportability(case_id=number, reports=[C.CN_20_DAYS], rationale="It was another device")
    stopped = {due.clock: due for due in quality.sign(none).clocks}[C.US_30_DAYS]
    assert (stopped.met_at, stopped.reference) == (plant.tx.now, "It was another device")
    with pytest.raises(ValueNotAllowed):
        quality.sign(msgspec.structs.replace(again, aware_on=plant.tx.today + timedelta(days=1)))
    (task,) = [one for one in plant.do(ListTasks(scope=TaskScope.EVERYBODYS)) if one.source == "quality.step"]
    assert task.what != QualityEvent.DECIDE, "nobody waits for it"


@pytest.mark.requirement("QMSR-10")
def test_the_clocks_of_a_reopened_complaint_run_from_its_new_information(quality: Quality, plant: Plant) -> None:
    detail = decided(quality, triaged(plant, received(plant), days=90), C.US_30_DAYS)
    plant.do(ReportToAuthority(case_id=detail.case.id, report=C.US_30_DAYS, sent_on=plant.tx.today, reference="1"))
    closed(quality, answered(quality, detail))
    again = quality.sign(ReopenComplaint(case_id=detail.case.id, reason="The patient died"))
    assert again.case.aware_on == plant.tx.today
    (due,) = [one for one in decided(quality, again, C.US_30_DAYS).clocks if one.clock is C.US_30_DAYS]
    assert due.due_at.astimezone(plant.tx.zone).date() == plant.tx.today + timedelta(days=30)
    assert (due.met_at, due.late) == (None, False)
