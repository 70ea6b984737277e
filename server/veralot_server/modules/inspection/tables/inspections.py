"""Inspection plans, inspections with their frozen sampling, results, investigations and decisions, and severities."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import (
    AttachmentId,
    CharacteristicId,
    GaugeId,
    InspectionId,
    InvestigationId,
    ItemId,
    LotId,
    PartnerId,
    PlanId,
    QualificationId,
    ResultId,
    RevisionId,
    SignatureId,
    SwitchingId,
    UnitId,
    UserId,
)


class Plan(Base):
    """An inspection plan: for which goods, at which stage. What it asks for is in its revisions."""

    __tablename__ = "inspection_plan"
    __table_args__ = (
        Index(None, "item_id", "stage"),
        Index("uq_inspection_plan_code", text("upper(code)"), unique=True),
    )

    id: Mapped[PlanId] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    stage: Mapped[str]
    operation: Mapped[str]
    supplier_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))


class Revision(Base):
    """A revision of a plan. The database itself refuses to change what was released (`inspection_keep_released`)."""

    __tablename__ = "inspection_revision"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        Index(
            "uq_inspection_revision_in_force",
            "plan_id",
            unique=True,
            postgresql_where=text("status = 'released'::text"),
        ),
    )

    id: Mapped[RevisionId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    plan_id: Mapped[PlanId] = mapped_column(ForeignKey("inspection_plan.id"))
    number: Mapped[int]
    status: Mapped[str]
    change_note: Mapped[str]
    due_hours: Mapped[int | None]
    picture_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments_attachment.id"))
    rules: Mapped[list[Any]] = mapped_column(JSONB)
    qualification_ids: Mapped[list[QualificationId]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    made_at: Mapped[datetime]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    released_at: Mapped[datetime | None]
    released_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(server_default=text("''"))


class Characteristic(Base):
    """A characteristic of one revision; only a draft's are ever written or taken away."""

    __tablename__ = "inspection_characteristic"
    __table_args__ = (UniqueConstraint("revision_id", "code"),)

    id: Mapped[CharacteristicId] = mapped_column(Identity(), primary_key=True)
    revision_id: Mapped[RevisionId] = mapped_column(ForeignKey("inspection_revision.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    kind: Mapped[str]
    defect_class: Mapped[str]
    nominal: Mapped[Decimal | None]
    lower: Mapped[Decimal | None]
    upper: Mapped[Decimal | None]
    unit: Mapped[str]
    precision: Mapped[int]
    method: Mapped[str]
    gauge_type: Mapped[str]
    sample_size: Mapped[int | None]
    investigate: Mapped[bool]
    balloon: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    qualification_ids: Mapped[list[QualificationId]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))


class Switching(Base):
    """How strictly an item of a supplier, or of an own line, is inspected at a stage (AQL-12)."""

    __tablename__ = "inspection_switching"
    __table_args__ = (
        UniqueConstraint("item_id", "supplier_id", "line", "stage", postgresql_nulls_not_distinct=True),
        CheckConstraint("score >= 0", name="score"),
    )

    id: Mapped[SwitchingId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    supplier_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    line: Mapped[str]
    stage: Mapped[str]
    severity: Mapped[str]
    score: Mapped[int]
    reducible: Mapped[bool]
    rejections: Mapped[int]
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    lots: Mapped[int]
    changed_at: Mapped[datetime]


class Inspection(Base):
    """An inspection of a quantity of a lot. Which revision and sampling it has was frozen when it was made."""

    __tablename__ = "inspection_inspection"
    __table_args__ = (
        Index(None, "lot_id"),
        Index(None, "revision_id"),
        Index(
            "ix_inspection_inspection_waiting",
            "due_at",
            postgresql_where=text(
                "status <> ALL (ARRAY['decided'::text, 'inspection_closed'::text, 'cancelled'::text])"
            ),
        ),
        CheckConstraint("quantity > 0::numeric", name="quantity"),
    )

    id: Mapped[InspectionId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    stage: Mapped[str]
    operation: Mapped[str]
    origin: Mapped[str]
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    revision_id: Mapped[RevisionId] = mapped_column(ForeignKey("inspection_revision.id"))
    switching_id: Mapped[SwitchingId] = mapped_column(ForeignKey("inspection_switching.id"))
    quantity: Mapped[Decimal]
    per_unit: Mapped[bool]
    severity: Mapped[str]
    resubmits_id: Mapped[InspectionId | None] = mapped_column(ForeignKey("inspection_inspection.id"))
    attempt: Mapped[int] = mapped_column(server_default=text("1"))
    attempts: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{first}'"))
    to_sample: Mapped[int]
    due_results: Mapped[int]
    retest_slots: Mapped[list[Any] | None] = mapped_column(JSONB)
    verdict: Mapped[str] = mapped_column(server_default=text("'pending'"))
    decision: Mapped[str | None]
    skipped: Mapped[bool]
    devices: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    created_at: Mapped[datetime]
    created_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    due_at: Mapped[datetime | None]


class ClassSample(Base):
    """The frozen sampling of one defect class of an inspection, and how its evaluation came out."""

    __tablename__ = "inspection_class"
    __table_args__ = (UniqueConstraint("inspection_id", "defect_class"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    defect_class: Mapped[str]
    scheme: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str | None]
    aql: Mapped[Decimal | None]
    severity: Mapped[str]
    letter: Mapped[str]
    row_letter: Mapped[str]
    lot_size: Mapped[int]
    stage_no: Mapped[int] = mapped_column(server_default=text("1"))
    stages: Mapped[list[Any]] = mapped_column(JSONB)
    constant: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]
    skip: Mapped[int | None]
    clearance: Mapped[int | None]
    why: Mapped[list[Any]] = mapped_column(JSONB)
    table_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    nonconforming: Mapped[int] = mapped_column(server_default=text("0"))
    verdict: Mapped[str] = mapped_column(server_default=text("'pending'"))


class Sample(Base):
    """Which unit of a serialised lot a sample is."""

    __tablename__ = "inspection_sample"
    __table_args__ = (
        UniqueConstraint("inspection_id", "sample_no"),
        UniqueConstraint("inspection_id", "unit_id"),
        Index(None, "unit_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    sample_no: Mapped[int]
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("genealogy_unit.id"))


class Result(Base):
    """A result as recorded. Append-only: a correction is another row that names the one it replaces (DI-04, DI-06)."""

    __tablename__ = "inspection_result"
    __table_args__ = (
        UniqueConstraint(
            *("inspection_id", "characteristic_id", "sample_no", "attempt", "replaces_id"),
            name="uq_inspection_result_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_inspection_result_replaces_id",
            "replaces_id",
            unique=True,
            postgresql_where=text("replaces_id IS NOT NULL"),
        ),
        Index("uq_inspection_result_entry_id", "entry_id", unique=True, postgresql_where=text("entry_id IS NOT NULL")),
        Index(None, "characteristic_id", "id"),
        Index("ix_inspection_result_gauge_id", "gauge_id", "id", postgresql_where=text("gauge_id IS NOT NULL")),
        Index("ix_inspection_result_unit_id", "unit_id", postgresql_where=text("unit_id IS NOT NULL")),
        CheckConstraint(
            "num_nonnulls(value, conforming, nonconforming, text, attachment_id, not_applicable) = 1", name="one_form"
        ),
    )

    id: Mapped[ResultId] = mapped_column(Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    characteristic_id: Mapped[CharacteristicId] = mapped_column(ForeignKey("inspection_characteristic.id"))
    sample_no: Mapped[int]
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("genealogy_unit.id"))
    attempt: Mapped[int]
    value: Mapped[Decimal | None]
    conforming: Mapped[bool | None]
    inspected: Mapped[int | None]
    nonconforming: Mapped[int | None]
    nonconformities: Mapped[int | None]
    text: Mapped[str | None]
    attachment_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments_attachment.id"))
    not_applicable: Mapped[str | None]
    gauge_id: Mapped[GaugeId | None]
    note: Mapped[str]
    judgement: Mapped[str]
    replaces_id: Mapped[ResultId | None] = mapped_column(ForeignKey("inspection_result.id"))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    workstation: Mapped[str]
    performed_at: Mapped[datetime | None]
    late_reason: Mapped[str]
    entry_id: Mapped[UUID | None] = mapped_column(PG_UUID)
    device_id: Mapped[str | None]
    device_time: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    device_counter: Mapped[int | None] = mapped_column(BigInteger)
    snapshot_id: Mapped[str | None]


class Step(Base):
    """Something that was done in an inspection; append-only."""

    __tablename__ = "inspection_step"
    __table_args__ = (Index(None, "inspection_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    note: Mapped[str]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class Investigation(Base):
    """An investigation of results out of specification, in two phases."""

    __tablename__ = "inspection_investigation"
    __table_args__ = (Index(None, "inspection_id"),)

    id: Mapped[InvestigationId] = mapped_column(Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]
    result_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    finding: Mapped[str | None]
    finding_text: Mapped[str] = mapped_column(server_default=text("''"))
    finding_at: Mapped[datetime | None]
    finding_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    conclusion: Mapped[str | None]
    conclusion_text: Mapped[str] = mapped_column(server_default=text("''"))
    retests: Mapped[int] = mapped_column(server_default=text("0"))
    concluded_at: Mapped[datetime | None]
    concluded_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))


class UsageDecided(Base):
    """The signed usage decision on an inspection; append-only."""

    __tablename__ = "inspection_decision"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    inspection_id: Mapped[InspectionId] = mapped_column(ForeignKey("inspection_inspection.id"), unique=True)
    decision: Mapped[str]
    accepted: Mapped[Decimal]
    rejected: Mapped[Decimal]
    rejected_units: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    released: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId] = mapped_column(ForeignKey("identity_signature.id"))


class SwitchingStep(Base):
    """What a lot or a person did to a severity, and why; append-only."""

    __tablename__ = "inspection_switching_step"
    __table_args__ = (Index(None, "switching_id"), Index(None, "inspection_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    switching_id: Mapped[SwitchingId] = mapped_column(ForeignKey("inspection_switching.id"))
    at: Mapped[datetime]
    event: Mapped[str]
    from_severity: Mapped[str]
    to_severity: Mapped[str]
    score: Mapped[int]
    why: Mapped[list[str]] = mapped_column(ARRAY(Text))
    classes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    reason: Mapped[str]
    inspection_id: Mapped[InspectionId | None] = mapped_column(ForeignKey("inspection_inspection.id"))
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
