"""Concludes, answers, reviews, closes and reopens complaints; and ends those that are none, or were told before."""

from typing import Final

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import belonging, cases, dues, reports, workflow
from veralot_server.modules.quality.complaint_record import require_complete
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_past, require_text
from veralot_server.modules.quality.ending import request_capa
from veralot_shared.contracts.quality import (
    CaseDetail,
    CaseKind,
    CloseComplaint,
    ConcludeComplaint,
    DismissComplaint,
    GetCase,
    LinkKind,
    MarkDuplicate,
    QualityEvent,
    QualityStatus,
    RejectInvestigation,
    ReopenComplaint,
    RespondComplaint,
    ReviewComplaint,
    WaiveInvestigation,
)
from veralot_shared.errors import ValueNotAllowed

ENDED: Final = frozenset({QualityStatus.DUPLICATE, QualityStatus.NOT_A_COMPLAINT})
"""States in which a complaint stands for no other: nobody looks into it."""
STUDIED: Final = "SELECT FROM quality_step WHERE case_id = %s AND event = 'investigate' LIMIT 1"


@handles(DismissComplaint)
def dismiss_complaint(command: DismissComplaint, tx: Transaction) -> CaseDetail:
    """End what is no complaint."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.DISMISS, command)
    return tx.call(GetCase(id=case.id))


@handles(MarkDuplicate)
def mark_duplicate(command: MarkDuplicate, tx: Transaction) -> CaseDetail:
    """End what was told before, linked to what is worked on."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    other = cases.lock(tx, command.other_id, CaseKind.COMPLAINT, field="other_id")
    if other.id == case.id:
        raise ValueNotAllowed(value=other.number, rule=words.RULE_ITSELF, field="other_id")
    if other.status in ENDED:
        raise ValueNotAllowed(value=other.number, rule=words.RULE_DUPLICATE, field="other_id")
    belonging.require_same(case, other)
    now = workflow.advance(tx, case, QualityEvent.DUPLICATE, command)
    workflow.link(tx, now, other, LinkKind.DUPLICATES)
    return tx.call(GetCase(id=case.id))


@handles(WaiveInvestigation)
def waive_investigation(command: WaiveInvestigation, tx: Transaction) -> CaseDetail:
    """Rest on the investigation of a similar complaint, and link it (QMSR-04)."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.justification, "justification")
    similar = cases.facts(tx, command.similar_id, CaseKind.COMPLAINT, field="similar_id")
    studied = tx.wire.execute(STUDIED, (similar.id,)).fetchone() is not None
    if similar.id == case.id or not studied:
        raise ValueNotAllowed(value=similar.number, rule=words.RULE_SIMILAR, field="similar_id")
    belonging.require_same(case, similar)
    now = workflow.advance(tx, case, QualityEvent.WAIVE, command)
    workflow.link(tx, now, similar, LinkKind.SIMILAR_TO)
    return tx.call(GetCase(id=case.id))


@handles(ConcludeComplaint)
def conclude_complaint(command: ConcludeComplaint, tx: Transaction) -> CaseDetail:
    """Say what the investigation found."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.root_cause, "root_cause")
    require_text(command.correction, "correction")
    workflow.advance(tx, case, QualityEvent.CONCLUDE, command)
    return tx.call(GetCase(id=case.id))


@handles(RespondComplaint)
def respond_complaint(command: RespondComplaint, tx: Transaction) -> CaseDetail:
    """Record the reply."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.reply, "reply")
    require_past(command.replied_on, tx.today, "replied_on")
    workflow.advance(tx, case, QualityEvent.RESPOND, command)
    return tx.call(GetCase(id=case.id))


@handles(ReviewComplaint)
def review_complaint(command: ReviewComplaint, tx: Transaction) -> CaseDetail:
    """Review the record as the complaint unit."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    workflow.advance(tx, case, QualityEvent.REVIEW, command)
    return tx.call(GetCase(id=case.id))


@handles(RejectInvestigation)
def reject_investigation(command: RejectInvestigation, tx: Transaction) -> CaseDetail:
    """Send it back to be investigated better."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.REJECT, command)
    return tx.call(GetCase(id=case.id))


@handles(CloseComplaint)
def close_complaint(command: CloseComplaint, tx: Transaction) -> CaseDetail:
    """Close it, if its record is complete and every report decided upon was sent."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.capa_reason, "capa_reason")
    reports.require_sent(tx, case)
    dues.require_told(tx, case)
    require_complete(tx, case)
    workflow.advance(tx, case, QualityEvent.CLOSE, command)
    if command.capa:
        request_capa(tx, case, command.capa_reason)
    return tx.call(GetCase(id=case.id))


@handles(ReopenComplaint)
def reopen_complaint(command: ReopenComplaint, tx: Transaction) -> CaseDetail:
    """Open it again; what was decided in the old cycle stays on record."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.reason, "reason")
    aware_on = command.aware_on or tx.today
    require_past(aware_on, tx.today, "aware_on")
    workflow.advance(tx, case, QualityEvent.REOPEN, command, aware_on=aware_on)
    return tx.call(GetCase(id=case.id))
