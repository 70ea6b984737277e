"""Evidence files: certificates, reports, pictures, bound by their content's hash to the records that they prove.

A content is kept once, whoever sends it and however often it is attached. Its bytes travel by `/files/<sha256>`, in any
number of parts; messages say who may. Controlled documents with revisions are another module's matter.
"""

from veralot_shared.contracts.attachments.errors import (
    AttachmentExists,
    AttachmentWithdrawn,
    FileDamaged,
    FileForbidden,
    FileMissing,
    FileRuleEnded,
    FileTooLarge,
    UploadOutOfStep,
)
from veralot_shared.contracts.attachments.events import (
    AttachmentsChanged,
    RequirementsChanged,
)
from veralot_shared.contracts.attachments.messages import (
    AttachFile,
    BeginUpload,
    CreateFileType,
    EndFileRule,
    FinishUpload,
    GetAttachment,
    GetFile,
    ListAttachments,
    ListFileRules,
    ListFileTypes,
    ListRequiredFiles,
    RequireFile,
    UpdateFileType,
    WithdrawFile,
)
from veralot_shared.contracts.attachments.states import (
    FileGate,
    FileStanding,
    FileState,
    FileTargetKind,
    Permission,
)
from veralot_shared.contracts.attachments.views import (
    AttachmentView,
    FileInfo,
    FileRuleView,
    FileTarget,
    FileTypeView,
    RequiredView,
    UploadView,
)

__all__ = [
    "AttachFile",
    "AttachmentExists",
    "AttachmentView",
    "AttachmentWithdrawn",
    "AttachmentsChanged",
    "BeginUpload",
    "CreateFileType",
    "EndFileRule",
    "FileDamaged",
    "FileForbidden",
    "FileGate",
    "FileInfo",
    "FileMissing",
    "FileRuleEnded",
    "FileRuleView",
    "FileStanding",
    "FileState",
    "FileTarget",
    "FileTargetKind",
    "FileTooLarge",
    "FileTypeView",
    "FinishUpload",
    "GetAttachment",
    "GetFile",
    "ListAttachments",
    "ListFileRules",
    "ListFileTypes",
    "ListRequiredFiles",
    "Permission",
    "RequireFile",
    "RequiredView",
    "RequirementsChanged",
    "UpdateFileType",
    "UploadOutOfStep",
    "UploadView",
    "WithdrawFile",
]
