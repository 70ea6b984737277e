"""Templates and their versions, printers, print jobs with one row for each label, and the scans that verified them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import (
    LabelId,
    LabelJobId,
    LotId,
    PartnerId,
    PrinterId,
    SignatureId,
    TemplateId,
    TemplateVersionId,
    UserId,
)


class Template(Base):
    """A template: what it stands on and whose it is; what it looks like is in its versions."""

    __tablename__ = "labels_template"

    id: Mapped[TemplateId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    kind: Mapped[str]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class TemplateVersion(Base):
    """A version of a template. At most one is a draft and at most one is approved."""

    __tablename__ = "labels_version"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        Index(
            "ix_labels_version_one",
            "template_id",
            "status",
            unique=True,
            postgresql_where=text("status <> 'superseded'"),
        ),
    )

    id: Mapped[TemplateVersionId] = mapped_column(Identity(), primary_key=True)
    template_id: Mapped[TemplateId] = mapped_column(ForeignKey("labels_template.id"))
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    status: Mapped[str]
    layout: Mapped[dict[str, Any]]
    note: Mapped[str]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    made_at: Mapped[datetime]
    approved_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    approved_at: Mapped[datetime | None]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Printer(Base):
    """A registered label printer."""

    __tablename__ = "labels_printer"

    id: Mapped[PrinterId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    dots: Mapped[int] = mapped_column(SmallInteger)
    answers: Mapped[bool]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Job(Base):
    """A print job; when it is closed its explanation is kept with it."""

    __tablename__ = "labels_job"
    __table_args__ = (Index(None, "lot_id"), Index(None, "customer_id"))

    id: Mapped[LabelJobId] = mapped_column(Identity(), primary_key=True)
    version_id: Mapped[TemplateVersionId] = mapped_column(ForeignKey("labels_version.id"))
    state: Mapped[str]
    printer_id: Mapped[PrinterId | None] = mapped_column(ForeignKey("labels_printer.id"))
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("genealogy_lot.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    subjects: Mapped[str]
    requested_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    requested_at: Mapped[datetime]
    stopped_why: Mapped[str] = mapped_column(server_default=text("''"))
    closed_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    closed_at: Mapped[datetime | None]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
    explanation: Mapped[str] = mapped_column(server_default=text("''"))


class Label(Base):
    """One label: what it says, frozen when it was queued, and where it stands. `issued_at` is when it first went out."""

    __tablename__ = "labels_label"
    __table_args__ = (
        UniqueConstraint("job_id", "sequence"),
        Index("ix_labels_label_lot_id", "lot_id", postgresql_where=text("lot_id IS NOT NULL")),
        Index("ix_labels_label_code", "job_id", "code"),
    )

    id: Mapped[LabelId] = mapped_column(Identity(), primary_key=True)
    job_id: Mapped[LabelJobId] = mapped_column(ForeignKey("labels_job.id"))
    sequence: Mapped[int]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str]
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("genealogy_lot.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB())
    code: Mapped[str]
    state: Mapped[str]
    reprint: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    replaces: Mapped[int | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    issued_at: Mapped[datetime | None]
    state_at: Mapped[datetime]
    state_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))


class Scan(Base):
    """A scan-back, whether it matched, and on which AIs it did not."""

    __tablename__ = "labels_scan"
    __table_args__ = (Index(None, "job_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    job_id: Mapped[LabelJobId] = mapped_column(ForeignKey("labels_job.id"))
    label_id: Mapped[LabelId | None] = mapped_column(ForeignKey("labels_label.id"))
    scan: Mapped[str]
    matched: Mapped[bool]
    differences: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
