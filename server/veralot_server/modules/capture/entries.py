"""Entries as rows and as they are shown."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from veralot_server.core.bounds import fault_in
from veralot_server.core.capturing import DESCRIBES, SAYS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture.devices import require_ours
from veralot_server.modules.capture.intake import read
from veralot_shared.contracts.capture import EntryState, EntryUnreadable, LineView, OfflineEntryDetail, OfflineEntryView
from veralot_shared.errors import Reason, TransitionIllegal
from veralot_shared.ids import OfflineEntryId
from veralot_shared.messages import Command

VIEW: Final = """
SELECT e.id, e.entry, e.device_id, d.name AS device, e.counter, coalesce(e.user_id, 0) AS user_id,
       coalesce(u.user_name, '') AS user_name, coalesce(u.full_name, '') AS full_name,
       coalesce(u.full_name_zh, '') AS full_name_zh, e.op, e.device_at, e.entered_at, e.received_at, e.offset_seconds,
       e.jump_seconds, coalesce(k.proof, 'by_server') AS proof,
       e.state, e.lot_id, l.lot_no, e.about, e.differences, e.reason, e.decided_at,
       b.full_name AS decided_by, b.full_name_zh AS decided_by_zh, e.decision_reason, e.signature_id
FROM capture_entry e JOIN capture_device d ON d.id = e.device_id LEFT JOIN identity_user u ON u.id = e.user_id
LEFT JOIN capture_entry_key k ON k.id = e.key_id
LEFT JOIN genealogy_lot l ON l.id = e.lot_id LEFT JOIN identity_user b ON b.id = e.decided_by
"""
KEPT: Final = """
SELECT e.body, e.hash, e.previous, e.snapshot_id, s.issued_at, s.expires_at
FROM capture_entry e LEFT JOIN capture_snapshot s ON s.id = e.snapshot_id WHERE e.id = %(id)s
"""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What of an entry is not shown in lists."""

    body: bytes
    hash: bytes
    previous: bytes
    snapshot_id: int | None
    issued_at: datetime | None
    expires_at: datetime | None


def view(tx: Transaction, entry_id: OfflineEntryId) -> OfflineEntryView:
    """Return an entry. Raises RecordNotFound."""
    require_ours(tx, "entry", entry_id)
    return tx.found(tx.one(OfflineEntryView, VIEW + "WHERE e.id = %(id)s", id=entry_id), "entry", entry_id)


def undecided(tx: Transaction, entry_id: OfflineEntryId, event: str) -> OfflineEntryView:
    """Return a conflict that waits for a decision. Raises RecordNotFound, TransitionIllegal."""
    found = view(tx, entry_id)
    if found.state is not EntryState.CONFLICT:
        raise TransitionIllegal(kind="entry", key=str(found.counter), state=found.state, event=event)
    return found


def kept(tx: Transaction, entry_id: OfflineEntryId) -> Kept:
    """Return what of an entry is not shown in lists."""
    return tx.found(tx.one(Kept, KEPT, id=entry_id), "entry", entry_id)


def command(tx: Transaction, shown: OfflineEntryView) -> Command[Any]:
    """Return the command of an entry. Raises EntryUnreadable."""
    found = read(shown.op, kept(tx, shown.id).body)
    if isinstance(found, list):
        raise EntryUnreadable(op=shown.op, problem=found)
    return found


def detail(tx: Transaction, entry_id: OfflineEntryId) -> OfflineEntryDetail:
    """Return an entry with its content. Raises RecordNotFound."""
    shown, more = view(tx, entry_id), kept(tx, entry_id)
    return OfflineEntryDetail(
        entry=shown,
        lines=lines(tx, shown.op, more.body),
        content=content(shown.op, more.body),
        hash=more.hash.hex(),
        previous=more.previous.hex(),
        snapshot_at=more.issued_at,
        snapshot_expires_at=more.expires_at,
    )


def lines(tx: Transaction, op: str, body: bytes) -> list[LineView]:
    """Return what was entered, in words of the plant; nothing where it cannot be read, or no module says it so."""
    describe, found = DESCRIBES.get(op), read(op, body)
    if describe is None or isinstance(found, list) or fault_in(found) is not None:
        return []
    return describe(found, tx)


def content(op: str, body: bytes) -> dict[str, Any]:
    """Return the fields of an entry's command as plain values; none where they cannot be read."""
    found = read(op, body)
    return {} if isinstance(found, list) else dict(msgspec.to_builtins(found))


def worded(tx: Transaction, op: str, body: bytes) -> dict[str, Any]:
    """Return what was entered as it is signed: in words of its module, or else field by field."""
    says, found = SAYS.get(op), read(op, body)
    if says is None or isinstance(found, list) or fault_in(found) is not None:
        return {"content": content(op, body)}
    return says(found, tx)


def known(tx: Transaction, ids: list[UUID]) -> dict[UUID, tuple[bytes, OfflineEntryId, str, Any]]:
    """Return which of these entries came before: hash, id, state, and why it was refused."""
    query = b"SELECT entry, hash, id, state, reason FROM capture_entry WHERE entry = ANY(%s)"
    rows = tx.wire.execute(query, (ids,)).fetchall()
    return {row[0]: (bytes(row[1]), row[2], row[3], row[4]) for row in rows}


def reason_of(value: Any) -> Reason | None:  # noqa: ANN401 - JSON
    """Return why an entry was refused, as it is kept."""
    return None if value is None else msgspec.convert(value, Reason)
