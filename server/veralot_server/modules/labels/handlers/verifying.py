"""Scan-back: what a printed label says is compared with the record as it is now (GS1-06)."""

from collections.abc import Sequence

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels import jobs, pieces, templates
from veralot_server.modules.labels.domain import comparison, contents, states
from veralot_server.modules.labels.domain.states import JobFacts, LabelFacts
from veralot_shared.contracts.labels import (
    CodeMissing,
    DescribeSubjects,
    LabelAlreadyVerified,
    LabelEvent,
    LabelMismatch,
    LabelState,
    LabelView,
    ScanDifference,
    ScanUnreadable,
    VerifyLabel,
)
from veralot_shared.errors import Reason, RecordNotFound
from veralot_shared.i18n import N_
from veralot_shared.ids import LabelId
from veralot_shared.rules import gs1
from veralot_shared.rules.scans import ScanControlCharacter, read_scan

SCANNED = """
INSERT INTO labels_scan (job_id, label_id, scan, matched, differences, at, by_id)
VALUES (%(job)s, %(label)s, %(scan)s, %(matched)s, %(differences)s::jsonb, %(at)s, %(by)s)
"""

CANDIDATES = """
SELECT id, sequence, state, reprint, subject_id FROM labels_label
WHERE job_id = %(job)s AND (%(label)s::bigint IS NULL OR id = %(label)s)
ORDER BY code <> %(code)s, state NOT IN ('sent', 'printed'), sequence LIMIT 1
"""

WHY = N_("a scanned label differs from the record")


class Candidate(LabelFacts, frozen=True, kw_only=True):
    """The label that a scan is most likely of, and what it stands on."""

    subject_id: int


@handles(VerifyLabel)
def verify_label(command: VerifyLabel, tx: Transaction) -> LabelView:
    """Compare a scan, and keep it whatever comes of it; a mismatch is kept too, and stops the job."""
    job = jobs.facts(tx, command.job_id, lock=True)
    states.require_running(job)
    scanned = read(command.scan, tx)
    label = candidate(tx, job, gs1.format_hri(scanned), command.label_id)
    found = comparison.differences(expected(tx, job, label), scanned)
    keep(tx, job, label.id, command.scan, found)
    if found:
        tx.wire.execute("UPDATE labels_job SET state = 'stopped', stopped_why = %s WHERE id = %s", (WHY, job.id))
        jobs.answer(tx, job)
        first = found[0]
        tx.refuse(LabelMismatch(ai=first.ai, expected=first.expected or "—", scanned=first.scanned or "—"))
    if label.state in {LabelState.VERIFIED, LabelState.USED}:
        raise LabelAlreadyVerified
    pieces.move(tx, [label], LabelEvent.VERIFY)
    jobs.answer(tx, job)
    return pieces.views(tx, "WHERE b.id = %(id)s", id=label.id)[0]


def read(scan: str, tx: Transaction) -> gs1.ElementString:
    """Return what a scan says. Raises: ScanUnreadable."""
    try:
        return gs1.parse(read_scan(scan), today=tx.today)
    except (gs1.Gs1Error, ScanControlCharacter) as problem:
        raise ScanUnreadable(reason=Reason.of(problem)) from problem


def candidate(tx: Transaction, job: JobFacts, code: str, label_id: LabelId | None) -> Candidate:
    """Return the label that was named, or the next that carries this code, or where none does the first of the job.

    Raises:
        RecordNotFound: the job has no such label.
    """
    found = tx.one(Candidate, CANDIDATES, job=job.id, label=label_id, code=code)
    if found is None:
        raise RecordNotFound(kind="label", key=str(label_id or ""), field="label_id")
    return found


def expected(tx: Transaction, job: JobFacts, label: Candidate) -> gs1.ElementString:
    """Return what a label should say by the record as it is now, which may have been corrected since it was printed.

    Raises:
        CodeMissing: the template has none.
    """
    version = templates.version(tx, job.version_id)
    ais = contents.main_ais(version.layout)
    if not ais:
        raise CodeMissing(job_no=job.job_no)
    (data,) = tx.call(DescribeSubjects(kind=version.kind, ids=[label.subject_id]))
    return contents.element_string(data, ais, tx.today)


def keep(tx: Transaction, job: JobFacts, label_id: LabelId, scan: str, found: Sequence[ScanDifference]) -> None:
    """Write a scan-back down."""
    values = {
        "job": job.id,
        "label": label_id,
        "scan": scan,
        "matched": not found,
        "differences": msgspec.json.encode({"ais": found}).decode(),
        "at": tx.now,
        "by": tx.actor.user_id,
    }
    tx.wire.execute(SCANNED, values)
