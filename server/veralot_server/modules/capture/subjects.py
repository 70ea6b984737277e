"""What a decision on a conflict signs: the entry exactly as it came, both sides of what changed, and the reason."""

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import entries
from veralot_shared.contracts.capture import AcceptEntry, OfflineEntryView, RejectEntry
from veralot_shared.errors import RecordNotFound, plain
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


def bound(tx: Transaction, shown: OfflineEntryView) -> Subject:
    """Return what of an entry is signed. Who entered it does not decide about it."""
    more = entries.kept(tx, shown.id)
    content = {
        "entry": str(shown.entry),
        "device": shown.device,
        "counter": shown.counter,
        "entered_by": shown.full_name,
        "proof": shown.proof,
        "device_at": shown.device_at,
        "entered_at": shown.entered_at,
        "received_at": shown.received_at,
        "message": shown.op,
        "content": entries.content(shown.op, more.body),
        "hash": more.hash.hex(),
        "differences": [
            {"what": plain(one.what), "then": plain(one.then), "now": plain(one.now)} for one in shown.differences
        ],
        "refused": plain(shown.reason) if shown.reason else "",
    }
    label = shown.about or f"{shown.device} {shown.counter}"
    return Subject(kind=KIND, key=str(shown.id), label=label, content=content, doers=frozenset({shown.user_id}))
