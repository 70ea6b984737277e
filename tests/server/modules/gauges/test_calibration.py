"""A gauge is used between an accepted calibration and its due date; who calibrates does not review."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.gauges import STILL_OUT, Gauges
from tests.factories.genealogy import Plant
from tests.server.modules.attachments.conftest import Cabinet
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_shared.contracts.attachments import FileTargetKind, WithdrawFile
from veralot_shared.contracts.gauges import (
    CalibrationReviewed,
    CalibrationState,
    CertificateMissing,
    ChangeGauge,
    FindGauge,
    GaugeNotUsable,
    GaugeRule,
    GaugesChanged,
    GaugeStatus,
    GetGauge,
    Laboratory,
    ListGauges,
    RecordCalibration,
    ReviewCalibration,
    ScrapGauge,
    SendGauge,
    WithdrawGauge,
)
from veralot_shared.contracts.genealogy import LotView, ReasonMissing
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, TransitionIllegal, ValueNotAllowed


@pytest.mark.requirement("I-45")
def test_a_gauge_is_kept_with_all_that_is_asked_of_it(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.valid(ago=10, interval_months=6, location="Bench 2")
    detail = plant.do(GetGauge(id=gauge.id))
    (calibration,) = detail.calibrations
    assert gauge.status is GaugeStatus.VALID
    assert gauge.rule is None
    assert gauge.due_on == calibration.due_on
    assert calibration.standards[0].traceable_to == "NIM"
    assert [(one.as_found, one.as_left) for one in calibration.points] == [
        (Decimal(10), None),
        (Decimal("10.01"), None),
    ]
    assert (calibration.found_in_tolerance, calibration.left_in_tolerance) == (True, True)
    assert [step.event for step in reversed(detail.steps)] == ["register", "record_calibration", "accept_calibration"]
    assert (GaugesChanged(gauge_ids=[gauge.id]), None) in plant.tx.events


def test_a_code_is_given_once_whatever_its_case(gauges: Gauges) -> None:
    gauges.registered("cal-7")
    with pytest.raises(RecordExists):
        gauges.registered("CAL-7")


def test_a_scan_finds_a_gauge_by_code_before_serial_number(gauges: Gauges, plant: Plant) -> None:
    first = gauges.registered("A-1", serial_no="B-1")
    second = gauges.registered("B-1")
    assert plant.do(FindGauge(code="b-1")).id == second.id
    assert plant.do(FindGauge(code="a-1")).id == first.id
    with pytest.raises(RecordNotFound):
        plant.do(FindGauge(code="C-1"))


@pytest.mark.requirement("I-16", "P11-12")
def test_a_gauge_that_is_not_in_calibration_is_refused_and_says_why(gauges: Gauges, lot: LotView, plant: Plant) -> None:
    fresh = gauges.registered()
    overdue = gauges.valid(ago=800)
    away = gauges.valid()
    plant.do(SendGauge(id=away.id))
    withdrawn = gauges.valid()
    plant.do(WithdrawGauge(id=withdrawn.id, reason="Dropped"))
    scrapped = gauges.valid()
    plant.do(ScrapGauge(id=scrapped.id, reason="Jaw bent"))
    rules = {
        fresh: GaugeRule.NEVER_CALIBRATED,
        overdue: GaugeRule.OVERDUE,
        away: GaugeRule.IN_CALIBRATION,
        withdrawn: GaugeRule.OUT_OF_SERVICE,
        scrapped: GaugeRule.SCRAPPED,
    }
    for gauge, rule in rules.items():
        with pytest.raises(GaugeNotUsable) as refused:
            gauges.used(gauge, lot)
        assert (refused.value.rule, refused.value.gauge) == (rule, gauge.code)
        assert gauges.get(gauge).rule is rule


def test_what_was_measured_while_the_calibration_held_is_noted_late(gauges: Gauges, lot: LotView, plant: Plant) -> None:
    gauge = gauges.valid(ago=400, interval_months=12)
    now = plant.tx.now
    with pytest.raises(GaugeNotUsable):
        gauges.used(gauge, lot)
    assert gauges.used(gauge, lot, at=now - timedelta(days=100)).results == 1
    gauges.reviewed(gauges.calibrated(gauge))
    with pytest.raises(GaugeNotUsable) as refused:
        gauges.used(gauge, lot, at=now - timedelta(days=5))
    assert refused.value.rule is GaugeRule.OVERDUE
    with pytest.raises(ValueNotAllowed):
        gauges.used(gauge, lot, at=now + timedelta(hours=1))


@pytest.mark.requirement("I-45")
def test_due_gauges_are_listed_by_their_day(gauges: Gauges, plant: Plant) -> None:
    later = gauges.valid(ago=345)
    overdue = gauges.valid(ago=400)
    gauges.valid(ago=1)
    listed = plant.do(ListGauges(due_within=30))
    assert [one.id for one in listed] == [overdue.id, later.id]
    assert [one.status for one in listed] == [GaugeStatus.OVERDUE, GaugeStatus.DUE_SOON]
    assert [one.id for one in plant.do(ListGauges(search=later.code.lower()))] == [later.id]


def test_a_new_interval_counts_from_the_next_calibration(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.valid()
    care: dict[str, Any] = {
        "name": "Caliper 2",
        "name_zh": "卡尺",
        "location": "Lab",
        "owner": "",
        "interval_months": 3,
        "warning_days": 7,
    }
    changed = plant.do(ChangeGauge(id=gauge.id, version=gauge.version, **care))
    assert changed.due_on == gauge.due_on
    with pytest.raises(RecordChanged):
        plant.do(ChangeGauge(id=gauge.id, version=gauge.version, **(care | {"location": "Store"})))
    again = gauges.calibrated(gauge)
    assert (again.due_on - again.done_on).days < 100


# --- review ----------------------------------------------------------------------------------------------------------


def test_a_review_is_once_and_a_rejection_says_why(gauges: Gauges) -> None:
    gauge = gauges.registered()
    calibration = gauges.calibrated(gauge)
    with pytest.raises(ReasonMissing):
        gauges.reviewed(calibration, accepted=False)
    assert gauges.reviewed(calibration, accepted=False, note="Wrong points").state is CalibrationState.REJECTED
    assert gauges.get(gauge).rule is GaugeRule.NEVER_CALIBRATED
    with pytest.raises(CalibrationReviewed):
        gauges.reviewed(calibration)


def test_what_an_outside_laboratory_did_is_proved_by_its_certificate(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.registered()
    calibration = gauges.calibrated(gauge, laboratory=Laboratory.EXTERNAL, laboratory_name="SIMT")
    with pytest.raises(CertificateMissing):
        gauges.reviewed(calibration)
    cabinet = Cabinet(plant)
    file = cabinet.attached(FileTargetKind.CALIBRATION, calibration.id, "certificate")
    assert file.target_label == f"{gauge.code} {calibration.done_on}"
    command = ReviewCalibration(id=calibration.id, accepted=True)
    review, bound = SIGNING[command.op](command, plant.tx)
    assert review.doers == {plant.tx.actor.user_id}
    assert bound.content["sha256"] == file.sha256
    assert gauges.reviewed(calibration).files == 1
    again = SUBJECTS["gauge_review"](review.key, plant.tx)
    assert again is not None
    assert again.content_hash == review.content_hash
    plant.do(WithdrawFile(id=file.id, reason="Wrong gauge"))
    withdrawn = SUBJECTS["attachment"](bound.key, plant.tx)
    assert withdrawn is not None
    assert withdrawn.content_hash != bound.content_hash


@pytest.mark.requirement("P11-18")
def test_a_calibration_is_read_again_as_it_was_signed(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.valid()
    values: dict[str, Any] = {
        "laboratory": Laboratory.INTERNAL,
        "standards": gauges.plant.do(GetGauge(id=gauge.id)).calibrations[0].standards,
    }
    command = RecordCalibration(
        gauge_id=gauge.id,
        done_on=plant.tx.today - timedelta(days=10),
        points=list(STILL_OUT),
        **values,
    )
    (signed,) = SIGNING[command.op](command, plant.tx)
    assert signed.content["found_in_tolerance"] is False
    plant.do(command)
    again = SUBJECTS[signed.kind](signed.key, plant.tx)
    assert again is not None
    assert again.content_hash == signed.content_hash
    plant.tx.wire.execute("UPDATE gauges_calibration SET certificate_no = 'X'")
    altered = SUBJECTS[signed.kind](signed.key, plant.tx)
    assert altered is not None
    assert altered.content_hash != signed.content_hash


def test_a_scrapped_gauge_stays_so(gauges: Gauges, plant: Plant) -> None:
    gauge = gauges.valid()
    plant.do(ScrapGauge(id=gauge.id, reason="Broken"))
    with pytest.raises(TransitionIllegal):
        gauges.calibrated(gauge)


def test_to_a_customers_user_there_are_no_gauges(gauges: Gauges, plant: Plant, lot: LotView, act_as: object) -> None:
    gauge = gauges.valid()
    act_as("registrant", customer_id=plant.registrant)  # type: ignore[operator]  # a fixture that is a function
    assert plant.do(ListGauges()) == []
    for message in (GetGauge(id=gauge.id), FindGauge(code=gauge.code)):
        with pytest.raises(RecordNotFound):
            plant.do(message)
    with pytest.raises(RecordNotFound):
        gauges.used(gauge, lot)
    with pytest.raises(RecordNotFound):
        gauges.registered("X-1")
