"""What the dossier of a lot shows of its inspections, with the entries of the audit log that prove it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.results import COUNTS
from veralot_server.modules.inspection.standing import FAMILY
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

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
    ColumnView(id="numbers", title=N_("Inspections")),
    ColumnView(id="document", title=N_("Document")),
    ColumnView(id="sheet", title=N_("Printed table")),
    ColumnView(id="copy_no", title=N_("Copy")),
    ColumnView(id="number", title=N_("Version"), kind="number"),
    ColumnView(id="first_by", title=N_("First reading by"), kind="name"),
    ColumnView(id="second_by", title=N_("Second reading by"), kind="name"),
    ColumnView(id="established_by", title=N_("Established by"), kind="name"),
    ColumnView(id="established_at", title=N_("Established at"), kind="time"),
]

TABLES: Final = f"""{FAMILY}
SELECT string_agg(DISTINCT i.number, ', ') AS numbers, t.document, t.sheet, t.copy_no, t.number,
       ARRAY[a.full_name, a.full_name_zh] AS first_by, ARRAY[b.full_name, b.full_name_zh] AS second_by,
       ARRAY[e.full_name, e.full_name_zh] AS established_by, t.established_at
FROM inspection_inspection i JOIN inspection_class k ON k.inspection_id = i.id
JOIN inspection_sampling_table t ON t.id = ANY(k.table_ids)
JOIN inspection_sampling_reading x ON x.table_id = t.id AND x.reader = 1 AND x.number = 1
JOIN inspection_sampling_reading y ON y.table_id = t.id AND y.reader = 2 AND y.number = 1
JOIN identity_user a ON a.id = x.by_id JOIN identity_user b ON b.id = y.by_id JOIN identity_user e ON e.id = t.established_by
WHERE i.lot_id IN (SELECT id FROM family) GROUP BY t.id, a.id, b.id, e.id ORDER BY t.id
"""  # noqa: S608 - expressions of our own

PROVEN: Final = f"""{FAMILY}
SELECT 'inspection_inspection', i.id::text FROM inspection_inspection i WHERE i.lot_id IN (SELECT id FROM family)
UNION ALL SELECT 'inspection_result', x.id::text FROM inspection_result x
    JOIN inspection_inspection i ON i.id = x.inspection_id WHERE i.lot_id IN (SELECT id FROM family)
UNION ALL SELECT 'inspection_decision', d.id::text FROM inspection_decision d
    JOIN inspection_inspection i ON i.id = d.inspection_id WHERE i.lot_id IN (SELECT id FROM family)
UNION SELECT 'inspection_sampling_table', n::text FROM inspection_class k
    JOIN inspection_inspection i ON i.id = k.inspection_id, unnest(k.table_ids) AS n
    WHERE i.lot_id IN (SELECT id FROM family) AND %(scope)s::bigint IS NULL
"""  # noqa: S608 - expressions of our own


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
    """A sampling table of the plant's own as the section shows it."""

    numbers: str
    document: str
    sheet: str
    copy_no: str
    number: int
    first_by: list[str]
    second_by: list[str]
    established_by: list[str]
    established_at: datetime


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
    """Return the plant's own sampling tables that the lot's inspections rest on.

    They are copies of a standard, of which a customer's user is shown nothing, here or by the log entries that prove it.
    """
    if tx.actor.customer_id is not None:
        return None
    found = tx.rows(TableRow, TABLES, lot=lot.id)
    if not found:
        return None
    rows: list[list[Any]] = [[getattr(row, column.id) for column in TABLE_COLUMNS] for row in found]
    title = N_("Sampling tables of the plant's own")
    return SectionView(id=TABLES_NAME, title=title, columns=list(TABLE_COLUMNS), rows=rows, total=len(rows))


@proves(NAME)
def proof(lot: LotView, tx: Transaction) -> Iterator[tuple[str, str]]:
    """Return the log entries that prove inspections, results, decisions, and to our own people the tables they rest on."""
    yield from tx.wire.execute(PROVEN.encode(), {"lot": lot.id, "scope": tx.actor.customer_id})
