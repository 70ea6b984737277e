"""When an inspection that is not decided in time is passed upwards, and to whom: the plant's own rule, as data."""

from datetime import datetime, timedelta
from typing import Final

from veralot_shared.contracts.identity import Role

ESCALATIONS: Final[tuple[tuple[timedelta, Role], ...]] = (
    (timedelta(0), Role.QUALITY_HEAD),
    (timedelta(days=2), Role.MANAGER),
)
"""After how much delay a task is passed to whom as well. Goods wait for an inspection: who leads hears of it at once."""


def escalation(due_at: datetime | None, now: datetime) -> int:
    """Return how often a task was passed upwards."""
    return 0 if due_at is None else sum(now - due_at > delay for delay, _ in ESCALATIONS)


def raised_to(level: int) -> list[str]:
    """Return the roles that a task was passed to, the first level first."""
    return [role.value for _, role in ESCALATIONS[:level]]
