"""Takes back belief: revokes a login's keys, blocks a device that is lost."""

from typing import Any

from sqlalchemy import and_, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture import devices, keys
from veralot_server.modules.capture.handlers.decisions import checked
from veralot_server.modules.capture.tables import Device, EntryKey
from veralot_shared.contracts.capture import (
    BlockDevice,
    DevicesChanged,
    DeviceView,
    KeyView,
    RevokeKey,
    UnblockDevice,
)
from veralot_shared.ids import DeviceId


@handles(RevokeKey)
def revoke_key(command: RevokeKey, tx: Transaction) -> KeyView:
    """Believe a login's keys no longer, of whichever row one was named: those for coming back are of the same login."""
    shown = keys.view(tx, command.id)
    reason = checked(command.reason)
    tx.because(reason)
    login = (
        EntryKey.device_id == shown.device_id,
        EntryKey.user_id == shown.user_id,
        EntryKey.issued_at == shown.issued_at,
    )
    revoke(tx, and_(*login), reason)
    tx.emit(DevicesChanged(device_ids=[shown.device_id]))
    return keys.view(tx, command.id)


def revoke(tx: Transaction, which: Any, reason: str) -> None:  # noqa: ANN401 - a condition of SQLAlchemy
    """Revoke keys that are not revoked yet."""
    values: dict[Any, object] = {
        EntryKey.revoked_at: tx.now,
        EntryKey.revoked_by: tx.actor.user_id,
        EntryKey.revoked_reason: reason,
    }
    tx.execute(update(EntryKey).where(which, EntryKey.revoked_at.is_(None)).values(values))


@handles(BlockDevice)
def block_device(command: BlockDevice, tx: Transaction) -> DeviceView:
    """Take nothing more from a device."""
    devices.view(tx, command.id)
    reason = checked(command.reason)
    tx.because(reason)
    set_blocked(tx, command.id, blocked_at=tx.now, blocked_by=tx.actor.user_id, blocked_reason=reason)
    revoke(tx, EntryKey.device_id == command.id, reason)
    return devices.view(tx, command.id)


@handles(UnblockDevice)
def unblock_device(command: UnblockDevice, tx: Transaction) -> DeviceView:
    """Let a device hand in again."""
    devices.view(tx, command.id)
    tx.because(checked(command.reason))
    set_blocked(tx, command.id, blocked_at=None, blocked_by=None, blocked_reason="")
    return devices.view(tx, command.id)


def set_blocked(tx: Transaction, device_id: DeviceId, **values: object) -> None:
    """Write down whether a device is blocked, and tell it."""
    tx.execute(update(Device).where(Device.id == device_id).values(values))
    tx.emit(DevicesChanged(device_ids=[device_id]))
