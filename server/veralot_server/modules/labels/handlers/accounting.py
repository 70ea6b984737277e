"""Follows each label to its end: used, voided, reprinted, destroyed; and closes jobs when the count is right."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, pieces
from veralot_server.modules.labels.domain import names, states
from veralot_shared.contracts.labels import (
    CloseJob,
    DestroyLabels,
    JobState,
    JobView,
    LabelEvent,
    LabelView,
    ReprintLabels,
    ResumeJob,
    UseLabels,
    VoidLabels,
)

CLOSE = """
UPDATE labels_job SET state = 'closed', closed_by = %(by)s, closed_at = %(at)s, signature_id = %(signature)s,
       explanation = %(explanation)s
WHERE id = %(id)s
"""


@handles(VoidLabels)
def void_labels(command: VoidLabels, tx: Transaction) -> JobView:
    """Void labels."""
    names.require_reason(command.reason)
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_open(job)
    tx.because(command.reason)
    pieces.move(tx, pieces.named(tx, job.id, command.label_ids), LabelEvent.VOID, command.reason)
    return jobs.answer(tx, job)


@handles(ReprintLabels)
def reprint_labels(command: ReprintLabels, tx: Transaction) -> list[LabelView]:
    """Void labels and queue another in place of each, with the same content and marked as a reprint."""
    names.require_reason(command.reason)
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    tx.because(command.reason)
    labels = pieces.named(tx, job.id, command.label_ids)
    pieces.move(tx, labels, LabelEvent.VOID, command.reason)
    new = pieces.replace(tx, labels, command.reason)
    jobs.answer(tx, job)
    return new


@handles(UseLabels)
def use_labels(command: UseLabels, tx: Transaction) -> JobView:
    """Write down that labels were applied; while a job is stopped none of its labels may be."""
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    pieces.move(tx, pieces.named(tx, job.id, command.label_ids), LabelEvent.USE)
    return jobs.answer(tx, job)


@handles(DestroyLabels)
def destroy_labels(command: DestroyLabels, tx: Transaction) -> JobView:
    """Write down that labels were destroyed."""
    names.require_reason(command.reason)
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_open(job)
    tx.because(command.reason)
    pieces.move(tx, pieces.named(tx, job.id, command.label_ids), LabelEvent.DESTROY, command.reason)
    return jobs.answer(tx, job)


@handles(ResumeJob)
def resume_job(command: ResumeJob, tx: Transaction) -> JobView:
    """Go on after a mismatch; what was done about it is the reason in the log."""
    names.require_reason(command.reason)
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_open(job)
    tx.because(command.reason)
    query = "UPDATE labels_job SET state = %s, stopped_why = '' WHERE id = %s AND state = 'stopped'"
    tx.wire.execute(query, (JobState.OPEN, job.id))
    return jobs.answer(tx, job)


@handles(CloseJob)
def close_job(command: CloseJob, tx: Transaction) -> JobView:
    """Close a job whose labels are all accounted for, or whose difference is explained."""
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    states.require_reconciled(job, jobs.counts(tx, job.id), command.explanation)
    signer = tx.signature.signer_id if tx.signature else tx.actor.user_id
    signature = tx.signature.id if tx.signature else None
    values = {
        "id": job.id,
        "by": signer,
        "at": tx.now,
        "signature": signature,
        "explanation": command.explanation.strip(),
    }
    tx.wire.execute(CLOSE, values)
    return jobs.answer(tx, job)
