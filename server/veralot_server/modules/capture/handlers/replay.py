"""Takes a batch of what was entered while the server was away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import devices, entries, intake, recording
from veralot_server.modules.capture.domain import chain
from veralot_server.modules.capture.domain.chain import Step
from veralot_server.modules.capture.domain.times import seconds
from veralot_server.modules.capture.intake import Judged
from veralot_shared.contracts.capture import EntriesArrived, EntryState, Outcome, OutcomeView, Replay, ReplayView
from veralot_shared.errors import CommandConflict, Reason
from veralot_shared.ids import OfflineEntryId

OUTCOMES = {
    EntryState.RECORDED: Outcome.RECORDED,
    EntryState.CONFLICT: Outcome.CONFLICT,
    EntryState.REFUSED: Outcome.REFUSED,
}
Before = Mapping[UUID, tuple[bytes, OfflineEntryId, str, Any]]


@handles(Replay)
def replay(command: Replay, tx: Transaction) -> ReplayView:
    """Follow the device's journal, prove and judge what is new, record what stands, and write everything down."""
    device = devices.require_hand(tx, command.device)
    before = entries.known(tx, [form.id for form in command.entries])
    hashes = {number: found[0] for number, found in before.items()}
    followed = chain.follow(device.device, device.known_to, command.entries, command.damaged, hashes)
    judged, people, unproven = intake.judge(tx, device, followed.steps)
    recording.Recorder(tx, device, people).record(judged)
    written = recording.write(tx, device, judged, seconds(command.sent_at - tx.now))
    devices.report(tx, device.id, (*followed.incidents, *unproven))
    devices.heard(tx, device, command.waiting, command.sent_at, followed.head, tx.actor.user_id)
    if written:
        waiting = sum(1 for _ in recording.conflicts(judged))
        told = [OfflineEntryId(number) for number in sorted(written.values())]
        tx.emit(EntriesArrived(device_id=device.id, entry_ids=told, conflicts=waiting))
    new = {one.form.id: one for one in judged}
    outcomes = [outcome(step, before, new, written) for step in followed.steps]
    return ReplayView(outcomes=outcomes, head=followed.head.counter, received_at=tx.now)


def outcome(step: Step, before: Before, new: Mapping[UUID, Judged], written: Mapping[UUID, int]) -> OutcomeView:
    """Return what became of one entry."""
    form = step.form
    one = new.get(form.id) if step.outcome is None else None
    if one is not None:
        return OutcomeView(
            id=form.id,
            counter=form.counter,
            outcome=Outcome.ALREADY if one.already else OUTCOMES[one.state],
            entry_id=OfflineEntryId(written[form.id]),
            reason=None if one.error is None else Reason.of(one.error),
        )
    if step.outcome is Outcome.REFUSED:
        clash = Reason.of(CommandConflict(command_id=form.id))
        return OutcomeView(id=form.id, counter=form.counter, outcome=Outcome.REFUSED, reason=clash)
    found = before.get(form.id)
    return OutcomeView(
        id=form.id,
        counter=form.counter,
        outcome=step.outcome or Outcome.ALREADY,
        entry_id=found[1] if found else None,
    )
