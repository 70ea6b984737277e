"""Registers a device and the keys of a login on it, and hands out work lists."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import insert

from veralot_server.core.audit.heads import log_key
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import deposits, devices, keys, snapshots
from veralot_server.modules.capture.devices import Known
from veralot_server.modules.capture.domain import times
from veralot_server.modules.capture.domain.chain import Found
from veralot_server.modules.capture.tables import Device, EntryKey
from veralot_shared.contracts.capture import (
    BeginCapture,
    BeginningView,
    IncidentKind,
    Proof,
    SnapshotView,
    TakeSnapshot,
)
from veralot_shared.ids import EntryKeyId
from veralot_shared.rules.canonical import utc_text
from veralot_shared.rules.journal import FIRST

OFTEN: Final = 3
"""Fewer wrong secrets are slips of the finger."""


@handles(BeginCapture)
def begin_capture(command: BeginCapture, tx: Transaction) -> BeginningView:
    """Register a device where it is new, and the keys with which this login signs there."""
    times.check_keys([*command.public_keys, *command.alone_keys], command.span_seconds, command.name)
    device = devices.locked(tx, command.device) or registered(command, tx)
    devices.report(tx, device.id, incidents(command, device))
    devices.heard(tx, device, command.waiting, command.device_at, device.known_to, tx.actor.user_id)
    public = log_key(tx.settings).key.public_key()
    return BeginningView(
        key=keys.view(tx, issued(command, device, command.public_keys, Proof.BY_SERVER, tx)),
        head=device.head,
        head_hash=device.head_hash,
        verifier=public.public_bytes(Encoding.Raw, PublicFormat.Raw),
        alone=keys.view(tx, issued(command, device, command.alone_keys, Proof.BY_DEVICE, tx))
        if command.alone_keys
        else None,
        depository=deposits.public_key(tx),
        deposited=deposits.kept(tx, device) is not None,
    )


def incidents(command: BeginCapture, device: Known) -> Iterator[Found]:
    """Yield what a login finds wrong at a device. Each time that it finds something is told by itself."""
    if command.head < device.head:
        yield Found(IncidentKind.FORKED, device.head, str(command.head))
    found = utc_text(command.device_at)
    if command.guesses >= OFTEN:
        yield Found(IncidentKind.GUESSED, device.head, f"{command.guesses} {found}")
    if command.count_altered:
        yield Found(IncidentKind.COUNT_ALTERED, device.head, found)


def registered(command: BeginCapture, tx: Transaction) -> Known:
    """Write a new device down."""
    values = {
        "device": command.device,
        "name": command.name.strip(),
        "registered_at": tx.now,
        "registered_by": tx.actor.user_id,
        "contact_at": tx.now,
        "contact_by": tx.actor.user_id,
        "head_hash": FIRST,
    }
    tx.execute(insert(Device).values(values))
    return devices.require(tx, command.device)


def issued(command: BeginCapture, device: Known, public: list[bytes], proof: Proof, tx: Transaction) -> EntryKeyId:
    """Write the keys of a login down; they sign for as long as there is one of them, and no longer than a device may go on."""
    longest = timedelta(hours=tx.settings.offline_hours)
    lasting = min(longest, timedelta(seconds=command.span_seconds * len(public)))
    values = {
        "device_id": device.id,
        "user_id": tx.actor.user_id,
        "session_id": tx.actor.session_id,
        "public_keys": b"".join(public),
        "span_seconds": command.span_seconds,
        "issued_at": tx.now,
        "device_at": command.device_at,
        "ends_at": tx.now + lasting,
        "proof": proof,
    }
    number: EntryKeyId = tx.execute(insert(EntryKey).values(values).returning(EntryKey.id)).scalar_one()
    return number


@handles(TakeSnapshot)
def take_snapshot(command: TakeSnapshot, tx: Transaction) -> SnapshotView:
    """Hand out the work list of this person."""
    device = devices.require(tx, command.device)
    return snapshots.take(tx, device, frozenset(command.has), timedelta(hours=tx.settings.offline_hours))
