"""Counts quality records for charts."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import figures
from veralot_server.modules.quality.domain.figures import Counted, Span
from veralot_shared.contracts.quality import Cut, FiguresView, GetFigures

CUTS: Final[Mapping[Cut, tuple[str, str, str, str]]] = MappingProxyType(
    {
        Cut.DEFECT: (
            "coalesce(d.name, '')",
            "coalesce(d.name_zh, '')",
            "",
            "LEFT JOIN quality_defect d ON d.code = c.defect",
        ),
        Cut.SEVERITY: ("coalesce(c.severity, '')", "''", "Severity", ""),
        Cut.SOURCE: ("c.source_kind", "''", "SourceKind", ""),
        Cut.STATUS: ("c.status", "''", "QualityStatus", ""),
        Cut.ITEM: ("coalesce(i.code, '')", "''", "", "LEFT JOIN items_item i ON i.id = c.item_id"),
        Cut.SUPPLIER: (
            "coalesce(p.name, '')",
            "coalesce(p.name_zh, '')",
            "",
            "LEFT JOIN items_partner p ON p.id = c.supplier_id",
        ),
        Cut.CUSTOMER: (
            "coalesce(p.name, '')",
            "coalesce(p.name_zh, '')",
            "",
            "LEFT JOIN items_partner p ON p.id = c.customer_id",
        ),
    }
)
"""Of each cut: how a cause is called in English and in Chinese, the enumeration that names it, what is joined."""

KEYS: Final[Mapping[Cut, str]] = MappingProxyType({Cut.DEFECT: "coalesce(c.defect, '')"})
"""What the records say of a cause where that is not what it is called."""

WHERE: Final = """
WHERE c.kind = %(kind)s AND c.status <> 'cancelled' AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s)
"""

COUNTED: Final = """
SELECT {label}, {label_zh}, count(*), {key} FROM quality_case c {joined} {where}
  AND (c.opened_at AT TIME ZONE %(zone)s)::date BETWEEN %(since)s AND %(until)s GROUP BY 1, 2, 4
"""

SPANS: Final = f"SELECT c.opened_at, c.closed_at, c.due_on FROM quality_case c {WHERE} ORDER BY c.id"  # noqa: S608 - our own


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """When a record was opened and closed, and by when its next step is due."""

    opened_at: datetime
    closed_at: datetime | None
    due_on: date | None


@answers(GetFigures)
def get_figures(query: GetFigures, tx: Transaction) -> FiguresView:
    """Count by cause, month and age. Trend and ageing count all records; the Pareto those opened in the time."""
    rows = tx.rows(Row, SPANS, kind=query.kind, scope=tx.actor.customer_id)
    spans = [span(row, tx) for row in rows]
    bars = figures.pareto(counted(query, tx))
    return FiguresView(
        total=sum(bar.count for bar in bars),
        open=sum(one.closed is None for one in spans),
        late=sum(figures.is_late(one, tx.today) for one in spans),
        median_days=figures.median_days(spans, query.since, query.until),
        pareto=bars,
        trend=figures.trend(spans, query.since, query.until),
        ageing=figures.ageing(spans, tx.today),
    )


def counted(query: GetFigures, tx: Transaction) -> list[Counted]:
    """Return how often each cause occurred."""
    label, label_zh, code, joined = CUTS[query.cut]
    key = KEYS.get(query.cut, "''")
    statement = COUNTED.format(label=label, label_zh=label_zh, key=key, joined=joined, where=WHERE)
    values = {
        "kind": query.kind,
        "scope": tx.actor.customer_id,
        "zone": tx.settings.zone,
        "since": query.since,
        "until": query.until,
    }
    return [Counted(row[0], row[1], code, row[2], row[3]) for row in tx.wire.execute(statement.encode(), values)]


def span(row: Row, tx: Transaction) -> Span:
    """Return a record's life in days of the plant."""
    closed = None if row.closed_at is None else row.closed_at.astimezone(tx.zone).date()
    return Span(row.opened_at.astimezone(tx.zone).date(), closed, row.due_on)
