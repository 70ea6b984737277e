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
    FileTooLarge,
    RuleEnded,
    UploadOutOfStep,
)
from veralot_shared.contracts.attachments.events import (
    AttachmentsChanged,
    RequirementsChanged,
)
from veralot_shared.contracts.attachments.messages import (
    Attach,
    BeginUpload,
    CreateRule,
    CreateType,
    EndRule,
    FinishUpload,
    GetAttachment,
    GetFile,
    ListAttachments,
    ListRequired,
    ListRules,
    ListTypes,
    UpdateType,
    Withdraw,
)
from veralot_shared.contracts.attachments.states import (
    Gate,
    Permission,
    Requirement,
    TargetKind,
)
from veralot_shared.contracts.attachments.views import (
    AttachmentView,
    FileInfo,
    RequiredView,
    RuleView,
    Target,
    TypeView,
    UploadView,
)

__all__ = [
    "Attach",
    "AttachmentExists",
    "AttachmentView",
    "AttachmentWithdrawn",
    "AttachmentsChanged",
    "BeginUpload",
    "CreateRule",
    "CreateType",
    "EndRule",
    "FileDamaged",
    "FileForbidden",
    "FileInfo",
    "FileMissing",
    "FileTooLarge",
    "FinishUpload",
    "Gate",
    "GetAttachment",
    "GetFile",
    "ListAttachments",
    "ListRequired",
    "ListRules",
    "ListTypes",
    "Permission",
    "RequiredView",
    "Requirement",
    "RequirementsChanged",
    "RuleEnded",
    "RuleView",
    "Target",
    "TargetKind",
    "TypeView",
    "UpdateType",
    "UploadOutOfStep",
    "UploadView",
    "Withdraw",
]
