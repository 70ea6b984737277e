"""What the dossier of a lot shows of its inspections, with the entries of the audit log that prove it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain import own_tables
from veralot_server.modules.inspection.results import COUNTS
from veralot_server.modules.inspection.standing import FAMILY
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.contracts.inspection import SampleStage
from veralot_shared.i18n import N_
from veralot_shared.rules.canonical import content_hash
from veralot_shared.rules.sampling.own.pages import PageContent

NAME: Final = "inspection.inspections"
FAILED_NAME: Final = "inspection.failures"
TABLES_NAME: Final = "inspection.tables"

COLUMNS: Final = [
    ColumnView(id="number", title=N_("Inspection"), kind="link:inspection"),
    ColumnView(id="stage", title=N_("Stage"), kind="code:InspectionStage"),
    ColumnView(id="plan", title=N_("Inspection plan")),
    ColumnView(id="revision", title=N_("Revision"), kind="number"),
    ColumnView(id="quantity", title=N_("Quantity"), kind="number"),
    ColumnView(id="severity", title=N_("Inspection severity"), kind="code:inspection.Severity"),
    ColumnView(id="results", title=N_("Results"), kind="number"),
    ColumnView(id="failed", title=N_("Nonconforming"), kind="number"),
    ColumnView(id="offline", title=N_("Captured offline"), kind="number"),
    ColumnView(id="retests", title=N_("Attempts"), kind="number"),
    ColumnView(id="status", title=N_("Status"), kind="code:InspectionStatus"),
    ColumnView(id="verdict", title=N_("Verdict"), kind="code:Verdict"),
    ColumnView(id="decision", title=N_("Usage decision"), kind="code:UsageDecision"),
    ColumnView(id="decided_by", title=N_("Decided by"), kind="name"),
    ColumnView(id="decided_at", title=N_("Decided at"), kind="time"),
]

INSPECTIONS: Final = f"""{FAMILY}
SELECT i.id, i.number, i.stage, p.code AS plan, r.number AS revision, trim_scale(i.quantity) AS quantity, i.severity,
       (SELECT coalesce(sum(coalesce(x.inspected, 1)), 0) FROM inspection_result x
        WHERE x.inspection_id = i.id AND {COUNTS}) AS results,
       (SELECT count(*) FROM inspection_result x
        WHERE x.inspection_id = i.id AND x.judgement = 'nonconforming' AND {COUNTS}) AS failed,
       (SELECT count(*) FROM inspection_result x WHERE x.inspection_id = i.id AND x.device_id IS NOT NULL) AS offline,
       i.attempt AS retests, i.status, i.verdict, i.decision,
       CASE WHEN u.id IS NOT NULL THEN ARRAY[u.full_name, u.full_name_zh] END AS decided_by, d.at AS decided_at
FROM inspection_inspection i JOIN inspection_revision r ON r.id = i.revision_id JOIN inspection_plan p ON p.id = r.plan_id
LEFT JOIN inspection_decision d ON d.inspection_id = i.id LEFT JOIN identity_user u ON u.id = d.by_id
WHERE i.lot_id IN (SELECT id FROM family) ORDER BY i.id
"""  # noqa: S608 - expressions of our own

FAILED_COLUMNS: Final = [
    ColumnView(id="number", title=N_("Inspection"), kind="link:inspection"),
    ColumnView(id="code", title=N_("Characteristic")),
    ColumnView(id="name", title=N_("Name"), kind="name"),
    ColumnView(id="defect_class", title=N_("Defect class"), kind="code:DefectClass"),
    ColumnView(id="sample", title=N_("Sample"), kind="number"),
    ColumnView(id="value", title=N_("Result")),
    ColumnView(id="limits", title=N_("Limits")),
    ColumnView(id="counts", title=N_("Counts")),
    ColumnView(id="recorded_by", title=N_("Recorded by"), kind="name"),
    ColumnView(id="recorded_at", title=N_("Recorded at"), kind="time"),
]

FAILURES: Final = f"""{FAMILY}
SELECT i.id, i.number, c.code, c.name, c.name_zh, c.defect_class, x.sample_no AS sample,
       coalesce(round(x.value, greatest(c.precision, min_scale(x.value)))::text || ' ' || c.unit,
                x.nonconforming::text || ' / ' || x.inspected::text, '✗') AS value,
       coalesce(round(c.lower, greatest(c.precision, min_scale(c.lower)))::text, '') || ' … '
           || coalesce(round(c.upper, greatest(c.precision, min_scale(c.upper)))::text, '') AS limits,
       {COUNTS} AS counts, ARRAY[u.full_name, u.full_name_zh] AS recorded_by, x.recorded_at
FROM inspection_result x JOIN inspection_inspection i ON i.id = x.inspection_id
JOIN inspection_characteristic c ON c.id = x.characteristic_id JOIN identity_user u ON u.id = x.recorded_by
WHERE i.lot_id IN (SELECT id FROM family) AND x.judgement = 'nonconforming' ORDER BY x.id
"""  # noqa: S608 - expressions of our own

TABLE_COLUMNS: Final = [
    ColumnView(id="number", title=N_("Inspection"), kind="link:inspection"),
    ColumnView(id="defect_class", title=N_("Defect class"), kind="code:DefectClass"),
    ColumnView(id="letter", title=N_("Code letter")),
    ColumnView(id="used", title=N_("Plan used")),
    ColumnView(id="document", title=N_("Document")),
    ColumnView(id="sheet", title=N_("Printed table")),
    ColumnView(id="copy_no", title=N_("Copy")),
    ColumnView(id="version", title=N_("Version"), kind="number"),
    ColumnView(id="read_by", title=N_("Read by"), kind="name"),
    ColumnView(id="established_by", title=N_("Established by"), kind="name"),
    ColumnView(id="established_at", title=N_("Established at"), kind="time"),
    ColumnView(id="sha256", title=N_("SHA-256 of the table")),
]

TABLES: Final = f"""{FAMILY}
SELECT i.id, i.number, k.defect_class, k.row_letter AS letter, k.stages, trim_scale(k.constant) AS constant, r.document,
       t.sheet, r.copy_no, t.number AS version, t.content, r.read_by,
       ARRAY[e.full_name, e.full_name_zh] AS established_by, t.established_at
FROM inspection_inspection i JOIN inspection_class k ON k.inspection_id = i.id
JOIN inspection_sampling_table t ON t.id = ANY(k.table_ids) JOIN identity_user e ON e.id = t.established_by
JOIN LATERAL (SELECT ARRAY[string_agg(u.full_name, ', ' ORDER BY x.reader),
                           string_agg(coalesce(nullif(u.full_name_zh, ''), u.full_name), '、' ORDER BY x.reader)] AS read_by,
                     string_agg(DISTINCT coalesce(nullif(x.document, ''), t.document), '; ') AS document,
                     string_agg(DISTINCT coalesce(nullif(x.copy_no, ''), t.copy_no), '; ') AS copy_no
              FROM (SELECT DISTINCT ON (reader) reader, by_id, document, copy_no FROM inspection_sampling_reading
                    WHERE table_id = t.id ORDER BY reader, number DESC) x
              JOIN identity_user u ON u.id = x.by_id) r ON true
WHERE i.lot_id IN (SELECT id FROM family) ORDER BY i.id, k.id, t.id
"""  # noqa: S608 - expressions of our own

PROVEN: Final = f"""{FAMILY},
mine AS (SELECT id FROM inspection_inspection WHERE lot_id IN (SELECT id FROM family)),
signed AS (SELECT s.id, s.signature_id FROM identity_signature_record s
           WHERE s.kind = 'sampling_table' AND %(scope)s::bigint IS NULL
             AND s.key IN (SELECT n::text FROM inspection_class k, unnest(k.table_ids) AS n
                           WHERE k.inspection_id IN (SELECT id FROM mine)))
SELECT 'inspection_inspection', id::text FROM mine
UNION ALL SELECT 'inspection_result', x.id::text FROM inspection_result x WHERE x.inspection_id IN (SELECT id FROM mine)
UNION ALL SELECT 'inspection_decision', d.id::text FROM inspection_decision d WHERE d.inspection_id IN (SELECT id FROM mine)
UNION ALL SELECT 'inspection_class', k.id::text FROM inspection_class k
    WHERE k.inspection_id IN (SELECT id FROM mine) AND cardinality(k.table_ids) > 0 AND %(scope)s::bigint IS NULL
UNION ALL SELECT 'identity_signature_record', id::text FROM signed
UNION SELECT 'identity_signature', signature_id::text FROM signed
"""  # noqa: S608 - expressions of our own
"""What the sections rest on. A table itself is never enclosed: it is a copy of a standard, and whoever is handed the dossier
may not have one. What was signed of it says which page was read, by whom, and the hash of every reading; the class of the
inspection has the plan that was used, and no other."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection as the section shows it."""

    id: int
    number: str
    stage: str
    plan: str
    revision: int
    quantity: Decimal
    severity: str
    results: int
    failed: int
    offline: int
    retests: int
    status: str
    verdict: str
    decision: str | None
    decided_by: list[str] | None
    decided_at: datetime | None


class FailedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A result that failed as the section shows it."""

    id: int
    number: str
    code: str
    name: str
    name_zh: str
    defect_class: str
    sample: int
    value: str
    limits: str
    counts: bool
    recorded_by: list[str]
    recorded_at: datetime


class TableRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a class was sampled by a table of the plant's own, as the section shows it."""

    id: int
    number: str
    defect_class: str
    letter: str
    stages: list[SampleStage]
    constant: Decimal | None
    document: str
    sheet: str
    copy_no: str
    version: int
    content: PageContent
    read_by: list[str]
    established_by: list[str]
    established_at: datetime

    @property
    def used(self) -> str:
        """The plan that was used, as the standards write it: a size and its numbers for each sample, or n and k."""
        if self.constant is not None:
            return f"n {self.stages[0].size}, k {self.constant}" if self.stages else ""
        return ", ".join(f"{one.size} {'#' if one.accept is None else one.accept}/{one.reject}" for one in self.stages)

    @property
    def sha256(self) -> str:
        """The hash of the table, as its signature binds it."""
        return content_hash(own_tables.kept(self.content))


@section(NAME, order=42)
def inspections(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the inspections of a lot, and of those that it was split off from; without any there is no such section."""
    found = tx.rows(Row, INSPECTIONS, lot=lot.id)
    if not found:
        return None
    names = [column.id for column in COLUMNS[1:]]
    rows: list[list[Any]] = [[[row.id, row.number], *(getattr(row, name) for name in names)] for row in found]
    return SectionView(id=NAME, title=N_("Inspections"), columns=list(COLUMNS), rows=rows, total=len(rows))


@section(FAILED_NAME, order=43)
def failures(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return every result out of specification, those too that no longer count (DI-06)."""
    found = tx.rows(FailedRow, FAILURES, lot=lot.id)
    if not found:
        return None
    names = [column.id for column in FAILED_COLUMNS[3:]]
    rows: list[list[Any]] = [
        [[row.id, row.number], row.code, [row.name, row.name_zh], *(getattr(row, name) for name in names)]
        for row in found
    ]
    title = N_("Results out of specification")
    return SectionView(id=FAILED_NAME, title=title, columns=list(FAILED_COLUMNS), rows=rows, total=len(rows))


@section(TABLES_NAME, order=48)
def tables(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the plant's own sampling tables that the lot's inspections rest on, each by its hash and the plan used of it.

    A customer's user is shown nothing of them, here or by the log entries that prove it.
    """
    if tx.actor.customer_id is not None:
        return None
    found = tx.rows(TableRow, TABLES, lot=lot.id)
    if not found:
        return None
    names = [column.id for column in TABLE_COLUMNS[1:]]
    rows: list[list[Any]] = [[[row.id, row.number], *(getattr(row, name) for name in names)] for row in found]
    title = N_("Sampling tables of the plant's own")
    return SectionView(id=TABLES_NAME, title=title, columns=list(TABLE_COLUMNS), rows=rows, total=len(rows))


@proves(NAME)
def proof(lot: LotView, tx: Transaction) -> Iterator[tuple[str, str]]:
    """Return the log entries that prove inspections, results, decisions, and to our own people which tables they rest on."""
    yield from tx.wire.execute(PROVEN.encode(), {"lot": lot.id, "scope": tx.actor.customer_id})
