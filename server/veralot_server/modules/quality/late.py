"""What of quality records is late, in the database: passed upwards and told, once for each level and due day (I-60)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, doers, escalations, tasks, working_days
from veralot_server.modules.quality.doers import Doers
from veralot_server.modules.quality.domain import terms
from veralot_server.modules.quality.tables import Passing
from veralot_shared.contracts.quality import (
    DEEDS,
    MACHINES,
    CaseView,
    LateKind,
    PassingView,
    QualityChanged,
    QualityClock,
    QualityEvent,
    awaited,
)
from veralot_shared.contracts.tasks import TasksChanged, TasksLate
from veralot_shared.ids import CaseId, PartnerId, UserId
from veralot_shared.rules.lateness import Level

LATE: Final = """
WITH late AS (
    SELECT c.id AS case_id, c.customer_id, c.owner_id, 'step' AS source, c.status || '/' || c.cycle AS key,
           (c.due_on + time '23:59:59') AT TIME ZONE %(zone)s AS due_at
    FROM quality_case c
    WHERE c.closed_at IS NULL AND c.due_on < %(today)s AND c.kind || '/' || c.status <> ALL(%(quiet)s)
    UNION ALL
    SELECT c.id, c.customer_id, a.owner_id, 'action', a.id::text, (a.due_on + time '23:59:59') AT TIME ZONE %(zone)s
    FROM quality_action a JOIN quality_case c ON c.id = a.case_id
    WHERE a.done_at IS NULL AND NOT a.dropped AND a.cycle = c.cycle AND a.due_on < %(today)s
      AND c.status IN ('plan_approved', 'implementation', 'actions')
    UNION ALL
    SELECT c.id, c.customer_id, c.owner_id, 'clock', d.clock, d.due_at
    FROM quality_due d JOIN quality_case c ON c.id = d.case_id
    WHERE d.met_at IS NULL AND c.closed_at IS NULL AND d.due_at < %(now)s
)
SELECT l.*, (SELECT max(p.level) FROM quality_passing p
             WHERE p.case_id = l.case_id AND p.source = l.source AND p.key = l.key AND p.due_at = l.due_at) AS passed
FROM late l ORDER BY l.case_id, l.source, l.key
"""
"""By the same conditions as the inbox lists it (`tasks`), with the level to which it was passed already."""

QUIET: Final = [
    f"{kind}/{status}"
    for kind, moves in MACHINES.items()
    for status in sorted({status for status, _ in moves})
    if {DEEDS[message][1] for message in awaited(kind, status)} <= {QualityEvent.FINISH_ACTION}
]
"""States in which a record waits for actions alone, or for a day: what is late there are the actions."""

ABLE: Final = """
SELECT DISTINCT u.id FROM identity_user u JOIN identity_user_role r ON r.user_id = u.id
LEFT JOIN identity_role_permission p ON p.role = r.role
WHERE u.state = 'active' AND (u.customer_id IS NULL OR u.customer_id = %(customer)s)
  AND (p.permission = ANY(%(rights)s) OR r.role = ANY(%(roles)s))
"""

LISTED: Final = """
SELECT p.source, coalesce(a.what, split_part(p.key, '/', 1)) AS what,
       CASE p.source WHEN 'step' THEN 'code:QualityStatus' WHEN 'clock' THEN 'code:QualityClock' ELSE 'text' END AS what_kind,
       p.due_at, p.level, p.role, p.at
FROM quality_passing p LEFT JOIN quality_action a ON p.source = 'action' AND a.id::text = p.key
WHERE p.case_id = %(case)s ORDER BY p.id
"""


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is late; `passed` is the level to which it was passed, nothing where nobody was told yet."""

    case_id: CaseId
    customer_id: PartnerId | None
    owner_id: UserId | None
    source: LateKind
    key: str
    due_at: datetime
    passed: int | None


def listed(tx: Transaction, case_id: CaseId) -> list[PassingView]:
    """Return what of a record was passed upwards."""
    return tx.rows(PassingView, LISTED, case=case_id)


def find(tx: Transaction) -> None:
    """Pass upwards what has become late since the last look, and tell the people concerned."""
    levels = escalations.levels(tx)
    calendar = working_days.of_plant(tx)
    told: set[UserId] = set()
    for late in tx.rows(Late, LATE, zone=tx.settings.zone, today=tx.today, now=tx.now, quiet=QUIET):
        due = late.due_at.astimezone(tx.zone).date()
        level = terms.escalation(due, tx.today, levels, terms.counted(late.source, calendar))
        begin = 0 if late.passed is None else late.passed + 1
        if level < begin:
            continue
        concerned = people(tx, late, range(begin, level + 1), levels)
        if concerned is None:
            continue
        told |= concerned
        write(tx, late, range(begin, level + 1), levels)
        tx.emit(QualityChanged(case_ids=[late.case_id]), late.customer_id)
        tx.emit(TasksChanged(), late.customer_id)
    for user_id in sorted(told):
        tx.emit(TasksLate(user_ids=[user_id]), user_id=user_id)


def people(tx: Transaction, late: Late, new: Iterable[int], levels: Sequence[Level]) -> set[UserId] | None:
    """Return who must know at new levels; nothing where nothing of a disposition waits for anybody."""
    case = cases.view(tx, late.case_id)
    known = doers.of(tx, [case])
    rights = needed(case, late, known, tx)
    if late.source is LateKind.STEP and not rights:
        return None
    roles = [levels[level - 1].role for level in new if level]
    own = set[UserId]()
    if 0 in new:
        owner = late.owner_id if late.source is LateKind.ACTION else answering(case, late, rights, known, tx)
        own = {owner} if owner is not None else able(tx, late, rights, [])
    return own | (able(tx, late, [], roles) if roles else set())


def needed(case: CaseView, late: Late, known: Doers, tx: Transaction) -> list[str]:
    """Return the rights of which one is needed to do what is late; an action needs none but its owner."""
    if late.source is LateKind.CLOCK:
        return sorted(tasks.clock_rights(case, QualityClock(late.key)))
    return tasks.rights_of(case, known, tx) if late.source is LateKind.STEP else []


def answering(case: CaseView, late: Late, rights: Sequence[str], known: Doers, tx: Transaction) -> UserId | None:
    """Return the owner of a record, if that may do what is late of it; nobody where it is for all who may."""
    if late.source is LateKind.STEP:
        return tasks.owner_of(case, [*tasks.next_events(case, known, tx)], known)
    return case.owner_id if known.has(case.owner_id, rights) else None


def able(tx: Transaction, late: Late, rights: Sequence[str], roles: Sequence[str]) -> set[UserId]:
    """Return who has one of these rights or roles and may see the record."""
    values = {"customer": late.customer_id, "rights": list(rights), "roles": [str(role) for role in roles]}
    return {UserId(row[0]) for row in tx.wire.execute(ABLE.encode(), values)}


def write(tx: Transaction, late: Late, new: Iterable[int], levels: Sequence[Level]) -> None:
    """Write that it was passed; of two at once the database lets one."""
    rows = [
        {
            "case_id": late.case_id,
            "source": late.source,
            "key": late.key,
            "due_at": late.due_at,
            "level": level,
            "role": levels[level - 1].role if level else None,
            "at": tx.now,
        }
        for level in new
    ]
    tx.execute(insert(Passing).values(rows))
