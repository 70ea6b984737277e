"""Opens assessments: a gauge found out of tolerance brings up every lot that it measured since its last good calibration."""

from datetime import datetime, time
from typing import Any, Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records, workflow
from veralot_server.modules.gauges.records import Facts
from veralot_server.modules.gauges.tables import Assessment
from veralot_shared.contracts.gauges import AssessmentState, GaugeEvent
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId

LAST_GOOD: Final = """
SELECT max(done_on) FROM gauges_calibration
WHERE gauge_id = %s AND state = 'accepted' AND left_in_tolerance AND id < %s
"""

MEASURED: Final = """
SELECT DISTINCT s.lot_id FROM gauges_use s
WHERE s.gauge_id = %(gauge)s AND s.at <= %(until)s AND (%(since)s::timestamptz IS NULL OR s.at >= %(since)s)
"""

LIST: Final = """
INSERT INTO gauges_assessed_lot AS d (assessment_id, lot_id)
SELECT %(assessment)s, l.id FROM unnest(%(lots)s::bigint[]) AS l(id) ORDER BY l.id
RETURNING d.lot_id, (SELECT l.customer_id FROM genealogy_lot l WHERE l.id = d.lot_id)
"""

CONCERNED: Final = """
SELECT a.id, a.state FROM gauges_assessment a
WHERE a.gauge_id = %(gauge)s AND a.until >= %(at)s AND (a.since IS NULL OR a.since <= %(at)s)
"""

ADD: Final = """
INSERT INTO gauges_assessed_lot (assessment_id, lot_id) VALUES (%(assessment)s, %(lot)s)
ON CONFLICT (assessment_id, lot_id) DO UPDATE
SET impact = NULL, reason = '', decided_by = NULL, decided_at = NULL
"""

REOPEN: Final = """
UPDATE gauges_assessment SET state = 'open', version = version + 1, outcome = NULL, closed_at = NULL, closed_by = NULL
WHERE id = %(assessment)s
"""


def lock_and_assess(tx: Transaction, gauge: Facts, calibration_id: CalibrationId) -> GaugeAssessmentId:
    """Lock a gauge that was found out of tolerance, and open the assessment of what it measured.

    Raises: TransitionIllegal.
    """
    workflow.advance(tx, gauge, GaugeEvent.FIND_OUT)
    since = last_good(tx, gauge.id, calibration_id)
    number = records.next_number(tx)
    row = {
        "number": number,
        "gauge_id": gauge.id,
        "calibration_id": calibration_id,
        "state": AssessmentState.OPEN,
        "since": since,
        "until": tx.now,
        "opened_at": tx.now,
        "opened_by": records.author(tx),
    }
    assessment_id = GaugeAssessmentId(tx.insert(Assessment, row))
    lots = measured(tx, {"gauge": gauge.id, "since": since, "until": tx.now})
    for lot_id, customer_id in tx.wire.execute(LIST, {"assessment": assessment_id, "lots": lots}).fetchall():
        tx.emit(LotsChanged(lot_ids=[LotId(lot_id)]), customer_id)
    workflow.advance(tx, records.facts(tx, gauge.id), GaugeEvent.ASSESS, number)
    records.tell(tx, gauge.id, assessment_id)
    return assessment_id


def measured(tx: Transaction, values: dict[str, Any]) -> list[int]:
    """Return the lots that a locked gauge measured in a time.

    The transaction sees what was there when it began. What others noted until it got the lock, a second connection sees.
    """
    lots = {row[0] for row in tx.wire.execute(MEASURED, values)}
    with tx.aside() as wire:
        return sorted(lots | {row[0] for row in wire.execute(MEASURED, values)})


def last_good(tx: Transaction, gauge_id: GaugeId, before: CalibrationId) -> datetime | None:
    """Return since when what a gauge measured is in doubt: the beginning of the day of its last good calibration.

    Whatever it measured on that day counts as measured after it. Nothing for one that never was good.
    """
    row = tx.wire.execute(LAST_GOOD, (gauge_id, before)).fetchone()
    return datetime.combine(row[0], time(), tx.zone) if row and row[0] else None


def note_late(tx: Transaction, gauge_id: GaugeId, lot_id: LotId, at: datetime) -> None:
    """Bring a result that is noted late before the assessments of its time; one that was closed is open again."""
    for assessment_id, state in tx.wire.execute(CONCERNED, {"gauge": gauge_id, "at": at}).fetchall():
        values = {"assessment": assessment_id, "lot": lot_id}
        tx.wire.execute(ADD, values)
        if state == AssessmentState.CLOSED:
            tx.wire.execute(REOPEN, values)
        records.tell(tx, gauge_id, GaugeAssessmentId(assessment_id))
