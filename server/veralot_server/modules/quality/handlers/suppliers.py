"""Asks suppliers for corrective action, judges their answers, and sees whether these worked."""

from datetime import date
from typing import Any, Final

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import belonging, cases, dues, lots, workflow
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_coming, require_past, require_text
from veralot_shared.contracts.quality import (
    AcceptAnswer,
    AnswerScar,
    CancelScar,
    CaseDetail,
    CaseKind,
    CloseScar,
    DraftScar,
    GetCase,
    IssueScar,
    LinkKind,
    LotRole,
    QualityClock,
    QualityEvent,
    QualityStatus,
    RejectAnswer,
    SourceKind,
    VerifyScar,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.messages import Message

SUPPLIER: Final = "SELECT kind FROM items_partner WHERE id = %s"


@handles(DraftScar)
def draft_scar(command: DraftScar, tx: Transaction) -> CaseDetail:
    """Draft a request."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    row = tx.wire.execute(SUPPLIER, (command.supplier_id,)).fetchone()
    if row is None or row[0] == "customer" or tx.actor.customer_id is not None:
        raise ValueNotAllowed(value=str(command.supplier_id), rule=words.RULE_SUPPLIER, field="supplier_id")
    named = lots.seen(tx, command.lot_ids)
    origin = None if command.from_id is None else cases.facts(tx, command.from_id, field="from_id")
    case = workflow.begin(
        tx,
        CaseKind.SCAR,
        command,
        title=title,
        description=description,
        severity=command.severity,
        supplier_id=command.supplier_id,
        item_id=lots.item_of(named),
        source_kind=SourceKind.CASE if origin else SourceKind.SUPPLIER,
        source_label=origin.number if origin else "",
    )
    lots.attach(tx, case, named, LotRole.SUBJECT, hold=False)
    if origin is not None:
        workflow.link(tx, case, origin, LinkKind.CAME_FROM)
    return tx.call(GetCase(id=case.id))


@handles(IssueScar)
def issue_scar(command: IssueScar, tx: Transaction) -> CaseDetail:
    """Send it; the supplier's clock runs."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    require_coming(command.answer_due_on, tx.today, "answer_due_on")
    ask(tx, case, QualityEvent.ISSUE, command, command.answer_due_on)
    return tx.call(GetCase(id=case.id))


def ask(tx: Transaction, case: CaseFacts, event: QualityEvent, command: Message[Any], due_on: date | None) -> CaseFacts:
    """Ask the supplier, for the first time or anew: its clock runs until a day, or by the plant's own term."""
    until = due_on or workflow.due(tx, CaseKind.SCAR, QualityStatus.ISSUED) or tx.today
    now = workflow.advance(tx, case, event, command, due_on=until)
    dues.start(tx, now, QualityClock.SUPPLIER_ANSWER, dues.end_of(tx, until))
    return now


@handles(AnswerScar)
def answer_scar(command: AnswerScar, tx: Transaction) -> CaseDetail:
    """Record what the supplier answered."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    for name in ("containment", "root_cause", "corrective_action"):
        require_text(getattr(command, name), name)
    require_past(command.answered_on, tx.today, "answered_on")
    workflow.advance(tx, case, QualityEvent.ANSWER, command)
    dues.meet(tx, case.id, QualityClock.SUPPLIER_ANSWER, at=min(dues.end_of(tx, command.answered_on), tx.now))
    return tx.call(GetCase(id=case.id))


@handles(AcceptAnswer)
def accept_answer(command: AcceptAnswer, tx: Transaction) -> CaseDetail:
    """Accept the answer; what remains is to see whether it works."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    workflow.advance(tx, case, QualityEvent.ACCEPT, command)
    return tx.call(GetCase(id=case.id))


@handles(RejectAnswer)
def reject_answer(command: RejectAnswer, tx: Transaction) -> CaseDetail:
    """Send the answer back; the supplier's clock runs anew."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    require_text(command.reason, "reason")
    require_coming(command.answer_due_on, tx.today, "answer_due_on")
    ask(tx, case, QualityEvent.REJECT, command, command.answer_due_on)
    return tx.call(GetCase(id=case.id))


@handles(VerifyScar)
def verify_scar(command: VerifyScar, tx: Transaction) -> CaseDetail:
    """State what the next deliveries showed."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    require_text(command.deliveries, "deliveries")
    if command.answer_due_on is not None:
        require_coming(command.answer_due_on, tx.today, "answer_due_on")
    if command.passed:
        now = workflow.advance(tx, case, QualityEvent.VERIFY, command)
    else:
        now = ask(tx, case, QualityEvent.FAIL, command, command.answer_due_on)
    belonging.add(tx, now, command.lot_ids, LotRole.IMPACTED, hold=False)
    return tx.call(GetCase(id=case.id))


@handles(CloseScar)
def close_scar(command: CloseScar, tx: Transaction) -> CaseDetail:
    """Close it."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    workflow.advance(tx, case, QualityEvent.CLOSE, command)
    return tx.call(GetCase(id=case.id))


@handles(CancelScar)
def cancel_scar(command: CancelScar, tx: Transaction) -> CaseDetail:
    """Cancel it."""
    case = cases.lock(tx, command.case_id, CaseKind.SCAR)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.CANCEL, command)
    return tx.call(GetCase(id=case.id))
