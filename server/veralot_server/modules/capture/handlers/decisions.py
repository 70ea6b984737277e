"""Carries out what a person decides about a conflict: accepted as it is, or rejected; either stays readable."""

from typing import Any, Final

from sqlalchemy import update

from veralot_server.core.captured import Captured
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import entries, people, recording
from veralot_server.modules.capture.domain.words import REASON_RULE
from veralot_server.modules.capture.tables import Entry
from veralot_shared.contracts.capture import AcceptEntry, EntriesArrived, EntryState, OfflineEntryView, RejectEntry
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

SHORTEST_REASON: Final = 3


@handles(AcceptEntry)
def accept_entry(command: AcceptEntry, tx: Transaction) -> OfflineEntryView:
    """Record an entry in the name of who entered it, under the signature of who accepts it."""
    shown = entries.undecided(tx, command.id, N_("accept"))
    reason = checked(command.reason)
    entered = entries.command(tx, shown)
    person = people.people(tx, [shown.user_id])[shown.user_id]
    # The decision stands in for a right that lapsed meanwhile, and for nothing else.
    actor = person.actor(shown.device, *([str(entered.permission)] if entered.permission else []))
    how = Captured(
        entry=shown.entry,
        user_id=shown.user_id,
        device=shown.device,
        counter=shown.counter,
        snapshot_id=entries.kept(tx, shown.id).snapshot_id,
        device_at=shown.device_at,
        entered_at=shown.entered_at,
        accepted=True,
    )
    recording.carry_out_as(tx, actor, entered, how)
    return decided(tx, shown, EntryState.ACCEPTED, reason)


@handles(RejectEntry)
def reject_entry(command: RejectEntry, tx: Transaction) -> OfflineEntryView:
    """Write down that an entry is not recorded, and why."""
    shown = entries.undecided(tx, command.id, N_("reject"))
    return decided(tx, shown, EntryState.REJECTED, checked(command.reason))


def checked(reason: str) -> str:
    """Return a reason without spaces around it. Raises ValueNotAllowed for none."""
    plain = reason.strip()
    if len(plain) < SHORTEST_REASON:
        raise ValueNotAllowed(value=plain, rule=REASON_RULE, field="reason")
    return plain


def decided(tx: Transaction, shown: OfflineEntryView, state: EntryState, reason: str) -> OfflineEntryView:
    """Write the decision down and tell it."""
    signature = tx.signature
    values: dict[Any, object] = {
        Entry.state: state,
        Entry.decided_at: tx.now,
        Entry.decided_by: signature.signer_id if signature else tx.actor.user_id,
        Entry.decision_reason: reason,
        Entry.signature_id: signature.id if signature else None,
    }
    tx.execute(update(Entry).where(Entry.id == shown.id).values(values))
    tx.emit(EntriesArrived(device_id=shown.device_id, entry_ids=[shown.id]))
    return entries.view(tx, shown.id)
