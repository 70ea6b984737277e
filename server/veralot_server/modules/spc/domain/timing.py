"""When a timed sample is due, and how many were missed (SPC-04)."""

from datetime import datetime, timedelta
from typing import Final

from veralot_shared.contracts.spc import ControlStatus

GRACE: Final = 0.1
"""A sample may be taken late by this share of the interval before it counts as missed."""


def base(clock_from: datetime | None, last_at: datetime | None) -> datetime | None:
    """Return since when the next sample is waited for: the last one, or when the clock was started after it."""
    if clock_from is None or last_at is None:
        return clock_from or last_at
    return max(clock_from, last_at)


def due_at(status: ControlStatus, interval: int | None, since: datetime | None) -> datetime | None:
    """Return when the next sample is due; never while the line stands still."""
    if status is not ControlStatus.RUNNING or interval is None or since is None:
        return None
    return since + timedelta(minutes=interval)


def missed(interval: int | None, since: datetime | None, at: datetime) -> int:
    """Return how many samples were due between `since` and `at` and not taken, the one at `at` not among them."""
    if interval is None or since is None:
        return 0
    passed = (at - since).total_seconds() / (60 * interval)
    return max(0, int(passed - GRACE))
