"""What the signer of a calibration, of its review, or of an assessment's closing sees and binds (11.50, 11.70).

A review binds the certificates that are attached to the calibration, each as a record of its own: one that is withdrawn
afterwards voids it (P11-18). A closing binds what was decided of every lot.
"""

from datetime import date
from typing import Any, Final

import msgspec

from veralot_server.core.module import SUBJECTS, Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records
from veralot_server.modules.gauges.domain import tolerance
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.gauges import (
    AssessmentDetail,
    CalibrationPoint,
    CloseAssessment,
    GetAssessment,
    RecordCalibration,
    ReviewCalibration,
    StandardUsed,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, UserId

MADE_BY: Final = "SELECT recorded_by FROM gauges_calibration WHERE id = %s"
LAST: Final = "SELECT count(*) FROM gauges_calibration WHERE gauge_id = %s"
REVIEWED: Final = "SELECT state = 'accepted', limited_to FROM gauges_calibration WHERE id = %s"
BY_PLACE: Final = "AND c.gauge_id = %(gauge)s ORDER BY c.id LIMIT 1 OFFSET %(place)s"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a calibration binds."""

    gauge: str
    done_on: date
    laboratory: str
    laboratory_name: str
    certificate_no: str
    procedure: str
    unit: str
    points: list[str]
    standards: list[str]
    found_in_tolerance: bool
    left_in_tolerance: bool
    note: str


def pointed(point: CalibrationPoint) -> str:
    """Return a point on one line, as the signer reads it and the signature binds it."""
    shown = f"{point.nominal.normalize():f}: {point.low.normalize():f} ≤ {point.as_found.normalize():f}"
    left = "" if point.as_left is None else f" → {point.as_left.normalize():f}"
    return f"{shown}{left} ≤ {point.high.normalize():f}"


def stood(standard: StandardUsed) -> str:
    """Return a standard on one line."""
    return f"{standard.code}, {standard.certificate_no}, {standard.traceable_to}, {standard.valid_until.isoformat()}"


# --- recording -------------------------------------------------------------------------------------------------------


@signs(RecordCalibration)
def recorded(command: RecordCalibration, tx: Transaction) -> list[Subject]:
    """Return the calibration as it will be, by its place among its gauge's."""
    gauge = records.gauge(tx, command.gauge_id)
    row = tx.wire.execute(LAST, (gauge.id,)).fetchone()
    values = {name: getattr(command, name) for name in NAMES}
    return [made(f"{gauge.id}/{row[0] if row else 0}", gauge.code, gauge.unit, values)]


NAMES: Final = (
    "done_on",
    "laboratory",
    "laboratory_name",
    "certificate_no",
    "procedure",
    "points",
    "standards",
    "note",
)


def made(key: str, code: str, unit: str, values: dict[str, Any]) -> Subject:
    """Return a calibration as it is signed."""
    points: list[CalibrationPoint] = values["points"]
    content = Content(
        gauge=code,
        unit=unit,
        found_in_tolerance=tolerance.found_in_tolerance(points),
        left_in_tolerance=tolerance.left_in_tolerance(points),
        points=[pointed(one) for one in points],
        standards=[stood(one) for one in values["standards"]],
        **{name: values[name] for name in NAMES if name not in {"points", "standards"}},
    )
    label = f"{code} · {values['done_on'].isoformat()}"
    return Subject(kind="gauge_calibration", key=key, label=label, content=msgspec.structs.asdict(content))


@subject("gauge_calibration")
def calibration_again(key: str, tx: Transaction) -> Subject | None:
    """Read a calibration again."""
    gauge_id, place = key.split("/")
    found = records.calibrations(tx, BY_PLACE, gauge=int(gauge_id), place=int(place))
    if not found:
        return None
    return made(key, found[0].gauge, found[0].unit, {name: getattr(found[0], name) for name in NAMES})


# --- review ----------------------------------------------------------------------------------------------------------


@signs(ReviewCalibration)
def reviewed(command: ReviewCalibration, tx: Transaction) -> list[Subject]:
    """Return the calibration with what the reviewer says of it, and its certificates; who recorded it does not review it."""
    review = judged(command.id, tx, command.limited_to.strip(), accepted=command.accepted, doers=doers(command.id, tx))
    return [review, *certificates(command.id, tx)]


def doers(calibration_id: CalibrationId, tx: Transaction) -> frozenset[int]:
    """Return who recorded a calibration."""
    row = tx.wire.execute(MADE_BY, (calibration_id,)).fetchone()
    return frozenset({int(UserId(row[0]))}) if row else frozenset()


def judged(
    calibration_id: CalibrationId,
    tx: Transaction,
    limited_to: str,
    *,
    accepted: bool,
    doers: frozenset[int] = frozenset(),
) -> Subject:
    """Return a review as it is signed. Raises: RecordNotFound."""
    found = records.calibration(tx, calibration_id)
    base = made("", found.gauge, found.unit, {name: getattr(found, name) for name in NAMES})
    content = base.content | {"accepted": accepted, "limited_to": limited_to}
    return Subject(kind="gauge_review", key=str(found.id), label=base.label, content=content, doers=doers)


def certificates(calibration_id: CalibrationId, tx: Transaction) -> list[Subject]:
    """Return the files that are attached to a calibration, each as it is signed."""
    target = FileTarget(kind=FileTargetKind.CALIBRATION, id=calibration_id)
    found = [one for one in tx.call(ListAttachments(target=target)) if one.withdrawn_at is None]
    read = [SUBJECTS["attachment"](str(one.id), tx) for one in sorted(found, key=lambda one: one.id)]
    return [one for one in read if one is not None]


@subject("gauge_review")
def review_again(key: str, tx: Transaction) -> Subject | None:
    """Read a review again."""
    row = tx.wire.execute(REVIEWED, (int(key),)).fetchone()
    try:
        return judged(CalibrationId(int(key)), tx, row[1], accepted=row[0]) if row else None
    except RecordNotFound:
        return None


# --- assessment ------------------------------------------------------------------------------------------------------


@signs(CloseAssessment)
def closed(command: CloseAssessment, tx: Transaction) -> list[Subject]:
    """Return the assessment with every lot; who recorded the calibration does not close it."""
    detail = tx.call(GetAssessment(id=command.id))
    calibrated_by = doers(detail.calibration.id, tx)
    return [closure(detail, command.outcome, command.conclusion.strip(), calibrated_by)]


def closure(
    detail: AssessmentDetail, outcome: str | None, conclusion: str, doers: frozenset[int] = frozenset()
) -> Subject:
    """Return an assessment as it is closed."""
    found = detail.assessment
    content = {
        "number": found.number,
        "gauge": found.gauge,
        "since": found.since,
        "until": found.until,
        "results": found.results,
        "lots": [f"{one.lot_no} ({one.item}): {one.impact}, {one.reason}" for one in detail.lots],
        "outcome": outcome,
        "conclusion": conclusion,
    }
    label = f"{found.number} · {found.gauge}"
    return Subject(kind="gauge_assessment", key=str(found.id), label=label, content=content, doers=doers)


@subject("gauge_assessment")
def closure_again(key: str, tx: Transaction) -> Subject | None:
    """Read an assessment again; one that a late result opened again is no longer what was signed."""
    try:
        detail = tx.call(GetAssessment(id=GaugeAssessmentId(int(key))))
    except RecordNotFound:
        return None
    return closure(detail, detail.assessment.outcome, detail.assessment.conclusion)
