"""Devices as rows and as they are shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture.domain.chain import Found, Head
from veralot_server.modules.capture.domain.times import seconds
from veralot_server.modules.capture.tables import Device
from veralot_shared.contracts.capture import (
    ChainBroken,
    DeviceBlocked,
    DevicesChanged,
    DeviceView,
    Permission,
    WaitingForm,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import DeviceId, UserId

VIEW: Final = """
SELECT d.id, d.device, d.name, d.registered_at, r.full_name AS registered_by, r.full_name_zh AS registered_by_zh,
       d.contact_at, c.full_name AS contact_by, c.full_name_zh AS contact_by_zh, d.waiting, d.oldest_at,
       d.offset_seconds,
       (SELECT count(*) FROM capture_entry e WHERE e.device_id = d.id) AS entries,
       (SELECT count(*) FROM capture_entry e WHERE e.device_id = d.id AND e.state = 'conflict') AS conflicts,
       (SELECT count(*) FROM capture_incident i WHERE i.device_id = d.id) AS incidents,
       d.blocked_at, b.full_name AS blocked_by, b.full_name_zh AS blocked_by_zh, d.blocked_reason
FROM capture_device d JOIN identity_user r ON r.id = d.registered_by JOIN identity_user c ON c.id = d.contact_by
LEFT JOIN identity_user b ON b.id = d.blocked_by
"""
LOCKED: Final = """
SELECT id, device, name, head, head_hash, offset_seconds, waiting, oldest_at, blocked_reason, blocked_at
FROM capture_device WHERE device = %(device)s FOR UPDATE
"""
GIVEN: Final = b"SELECT 1 FROM capture_entry_key WHERE device_id = %(device)s AND user_id = %(user)s LIMIT 1"
"""Whether somebody ever was given keys on a device."""
INCIDENT: Final = b"""
INSERT INTO capture_incident (device_id, kind, counter, detail, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (device_id, kind, counter, detail) DO NOTHING RETURNING id
"""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A device whose row this transaction holds: of two batches of one device the second waits for the first."""

    id: DeviceId
    device: UUID
    name: str
    head: int
    head_hash: bytes
    waiting: int
    oldest_at: datetime | None
    blocked_reason: str
    blocked_at: datetime | None

    @property
    def known_to(self) -> Head:
        """How far its journal is known."""
        return Head(self.head, self.head_hash)


def require_ours(tx: Transaction, kind: str, key: object) -> None:
    """Refuse a customer's user: devices and entries are the plant's own (CMO-01). Raises RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind=kind, key=str(key))


def locked(tx: Transaction, device: UUID) -> Known | None:
    """Return a device and hold its row; nothing where it is not known. Raises DeviceBlocked."""
    require_ours(tx, "device", device)
    row = tx.wire.execute(LOCKED.encode(), {"device": device}).fetchone()
    if row is None:
        return None
    found = Known(
        id=DeviceId(row[0]),
        device=row[1],
        name=row[2],
        head=row[3],
        head_hash=bytes(row[4]),
        waiting=row[6],
        oldest_at=row[7],
        blocked_reason=row[8],
        blocked_at=row[9],
    )
    if found.blocked_at is not None:
        raise DeviceBlocked(reason=found.blocked_reason)
    return found


def require(tx: Transaction, device: UUID) -> Known:
    """Return a device that is registered, and hold its row. Raises RecordNotFound, DeviceBlocked."""
    return tx.found(locked(tx, device), "device", device)


def require_hand(tx: Transaction, device: UUID) -> Known:
    """Return a device whose journal the actor may open and hand in, and hold its row. Raises RecordNotFound, DeviceBlocked."""
    found = require(tx, device)
    if Permission.MAKE in tx.actor.permissions:
        return found
    row = tx.wire.execute(GIVEN, {"device": found.id, "user": tx.actor.user_id}).fetchone()
    tx.found(row, "device", device)
    return found


def heard(tx: Transaction, device: Known, waiting: WaitingForm, sent_at: datetime, head: Head, by: UserId) -> None:
    """Write down a contact: who was heard, what waits there, how its clock stands, how far its journal is known."""
    values = {
        "contact_at": tx.now,
        "contact_by": by,
        "waiting": waiting.count,
        "oldest_at": waiting.oldest_at if waiting.count else None,
        "offset_seconds": seconds(sent_at - tx.now),
        "head": head.counter,
        "head_hash": head.hash,
    }
    tx.execute(update(Device).where(Device.id == device.id).values(values))
    tx.emit(DevicesChanged(device_ids=[device.id]))


def report(tx: Transaction, device_id: DeviceId, incidents: Iterable[Found]) -> None:
    """Write down what is wrong with a device's chain, once each, and tell it."""
    written = [
        tx.wire.execute(INCIDENT, (device_id, found.kind, found.counter, found.detail, tx.now)).fetchone()
        for found in incidents
    ]
    if any(written):
        tx.emit(ChainBroken(device_id=device_id))


def view(tx: Transaction, device_id: DeviceId) -> DeviceView:
    """Return a device as it is shown. Raises RecordNotFound."""
    require_ours(tx, "device", device_id)
    return tx.found(tx.one(DeviceView, VIEW + "WHERE d.id = %(id)s", id=device_id), "device", device_id)
