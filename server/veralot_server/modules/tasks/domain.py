"""What may be put into a calendar, and what calendars come to."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from veralot_shared.contracts.tasks import AddPeriod, Calendar, DayKind, DayView, PeriodView
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

LONGEST: Final = 31
"""Days in a row; more is a slip of the keyboard. A longer closure takes two entries."""
ORDER_RULE: Final = N_("The last day is the first one or a later one.")
LENGTH_RULE: Final = N_("One entry has at most 31 days. Enter a longer closure in parts.")
NAME_RULE: Final = N_("Say what these days are, for example National Day.")
REASON_RULE: Final = N_("Give a reason; it becomes part of the audit log.")


def require_period(command: AddPeriod) -> None:
    """Check days that somebody enters. Raises: ValueNotAllowed."""
    if command.last < command.first:
        raise ValueNotAllowed(value=command.last.isoformat(), rule=ORDER_RULE, field="last")
    if (command.last - command.first).days >= LONGEST:
        raise ValueNotAllowed(value=command.last.isoformat(), rule=LENGTH_RULE, field="last")
    if not command.name.strip():
        raise ValueNotAllowed(value=command.name, rule=NAME_RULE, field="name")


def require_reason(reason: str) -> str:
    """Return a reason without the spaces around it. Raises: ValueNotAllowed."""
    if not reason.strip():
        raise ValueNotAllowed(value=reason, rule=REASON_RULE, field="reason")
    return reason.strip()


def merged(periods: Iterable[PeriodView], calendars: Sequence[Calendar]) -> list[DayView]:
    """Return every day that differs from its weekday; where calendars disagree, the one named later is right."""
    days: dict[date, bool] = {}
    for period in sorted(periods, key=lambda each: (calendars.index(each.calendar), each.id)):
        for place in range((period.last - period.first).days + 1):
            days[period.first + timedelta(days=place)] = period.kind is DayKind.WORKING_DAY
    return [DayView(day, working) for day, working in sorted(days.items())]
