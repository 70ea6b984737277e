"""However batches are cut, repeated and shuffled on their way, the same entries are recorded, each once, in order."""

from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.capture import Device, uuid_of
from tests.server.modules.capture.conftest import Readings, note
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.capture.domain.chain import Head, follow, hash_of
from veralot_shared.contracts.capture import DamageForm, EntryForm, IncidentKind, ListEntries, Outcome, Trouble
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.ids import EntryKeyId, SnapshotId
from veralot_shared.rules.journal import EPOCH, FIRST

COUNT = 8
DEVICE = uuid_of(7)
Batches = list[list[int]]

cuts = st.lists(st.lists(st.integers(0, COUNT - 1), max_size=COUNT + 2), max_size=8)
"""Batches of any entries, in any order, as often as one likes."""


def journal(count: int) -> list[EntryForm]:
    """Return a journal of entries."""
    made, last = list[EntryForm](), FIRST
    for number in range(1, count + 1):
        form = EntryForm(
            id=uuid_of(number),
            counter=number,
            previous=last,
            key_id=EntryKeyId(1),
            snapshot_id=SnapshotId(1),
            device_at=EPOCH,
            elapsed_ms=number,
            op="test.Note",
            body=b"",
            signature=b"",
        )
        last = hash_of(DEVICE, form)
        made.append(form)
    return made


@given(batches=cuts, damaged=st.sets(st.integers(1, COUNT)))
def test_the_chain_is_followed_to_the_same_end(batches: Batches, damaged: set[int]) -> None:
    whole = journal(COUNT)
    taken, incidents, head = dict[object, EntryForm](), set[object](), Head(0, FIRST)

    def hand_in(numbers: Sequence[int]) -> None:
        nonlocal head
        entries = [whole[number] for number in numbers if whole[number].counter not in damaged]
        lost = [DamageForm(counter=number + 1, trouble=Trouble.MISSING) for number in numbers if number + 1 in damaged]
        known = {key: hash_of(DEVICE, form) for key, form in taken.items()}
        followed = follow(DEVICE, head, entries, lost, known)  # type: ignore[arg-type]  # ids are UUIDs
        incidents.update((one.kind, one.counter) for one in followed.incidents)
        for step in followed.steps:
            if step.outcome is None:
                assert step.form.id not in taken
                taken[step.form.id] = step.form
        head = followed.head

    for batch in batches:
        hand_in(batch)
    hand_in(range(COUNT))
    assert head.counter == COUNT
    assert [form.counter for form in taken.values()] == [n for n in range(1, COUNT + 1) if n not in damaged]
    assert incidents == {(IncidentKind.MISSING, number) for number in damaged}


@given(place=st.integers(0, COUNT - 1), field=st.sampled_from(["body", "op", "elapsed_ms", "previous"]))
def test_no_entry_can_be_changed_without_breaking_the_chain(place: int, field: str) -> None:
    whole = journal(COUNT + 1)
    other = {"body": b"x", "op": "test.Other", "elapsed_ms": 99, "previous": bytes(range(32))}[field]
    whole[place] = msgspec.structs.replace(whole[place], **{field: other})
    followed = follow(DEVICE, Head(0, FIRST), whole, [], {})
    assert IncidentKind.BROKEN in {one.kind for one in followed.incidents}


@pytest.mark.requirement("OFF-05", "OFF-03")
@given(batches=cuts)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_rows_whatever_the_way(
    tx: Transaction, lot: LotView, readings: Readings, inspector: Callable[[], Actor], batches: Batches
) -> None:
    inspector()
    readings.texts.clear()
    tx.wire.simple(b"SAVEPOINT before")
    device = Device(tx).begin()
    entries = [device.enter(note(lot, str(number))) for number in range(COUNT)]
    for batch in batches:
        reply = device.send([entries[number] for number in batch])
        assert {one.outcome for one in reply.outcomes} <= {Outcome.RECORDED, Outcome.ALREADY, Outcome.AHEAD}
    device.send(entries)
    assert readings.texts == [str(number) for number in range(COUNT)]
    assert [one.counter for one in tx.call(ListEntries())] == list(range(COUNT, 0, -1))
    tx.wire.simple(b"ROLLBACK TO before")
