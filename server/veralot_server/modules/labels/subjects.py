"""What the signer of an approval or a reconciliation sees and binds, and how the same records are read again (11.70)."""

from typing import Any

import msgspec

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, templates
from veralot_server.modules.labels.templates import VersionFacts
from veralot_shared.contracts.labels import ApproveVersion, CloseJob, JobView, NothingToApprove, VersionStatus
from veralot_shared.ids import LabelJobId, TemplateVersionId

COUNTED = ("issued", "used", "voided", "destroyed", "unaccounted")


@signs(ApproveVersion)
def approved(command: ApproveVersion, tx: Transaction) -> list[Subject]:
    """Return the version; who drew it does not approve it."""
    version = templates.version(tx, command.version_id)
    if version.status is not VersionStatus.DRAFT:
        raise NothingToApprove(template=version.code, number=version.number)
    return [of_version(version)]


@signs(CloseJob)
def closed(command: CloseJob, tx: Transaction) -> list[Subject]:
    """Return the job with its count."""
    return [of_job(jobs.view(tx, command.job_id), command.explanation.strip())]


@subject("label_version")
def version_again(key: str, tx: Transaction) -> Subject | None:
    """Read a version again, if the actor may see it."""
    found = templates.facts(tx, "AND v.id = %(id)s", id=TemplateVersionId(int(key)))
    return of_version(found) if found is not None else None


@subject("label_job")
def job_again(key: str, tx: Transaction) -> Subject | None:
    """Read a job again, if the actor may see it."""
    found = jobs.views(tx, "AND j.id = %(id)s", id=LabelJobId(int(key)))
    return of_job(found[0], found[0].explanation) if found else None


def of_version(version: VersionFacts) -> Subject:
    """Return a version as it is signed: everything that is on the label, and where."""
    content: dict[str, Any] = {
        "template": version.code,
        "version": version.number,
        "kind": version.kind,
        "customer": version.customer,
        "layout": msgspec.to_builtins(version.layout),
    }
    return Subject(
        kind="label_version",
        key=str(version.id),
        label=f"{version.code} · {version.number}",
        content=content,
        doers=frozenset({int(version.made_by)}),
    )


def of_job(job: JobView, explanation: str) -> Subject:
    """Return a job as it is signed: what was printed, and the count."""
    content: dict[str, Any] = {
        "job_no": job.job_no,
        "template": job.template,
        "version": job.template_version,
        "subjects": job.subjects,
        "lot_no": job.lot_no,
        **{name: getattr(job.counts, name) for name in COUNTED},
        "explanation": explanation,
    }
    return Subject(kind="label_job", key=str(job.id), label=job.job_no, content=content)
