"""Keeps the types of files, and the rules that require them."""

from typing import Final

from sqlalchemy import func, insert, select, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.attachments import policy, records
from veralot_server.modules.attachments.domain import checks
from veralot_server.modules.attachments.tables import FileRule, FileType
from veralot_shared.contracts.attachments import (
    CreateFileType,
    EndFileRule,
    FileRuleEnded,
    FileRuleView,
    FileTarget,
    FileTargetKind,
    FileTypeView,
    RequireFile,
    RequirementsChanged,
    UpdateFileType,
)
from veralot_shared.errors import RecordExists

TYPE_FIELDS: Final = ("name", "name_zh", "active")
SAME: Final = ("type_id", "gate", "bound_to", "item_id", "item_kind", "supplier_id")


@handles(CreateFileType)
def create_type(command: CreateFileType, tx: Transaction) -> FileTypeView:
    """Make a type."""
    policy.require_plant(tx, "file type", command.code)
    checks.require_code(command.code)
    checks.require_names(command.name, command.name_zh)
    if tx.execute(select(FileType.id).where(func.lower(FileType.code) == command.code)).first():
        raise RecordExists(kind="file type", key=command.code, field="code")
    values = {"code": command.code, "name": command.name, "name_zh": command.name_zh}
    number = tx.execute(insert(FileType).values(values).returning(FileType.id)).scalar_one()
    tx.emit(RequirementsChanged())
    return records.type_of(tx, number)


@handles(UpdateFileType)
def update_type(command: UpdateFileType, tx: Transaction) -> FileTypeView:
    """Rename a type, or take it out of use."""
    policy.require_plant(tx, "file type", str(command.id))
    checks.require_names(command.name, command.name_zh)
    tx.execute(select(FileType.id).where(FileType.id == command.id).with_for_update()).all()
    found = records.type_of(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table=FileType.__tablename__,
        kind="file type",
        key=found.id,
        label=found.code,
        version=found.version,
        fields=TYPE_FIELDS,
    )
    values = {name: getattr(command, name) for name in TYPE_FIELDS} | {"version": found.version + 1}
    tx.execute(update(FileType).where(FileType.id == found.id).values(values))
    tx.emit(RequirementsChanged())
    return records.type_of(tx, found.id)


@handles(RequireFile)
def create_rule(command: RequireFile, tx: Transaction) -> FileRuleView:
    """Require a file."""
    checks.require_rule(command)
    if tx.actor.customer_id is not None:
        checks.require_item(command)
    records.type_of(tx, command.type_id)
    if command.item_id is not None:
        policy.require(tx, FileTarget(kind=FileTargetKind.ITEM, id=command.item_id), "item_id")
    if command.supplier_id is not None:
        policy.require(tx, FileTarget(kind=FileTargetKind.PARTNER, id=command.supplier_id), "supplier_id")
    values = {name: getattr(command, name) for name in SAME}
    same = [getattr(FileRule, name).is_not_distinct_from(value) for name, value in values.items()]
    if tx.execute(select(FileRule.id).where(FileRule.ended_at.is_(None), *same)).first():
        raise RecordExists(kind="file rule", key=str(command.type_id))
    row = insert(FileRule).values(**values, made_at=tx.now, made_by=tx.actor.user_id).returning(FileRule.id)
    number = tx.execute(row).scalar_one()
    tx.emit(RequirementsChanged())
    return records.rule(tx, number)


@handles(EndFileRule)
def end_rule(command: EndFileRule, tx: Transaction) -> FileRuleView:
    """End a rule; from now on nothing is asked by it."""
    checks.require_reason(command.reason)
    tx.execute(select(FileRule.id).where(FileRule.id == command.id).with_for_update()).all()
    found = records.rule(tx, command.id)
    if found.ended_by is not None:
        raise FileRuleEnded(ended_by=found.ended_by, ended_by_zh=found.ended_by_zh or "")
    reason = command.reason.strip()
    tx.because(reason)
    values = {"ended_at": tx.now, "ended_by": tx.actor.user_id, "ended_reason": reason}
    tx.execute(update(FileRule).where(FileRule.id == found.id).values(values))
    tx.emit(RequirementsChanged())
    return records.rule(tx, found.id)
