"""What the genealogy picture shows of quality records: on the lot that one is about, on the edge to a lot that it suspects."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain.words import NAMES
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView
from veralot_shared.contracts.quality import OVER, CaseKind, QualityStatus
from veralot_shared.ids import CaseId, NodeId

KIND: Final = "quality.record"

RECORDS: Final = """
SELECT q.lot_id AS node_id, c.id AS case_id, c.kind, c.number, c.title, c.status, c.opened_at, u.full_name AS opened_by,
       u.full_name_zh AS opened_by_zh,
       CASE WHEN q.role = 'suspect' THEN (
           SELECT min(e.parent_id) FROM genealogy_edge e JOIN quality_lot o ON o.lot_id = e.parent_id
           WHERE e.child_id = q.lot_id AND o.case_id = q.case_id) END AS parent_id
FROM quality_lot q JOIN quality_case c ON c.id = q.case_id JOIN identity_user u ON u.id = c.opened_by
WHERE q.lot_id = ANY(%(nodes)s) AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s) ORDER BY c.id, q.id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A record as the picture shows it."""

    node_id: NodeId
    case_id: CaseId
    kind: CaseKind
    number: str
    title: str
    status: QualityStatus
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    parent_id: NodeId | None


@evidence(KIND)
def records(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return the quality records of the nodes; open ones stand out."""
    return [piece(row) for row in tx.rows(Row, RECORDS, nodes=list(nodes), scope=tx.actor.customer_id)]


def piece(row: Row) -> EvidenceView:
    """Return a record as a piece of evidence."""
    return EvidenceView(
        node_id=row.node_id,
        parent_id=row.parent_id,
        kind=KIND,
        title=NAMES[row.kind],
        text=row.status,
        text_kind="code:QualityStatus",
        note=f"{row.number} {row.title}",
        by=row.opened_by,
        by_zh=row.opened_by_zh,
        at=row.opened_at,
        state=EvidenceState.RECORD if row.status in OVER else EvidenceState.BAD,
        link_kind="quality",
        link_id=row.case_id,
    )
