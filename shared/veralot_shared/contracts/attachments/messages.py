"""What one can ask about evidence files, and do with them."""

from datetime import date
from typing import Annotated

import msgspec

from veralot_shared.contracts.attachments.states import FileGate, FileTargetKind, Permission
from veralot_shared.contracts.attachments.views import (
    AttachmentView,
    FileInfo,
    FileRuleView,
    FileTarget,
    FileTypeView,
    RequiredView,
    UploadView,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId, ItemId, LotId, PartnerId
from veralot_shared.messages import Command, Query

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
"""The SHA-256 of a content in hexadecimal, small letters."""

# --- contents --------------------------------------------------------------------------------------------------------


class BeginUpload(Command[UploadView], permission=Permission.ATTACH):
    """Announce a content, or ask how far its upload came: what is stored already need not be sent again.

    The bytes themselves go to `PUT /files/<sha256>`. Raises: FileTooLarge, ValueNotAllowed.
    """

    sha256: Sha256
    size: int


class FinishUpload(Command[UploadView], permission=Permission.ATTACH):
    """Prove that all of a content has arrived and is what its hash says; `PUT /files/<sha256>` sends this at its end.

    Raises: FileDamaged, FileMissing.
    """

    sha256: Sha256


class GetFile(Query[FileInfo], permission=Permission.READ):
    """Return what `GET /files/<sha256>` would send, if the reader may see a record that the content is attached to.

    Raises: RecordNotFound.
    """

    sha256: Sha256
    attachment_id: AttachmentId | None = None


# --- attachments -----------------------------------------------------------------------------------------------------


class AttachFile(Command[AttachmentView], permission=Permission.ATTACH):
    """Attach a content that was sent before to a lot, unit, item, partner, movement, gauge or calibration.

    Raises: RecordNotFound, FileMissing, FileForbidden, AttachmentExists, ValueNotAllowed.
    """

    target: FileTarget
    sha256: Sha256
    file_name: str
    type_id: AttachmentTypeId
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    note: str = ""


class WithdrawFile(Command[AttachmentView], permission=Permission.WITHDRAW):
    """Withdraw an attachment, with a reason; it stays on record, and a signature that binds it shows as void (P11-18).

    Raises: RecordNotFound, ReasonMissing, AttachmentWithdrawn, ValueNotAllowed.
    """

    id: AttachmentId
    reason: str


class ListAttachments(Query[list[AttachmentView]], permission=Permission.READ):
    """List what is attached to a record, newest first, withdrawn ones included.

    With `related`, a lot's list also has what is attached to its units and movements, its item, its supplier, and the lots
    that it was drawn or split from. Raises: RecordNotFound.
    """

    target: FileTarget
    related: bool = False


class GetAttachment(Query[AttachmentView], permission=Permission.READ):
    """Return one attachment. Raises: RecordNotFound."""

    id: AttachmentId


class ListRequiredFiles(Query[list[RequiredView]], permission=Permission.READ):
    """List the files that a lot needs before its releases, and how it stands to each today. Raises: RecordNotFound."""

    lot_id: LotId


# --- types and rules -------------------------------------------------------------------------------------------------


class ListFileTypes(Query[list[FileTypeView]], permission=Permission.READ):
    """List the types of files by code."""


class CreateFileType(Command[FileTypeView], permission=Permission.RULE_MANAGE):
    """Make a type of file. Raises: RecordExists, RecordNotFound (to a customer's user), ValueNotAllowed."""

    code: str
    name: str
    name_zh: str = ""


class UpdateFileType(Command[FileTypeView], permission=Permission.RULE_MANAGE):
    """Rename a type, or take it out of use; what it is on keeps it. Raises: RecordNotFound, RecordChanged, ValueNotAllowed."""

    id: AttachmentTypeId
    version: int
    name: str
    name_zh: str
    active: bool


class ListFileRules(Query[list[FileRuleView]], permission=Permission.READ):
    """List the rules in force, and with `ended` the former ones too."""

    ended: bool = False


class RequireFile(Command[FileRuleView], permission=Permission.RULE_MANAGE):
    """Require a file before a release; every set condition must hold of the lot, and at least one is set.

    A customer's user requires files of that customer's own items alone, and so names one.

    Raises: RecordNotFound, RecordExists, ValueNotAllowed.
    """

    type_id: AttachmentTypeId
    gate: FileGate = FileGate.RELEASE
    bound_to: FileTargetKind = FileTargetKind.LOT
    item_id: ItemId | None = None
    item_kind: ItemKind | None = None
    supplier_id: PartnerId | None = None


class EndFileRule(Command[FileRuleView], permission=Permission.RULE_MANAGE):
    """End a rule, with a reason; it stays on record. Raises: RecordNotFound, ReasonMissing, FileRuleEnded, ValueNotAllowed."""

    id: AttachmentRuleId
    reason: str
