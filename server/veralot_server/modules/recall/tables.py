"""Recalls: what is suspected, what was done, the figures as they were frozen, consignees and what they answered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import ConsigneeId, LotId, PartnerId, RecallId, SignatureId, UserId


class Recall(Base):
    """A recall or mock recall. With a customer it is about that customer's goods alone."""

    __tablename__ = "recall_recall"
    __table_args__ = (Index(None, "customer_id"),)

    id: Mapped[RecallId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    number: Mapped[str] = mapped_column(unique=True)
    mock: Mapped[bool]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    status: Mapped[str]
    scope: Mapped[str]
    reason: Mapped[str]
    instructions: Mapped[str]
    suspects: Mapped[list[Any]] = mapped_column(JSONB)
    hazard: Mapped[str] = mapped_column(server_default=text("''"))
    hazard_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    action: Mapped[str | None]
    recall_class: Mapped[str | None]
    jurisdictions: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=text("'{}'"))
    check_level: Mapped[str | None]
    check_percent: Mapped[int | None]
    rationale: Mapped[str] = mapped_column(server_default=text("''"))
    started_at: Mapped[datetime]
    started_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    conclusion: Mapped[str] = mapped_column(server_default=text("''"))
    justification: Mapped[str] = mapped_column(server_default=text("''"))


class Step(Base):
    """Something that was done in a recall; append-only."""

    __tablename__ = "recall_step"
    __table_args__ = (Index(None, "recall_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recall_recall.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    note: Mapped[str]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Snapshot(Base):
    """Figures as they were frozen. `content` is the packed answer, `sha256` the hash of its JSON, `criteria` of what was asked.

    `lot_ids` are the lots that it is about, so that a lot's dossier finds its recalls.
    """

    __tablename__ = "recall_snapshot"
    __table_args__ = (Index(None, "recall_id"), Index(None, "lot_ids", postgresql_using="gin"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recall_recall.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    criteria: Mapped[str]
    lots: Mapped[int]
    units: Mapped[int]
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 2))
    seconds: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    sha256: Mapped[str]
    lot_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    content: Mapped[bytes]


class Order(Base):
    """One signed order over what a recall affects: to hold it, or to recall it. Holds and steps of lots carry its signature."""

    __tablename__ = "recall_order"
    __table_args__ = (Index(None, "recall_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recall_recall.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    event: Mapped[str]
    lots: Mapped[int]
    units: Mapped[int]
    nodes_sha256: Mapped[str]
    signature_id: Mapped[SignatureId] = mapped_column(ForeignKey("identity_signature.id"))


class Consignee(Base):
    """A customer to whom something affected was shipped."""

    __tablename__ = "recall_consignee"
    __table_args__ = (UniqueConstraint("recall_id", "partner_id"),)

    id: Mapped[ConsigneeId] = mapped_column(Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recall_recall.id"))
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("items_partner.id"))
    notified_on: Mapped[date | None]
    notified_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    method: Mapped[str | None]
    reference: Mapped[str] = mapped_column(server_default=text("''"))


class Response(Base):
    """What a consignee said at one time became of one lot in all; the newest row counts. Append-only."""

    __tablename__ = "recall_response"
    __table_args__ = (
        Index(None, "consignee_id"),
        CheckConstraint("least(quarantined, used, returned, destroyed) >= 0", name="quantities"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    consignee_id: Mapped[ConsigneeId] = mapped_column(ForeignKey("recall_consignee.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    received_on: Mapped[date]
    contact: Mapped[str]
    quarantined: Mapped[Decimal]
    used: Mapped[Decimal]
    returned: Mapped[Decimal]
    destroyed: Mapped[Decimal]
    note: Mapped[str]


class Check(Base):
    """An effectiveness check of one consignee. Append-only."""

    __tablename__ = "recall_check"
    __table_args__ = (Index(None, "consignee_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    consignee_id: Mapped[ConsigneeId] = mapped_column(ForeignKey("recall_consignee.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    done_on: Mapped[date]
    method: Mapped[str]
    contact: Mapped[str]
    effective: Mapped[bool]
    note: Mapped[str]


class Notice(Base):
    """What was reported to an authority, or why it was not. Append-only."""

    __tablename__ = "recall_notice"
    __table_args__ = (Index(None, "recall_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recall_recall.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    kind: Mapped[str]
    authority: Mapped[str]
    done_on: Mapped[date]
    reference: Mapped[str]
    note: Mapped[str]
