"""What the genealogy picture shows of gauges: on each lot that was measured with one which was out of tolerance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import LotImpact
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeAssessmentId, NodeId

KIND: Final = "gauges.gauge"
UNDECIDED: Final = N_("Not decided yet")

DOUBTED: Final = """
SELECT d.lot_id AS node_id, a.id, a.number, g.code, d.impact, d.reason, coalesce(u.full_name, o.full_name) AS by,
       coalesce(d.decided_at, a.opened_at) AS at
FROM gauges_assessed_lot d JOIN gauges_assessment a ON a.id = d.assessment_id JOIN gauges_gauge g ON g.id = a.gauge_id
JOIN identity_user o ON o.id = a.opened_by LEFT JOIN identity_user u ON u.id = d.decided_by
WHERE d.lot_id = ANY(%(nodes)s) ORDER BY a.id, d.lot_id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that a gauge's assessment concerns."""

    node_id: NodeId
    id: GaugeAssessmentId
    number: str
    code: str
    impact: LotImpact | None
    reason: str
    by: str
    at: datetime


@evidence(KIND)
def doubts(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return what was decided of the lots for a bad gauge; what is undecided, or needs more, stands out."""
    return [piece(row) for row in tx.rows(Row, DOUBTED, nodes=list(nodes))]


def piece(row: Row) -> EvidenceView:
    """Return an assessed lot as a piece of evidence."""
    return EvidenceView(
        node_id=row.node_id,
        kind=KIND,
        title=N_("Gauge out of tolerance"),
        text=row.impact or UNDECIDED,
        text_kind="code:LotImpact" if row.impact else "sentence",
        note=" · ".join(part for part in (row.number, row.code, row.reason) if part),
        by=row.by,
        at=row.at,
        state=EvidenceState.RECORD if row.impact is LotImpact.NO_IMPACT else EvidenceState.BAD,
        link_kind="gauge_assessment",
        link_id=row.id,
    )
