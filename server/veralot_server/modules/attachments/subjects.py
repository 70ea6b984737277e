"""What a decision on a lot binds of its files: which contents, as what, until when (T10).

Each attachment is a record of its own under the signature, so a file that is added later voids no signature, and one that is
withdrawn voids those that bound it (P11-18). Files of the item or the supplier are bound where a rule asked for them: that
they are replaced in the course of things voids no release that rested on them while they were valid.
"""

from datetime import date

import msgspec

from veralot_server.core.module import Subject, binds, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import policy, records
from veralot_shared.contracts.attachments import AttachmentView, FileStanding, FileTargetKind
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import AttachmentId

SHARED = frozenset({FileTargetKind.ITEM, FileTargetKind.PARTNER})


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on an attachment binds."""

    file_name: str
    sha256: str
    size: int
    type: str
    number: str
    issued_on: date | None
    valid_until: date | None
    attached_to: str
    withdrawn: bool


@binds("attachments.files")
def files_of(lot: LotView, tx: Transaction) -> list[Subject]:
    """Return the files on which a decision on a lot rests."""
    asked = {one.attachment_id for one in records.required_of(tx, lot) if one.state is FileStanding.MET}
    found = [one for one in records.of_lot(tx, lot.id) if one.withdrawn_at is None]
    resting = [one for one in found if one.target.kind not in SHARED or one.id in asked]
    return [made(one) for one in sorted(resting, key=lambda one: one.id)]


@subject("attachment")
def attachment_again(key: str, tx: Transaction) -> Subject | None:
    """Read an attachment again, if the actor may see it."""
    try:
        found = records.attachment(tx, AttachmentId(int(key)))
        # A right that is lacking is refused: answered as nothing, the signature would read as void.
        policy.require(tx, found.target)
    except RecordNotFound:
        return None
    return made(found)


def made(one: AttachmentView) -> Subject:
    """Return an attachment as it is signed."""
    content = Content(
        file_name=one.file_name,
        sha256=one.sha256,
        size=one.size,
        type=one.type_code,
        number=one.number,
        issued_on=one.issued_on,
        valid_until=one.valid_until,
        attached_to=f"{one.target.kind} {one.target_label}",
        withdrawn=one.withdrawn_at is not None and one.target.kind not in SHARED,
    )
    label = f"{one.file_name} · {one.type_code}"
    return Subject(kind="attachment", key=str(one.id), label=label, content=msgspec.structs.asdict(content))
