"""What of offline entries waits for somebody: conflicts, which a person decides."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.capture import EntriesArrived, Permission
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.i18n import N_
from veralot_shared.ids import OfflineEntryId, UserId

DECIDE: Final = N_("Accept or reject what was entered offline")

CONFLICTS: Final = """
SELECT e.id, e.counter, d.name AS device, e.about, e.received_at, e.user_id
FROM capture_entry e JOIN capture_device d ON d.id = e.device_id WHERE e.state = 'conflict' ORDER BY e.id
"""


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that waits for a decision."""

    id: OfflineEntryId
    counter: int
    device: str
    about: str
    received_at: datetime
    user_id: UserId | None


@tasks("capture.conflicts", Permission.READ)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return the conflicts, for whoever may decide them and has not entered them; a customer's users see none."""
    if tx.actor.customer_id is not None:
        return []
    return [
        TaskView(
            source="capture.conflict",
            kind="capture_entry",
            id=row.id,
            label=f"{row.device} {row.counter}",
            what=DECIDE,
            about=row.about,
            since=row.received_at,
            due_at=None,
            late=False,
            permission=Permission.DECIDE,
            mine=Permission.DECIDE in tx.actor.permissions and row.user_id != tx.actor.user_id,
        )
        for row in tx.rows(Conflict, CONFLICTS)
    ]


@hears(EntriesArrived)
def entries_arrived(_event: EntriesArrived, tx: Transaction) -> None:
    """Tell that other tasks may wait."""
    tx.emit(TasksChanged())
