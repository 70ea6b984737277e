"""Attaches contents to records, and withdraws attachments."""

from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from veralot_server.core import files
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import policy, records
from veralot_server.modules.attachments.domain import checks, recognise
from veralot_server.modules.attachments.handlers.uploads import has
from veralot_server.modules.attachments.tables import Attachment, File
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentExists,
    AttachmentsChanged,
    AttachmentView,
    AttachmentWithdrawn,
    FileForbidden,
    FileMissing,
    WithdrawFile,
)
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules.file_names import safe_name

ENTERED: Final = ("number", "issued_on", "valid_until", "note", "type_id")


@handles(AttachFile)
def attach(command: AttachFile, tx: Transaction) -> AttachmentView:
    """Bind a content to a record. Its name is made safe, its kind is what its bytes say."""
    owned = policy.require(tx, command.target)
    checks.require_entry(command, tx.today)
    if not records.type_of(tx, command.type_id).active:
        raise ValueNotAllowed(value=str(command.type_id), rule=checks.INACTIVE_RULE, field="type_id")
    content = files.take(tx.wire, command.sha256) if has(tx, command.sha256) else None
    if content is None:
        raise FileMissing(sha256=command.sha256)
    name = safe_name(command.file_name)
    recognised = recognise.program(content.media_type, name)
    if recognised and not tx.settings.executables:
        raise FileForbidden(file_name=name, recognised=recognised)
    file_id = evidence(tx, command.sha256, content)
    require_new(tx, command, file_id, owned.label)
    values = {entered: getattr(command, entered) for entered in ENTERED} | {
        "file_id": file_id,
        "target_kind": command.target.kind,
        "target_id": command.target.id,
        "file_name": name,
        "added_at": tx.now,
        "added_by": tx.actor.user_id,
    }
    number = tx.execute(insert(Attachment).values(values).returning(Attachment.id)).scalar_one()
    tell(tx, owned)
    return records.attachment(tx, number)


def evidence(tx: Transaction, digest: str, content: files.Content) -> int:
    """Return the row of a content, made when it first becomes evidence."""
    row = upsert(File).values(sha256=digest, size=content.size, media_type=content.media_type)
    tx.execute(row.on_conflict_do_nothing(index_elements=[File.sha256]))
    number: int = tx.execute(select(File.id).where(File.sha256 == digest)).scalar_one()
    return number


def require_new(tx: Transaction, command: AttachFile, file_id: int, label: str) -> None:
    """Refuse a content that is attached to the record with this type already. Raises: AttachmentExists."""
    found = tx.execute(
        select(Attachment.id).where(
            Attachment.file_id == file_id,
            Attachment.target_kind == command.target.kind,
            Attachment.target_id == command.target.id,
            Attachment.type_id == command.type_id,
            Attachment.withdrawn_at.is_(None),
        )
    ).first()
    if found is not None:
        raise AttachmentExists(label=label)


@handles(WithdrawFile)
def withdraw(command: WithdrawFile, tx: Transaction) -> AttachmentView:
    """Write down that an attachment no longer counts, and why. It and its content stay."""
    checks.require_reason(command.reason)
    tx.execute(select(Attachment.id).where(Attachment.id == command.id).with_for_update()).all()
    found = records.attachment(tx, command.id)
    owned = policy.require_attachment(tx, found)
    if found.withdrawn_by is not None:
        raise AttachmentWithdrawn(withdrawn_by=found.withdrawn_by, withdrawn_by_zh=found.withdrawn_by_zh or "")
    reason = command.reason.strip()
    tx.because(reason)
    values = {
        "withdrawn_at": tx.now,
        "withdrawn_by": tx.actor.user_id,
        "withdrawn_reason": reason,
        "version": found.version + 1,
    }
    tx.execute(update(Attachment).where(Attachment.id == found.id).values(values))
    tell(tx, owned)
    return records.attachment(tx, found.id)


def tell(tx: Transaction, owned: policy.Owned) -> None:
    """Tell that a record's files changed, and with them the dossiers of its lots."""
    tx.emit(AttachmentsChanged(target=owned.target), owned.customer_id)
    if owned.lot_ids:
        tx.emit(LotsChanged(lot_ids=list(owned.lot_ids)), owned.customer_id)
