"""The legal days: what must be done by when after the decision, and how many consignees are to be checked.

NMPA order 29 of 2017: notify users within 1, 3 or 7 days by class, report the event at once, plan and investigation within 5
working days. 21 CFR 806.10: report a correction or removal within 10 working days of its beginning.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from types import MappingProxyType
from typing import Final, NamedTuple

from veralot_shared.contracts.recall import (
    CheckLevel,
    ClockKind,
    ClockView,
    ConsigneeView,
    Jurisdiction,
    NoticeKind,
    NoticeView,
    RecallAction,
    RecallClass,
)
from veralot_shared.rules.dates import NO_CALENDAR, add_working_days

CN_DAYS: Final[Mapping[RecallClass, int]] = MappingProxyType({RecallClass.I: 1, RecallClass.II: 3, RecallClass.III: 7})
CN_PLAN_DAYS: Final = 5
US_DAYS: Final = 10
US_REPORTED: Final = frozenset({RecallAction.CORRECTION, RecallAction.REMOVAL})


class Decided(NamedTuple):
    """What was decided, on which day of the plant."""

    on: date
    action: RecallAction
    recall_class: RecallClass
    jurisdictions: Sequence[Jurisdiction]


class Calendars(NamedTuple):
    """The days that China and the United States work, or not, otherwise than their weekdays say."""

    china: Mapping[date, bool] = NO_CALENDAR
    united_states: Mapping[date, bool] = NO_CALENDAR


WEEKDAYS_ALONE: Final = Calendars()
"""Nothing is entered."""


def clocks(
    decided: Decided,
    notices: Sequence[NoticeView],
    consignees: Sequence[ConsigneeView],
    today: date,
    calendars: Calendars = WEEKDAYS_ALONE,
) -> list[ClockView]:
    """Return the clocks of a decision, with what was done by them so far.

    Working days are those of the country whose law counts them; days of notices to consignees are days of whatever kind.
    """
    found: list[ClockView] = []
    if decided.action is RecallAction.NO_ACTION:
        return found

    def clock(kind: ClockKind, due: date, met: date | None) -> None:
        found.append(ClockView(kind=kind, due=due, met=met, late=(met or today) > due))

    if Jurisdiction.CN in decided.jurisdictions:
        clock(ClockKind.CN_EVENT_REPORT, decided.on, first(notices, NoticeKind.EVENT_REPORT))
        clock(
            ClockKind.CN_CUSTOMERS,
            decided.on + timedelta(days=CN_DAYS[decided.recall_class]),
            last_notified(consignees),
        )
        clock(
            ClockKind.CN_PLAN,
            add_working_days(decided.on, CN_PLAN_DAYS, calendars.china),
            first(notices, NoticeKind.PLAN),
        )
    if Jurisdiction.US in decided.jurisdictions and decided.action in US_REPORTED:
        met = first(notices, NoticeKind.REPORT_806, NoticeKind.NOT_REPORTED)
        clock(ClockKind.US_REPORT, add_working_days(decided.on, US_DAYS, calendars.united_states), met)
    return found


def first(notices: Iterable[NoticeView], *kinds: NoticeKind) -> date | None:
    """Return the day of the first notice of these kinds."""
    return min((notice.on for notice in notices if notice.kind in kinds), default=None)


def last_notified(consignees: Sequence[ConsigneeView]) -> date | None:
    """Return the day on which the last consignee was notified, if all were."""
    days = [consignee.notified_on for consignee in consignees]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


SHARES: Final[Mapping[CheckLevel, int]] = MappingProxyType(
    {CheckLevel.A: 100, CheckLevel.C: 10, CheckLevel.D: 2, CheckLevel.E: 0}
)
"""Per cent of the consignees (21 CFR 7.42(b)(3)); level B is told by whoever decides."""


def checks_needed(level: CheckLevel | None, percent: int | None, consignees: int) -> int:
    """Return how many consignees are to be checked."""
    share = SHARES.get(level, percent or 0) if level is not None else 0
    return ceil(consignees * share / 100)
