"""The one inbox: what waits for a person, from whatever module, with when it is due; and the days that clocks count.

A module adds tasks by a function under `@tasks(…)`; see `docs/modules/tasks.md`.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from veralot_shared.ids import PartnerId, PeriodId, UserId
from veralot_shared.messages import Command, Event, Query
from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "tasks:inbox:read", "See tasks"
    CALENDAR = "tasks:calendar:manage", "Maintain calendars of working days"


class TaskScope(StrEnum):
    """Whose tasks are listed."""

    MINE = "mine"
    EVERYBODYS = "everybodys"


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits to be done.

    `kind` and `id` name the record that it opens, `label` is how people call that. `what` says what is to be done and reads as
    `what_kind` says, as in a section of a dossier (`sentence`, `code:QualityEvent`); `about` says what it is about, in Chinese
    too where it has a name in it.
    `escalation` counts how often it was passed upwards for being late. `permission` is the right that it needs, by which
    those are found who must hear that it is late, and `customer_id` whose record it is about.
    """

    source: str
    kind: str
    id: int
    label: str
    what: str
    what_kind: str = "sentence"
    about: str
    about_zh: str = ""
    owner: str = ""
    owner_zh: str = ""
    since: datetime
    due_at: datetime | None
    clock: str = ""
    late: bool
    escalation: int = 0
    mine: bool = True
    permission: str = ""
    customer_id: PartnerId | None = None


class ListTasks(Query[list[TaskView]], permission=Permission.READ):
    """List what waits, the most urgent first: one's own, or with the right to see them everybody's."""

    scope: TaskScope = TaskScope.MINE


class TasksChanged(Event):
    """Something waits that did not, or waits no more. A module whose tasks changed tells it."""


class TasksLate(Event, permission=Permission.READ):
    """Something of these people is late, or was passed to them for being late; it stands in their inbox."""

    user_ids: list[UserId]


# --- working days ----------------------------------------------------------------------------------------------------


class Calendar(StrEnum):
    """Whose working days: the plant's own, or those that a country's law counts."""

    PLANT = "plant"
    CHINA = "china"
    UNITED_STATES = "usa"


class DayKind(StrEnum):
    """What a day is that is not what its weekday says."""

    DAY_OFF = "day_off"
    WORKING_DAY = "working_day"


class PeriodView(msgspec.Struct, frozen=True, kw_only=True):
    """Days in a row, from the first to the last, that are off or, on a weekend, worked. Withdrawn ones count no more."""

    id: PeriodId
    calendar: Calendar
    first: date
    last: date
    kind: DayKind
    name: str
    name_zh: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_by_zh: str | None
    withdrawn_reason: str


class DayView(msgspec.Struct, frozen=True, array_like=True):
    """A day that is worked, or not, otherwise than its weekday says."""

    day: date
    working: bool


class ListPeriods(Query[list[PeriodView]]):
    """List the days of every calendar, the latest first; with `withdrawn` also those that count no more."""

    withdrawn: bool = False


class ListDays(Query[list[DayView]]):
    """Return the days that differ from their weekdays. Where calendars disagree, the one named later is right."""

    calendars: list[Calendar]


class AddPeriod(Command[PeriodView], permission=Permission.CALENDAR):
    """Put days into a calendar; clocks that run already keep their day. Raises: RecordExists, RecordNotFound, ValueNotAllowed.

    To a customer's user there is no calendar to change.
    """

    calendar: Calendar
    first: date
    last: date
    kind: DayKind
    name: str
    name_zh: str = ""


class WithdrawPeriod(Command[PeriodView], permission=Permission.CALENDAR):
    """Take days out of a calendar, with a reason; they stay on record. Raises: RecordNotFound, ValueNotAllowed."""

    id: PeriodId
    reason: str


class CalendarChanged(Event):
    """A calendar has other days."""
