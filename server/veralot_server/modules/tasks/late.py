"""What is late in any module: passed upwards by the plant's own levels, and told, once for each level and due time (I-60)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from msgspec.structs import replace
from sqlalchemy import insert

from veralot_server.core.module import ESCALATING, TASKS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.tasks import calendars, domain
from veralot_server.modules.tasks.tables import Passing
from veralot_shared.contracts.quality import ListEscalations
from veralot_shared.contracts.tasks import Calendar, TasksChanged, TasksLate, TaskView
from veralot_shared.ids import UserId
from veralot_shared.rules import lateness
from veralot_shared.rules.lateness import Level

OURS: Final = [Calendar.CHINA, Calendar.PLANT]
"""What the plant works by: the country's holidays, and the plant's own days, which are right where the two disagree."""

RUNNING: Final = "WHERE p.withdrawn_at IS NULL AND p.calendar = ANY(%(calendars)s)"

FORMER: Final = """
SELECT n.place, max(p.level)
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[])
    WITH ORDINALITY AS n(source, kind, record_id, key, due_at, place)
JOIN tasks_passing p USING (source, kind, record_id, key, due_at) GROUP BY n.place
"""

ABLE: Final = """
SELECT DISTINCT u.id FROM identity_user u JOIN identity_user_role r ON r.user_id = u.id
LEFT JOIN identity_role_permission p ON p.role = r.role
WHERE u.state = 'active' AND (u.customer_id IS NULL OR u.customer_id = %(customer)s)
  AND (p.permission = %(right)s OR r.role = ANY(%(roles)s))
"""


class Levels(NamedTuple):
    """The plant's levels, and the days that it works."""

    levels: Sequence[Level]
    calendar: dict[date, bool]

    def of(self, task: TaskView, tx: Transaction) -> list[str]:
        """Return the roles to which a task was passed: a clock's delay counts every day, all other the days worked."""
        calendar = None if task.clock else self.calendar
        level = lateness.passed(due(task).astimezone(tx.zone).date(), tx.today, self.levels, calendar)
        return [str(one.role) for one in self.levels[:level]]


def plants(tx: Transaction) -> Levels:
    """Return the levels that hold."""
    found = [Level(one.after_days, one.role) for one in tx.call(ListEscalations())]
    periods = calendars.periods(tx, RUNNING, calendars=[str(each) for each in OURS])
    return Levels(found, {each.day: each.working for each in domain.merged(periods, OURS)})


def due(task: TaskView) -> datetime:
    """Return by when a task was due; what has no day of its own is passed upwards as if it had been due when it began."""
    return task.due_at or task.since


def raised(
    name: str, found: Iterable[TaskView], levels: Levels, tx: Transaction
) -> Iterator[tuple[TaskView, list[str]]]:
    """Yield tasks of a module as they are passed upwards, each with the roles to which it was."""
    escalating = ESCALATING[name]
    for task in found:
        if task.due_at is not None and not task.late:
            yield task, []
            continue
        roles = levels.of(task, tx) if escalating.roles is None else escalating.roles(task, tx)
        mine = task.mine or not tx.actor.roles.isdisjoint(roles)
        yield replace(task, escalation=len(roles), late=task.late or bool(roles), mine=mine), roles


def waiting(tx: Transaction) -> Iterator[TaskView]:
    """Yield what waits in every module for what the actor may read, as it is passed upwards."""
    levels = plants(tx)
    for name, tasking in sorted(TASKS.items()):
        found = tasking(tx)
        if ESCALATING[name].own:
            yield from found
        else:
            yield from (task for task, _ in raised(name, found, levels, tx))


class Delay(NamedTuple):
    """A task by what is kept of it, and by when it was due."""

    source: str
    kind: str
    record_id: int
    key: str
    due_at: datetime

    @classmethod
    def of(cls, task: TaskView) -> "Delay":
        """Return that of a task."""
        return cls(task.source, task.kind, task.id, task.clock or task.what, due(task))


def find(tx: Transaction) -> None:
    """Pass upwards what has become late since the last look, and tell the people concerned."""
    levels = plants(tx)
    late = [
        (task, roles)
        for name, escalating in sorted(ESCALATING.items())
        if not escalating.own
        for task, roles in raised(name, escalating.tasking(tx), levels, tx)
        if task.late
    ]
    known = former(tx, [Delay.of(task) for task, _ in late])
    told: set[UserId] = set()
    for task, roles in late:
        told |= passed(task, roles, known, tx)
    for user_id in sorted(told):
        tx.emit(TasksLate(user_ids=[user_id]), user_id=user_id)


def former(tx: Transaction, delays: Sequence[Delay]) -> dict[Delay, int]:
    """Return up to which level tasks were passed before, in one statement for all of them."""
    if not delays:
        return {}
    columns = [list(column) for column in zip(*delays, strict=True)]
    return {delays[place - 1]: level for place, level in tx.wire.execute(FORMER, columns)}


def passed(task: TaskView, roles: Sequence[str], known: dict[Delay, int], tx: Transaction) -> set[UserId]:
    """Write to whom a late task was passed anew, and return them; nobody where nothing is new."""
    delay = Delay.of(task)
    new = range(known.get(delay, -1) + 1, len(roles) + 1)
    if not new:
        return set()
    known[delay] = len(roles)
    rows = [
        {**delay._asdict(), "level": level, "role": roles[level - 1] if level else None, "at": tx.now} for level in new
    ]
    tx.execute(insert(Passing).values(rows))
    tx.emit(TasksChanged(), task.customer_id)
    return concerned(task, [roles[level - 1] for level in new if level], tx, own=0 in new)


def concerned(task: TaskView, roles: Sequence[str], tx: Transaction, *, own: bool) -> set[UserId]:
    """Return who is told: at first whoever may do it, at each level its role; nobody who may not see the record."""
    values = {"customer": task.customer_id, "right": task.permission if own else "", "roles": list(roles)}
    return {UserId(row[0]) for row in tx.wire.execute(ABLE, values)}
