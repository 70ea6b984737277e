"""Characteristics under control with their history, phases, subgroups and exceptions, and studies of gauges."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, Identity, Index, Integer, Numeric, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import (
    ControlId,
    ExceptionId,
    GaugeId,
    InspectionId,
    ItemId,
    LotId,
    MissedId,
    PartnerId,
    PhaseId,
    PlanId,
    SignatureId,
    StudyId,
    SubgroupId,
    UserId,
)


class Control(Base):
    """A characteristic under control. `clock_from` is since when timed samples are due; `last_number` counts subgroups."""

    __tablename__ = "spc_control"
    __table_args__ = (
        Index("uq_spc_control_code", text("upper(code)"), unique=True),
        Index(None, "plan_id", "characteristic"),
        CheckConstraint("subgroup_size > 0", name="subgroup_size"),
    )

    id: Mapped[ControlId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    status: Mapped[str]
    chart: Mapped[str]
    subgroup_size: Mapped[int]
    interval_minutes: Mapped[int | None]
    rules: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    item_id: Mapped[ItemId | None] = mapped_column(ForeignKey("items_item.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    plan_id: Mapped[PlanId | None] = mapped_column(ForeignKey("inspection_plan.id"))
    characteristic: Mapped[str]
    unit: Mapped[str]
    precision: Mapped[int]
    nominal: Mapped[Decimal | None]
    lower: Mapped[Decimal | None]
    upper: Mapped[Decimal | None]
    weight: Mapped[float] = mapped_column(Double)
    width: Mapped[float] = mapped_column(Double)
    slack: Mapped[float] = mapped_column(Double)
    decision_interval: Mapped[float] = mapped_column(Double)
    clock_from: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(server_default=text("0"))
    last_at: Mapped[datetime | None]
    late_samples: Mapped[int] = mapped_column(server_default=text("0"))
    made_at: Mapped[datetime]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))


class ControlStep(Base):
    """That a characteristic was paused, resumed or ended, and why; append-only."""

    __tablename__ = "spc_control_step"
    __table_args__ = (Index(None, "control_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    control_id: Mapped[ControlId] = mapped_column(ForeignKey("spc_control.id"))
    event: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]


class Phase(Base):
    """Limits as computed and frozen, append-only: what is kept are centre and spread; the rest follows from them."""

    __tablename__ = "spc_phase"
    __table_args__ = (Unique("control_id", "number"),)

    id: Mapped[PhaseId] = mapped_column(Identity(), primary_key=True)
    control_id: Mapped[ControlId] = mapped_column(ForeignKey("spc_control.id"))
    number: Mapped[int]
    chart: Mapped[str]
    base_first: Mapped[int]
    base_last: Mapped[int]
    excluded: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    subgroups: Mapped[int]
    centre: Mapped[float] = mapped_column(Double)
    spread: Mapped[float] = mapped_column(Double)
    reason: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId] = mapped_column(ForeignKey("identity_signature.id"))


class Subgroup(Base):
    """A point of a chart. `readings` are its values, or `count` what was found among `looked_at`.

    `aside` are results that were set aside: their readings are taken out, or where nothing is left the whole is `void`, and
    stays as it was.
    """

    __tablename__ = "spc_subgroup"
    __table_args__ = (
        Unique("control_id", "number"),
        Index("ix_spc_subgroup_lot_id", "lot_id", postgresql_where=text("lot_id IS NOT NULL")),
        Index(
            "ix_spc_subgroup_inspection_id",
            "inspection_id",
            "control_id",
            postgresql_where=text("inspection_id IS NOT NULL"),
        ),
        CheckConstraint("(count IS NULL) = (looked_at IS NULL)", name="counted"),
    )

    id: Mapped[SubgroupId] = mapped_column(Identity(), primary_key=True)
    control_id: Mapped[ControlId] = mapped_column(ForeignKey("spc_control.id"))
    number: Mapped[int]
    readings: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric(24, 6)))
    count: Mapped[int | None]
    looked_at: Mapped[Decimal | None]
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("genealogy_lot.id"))
    inspection_id: Mapped[InspectionId | None] = mapped_column(ForeignKey("inspection_inspection.id"))
    result_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    taken_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    note: Mapped[str]
    missed: Mapped[int]
    late_reason: Mapped[str]
    void: Mapped[bool] = mapped_column(server_default=text("false"))
    aside: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))


class Revision(Base):
    """What a subgroup was before a result of it was corrected or set aside, and what that did to the rules; append-only."""

    __tablename__ = "spc_revision"
    __table_args__ = (Index(None, "subgroup_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    subgroup_id: Mapped[SubgroupId] = mapped_column(ForeignKey("spc_subgroup.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]
    readings: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric(24, 6)))
    count: Mapped[int | None]
    looked_at: Mapped[Decimal | None]
    before: Mapped[list[Any]] = mapped_column(JSONB)
    after: Mapped[list[Any]] = mapped_column(JSONB)


class Breach(Base):
    """An exception: a subgroup breached rules, and what was found and done about it (SPC-03)."""

    __tablename__ = "spc_exception"
    __table_args__ = (
        Index("ix_spc_exception_open", "control_id", postgresql_where=text("status = 'unanswered'::text")),
        Index("ix_spc_exception_lot_id", "lot_id", postgresql_where=text("lot_id IS NOT NULL")),
    )

    id: Mapped[ExceptionId] = mapped_column(Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    control_id: Mapped[ControlId] = mapped_column(ForeignKey("spc_control.id"))
    subgroup_id: Mapped[SubgroupId] = mapped_column(ForeignKey("spc_subgroup.id"), unique=True)
    rules: Mapped[list[Any]] = mapped_column(JSONB)
    stands: Mapped[bool] = mapped_column(server_default=text("true"))
    lot_id: Mapped[LotId | None] = mapped_column(ForeignKey("genealogy_lot.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    cause: Mapped[str | None]
    cause_text: Mapped[str] = mapped_column(server_default=text("''"))
    action: Mapped[str] = mapped_column(server_default=text("''"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))


class Missed(Base):
    """That timed samples were missed, one after the other, until one was taken or none was due any more (SPC-04).

    Found once: there is one row for whatever was waited for `since`, and its `missed` counts up.
    """

    __tablename__ = "spc_missed"
    __table_args__ = (
        Unique("control_id", "since"),
        Index("uq_spc_missed_open", "control_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("missed > 0", name="missed"),
    )

    id: Mapped[MissedId] = mapped_column(Identity(), primary_key=True)
    control_id: Mapped[ControlId] = mapped_column(ForeignKey("spc_control.id"))
    since: Mapped[datetime]
    due_at: Mapped[datetime]
    missed: Mapped[int]
    found_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    subgroup_id: Mapped[SubgroupId | None] = mapped_column(ForeignKey("spc_subgroup.id"))
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    explained_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))


class Study(Base):
    """A study of a gauge; `share` and `categories` are what its measurements compute to, once they are complete."""

    __tablename__ = "spc_study"
    __table_args__ = (Index("ix_spc_study_gauge_id", "gauge_id"),)

    id: Mapped[StudyId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    title: Mapped[str]
    gauge: Mapped[str]
    gauge_id: Mapped[GaugeId | None] = mapped_column(ForeignKey("gauges_gauge.id"))
    characteristic: Mapped[str]
    unit: Mapped[str]
    tolerance: Mapped[Decimal | None]
    parts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    appraisers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    trials: Mapped[int]
    readings: Mapped[list[Decimal | None]] = mapped_column(ARRAY(Numeric(24, 6)))
    share: Mapped[float | None] = mapped_column(Double)
    categories: Mapped[int | None]
    conclusion: Mapped[str | None]
    conclusion_text: Mapped[str] = mapped_column(server_default=text("''"))
    made_at: Mapped[datetime]
    made_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    concluded_at: Mapped[datetime | None]
    concluded_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
