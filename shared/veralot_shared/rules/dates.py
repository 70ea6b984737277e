"""Shelf life: when a lot expires, and whether it has.

A lot may be used through the whole of its expiry date, in the plant's own calendar. The caller brings today's date.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from veralot_shared.errors import CodedError

MONTHS = 12
WEEKDAYS = 5
NO_CALENDAR: Mapping[date, bool] = MappingProxyType({})
"""No day differs from its weekday."""


class ShelfLifeInvalid(CodedError, ValueError, status=422):
    """A shelf life is nothing, is negative, or ends after the last date that there is."""

    text = "A shelf life of {months} months and {days} days from {manufactured} has no end date."
    manufactured: date
    months: int
    days: int


def last_day_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(start: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day where it has no such day.

    31 January and one month is 28 or 29 February; 28 February and one month is 28 March. Raises ValueError or
    OverflowError outside the years 1 to 9999.
    """
    years, month = divmod(start.month - 1 + months, MONTHS)
    last = last_day_of_month(start.year + years, month + 1)
    return last.replace(day=min(start.day, last.day))


def expiry(manufactured: date, *, months: int = 0, days: int = 0) -> date:
    """Return the last day on which a lot may be used: its months of shelf life, then its days, after manufacture.

    Raises ShelfLifeInvalid.
    """
    if min(months, days) < 0 or not (months or days):
        raise ShelfLifeInvalid(manufactured=manufactured, months=months, days=days)
    try:
        return add_months(manufactured, months) + timedelta(days=days)
    except (OverflowError, ValueError) as error:
        raise ShelfLifeInvalid(manufactured=manufactured, months=months, days=days) from error


def is_expired(expires: date, today: date) -> bool:
    """Tell whether a lot is past its expiry date; on that date itself it is not."""
    return today > expires


def days_left(expires: date, today: date) -> int:
    """Return how many days after today a lot may still be used: 0 on its last day, negative once it has expired."""
    return (expires - today).days


def add_working_days(start: date, days: int, calendar: Mapping[date, bool] = NO_CALENDAR) -> date:
    """Return the day so many working days after `start`.

    Working days are Monday to Friday, but for the days of `calendar`, which says of each whether it is worked. Holidays that
    nobody has entered are not known: then a deadline comes out early rather than late.
    """
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while not calendar.get(day, day.weekday() < WEEKDAYS):
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date, calendar: Mapping[date, bool] = NO_CALENDAR) -> int:
    """Return how many working days lie after `start` up to and including `end`, by the same days as `add_working_days`."""
    days = (start + timedelta(days=place) for place in range(1, (end - start).days + 1))
    return sum(calendar.get(day, day.weekday() < WEEKDAYS) for day in days)
