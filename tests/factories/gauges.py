"""What people do with gauges, by the handlers themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.factories.genealogy import Plant
from veralot_shared.contracts.gauges import (
    AssessmentDetail,
    CalibrationPoint,
    CalibrationView,
    CloseAssessment,
    DecideLots,
    GaugeKind,
    GaugeOutcome,
    GaugeView,
    GetAssessment,
    GetGauge,
    Laboratory,
    LotImpact,
    NoteGaugeUse,
    RecordCalibration,
    RegisterGauge,
    ReviewCalibration,
    StandardUsed,
    UseLine,
    UseNoted,
)
from veralot_shared.contracts.genealogy import LotView

TEN = Decimal(10)
LIMIT = Decimal("0.02")


def point(found: str, left: str | None = None, nominal: Decimal = TEN) -> CalibrationPoint:
    """Return a point of a caliper that may be 0.02 mm off."""
    return CalibrationPoint(
        nominal=nominal,
        low=nominal - LIMIT,
        high=nominal + LIMIT,
        as_found=Decimal(found),
        as_left=None if left is None else Decimal(left),
    )


def block(valid_until: date) -> StandardUsed:
    """Return a gauge block."""
    return StandardUsed(code="GB-01", certificate_no="88-1", traceable_to="NIM", valid_until=valid_until)


GOOD = (point("10.00"), point("10.01"))
OUT = (point("10.00"), point("10.03", "10.01"))
"""As found 0.03 mm off, and adjusted."""
STILL_OUT = (point("10.05"),)


class Gauges:
    """Gauges in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    def registered(self, code: str = "", **fields: Any) -> GaugeView:
        """Enter a caliper."""
        values: dict[str, Any] = {
            "name": "Digital caliper",
            "kind": GaugeKind.CALIPER,
            "unit": "mm",
            "range_low": Decimal(0),
            "range_high": Decimal(150),
            "resolution": Decimal("0.01"),
            **fields,
        }
        return self.plant.do(RegisterGauge(code=code or self.plant.number("CAL-"), **values))

    def calibrated(
        self, gauge: GaugeView, points: Sequence[CalibrationPoint] = GOOD, ago: int = 0, **fields: Any
    ) -> CalibrationView:
        """Record a calibration so many days ago."""
        day = self.plant.tx.today - timedelta(days=ago)
        values: dict[str, Any] = {"laboratory": Laboratory.INTERNAL, "standards": [block(day)], **fields}
        return self.plant.do(RecordCalibration(gauge_id=gauge.id, done_on=day, points=list(points), **values))

    def reviewed(self, calibration: CalibrationView, *, accepted: bool = True, **fields: Any) -> CalibrationView:
        """Accept a calibration."""
        return self.plant.do(ReviewCalibration(id=calibration.id, accepted=accepted, **fields))

    def valid(self, ago: int = 10, **fields: Any) -> GaugeView:
        """Return a caliper that was calibrated and found good so many days ago."""
        gauge = self.registered(**fields)
        self.reviewed(self.calibrated(gauge, ago=ago))
        return self.get(gauge)

    def used(self, gauge: GaugeView, lot: LotView, *results: str, **fields: Any) -> UseNoted:
        """Note results of a lot, measured now."""
        lines = [
            UseLine(what="Length", result=result, record_kind="result", record_id=7) for result in results or ("10.01",)
        ]
        return self.plant.do(NoteGaugeUse(gauge_id=gauge.id, lot_id=lot.id, lines=lines, **fields))

    def get(self, gauge: GaugeView) -> GaugeView:
        """Return a gauge as it is now."""
        return self.plant.do(GetGauge(id=gauge.id)).gauge

    def found_out(self, gauge: GaugeView, points: Sequence[CalibrationPoint] = OUT) -> AssessmentDetail:
        """Find a gauge out of tolerance, and return the assessment that this opens."""
        self.calibrated(gauge, points)
        number = self.get(gauge).open_assessment_id
        if number is None:
            raise AssertionError("no assessment was opened")
        return self.plant.do(GetAssessment(id=number))

    def again(self, detail: AssessmentDetail) -> AssessmentDetail:
        """Return an assessment as it is now."""
        return self.plant.do(GetAssessment(id=detail.assessment.id))

    def decided(
        self, detail: AssessmentDetail, impact: LotImpact = LotImpact.NO_IMPACT, *lots: LotView
    ) -> AssessmentDetail:
        """Decide on lots, or on all of an assessment."""
        ids = [lot.id for lot in lots] or [lot.lot_id for lot in detail.lots]
        command = DecideLots(
            assessment_id=detail.assessment.id,
            version=detail.assessment.version,
            lot_ids=ids,
            impact=impact,
            reason="0.03 mm is a tenth of the tolerance",
        )
        return self.plant.do(command)

    def closed(
        self, detail: AssessmentDetail, outcome: GaugeOutcome = GaugeOutcome.ADJUSTED, **fields: Any
    ) -> AssessmentDetail:
        """Close an assessment."""
        return self.plant.do(
            CloseAssessment(id=detail.assessment.id, outcome=outcome, conclusion="No device is affected.", **fields)
        )
