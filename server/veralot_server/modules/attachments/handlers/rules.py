"""Keeps the types of files, and the rules that require them."""

from typing import Final

from sqlalchemy import func, insert, select, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.attachments import policy, records
from veralot_server.modules.attachments.domain import checks
from veralot_server.modules.attachments.tables import Rule, Type
from veralot_shared.contracts.attachments import (
    CreateRule,
    CreateType,
    EndRule,
    RequirementsChanged,
    RuleEnded,
    RuleView,
    Target,
    TargetKind,
    TypeView,
    UpdateType,
)
from veralot_shared.errors import RecordExists

TYPE_FIELDS: Final = ("name", "name_zh", "active")
SAME: Final = ("type_id", "gate", "bound_to", "item_id", "item_kind", "supplier_id")


@handles(CreateType)
def create_type(command: CreateType, tx: Transaction) -> TypeView:
    """Make a type."""
    checks.require_code(command.code)
    checks.require_names(command.name, command.name_zh)
    if tx.execute(select(Type.id).where(func.lower(Type.code) == command.code)).first():
        raise RecordExists(kind="attachment type", key=command.code, field="code")
    values = {"code": command.code, "name": command.name, "name_zh": command.name_zh}
    number = tx.execute(insert(Type).values(values).returning(Type.id)).scalar_one()
    tx.emit(RequirementsChanged())
    return records.type_of(tx, number)


@handles(UpdateType)
def update_type(command: UpdateType, tx: Transaction) -> TypeView:
    """Rename a type, or take it out of use."""
    checks.require_names(command.name, command.name_zh)
    tx.execute(select(Type.id).where(Type.id == command.id).with_for_update()).all()
    found = records.type_of(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table=Type.__tablename__,
        kind="attachment type",
        key=found.id,
        label=found.code,
        version=found.version,
        fields=TYPE_FIELDS,
    )
    values = {name: getattr(command, name) for name in TYPE_FIELDS} | {"version": found.version + 1}
    tx.execute(update(Type).where(Type.id == found.id).values(values))
    tx.emit(RequirementsChanged())
    return records.type_of(tx, found.id)


@handles(CreateRule)
def create_rule(command: CreateRule, tx: Transaction) -> RuleView:
    """Require a file."""
    checks.require_rule(command)
    records.type_of(tx, command.type_id)
    if command.item_id is not None:
        policy.require(tx, Target(kind=TargetKind.ITEM, id=command.item_id), "item_id")
    if command.supplier_id is not None:
        policy.require(tx, Target(kind=TargetKind.PARTNER, id=command.supplier_id), "supplier_id")
    values = {name: getattr(command, name) for name in SAME}
    same = [getattr(Rule, name).is_not_distinct_from(value) for name, value in values.items()]
    if tx.execute(select(Rule.id).where(Rule.ended_at.is_(None), *same)).first():
        raise RecordExists(kind="attachment rule", key=str(command.type_id))
    row = insert(Rule).values(**values, made_at=tx.now, made_by=tx.actor.user_id).returning(Rule.id)
    number = tx.execute(row).scalar_one()
    tx.emit(RequirementsChanged())
    return records.rule(tx, number)


@handles(EndRule)
def end_rule(command: EndRule, tx: Transaction) -> RuleView:
    """End a rule; from now on nothing is asked by it."""
    checks.require_reason(command.reason)
    tx.execute(select(Rule.id).where(Rule.id == command.id).with_for_update()).all()
    found = records.rule(tx, command.id)
    if found.ended_by is not None:
        raise RuleEnded(ended_by=found.ended_by)
    reason = command.reason.strip()
    tx.because(reason)
    values = {"ended_at": tx.now, "ended_by": tx.actor.user_id, "ended_reason": reason}
    tx.execute(update(Rule).where(Rule.id == found.id).values(values))
    tx.emit(RequirementsChanged())
    return records.rule(tx, found.id)
