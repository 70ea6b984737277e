"""A window of days as it is typed above a column. No Qt."""

import re
from datetime import date

from veralot_shared.i18n import N_

HINT = N_("<= 2027-06-30")
BOUND = re.compile(r"(?P<sign><=|>=|<|>|=)?\s*(?P<day>\d{4}-\d{2}-\d{2})")


def bounds(typed: str) -> tuple[date | None, date | None]:
    """Return the first and last day that somebody typed: `<= 2027-06-30`, `2027-01-01..2027-06-30`, or a day."""
    first, between, last = typed.partition("..")
    if between:
        return day_of(first), day_of(last)
    match = BOUND.fullmatch(typed.strip())
    day = day_of(match["day"]) if match else None
    if match is None or day is None:
        return None, None
    before, after = date.fromordinal(day.toordinal() - 1), date.fromordinal(day.toordinal() + 1)
    found = {"<=": (None, day), "<": (None, before), ">=": (day, None), ">": (after, None)}
    return found.get(match["sign"], (day, day))


def day_of(text: str) -> date | None:
    """Return a date as it is typed, or None while it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
