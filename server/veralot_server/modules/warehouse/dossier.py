"""What the dossier of a lot shows of the containers that hold it, and of those that did."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

HOLDING: Final = (
    ColumnView(id="container_no", title=N_("Container"), kind="link:container"),
    ColumnView(id="kind", title=N_("Kind"), kind="code:ContainerKind"),
    ColumnView(id="inside_no", title=N_("Inside container")),
    ColumnView(id="location", title=N_("Location")),
    ColumnView(id="quantity", title=N_("Quantity"), kind="number"),
    ColumnView(id="unit", title=N_("Unit")),
)

PASSED: Final = (
    ColumnView(id="at", title=N_("Time"), kind="time"),
    ColumnView(id="handling", title=N_("Event"), kind="code:HandlingKind"),
    ColumnView(id="source", title=N_("From")),
    ColumnView(id="target", title=N_("To")),
    ColumnView(id="quantity", title=N_("Quantity"), kind="number"),
    ColumnView(id="unit", title=N_("Unit")),
    ColumnView(id="by", title=N_("Person"), kind="name"),
)

NOW: Final = """
SELECT k.id, k.container_no, k.kind, o.container_no AS inside_no, p.code AS location, trim_scale(c.quantity) AS quantity
FROM warehouse_content c JOIN warehouse_container k ON k.id = c.container_id
LEFT JOIN warehouse_container o ON o.id = k.inside_id LEFT JOIN genealogy_location p ON p.id = k.location_id
WHERE c.lot_id = %(lot)s AND c.quantity > 0 ORDER BY k.container_no
"""

LINES: Final = """
SELECT h.at, h.kind AS handling, s.container_no AS source, t.container_no AS target, trim_scale(sum(x.quantity)) AS quantity,
       u.full_name AS by, u.full_name_zh AS by_zh
FROM warehouse_content_line x JOIN warehouse_handling h ON h.id = x.handling_id JOIN identity_user u ON u.id = h.by_id
LEFT JOIN warehouse_container s ON s.id = x.source_id LEFT JOIN warehouse_container t ON t.id = x.target_id
WHERE x.lot_id = %(lot)s
GROUP BY h.id, h.at, h.kind, s.container_no, t.container_no, u.full_name, u.full_name_zh
ORDER BY h.at, h.id, s.container_no, t.container_no
"""


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """A container that holds something of the lot."""

    id: int
    container_no: str
    kind: str
    inside_no: str | None
    location: str | None
    quantity: Decimal


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """What went into a container or out of one; none means loose."""

    at: datetime
    handling: str
    source: str | None
    target: str | None
    quantity: Decimal
    by: str
    by_zh: str


@section("warehouse.containers", order=33)
def containers_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the containers that hold something of the lot now, if any does."""
    found = tx.rows(Now, NOW, lot=lot.id)
    rows = [[[n.id, n.container_no], n.kind, n.inside_no, n.location, n.quantity, lot.unit] for n in found]
    if not rows:
        return None
    return SectionView(
        id="warehouse.containers", title=N_("In containers"), columns=list(HOLDING), rows=rows, total=len(rows)
    )


@section("warehouse.handling", order=36)
def handling_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return what went into containers and out of them, oldest first, if anything did."""
    found = tx.rows(Passed, LINES, lot=lot.id)
    rows = [[p.at, p.handling, p.source, p.target, p.quantity, lot.unit, [p.by, p.by_zh]] for p in found]
    if not rows:
        return None
    return SectionView(
        id="warehouse.handling", title=N_("Container handling"), columns=list(PASSED), rows=rows, total=len(rows)
    )
