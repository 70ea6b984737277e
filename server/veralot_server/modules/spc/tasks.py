"""What of control charts waits for somebody: samples that were missed, why they were, and breaches without a cause."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import tasks
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.spc import Permission
from veralot_shared.contracts.tasks import TaskView
from veralot_shared.i18n import N_
from veralot_shared.ids import ControlId, ExceptionId, PartnerId

CHART: Final = "control_chart"
TAKE: Final = N_("Take the sample that was missed")
EXPLAIN: Final = N_("Say why samples were missed")
ANSWER: Final = N_("State the assignable cause and the action")

LATE: Final = """
SELECT k.id, k.code, coalesce(nullif(k.name, ''), k.characteristic) AS name, k.name_zh, m.due_at, m.found_at,
       m.ended_at IS NULL AS waits, k.customer_id
FROM spc_missed m JOIN spc_control k ON k.id = m.control_id
WHERE (m.ended_at IS NULL OR (m.reason = '' AND m.ending = 'sample_taken'))
  AND (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s) ORDER BY m.id
"""

OPEN: Final = """
SELECT b.id, b.number, k.code || ' ' || coalesce(nullif(k.name, ''), k.characteristic) AS name,
       k.code || ' ' || coalesce(nullif(k.name_zh, ''), nullif(k.name, ''), k.characteristic) AS name_zh, b.opened_at,
       k.customer_id
FROM spc_exception b JOIN spc_control k ON k.id = b.control_id
WHERE b.status = 'unanswered' AND (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s) ORDER BY b.id
"""


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """Samples that were missed, and whether the next is waited for still."""

    id: ControlId
    code: str
    name: str
    name_zh: str
    due_at: datetime
    found_at: datetime
    waits: bool
    customer_id: PartnerId | None


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A breach that nobody has answered."""

    id: ExceptionId
    number: str
    name: str
    name_zh: str
    opened_at: datetime
    customer_id: PartnerId | None


@tasks("spc.charts", Permission.READ)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return everything of control charts that waits, with whether it is the actor's."""
    return [*samples(tx), *breaches(tx)]


def samples(tx: Transaction) -> Iterator[TaskView]:
    """Yield samples to be taken, and those of which nobody said why they were missed."""
    for row in tx.rows(Late, LATE, scope=tx.actor.customer_id):
        yield TaskView(
            source="spc.sample",
            kind=CHART,
            id=row.id,
            label=row.code,
            what=TAKE if row.waits else EXPLAIN,
            about=row.name,
            about_zh=row.name_zh,
            since=row.found_at,
            due_at=row.due_at,
            late=True,
            mine=Permission.RECORD in tx.actor.permissions,
            permission=Permission.RECORD,
            customer_id=row.customer_id,
        )


def breaches(tx: Transaction) -> Iterator[TaskView]:
    """Yield breaches that stop their charts until they are answered."""
    for row in tx.rows(Open, OPEN, scope=tx.actor.customer_id):
        yield TaskView(
            source="spc.exception",
            kind="spc_exception",
            id=row.id,
            label=row.number,
            what=ANSWER,
            about=row.name,
            about_zh=row.name_zh,
            since=row.opened_at,
            due_at=row.opened_at,
            late=True,
            mine=Permission.ANSWER in tx.actor.permissions,
            permission=Permission.ANSWER,
            customer_id=row.customer_id,
        )
