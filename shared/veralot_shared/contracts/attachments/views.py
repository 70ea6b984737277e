"""What is shown of evidence files, their types and the rules that require them."""

from datetime import date, datetime

import msgspec

from veralot_shared.contracts.attachments.states import FileGate, FileStanding, FileTargetKind
from veralot_shared.contracts.items import ItemKind
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId, ItemId, PartnerId


class FileTarget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The record that a file is attached to."""

    kind: FileTargetKind
    id: int


class FileTypeView(msgspec.Struct, frozen=True, kw_only=True):
    """A type of evidence file, such as certificate of analysis."""

    id: AttachmentTypeId
    version: int
    code: str
    name: str
    name_zh: str
    active: bool


class UploadView(msgspec.Struct, frozen=True, kw_only=True):
    """How far the upload of a content is: `stored` bytes of `size` are there; `complete` once all of it is, hash proven."""

    upload_id: int
    sha256: str
    size: int
    stored: int
    complete: bool


class FileInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be downloaded: its content's hash and size, what it was recognised as, and a safe name."""

    sha256: str
    size: int
    media_type: str
    file_name: str


class AttachmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A file attached to a record. `expired` says that it is no longer valid today; withdrawn ones stay on record."""

    id: AttachmentId
    version: int
    target: FileTarget
    target_label: str
    sha256: str
    size: int
    media_type: str
    file_name: str
    type_id: AttachmentTypeId
    type_code: str
    type_name: str
    type_name_zh: str
    number: str
    issued_on: date | None
    valid_until: date | None
    note: str
    expired: bool
    added_at: datetime
    added_by: str
    added_by_zh: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_by_zh: str | None
    withdrawn_reason: str


class FileRuleView(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: lots of this item, kind of item or supplier need a valid file of a type before a release.

    `bound_to` says where the file must be attached: to the lot itself, to its item, or to its supplier.
    """

    id: AttachmentRuleId
    type_id: AttachmentTypeId
    type_name: str
    type_name_zh: str
    gate: FileGate
    bound_to: FileTargetKind
    item_id: ItemId | None
    item_code: str | None
    item_kind: ItemKind | None
    supplier_id: PartnerId | None
    supplier: str | None
    supplier_zh: str | None
    made_at: datetime
    made_by: str
    made_by_zh: str
    ended_at: datetime | None
    ended_by: str | None
    ended_by_zh: str | None
    ended_reason: str


class RequiredView(msgspec.Struct, frozen=True, kw_only=True):
    """How a lot stands to a rule: met by an attachment, only by one that is no longer valid, or by none."""

    rule_id: AttachmentRuleId
    gate: FileGate
    bound_to: FileTargetKind
    target: FileTarget
    target_label: str
    type_id: AttachmentTypeId
    type_name: str
    type_name_zh: str
    state: FileStanding
    attachment_id: AttachmentId | None
    valid_until: date | None
