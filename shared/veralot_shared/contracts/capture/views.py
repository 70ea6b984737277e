"""What is told of devices, keys, work lists and entries."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from veralot_shared.contracts.capture.states import EntryState, IncidentKind, Outcome, Proof, Trouble
from veralot_shared.errors import Reason, Sentence
from veralot_shared.ids import DeviceId, EntryKeyId, IncidentId, LotId, OfflineEntryId, SignatureId, SnapshotId, UserId

LONGEST_MS: Final = 10**12
"""Thirty years: further no clock of a device runs on, and no sum of it and a moment leaves the calendar."""

# --- what a device hands in ------------------------------------------------------------------------------------------


class EntryForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry as its device kept it.

    Attributes:
        id: made by the device; the same entry is recorded once, however often it arrives.
        counter: its place in the device's journal, from 1 without a gap.
        previous: the hash of the entry before it.
        key_id: the keys of the login under which it was made; they name the person.
        snapshot_id: the work list that it was made against.
        device_at: the device's clock.
        elapsed_ms: how long before, by a clock that only runs forwards, the keys were issued.
        op, body: the command, in msgpack, as it would have been sent.
        signature: Ed25519 over the entry's hash.
    """

    id: UUID
    counter: int
    previous: bytes
    key_id: EntryKeyId
    snapshot_id: SnapshotId
    device_at: datetime
    elapsed_ms: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_MS)]
    op: str
    body: bytes
    signature: bytes


class DamageForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry that its device cannot hand in any more: it is gone from the journal, or was changed there."""

    counter: int
    trouble: Trouble


class WaitingForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What waits on a device: how many entries, and when the oldest was made by the device's clock."""

    count: int = 0
    oldest_at: datetime | None = None


# --- what a device is given ------------------------------------------------------------------------------------------


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one login on one device, which sign in turn, each for a span of time.

    Attributes:
        proof: those of `BY_DEVICE` sign only after their person came back while the server was away.
    """

    id: EntryKeyId
    device_id: DeviceId
    device: str
    user_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    issued_at: datetime
    ends_at: datetime
    span_seconds: int
    entries: int
    proof: Proof
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_by_zh: str | None
    revoked_reason: str


class BeginningView(msgspec.Struct, frozen=True, kw_only=True):
    """What a device needs to go on: its login's keys as registered, and how far the server knows its journal.

    Attributes:
        head, head_hash: the last entry that the server has of this device; a journal that ends before it was set back.
        verifier: the key (Ed25519, 32 bytes) with which the server signs work lists.
        alone: the keys for coming back while the server is away, where the device sent any.
        depository: the key (X25519, 32 bytes) for which the journal's key is wrapped, see `DepositKey`.
        deposited: whether this person's deposit for this device is there already.
    """

    key: KeyView
    head: int
    head_hash: bytes
    verifier: bytes
    alone: KeyView | None = None
    depository: bytes = b""
    deposited: bool = False


class RecoveredView(msgspec.Struct, frozen=True, kw_only=True):
    """The key to a device's journal, wrapped for the public key that asked."""

    wrapped: bytes


class PieceView(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a work list: a question, in JSON, and the server's answer to it. Known pieces come without content."""

    sha256: str
    op: str
    asked: str | None
    reply: str | None


class SnapshotView(msgspec.Struct, frozen=True, kw_only=True):
    """A signed work list, good until it expires."""

    id: SnapshotId
    user_id: UserId
    issued_at: datetime
    expires_at: datetime
    pieces: list[PieceView]
    signature: bytes


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one entry of a batch."""

    id: UUID
    counter: int
    outcome: Outcome
    entry_id: OfflineEntryId | None = None
    reason: Reason | None = None


class ReplayView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch; `head` is the last entry that the server now has of the device."""

    outcomes: list[OutcomeView]
    head: int
    received_at: datetime


# --- what people look at ---------------------------------------------------------------------------------------------


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A device that captures.

    Attributes:
        contact_at: when it was heard last.
        waiting, oldest_at: what it then said was waiting on it.
        offset_seconds: how far its clock was ahead of the server's.
        entries, conflicts: how many entries came from it, and how many of them wait for a decision.
        incidents: how often its chain was broken.
    """

    id: DeviceId
    device: UUID
    name: str
    registered_at: datetime
    registered_by: str
    registered_by_zh: str
    contact_at: datetime
    contact_by: str
    contact_by_zh: str
    waiting: int
    oldest_at: datetime | None
    offset_seconds: Decimal
    entries: int
    conflicts: int
    incidents: int
    blocked_at: datetime | None
    blocked_by: str | None
    blocked_by_zh: str | None
    blocked_reason: str


class Difference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that changed: what the entry was made against, and what holds now."""

    what: Sentence
    then: Sentence
    now: Sentence


class OfflineEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was entered while the server was away.

    Attributes:
        device_at: the device's clock; `entered_at` the same moment by the server's, `received_at` when it arrived.
        offset_seconds: how far the device's clock was ahead when it handed the entry in.
        jump_seconds: how far that clock was set since the login.
        about: what it concerns, in words of the plant.
        differences: what had changed when it arrived.
        reason: why the command itself was refused.
        proof: who had the proof of who entered it.
    """

    id: OfflineEntryId
    entry: UUID
    device_id: DeviceId
    device: str
    counter: int
    user_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    op: str
    device_at: datetime
    entered_at: datetime
    received_at: datetime
    offset_seconds: Decimal
    jump_seconds: Decimal
    proof: Proof
    state: EntryState
    lot_id: LotId | None
    lot_no: str | None
    about: str
    differences: list[Difference]
    reason: Reason | None
    decided_at: datetime | None
    decided_by: str | None
    decided_by_zh: str | None
    decision_reason: str
    signature_id: SignatureId | None


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was entered, in words of the plant.

    Attributes:
        name, name_zh, part: what it is about, and of which sample or unit.
        entered: what was entered; `recorded` what is recorded in its place now, nothing where that is free.
        limits, gauge, note: what it is judged by, with what it was measured, what was noted.
        fails: whether what was entered is out of specification.
    """

    name: str
    name_zh: str
    part: str
    entered: Sentence
    limits: str = ""
    gauge: str = ""
    recorded: Sentence | None = None
    note: str = ""
    fails: bool = False


class OfflineEntryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its content.

    Attributes:
        lines: what was entered, in words of the plant, where its module says so.
        content: the command's fields as it was entered; nothing where they cannot be read.
    """

    entry: OfflineEntryView
    lines: list[LineView] = []
    content: dict[str, Any]
    hash: str
    previous: str
    snapshot_at: datetime | None
    snapshot_expires_at: datetime | None


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong with a device's chain."""

    id: IncidentId
    device_id: DeviceId
    device: str
    kind: IncidentKind
    counter: int
    detail: str
    at: datetime
