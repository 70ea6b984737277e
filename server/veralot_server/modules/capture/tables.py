"""Devices, the keys of their logins, work lists as they were handed out, entries as they came, broken chains."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import DeviceId, EntryKeyId, IncidentId, LotId, OfflineEntryId, SignatureId, SnapshotId, UserId


class Device(Base):
    """A computer with a journal, what waits there as it last said, and how far its journal is known."""

    __tablename__ = "capture_device"

    id: Mapped[DeviceId] = mapped_column(Identity(), primary_key=True)
    device: Mapped[UUID] = mapped_column(Uuid, unique=True)
    name: Mapped[str]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    contact_at: Mapped[datetime]
    contact_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    waiting: Mapped[int] = mapped_column(server_default=text("0"))
    oldest_at: Mapped[datetime | None]
    offset_seconds: Mapped[Decimal] = mapped_column(server_default=text("0"))
    head: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    head_hash: Mapped[bytes]
    blocked_at: Mapped[datetime | None]
    blocked_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    blocked_reason: Mapped[str] = mapped_column(server_default="")


class EntryKey(Base):
    """The public keys of one login on one device, one after the other; each signs for a span of time."""

    __tablename__ = "capture_entry_key"
    __table_args__ = (
        CheckConstraint("span_seconds > 0 AND ends_at > issued_at", name="span"),
        CheckConstraint("proof IN ('by_server', 'by_device_alone')", name="proof"),
        Index(None, "device_id", "id"),
    )

    id: Mapped[EntryKeyId] = mapped_column(Identity(), primary_key=True)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("capture_device.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    session_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("identity_session.id"))
    public_keys: Mapped[bytes]
    span_seconds: Mapped[int]
    issued_at: Mapped[datetime]
    device_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(server_default="by_server")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    revoked_reason: Mapped[str] = mapped_column(server_default="")


class Deposit(Base):
    """The key to a device's journal, wrapped for the plant: so it is there for its person after a secret was reset."""

    __tablename__ = "capture_deposit"
    __table_args__ = (UniqueConstraint("device_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("capture_device.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    wrapped: Mapped[bytes]
    deposited_at: Mapped[datetime]
    recovered_at: Mapped[datetime | None]
    recovered: Mapped[int] = mapped_column(server_default=text("0"))


class Piece(Base):
    """One answer of a work list, kept once however many work lists hold it."""

    __tablename__ = "capture_piece"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    op: Mapped[str]
    asked: Mapped[str]
    reply: Mapped[str]


class Snapshot(Base):
    """A work list as it was handed out: the hashes of its pieces, and until when it is good."""

    __tablename__ = "capture_snapshot"

    id: Mapped[SnapshotId] = mapped_column(Identity(), primary_key=True)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("capture_device.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    pieces: Mapped[list[str]] = mapped_column(ARRAY(TEXT))


class Entry(Base):
    """What was entered, exactly as it came, what the server found about it, and what a person decided."""

    __tablename__ = "capture_entry"
    __table_args__ = (
        CheckConstraint("state IN ('recorded', 'conflict', 'accepted', 'rejected', 'refused')", name="state"),
        Index(None, "device_id", "counter"),
        Index(None, "lot_id"),
        Index("ix_capture_entry_conflict", "id", postgresql_where=text("state = 'conflict'")),
        UniqueConstraint("entry"),
    )

    id: Mapped[OfflineEntryId] = mapped_column(Identity(), primary_key=True)
    entry: Mapped[UUID] = mapped_column(Uuid)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("capture_device.id"))
    counter: Mapped[int] = mapped_column(BigInteger)
    key_id: Mapped[EntryKeyId | None] = mapped_column(ForeignKey("capture_entry_key.id"))
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    snapshot_id: Mapped[SnapshotId | None] = mapped_column(ForeignKey("capture_snapshot.id"))
    op: Mapped[str]
    body: Mapped[bytes]
    previous: Mapped[bytes]
    hash: Mapped[bytes]
    signature: Mapped[bytes]
    device_at: Mapped[datetime]
    elapsed_ms: Mapped[int] = mapped_column(BigInteger)
    entered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    received_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    offset_seconds: Mapped[Decimal]
    jump_seconds: Mapped[Decimal]
    state: Mapped[str]
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("genealogy_lot.id"))
    about: Mapped[str]
    differences: Mapped[list[Any]] = mapped_column(JSONB)
    reason: Mapped[dict[str, Any] | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    decision_reason: Mapped[str] = mapped_column(server_default="")
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Incident(Base):
    """Something that is wrong with a device's chain; told once, however often the device hands it in."""

    __tablename__ = "capture_incident"
    __table_args__ = (UniqueConstraint("device_id", "kind", "counter", "detail"),)

    id: Mapped[IncidentId] = mapped_column(Identity(), primary_key=True)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("capture_device.id"))
    kind: Mapped[str]
    counter: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str]
    at: Mapped[datetime]
