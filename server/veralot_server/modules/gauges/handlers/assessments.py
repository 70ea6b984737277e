"""Decides on lots that a gauge out of tolerance measured, and closes assessments."""

from typing import Final

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.gauges import closing, records
from veralot_server.modules.gauges.domain import entries
from veralot_server.modules.gauges.tables import Assessment
from veralot_shared.contracts.gauges import (
    AssessmentClosed,
    AssessmentDetail,
    AssessmentState,
    AssessmentView,
    CloseAssessment,
    DecideLots,
    GaugeOutcome,
    GetAssessment,
)
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.errors import RecordNotFound

DECIDE: Final = """
UPDATE gauges_assessed_lot d SET impact = %(impact)s, reason = %(reason)s, decided_by = %(by)s, decided_at = %(at)s
FROM genealogy_lot l
WHERE l.id = d.lot_id AND d.assessment_id = %(assessment)s AND d.lot_id = ANY(%(lots)s::bigint[])
RETURNING d.lot_id, l.customer_id
"""


@handles(DecideLots)
def decide_lots(command: DecideLots, tx: Transaction) -> AssessmentDetail:
    """Write down what is decided of lots; it may be decided anew until the assessment is closed."""
    reason = entries.require_reason(command.reason)
    found = opened(records.lock_assessment(tx, command.assessment_id))
    stored = Stored("assessment", Assessment.__tablename__, found.id, found.number, found.version)
    check_version(tx, stored, command.version, theirs={}, yours={})
    tx.because(reason)
    values = {
        "assessment": found.id,
        "lots": list(command.lot_ids),
        "impact": command.impact,
        "reason": reason,
        "by": tx.actor.user_id,
        "at": tx.now,
    }
    done = tx.wire.execute(DECIDE, values).fetchall()
    missing = set(command.lot_ids) - {row[0] for row in done}
    if missing:
        raise RecordNotFound(kind="lot", key=str(min(missing)), field="lot_ids")
    tx.execute(update(Assessment).where(Assessment.id == found.id).values(version=found.version + 1))
    records.tell(tx, found.gauge_id, found.id)
    for lot_id, customer_id in done:
        tx.emit(LotsChanged(lot_ids=[lot_id]), customer_id)
    return tx.call(GetAssessment(id=found.id))


def opened(found: AssessmentView) -> AssessmentView:
    """Return an assessment that is open. Raises: AssessmentClosed."""
    if found.state is AssessmentState.CLOSED:
        raise AssessmentClosed(number=found.number, closed_by=found.closed_by, closed_by_zh=found.closed_by_zh)
    return found


@handles(CloseAssessment)
def close_assessment(command: CloseAssessment, tx: Transaction) -> AssessmentDetail:
    """Close an assessment in which every lot is decided, and set the gauge free, limit, recalibrate or scrap it."""
    conclusion = entries.require_reason(command.conclusion, "conclusion")
    if command.outcome is GaugeOutcome.LIMITED_USE:
        entries.require_reason(command.limited_to, "limited_to")
    found = opened(records.lock_assessment(tx, command.id))
    lots = tx.call(GetAssessment(id=found.id)).lots
    closing.require_decided(lots)
    tx.because(conclusion)
    closing.settle(tx, found, command)
    values = {
        "state": AssessmentState.CLOSED,
        "version": found.version + 1,
        "outcome": command.outcome,
        "conclusion": conclusion,
        "closed_at": tx.now,
        "closed_by": records.author(tx),
    }
    tx.execute(update(Assessment).where(Assessment.id == found.id).values(values))
    records.tell(tx, found.gauge_id, found.id)
    return tx.call(GetAssessment(id=found.id))
