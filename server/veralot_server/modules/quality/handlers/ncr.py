"""Opens nonconformities, holds their lots, evaluates, decides, agrees, closes."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import (
    actions,
    belonging,
    cases,
    defects,
    dues,
    lines,
    lots,
    reports,
    subjects,
    workflow,
)
from veralot_server.modules.quality.domain import lines as rules
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_past, require_text
from veralot_server.modules.quality.ending import free, request_capa, require_tests
from veralot_shared.contracts.genealogy import RejectLot
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.quality import (
    AgreeDisposition,
    CancelNcr,
    CaseDetail,
    CaseKind,
    CloseNcr,
    ConsentDisposition,
    ContainNcr,
    DisposeNcr,
    EvaluateNcr,
    GetCase,
    LinkKind,
    LotRole,
    OpenNcr,
    QualityClock,
    QualityEvent,
    RejectDisposition,
)
from veralot_shared.errors import ValueNotAllowed

SIGNERS_CUSTOMER = "SELECT customer_id FROM identity_user WHERE id = %s"


@handles(OpenNcr)
def open_ncr(command: OpenNcr, tx: Transaction) -> CaseDetail:
    """Report a nonconformity; what it is about and what may be touched by it is held in the same transaction."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    defects.require(tx, command.defect)
    named = lots.seen(tx, command.lot_ids)
    origin = None if command.from_id is None else cases.facts(tx, command.from_id, field="from_id")
    case = workflow.begin(
        tx,
        CaseKind.NCR,
        command,
        title=title,
        description=description,
        severity=command.severity,
        defect=command.defect,
        source_kind=command.source_kind,
        source_id=command.source_id,
        source_label=command.source_label.strip(),
        item_id=command.item_id or lots.item_of(named),
        customer_id=belonging.of(tx, named, command.item_id, origin=origin),
        supplier_id=named[0].supplier_id if named else None,
    )
    lots.attach(tx, case, named, LotRole.SUBJECT, hold=True)
    suspected = lots.suspected(tx, named, command.reach)
    lots.attach(tx, case, suspected.here, LotRole.SUSPECT, hold=True)
    # Nothing of these is left to hold; who evaluates must know that they were delivered.
    lots.attach(tx, case, suspected.delivered, LotRole.IMPACTED, hold=False)
    if origin is not None:
        workflow.link(tx, case, origin, LinkKind.CAME_FROM)
    return tx.call(GetCase(id=case.id))


@handles(ContainNcr)
def contain_ncr(command: ContainNcr, tx: Transaction) -> CaseDetail:
    """Confirm that it is set apart."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.containment, "containment")
    workflow.advance(tx, case, QualityEvent.CONTAIN, command)
    return tx.call(GetCase(id=case.id))


@handles(EvaluateNcr)
def evaluate_ncr(command: EvaluateNcr, tx: Transaction) -> CaseDetail:
    """Evaluate, as often as there is more to say."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.evaluation, "evaluation")
    defects.require(tx, command.defect, case.defect)
    require_text(command.reportability_reason, "reportability_reason")
    actions.require_person(tx, case, command.owner_id)
    aware_on = command.aware_on or case.aware_on or tx.today
    require_reportability(command, tx)
    now = workflow.advance(
        tx,
        case,
        QualityEvent.EVALUATE,
        command,
        aware_on=aware_on,
        severity=command.severity,
        defect=command.defect,
        hazard=command.hazard.strip(),
        owner_id=command.owner_id or case.owner_id,
    )
    reports.decide_again(tx, now, command.reports, aware_on, command.reportability_reason.strip())
    if command.outside_party.strip() and not dues.known(tx, now, QualityClock.CUSTOMER_NOTICE):
        dues.notice_to_customer(tx, now)
    return tx.call(GetCase(id=case.id))


def require_reportability(command: EvaluateNcr, tx: Transaction) -> None:
    """Check that what is reportable names its reports, and nothing else does. Raises: ValueNotAllowed."""
    reports.require_kinds(command.reports)
    if command.reportable is not bool(command.reports):
        raise ValueNotAllowed(value=str(len(command.reports)), rule=words.RULE_REPORTABLE, field="reports")
    if command.aware_on is not None:
        require_past(command.aware_on, tx.today, "aware_on")


@handles(DisposeNcr)
def dispose_ncr(command: DisposeNcr, tx: Transaction) -> CaseDetail:
    """Decide; the lots become nonconforming, which holds them better than the record's own hold did."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    known = lots.listed(tx, case.id)
    found = {lot.id: lot for lot in lots.seen(tx, (one.lot_id for one in known))}
    rules.require_sums(command.lines, found, frozenset(lot.lot_id for lot in lines.undecided(tx, case.id)))
    rules.require_steps(command.lines, found, lots.quanta(tx, found.values()))
    rules.require_grounds(command.lines)
    belonging.require_own(case, (found[line.lot_id] for line in command.lines))
    if not command.lines:
        require_text(command.comment, "comment")
    now = workflow.advance(tx, case, QualityEvent.DISPOSE, command)
    named = list(dict.fromkeys(line.lot_id for line in command.lines))
    free(tx, now, named)
    for lot in (found[lot_id] for lot_id in named):
        if subjects.rejectable(lot):
            tx.call(RejectLot(lot_id=lot.id, reason=subjects.why(case)))
    tx.wire.execute("UPDATE quality_lot SET role = 'subject' WHERE case_id = %s AND lot_id = ANY(%s)", (case.id, named))
    lines.write(tx, now, command.lines)
    return tx.call(GetCase(id=case.id))


@handles(AgreeDisposition)
def agree_disposition(command: AgreeDisposition, tx: Transaction) -> CaseDetail:
    """Agree as engineering."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.assessment, "assessment")
    workflow.advance(tx, case, QualityEvent.AGREE, command)
    return tx.call(GetCase(id=case.id))


@handles(ConsentDisposition)
def consent_disposition(command: ConsentDisposition, tx: Transaction) -> CaseDetail:
    """Consent as the customer, which no account of the plant can do."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.comment, "comment")
    row = tx.wire.execute(SIGNERS_CUSTOMER, (cases.author(tx),)).fetchone()
    if case.customer_id is None or row is None or row[0] != case.customer_id:
        signer = tx.signature.signer_name if tx.signature else tx.actor.user_name
        raise SignerNotAllowed(user_name=signer, rule=words.RULE_CUSTOMER_SIGNS)
    workflow.advance(tx, case, QualityEvent.CONSENT, command)
    return tx.call(GetCase(id=case.id))


@handles(RejectDisposition)
def reject_disposition(command: RejectDisposition, tx: Transaction) -> CaseDetail:
    """Send a disposition back; what it decided stays on record, and is decided anew."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.reason, "reason")
    lines.withdraw(tx, case)
    workflow.advance(tx, case, QualityEvent.REJECT, command)
    return tx.call(GetCase(id=case.id))


@handles(CloseNcr)
def close_ncr(command: CloseNcr, tx: Transaction) -> CaseDetail:
    """Close; what is still held on its account is freed, and a CAPA requested where one was decided on."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.capa_reason, "capa_reason")
    lines.require_decided(tx, case)
    require_tests(tx, case)
    reports.require_sent(tx, case)
    dues.require_told(tx, case)
    event = QualityEvent.ESCALATE if command.capa else QualityEvent.CLOSE
    workflow.advance(tx, case, event, command)
    free(tx, case)
    if command.capa:
        request_capa(tx, case, command.capa_reason)
    return tx.call(GetCase(id=case.id))


@handles(CancelNcr)
def cancel_ncr(command: CancelNcr, tx: Transaction) -> CaseDetail:
    """Cancel a false alarm."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    require_text(command.reason, "reason")
    lines.require_untouched(tx, case)
    reports.require_sent(tx, case)
    workflow.advance(tx, case, QualityEvent.CANCEL, command)
    free(tx, case)
    return tx.call(GetCase(id=case.id))
