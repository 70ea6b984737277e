"""Which step a label may take, and what its job must be for it."""

from collections.abc import Iterable

import msgspec

from veralot_shared.contracts.labels import (
    LABEL_TRANSITIONS,
    JobClosed,
    JobState,
    JobStopped,
    JobUnfinished,
    LabelCounts,
    LabelEvent,
    LabelState,
    LabelStateWrong,
    Unreconciled,
)
from veralot_shared.ids import LabelId, LabelJobId, LotId, PartnerId, PrinterId, TemplateVersionId


class JobFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A job as the rules need it."""

    id: LabelJobId
    job_no: str
    version_id: TemplateVersionId
    state: JobState
    stopped_why: str
    printer_id: PrinterId | None
    lot_id: LotId | None
    customer_id: PartnerId | None


class LabelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A label as the rules need it."""

    id: LabelId
    sequence: int
    state: LabelState
    reprint: int


def require_open(job: JobFacts) -> None:
    """Check that a job's labels may still change. Raises: JobClosed."""
    if job.state is JobState.CLOSED:
        raise JobClosed(job_no=job.job_no)


def require_running(job: JobFacts) -> None:
    """Check that a job goes on (GS1-06). Raises: JobClosed, JobStopped."""
    require_open(job)
    if job.state is JobState.STOPPED:
        raise JobStopped(job_no=job.job_no, why=job.stopped_why)


def require_steps(labels: Iterable[LabelFacts], event: LabelEvent) -> None:
    """Check that each label may take a step. Raises: LabelStateWrong, for the first that may not."""
    for label in labels:
        if (label.state, event) not in LABEL_TRANSITIONS:
            raise LabelStateWrong(sequence=label.sequence, state=label.state, event=event)


def require_reconciled(job: JobFacts, counts: LabelCounts, explanation: str) -> None:
    """Check that a job can be closed (QMSR-09). Raises: JobUnfinished, Unreconciled."""
    if counts.queued or counts.sent:
        raise JobUnfinished(job_no=job.job_no, queued=counts.queued, sent=counts.sent)
    if counts.unaccounted and not explanation.strip():
        raise Unreconciled(unaccounted=counts.unaccounted, issued=counts.issued)
