"""When something late is passed upwards, and to whom: levels of delay, each with its role (I-60)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from veralot_shared.rules.dates import working_days_between


class Level(NamedTuple):
    """After how many days of delay a task is passed to whom as well."""

    after_days: int
    role: str


def passed(due: date | None, today: date, levels: Sequence[Level], calendar: Mapping[date, bool] | None = None) -> int:
    """Return how often a task that was due was passed upwards: by days of whatever kind, or those worked in a calendar."""
    if due is None or due >= today:
        return 0
    delay = (today - due).days if calendar is None else working_days_between(due, today, calendar)
    return sum(delay >= level.after_days for level in levels)


def raised_to(level: int, levels: Sequence[Level]) -> frozenset[str]:
    """Return the roles that a task was passed to."""
    return frozenset(str(one.role) for one in levels[:level])
