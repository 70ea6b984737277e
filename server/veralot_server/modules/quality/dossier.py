"""What the dossier of a lot shows of its quality records, and what proves that."""

from datetime import datetime
from typing import Any, Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.cases import STATUS
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

NAME: Final = "quality.records"

COLUMNS: Final = [
    ColumnView(id="number", title=N_("Number"), kind="link:quality"),
    ColumnView(id="kind", title=N_("Record"), kind="code:CaseKind"),
    ColumnView(id="title", title=N_("Title")),
    ColumnView(id="severity", title=N_("Seriousness"), kind="code:Severity"),
    ColumnView(id="status", title=N_("Status"), kind="code:QualityStatus"),
    ColumnView(id="role", title=N_("This lot is"), kind="code:LotRole"),
    ColumnView(id="cycle", title=N_("Cycle"), kind="number"),
    ColumnView(id="opened_at", title=N_("Opened at"), kind="time"),
    ColumnView(id="opened_by", title=N_("Opened by"), kind="name"),
    ColumnView(id="closed_at", title=N_("Closed at"), kind="time"),
]

RECORDS: Final = f"""
SELECT c.id, c.number, c.kind, c.title, c.severity, {STATUS} AS status, q.role, c.cycle, c.opened_at, u.full_name AS opened_by,
       u.full_name_zh AS opened_by_zh, c.closed_at
FROM quality_lot q JOIN quality_case c ON c.id = q.case_id JOIN identity_user u ON u.id = c.opened_by
WHERE q.lot_id = %(lot)s AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s) ORDER BY c.opened_at, c.id
"""  # noqa: S608 - states of our own

PROVEN: Final = """
SELECT 'quality_case', c.id::text FROM quality_case c WHERE c.id = ANY(%(ids)s)
UNION ALL SELECT 'quality_step', s.id::text FROM quality_step s WHERE s.case_id = ANY(%(ids)s)
UNION ALL SELECT 'quality_line', n.id::text FROM quality_line n WHERE n.case_id = ANY(%(ids)s)
UNION ALL SELECT 'quality_lot', q.id::text FROM quality_lot q WHERE q.case_id = ANY(%(ids)s) AND q.lot_id = %(lot)s
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A record as the section shows it."""

    id: int
    number: str
    kind: str
    title: str
    severity: str | None
    status: str
    role: str
    cycle: int
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    closed_at: datetime | None


def rows_of(lot: LotView, tx: Transaction) -> list[Row]:
    """Return the records of a lot that the actor may see."""
    return tx.rows(Row, RECORDS, lot=lot.id, scope=tx.actor.customer_id, today=tx.today)


@section(NAME, order=68)
def records(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the lot's quality records, oldest first; a lot without any has no such section."""
    rows = [shown(row) for row in rows_of(lot, tx)]
    title = N_("Quality records")
    return SectionView(id=NAME, title=title, columns=list(COLUMNS), rows=rows, total=len(rows)) if rows else None


def shown(row: Row) -> list[Any]:
    """Return a record as a row of the section."""
    return [
        [row.id, row.number],
        row.kind,
        row.title,
        row.severity,
        row.status,
        row.role,
        row.cycle,
        row.opened_at,
        [row.opened_by, row.opened_by_zh],
        row.closed_at,
    ]


@proves(NAME)
def proven(lot: LotView, tx: Transaction) -> list[tuple[str, str]]:
    """Return whose log entries prove the section: the records, every step in them, and their lines."""
    ids = [row.id for row in rows_of(lot, tx)]
    return [(row[0], row[1]) for row in tx.wire.execute(PROVEN, {"ids": ids, "lot": lot.id})] if ids else []
