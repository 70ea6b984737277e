"""Records calibrations and reviews them; what is found out of tolerance is locked and assessed (I-46)."""

from typing import Any

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.sql.dml import ReturningInsert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import opening, records, workflow
from veralot_server.modules.gauges.domain import entries, tolerance
from veralot_server.modules.gauges.records import Facts
from veralot_server.modules.gauges.tables import Calibration
from veralot_shared.contracts.gauges import (
    CalibrationReviewed,
    CalibrationState,
    CalibrationView,
    CertificateMissing,
    GaugeEvent,
    GaugeStatus,
    Laboratory,
    RecordCalibration,
    ReviewCalibration,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import CalibrationId
from veralot_shared.rules.dates import add_months

ENTERED = ("done_on", "laboratory", "laboratory_name", "certificate_no", "procedure", "temperature", "humidity", "note")
NEWEST = "SELECT max(done_on) FROM gauges_calibration WHERE gauge_id = %s AND state <> 'rejected'"
STILL_OUT = N_("It is out of tolerance as left: reject it, or say in words for what the gauge may still be used.")


@handles(RecordCalibration)
def record_calibration(command: RecordCalibration, tx: Transaction) -> CalibrationView:
    """Write a calibration down; nobody says whether it was in tolerance, its points do."""
    gauge = records.lock(tx, command.gauge_id)
    row = tx.wire.execute(NEWEST, (gauge.id,)).fetchone()
    entries.require_calibration(command, row[0] if row else None, tx.today)
    found = tolerance.found_in_tolerance(command.points)
    known = gauge.status is GaugeStatus.IMPACT_ASSESSMENT
    calibration_id = CalibrationId(tx.execute(written(command, gauge, tx, found=found)).scalar_one())
    if found or known:
        workflow.advance(tx, gauge, GaugeEvent.RECORD)
    else:
        opening.lock_and_assess(tx, gauge, calibration_id)
    return records.calibration(tx, calibration_id)


def written(command: RecordCalibration, gauge: Facts, tx: Transaction, *, found: bool) -> ReturningInsert[Any]:
    """Return the statement that writes a calibration."""
    values = {name: getattr(command, name) for name in ENTERED} | {
        "gauge_id": gauge.id,
        "state": CalibrationState.RECORDED,
        "due_on": add_months(command.done_on, gauge.interval_months),
        "points": msgspec.to_builtins(command.points),
        "standards": msgspec.to_builtins(command.standards),
        "found_in_tolerance": found,
        "left_in_tolerance": tolerance.left_in_tolerance(command.points),
        "recorded_at": tx.now,
        "recorded_by": records.author(tx),
    }
    return insert(Calibration).values(values).returning(Calibration.id)


@handles(ReviewCalibration)
def review_calibration(command: ReviewCalibration, tx: Transaction) -> CalibrationView:
    """Accept or reject a calibration. One that found its gauge out of tolerance leaves it locked: that ends the assessment."""
    calibration = records.calibration(tx, command.id)
    gauge = records.lock(tx, calibration.gauge_id)
    calibration = records.calibration(tx, command.id)
    if calibration.state is not CalibrationState.RECORDED:
        raise CalibrationReviewed(reviewed_by=calibration.reviewed_by, reviewed_by_zh=calibration.reviewed_by_zh)
    require_judgement(command, calibration)
    reviewed(tx, command)
    if gauge.status is not GaugeStatus.IMPACT_ASSESSMENT:
        freed(tx, gauge, command, calibration)
    else:
        records.tell(tx, gauge.id)
    return records.calibration(tx, command.id)


def require_judgement(command: ReviewCalibration, calibration: CalibrationView) -> None:
    """Check what the reviewer says. Raises: ReasonMissing, CertificateMissing, ValueNotAllowed."""
    if not command.accepted:
        entries.require_reason(command.note, "note")
        return
    if calibration.laboratory is Laboratory.EXTERNAL and not calibration.files:
        raise CertificateMissing
    if not calibration.left_in_tolerance and not command.limited_to.strip():
        raise entries.refuse("", STILL_OUT, "limited_to")


def reviewed(tx: Transaction, command: ReviewCalibration) -> None:
    """Write the review down."""
    values = {
        "state": CalibrationState.ACCEPTED if command.accepted else CalibrationState.REJECTED,
        "reviewed_at": tx.now,
        "reviewed_by": records.author(tx),
        "limited_to": command.limited_to.strip(),
        "review_note": command.note.strip(),
    }
    tx.execute(update(Calibration).where(Calibration.id == command.id).values(values))


def freed(tx: Transaction, gauge: Facts, command: ReviewCalibration, calibration: CalibrationView) -> None:
    """Set a gauge free on an accepted calibration, to its full use or to a limited one."""
    if not command.accepted:
        workflow.advance(tx, gauge, GaugeEvent.REJECT, command.note.strip())
        return
    limited_to = command.limited_to.strip()
    event = GaugeEvent.LIMIT if limited_to else GaugeEvent.ACCEPT
    workflow.advance(
        tx, gauge, event, limited_to or command.note.strip(), limited_to=limited_to, **records.in_force(calibration)
    )
