"""What a decision on a conflict signs: the entry exactly as it came, both sides of what changed, and the reason."""

from datetime import datetime

import msgspec

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import entries
from veralot_shared.contracts.capture import AcceptEntry, OfflineEntryView, RejectEntry
from veralot_shared.errors import RecordNotFound, Sentence, plain
from veralot_shared.i18n import N_
from veralot_shared.ids import OfflineEntryId

KIND = "capture_entry"


@signs(AcceptEntry)
def accepted(command: AcceptEntry, tx: Transaction) -> list[Subject]:
    """Return the entry that is accepted."""
    return [bound(tx, entries.undecided(tx, command.id, N_("accept")))]


@signs(RejectEntry)
def rejected(command: RejectEntry, tx: Transaction) -> list[Subject]:
    """Return the entry that is rejected."""
    return [bound(tx, entries.undecided(tx, command.id, N_("reject")))]


@subject(KIND)
def read_again(key: str, tx: Transaction) -> Subject | None:
    """Return an entry as it is now; nothing where there is none, or none that the actor may see."""
    try:
        return bound(tx, entries.view(tx, OfflineEntryId(int(key)))) if key.isdecimal() else None
    except RecordNotFound:
        return None


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that had changed, with both sides, in the words in which it was kept when the entry arrived."""

    changed: Sentence
    entered_against: Sentence
    on_arrival: Sentence


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a decision binds of an entry, besides what was entered in words.

    The hash covers the entry exactly as it came, its ids included. Who entered it is the user name: it is never changed nor
    given again.
    """

    device: str
    counter: int
    entered_by: str
    proof: str
    device_at: datetime
    entered_at: datetime
    arrived_at: datetime
    message: str
    entry_hash: str
    differences: list[dict[str, Sentence]]
    refused_because: str


def bound(tx: Transaction, shown: OfflineEntryView) -> Subject:
    """Return what of an entry is signed. Who entered it does not decide about it."""
    more = entries.kept(tx, shown.id)
    content = Content(
        device=shown.device,
        counter=shown.counter,
        entered_by=shown.user_name,
        proof=shown.proof,
        device_at=shown.device_at,
        entered_at=shown.entered_at,
        arrived_at=shown.received_at,
        message=shown.op,
        entry_hash=more.hash.hex(),
        differences=[
            msgspec.structs.asdict(Side(changed=one.what, entered_against=one.then, on_arrival=one.now))
            for one in shown.differences
        ],
        refused_because=plain(shown.reason) if shown.reason else "",
    )
    label = " · ".join(part for part in (shown.about or f"{shown.device} {shown.counter}", shown.full_name) if part)
    told = entries.worded(tx, shown.op, more.body) | msgspec.structs.asdict(content)
    return Subject(kind=KIND, key=str(shown.id), label=label, content=told, doers=frozenset({shown.user_id}))
