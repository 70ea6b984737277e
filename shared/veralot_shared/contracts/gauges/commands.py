"""What people do with gauges."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.gauges.states import (
    GaugeKind,
    GaugeOutcome,
    Laboratory,
    LotImpact,
    Permission,
)
from veralot_shared.contracts.gauges.views import (
    AssessmentDetail,
    CalibrationPoint,
    CalibrationView,
    GaugeView,
    StandardUsed,
)
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId
from veralot_shared.messages import Command, Meaning, SignedCommand

# --- the register ----------------------------------------------------------------------------------------------------


class RegisterGauge(Command[GaugeView], permission=Permission.MANAGE):
    """Enter a gauge; it must not be used before its first calibration is accepted (I-45).

    Raises: RecordExists, RecordNotFound, ValueNotAllowed.
    """

    code: str
    name: str
    name_zh: str = ""
    kind: GaugeKind
    maker: str = ""
    model: str = ""
    serial_no: str = ""
    unit: str
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    resolution: Decimal | None = None
    interval_months: int = 12
    warning_days: int = 30
    location: str = ""
    owner: str = ""


class ChangeGauge(Command[GaugeView], permission=Permission.MANAGE):
    """Change what may change of a gauge; a new interval counts from its next calibration.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    id: GaugeId
    version: int
    name: str
    name_zh: str
    location: str
    owner: str
    interval_months: int
    warning_days: int


class SendGauge(Command[GaugeView], permission=Permission.MANAGE):
    """Send a gauge to calibration; until that is accepted it must not be used. Raises: RecordNotFound, TransitionIllegal."""

    id: GaugeId
    note: str = ""


class WithdrawGauge(Command[GaugeView], permission=Permission.MANAGE):
    """Take a gauge out of service, with a reason. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    id: GaugeId
    reason: str


class ScrapGauge(Command[GaugeView], permission=Permission.MANAGE):
    """Scrap a gauge, with a reason; its records stay.

    One in an assessment is scrapped by the assessment's closing. Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    id: GaugeId
    reason: str


# --- calibration -----------------------------------------------------------------------------------------------------


class RecordCalibration(
    SignedCommand[CalibrationView],
    permission=Permission.CALIBRATE,
    signed=Meaning.PERFORMED,
    statement="I have calibrated this gauge, or have the results of the laboratory that did, and they are as stated here.",
):
    """Record a calibration with its results as found and as left, and the standards used (I-45).

    A gauge that is found out of tolerance is locked at once, and an assessment of all that it measured since its last good
    calibration is opened (I-46).
    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed, StandardExpired.
    """

    gauge_id: GaugeId
    done_on: date
    laboratory: Laboratory
    laboratory_name: str = ""
    certificate_no: str = ""
    procedure: str = ""
    temperature: Decimal | None = None
    humidity: Decimal | None = None
    points: list[CalibrationPoint]
    standards: list[StandardUsed]
    note: str = ""


class ReviewCalibration(
    SignedCommand[CalibrationView],
    permission=Permission.REVIEW,
    signed=Meaning.REVIEWED,
    statement="I have reviewed this calibration, its standards and its certificate.",
):
    """Accept or reject a calibration; the signer is not who recorded it. Limited use is said in words.

    Raises: RecordNotFound, CalibrationReviewed, CertificateMissing, TransitionIllegal, ReasonMissing, ValueNotAllowed,
    SignerNotAllowed.
    """

    id: CalibrationId
    accepted: bool
    limited_to: str = ""
    note: str = ""


# --- use -------------------------------------------------------------------------------------------------------------


class UseLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One result: what was measured, of which unit, what came out, and the record that holds it."""

    what: str
    result: str = ""
    serial_no: str = ""
    record_kind: str = ""
    record_id: int = 0


class UseNoted(msgspec.Struct, frozen=True, kw_only=True):
    """What was noted: how many results of which gauge, and until when its calibration holds."""

    gauge_id: GaugeId
    gauge: str
    due_on: date | None
    results: int


class NoteGaugeUse(Command[UseNoted], permission=Permission.USE):
    """Note that results of a lot were measured with a gauge; one that must not be used on that day is refused.

    `at` is when it was measured, where that was not now. Raises: RecordNotFound, GaugeNotUsable, ValueNotAllowed.
    """

    gauge_id: GaugeId
    lot_id: LotId
    lines: list[UseLine]
    at: datetime | None = None


class AcceptGaugeUse(Command[UseNoted], permission=Permission.ACCEPT):
    """Note results measured with a gauge that turned out not to be usable, with the reason why they are kept.

    They count in the gauge's assessments as all others do. Raises: RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    gauge_id: GaugeId
    lot_id: LotId
    lines: list[UseLine]
    at: datetime | None = None
    reason: str


# --- assessment ------------------------------------------------------------------------------------------------------


class DecideLots(Command[AssessmentDetail], permission=Permission.ASSESS):
    """Decide what an out-of-tolerance gauge means for lots that it measured, with a reason.

    Raises: RecordNotFound, RecordChanged, AssessmentClosed, ReasonMissing.
    """

    assessment_id: GaugeAssessmentId
    version: int
    lot_ids: list[LotId]
    impact: LotImpact
    reason: str


class CloseAssessment(
    SignedCommand[AssessmentDetail],
    permission=Permission.CLOSE,
    signed=Meaning.APPROVED,
    statement="I have assessed what this gauge measured since its last good calibration, and decided on every lot.",
):
    """Close an assessment and say what becomes of the gauge; the signer is not who recorded the calibration.

    Raises: RecordNotFound, AssessmentClosed, LotsUndecided, LotsNotHeld, CalibrationNotAccepted, ReasonMissing,
    SignerNotAllowed.
    """

    id: GaugeAssessmentId
    outcome: GaugeOutcome
    limited_to: str = ""
    conclusion: str
