"""Reports, classifies, assesses, investigates, approves and closes deviations."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import actions, belonging, cases, defects, dues, lots, workflow
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_past, require_text
from veralot_server.modules.quality.ending import free, request_capa
from veralot_shared.contracts.quality import (
    ApproveDeviation,
    AssessImpact,
    CaseDetail,
    CaseKind,
    ClassifyDeviation,
    CloseDeviation,
    GetCase,
    InvestigateDeviation,
    JustifyRelease,
    LotRole,
    PlanActions,
    QualityEvent,
    RejectDeviation,
    ReportDeviation,
    Severity,
)
from veralot_shared.errors import ValueNotAllowed


@handles(ReportDeviation)
def report_deviation(command: ReportDeviation, tx: Transaction) -> CaseDetail:
    """Report what was done otherwise than laid down."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    require_past(command.happened_on, tx.today, "happened_on")
    defects.require(tx, command.defect)
    named = lots.seen(tx, command.lot_ids)
    case = workflow.begin(
        tx,
        CaseKind.DEVIATION,
        command,
        title=title,
        description=description,
        defect=command.defect,
        aware_on=command.happened_on,
        source_kind=command.source_kind,
        source_id=command.source_id,
        source_label=command.source_label.strip(),
        item_id=lots.item_of(named),
        customer_id=belonging.of(tx, named),
    )
    lots.attach(tx, case, named, LotRole.IMPACTED, hold=False)
    return tx.call(GetCase(id=case.id))


@handles(ClassifyDeviation)
def classify_deviation(command: ClassifyDeviation, tx: Transaction) -> CaseDetail:
    """Say how grave it is; of one that is more than minor the customer is told (CN-41), the lots of a critical one are held."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.rationale, "rationale")
    defects.require(tx, command.defect, case.defect)
    actions.require_person(tx, case, command.owner_id)
    now = workflow.advance(
        tx,
        case,
        QualityEvent.CLASSIFY,
        command,
        severity=command.severity,
        defect=command.defect,
        hazard=command.hazard.strip(),
        owner_id=command.owner_id or case.owner_id,
    )
    if command.severity is not Severity.MINOR:
        dues.notice_to_customer(tx, now)
    if command.severity is Severity.CRITICAL:
        named = lots.seen(tx, (one.lot_id for one in lots.listed(tx, now.id)))
        lots.attach(tx, now, named, LotRole.IMPACTED, hold=True)
    return tx.call(GetCase(id=case.id))


@handles(AssessImpact)
def assess_impact(command: AssessImpact, tx: Transaction) -> CaseDetail:
    """List the lots that it touches; those of a critical one are held."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.impact, "impact")
    now = workflow.advance(tx, case, QualityEvent.ASSESS, command)
    held = lots.holds(case, LotRole.IMPACTED)
    became = belonging.add(tx, now, command.lot_ids, LotRole.IMPACTED, hold=held)
    if became.customer_id != case.customer_id and case.severity is not Severity.MINOR:
        dues.notice_to_customer(tx, became)
    return tx.call(GetCase(id=case.id))


@handles(InvestigateDeviation)
def investigate_deviation(command: InvestigateDeviation, tx: Transaction) -> CaseDetail:
    """Write down what was found."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.investigation, "investigation")
    require_text(command.root_cause, "root_cause")
    workflow.advance(tx, case, QualityEvent.INVESTIGATE, command)
    return tx.call(GetCase(id=case.id))


@handles(PlanActions)
def plan_actions(command: PlanActions, tx: Transaction) -> CaseDetail:
    """Plan what is done about it, which may be nothing more."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.conclusion, "conclusion")
    now = workflow.advance(tx, case, QualityEvent.ACT, command)
    actions.replace(tx, now, command.actions)
    return tx.call(GetCase(id=case.id))


@handles(ApproveDeviation)
def approve_deviation(command: ApproveDeviation, tx: Transaction) -> CaseDetail:
    """Approve what was found and done."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    actions.require_done(tx, case)
    workflow.advance(tx, case, QualityEvent.APPROVE, command)
    return tx.call(GetCase(id=case.id))


@handles(RejectDeviation)
def reject_deviation(command: RejectDeviation, tx: Transaction) -> CaseDetail:
    """Send the investigation back."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.REJECT, command)
    return tx.call(GetCase(id=case.id))


@handles(JustifyRelease)
def justify_release(command: JustifyRelease, tx: Transaction) -> CaseDetail:
    """Let lots of a minor deviation go on while it is open."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.justification, "justification")
    if case.severity is not Severity.MINOR:
        raise ValueNotAllowed(value=case.severity or "", rule=words.RULE_MINOR, field="case_id")
    workflow.advance(tx, case, QualityEvent.JUSTIFY, command, release_justified=True)
    return tx.call(GetCase(id=case.id))


@handles(CloseDeviation)
def close_deviation(command: CloseDeviation, tx: Transaction) -> CaseDetail:
    """Close it and free its lots; a CAPA is requested where one was decided on."""
    case = cases.lock(tx, command.case_id, CaseKind.DEVIATION)
    require_text(command.capa_reason, "capa_reason")
    actions.require_done(tx, case)
    dues.require_told(tx, case)
    workflow.advance(tx, case, QualityEvent.CLOSE, command)
    free(tx, case)
    if command.capa:
        request_capa(tx, case, command.capa_reason)
    return tx.call(GetCase(id=case.id))
