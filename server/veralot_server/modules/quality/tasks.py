"""What of quality records waits for somebody: their next steps, actions, and clocks; late ones are passed upwards."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple

import msgspec

from veralot_server.core.module import tasks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, doers, escalations, lines, working_days
from veralot_server.modules.quality.doers import Doers, right
from veralot_server.modules.quality.domain import terms
from veralot_server.modules.quality.hindering import require_period
from veralot_shared.contracts.quality import (
    DEEDS,
    GRAVE,
    OVER,
    REPORTS,
    CaseKind,
    CaseView,
    LateKind,
    Permission,
    QualityClock,
    QualityEvent,
    QualityStatus,
    ReportToAuthority,
    StillOpen,
    awaited,
)
from veralot_shared.contracts.tasks import TaskView
from veralot_shared.i18n import N_
from veralot_shared.ids import CaseId, UserId
from veralot_shared.rules.lateness import Level

KIND: Final = "quality"
DO: Final = N_("Do what was planned")
MEET: Final = N_("Meet the clock")
DISPOSED: Final = frozenset({QualityStatus.DISPOSITIONED, QualityStatus.EXECUTING})
"""States in which what is next hangs on single lines."""

ACTIONS: Final = """
SELECT a.id, a.what, a.owner_id, u.full_name AS owner, u.full_name_zh AS owner_zh, a.due_on, c.opened_at, c.id AS case_id,
       c.number
FROM quality_action a JOIN quality_case c ON c.id = a.case_id JOIN identity_user u ON u.id = a.owner_id
WHERE a.done_at IS NULL AND NOT a.dropped AND a.cycle = c.cycle AND c.status IN ('plan_approved', 'implementation', 'actions')
  AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s) ORDER BY a.id
"""

# Until then a record is closed step by step, each due by itself; once that has run out it is late, whatever its steps say.
CLOCKS: Final = """
SELECT d.case_id, d.clock, d.due_at FROM quality_due d JOIN quality_case c ON c.id = d.case_id
WHERE d.met_at IS NULL AND (d.clock <> 'closing' OR d.due_at < %(now)s) AND c.closed_at IS NULL
  AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s) ORDER BY d.due_at
"""


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An action that is not done."""

    id: int
    what: str
    owner_id: UserId
    owner: str
    owner_zh: str
    due_on: date
    opened_at: datetime
    case_id: CaseId
    number: str


class ClockRow(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that runs."""

    case_id: CaseId
    clock: QualityClock
    due_at: datetime


@tasks("quality.records", Permission.READ, own=True)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return everything of quality records that waits, with whether it is the actor's."""
    found = {
        case.id: case for case in cases.views(tx, "AND c.status <> ALL(%(over)s)", over=[one.value for one in OVER])
    }
    levels = Levels(escalations.levels(tx), working_days.of_plant(tx))
    able = doers.of(tx, list(found.values()))
    waits = steps(list(found.values()), able, levels, tx)
    return [*waits, *planned(levels, tx), *running(found, able, levels, tx)]


class Levels(NamedTuple):
    """To whom what is late is passed, and which days count."""

    levels: Sequence[Level]
    calendar: Mapping[date, bool]

    def of(self, source: LateKind, due: date | None, today: date) -> int:
        """Return how often something was passed upwards."""
        return terms.escalation(due, today, self.levels, terms.counted(source, self.calendar))


def steps(found: list[CaseView], able: Doers, levels: Levels, tx: Transaction) -> Iterator[TaskView]:
    """Yield the next step of each record, for its owner, and where that may not do it for whoever may.

    What somebody else must do first, the customer's consent for instance, waits for that person and nobody else; and what
    judges somebody's own work waits for the others.
    """
    for case in found:
        following = [*next_events(case, able, tx)]
        if not following:
            continue
        allowed = [event for event in following if able.can(tx.actor.user_id, case, event)]
        level = levels.of(LateKind.STEP, case.due_on, tx.today)
        mine = bool(allowed) and tx.actor.user_id == (owner_of(case, following, able) or tx.actor.user_id)
        yield TaskView(
            source="quality.step",
            kind=KIND,
            id=case.id,
            label=case.number,
            what=(allowed or following)[0],
            what_kind="code:QualityEvent",
            about=case.title,
            owner=case.owner,
            owner_zh=case.owner_zh,
            since=case.opened_at,
            due_at=moment(case.due_on, tx),
            late=case.late,
            escalation=level,
            mine=mine or raised(level, levels, tx),
        )


def owner_of(case: CaseView, following: Sequence[QualityEvent], able: Doers) -> UserId | None:
    """Return for whom alone the next step of a record is: for its owner, if that may do it; else for whoever may."""
    if case.owner_id is None or of_lines(case):
        return None
    return case.owner_id if any(able.can(case.owner_id, case, event) for event in following) else None


def of_lines(case: CaseView) -> bool:
    """Return whether what is next hangs on single lines, and so on whoever may do that, whoever owns the record."""
    return case.kind is CaseKind.NCR and case.status in DISPOSED


def rights_of(case: CaseView, able: Doers, tx: Transaction) -> list[str]:
    """Return the rights that a record's next step needs; none where it waits for actions alone, or for a day."""
    found = (right(case.kind, event) for event in next_events(case, able, tx))
    return [one for one in found if one is not None]


def next_events(case: CaseView, able: Doers, tx: Transaction) -> Iterator[QualityEvent]:
    """Yield what a record waits for, the usual first. Actions wait for their owners, and reports by their clocks."""
    if of_lines(case):
        yield from lines.waiting(tx, cases.facts(tx, case.id))
        return
    for message in awaited(case.kind, case.status):
        event = DEEDS[message][1]
        if event in {QualityEvent.FINISH_ACTION, QualityEvent.REPORT_OUT}:
            continue
        if event is QualityEvent.ENDORSE and case.severity not in GRAVE:
            continue
        if not able.repeats(case, event) or measured_early(case, event, tx):
            yield event


def measured_early(case: CaseView, event: QualityEvent, tx: Transaction) -> bool:
    """Return whether the effect of a CAPA was measured before the planned days were over, and must be measured again."""
    if (case.kind, event) != (CaseKind.CAPA, QualityEvent.CHECK):
        return False
    try:
        require_period(tx, cases.facts(tx, case.id))
    except StillOpen:
        return True
    return False


def planned(levels: Levels, tx: Transaction) -> Iterator[TaskView]:
    """Yield actions, for their owners."""
    for row in tx.rows(ActionRow, ACTIONS, scope=tx.actor.customer_id):
        level = levels.of(LateKind.ACTION, row.due_on, tx.today)
        yield TaskView(
            source="quality.action",
            kind=KIND,
            id=row.case_id,
            label=row.number,
            what=DO,
            about=row.what,
            owner=row.owner,
            owner_zh=row.owner_zh,
            since=row.opened_at,
            due_at=moment(row.due_on, tx),
            late=row.due_on < tx.today,
            escalation=level,
            mine=row.owner_id == tx.actor.user_id or raised(level, levels, tx),
        )


def clock_rights(case: CaseView, clock: QualityClock) -> set[str]:
    """Return the rights of which one is needed to meet a clock: that to report, or those of whom the record waits for."""
    if clock in REPORTS:
        return {str(ReportToAuthority.permission)}
    return {str(message.permission) for message in awaited(case.kind, case.status)}


def running(found: dict[CaseId, CaseView], able: Doers, levels: Levels, tx: Transaction) -> Iterator[TaskView]:
    """Yield clocks, for the owner of their record, and for quality where it has none or that may not meet it."""
    for row in tx.rows(ClockRow, CLOCKS, scope=tx.actor.customer_id, now=tx.now):
        case = found.get(row.case_id)
        if case is None:
            continue
        level = levels.of(LateKind.CLOCK, row.due_at.astimezone(tx.zone).date(), tx.today)
        rights = clock_rights(case, row.clock)
        owned = able.has(case.owner_id, rights)
        mine = case.owner_id == tx.actor.user_id if owned else able.has(tx.actor.user_id, rights)
        yield TaskView(
            source="quality.clock",
            kind=KIND,
            id=case.id,
            label=case.number,
            what=MEET,
            about=case.title,
            owner=case.owner,
            owner_zh=case.owner_zh,
            since=case.opened_at,
            due_at=row.due_at,
            clock=row.clock,
            late=row.due_at < tx.now,
            escalation=level,
            mine=mine or raised(level, levels, tx),
        )


def raised(level: int, levels: Levels, tx: Transaction) -> bool:
    """Return whether a task was passed to the actor for being late."""
    return not terms.raised_to(level, levels.levels).isdisjoint(tx.actor.roles)


def moment(day: date | None, tx: Transaction) -> datetime | None:
    """Return the last moment of a day in the plant."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), tx.zone)
