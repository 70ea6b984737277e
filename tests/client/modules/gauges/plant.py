"""Gauges as a server would answer with them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from veralot_shared.contracts.gauges import (
    AssessedLotView,
    AssessmentDetail,
    AssessmentState,
    AssessmentView,
    CalibrationPoint,
    CalibrationState,
    CalibrationView,
    GaugeDetail,
    GaugeEvent,
    GaugeKind,
    GaugeRule,
    GaugeStatus,
    GaugeStepView,
    GaugeUseView,
    GaugeView,
    Laboratory,
    StandardUsed,
)
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
CALIPER = GaugeId(9)
ASSESSMENT = GaugeAssessmentId(4)
WHO = {"by": "Zhao Min", "by_zh": "赵敏"}


def make_gauge(code: str = "CAL-009", **changes: Any) -> GaugeView:
    """Return a caliper in use; `changes` say otherwise."""
    values: dict[str, Any] = {
        "id": CALIPER,
        "version": 3,
        "code": code,
        "name": "Digital caliper",
        "name_zh": "数显卡尺",
        "kind": GaugeKind.CALIPER,
        "maker": "Mitutoyo",
        "model": "CD-15",
        "serial_no": "M-4711",
        "unit": "mm",
        "range_low": Decimal(0),
        "range_high": Decimal(150),
        "resolution": Decimal("0.01"),
        "interval_months": 12,
        "warning_days": 30,
        "location": "Bench 2",
        "owner": "Zhao Min",
        "stored": GaugeStatus.VALID,
        "status": GaugeStatus.VALID,
        "rule": None,
        "due_on": date(2027, 8, 20),
        "calibrated_on": date(2026, 8, 20),
        "limited_to": "",
        "open_assessment_id": None,
        "created_at": NOW,
    }
    return GaugeView(**(values | changes))


def overdue() -> GaugeView:
    """Return one that must not be used: it is overdue."""
    return make_gauge(
        "CAL-003",
        id=GaugeId(3),
        serial_no="M-0003",
        status=GaugeStatus.OVERDUE,
        rule=GaugeRule.OVERDUE,
        due_on=date(2026, 11, 1),
    )


def make_point(nominal: str, found: str, left: str | None = None) -> CalibrationPoint:
    """Return a point at which the caliper may be 0.02 mm off."""
    middle = Decimal(nominal)
    return CalibrationPoint(
        nominal=middle,
        low=middle - Decimal("0.02"),
        high=middle + Decimal("0.02"),
        as_found=Decimal(found),
        as_left=None if left is None else Decimal(left),
    )


def make_calibration(number: int = 21, **changes: Any) -> CalibrationView:
    """Return an accepted calibration in tolerance."""
    values: dict[str, Any] = {
        "id": CalibrationId(number),
        "gauge_id": CALIPER,
        "gauge": "CAL-009",
        "state": CalibrationState.ACCEPTED,
        "done_on": date(2026, 8, 20),
        "due_on": date(2027, 8, 20),
        "laboratory": Laboratory.INTERNAL,
        "laboratory_name": "",
        "certificate_no": "",
        "procedure": "WI-CAL-03",
        "temperature": Decimal(20),
        "humidity": Decimal(45),
        "unit": "mm",
        "points": [make_point("10", "10.00"), make_point("100", "100.01")],
        "standards": [
            StandardUsed(code="GB-01", certificate_no="88-1", traceable_to="NIM", valid_until=date(2028, 1, 31))
        ],
        "found_in_tolerance": True,
        "left_in_tolerance": True,
        "note": "",
        "recorded_at": NOW,
        "recorded_by": "Zhao Min",
        "recorded_by_zh": "赵敏",
        "reviewed_at": NOW,
        "reviewed_by": "Zhou Ling",
        "reviewed_by_zh": "周玲",
        "review_note": "",
        "files": 0,
    }
    return CalibrationView(**(values | changes))


def make_use(number: int, lot: int, result: str) -> GaugeUseView:
    """Return a result that was measured with it, as many days ago as its number."""
    at = NOW - timedelta(days=number)
    return GaugeUseView(
        id=number,
        gauge_id=CALIPER,
        gauge="CAL-009",
        lot_id=LotId(lot),
        lot_no=f"R2611-{lot:02}",
        item="CP-SHF",
        serial_no="",
        what="1 Length",
        result=result,
        record_kind="inspection_result",
        record_id=number,
        at=at,
        noted_at=at,
        **WHO,
        accepted_because="",
        calibrated_on=date(2026, 8, 20),
    )


def make_detail(gauge: GaugeView | None = None, *calibrations: CalibrationView, **changes: Any) -> GaugeDetail:
    """Return a gauge with its calibrations."""
    shown = gauge or make_gauge()
    step = GaugeStepView(
        at=NOW,
        event=GaugeEvent.ACCEPT,
        from_status=GaugeStatus.IN_CALIBRATION,
        to_status=shown.stored,
        **WHO,
        note="",
        signature_id=None,
    )
    values: dict[str, Any] = {
        "gauge": shown,
        "calibrations": list(calibrations or (make_calibration(),)),
        "assessments": [],
        "steps": [step],
        "uses": 2,
    }
    return GaugeDetail(**(values | changes))


def make_lot(number: int, **changes: Any) -> AssessedLotView:
    """Return a lot that the bad gauge measured; nobody has decided on it."""
    values: dict[str, Any] = {
        "lot_id": LotId(number),
        "lot_no": f"R2611-{number:02}",
        "item": "CP-SHF",
        "item_name": "Catheter shaft",
        "item_name_zh": "导管杆",
        "customer_id": None,
        "status": LotStatus.RELEASED,
        "held": False,
        "results": 2,
        "first_at": NOW,
        "last_at": NOW,
        "impact": None,
        "reason": "",
        "decided_by": "",
        "decided_by_zh": "",
        "decided_at": None,
    }
    return AssessedLotView(**(values | changes))


def make_assessment(undecided: int = 2, **changes: Any) -> AssessmentDetail:
    """Return the assessment of two lots and three results."""
    values: dict[str, Any] = {
        "id": ASSESSMENT,
        "version": 5,
        "number": "GA-2026-001",
        "gauge_id": CALIPER,
        "gauge": "CAL-009",
        "gauge_name": "Digital caliper",
        "gauge_name_zh": "数显卡尺",
        "calibration_id": CalibrationId(22),
        "state": AssessmentState.OPEN,
        "since": NOW - timedelta(days=90),
        "until": NOW,
        "opened_at": NOW,
        "opened_by": "Zhao Min",
        "opened_by_zh": "赵敏",
        "lots": 2,
        "undecided": undecided,
        "results": 3,
        "outcome": None,
        "conclusion": "",
        "closed_at": None,
        "closed_by": "",
        "closed_by_zh": "",
    }
    bad = make_calibration(22, found_in_tolerance=False, points=[make_point("10", "10.05", "10.00")])
    return AssessmentDetail(
        assessment=AssessmentView(**(values | changes)),
        calibration=bad,
        lots=[make_lot(1), make_lot(2)],
        uses=[make_use(1, 1, "10.01 mm"), make_use(2, 1, "10.02 mm"), make_use(3, 2, "9.99 mm")],
    )
