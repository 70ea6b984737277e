"""Quality records: what they are about, what was said in each step, their lots, lines, actions, links and clocks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import (
    ActionId,
    CaseId,
    DefectId,
    HoldId,
    ItemId,
    LineId,
    LotId,
    PartnerId,
    SignatureId,
    UserId,
)


class Defect(Base):
    """A defect code of the plant. The code stays, its names may change; retired it is offered no more."""

    __tablename__ = "quality_defect"
    __table_args__ = (
        CheckConstraint("severity IN ('critical', 'major', 'minor')", name="severity"),
        CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name="retired"),
    )

    id: Mapped[DefectId] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(server_default=text("''"))
    severity: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    retired_reason: Mapped[str] = mapped_column(server_default=text("''"))


class Case(Base):
    """A quality record of any kind: what all kinds have. What only one has is said in its steps."""

    __tablename__ = "quality_case"
    __table_args__ = (
        Index(None, "kind", "opened_at"),
        Index("ix_quality_case_open", "kind", postgresql_where=text("closed_at IS NULL")),
        Index(None, "customer_id"),
        Index(None, "defect"),
        CheckConstraint("valid_until >= valid_from", name="validity"),
    )

    id: Mapped[CaseId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    cycle: Mapped[int] = mapped_column(server_default=text("1"))
    status: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    severity: Mapped[str | None]
    defect: Mapped[str | None] = mapped_column(ForeignKey("quality_defect.code"))
    hazard: Mapped[str] = mapped_column(server_default=text("''"))
    source_kind: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(BigInteger)
    source_label: Mapped[str] = mapped_column(server_default=text("''"))
    item_id: Mapped[ItemId | None] = mapped_column(ForeignKey("items_item.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    supplier_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    owner_id: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    aware_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    quantity: Mapped[Decimal | None]
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    release_justified: Mapped[bool] = mapped_column(server_default=text("false"))


class Step(Base):
    """Something that was done, with all that was said then, names as they were; append-only."""

    __tablename__ = "quality_step"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    cycle: Mapped[int]
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    said: Mapped[list[Any]] = mapped_column(JSONB)
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class CaseLot(Base):
    """A lot that a record is about, and the hold that the record placed on it."""

    __tablename__ = "quality_lot"
    __table_args__ = (UniqueConstraint("case_id", "lot_id"), Index(None, "lot_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    role: Mapped[str]
    hold_id: Mapped[HoldId | None] = mapped_column(ForeignKey("genealogy_hold.id"))


class Line(Base):
    """A quantity of a lot, and what is to become of it. Lines of former cycles stay."""

    __tablename__ = "quality_line"
    __table_args__ = (Index(None, "case_id"), Index(None, "lot_id"), CheckConstraint("quantity > 0", name="quantity"))

    id: Mapped[LineId] = mapped_column(Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    cycle: Mapped[int]
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    quantity: Mapped[Decimal]
    disposition: Mapped[str]
    justification: Mapped[str]
    instruction: Mapped[str]
    adverse_effects: Mapped[str]
    state: Mapped[str]
    apart: Mapped[bool] = mapped_column(server_default=text("false"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    result: Mapped[str] = mapped_column(server_default=text("''"))


class Action(Base):
    """An action with its owner and when it is due, now and as it was planned."""

    __tablename__ = "quality_action"
    __table_args__ = (Index(None, "case_id"), Index(None, "owner_id"))

    id: Mapped[ActionId] = mapped_column(Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    cycle: Mapped[int]
    kind: Mapped[str]
    what: Mapped[str]
    owner_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    extensions: Mapped[int] = mapped_column(server_default=text("0"))
    dropped: Mapped[bool] = mapped_column(server_default=text("false"))
    done_at: Mapped[datetime | None]
    evidence: Mapped[str] = mapped_column(server_default=text("''"))


class Link(Base):
    """That a record belongs to another."""

    __tablename__ = "quality_link"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        Index(None, "to_id"),
        CheckConstraint("from_id <> to_id", name="itself"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    from_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    to_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    kind: Mapped[str]


class Due(Base):
    """A clock: by when something must be done, and when it was."""

    __tablename__ = "quality_due"
    __table_args__ = (UniqueConstraint("case_id", "clock"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    clock: Mapped[str]
    due_at: Mapped[datetime]
    met_at: Mapped[datetime | None]
    reference: Mapped[str] = mapped_column(server_default=text("''"))


class Complainant(Base):
    """Who complained, and what is known of a patient's health. The log shows of it only that it changed (I-12)."""

    __tablename__ = "quality_complainant"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    complainant: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    health: Mapped[str]


class Disclosure(Base):
    """That somebody was shown who complained, and why; append-only."""

    __tablename__ = "quality_disclosure"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]


class Escalation(Base):
    """A level of escalation: after how many days of delay, and to which role as well. The newest issue holds."""

    __tablename__ = "quality_escalation"
    __table_args__ = (UniqueConstraint("issue", "level"), CheckConstraint("after_days > 0", name="after_days"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue: Mapped[int]
    level: Mapped[int]
    after_days: Mapped[int]
    role: Mapped[str]


class Term(Base):
    """Within how many days a step is done, or with no state a record is closed. The newest of each holds."""

    __tablename__ = "quality_term"
    __table_args__ = (CheckConstraint("days > 0", name="days"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str]
    status: Mapped[str | None]
    days: Mapped[int]


class Permitted(Base):
    """A lot that an approved permit is about: how much of it was made or used under that.

    `seen` is how much was made of it, or taken from it, in all when that was last looked at; `since` the last movement of it
    before it came under the permit.
    """

    __tablename__ = "quality_permitted"
    __table_args__ = (
        UniqueConstraint("case_id", "lot_id"),
        Index(None, "lot_id"),
        CheckConstraint("way IN ('made', 'used', 'excluded')", name="way"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    way: Mapped[str]
    quantity: Mapped[Decimal]
    seen: Mapped[Decimal]
    since: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class Passing(Base):
    """That something late was told to whose it is (level 0), or passed to a role; append-only, once for each due day."""

    __tablename__ = "quality_passing"
    __table_args__ = (UniqueConstraint("case_id", "source", "key", "due_at", "level"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("quality_case.id"))
    source: Mapped[str]
    key: Mapped[str]
    due_at: Mapped[datetime]
    level: Mapped[int]
    role: Mapped[str | None]
    at: Mapped[datetime]


class Agreement(Base):
    """What was agreed with a customer, or, with none named, what holds for all others. The newest of each holds."""

    __tablename__ = "quality_agreement"
    __table_args__ = (Index(None, "customer_id"), CheckConstraint("notice_hours > 0", name="notice_hours"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    consent_concession: Mapped[bool]
    consent_rework: Mapped[bool]
    notice_hours: Mapped[int]
    agreed_at: Mapped[datetime]
    agreed_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
