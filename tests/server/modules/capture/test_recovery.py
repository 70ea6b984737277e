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
    Outcome,
    Proof,
    ProofTooOld,
    RecoverKey,
)
from veralot_shared.contracts.genealogy import GetDossier, LotView, Permission
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


def lapse(tx: Transaction) -> None:
    """Whoever acts may enter nothing offline any more, nor has any role."""
    left = frozenset({str(Permission.READ)})
    tx.act(msgspec.structs.replace(tx.actor, permissions=left), tx.op, tx.command_id)
    tx.wire.execute("DELETE FROM identity_user_role WHERE user_id = %s", (tx.actor.user_id,))


@pytest.mark.requirement("OFF-04", "OFF-06")
def test_a_right_that_lapsed_and_a_secret_that_was_reset_keep_nothing_back_together(
    tx: Transaction, device: Device, signed_in: Callable[[timedelta], None], lot: LotView
) -> None:
    entry = device.enter(note(lot, "a"))
    deposit(device)
    lapse(tx)
    signed_in(timedelta(minutes=1))
    assert recover(device) == KEY
    assert [one.outcome for one in device.send([entry]).outcomes] == [Outcome.CONFLICT], "and a person decides on it"


@pytest.mark.requirement("OFF-04", "P11-11")
def test_who_has_no_right_and_never_had_keys_here_is_told_of_no_device(
    tx: Transaction, device: Device, act_as: Callable[..., Actor], signed_in: Callable[[timedelta], None]
) -> None:
    """Not even by a deposit that somebody with the right has made for them, by mistake or on purpose."""
    deposit(device)
    act_as("operator", name="somebody.else")
    tx.wire.execute(
        "INSERT INTO capture_deposit (device_id, user_id, wrapped, deposited_at, recovered) "
        "SELECT device_id, %s, wrapped, deposited_at, 0 FROM capture_deposit",
        (tx.actor.user_id,),
    )
    signed_in(timedelta())
    with pytest.raises(RecordNotFound, match=str(device.id)):
        recover(device)


@pytest.mark.requirement("OFF-04", "P11-11")
def test_keys_on_one_device_open_no_other(
    tx: Transaction, device: Device, act_as: Callable[..., Actor], signed_in: Callable[[timedelta], None]
) -> None:
    deposit(device)
    inspector, other = tx.actor, Device(tx, name="PC-8")
    act_as("inspector", name="zhao.min")
    deposit(other)
    tx.act(inspector, tx.op, tx.command_id)
    lapse(tx)
    signed_in(timedelta())
    with pytest.raises(RecordNotFound, match=str(other.id)):
        recover(other)
    assert recover(device) == KEY


@pytest.mark.requirement("OFF-04")
@pytest.mark.parametrize("ago", [None, timedelta(minutes=11)])
def test_a_lapsed_right_needs_the_proof_as_much(
    tx: Transaction, device: Device, signed_in: Callable[[timedelta], None], ago: timedelta | None
) -> None:
    deposit(device)
    lapse(tx)
    if ago is not None:
        signed_in(ago)
    with pytest.raises(ProofTooOld):
        recover(device)
    assert tx.wire.execute(b"SELECT recovered FROM capture_deposit").fetchall() == [(0,)]


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
