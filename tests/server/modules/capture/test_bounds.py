"""What no record can hold is refused in an entry as it is at the door, and stops neither its batch nor who looks at it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.factories.capture import Device
from tests.server.modules.capture.conftest import NoteReading, Readings, note
from veralot_server.core.transaction import Transaction
from veralot_server.rpc.dispatch import Incoming, decode
from veralot_shared.contracts.capture import (
    EntryForm,
    EntryState,
    EntryUnreadable,
    GetEntry,
    ListEntries,
    Outcome,
    Replay,
)
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.errors import MessageInvalid, ValueNotAllowed
from veralot_shared.ids import EntryKeyId, LotId, SnapshotId
from veralot_shared.messages import MSGPACK

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NO_TEXT = b"\x82\xa6lot_id\x01\xa4text\xa2\xff\xfe"
"""A command whose text is not in UTF-8."""


@pytest.mark.requirement("OFF-05")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (msgspec.msgpack.encode(NoteReading(lot_id=LotId(1), text="a\0b")), ValueNotAllowed.code),
        (msgspec.msgpack.encode(NoteReading(lot_id=LotId(2**63), text="a")), ValueNotAllowed.code),
        (NO_TEXT, EntryUnreadable.code),
        (b"\x91" * 3000, EntryUnreadable.code),
        (b"", EntryUnreadable.code),
    ],
)
def test_an_entry_that_cannot_be_stored_is_refused_alone(
    tx: Transaction, device: Device, lot: LotView, readings: Readings, body: bytes, code: str
) -> None:
    entries = [
        device.enter(note(lot, "a")),
        device.enter(note(lot, "b"), body=body),
        device.enter(note(lot, "c")),
    ]
    reply = device.send(entries)
    assert [one.outcome for one in reply.outcomes] == [Outcome.RECORDED, Outcome.REFUSED, Outcome.RECORDED]
    assert reply.outcomes[1].reason is not None
    assert reply.outcomes[1].reason.code == code
    assert readings.texts == ["a", "c"]
    refused = next(one for one in tx.call(ListEntries()) if one.state is EntryState.REFUSED)
    assert tx.call(GetEntry(id=refused.id)).lines == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"elapsed_ms": 10**17}, MessageInvalid),
        ({"elapsed_ms": -1}, MessageInvalid),
        ({"device_at": NOW.replace(tzinfo=None)}, ValueNotAllowed),
    ],
)
def test_a_time_that_is_none_does_not_pass_the_door(changes: dict[str, Any], refusal: type[Exception]) -> None:
    form = EntryForm(
        id=uuid4(),
        counter=1,
        previous=b"",
        key_id=EntryKeyId(1),
        snapshot_id=SnapshotId(1),
        device_at=NOW,
        elapsed_ms=0,
        op=NoteReading.op,
        body=b"",
        signature=b"",
    )
    message = Replay(device=uuid4(), sent_at=NOW, entries=[form, msgspec.structs.replace(form, **changes)])
    with pytest.raises(refusal) as refused:
        decode(Incoming(op=Replay.op, body=msgspec.json.encode(message), content_type="application/json"))
    assert f"entries[1].{next(iter(changes))}" == refused.value.field  # type: ignore[attr-defined]  # both have one
    sound = msgspec.structs.replace(message, entries=[form])
    assert decode(Incoming(op=Replay.op, body=msgspec.msgpack.encode(sound), content_type=MSGPACK)) == sound
