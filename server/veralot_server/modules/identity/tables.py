"""Accounts, rights, sessions, signatures. Nothing here is ever deleted but a right that is withdrawn."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import BadgeId, PartnerId, SessionId, SignatureId, UserId, WorkstationId


class User(Base):
    """An account. `user_key` is the name without case: unique, and never given to another person (P11-19, P11-23)."""

    __tablename__ = "identity_user"

    id: Mapped[UserId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    user_name: Mapped[str]
    user_key: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    full_name_zh: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    language: Mapped[str] = mapped_column(server_default="en")
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool]
    failed_attempts: Mapped[int] = mapped_column(server_default=text("0"))
    totp_secret: Mapped[str | None]
    totp_pending: Mapped[str | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    identity_document: Mapped[str | None]
    identity_verified_at: Mapped[datetime | None]
    identity_verified_by: Mapped[UserId | None]
    accountability_accepted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserRole(Base):
    """A role that a person has."""

    __tablename__ = "identity_user_role"
    __table_args__ = (
        UniqueConstraint("user_id", "role"),
        # The head of production and the head of quality are never one person (CN-03), whoever writes.
        Index(
            "uq_identity_user_role_head",
            "user_id",
            unique=True,
            postgresql_where=text("role IN ('production_head', 'quality_head')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    role: Mapped[str]


class RolePermission(Base):
    """A right that a role gives."""

    __tablename__ = "identity_role_permission"
    __table_args__ = (UniqueConstraint("role", "permission"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    role: Mapped[str]
    permission: Mapped[str]


class FormerPassword(Base):
    """A password that a person had, as a hash, so that it is not used again."""

    __tablename__ = "identity_former_password"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    password_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class RecoveryCode(Base):
    """A code that stands in once for a lost authenticator."""

    __tablename__ = "identity_recovery_code"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Session(Base):
    """One login. Only the hash of its token is kept."""

    __tablename__ = "identity_session"
    __table_args__ = (Index(None, "user_id"), Index(None, "badge_id"), Index(None, "workstation_id", "started_at"))

    id: Mapped[SessionId] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    workstation: Mapped[str]
    address: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    method: Mapped[str] = mapped_column(server_default="password")
    badge_id: Mapped[BadgeId | None] = mapped_column(ForeignKey("identity_badge.id"))
    workstation_id: Mapped[WorkstationId | None] = mapped_column(ForeignKey("identity_workstation.id"))
    idle_seconds: Mapped[int | None]


class Pin(Base):
    """A person's PIN, as a hash: the second thing beside the badge."""

    __tablename__ = "identity_pin"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"), unique=True)
    pin_hash: Mapped[str]
    set_at: Mapped[datetime]


class Badge(Base):
    """A badge. Its code is stored as a keyed hash, unique for ever: no badge is given to a second person (11.300)."""

    __tablename__ = "identity_badge"
    __table_args__ = (
        Index("uq_identity_badge_assigned", "user_id", unique=True, postgresql_where=text("state = 'assigned'")),
    )

    id: Mapped[BadgeId] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    label: Mapped[str]
    state: Mapped[str]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(server_default="")
    tested_at: Mapped[datetime]
    replaces_id: Mapped[BadgeId | None] = mapped_column(ForeignKey("identity_badge.id"))


class Workstation(Base):
    """A computer on the floor that several people share; only the hash of its own key is kept."""

    __tablename__ = "identity_workstation"

    id: Mapped[WorkstationId] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    idle_seconds: Mapped[int]
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")


class Signature(Base):
    """An electronic signature: who, when, what it means, in the signer's printed name as it then was (11.50)."""

    __tablename__ = "identity_signature"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[SignatureId] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    user_name: Mapped[str]
    full_name: Mapped[str]
    full_name_zh: Mapped[str]
    role: Mapped[str]
    meaning: Mapped[str]
    statement: Mapped[str]
    reason: Mapped[str]
    signed_at: Mapped[datetime]
    message: Mapped[str]
    session_id: Mapped[SessionId | None] = mapped_column(ForeignKey("identity_session.id"))
    workstation: Mapped[str]


class SignatureRecord(Base):
    """A record under a signature: its content as signed and the canonical hash that binds it (11.70)."""

    __tablename__ = "identity_signature_record"
    __table_args__ = (Index(None, "kind", "key"), Index(None, "signature_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    signature_id: Mapped[SignatureId] = mapped_column(ForeignKey("identity_signature.id"))
    kind: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
