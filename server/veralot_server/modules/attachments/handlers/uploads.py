"""Takes contents in: announced, brought in piece by piece by the door of files, and then proven."""

from typing import Final

from veralot_server.core import files
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import policy
from veralot_server.modules.attachments.domain import recognise
from veralot_server.modules.attachments.domain.checks import EMPTY_RULE
from veralot_shared.contracts.attachments import (
    BeginUpload,
    FileDamaged,
    FileMissing,
    FileTarget,
    FileTargetKind,
    FileTooLarge,
    FinishUpload,
    UploadView,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

WAITING_FILES: Final = 16
"""So many files of the largest size may wait to be attached, for each person."""
WAITING_RULE: Final = N_("Too much that you sent is attached to nothing yet. Attach it first.")
SIZE_RULE: Final = N_("This content has another size.")

ATTACHED: Final = """
SELECT a.target_kind, a.target_id FROM attachments_attachment a JOIN attachments_file f ON f.id = a.file_id
WHERE f.sha256 = %s AND a.withdrawn_at IS NULL ORDER BY a.id DESC LIMIT 100
"""


@handles(BeginUpload)
def begin_upload(command: BeginUpload, tx: Transaction) -> UploadView:
    """Say how much of a content is there; one that the sender already has in the plant need not be sent again."""
    limit = tx.settings.file_limit
    if command.size > limit:
        raise FileTooLarge(size=command.size, limit=limit)
    if command.size < 1:
        raise ValueNotAllowed(value=str(command.size), rule=EMPTY_RULE, field="size")
    if files.unused(tx.wire, tx.actor.user_id, command.sha256) > WAITING_FILES * limit:
        raise ValueNotAllowed(value=str(command.size), rule=WAITING_RULE, field="size")
    if has(tx, command.sha256):
        return complete(tx, command.sha256)
    found = files.begin(tx.wire, tx.actor.user_id, command.sha256, command.size)
    if found.size != command.size:
        raise ValueNotAllowed(value=str(command.size), rule=SIZE_RULE, field="size")
    return view(command.sha256, found)


@handles(FinishUpload)
def finish_upload(command: FinishUpload, tx: Transaction) -> UploadView:
    """Hash what is stored; only if it is what was announced does the content begin to exist. What is damaged is dropped."""
    found = files.upload(tx.wire, tx.actor.user_id, command.sha256)
    if found is None or found.finished or found.stored != found.size:
        if has(tx, command.sha256):
            return complete(tx, command.sha256)
        raise FileMissing(sha256=command.sha256)
    digest, head = files.proven(tx.wire, found.id)
    if digest != command.sha256:
        files.discard(tx.wire, found.id)
        tx.refuse(FileDamaged(expected=command.sha256, found=digest))
    files.keep(tx.wire, found, digest, recognise.media_type(head))
    return complete(tx, command.sha256)


def has(tx: Transaction, digest: str) -> bool:
    """Tell whether the actor may attach a content without sending it: it is there, and the actor has brought or may see it.

    For a customer's user a content that only others have brought is not there, or a hash alone would fetch it.
    """
    if not files.there(tx.wire, digest):
        return False
    if tx.actor.customer_id is None:
        return True
    own = files.upload(tx.wire, tx.actor.user_id, digest)
    if own is not None and own.finished:
        return True
    rows = tx.wire.execute(ATTACHED, (digest,)).fetchall()
    return any(policy.may_see(tx, FileTarget(kind=FileTargetKind(kind), id=key)) for kind, key in rows)


def complete(tx: Transaction, digest: str) -> UploadView:
    """Return a content that is there whole."""
    found = files.take(tx.wire, digest)
    size = found.size if found else 0
    return UploadView(upload_id=0, sha256=digest, size=size, stored=size, complete=True)


def view(digest: str, found: files.Upload) -> UploadView:
    """Return how far an upload is."""
    return UploadView(upload_id=found.id, sha256=digest, size=found.size, stored=found.stored, complete=False)
