"""Print jobs in the database: shown, locked, changed, told of."""

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels.domain.states import JobFacts
from veralot_shared.contracts.labels import JobsChanged, JobView, LabelCounts
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LabelJobId

NUMBER = "'LJ-' || lpad(j.id::text, 6, '0')"

COUNTS = """
SELECT count(*) AS total, count(*) FILTER (WHERE state = 'queued') AS queued,
       count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'printed') AS printed,
       count(*) FILTER (WHERE state = 'verified') AS verified, count(*) FILTER (WHERE state = 'used') AS used,
       count(*) FILTER (WHERE state = 'voided') AS voided, count(*) FILTER (WHERE state = 'destroyed') AS destroyed,
       count(issued_at) AS issued,
       count(issued_at) FILTER (WHERE state NOT IN ('used', 'voided', 'destroyed')) AS unaccounted
FROM labels_label
"""

VIEW = f"""
SELECT j.id, {NUMBER} AS job_no, t.id AS template_id, t.code AS template, v.number AS template_version, v.id AS version_id,
       t.kind, j.state, j.printer_id, p.code AS printer, j.lot_id, l.lot_no, j.subjects, j.customer_id,
       c.name AS customer, c.name_zh AS customer_zh, u.full_name AS requested_by, u.full_name_zh AS requested_by_zh,
       j.requested_at, j.stopped_why, w.full_name AS closed_by, w.full_name_zh AS closed_by_zh,
       j.closed_at, j.explanation, to_jsonb(n) AS counts
FROM labels_job j
JOIN labels_version v ON v.id = j.version_id
JOIN labels_template t ON t.id = v.template_id
JOIN identity_user u ON u.id = j.requested_by
LEFT JOIN labels_printer p ON p.id = j.printer_id
LEFT JOIN genealogy_lot l ON l.id = j.lot_id
LEFT JOIN items_partner c ON c.id = j.customer_id
LEFT JOIN identity_user w ON w.id = j.closed_by
CROSS JOIN LATERAL ({COUNTS} WHERE job_id = j.id) AS n
WHERE (%(scope)s::bigint IS NULL OR j.customer_id = %(scope)s)
"""  # noqa: S608 - expressions of our own

FACTS = f"""
SELECT j.id, {NUMBER} AS job_no, j.version_id, j.state, j.stopped_why, j.printer_id, j.lot_id, j.customer_id
FROM labels_job j WHERE j.id = %(id)s AND (%(scope)s::bigint IS NULL OR j.customer_id = %(scope)s)
"""  # noqa: S608 - an expression of our own


def views(tx: Transaction, tail: str, **values: object) -> list[JobView]:
    """Return the jobs that `tail` selects of those that the actor may see."""
    return tx.rows(JobView, VIEW + tail, scope=tx.actor.customer_id, **values)


def view(tx: Transaction, job_id: LabelJobId) -> JobView:
    """Return one job. Raises: RecordNotFound."""
    found = views(tx, "AND j.id = %(id)s", id=job_id)
    if not found:
        raise RecordNotFound(kind="print job", key=str(job_id), field="job_id")
    return found[0]


def facts(tx: Transaction, job_id: LabelJobId, *, lock: bool = False) -> JobFacts:
    """Return a job as the rules need it; with `lock` nobody else changes its labels until the transaction ends.

    Raises:
        RecordNotFound: there is none, or it is another customer's.
    """
    found = tx.one(JobFacts, FACTS + ("FOR UPDATE" if lock else ""), id=job_id, scope=tx.actor.customer_id)
    if found is None:
        raise RecordNotFound(kind="print job", key=str(job_id), field="job_id")
    return found


def counts(tx: Transaction, job_id: LabelJobId) -> LabelCounts:
    """Return how many labels of a job stand where."""
    found = tx.one(LabelCounts, f"{COUNTS} WHERE job_id = %(job)s", job=job_id)
    return tx.found(found, "print job", job_id)


def answer(tx: Transaction, job: JobFacts) -> JobView:
    """Tell everybody that a job changed, and return it."""
    tx.emit(JobsChanged(job_ids=[job.id]), job.customer_id)
    return view(tx, job.id)


class NewId(msgspec.Struct, frozen=True):
    """The number that a new job was given."""

    id: LabelJobId
