"""Lists what waits, from all modules together, and the days that clocks count."""

from datetime import UTC, datetime
from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.tasks import calendars, domain, late
from veralot_shared.contracts.tasks import DayView, ListDays, ListPeriods, ListTasks, PeriodView, TaskScope, TaskView

NEVER: Final = datetime.max.replace(tzinfo=UTC)


@answers(ListTasks)
def list_tasks(query: ListTasks, tx: Transaction) -> list[TaskView]:
    """List tasks by when they are due; what has no due date comes last."""
    wanted = [task for task in late.waiting(tx) if task.mine or query.scope is TaskScope.EVERYBODYS]
    return sorted(wanted, key=lambda task: (task.due_at or NEVER, task.since, task.label))


@answers(ListPeriods, single=True)
def list_periods(query: ListPeriods, tx: Transaction) -> list[PeriodView]:
    """List what the calendars hold, the latest days first."""
    condition = "WHERE %(withdrawn)s OR p.withdrawn_at IS NULL ORDER BY p.first DESC, p.calendar, p.id"
    return calendars.periods(tx, condition, withdrawn=query.withdrawn)


@answers(ListDays, single=True)
def list_days(query: ListDays, tx: Transaction) -> list[DayView]:
    """Return what the calendars come to, day by day."""
    condition = "WHERE p.withdrawn_at IS NULL AND p.calendar = ANY(%(calendars)s)"
    found = calendars.periods(tx, condition, calendars=[str(each) for each in query.calendars])
    return domain.merged(found, query.calendars)
