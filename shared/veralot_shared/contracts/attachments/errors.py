"""What is refused about evidence files, and why."""

from veralot_shared.errors import CodedError


class FileTooLarge(CodedError, status=413):
    """A file over the plant's limit."""

    text = "{field}: the file has {size} bytes. At most {limit} are allowed."
    size: int
    limit: int
    field: str | None = "size"


class FileDamaged(CodedError, status=422):
    """What arrived is not what its hash says: it was damaged on the way, or changed while it was read."""

    text = "The file that arrived is another than the one announced ({expected}). Nothing was kept. Send it again."
    expected: str
    found: str


class UploadOutOfStep(CodedError, status=409):
    """A part of a file that does not begin where the stored parts end, or that another part overtook."""

    text = "{stored} bytes of this file are stored; go on from there."
    stored: int


class FileMissing(CodedError, status=409):
    """A content that was never sent whole."""

    text = "The content of this file is not there yet. Send it first, then attach it."
    sha256: str
    field: str | None = "sha256"


class FileForbidden(CodedError, status=422):
    """A program or script, whatever it is called."""

    text = (
        "“{file_name}” is a program ({recognised}). Programs are not kept as evidence. Attach what it reports instead."
    )
    file_name: str
    recognised: str
    field: str | None = "file_name"


class AttachmentExists(CodedError, status=409):
    """The same content is attached to the same record with the same type."""

    text = "This file is already attached to {label} with this type."
    label: str
    field: str | None = "sha256"


class AttachmentWithdrawn(CodedError, status=409):
    """The attachment was withdrawn before."""

    text = "This file was already withdrawn by {withdrawn_by}."
    withdrawn_by: str
    withdrawn_by_zh: str = ""


class FileRuleEnded(CodedError, status=409):
    """The rule was ended before."""

    text = "This rule was already ended by {ended_by}."
    ended_by: str
    ended_by_zh: str = ""
