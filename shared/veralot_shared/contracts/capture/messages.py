"""What a device sends, and what people decide about it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from veralot_shared.contracts.capture.states import EntryState, Permission
from veralot_shared.contracts.capture.views import (
    BeginningView,
    DamageForm,
    DeviceView,
    EntryForm,
    IncidentView,
    KeyView,
    OfflineEntryDetail,
    OfflineEntryView,
    RecoveredView,
    ReplayView,
    SnapshotView,
    WaitingForm,
)
from veralot_shared.ids import DeviceId, EntryKeyId, LotId, OfflineEntryId
from veralot_shared.messages import Command, Event, Meaning, Page, Query, SignedCommand

MOST_ENTRIES = 1000
"""Entries in one batch."""
MOST_KEYS = 96
MOST_WRAPPED = 256

# --- devices ---------------------------------------------------------------------------------------------------------


class BeginCapture(Command[BeginningView], permission=Permission.MAKE):
    """Register this computer, if it is new, and the public keys with which this login signs what it enters.

    The private halves never leave the device's memory. Key number n signs in the n-th span after the issue and is
    forgotten when its span is over, so that whoever gets the device later cannot sign for the time before. Those of
    `alone_keys` the device keeps under its person's secret, for when they come back while the server is away. `head` is the
    last entry in the device's journal; one that ends before what the server has was set back, which is an incident. So are
    several secrets that were tried in vain there while the server was away, and a count of them that somebody has altered.

    Raises: DeviceBlocked, RecordNotFound, ValueNotAllowed.
    """

    device: UUID
    name: str
    public_keys: Annotated[list[bytes], msgspec.Meta(min_length=1, max_length=MOST_KEYS)]
    span_seconds: int
    device_at: datetime
    head: int = 0
    waiting: WaitingForm = WaitingForm()
    alone_keys: Annotated[list[bytes], msgspec.Meta(max_length=MOST_KEYS)] = []
    guesses: Annotated[int, msgspec.Meta(ge=0)] = 0
    count_altered: bool = False


# The reply may be large and is good for minutes: like a secret's it is not kept.
class TakeSnapshot(Command[SnapshotView], permission=Permission.MAKE, secret_reply=True):
    """Return the signed work list of this person for a device; pieces that it `has` already come without content.

    Raises: DeviceBlocked, RecordNotFound.
    """

    device: UUID
    has: list[str] = []


class DepositKey(Command[None], permission=Permission.MAKE):
    """Leave the key to this device's journal with the plant, wrapped for it alone, so that a reset secret loses no entry.

    Raises: DeviceBlocked, RecordNotFound, ValueNotAllowed.
    """

    device: UUID
    wrapped: Annotated[bytes, msgspec.Meta(max_length=MOST_WRAPPED)]


class RecoverKey(Command[RecoveredView], secret_reply=True):
    """Hand the key to a device's journal out to the person who deposited it, and who has just proven who they are.

    Who may enter offline may ask, and who ever was given keys on the device, as with `Replay`: a right that has lapsed and a
    secret that was reset must not keep back together what was entered. To everybody else there is no such device.

    Raises: DeviceBlocked, ProofTooOld, RecordNotFound, ValueNotAllowed.
    """

    device: UUID
    recipient: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Replay(Command[ReplayView]):
    """Hand in what was entered while the server was away, in the order of the device's journal.

    Who may enter offline may hand in, and who ever was given keys on the device: a right that has lapsed since must not keep
    back what was entered under it. To everybody else there is no such device.

    Each entry is recorded once, in the name of the person whose login signed it, and becomes a conflict where what it was
    made against no longer holds. One that comes before its predecessor is not taken (`AHEAD`). What the device cannot hand
    in any more it says in `damaged`.

    Raises: DeviceBlocked, RecordNotFound; of a single entry, as the reason in its outcome, EntryUnproven, EntryUnreadable,
    ValueNotAllowed.
    """

    device: UUID
    sent_at: datetime
    entries: Annotated[list[EntryForm], msgspec.Meta(max_length=MOST_ENTRIES)]
    damaged: Annotated[list[DamageForm], msgspec.Meta(max_length=MOST_ENTRIES)] = []
    waiting: WaitingForm = WaitingForm()


class ListDevices(Query[list[DeviceView]], permission=Permission.READ):
    """List the devices that capture, with what waits on them. Raises: RecordNotFound."""

    page: Page = Page()


class ListKeys(Query[list[KeyView]], permission=Permission.READ):
    """List the keys of logins, newest first, of all devices or one. Raises: RecordNotFound."""

    device_id: DeviceId | None = None
    page: Page = Page()


class ListIncidents(Query[list[IncidentView]], permission=Permission.READ):
    """List what is wrong with devices' chains, newest first. Raises: RecordNotFound."""

    device_id: DeviceId | None = None
    page: Page = Page()


class RevokeKey(Command[KeyView], permission=Permission.MANAGE):
    """Believe a login's keys no longer: what it signed and has not handed in goes to a person.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    id: EntryKeyId
    reason: str


class BlockDevice(Command[DeviceView], permission=Permission.MANAGE):
    """Take nothing more from a device, which is lost or not believed; its logins' keys are revoked.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    id: DeviceId
    reason: str


class UnblockDevice(Command[DeviceView], permission=Permission.MANAGE):
    """Let a device hand in again; its revoked keys stay revoked, so that a person decides.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    id: DeviceId
    reason: str


# --- entries ---------------------------------------------------------------------------------------------------------


class ListEntries(Query[list[OfflineEntryView]], permission=Permission.READ):
    """List entries, newest first: of one state, of one lot, of one device, or all. Raises: RecordNotFound."""

    states: list[EntryState] = []
    lot_id: LotId | None = None
    device_id: DeviceId | None = None
    page: Page = Page()


class GetEntry(Query[OfflineEntryDetail], permission=Permission.READ):
    """Return an entry with its content. Raises: RecordNotFound."""

    id: OfflineEntryId


class AcceptEntry(
    SignedCommand[OfflineEntryView],
    permission=Permission.DECIDE,
    signed=Meaning.APPROVED,
    statement="I have seen what changed since this was entered. It is recorded as it was entered.",
):
    """Record an entry as it was entered although something has changed since. Not by who entered it.

    What the command's own rules still refuse is refused here too, with their error, and stays undecided.

    Raises: EntryUnreadable, RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: OfflineEntryId
    reason: str


class RejectEntry(
    SignedCommand[OfflineEntryView],
    permission=Permission.DECIDE,
    signed=Meaning.REJECTED,
    statement="I have seen what was entered and what changed since. It is not recorded; it stays readable here.",
):
    """Do not record an entry; it stays readable with the reason. Not by who entered it.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: OfflineEntryId
    reason: str


# --- events ----------------------------------------------------------------------------------------------------------


class DevicesChanged(Event, permission=Permission.READ):
    """These devices were heard, registered, blocked or given keys."""

    device_ids: list[DeviceId]


class EntriesArrived(Event, permission=Permission.READ):
    """Entries came from a device, or were decided; `conflicts` says how many of them wait for a decision."""

    device_id: DeviceId
    entry_ids: list[OfflineEntryId]
    conflicts: int = 0


class ChainBroken(Event, permission=Permission.READ):
    """A device's chain of entries is broken: one is missing, was altered, or is not signed by who it says."""

    device_id: DeviceId
