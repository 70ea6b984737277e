"""Contents that are evidence, what they are attached to, their types, and the rules that require them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId, ItemId, PartnerId, UserId

KINDS = "target_kind ~ '^[a-z_]+$'"
"""Which kinds there are, `FileTargetKind` says; a new one needs no change of the table."""


class File(Base):
    """A content that is evidence: its hash in hexadecimal, its size, and what it was recognised as. Never changed."""

    __tablename__ = "attachments_file"
    __table_args__ = (CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND size > 0", name="content"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]


class FileType(Base):
    """A type of evidence file."""

    __tablename__ = "attachments_file_type"

    id: Mapped[AttachmentTypeId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Attachment(Base):
    """A content attached to a record. Withdrawn, it stays."""

    __tablename__ = "attachments_attachment"
    __table_args__ = (
        CheckConstraint(KINDS, name="target_kind"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        Index(None, "target_kind", "target_id"),
        Index(None, "file_id"),
    )

    id: Mapped[AttachmentId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    file_id: Mapped[int] = mapped_column(ForeignKey("attachments_file.id"), type_=BigInteger)
    target_kind: Mapped[str]
    target_id: Mapped[int] = mapped_column(BigInteger)
    type_id: Mapped[AttachmentTypeId] = mapped_column(ForeignKey("attachments_file_type.id"))
    file_name: Mapped[str]
    number: Mapped[str]
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    note: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")


class FileRule(Base):
    """A rule that lots need a file of a type before a release. Ended, it stays."""

    __tablename__ = "attachments_file_rule"
    __table_args__ = (
        CheckConstraint("num_nonnulls(item_id, item_kind, supplier_id) > 0", name="scope"),
        CheckConstraint("bound_to IN ('lot', 'item', 'partner')", name="bound_to"),
        CheckConstraint("gate IN ('release', 'market_release')", name="gate"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
    )

    id: Mapped[AttachmentRuleId] = mapped_column(Identity(), primary_key=True)
    type_id: Mapped[AttachmentTypeId] = mapped_column(ForeignKey("attachments_file_type.id"))
    gate: Mapped[str]
    bound_to: Mapped[str]
    item_id: Mapped[ItemId | None] = mapped_column(ForeignKey("items_item.id"))
    item_kind: Mapped[str | None]
    supplier_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    ended_reason: Mapped[str] = mapped_column(server_default="")
