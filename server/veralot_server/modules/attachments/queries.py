"""Answers about evidence files."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import policy, records
from veralot_shared.contracts.attachments import (
    AttachmentView,
    FileInfo,
    FileRuleView,
    FileTargetKind,
    FileTypeView,
    GetAttachment,
    GetFile,
    ListAttachments,
    ListFileRules,
    ListFileTypes,
    ListRequiredFiles,
    RequiredView,
)
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId

LOOKED_AT: Final = 100
"""Of a content that is attached in many places, so many of the newest are looked at for one that the reader may see."""


@answers(ListAttachments)
def list_attachments(query: ListAttachments, tx: Transaction) -> list[AttachmentView]:
    """List what is attached to a record, newest first."""
    policy.require(tx, query.target)
    if query.related and query.target.kind is FileTargetKind.LOT:
        return records.of_lot(tx, LotId(query.target.id))
    tail = "WHERE a.target_kind = %(kind)s AND a.target_id = %(target)s ORDER BY a.id DESC"
    return records.attachments(tx, tail, kind=query.target.kind, target=query.target.id)


@answers(GetAttachment)
def get_attachment(query: GetAttachment, tx: Transaction) -> AttachmentView:
    """Return one attachment."""
    found = records.attachment(tx, query.id)
    policy.require_attachment(tx, found)
    return found


@answers(GetFile)
def get_file(query: GetFile, tx: Transaction) -> FileInfo:
    """Return what a download sends: by the attachment that is named, else by any that the reader may see."""
    tail = "WHERE f.sha256 = %(sha256)s AND (%(id)s::bigint IS NULL OR a.id = %(id)s) ORDER BY a.id DESC LIMIT %(most)s"
    found = records.attachments(tx, tail, sha256=query.sha256, id=query.attachment_id, most=LOOKED_AT)
    for one in found:
        if policy.may_see(tx, one.target):
            return FileInfo(sha256=one.sha256, size=one.size, media_type=one.media_type, file_name=one.file_name)
    raise RecordNotFound(kind="file", key=query.sha256, field="sha256")


@answers(ListRequiredFiles)
def list_required(query: ListRequiredFiles, tx: Transaction) -> list[RequiredView]:
    """List the files that a lot needs before its releases."""
    return records.required_of(tx, tx.call(GetLot(id=query.lot_id)))


@answers(ListFileTypes, single=True)
def list_types(_query: ListFileTypes, tx: Transaction) -> list[FileTypeView]:
    """List the types of files by code."""
    return records.types(tx, "ORDER BY code")


@answers(ListFileRules, single=True)
def list_rules(query: ListFileRules, tx: Transaction) -> list[FileRuleView]:
    """List the rules, newest first; to a customer's user those of its own items."""
    condition = "(%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s) AND (%(ended)s OR r.ended_at IS NULL)"
    return records.rules(tx, f"WHERE {condition} ORDER BY r.id DESC", scope=tx.actor.customer_id, ended=query.ended)
