"""Timed samples that were missed, in the database: found, counted up, ended by the next sample, explained (SPC-04)."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls
from veralot_server.modules.spc.domain import timing
from veralot_server.modules.spc.tables import Missed
from veralot_shared.contracts.spc import MissedEnd, MissedView, SamplesMissed
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.ids import ControlId, MissedId, PartnerId, SubgroupId

VIEW: Final = """
SELECT m.id, m.control_id, k.code AS control_code, m.since, m.due_at, m.missed, m.found_at, m.ended_at, m.ending,
       s.number AS subgroup_no, m.reason, u.full_name AS explained_by, u.full_name_zh AS explained_by_zh
FROM spc_missed m JOIN spc_control k ON k.id = m.control_id
LEFT JOIN spc_subgroup s ON s.id = m.subgroup_id LEFT JOIN identity_user u ON u.id = m.explained_by
WHERE (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s)
"""

OVERDUE: Final = """
SELECT k.id, k.code, k.customer_id, k.interval_minutes, greatest(k.clock_from, k.last_at) AS since, m.id AS missed_id,
       coalesce(m.missed, 0) AS known
FROM spc_control k LEFT JOIN spc_missed m ON m.control_id = k.id AND m.ended_at IS NULL
WHERE k.status = 'running' AND k.interval_minutes IS NOT NULL
  AND greatest(k.clock_from, k.last_at) + k.interval_minutes * (coalesce(m.missed, 0) + 1 + %(grace)s)
      * interval '1 minute' <= %(now)s
ORDER BY k.id FOR UPDATE OF k SKIP LOCKED
"""
"""Characteristics of which one more sample is missed than anybody was told; whoever samples one now is not waited for."""

OPEN: Final = "SELECT id FROM spc_missed WHERE control_id = %s AND ended_at IS NULL"


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic of which a sample is missed."""

    id: ControlId
    code: str
    customer_id: PartnerId | None
    interval_minutes: int
    since: datetime
    missed_id: MissedId | None
    known: int


def find(tx: Transaction) -> None:
    """Write down what was missed since the last look, and alarm, once for each."""
    for one in tx.rows(Overdue, OVERDUE, now=tx.now, grace=timing.GRACE):
        count = timing.missed(one.interval_minutes, one.since, tx.now)
        if count <= one.known:
            continue
        due_at = one.since + timedelta(minutes=one.interval_minutes)
        if one.missed_id is None:
            row = {"control_id": one.id, "since": one.since, "due_at": due_at, "missed": count, "found_at": tx.now}
            tx.insert(Missed, row)
        else:
            tx.execute(update(Missed).where(Missed.id == one.missed_id).values(missed=count))
        tx.emit(SamplesMissed(control_id=one.id, code=one.code, missed=count, due_at=due_at), one.customer_id)
        tx.emit(TasksChanged(), one.customer_id)


def end(
    tx: Transaction, control_id: ControlId, ending: MissedEnd, reason: str = "", subgroup_id: SubgroupId | None = None
) -> None:
    """End what was missed of a characteristic: nothing is waited for since then any more."""
    found = tx.wire.execute(OPEN, (control_id,), prepare=True).fetchone()
    if found is None:
        return
    values: dict[str, Any] = {"ended_at": tx.now, "ending": ending, "subgroup_id": subgroup_id, "reason": reason}
    values["explained_by"] = tx.actor.user_id if reason else None
    tx.execute(update(Missed).where(Missed.id == found[0]).values(values))
    tx.emit(TasksChanged(), controls.customer_of(tx, control_id))


def view(tx: Transaction, missed_id: MissedId) -> MissedView:
    """Return samples that were missed. Raises: RecordNotFound."""
    found = tx.one(MissedView, f"{VIEW} AND m.id = %(id)s", id=missed_id, scope=tx.actor.customer_id)
    return tx.found(found, "missed samples", missed_id)
