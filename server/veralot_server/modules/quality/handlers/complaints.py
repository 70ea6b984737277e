"""Takes complaints in, logs and sorts them, decides what is reported, asks for the device, investigates."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import (
    actions,
    belonging,
    cases,
    complainants,
    defects,
    dues,
    lots,
    reports,
    workflow,
)
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_past, require_text
from veralot_shared.contracts.quality import (
    REPORTS,
    CaseDetail,
    CaseKind,
    CompleteComplaint,
    DecideReportability,
    GetCase,
    InvestigateComplaint,
    LogComplaint,
    LotRole,
    QualityEvent,
    QualityStatus,
    ReceiveComplaint,
    ReceiveSample,
    ReportToAuthority,
    RequestSample,
    SourceKind,
    TriageComplaint,
)
from veralot_shared.errors import ValueNotAllowed


@handles(ReceiveComplaint)
def receive_complaint(command: ReceiveComplaint, tx: Transaction) -> CaseDetail:
    """Take it in as it comes."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    require_past(command.received_on, tx.today, "received_on")
    named = lots.seen(tx, command.lot_ids)
    case = workflow.begin(
        tx,
        CaseKind.COMPLAINT,
        command,
        title=title,
        description=description,
        aware_on=command.received_on,
        source_kind=SourceKind.CUSTOMER,
        source_label=command.channel.strip(),
        item_id=command.item_id or lots.item_of(named),
        customer_id=belonging.of(tx, named, command.item_id, command.customer_id),
    )
    complainants.keep(tx, case, command)
    lots.attach(tx, case, named, LotRole.SUBJECT, hold=False)
    return tx.call(GetCase(id=case.id))


@handles(LogComplaint)
def log_complaint(command: LogComplaint, tx: Transaction) -> CaseDetail:
    """Log it with day 0; the registrant is told within the hours agreed (CN-41)."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_past(command.aware_on, tx.today, "aware_on")
    actions.require_person(tx, case, command.owner_id)
    values = {"aware_on": command.aware_on, "owner_id": command.owner_id or case.owner_id}
    now = workflow.advance(tx, case, QualityEvent.LOG, command, **values)
    complainants.keep(tx, now, command)
    dues.notice_to_customer(tx, belonging.add(tx, now, command.lot_ids, LotRole.SUBJECT, hold=False))
    return tx.call(GetCase(id=case.id))


@handles(CompleteComplaint)
def complete_complaint(command: CompleteComplaint, tx: Transaction) -> CaseDetail:
    """Say what was not known when it was logged; what was said before stays in its step."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.reason, "reason")
    now = workflow.advance(tx, case, QualityEvent.COMPLETE, command)
    complainants.keep(tx, now, command)
    return tx.call(GetCase(id=case.id))


@handles(TriageComplaint)
def triage_complaint(command: TriageComplaint, tx: Transaction) -> CaseDetail:
    """Say how grave it is, and what becomes of the product."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.triage, "triage")
    defects.require(tx, command.defect, case.defect)
    values = {"severity": command.severity, "defect": command.defect, "hazard": command.hazard.strip()}
    workflow.advance(tx, case, QualityEvent.TRIAGE, command, **values)
    return tx.call(GetCase(id=case.id))


@handles(DecideReportability)
def decide_reportability(command: DecideReportability, tx: Transaction) -> CaseDetail:
    """Decide which reports are owed; each clock runs from the day of awareness (QMSR-10). New facts are decided on anew."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    rationale = require_text(command.rationale, "rationale")
    reports.require_kinds(command.reports)
    aware_on = command.aware_on or case.aware_on or tx.today
    require_past(aware_on, tx.today, "aware_on")
    now = workflow.advance(tx, case, QualityEvent.DECIDE, command, aware_on=aware_on)
    if case.status is QualityStatus.REOPENED:
        reports.owe(tx, now, command.reports, aware_on)
    else:
        reports.decide_again(tx, now, command.reports, aware_on, rationale)
    return tx.call(GetCase(id=case.id))


@handles(ReportToAuthority)
def report_to_authority(command: ReportToAuthority, tx: Transaction) -> CaseDetail:
    """Record that a report was sent, and stop its clock."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT, CaseKind.NCR)
    reference = require_text(command.reference, "reference")
    require_past(command.sent_on, tx.today, "sent_on")
    workflow.advance(tx, case, QualityEvent.REPORT_OUT, command)
    sent = min(dues.end_of(tx, command.sent_on), tx.now)
    if command.report not in REPORTS or not dues.meet(tx, case.id, command.report, reference, sent):
        raise ValueNotAllowed(value=command.report, rule=words.RULE_REPORT, field="report")
    return tx.call(GetCase(id=case.id))


@handles(RequestSample)
def request_sample(command: RequestSample, tx: Transaction) -> CaseDetail:
    """Ask for the device."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.asked, "asked")
    workflow.advance(tx, case, QualityEvent.REQUEST_SAMPLE, command)
    return tx.call(GetCase(id=case.id))


@handles(ReceiveSample)
def receive_sample(command: ReceiveSample, tx: Transaction) -> CaseDetail:
    """Record in which condition the device came."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.condition, "condition")
    workflow.advance(tx, case, QualityEvent.RECEIVE_SAMPLE, command)
    return tx.call(GetCase(id=case.id))


@handles(InvestigateComplaint)
def investigate_complaint(command: InvestigateComplaint, tx: Transaction) -> CaseDetail:
    """Write down what was investigated, and which lots it touches."""
    case = cases.lock(tx, command.case_id, CaseKind.COMPLAINT)
    require_text(command.investigation, "investigation")
    require_text(command.batch_record, "batch_record")
    now = workflow.advance(tx, case, QualityEvent.INVESTIGATE, command)
    belonging.add(tx, now, command.lot_ids, LotRole.IMPACTED, hold=False)
    return tx.call(GetCase(id=case.id))
