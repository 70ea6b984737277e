"""Qualifications, who was granted which with every step of it, what was held at work, and of which ends was told."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import GrantId, InspectionId, LotId, QualificationId, SignatureId, UserId


class Qualification(Base):
    """A qualification: what it is for, and how long it holds. It is withdrawn, and never deleted."""

    __tablename__ = "training_qualification"
    __table_args__ = (
        CheckConstraint("months > 0 AND warning_days >= 0", name="term"),
        CheckConstraint("least_level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        Index("uq_training_qualification_code", text("upper(code)"), unique=True),
    )

    id: Mapped[QualificationId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    covers: Mapped[str]
    months: Mapped[int]
    warning_days: Mapped[int]
    least_level: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(server_default=text("''"))


class Grant(Base):
    """A qualification of one person; what holds of it is in its versions."""

    __tablename__ = "training_grant"
    __table_args__ = (UniqueConstraint("user_id", "qualification_id"), Index(None, "qualification_id"))

    id: Mapped[GrantId] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    qualification_id: Mapped[QualificationId] = mapped_column(ForeignKey("training_qualification.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Version(Base):
    """A step of a grant, with all that holds from it on. Append-only; what counts bears a signature."""

    __tablename__ = "training_version"
    __table_args__ = (
        UniqueConstraint("grant_id", "number"),
        CheckConstraint("held_from <= held_until", name="dates"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("(signature_id IS NULL) = (event IN ('proposed', 'declined'))", name="signed"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    grant_id: Mapped[GrantId] = mapped_column(ForeignKey("training_grant.id"))
    number: Mapped[int]
    event: Mapped[str]
    level: Mapped[int | None]
    held_from: Mapped[date]
    held_until: Mapped[date]
    evidence: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Held(Base):
    """That somebody held a qualification when they worked on an inspection, as it was then. Append-only.

    Without a version they did not, and a person let it pass.
    """

    __tablename__ = "training_held"
    __table_args__ = (
        UniqueConstraint(
            *("inspection_id", "user_id", "qualification_id", "version_id", "accepted_because"),
            name="uq_training_held_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "lot_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    qualification_id: Mapped[QualificationId] = mapped_column(ForeignKey("training_qualification.id"))
    version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("training_version.id"))
    at: Mapped[datetime]
    noted_at: Mapped[datetime]
    accepted_because: Mapped[str]


class Told(Base):
    """That the end of a grant has come near, or has come, and was told: once each."""

    __tablename__ = "training_told"
    __table_args__ = (UniqueConstraint("version_id", "state"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("training_version.id"))
    state: Mapped[str]
    at: Mapped[datetime]
