"""Gauges, calibrations, uses and assessments in the database: read as they are shown, locked, numbered.

Gauges are the plant's own: to a customer's user there are none.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import (
    AssessmentsChanged,
    AssessmentView,
    CalibrationView,
    GaugesChanged,
    GaugeStatus,
    GaugeUseView,
    GaugeView,
    rule_against,
    shown_status,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId, UserId

GAUGES: Final = """
SELECT g.id, g.version, g.code, g.name, g.name_zh, g.kind, g.maker, g.model, g.serial_no, g.unit,
       trim_scale(g.range_low) AS range_low, trim_scale(g.range_high) AS range_high,
       trim_scale(g.resolution) AS resolution, g.interval_months, g.warning_days, g.location, g.owner,
       g.status AS stored, g.status, NULL AS rule, g.due_on, g.calibrated_on, g.limited_to, a.id AS open_assessment_id,
       g.created_at
FROM gauges_gauge g
LEFT JOIN LATERAL (SELECT id FROM gauges_assessment a WHERE a.gauge_id = g.id AND a.state = 'open'
                   ORDER BY a.id DESC LIMIT 1) a ON true
WHERE %(scope)s::bigint IS NULL
"""

GAUGE: Final = """
SELECT id, code, status, due_on, calibrated_on, calibration_id, interval_months FROM gauges_gauge
WHERE id = %(id)s AND %(scope)s::bigint IS NULL
"""

CALIBRATIONS: Final = """
SELECT c.id, c.gauge_id, g.code AS gauge, c.state, c.done_on, c.due_on, c.laboratory, c.laboratory_name, c.certificate_no,
       c.procedure, trim_scale(c.temperature) AS temperature, trim_scale(c.humidity) AS humidity, g.unit, c.points,
       c.standards, c.found_in_tolerance, c.left_in_tolerance, c.note, c.recorded_at, u.full_name AS recorded_by,
       u.full_name_zh AS recorded_by_zh,
       c.reviewed_at, coalesce(r.full_name, '') AS reviewed_by, coalesce(r.full_name_zh, '') AS reviewed_by_zh,
       c.review_note,
       (SELECT count(*) FROM attachments_attachment t WHERE t.target_kind = 'calibration' AND t.target_id = c.id
        AND t.withdrawn_at IS NULL) AS files
FROM gauges_calibration c
JOIN gauges_gauge g ON g.id = c.gauge_id
JOIN identity_user u ON u.id = c.recorded_by
LEFT JOIN identity_user r ON r.id = c.reviewed_by
WHERE %(scope)s::bigint IS NULL
"""

USES: Final = """
SELECT s.id, s.gauge_id, g.code AS gauge, s.lot_id, l.lot_no, i.code AS item, s.serial_no, s.what, s.result,
       s.record_kind, s.record_id, s.at, s.noted_at, u.full_name AS by, u.full_name_zh AS by_zh, s.accepted_because,
       c.done_on AS calibrated_on
FROM gauges_use s
JOIN gauges_gauge g ON g.id = s.gauge_id
JOIN genealogy_lot l ON l.id = s.lot_id
JOIN items_item i ON i.id = l.item_id
JOIN identity_user u ON u.id = s.by_id
LEFT JOIN gauges_calibration c ON c.id = s.calibration_id
WHERE %(scope)s::bigint IS NULL
"""

ASSESSMENTS: Final = """
SELECT a.id, a.version, a.number, a.gauge_id, g.code AS gauge, g.name AS gauge_name, g.name_zh AS gauge_name_zh,
       a.calibration_id, a.state, a.since, a.until, a.opened_at, o.full_name AS opened_by,
       o.full_name_zh AS opened_by_zh, n.lots, n.undecided,
       (SELECT count(*) FROM gauges_use s WHERE s.gauge_id = a.gauge_id AND s.at <= a.until
        AND (a.since IS NULL OR s.at >= a.since)) AS results,
       a.outcome, a.conclusion, a.closed_at, coalesce(e.full_name, '') AS closed_by, coalesce(e.full_name_zh,
       '') AS closed_by_zh
FROM gauges_assessment a
JOIN gauges_gauge g ON g.id = a.gauge_id
JOIN identity_user o ON o.id = a.opened_by
LEFT JOIN identity_user e ON e.id = a.closed_by
CROSS JOIN LATERAL (SELECT count(*) AS lots, count(*) FILTER (WHERE d.impact IS NULL) AS undecided
                    FROM gauges_assessed_lot d WHERE d.assessment_id = a.id) n
WHERE %(scope)s::bigint IS NULL
"""

IN_USE: Final = b"""
SELECT row_to_json(v) FROM (
    SELECT g.id, g.code, g.status, g.due_on, g.calibrated_on,
           coalesce(g.calibration_id, (SELECT max(c.id) FROM gauges_calibration c
                                       WHERE c.gauge_id = g.id AND c.state = 'accepted')) AS calibration_id,
           EXISTS (SELECT FROM genealogy_lot l WHERE l.id = $2::bigint) AS lot,
           EXISTS (SELECT FROM gauges_assessment a WHERE a.gauge_id = g.id) AS assessed
    FROM gauges_gauge g WHERE g.id = $1::bigint AND $3::bigint IS NULL FOR SHARE OF g
) AS v
"""
"""A gauge as it is used, held as it is: whoever finds it out of tolerance meanwhile waits, and then sees this use too.

The row of an imported gauge does not name its calibration, which was imported with it."""

THEN: Final = """
SELECT id, due_on FROM gauges_calibration
WHERE gauge_id = %(gauge)s AND state = 'accepted' AND done_on <= %(day)s ORDER BY done_on DESC, id DESC LIMIT 1
"""

LIKE_NUMBER: Final = "SELECT max(number) FROM gauges_assessment WHERE number LIKE %(start)s"
DIGITS: Final = 3


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules need of a gauge."""

    id: GaugeId
    code: str
    status: GaugeStatus
    due_on: date | None
    calibrated_on: date | None
    calibration_id: CalibrationId | None
    interval_months: int


class UsedGauge(msgspec.Struct, frozen=True, kw_only=True):
    """What noting a use needs to know: the gauge, whether the lot is there, whether the gauge was ever assessed."""

    id: GaugeId
    code: str
    status: GaugeStatus
    due_on: date | None
    calibrated_on: date | None
    calibration_id: CalibrationId | None
    lot: bool
    assessed: bool


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """A calibration that was in force on a day."""

    id: CalibrationId
    due_on: date


def used(tx: Transaction, gauge_id: GaugeId, lot_id: LotId) -> UsedGauge:
    """Hold a gauge as it is until the transaction ends, and return it. Raises: RecordNotFound."""
    found = tx.document(UsedGauge, IN_USE, gauge_id, lot_id, tx.actor.customer_id)
    if found is None:
        raise RecordNotFound(kind="gauge", key=str(gauge_id), field="gauge_id")
    if not found.lot:
        raise RecordNotFound(kind="lot", key=str(lot_id), field="lot_id")
    return found


def as_of(tx: Transaction, gauge: UsedGauge, day: date) -> UsedGauge:
    """Return a gauge with the calibration that was in force on a day, where it was calibrated again since."""
    if gauge.calibrated_on is None or gauge.calibrated_on <= day:
        return gauge
    then = tx.one(InForce, THEN, gauge=gauge.id, day=day)
    if then is None:
        return msgspec.structs.replace(gauge, status=GaugeStatus.IN_CALIBRATION, due_on=None, calibration_id=None)
    return msgspec.structs.replace(gauge, due_on=then.due_on, calibration_id=then.id)


def gauges(tx: Transaction, tail: str, **values: object) -> list[GaugeView]:
    """Return the gauges that `tail` selects, as they stand today."""
    found = tx.rows(GaugeView, GAUGES + tail, scope=tx.actor.customer_id, **values)
    return [today(one, tx.today) for one in found]


def today(gauge: GaugeView, day: date) -> GaugeView:
    """Return a gauge with its status of a day."""
    status = shown_status(gauge.stored, gauge.due_on, gauge.warning_days, day)
    rule = rule_against(gauge.stored, gauge.due_on, day)
    return msgspec.structs.replace(gauge, status=status, rule=rule)


def gauge(tx: Transaction, gauge_id: GaugeId) -> GaugeView:
    """Return a gauge as it is shown. Raises: RecordNotFound."""
    found = gauges(tx, "AND g.id = %(id)s", id=gauge_id)
    return tx.found(found[0] if found else None, "gauge", gauge_id)


def facts(tx: Transaction, gauge_id: GaugeId) -> Facts:
    """Return what the rules need of a gauge. Raises: RecordNotFound."""
    return tx.found(tx.one(Facts, GAUGE, id=gauge_id, scope=tx.actor.customer_id), "gauge", gauge_id)


def lock(tx: Transaction, gauge_id: GaugeId) -> Facts:
    """Lock a gauge until the transaction ends, and return what the rules need of it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM gauges_gauge WHERE id = %s FOR UPDATE", (gauge_id,))
    return facts(tx, gauge_id)


def calibrations(tx: Transaction, tail: str, **values: object) -> list[CalibrationView]:
    """Return the calibrations that `tail` selects."""
    return tx.rows(CalibrationView, CALIBRATIONS + tail, scope=tx.actor.customer_id, **values)


def calibration(tx: Transaction, calibration_id: CalibrationId) -> CalibrationView:
    """Return a calibration. Raises: RecordNotFound."""
    found = calibrations(tx, "AND c.id = %(id)s", id=calibration_id)
    return tx.found(found[0] if found else None, "calibration", calibration_id)


def in_force(accepted: CalibrationView) -> dict[str, object]:
    """Return what a gauge's row says of the calibration that is in force."""
    return {"calibration_id": accepted.id, "calibrated_on": accepted.done_on, "due_on": accepted.due_on}


def uses(tx: Transaction, tail: str, **values: object) -> list[GaugeUseView]:
    """Return the uses that `tail` selects."""
    return tx.rows(GaugeUseView, USES + tail, scope=tx.actor.customer_id, **values)


def assessments(tx: Transaction, tail: str, **values: object) -> list[AssessmentView]:
    """Return the assessments that `tail` selects."""
    return tx.rows(AssessmentView, ASSESSMENTS + tail, scope=tx.actor.customer_id, **values)


def assessment(tx: Transaction, assessment_id: GaugeAssessmentId) -> AssessmentView:
    """Return an assessment. Raises: RecordNotFound."""
    found = assessments(tx, "AND a.id = %(id)s", id=assessment_id)
    return tx.found(found[0] if found else None, "assessment", assessment_id)


def lock_assessment(tx: Transaction, assessment_id: GaugeAssessmentId) -> AssessmentView:
    """Lock an assessment until the transaction ends, and return it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM gauges_assessment WHERE id = %s FOR UPDATE", (assessment_id,))
    return assessment(tx, assessment_id)


def next_number(tx: Transaction) -> str:
    """Return the next number of this year's assessments; of two at once the later one is run again."""
    start = f"GA-{tx.today.year}-"
    row = tx.wire.execute(LIKE_NUMBER, {"start": f"{start}%"}).fetchone()
    last = int(row[0].removeprefix(start)) if row and row[0] else 0
    return f"{start}{last + 1:0{DIGITS}}"


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


def day_of(tx: Transaction, at: datetime) -> date:
    """Return the plant's date of a moment."""
    return at.astimezone(tx.zone).date()


def tell(tx: Transaction, gauge_id: GaugeId, assessment_id: GaugeAssessmentId | None = None) -> None:
    """Tell that a gauge changed, and an assessment of it where there is one."""
    tx.emit(GaugesChanged(gauge_ids=[gauge_id]))
    if assessment_id is not None:
        tx.emit(AssessmentsChanged(assessment_ids=[assessment_id]))
