"""Days that are worked, or not, otherwise than their weekdays say; and what was passed upwards for being late."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import PeriodId, UserId


class Period(Base):
    """Days in a row of a calendar. Withdrawn, they stay on record."""

    __tablename__ = "tasks_period"
    __table_args__ = (
        CheckConstraint("first <= last", name="order"),
        CheckConstraint("calendar IN ('plant', 'china', 'usa')", name="calendar"),
        CheckConstraint("kind IN ('day_off', 'working_day')", name="kind"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        Index(None, "calendar", "first"),
    )

    id: Mapped[PeriodId] = mapped_column(Identity(), primary_key=True)
    calendar: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    kind: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")


class Passing(Base):
    """That a late task was told to whose it is (level 0), or passed to a role; append-only, once for each due time.

    A task is no row of its own: `source`, `kind` and `record_id` name it, and `key` which of several of its record.
    """

    __tablename__ = "tasks_passing"
    __table_args__ = (UniqueConstraint("source", "kind", "record_id", "key", "due_at", "level"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str]
    kind: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]
    due_at: Mapped[datetime]
    level: Mapped[int]
    role: Mapped[str | None]
    at: Mapped[datetime]
