"""What a login says of its computer, and who may hand in what was entered there."""

from collections.abc import Callable

import msgspec
import pytest

from tests.factories.capture import Device
from tests.server.modules.capture.conftest import Readings, note
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.capture.handlers.enrolment import OFTEN
from veralot_shared.contracts.capture import BeginCapture, IncidentKind, ListIncidents, Outcome
from veralot_shared.contracts.genealogy import LotView, Permission
from veralot_shared.errors import RecordNotFound


@pytest.mark.requirement("OFF-06")
def test_who_was_given_keys_hands_in_what_they_signed_though_the_right_has_lapsed(
    tx: Transaction, device: Device, lot: LotView, readings: Readings
) -> None:
    entry, who = device.enter(note(lot, "a")), tx.actor
    left = frozenset({str(Permission.READ)})
    tx.act(msgspec.structs.replace(who, permissions=left), tx.op, tx.command_id)
    tx.wire.execute("DELETE FROM identity_user_role WHERE user_id = %s", (who.user_id,))
    assert [one.outcome for one in device.send([entry]).outcomes] == [Outcome.CONFLICT]
    assert not readings.texts


@pytest.mark.requirement("OFF-01", "P11-11")
@pytest.mark.parametrize("role", ["operator", "qa_release"])
def test_to_everybody_else_there_is_no_such_device(
    device: Device, lot: LotView, act_as: Callable[..., Actor], role: str
) -> None:
    entry = device.enter(note(lot, "a"))
    act_as(role, name="somebody.else")
    with pytest.raises(RecordNotFound, match=str(device.id)):
        device.send([entry])


@pytest.mark.requirement("OFF-04")
def test_secrets_that_were_tried_in_vain_and_an_altered_count_are_told(
    tx: Transaction, device: Device, act_as: Callable[..., Actor]
) -> None:
    def begin(wrong: int, *, altered: bool) -> None:
        said = BeginCapture(
            device=device.id,
            name=device.name,
            public_keys=[b"k" * 32],
            span_seconds=900,
            device_at=tx.now,
            guesses=wrong,
            count_altered=altered,
        )
        tx.call(said)

    begin(OFTEN - 1, altered=False)
    begin(OFTEN, altered=False)
    begin(0, altered=True)
    act_as("qa_release")
    found = tx.call(ListIncidents())
    assert sorted((one.kind, one.detail.partition(" ")[0]) for one in found if one.kind is IncidentKind.GUESSED) == [
        (IncidentKind.GUESSED, str(OFTEN))
    ]
    assert [one.kind for one in found].count(IncidentKind.COUNT_ALTERED) == 1
    assert len(found) == 2
