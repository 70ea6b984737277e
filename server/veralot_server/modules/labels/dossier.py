"""What the dossier of a lot shows of its labels: each print job with its count (QMSR-09)."""

from typing import Any, Final

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels.jobs import COUNTS, NUMBER
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

COLUMNS: Final = [
    ColumnView(id="job", title=N_("Print job")),
    ColumnView(id="template", title=N_("Template")),
    ColumnView(id="version", title=N_("Version"), kind="number"),
    ColumnView(id="kind", title=N_("Kind"), kind="code:LabelKind"),
    ColumnView(id="issued", title=N_("Issued"), kind="number"),
    ColumnView(id="verified", title=N_("Scanned back"), kind="number"),
    ColumnView(id="used", title=N_("Used"), kind="number"),
    ColumnView(id="voided", title=N_("Voided"), kind="number"),
    ColumnView(id="destroyed", title=N_("Destroyed"), kind="number"),
    ColumnView(id="unaccounted", title=N_("Unaccounted"), kind="number"),
    ColumnView(id="state", title=N_("Status"), kind="code:JobState"),
    ColumnView(id="explanation", title=N_("Explanation")),
    ColumnView(id="closed_by", title=N_("Reconciled by"), kind="name"),
    ColumnView(id="closed_at", title=N_("Reconciled at"), kind="time"),
]

LABELS: Final = f"""
SELECT {NUMBER} AS job, t.code AS template, v.number AS version, t.kind, n.issued, n.voided, n.used, n.destroyed,
       n.unaccounted, j.state, j.explanation,
       CASE WHEN u.id IS NOT NULL THEN ARRAY[u.full_name, u.full_name_zh] END AS closed_by,
       to_jsonb(j.closed_at)#>>'{{}}' AS closed_at,
       (SELECT count(DISTINCT s.label_id) FROM labels_scan s JOIN labels_label b ON b.id = s.label_id
        WHERE s.job_id = j.id AND s.matched AND b.lot_id = %(lot)s) AS verified
FROM labels_job j JOIN labels_version v ON v.id = j.version_id JOIN labels_template t ON t.id = v.template_id
LEFT JOIN identity_user u ON u.id = j.closed_by
CROSS JOIN LATERAL ({COUNTS} WHERE job_id = j.id AND lot_id = %(lot)s) AS n
WHERE n.total > 0 AND j.id IN (SELECT job_id FROM labels_label WHERE lot_id = %(lot)s)
ORDER BY j.id
"""  # noqa: S608 - expressions of our own


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A print job as the section shows it, its labels of this lot alone."""

    job: str
    template: str
    version: int
    kind: str
    issued: int
    verified: int
    used: int
    voided: int
    destroyed: int
    unaccounted: int
    state: str
    explanation: str
    closed_by: list[str] | None
    closed_at: str | None


@section("labels.labels", order=55)
def labels(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the labels printed for a lot, its units and packages; a lot without any has no such section."""
    found = tx.rows(Row, LABELS, lot=lot.id)
    if not found:
        return None
    rows: list[list[Any]] = [[getattr(row, column.id) for column in COLUMNS] for row in found]
    return SectionView(id="labels.labels", title=N_("Labels"), columns=COLUMNS, rows=rows, total=len(rows))
