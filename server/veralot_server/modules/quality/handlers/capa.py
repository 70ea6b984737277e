"""Requests, investigates, plans, approves, checks and closes CAPA."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import actions, belonging, cases, lots, plans, workflow
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import effect, words
from veralot_server.modules.quality.domain.machine import require_text
from veralot_server.modules.quality.ending import require_tests
from veralot_server.modules.quality.hindering import require_period
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.quality import (
    GRAVE,
    AcceptCapa,
    ApprovePlan,
    CaseDetail,
    CaseKind,
    CheckCapa,
    CloseCapa,
    ConfirmCause,
    EndorsePlan,
    GetCase,
    InvestigateCapa,
    LinkKind,
    LotRole,
    PlanCapa,
    QualityEvent,
    RejectCapa,
    RequestCapa,
    Severity,
    SourceKind,
)
from veralot_shared.errors import ValueNotAllowed


@handles(RequestCapa)
def request_capa(command: RequestCapa, tx: Transaction) -> CaseDetail:
    """Request a CAPA, linked to what it comes from."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    named = lots.seen(tx, command.lot_ids)
    origin = None if command.from_id is None else cases.facts(tx, command.from_id, field="from_id")
    case = workflow.begin(
        tx,
        CaseKind.CAPA,
        command,
        title=title,
        description=description,
        severity=command.severity,
        source_kind=command.source_kind,
        source_label=command.source_label.strip(),
        customer_id=belonging.of(tx, named, origin=origin),
        supplier_id=origin.supplier_id if origin else None,
    )
    lots.attach(tx, case, named, LotRole.IMPACTED, hold=False)
    if origin is not None:
        workflow.link(tx, case, origin, LinkKind.CAME_FROM)
    return tx.call(GetCase(id=case.id))


@handles(AcceptCapa)
def accept_capa(command: AcceptCapa, tx: Transaction) -> CaseDetail:
    """Take it up."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    actions.require_person(tx, case, command.owner_id)
    values = {"owner_id": command.owner_id, "severity": command.severity}
    workflow.advance(tx, case, QualityEvent.ACCEPT, command, **values)
    return tx.call(GetCase(id=case.id))


@handles(RejectCapa)
def reject_capa(command: RejectCapa, tx: Transaction) -> CaseDetail:
    """Decline it, with the reason."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.REJECT, command)
    return tx.call(GetCase(id=case.id))


@handles(InvestigateCapa)
def investigate_capa(command: InvestigateCapa, tx: Transaction) -> CaseDetail:
    """Write down what was asked and found; the newest holds, the former stays on record."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    if not command.causes and not any(why.strip() for why in command.whys):
        require_text(command.method, "whys")
    workflow.advance(tx, case, QualityEvent.INVESTIGATE, command)
    return tx.call(GetCase(id=case.id))


@handles(ConfirmCause)
def confirm_cause(command: ConfirmCause, tx: Transaction) -> CaseDetail:
    """State the root cause and its proof."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    require_text(command.root_cause, "root_cause")
    require_text(command.proof, "proof")
    workflow.advance(tx, case, QualityEvent.CONFIRM_CAUSE, command)
    return tx.call(GetCase(id=case.id))


@handles(PlanCapa)
def plan_capa(command: PlanCapa, tx: Transaction) -> CaseDetail:
    """Plan actions and by what their effect is judged, before anything is done."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    require_text(command.no_harm, "no_harm")
    if not command.actions:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="actions")
    effect.require_criteria(command.criteria)
    now = workflow.advance(tx, case, QualityEvent.PLAN, command)
    actions.replace(tx, now, command.actions)
    return tx.call(GetCase(id=case.id))


@handles(ApprovePlan)
def approve_plan(command: ApprovePlan, tx: Transaction) -> CaseDetail:
    """Approve the plan; nothing in it can be changed from here."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    workflow.advance(tx, case, QualityEvent.APPROVE, command)
    return tx.call(GetCase(id=case.id))


@handles(EndorsePlan)
def endorse_plan(command: EndorsePlan, tx: Transaction) -> CaseDetail:
    """Agree as management representative."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    if case.severity not in GRAVE:
        raise ValueNotAllowed(value=case.severity or "", rule=words.RULE_GRAVE, field="case_id")
    workflow.advance(tx, case, QualityEvent.ENDORSE, command)
    return tx.call(GetCase(id=case.id))


@handles(CheckCapa)
def check_capa(command: CheckCapa, tx: Transaction) -> CaseDetail:
    """Write down what was measured, against the criteria of the approved plan."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    require_text(command.evidence, "evidence")
    effect.require_measures(plans.criteria(tx, case), command.measures)
    owners = {action.owner_id for action in actions.listed(tx, case.id) if action.cycle == case.cycle}
    if cases.author(tx) in owners:
        signer = tx.signature.signer_name if tx.signature else tx.actor.user_name
        raise SignerNotAllowed(user_name=signer, rule=words.RULE_OWN_ACTIONS)
    workflow.advance(tx, case, QualityEvent.CHECK, command)
    return tx.call(GetCase(id=case.id))


@handles(CloseCapa)
def close_capa(command: CloseCapa, tx: Transaction) -> CaseDetail:
    """Close as the check says; where the actions did not work, request the next CAPA."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA)
    conclusion = require_text(command.conclusion, "conclusion")
    require_tests(tx, case)
    require_period(tx, case)
    worked = effect.effective(plans.criteria(tx, case), plans.measures(tx, case))
    workflow.advance(tx, case, QualityEvent.CLOSE if worked else QualityEvent.FAIL, command)
    if not worked:
        follow(tx, case, conclusion)
    return tx.call(GetCase(id=case.id))


def follow(tx: Transaction, case: CaseFacts, conclusion: str) -> None:
    """Request the CAPA that takes the place of one that did not work."""
    following = tx.call(
        RequestCapa(
            title=case.title,
            description=conclusion,
            source_kind=SourceKind.CASE,
            source_label=case.number,
            severity=case.severity or Severity.MAJOR,
        )
    )
    workflow.link(tx, cases.facts(tx, following.case.id), case, LinkKind.REPLACES)
