"""Drafts, assesses, approves and closes permits to deviate."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import belonging, cases, lots, permits, workflow
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_coming, require_text
from veralot_shared.contracts.quality import (
    ApprovePermit,
    AssessPermit,
    CaseDetail,
    CaseKind,
    ClosePermit,
    DraftPermit,
    ExcludeLot,
    GetCase,
    LotRole,
    QualityEvent,
    RejectPermit,
)
from veralot_shared.errors import ValueNotAllowed


@handles(DraftPermit)
def draft_permit(command: DraftPermit, tx: Transaction) -> CaseDetail:
    """Ask for permission, within bounds of lots, quantity and days."""
    title = require_text(command.title, "title")
    description = require_text(command.description, "description")
    require_text(command.requirement, "requirement")
    require_bounds(command, tx)
    named = lots.seen(tx, command.lot_ids)
    item_id = command.item_id or lots.item_of(named)
    if command.quantity is not None and (item_id is None or any(lot.item_id != item_id for lot in named)):
        raise ValueNotAllowed(value=str(command.quantity), rule=words.RULE_OF_ITEM, field="item_id")
    case = workflow.begin(
        tx,
        CaseKind.PERMIT,
        command,
        title=title,
        description=description,
        item_id=item_id,
        customer_id=belonging.of(tx, named, command.item_id, command.customer_id),
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        quantity=command.quantity,
    )
    lots.attach(tx, case, named, LotRole.SUBJECT, hold=False)
    return tx.call(GetCase(id=case.id))


def require_bounds(command: DraftPermit, tx: Transaction) -> None:
    """Check days and quantity. Raises: ValueNotAllowed."""
    require_coming(command.valid_until, tx.today, "valid_until")
    if command.valid_until < command.valid_from:
        raise ValueNotAllowed(value=command.valid_until.isoformat(), rule=words.RULE_TIMES, field="valid_until")
    if command.quantity is not None and not command.quantity > 0:
        raise ValueNotAllowed(value=str(command.quantity), rule=words.RULE_POSITIVE, field="quantity")


@handles(AssessPermit)
def assess_permit(command: AssessPermit, tx: Transaction) -> CaseDetail:
    """Assess what it would mean."""
    case = cases.lock(tx, command.case_id, CaseKind.PERMIT)
    require_text(command.assessment, "assessment")
    require_text(command.measures, "measures")
    values = {"severity": command.severity, "hazard": command.hazard.strip()}
    workflow.advance(tx, case, QualityEvent.ASSESS, command, **values)
    return tx.call(GetCase(id=case.id))


@handles(ApprovePermit)
def approve_permit(command: ApprovePermit, tx: Transaction) -> CaseDetail:
    """Permit it; the clock makes it active and ends it."""
    case = cases.lock(tx, command.case_id, CaseKind.PERMIT)
    permits.begin(tx, workflow.advance(tx, case, QualityEvent.APPROVE, command, due_on=case.valid_until))
    return tx.call(GetCase(id=case.id))


@handles(RejectPermit)
def reject_permit(command: RejectPermit, tx: Transaction) -> CaseDetail:
    """Send it back."""
    case = cases.lock(tx, command.case_id, CaseKind.PERMIT)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.REJECT, command)
    return tx.call(GetCase(id=case.id))


@handles(ExcludeLot)
def exclude_lot(command: ExcludeLot, tx: Transaction) -> CaseDetail:
    """Count a lot no more that was not made under the permit."""
    case = cases.lock(tx, command.case_id, CaseKind.PERMIT)
    require_text(command.reason, "reason")
    now = workflow.advance(tx, case, QualityEvent.EXCLUDE, command)
    permits.exclude(tx, now, command.lot_id)
    return tx.call(GetCase(id=case.id))


@handles(ClosePermit)
def close_permit(command: ClosePermit, tx: Transaction) -> CaseDetail:
    """Close it, with what was made under it."""
    case = cases.lock(tx, command.case_id, CaseKind.PERMIT)
    require_text(command.made, "made")
    workflow.advance(tx, case, QualityEvent.CLOSE, command)
    return tx.call(GetCase(id=case.id))
