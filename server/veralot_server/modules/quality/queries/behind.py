"""Which records a bar of a chart counts, by the same rules as the chart counts them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.quality import Behind, Cut

CAUSES: Final[Mapping[Cut, str]] = MappingProxyType(
    {
        Cut.DEFECT: "coalesce(c.defect, '')",
        Cut.SEVERITY: "coalesce(c.severity, '')",
        Cut.SOURCE: "c.source_kind",
        Cut.STATUS: "c.status",
        Cut.ITEM: "coalesce(i.code, '')",
        Cut.SUPPLIER: "coalesce(s.name, '')",
        Cut.CUSTOMER: "coalesce(k.name, '')",
    }
)
"""What a cause is called, in the words of `cases.VIEW`; `figures.CUTS` groups by the same."""

OPENED: Final = "(c.opened_at AT TIME ZONE %(zone)s)::date"
CLOSED: Final = "(c.closed_at AT TIME ZONE %(zone)s)::date"


def conditions(behind: Behind) -> Iterator[str]:
    """Yield the conditions of a bar; their values are the fields of `Behind`, by name."""
    yield "c.status <> 'cancelled'"
    if behind.cut is not None:
        yield f"{CAUSES[behind.cut]} = %(label)s"
    for asked, text in (
        (behind.opened_from, f"{OPENED} >= %(opened_from)s"),
        (behind.opened_until, f"{OPENED} <= %(opened_until)s"),
        (behind.closed_from, f"{CLOSED} >= %(closed_from)s"),
        (behind.closed_until, f"{CLOSED} <= %(closed_until)s"),
        (behind.open_on, f"{OPENED} <= %(open_on)s AND (c.closed_at IS NULL OR {CLOSED} > %(open_on)s)"),
        (behind.late, "c.closed_at IS NULL AND c.due_on < %(today)s"),
    ):
        if asked:
            yield text
