"""The key to a journal lies with the plant, wrapped; it is handed out to its own person, just after they proved themselves."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.factories.capture import Device
from tests.server.modules.capture.conftest import note
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.capture import (
    BlockDevice,
    DepositKey,
    DeviceBlocked,
    ListEntries,
    Proof,
    ProofTooOld,
    RecoverKey,
)
from veralot_shared.contracts.genealogy import GetDossier, LotView
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.rules.wrapping import unwrap, wrap

KEY = b"k" * 32


@pytest.fixture
def signed_in(tx: Transaction) -> Callable[[timedelta], None]:
    """Return a function that lets whoever acts have signed in so long ago."""

    def begin(ago: timedelta) -> None:
        row = tx.wire.execute(
            b"INSERT INTO identity_session (user_id, token_hash, workstation, address, started_at, expires_at) "
            b"VALUES (%s, gen_random_uuid()::text::bytea, 'PC-7', '', %s, %s) RETURNING id",
            (tx.actor.user_id, tx.now - ago, tx.now + timedelta(hours=1)),
        ).fetchone()
        assert row is not None
        tx.act(msgspec.structs.replace(tx.actor, session_id=row[0]), tx.op, tx.command_id)

    return begin


def deposit(device: Device, key: bytes = KEY) -> None:
    """Deposit a key as whoever acts now."""
    begun = device.begin().begun
    device.tx.call(DepositKey(device=device.id, wrapped=wrap(key, begun.depository, device.id.bytes)))


def recover(device: Device) -> bytes:
    """Return the key as whoever acts now is given it."""
    mine = X25519PrivateKey.generate()
    asked = RecoverKey(device=device.id, recipient=mine.public_key().public_bytes_raw())
    return unwrap(device.tx.call(asked).wrapped, mine, device.id.bytes)


@pytest.mark.requirement("OFF-04", "OFF-06")
def test_its_person_is_given_it_again_and_that_is_written_down(
    tx: Transaction, device: Device, signed_in: Callable[[timedelta], None]
) -> None:
    assert not device.begun.deposited
    deposit(device)
    assert device.begin().begun.deposited
    signed_in(timedelta(minutes=1))
    assert recover(device) == KEY
    rows = tx.wire.execute(b"SELECT wrapped, recovered, recovered_at FROM capture_deposit").fetchall()
    assert [(row[1], row[2]) for row in rows] == [(1, tx.now)]
    assert KEY not in bytes(rows[0][0])


@pytest.mark.requirement("OFF-04")
def test_nobody_else_is_given_it(
    device: Device, act_as: Callable[..., Actor], signed_in: Callable[[timedelta], None]
) -> None:
    deposit(device)
    act_as("inspector", name="zhao.min")
    signed_in(timedelta())
    with pytest.raises(RecordNotFound):
        recover(device)


@pytest.mark.requirement("OFF-04")
def test_an_old_login_is_given_nothing(device: Device, signed_in: Callable[[timedelta], None]) -> None:
    deposit(device)
    with pytest.raises(ProofTooOld):
        recover(device)
    signed_in(timedelta(minutes=11))
    with pytest.raises(ProofTooOld):
        recover(device)


def test_what_the_plant_could_not_open_is_not_taken(device: Device) -> None:
    wrapped = wrap(KEY, device.begun.depository, b"another device")
    with pytest.raises(ValueNotAllowed):
        device.tx.call(DepositKey(device=device.id, wrapped=wrapped))


def test_a_blocked_device_is_given_nothing(
    tx: Transaction, device: Device, act_as: Callable[..., Actor], signed_in: Callable[[timedelta], None]
) -> None:
    deposit(device)
    inspector = tx.actor
    act_as("quality_head", name="head")
    tx.call(BlockDevice(id=device.begun.key.device_id, reason="It is lost"))
    tx.act(inspector, tx.op, tx.command_id)
    signed_in(timedelta())
    with pytest.raises(DeviceBlocked):
        recover(device)


@pytest.mark.requirement("OFF-03", "OFF-07")
def test_the_record_says_that_the_computer_alone_had_the_proof(tx: Transaction, device: Device, lot: LotView) -> None:
    device.come_back_alone()
    device.send([device.enter(note(lot, "a"))])
    (shown,) = tx.call(ListEntries())
    assert shown.proof is Proof.BY_DEVICE
    sections = {section.id: section for section in tx.call(GetDossier(lot_id=lot.id)).sections}
    assert "by_device_alone" in sections["capture.entries"].rows[0]
