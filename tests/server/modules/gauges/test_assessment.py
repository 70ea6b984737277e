"""A gauge found out of tolerance is locked, and everything that it measured since it last was good is assessed (I-46)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.factories.gauges import GOOD, STILL_OUT, Gauges
from tests.factories.genealogy import Plant
from veralot_server.core.module import READINESS, SIGNING, SUBJECTS, TASKS, tell_hearers
from veralot_shared.contracts.gauges import (
    AcceptGaugeUse,
    AssessmentClosed,
    AssessmentState,
    CalibrationNotAccepted,
    CloseAssessment,
    GaugeNotUsable,
    GaugeOutcome,
    GaugeRule,
    GaugeStatus,
    GetGauge,
    ListAssessments,
    ListGaugeUses,
    LotImpact,
    LotsNotHeld,
    LotsUndecided,
    ScrapGauge,
    UseLine,
)
from veralot_shared.contracts.genealogy import (
    CheckResult,
    EvidenceState,
    GetDossier,
    LotEvent,
    LotView,
    ReasonMissing,
    TraceEvidence,
)
from veralot_shared.contracts.tasks import ListTasks, TasksChanged
from veralot_shared.errors import RecordChanged, RecordNotFound, TransitionIllegal
from veralot_shared.ids import NodeId

pytestmark = pytest.mark.requirement("I-46")


@pytest.fixture
def other(plant: Plant) -> LotView:
    """Return a second lot."""
    return plant.received(50)


def check(plant: Plant, lot: LotView) -> CheckResult:
    """Return what the release of a lot finds of its gauges."""
    return READINESS["gauges.assessment"](lot, LotEvent.ACCEPT, plant.tx).result


def test_every_lot_and_result_since_the_last_good_calibration_is_listed(
    gauges: Gauges, plant: Plant, lot: LotView, other: LotView
) -> None:
    gauge, spare = gauges.valid(ago=300), gauges.valid(ago=300)
    now = plant.tx.now
    gauges.used(gauge, lot, "9.98", at=now - timedelta(days=200))
    gauges.reviewed(gauges.calibrated(gauge, ago=100))
    gauges.used(gauge, lot, "10.01", "10.02", at=now - timedelta(days=99))
    gauges.used(gauge, other, "10.05", at=now - timedelta(days=1))
    gauges.used(spare, plant.received(), "10.00")
    detail = gauges.found_out(gauge)
    assert detail.assessment.state is AssessmentState.OPEN
    assert detail.assessment.number.startswith(f"GA-{plant.tx.today.year}-")
    assert [(one.lot_no, one.results) for one in detail.lots] == sorted([(lot.lot_no, 2), (other.lot_no, 1)])
    assert sorted(use.result for use in detail.uses) == ["10.01", "10.02", "10.05"]
    assert detail.assessment.results == 3
    locked = gauges.get(gauge)
    assert (locked.status, locked.rule) == (GaugeStatus.IMPACT_ASSESSMENT, GaugeRule.OUT_OF_TOLERANCE)
    with pytest.raises(GaugeNotUsable):
        gauges.used(gauge, lot)
    events = [step.event for step in plant.do(GetGauge(id=gauge.id)).steps]
    assert events[:2] == ["open_assessment", "find_out_of_tolerance"]


def test_what_was_measured_on_the_day_of_the_last_calibration_counts(
    gauges: Gauges, plant: Plant, lot: LotView
) -> None:
    gauge = gauges.valid(ago=10)
    morning = plant.tx.now - timedelta(days=10)
    gauges.used(gauge, lot, at=morning)
    assert len(gauges.found_out(gauge).uses) == 1


def test_one_that_never_was_good_brings_up_everything(gauges: Gauges, plant: Plant, lot: LotView) -> None:
    gauge = gauges.registered()
    command = AcceptGaugeUse(
        gauge_id=gauge.id, lot_id=lot.id, lines=[UseLine(what="Length")], reason="Known by comparison with another"
    )
    plant.do(command)
    detail = gauges.found_out(gauge)
    assert detail.assessment.since is None
    assert [one.lot_id for one in detail.lots] == [lot.id]
    assert detail.uses[0].accepted_because == command.reason


def test_a_lot_that_was_divided_since_waits_in_all_its_parts(gauges: Gauges, plant: Plant, lot: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    parts = plant.divided(lot, 40)
    assert [check(plant, part) for part in parts] == [CheckResult.PASSED] * 2
    detail = gauges.found_out(gauge)
    assert [check(plant, part) for part in parts] == [CheckResult.FAILED] * 2
    gauges.decided(detail)
    assert [check(plant, part) for part in parts] == [CheckResult.PASSED] * 2


def test_found_in_tolerance_opens_nothing(gauges: Gauges, plant: Plant, lot: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    gauges.reviewed(gauges.calibrated(gauge, GOOD))
    assert plant.do(ListAssessments()) == []
    assert gauges.get(gauge).status is GaugeStatus.VALID
    assert check(plant, lot) is CheckResult.PASSED


def test_a_lot_waits_for_the_decision_on_it(gauges: Gauges, plant: Plant, lot: LotView, other: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    detail = gauges.found_out(gauge)
    result = READINESS["gauges.assessment"](lot, LotEvent.ACCEPT, plant.tx)
    assert result.result is CheckResult.FAILED
    assert result.missing[0].values == {"gauge": gauge.code, "number": detail.assessment.number}
    assert check(plant, other) is CheckResult.NOT_APPLICABLE
    gauges.decided(detail)
    assert check(plant, lot) is CheckResult.PASSED


def test_nothing_is_closed_before_every_lot_is_decided_and_held_where_it_must_be(
    gauges: Gauges, plant: Plant, lot: LotView, other: LotView
) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    gauges.used(gauge, other)
    detail = gauges.found_out(gauge)
    gauges.reviewed(detail.calibration)
    detail = gauges.decided(detail, LotImpact.NO_IMPACT, lot)
    with pytest.raises(LotsUndecided) as undecided:
        gauges.closed(detail)
    assert undecided.value.lots == [other.lot_no]
    detail = gauges.decided(detail, LotImpact.HOLD, other)
    with pytest.raises(LotsNotHeld):
        gauges.closed(detail)
    plant.held(other.id)
    closed = gauges.closed(detail)
    assert closed.assessment.state is AssessmentState.CLOSED
    assert gauges.get(gauge).status is GaugeStatus.VALID
    with pytest.raises(AssessmentClosed):
        gauges.closed(closed)
    with pytest.raises(AssessmentClosed):
        gauges.decided(closed)


def test_two_who_decide_at_once_see_each_other(gauges: Gauges, lot: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    detail = gauges.found_out(gauge)
    gauges.decided(detail)
    with pytest.raises(RecordChanged):
        gauges.decided(detail)


def test_only_lots_of_the_assessment_are_decided(gauges: Gauges, lot: LotView, other: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    with pytest.raises(RecordNotFound):
        gauges.decided(gauges.found_out(gauge), LotImpact.NO_IMPACT, other)


@pytest.mark.parametrize(
    ("outcome", "status", "rule"),
    [
        (GaugeOutcome.ADJUSTED, GaugeStatus.VALID, None),
        (GaugeOutcome.LIMITED_USE, GaugeStatus.LIMITED_USE, None),
        (GaugeOutcome.RECALIBRATE, GaugeStatus.IN_CALIBRATION, GaugeRule.IN_CALIBRATION),
        (GaugeOutcome.SCRAPPED, GaugeStatus.SCRAPPED, GaugeRule.SCRAPPED),
    ],
)
def test_the_closing_says_what_becomes_of_the_gauge(
    gauges: Gauges, outcome: GaugeOutcome, status: GaugeStatus, rule: GaugeRule | None
) -> None:
    gauge = gauges.valid()
    detail = gauges.found_out(gauge)
    gauges.reviewed(detail.calibration)
    assert gauges.get(gauge).status is GaugeStatus.IMPACT_ASSESSMENT
    words: dict[str, Any] = {"limited_to": "Up to 100 mm"} if outcome is GaugeOutcome.LIMITED_USE else {}
    gauges.closed(detail, outcome, **words)
    left = gauges.get(gauge)
    assert (left.status, left.rule) == (status, rule)
    assert left.limited_to == words.get("limited_to", "")


def test_no_gauge_comes_back_without_a_reviewed_calibration_that_leaves_it_good(gauges: Gauges) -> None:
    gauge = gauges.valid()
    detail = gauges.found_out(gauge)
    with pytest.raises(CalibrationNotAccepted):
        gauges.closed(detail)
    still = gauges.valid()
    out = gauges.found_out(still, STILL_OUT)
    gauges.reviewed(out.calibration, limited_to="Nothing yet")
    with pytest.raises(CalibrationNotAccepted):
        gauges.closed(out)
    with pytest.raises(ReasonMissing):
        gauges.closed(out, GaugeOutcome.LIMITED_USE)
    gauges.reviewed(gauges.calibrated(still, GOOD))
    assert gauges.closed(out).assessment.outcome is GaugeOutcome.ADJUSTED
    assert gauges.get(still).rule is None


def test_a_gauge_in_an_assessment_is_not_scrapped_past_it(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.valid()
    gauges.found_out(gauge)
    with pytest.raises(TransitionIllegal):
        plant.do(ScrapGauge(id=gauge.id, reason="Get rid of it"))


@pytest.mark.requirement("OFF-06")
def test_a_result_that_comes_late_opens_a_closed_assessment_again(
    gauges: Gauges, plant: Plant, lot: LotView, other: LotView
) -> None:
    gauge = gauges.valid(ago=10)
    gauges.used(gauge, lot)
    detail = gauges.found_out(gauge)
    gauges.reviewed(detail.calibration)
    command = CloseAssessment(
        id=detail.assessment.id, outcome=GaugeOutcome.ADJUSTED, conclusion="No device is affected."
    )
    detail = gauges.decided(detail)
    (signed,) = SIGNING[command.op](command, plant.tx)
    gauges.closed(detail)
    holds = SUBJECTS[signed.kind](signed.key, plant.tx)
    assert holds is not None
    assert holds.content_hash == signed.content_hash
    gauges.used(gauge, other, "10.04", at=plant.tx.now - timedelta(days=5))
    again = gauges.again(detail)
    assert again.assessment.state is AssessmentState.OPEN
    assert [one.impact for one in again.lots if one.lot_id == other.id] == [None]
    assert check(plant, other) is CheckResult.FAILED
    void = SUBJECTS[signed.kind](signed.key, plant.tx)
    assert void is not None
    assert void.content_hash != signed.content_hash
    assert gauges.get(gauge).status is GaugeStatus.VALID
    gauges.closed(gauges.decided(again))
    assert gauges.get(gauge).status is GaugeStatus.VALID


def test_uses_are_listed_of_a_gauge_and_of_a_lot(gauges: Gauges, plant: Plant, lot: LotView, other: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot, "10.01")
    gauges.used(gauge, other, "10.02", "10.03")
    assert len(plant.do(ListGaugeUses(gauge_id=gauge.id))) == 3
    (use,) = plant.do(ListGaugeUses(lot_id=lot.id))
    assert (use.gauge, use.what, use.result, use.record_kind, use.record_id) == (
        gauge.code,
        "Length",
        "10.01",
        "result",
        7,
    )
    assert use.calibrated_on == gauge.calibrated_on


def test_the_dossier_shows_what_a_lot_was_measured_with(gauges: Gauges, plant: Plant, lot: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot, "10.01", "10.02")
    detail = gauges.found_out(gauge)
    gauges.decided(detail)
    sections = {one.id: one for one in plant.do(GetDossier(lot_id=lot.id)).sections}
    (row,) = sections["gauges.used"].rows
    shown = dict(zip((column.id for column in sections["gauges.used"].columns), row, strict=True))
    assert shown["gauge"] == [gauge.id, gauge.code]
    assert Decimal(str(shown["results"])) == 2
    assert (shown["assessment"], shown["impact"]) == (detail.assessment.number, LotImpact.NO_IMPACT)


def test_the_picture_shows_the_doubt_until_it_is_decided(gauges: Gauges, plant: Plant, lot: LotView) -> None:
    gauge = gauges.valid()
    gauges.used(gauge, lot)
    detail = gauges.found_out(gauge)

    def hung() -> list[tuple[str, EvidenceState, int | None]]:
        pieces = plant.do(TraceEvidence(node_ids=[NodeId(lot.id)]))
        return [(one.text, one.state, one.link_id) for one in pieces if one.kind == "gauges.gauge"]

    assert hung() == [("Not decided yet", EvidenceState.BAD, detail.assessment.id)]
    gauges.decided(detail)
    assert hung() == [(LotImpact.NO_IMPACT, EvidenceState.RECORD, detail.assessment.id)]


def test_the_inbox_shows_what_waits(gauges: Gauges, plant: Plant, lot: LotView, act_as: Callable[..., Any]) -> None:
    def waits() -> list[tuple[str, str, bool]]:
        return [(one.label, one.what, one.late) for one in plant.do(ListTasks()) if one.source == "gauges.gauge"]

    gauges.valid()
    assert waits() == []
    overdue = gauges.valid(ago=800)
    assert waits() == [(overdue.code, "Calibrate the gauge", True)]
    bad = gauges.valid()
    gauges.used(bad, lot)
    plant.tx.events.clear()
    detail = gauges.found_out(bad)
    assert waits()[1:] == [
        (bad.code, "Review the calibration", False),
        (detail.assessment.number, "Decide on the lots that it measured", False),
    ]
    tell_hearers(plant.tx)
    assert TasksChanged in {type(event) for event, _ in plant.tx.events}
    act_as("registrant", customer_id=plant.registrant)
    assert not TASKS["gauges.gauges"](plant.tx)


def test_noting_uses_takes_two_statements_however_many(
    gauges: Gauges, lot: LotView, monkeypatch: pytest.MonkeyPatch
) -> None:
    gauge = gauges.valid()
    ran: list[object] = []
    wire = type(gauges.plant.tx.wire)
    for way, name in ((wire, "direct"), (wire, "rows"), (psycopg.Cursor, "execute")):
        real = getattr(way, name)

        def counted(self: object, *given: object, real: Any = real, **more: object) -> Any:
            ran.append(given[0])
            return real(self, *given, **more)

        monkeypatch.setattr(way, name, counted)
    gauges.used(gauge, lot, *(str(number) for number in range(500)))
    assert len(ran) == 2, ran
