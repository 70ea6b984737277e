"""Gauges, their calibrations, what was measured with them, assessments of those out of tolerance, and all their steps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId, SignatureId, UserId


class Gauge(Base):
    """A gauge. `due_on`, `calibrated_on` and `calibration_id` are those of its last accepted calibration."""

    __tablename__ = "gauges_gauge"
    __table_args__ = (
        CheckConstraint("interval_months > 0 AND warning_days >= 0", name="interval"),
        CheckConstraint("range_low IS NULL OR range_high IS NULL OR range_low < range_high", name="range"),
        Index("uq_gauges_gauge_code", text("upper(code)"), unique=True),
        Index(None, "due_on"),
    )

    id: Mapped[GaugeId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    kind: Mapped[str]
    maker: Mapped[str]
    model: Mapped[str]
    serial_no: Mapped[str]
    unit: Mapped[str]
    range_low: Mapped[Decimal | None]
    range_high: Mapped[Decimal | None]
    resolution: Mapped[Decimal | None]
    interval_months: Mapped[int]
    warning_days: Mapped[int]
    location: Mapped[str]
    owner: Mapped[str]
    status: Mapped[str]
    limited_to: Mapped[str] = mapped_column(server_default=text("''"))
    calibration_id: Mapped[CalibrationId | None]
    calibrated_on: Mapped[date | None]
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]


class Calibration(Base):
    """A calibration with its points and standards, as recorded; only its review is added later."""

    __tablename__ = "gauges_calibration"
    __table_args__ = (Index(None, "gauge_id"),)

    id: Mapped[CalibrationId] = mapped_column(Identity(), primary_key=True)
    gauge_id: Mapped[GaugeId] = mapped_column(ForeignKey("gauges_gauge.id"))
    state: Mapped[str]
    done_on: Mapped[date]
    due_on: Mapped[date]
    laboratory: Mapped[str]
    laboratory_name: Mapped[str]
    certificate_no: Mapped[str]
    procedure: Mapped[str]
    temperature: Mapped[Decimal | None]
    humidity: Mapped[Decimal | None]
    points: Mapped[list[Any]] = mapped_column(JSONB)
    standards: Mapped[list[Any]] = mapped_column(JSONB)
    found_in_tolerance: Mapped[bool]
    left_in_tolerance: Mapped[bool]
    note: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    limited_to: Mapped[str] = mapped_column(server_default=text("''"))
    review_note: Mapped[str] = mapped_column(server_default=text("''"))


class Use(Base):
    """A result that was measured with a gauge, under the calibration that was in force. Append-only."""

    __tablename__ = "gauges_use"
    __table_args__ = (Index(None, "gauge_id", "at"), Index(None, "lot_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    gauge_id: Mapped[GaugeId] = mapped_column(ForeignKey("gauges_gauge.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    calibration_id: Mapped[CalibrationId | None] = mapped_column(ForeignKey("gauges_calibration.id"))
    serial_no: Mapped[str]
    what: Mapped[str]
    result: Mapped[str]
    record_kind: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    noted_at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    accepted_because: Mapped[str]


class Assessment(Base):
    """What a gauge that was out of tolerance means for what it measured. Without `since` it was never good before."""

    __tablename__ = "gauges_assessment"
    __table_args__ = (Index(None, "gauge_id"),)

    id: Mapped[GaugeAssessmentId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    number: Mapped[str] = mapped_column(unique=True)
    gauge_id: Mapped[GaugeId] = mapped_column(ForeignKey("gauges_gauge.id"))
    calibration_id: Mapped[CalibrationId] = mapped_column(ForeignKey("gauges_calibration.id"))
    state: Mapped[str]
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    outcome: Mapped[str | None]
    conclusion: Mapped[str] = mapped_column(server_default=text("''"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))


class AssessedLot(Base):
    """A lot that an assessment concerns, and what was decided of it."""

    __tablename__ = "gauges_assessed_lot"
    __table_args__ = (UniqueConstraint("assessment_id", "lot_id"), Index(None, "lot_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assessment_id: Mapped[GaugeAssessmentId] = mapped_column(ForeignKey("gauges_assessment.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    impact: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    decided_at: Mapped[datetime | None]


class Step(Base):
    """Something that was done with a gauge. Append-only."""

    __tablename__ = "gauges_step"
    __table_args__ = (Index(None, "gauge_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    gauge_id: Mapped[GaugeId] = mapped_column(ForeignKey("gauges_gauge.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    note: Mapped[str]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
