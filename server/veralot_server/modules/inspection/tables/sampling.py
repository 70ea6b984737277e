"""Sampling tables that the plant establishes from its own copy of a standard, and what was read for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import SamplingTableId, SignatureId, UserId


class SamplingTable(Base):
    """The plant's own table of a page of a standard, one version of it; the database keeps it as it was established."""

    __tablename__ = "inspection_sampling_table"
    __table_args__ = (
        UniqueConstraint("scheme", "kind", "severity", "number"),
        Index(
            "uq_inspection_sampling_table_in_force",
            *("scheme", "kind", "severity"),
            unique=True,
            postgresql_where=text("status = 'in_force'::text"),
        ),
        Index(
            "uq_inspection_sampling_table_begun",
            *("scheme", "kind", "severity"),
            unique=True,
            postgresql_where=text(
                "status = ANY (ARRAY['first_reading_entered'::text, 'readings_differ'::text, 'readings_agree'::text])"
            ),
        ),
    )

    id: Mapped[SamplingTableId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    scheme: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str]
    number: Mapped[int]
    status: Mapped[str]
    document: Mapped[str]
    copy_no: Mapped[str]
    sheet: Mapped[str]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    established_at: Mapped[datetime | None]
    established_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(server_default=text("''"))


class SamplingReading(Base):
    """What one person read of a page; append-only: who corrects it reads again.

    Where document and copy are empty, it was read in those that the table names.
    """

    __tablename__ = "inspection_sampling_reading"
    __table_args__ = (UniqueConstraint("table_id", "reader", "number"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    table_id: Mapped[SamplingTableId] = mapped_column(ForeignKey("inspection_sampling_table.id"))
    reader: Mapped[int]
    number: Mapped[int]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    at: Mapped[datetime]
    file: Mapped[str]
    document: Mapped[str] = mapped_column(server_default=text("''"))
    copy_no: Mapped[str] = mapped_column(server_default=text("''"))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
