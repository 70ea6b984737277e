"""What is done with any quality record: handing over, lots, links, actions, telling the customer; and agreements."""

from datetime import timedelta

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import (
    actions,
    agreements,
    belonging,
    cases,
    complainants,
    dues,
    escalations,
    lines,
    lots,
    permits,
    plans,
    plant_terms,
    workflow,
)
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import effect, terms, words
from veralot_server.modules.quality.domain.machine import require_coming, require_text
from veralot_server.modules.quality.tables import Action
from veralot_shared.contracts.quality import (
    PERMIT_CLOCK,
    AddLots,
    AgreementView,
    AssignCase,
    CaseDetail,
    CaseKind,
    ComplainantView,
    DiscloseComplainant,
    EscalationView,
    ExtendAction,
    FinishAction,
    GetCase,
    LinkCases,
    ListEscalations,
    ListTerms,
    NotifyCustomer,
    NotYourAction,
    QualityClock,
    QualityEvent,
    QualityStatus,
    SetAgreement,
    SetEscalations,
    SetTerms,
    TermView,
)
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.errors import ValueNotAllowed


@handles(AssignCase)
def assign_case(command: AssignCase, tx: Transaction) -> CaseDetail:
    """Hand it over."""
    case = cases.lock(tx, command.case_id)
    require_text(command.reason, "reason")
    actions.require_person(tx, case, command.owner_id)
    values: dict[str, object] = {"owner_id": command.owner_id}
    if command.due_on is not None:
        require_coming(command.due_on, tx.today, "due_on")
        values["due_on"] = command.due_on
    workflow.advance(tx, case, QualityEvent.ASSIGN, command, **values)
    return tx.call(GetCase(id=case.id))


@handles(AddLots)
def add_lots(command: AddLots, tx: Transaction) -> CaseDetail:
    """Name lots that came to light, or to be, after the record was opened (T4)."""
    case = cases.lock(tx, command.case_id)
    require_text(command.reason, "reason")
    if not command.lot_ids:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="lot_ids")
    now = workflow.advance(tx, case, QualityEvent.ADD_LOTS, command)
    now = belonging.add(tx, now, command.lot_ids, command.role, hold=lots.holds(case, command.role))
    lines.decide_rest(tx, now)
    if case.kind is CaseKind.PERMIT and case.status in PERMIT_CLOCK:
        permits.begin(tx, now)
    return tx.call(GetCase(id=case.id))


@handles(LinkCases)
def link_cases(command: LinkCases, tx: Transaction) -> CaseDetail:
    """Link it to another."""
    case = cases.lock(tx, command.case_id)
    other = cases.facts(tx, command.other_id, field="other_id")
    if other.id == case.id:
        raise ValueNotAllowed(value=other.number, rule=words.RULE_ITSELF, field="other_id")
    belonging.require_same(case, other)
    now = workflow.advance(tx, case, QualityEvent.LINK, command)
    workflow.link(tx, now, other, command.kind)
    return tx.call(GetCase(id=case.id))


@handles(NotifyCustomer)
def notify_customer(command: NotifyCustomer, tx: Transaction) -> CaseDetail:
    """Record that the customer was told, and stop that clock."""
    case = cases.lock(tx, command.case_id)
    contact = require_text(command.contact, "contact")
    require_text(command.told, "told")
    workflow.advance(tx, case, QualityEvent.NOTIFY, command)
    dues.meet(tx, case.id, QualityClock.CUSTOMER_NOTICE, command.reference.strip() or contact)
    return tx.call(GetCase(id=case.id))


@handles(FinishAction)
def finish_action(command: FinishAction, tx: Transaction) -> CaseDetail:
    """Report an action done; the last one completes the implementation."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA, CaseKind.DEVIATION)
    evidence = require_text(command.evidence, "evidence")
    action = actions.one(tx, case, command.action_id)
    if action.owner_id != tx.actor.user_id:
        raise NotYourAction(owner=action.owner, owner_zh=action.owner_zh)
    actions.require_endorsed(tx, case)
    now = case
    if case.status is QualityStatus.PLAN_APPROVED:
        now = workflow.advance(tx, case, QualityEvent.BEGIN)
    now = workflow.advance(tx, now, QualityEvent.FINISH_ACTION, command)
    tx.execute(update(Action).where(Action.id == action.id).values(done_at=tx.now, evidence=evidence))
    complete(tx, now)
    return tx.call(GetCase(id=case.id))


def complete(tx: Transaction, case: CaseFacts) -> None:
    """Go on to the check of effectiveness once nothing is left to do."""
    if case.kind is CaseKind.CAPA and not actions.unfinished(tx, case):
        # The check is due once the effect was measured as long as planned, however short the plant's own term is.
        term = workflow.due(tx, case.kind, QualityStatus.IMPLEMENTED)
        measured = tx.today + timedelta(days=effect.longest(plans.criteria(tx, case)))
        workflow.advance(tx, case, QualityEvent.COMPLETE, due_on=max(term or measured, measured))


@handles(ExtendAction)
def extend_action(command: ExtendAction, tx: Transaction) -> CaseDetail:
    """Put off when an action is due, and count that."""
    case = cases.lock(tx, command.case_id, CaseKind.CAPA, CaseKind.DEVIATION)
    require_text(command.reason, "reason")
    action = actions.one(tx, case, command.action_id)
    if command.due_on <= action.due_on:
        raise ValueNotAllowed(value=command.due_on.isoformat(), rule=words.RULE_LATER, field="due_on")
    workflow.advance(tx, case, QualityEvent.EXTEND, command)
    values = {"due_on": command.due_on, "extensions": action.extensions + 1}
    tx.execute(update(Action).where(Action.id == action.id).values(values))
    return tx.call(GetCase(id=case.id))


@handles(DiscloseComplainant)
def disclose_complainant(command: DiscloseComplainant, tx: Transaction) -> ComplainantView:
    """Show who complained, and put that on record."""
    case = cases.facts(tx, command.case_id, CaseKind.COMPLAINT)
    reason = require_text(command.reason, "reason")
    tx.because(reason)
    return complainants.disclose(tx, case, reason)


@handles(SetEscalations)
def set_escalations(command: SetEscalations, tx: Transaction) -> list[EscalationView]:
    """Say anew to whom what is late is passed; the log has what held before."""
    terms.require_levels([level.after_days for level in command.levels])
    escalations.replace(tx, command.levels)
    tx.emit(TasksChanged(), None)
    return tx.call(ListEscalations())


@handles(SetTerms)
def set_terms(command: SetTerms, tx: Transaction) -> list[TermView]:
    """Say anew within how many days steps are done; records keep the due days that they were given."""
    terms.require_terms(command.terms)
    plant_terms.put(tx, command.terms)
    return tx.call(ListTerms())


@handles(SetAgreement)
def set_agreement(command: SetAgreement, tx: Transaction) -> AgreementView:
    """Enter what holds from now on, with a customer or with all others."""
    belonging.customer(tx, command.customer_id)
    terms.require_hours(command.notice_hours)
    agreements.write(tx, command)
    agreements.tell(tx, command.customer_id)
    return next(one for one in agreements.listed(tx) if one.customer_id == command.customer_id)
