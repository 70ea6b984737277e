"""Tells which print jobs there are, where each of their labels stands, and what was scanned."""

from datetime import datetime

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, pieces
from veralot_shared.contracts.labels import (
    GetJob,
    JobPage,
    JobView,
    LabelPage,
    ListJobs,
    ListLabels,
    ListScans,
    ScanDifference,
    ScanView,
)
from veralot_shared.ids import LabelId

PAGE_LIMIT = 1000

READ = {
    "job_no": jobs.NUMBER,
    "subjects": "j.subjects",
    "template": "t.code || ' · ' || v.number",
    "printer": "coalesce(p.code, '')",
    "requested_by": "u.full_name || ' ' || u.full_name_zh",
}
"""What the list shows of a job, by the filters that find a text in it."""

CHOSEN = f"""
FROM labels_job j
JOIN labels_version v ON v.id = j.version_id
JOIN labels_template t ON t.id = v.template_id
JOIN identity_user u ON u.id = j.requested_by
LEFT JOIN labels_printer p ON p.id = j.printer_id
WHERE (%(scope)s::bigint IS NULL OR j.customer_id = %(scope)s)
  AND (cardinality(%(states)s::text[]) = 0 OR j.state = ANY(%(states)s))
  AND (%(lot)s::bigint IS NULL OR EXISTS (SELECT FROM labels_label b WHERE b.job_id = j.id AND b.lot_id = %(lot)s))
  AND {" AND ".join(f"strpos(lower({read}), lower(%({name})s)) > 0" for name, read in READ.items())}
"""

OF_JOB = "WHERE b.job_id = %(job)s AND (cardinality(%(states)s::text[]) = 0 OR b.state = ANY(%(states)s))"
COUNT_OF_JOB = f"SELECT count(*) FROM labels_label b {OF_JOB}"  # noqa: S608 - an expression of our own

SCANS = """
SELECT s.id, s.label_id, b.sequence, s.scan, s.matched, s.differences, s.at, u.full_name AS by, u.full_name_zh AS by_zh
FROM labels_scan s JOIN identity_user u ON u.id = s.by_id LEFT JOIN labels_label b ON b.id = s.label_id
WHERE s.job_id = %(job)s ORDER BY s.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


class Differences(msgspec.Struct, frozen=True):
    """The differences of a scan as they are kept."""

    ais: list[ScanDifference]


class ScanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of scans."""

    id: int
    label_id: LabelId | None
    sequence: int | None
    scan: str
    matched: bool
    differences: Differences
    at: datetime
    by: str
    by_zh: str


@answers(ListJobs)
def list_jobs(query: ListJobs, tx: Transaction) -> JobPage:
    """List print jobs, newest first; only those of the window are counted label by label."""
    values = {"scope": tx.actor.customer_id, "states": [state.value for state in query.states], "lot": query.lot_id}
    values |= {name: getattr(query, name).strip() for name in READ}
    row = tx.wire.execute(f"SELECT count(*) {CHOSEN}".encode(), values).fetchone()
    window = values | {"limit": min(query.page.limit, PAGE_LIMIT), "offset": query.page.offset}
    ids = tx.wire.execute(f"SELECT j.id {CHOSEN} ORDER BY j.id DESC LIMIT %(limit)s OFFSET %(offset)s".encode(), window)
    rows = jobs.views(tx, "AND j.id = ANY(%(ids)s) ORDER BY j.id DESC", ids=[each[0] for each in ids])
    return JobPage(total=row[0] if row else 0, rows=rows)


@answers(GetJob)
def get_job(query: GetJob, tx: Transaction) -> JobView:
    """Return one print job."""
    return jobs.view(tx, query.id)


@answers(ListLabels)
def list_labels(query: ListLabels, tx: Transaction) -> LabelPage:
    """List the labels of a job in their order."""
    job = jobs.facts(tx, query.job_id)
    values = {"job": job.id, "states": [state.value for state in query.states]}
    row = tx.wire.execute(COUNT_OF_JOB.encode(), values).fetchone()
    limit = min(query.page.limit, PAGE_LIMIT)
    tail = f"{OF_JOB} ORDER BY b.sequence LIMIT %(limit)s OFFSET %(offset)s"
    rows = pieces.views(tx, tail, **values, limit=limit, offset=query.page.offset)
    return LabelPage(total=row[0] if row else 0, rows=rows)


@answers(ListScans)
def list_scans(query: ListScans, tx: Transaction) -> list[ScanView]:
    """List the scan-backs of a job, newest first."""
    job = jobs.facts(tx, query.job_id)
    limit = min(query.page.limit, PAGE_LIMIT)
    found = tx.rows(ScanRow, SCANS, job=job.id, limit=limit, offset=query.page.offset)
    return [scan_view(row) for row in found]


def scan_view(row: ScanRow) -> ScanView:
    """Return a scan as it is shown."""
    names = [name for name in row.__struct_fields__ if name != "differences"]
    return ScanView(**{name: getattr(row, name) for name in names}, differences=row.differences.ais)
