"""Days that are worked, or not, otherwise than their weekdays say."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
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
