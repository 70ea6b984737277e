"""What of labels waits for somebody: print jobs that stopped, and those whose labels are to be accounted for."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import hears, tasks
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs
from veralot_shared.contracts.labels import JobsChanged, JobState, Permission
from veralot_shared.contracts.tasks import TasksChanged, TaskView
from veralot_shared.i18n import N_
from veralot_shared.ids import LabelJobId, PartnerId

RESUME: Final = N_("Find out why printing stopped, and go on")
ACCOUNT: Final = N_("Account for the labels and close the print job")

WAITING: Final = f"""
SELECT j.id, {jobs.NUMBER} AS job_no, j.state, j.subjects, j.requested_at, j.customer_id FROM labels_job j
WHERE j.state <> 'closed' AND (%(scope)s::bigint IS NULL OR j.customer_id = %(scope)s) ORDER BY j.id
"""  # noqa: S608 - an expression of our own


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A print job that is not closed."""

    id: LabelJobId
    job_no: str
    state: JobState
    subjects: str
    requested_at: datetime
    customer_id: PartnerId | None


@tasks("labels.jobs", Permission.READ)
def waiting(tx: Transaction) -> list[TaskView]:
    """Return the print jobs that are not closed, each for whoever may do what it waits for."""
    return [task(row, tx) for row in tx.rows(Row, WAITING, scope=tx.actor.customer_id)]


def task(row: Row, tx: Transaction) -> TaskView:
    """Return a print job as a task."""
    stopped = row.state is JobState.STOPPED
    right = Permission.RESUME if stopped else Permission.CLOSE
    return TaskView(
        source="labels.job",
        kind="label_job",
        id=row.id,
        label=row.job_no,
        what=RESUME if stopped else ACCOUNT,
        about=row.subjects,
        since=row.requested_at,
        due_at=None,
        late=False,
        mine=right in tx.actor.permissions,
        permission=right,
        customer_id=row.customer_id,
    )


@hears(JobsChanged)
def jobs_changed(_event: JobsChanged, tx: Transaction) -> None:
    """Tell that tasks may have changed."""
    tx.emit(TasksChanged())
