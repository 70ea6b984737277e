"""What the dossier of a lot shows of what it was measured with, and what proves it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import GaugeKind, LotImpact
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

NAME: Final = "gauges.used"

COLUMNS: Final = [
    ColumnView(id="gauge", title=N_("Gauge"), kind="link:gauge"),
    ColumnView(id="gauge_kind", title=N_("Kind"), kind="code:GaugeKind"),
    ColumnView(id="serial_no", title=N_("Serial number")),
    ColumnView(id="calibrated_on", title=N_("Calibrated on"), kind="date"),
    ColumnView(id="due_on", title=N_("Calibration due"), kind="date"),
    ColumnView(id="results", title=N_("Results"), kind="number"),
    ColumnView(id="first_at", title=N_("First used"), kind="time"),
    ColumnView(id="last_at", title=N_("Last used"), kind="time"),
    ColumnView(id="assessment", title=N_("Assessment")),
    ColumnView(id="impact", title=N_("Decided"), kind="code:LotImpact"),
]

USED: Final = """
SELECT g.id, g.code, g.kind, g.serial_no, c.done_on AS calibrated_on, c.due_on, count(*) AS results,
       min(s.at) AS first_at, max(s.at) AS last_at, coalesce(a.number, '') AS assessment, a.impact
FROM gauges_use s
JOIN gauges_gauge g ON g.id = s.gauge_id
LEFT JOIN gauges_calibration c ON c.id = s.calibration_id
LEFT JOIN LATERAL (
    SELECT a.number, d.impact FROM gauges_assessed_lot d JOIN gauges_assessment a ON a.id = d.assessment_id
    WHERE d.lot_id = s.lot_id AND a.gauge_id = g.id AND s.at <= a.until AND (a.since IS NULL OR s.at >= a.since)
    ORDER BY a.id DESC LIMIT 1) a ON true
WHERE s.lot_id = %(lot)s
GROUP BY g.id, c.id, a.number, a.impact ORDER BY min(s.at), g.code
"""

PROOFS: Final = """
SELECT 'gauges_use', s.id::text FROM gauges_use s WHERE s.lot_id = %(lot)s
UNION SELECT 'gauges_calibration', s.calibration_id::text FROM gauges_use s
    WHERE s.lot_id = %(lot)s AND s.calibration_id IS NOT NULL
UNION SELECT 'gauges_assessed_lot', d.id::text FROM gauges_assessed_lot d WHERE d.lot_id = %(lot)s
ORDER BY 1, 2
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A gauge under one of its calibrations as the section shows it."""

    id: int
    code: str
    kind: GaugeKind
    serial_no: str
    calibrated_on: date | None
    due_on: date | None
    results: int
    first_at: datetime
    last_at: datetime
    assessment: str
    impact: LotImpact | None


@section(NAME, order=57)
def used(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return what the lot was measured with, calibration by calibration; a lot without results has no such section."""
    rows = tx.rows(Row, USED, lot=lot.id)
    if not rows:
        return None
    names = Row.__struct_fields__[2:]
    shown = [[[row.id, row.code], *(getattr(row, name) for name in names)] for row in rows]
    return SectionView(id=NAME, title=N_("Gauges used"), columns=list(COLUMNS), rows=shown, total=len(shown))


@proves(NAME)
def proofs(lot: LotView, tx: Transaction) -> Iterable[tuple[str, str]]:
    """Return the log entries that prove the section."""
    found = tx.wire.execute(PROOFS, {"lot": lot.id}).fetchall()
    return [(table, key) for table, key in found]
