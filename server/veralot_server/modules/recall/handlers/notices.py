"""Records what authorities and consignees were told, what consignees answered, and whether the notice had its effect."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, workflow
from veralot_server.modules.recall.domain import steps, words
from veralot_server.modules.recall.tables import Check, Consignee, Notice, Response
from veralot_shared.contracts.recall import (
    ConsigneeView,
    GetRecall,
    NoticeKind,
    NotifyConsignees,
    RecallDetail,
    RecallEvent,
    RecordCheck,
    RecordNotice,
    RecordResponse,
    ResponseLine,
    ResponseTooLarge,
    ResponseView,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ConsigneeId


@handles(RecordNotice)
def record_notice(command: RecordNotice, tx: Transaction) -> RecallDetail:
    """Write down a report to an authority, its closing of the recall, or why nothing is reported."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_text(command.authority, "authority")
    steps.require_past(command.on, tx.today, "on")
    if command.kind is NoticeKind.NOT_REPORTED:
        steps.require_text(command.note, "note")
    closes = command.kind is NoticeKind.CLOSURE
    event = RecallEvent.CLOSE_AT_AUTHORITY if closes else RecallEvent.NOTIFY_AUTHORITY
    workflow.advance(tx, recall, event, command.note or command.reference)
    row = {
        "recall_id": recall.id,
        "at": tx.now,
        "by_id": recalls.author(tx),
        "kind": command.kind,
        "authority": command.authority,
        "done_on": command.on,
        "reference": command.reference,
        "note": command.note,
    }
    tx.execute(insert(Notice).values(row))
    return tx.call(GetRecall(id=recall.id))


@handles(NotifyConsignees)
def notify_consignees(command: NotifyConsignees, tx: Transaction) -> RecallDetail:
    """Write down who was notified, when and how; where nothing was shipped, that nobody need be."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_past(command.on, tx.today, "on")
    recalls.require_frozen(recall)
    known = {consignee.id for consignee in tx.call(GetRecall(id=recall.id)).consignees}
    for index, consignee_id in enumerate(command.consignee_ids):
        require_known(consignee_id, known, f"consignee_ids[{index}]")
    if known and not command.consignee_ids:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="consignee_ids")
    workflow.advance(tx, recall, RecallEvent.NOTIFY_CUSTOMERS, command.reference)
    values = {
        "notified_on": command.on,
        "notified_by": recalls.author(tx),
        "method": command.method,
        "reference": command.reference,
    }
    tx.execute(update(Consignee).where(Consignee.id.in_(command.consignee_ids)).values(values))
    return tx.call(GetRecall(id=recall.id))


@handles(RecordResponse)
def record_response(command: RecordResponse, tx: Transaction) -> RecallDetail:
    """Write down a consignee's answer, lot by lot; former answers stay on record."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_past(command.received_on, tx.today, "received_on")
    consignee = one_of(tx.call(GetRecall(id=recall.id)).consignees, command.consignee_id)
    check_lines(command.lines, consignee)
    workflow.advance(tx, recall, RecallEvent.RESPOND, consignee.name)
    rows = [
        {
            "consignee_id": consignee.id,
            "lot_id": line.lot_id,
            "at": tx.now,
            "by_id": recalls.author(tx),
            "received_on": command.received_on,
            "contact": command.contact,
            "quarantined": line.quarantined,
            "used": line.used,
            "returned": line.returned,
            "destroyed": line.destroyed,
            "note": command.note,
        }
        for line in command.lines
    ]
    tx.execute(insert(Response), rows)
    return tx.call(GetRecall(id=recall.id))


def check_lines(lines: Sequence[ResponseLine], consignee: ConsigneeView) -> None:
    """Check an answer against what was shipped. Raises: ValueNotAllowed, ResponseTooLarge."""
    if not lines:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="lines")
    shipped = {line.lot_id: line for line in consignee.lines}
    seen: set[int] = set()
    for index, line in enumerate(lines):
        path = f"lines[{index}].lot_id"
        if line.lot_id not in shipped:
            raise ValueNotAllowed(value=str(line.lot_id), rule=words.RULE_LOT, field=path)
        if line.lot_id in seen:
            raise ValueNotAllowed(value=shipped[line.lot_id].lot_no, rule=words.RULE_TWICE, field=path)
        seen.add(line.lot_id)
        check_sum(line, shipped[line.lot_id], index)


def check_sum(line: ResponseLine, shipped: ResponseView, index: int) -> None:
    """Check the quantities of one lot. Raises: ValueNotAllowed, ResponseTooLarge."""
    parts = {name: getattr(line, name) for name in ("quarantined", "used", "returned", "destroyed")}
    for name, quantity in parts.items():
        if not quantity.is_finite() or quantity < 0:
            raise ValueNotAllowed(value=str(quantity), rule=words.RULE_NEGATIVE, field=f"lines[{index}].{name}")
    told = sum(parts.values(), Decimal(0))
    if told > shipped.shipped:
        raise ResponseTooLarge(
            lot_no=shipped.lot_no, quantity=told, shipped=shipped.shipped, unit=shipped.unit, field=f"lines[{index}]"
        )


@handles(RecordCheck)
def record_check(command: RecordCheck, tx: Transaction) -> RecallDetail:
    """Write down whether a consignee got the notice and acted upon it."""
    recall = recalls.lock(tx, command.recall_id)
    steps.require_past(command.on, tx.today, "on")
    if not command.effective:
        steps.require_text(command.note, "note")
    consignee = one_of(tx.call(GetRecall(id=recall.id)).consignees, command.consignee_id)
    workflow.advance(tx, recall, RecallEvent.CHECK, consignee.name)
    row = {
        "consignee_id": consignee.id,
        "at": tx.now,
        "by_id": recalls.author(tx),
        "done_on": command.on,
        "method": command.method,
        "contact": command.contact,
        "effective": command.effective,
        "note": command.note,
    }
    tx.execute(insert(Check).values(row))
    return tx.call(GetRecall(id=recall.id))


def require_known(consignee_id: ConsigneeId, known: set[ConsigneeId], field: str) -> None:
    """Refuse a consignee of another recall. Raises: RecordNotFound."""
    if consignee_id not in known:
        raise RecordNotFound(kind="consignee", key=str(consignee_id), field=field)


def one_of(consignees: Sequence[ConsigneeView], consignee_id: ConsigneeId) -> ConsigneeView:
    """Return a consignee of the recall. Raises: RecordNotFound."""
    require_known(consignee_id, {consignee.id for consignee in consignees}, "consignee_id")
    return next(consignee for consignee in consignees if consignee.id == consignee_id)
