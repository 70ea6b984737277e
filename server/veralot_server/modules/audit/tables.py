"""Reviews of the audit trail: what is reviewed how often, each review with its range of the log, what was found."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import Identity

from veralot_server.core.database import Base
from veralot_shared.ids import EntryId, FindingId, ReviewId, ReviewPlanId, SignatureId, UserId


class ReviewPlan(Base):
    """Part of the log that is reviewed every so many days."""

    __tablename__ = "audit_review_plan"
    __table_args__ = (CheckConstraint("every_days > 0", name="every_days"),)

    id: Mapped[ReviewPlanId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    name: Mapped[str] = mapped_column(unique=True)
    filter: Mapped[dict[str, Any]]
    every_days: Mapped[int]
    active: Mapped[bool]
    first: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    created_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))


class Review(Base):
    """One review: the range of the sealed log, the root that binds it, and who closed it."""

    __tablename__ = "audit_review"
    __table_args__ = (
        CheckConstraint('"end" >= first', name="range"),
        Index("uq_audit_review_open", "plan_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "plan_id", "id"),
    )

    id: Mapped[ReviewId] = mapped_column(Identity(), primary_key=True)
    plan_id: Mapped[ReviewPlanId | None] = mapped_column(ForeignKey("audit_review_plan.id"))
    title: Mapped[str]
    filter: Mapped[dict[str, Any]]
    state: Mapped[str]
    first: Mapped[int] = mapped_column(BigInteger)
    end: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str]
    seen: Mapped[str]
    entries: Mapped[int] = mapped_column(BigInteger)
    own_entries: Mapped[int] = mapped_column(BigInteger)
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    closed_reason: Mapped[str] = mapped_column(server_default="")
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Finding(Base):
    """What a reviewer noted."""

    __tablename__ = "audit_finding"
    __table_args__ = (Index(None, "review_id"),)

    id: Mapped[FindingId] = mapped_column(Identity(), primary_key=True)
    review_id: Mapped[ReviewId] = mapped_column(ForeignKey("audit_review.id"))
    entry_id: Mapped[EntryId | None]
    index: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str]
    noted_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    noted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")
