"""Tells when the end of a qualification has come near, and when it has come: once each, to whoever it concerns."""

from typing import Final

import msgspec

from veralot_server.core import records as rows
from veralot_server.core.module import ticks
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.tasks import TasksLate
from veralot_shared.contracts.training import GrantsChanged, GrantState
from veralot_shared.ids import GrantId, UserId

ENDING: Final = """
SELECT v.id AS version_id, g.id AS grant_id, g.user_id, s.state
FROM training_grant g
JOIN training_qualification q ON q.id = g.qualification_id
JOIN identity_user u ON u.id = g.user_id AND u.state IN ('active', 'locked')
JOIN LATERAL (SELECT n.id, n.event, n.held_until FROM training_version n
              WHERE n.grant_id = g.id AND n.event IN ('granted', 'renewed', 'suspended', 'reinstated')
              ORDER BY n.number DESC LIMIT 1) v ON v.event <> 'suspended'
CROSS JOIN LATERAL (SELECT CASE WHEN v.held_until < %(today)s THEN %(expired)s ELSE %(expiring)s END AS state) s
WHERE v.held_until - q.warning_days <= %(today)s AND q.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT FROM training_told t WHERE t.version_id = v.id AND t.state = s.state)
ORDER BY g.id
"""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """A grant of which is to be told that its end is near, or was."""

    version_id: int
    grant_id: GrantId
    user_id: UserId
    state: GrantState


class ToldRow(msgspec.Struct, frozen=True):
    """A row of what was told."""

    version_id: int
    state: GrantState
    at: str


@ticks("training.ends")
def tell_ends(tx: Transaction) -> None:
    """Tell of ends that have come near or have come; what has ended is late for the person whose it is."""
    states = {"expired": GrantState.EXPIRED, "expiring": GrantState.EXPIRING}
    found = tx.rows(Ending, ENDING, today=tx.today, **states)
    if not found:
        return
    at = tx.now.isoformat()
    rows.add(tx, "training_told", [ToldRow(one.version_id, one.state, at) for one in found])
    people = sorted({one.user_id for one in found})
    tx.emit(GrantsChanged(grant_ids=[one.grant_id for one in found], user_ids=people))
    for user_id in sorted({one.user_id for one in found if one.state is GrantState.EXPIRED}):
        tx.emit(TasksLate(user_ids=[user_id]), user_id=user_id)
