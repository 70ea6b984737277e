"""What is shown of gauges, their calibrations, their uses, and the assessments of those found out of tolerance."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.gauges.states import (
    AssessmentState,
    CalibrationState,
    GaugeEvent,
    GaugeKind,
    GaugeOutcome,
    GaugeRule,
    GaugeStatus,
    Laboratory,
    LotImpact,
)
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId, PartnerId, SignatureId


class GaugeView(msgspec.Struct, frozen=True, kw_only=True):
    """A gauge. `status` is that of today, `stored` what was written down; `rule` says why it must not be used, if so.

    Ranges and resolution are in `unit`. `limited_to` says for what it may be used while its use is limited.
    """

    id: GaugeId
    version: int
    code: str
    name: str
    name_zh: str
    kind: GaugeKind
    maker: str
    model: str
    serial_no: str
    unit: str
    range_low: Decimal | None
    range_high: Decimal | None
    resolution: Decimal | None
    interval_months: int
    warning_days: int
    location: str
    owner: str
    stored: GaugeStatus
    status: GaugeStatus
    rule: GaugeRule | None
    due_on: date | None
    calibrated_on: date | None
    limited_to: str
    open_assessment_id: GaugeAssessmentId | None
    created_at: datetime


class CalibrationPoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point of a calibration: what the standard says, what the gauge showed as found and as left, and the limits.

    Without `as_left` nothing was adjusted there: it is as it was found.
    """

    nominal: Decimal
    low: Decimal
    high: Decimal
    as_found: Decimal
    as_left: Decimal | None = None


class StandardUsed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standard that a gauge was compared with: its number, its own certificate, and to what it is traceable."""

    code: str
    certificate_no: str
    traceable_to: str
    valid_until: date


class CalibrationView(msgspec.Struct, frozen=True, kw_only=True):
    """A calibration. Whether it was in tolerance as found and as left is computed from the points, never entered."""

    id: CalibrationId
    gauge_id: GaugeId
    gauge: str
    state: CalibrationState
    done_on: date
    due_on: date
    laboratory: Laboratory
    laboratory_name: str
    certificate_no: str
    procedure: str
    temperature: Decimal | None
    humidity: Decimal | None
    unit: str
    points: list[CalibrationPoint]
    standards: list[StandardUsed]
    found_in_tolerance: bool
    left_in_tolerance: bool
    note: str
    recorded_at: datetime
    recorded_by: str
    recorded_by_zh: str
    reviewed_at: datetime | None
    reviewed_by: str
    reviewed_by_zh: str
    review_note: str
    files: int


class GaugeStepView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done with a gauge."""

    at: datetime
    event: GaugeEvent
    from_status: GaugeStatus | None
    to_status: GaugeStatus
    by: str
    by_zh: str
    note: str
    signature_id: SignatureId | None


class GaugeUseView(msgspec.Struct, frozen=True, kw_only=True):
    """One result that was measured with a gauge. `record_kind` and `record_id` name the record that holds it."""

    id: int
    gauge_id: GaugeId
    gauge: str
    lot_id: LotId
    lot_no: str
    item: str
    serial_no: str
    what: str
    result: str
    record_kind: str
    record_id: int
    at: datetime
    noted_at: datetime
    by: str
    by_zh: str
    accepted_because: str
    calibrated_on: date | None


class AssessmentView(msgspec.Struct, frozen=True, kw_only=True):
    """What a gauge that was out of tolerance means for what it measured between `since` and `until`."""

    id: GaugeAssessmentId
    version: int
    number: str
    gauge_id: GaugeId
    gauge: str
    gauge_name: str
    gauge_name_zh: str
    calibration_id: CalibrationId
    state: AssessmentState
    since: datetime | None
    until: datetime
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    lots: int
    undecided: int
    results: int
    outcome: GaugeOutcome | None
    conclusion: str
    closed_at: datetime | None
    closed_by: str
    closed_by_zh: str


class AssessedLotView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that was measured with the gauge meanwhile, and what was decided of it."""

    lot_id: LotId
    lot_no: str
    item: str
    item_name: str
    item_name_zh: str
    customer_id: PartnerId | None
    status: LotStatus
    held: bool
    results: int
    first_at: datetime
    last_at: datetime
    impact: LotImpact | None
    reason: str
    decided_by: str
    decided_by_zh: str
    decided_at: datetime | None


class AssessmentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment with its calibration, its lots, and every result."""

    assessment: AssessmentView
    calibration: CalibrationView
    lots: list[AssessedLotView]
    uses: list[GaugeUseView]


class StickersView(msgspec.Struct, frozen=True, kw_only=True):
    """Stickers as a PDF: a page for each."""

    name: str
    content: bytes


class GaugeDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A gauge with its calibrations, newest first, its assessments, and all that was done with it."""

    gauge: GaugeView
    calibrations: list[CalibrationView]
    assessments: list[AssessmentView]
    steps: list[GaugeStepView]
    uses: int
