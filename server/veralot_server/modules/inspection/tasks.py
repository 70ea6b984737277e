"""What of inspections waits for people: results for the inspector, decisions and a discontinued supply for quality, readings.

What is late is passed upwards by itself, to whoever leads.
"""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import sampling_tables
from veralot_server.modules.inspection.domain import lateness
from veralot_server.modules.inspection.sampling_tables import StoredTable
from veralot_shared.contracts.inspection import (
    InspectionsChanged,
    InspectionStatus,
    Permission,
    SamplingTablesChanged,
    SwitchingChanged,
    TableStatus,
)
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.i18n import N_
from veralot_shared.ids import PartnerId

S: Final = InspectionStatus
WAITS: Final = {
    S.CREATED: (N_("Take the sample"), Permission.RECORD),
    S.SAMPLING: (N_("Record the results"), Permission.RECORD),
    S.RECORDING: (N_("Record the results"), Permission.RECORD),
    S.OFFLINE_PENDING: (N_("Send what a device still holds"), Permission.RECORD),
    S.RETEST: (N_("Test again what the investigation asks for"), Permission.RECORD),
    S.EVALUATED: (N_("Decide on the use of the goods"), Permission.DECIDE),
    S.OOS_INVESTIGATION: (N_("Investigate what is out of specification"), Permission.INVESTIGATE),
}
"""What each undecided state waits for, and the right that it needs."""
IMPROVE: Final = N_("Accept an improvement, or find another supplier")

READ: Final = {
    TableStatus.FIRST_READING: N_("Read the page from the copy, as the second"),
    TableStatus.DIFFERING: N_("Read the page from the copy, since readings differ that you have not seen"),
    TableStatus.AGREED: N_("Establish the table that two have read alike"),
}
"""What a sampling table waits for."""
MOST_TABLES: Final = 1000

INSPECTIONS: Final = """
SELECT i.id, i.number, i.status, i.created_at, i.due_at, l.lot_no, t.code AS item, l.customer_id
FROM inspection_inspection i JOIN genealogy_lot l ON l.id = i.lot_id JOIN items_item t ON t.id = l.item_id
WHERE i.status = ANY(%(statuses)s) AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s) ORDER BY i.id
"""
STOPPED: Final = """
SELECT w.id, t.code AS item, coalesce(s.code, w.line) AS source, w.changed_at, t.customer_id
FROM inspection_switching w JOIN items_item t ON t.id = w.item_id LEFT JOIN items_partner s ON s.id = w.supplier_id
WHERE w.severity = 'discontinued' AND (%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s) ORDER BY w.id
"""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection that is not decided."""

    id: int
    number: str
    status: InspectionStatus
    created_at: datetime
    due_at: datetime | None
    lot_no: str
    item: str
    customer_id: PartnerId | None


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """A supply that was discontinued."""

    id: int
    item: str
    source: str
    changed_at: datetime
    customer_id: PartnerId | None


def raised_to(task: TaskView, tx: Transaction) -> list[str]:
    """Return to whom a late inspection was passed: goods wait for it, so that hours count as well as days."""
    return lateness.raised_to(lateness.escalation(task.due_at, tx.now))


@tasks("inspection.inspections", Permission.READ, roles=raised_to)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return the inspections that are not decided, each for whoever may do what it waits for."""
    statuses = [one.value for one in WAITS]
    return [
        TaskView(
            source="inspection.inspection",
            kind="inspection",
            id=row.id,
            label=row.number,
            what=WAITS[row.status][0],
            about=f"{row.item} {row.lot_no}",
            since=row.created_at,
            due_at=row.due_at,
            late=row.due_at is not None and row.due_at < tx.now,
            mine=WAITS[row.status][1] in tx.actor.permissions,
            permission=WAITS[row.status][1],
            customer_id=row.customer_id,
        )
        for row in tx.rows(Waiting, INSPECTIONS, statuses=statuses, scope=tx.actor.customer_id)
    ]


def not_raised(_task: TaskView, _tx: Transaction) -> list[str]:
    """Return that a discontinued supply is passed to nobody: it may stay so for good."""
    return []


@tasks("inspection.supplies", Permission.READ, roles=not_raised)
def stopped(tx: Transaction) -> list[TaskView]:
    """Return the supplies that were discontinued, for whoever may accept an improvement (AQL-09)."""
    return [
        TaskView(
            source="inspection.supply",
            kind="severity",
            id=row.id,
            label=row.item,
            what=IMPROVE,
            about=f"{row.item} {row.source}",
            since=row.changed_at,
            due_at=None,
            late=False,
            mine=Permission.SWITCH in tx.actor.permissions,
            permission=Permission.SWITCH,
            customer_id=row.customer_id,
        )
        for row in tx.rows(Stopped, STOPPED, scope=tx.actor.customer_id)
    ]


@tasks("inspection.tables", Permission.READ)
def readings(tx: Transaction) -> list[TaskView]:
    """Return the sampling tables that wait for a reading or a signature; a customer's users have none."""
    if tx.actor.customer_id is not None:
        return []
    return [
        TaskView(
            source="inspection.table",
            kind="sampling_table",
            id=row.id,
            label=row.document,
            what=READ[row.status],
            about=row.sheet,
            since=row.second_at or row.first_at,
            due_at=None,
            late=False,
            mine=Permission.TABLE_MANAGE in tx.actor.permissions and awaits(tx, row),
            permission=Permission.TABLE_MANAGE,
        )
        for row in sampling_tables.listed(tx, None, MOST_TABLES, 0)
        if row.begun
    ]


def awaits(tx: Transaction, row: StoredTable) -> bool:
    """Return whether a table waits for the actor: to sign what they did not read first, or to read what they have not read."""
    if row.status is TableStatus.AGREED:
        return tx.actor.user_id != row.first_id
    return sampling_tables.next_reader(tx, row) > 1


@hears(SamplingTablesChanged)
def tables_changed(_event: SamplingTablesChanged, tx: Transaction) -> None:
    """Tell that other tasks may wait."""
    tx.emit(TasksChanged())


@hears(InspectionsChanged)
def inspections_changed(_event: InspectionsChanged, tx: Transaction) -> None:
    """Tell that other tasks may wait."""
    tx.emit(TasksChanged())


@hears(SwitchingChanged)
def switching_changed(_event: SwitchingChanged, tx: Transaction) -> None:
    """Tell that other tasks may wait."""
    tx.emit(TasksChanged())
