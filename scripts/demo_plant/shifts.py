"""The plant's working time: day shifts from Monday to Friday, without the public holidays of 2026."""

from datetime import date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one zone and no summer time."""

FIRST_DAY = date(2026, 5, 6)
LAST_MOMENT = datetime(2026, 11, 20, 17, 30, tzinfo=ZONE)

_SATURDAY = 5
_HOLIDAYS = frozenset(
    {
        date(2026, 6, 19),  # Dragon Boat Festival
        date(2026, 9, 25),  # Mid-Autumn Festival
        *(date(2026, 10, day) for day in range(1, 8)),  # National Day
    }
)


def works(day: date) -> bool:
    """Say whether the plant works on a day."""
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS


def working_day(day: date, later: int = 0) -> date:
    """Return the day itself or, if the plant rests, the next working day; then go on by `later` working days."""
    while not works(day):
        day += timedelta(days=1)
    for _ in range(later):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment in the plant's zone."""
    return datetime.combine(day, time(hour, minute), ZONE)
