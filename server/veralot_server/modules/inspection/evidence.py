"""What inspections add to a trace: each hangs on its lot, and on the units that were sampled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView
from veralot_shared.contracts.inspection import InspectionStatus, Verdict
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId, SignatureId

INSPECTION: Final = "inspection.inspection"

FOUND: Final = """
SELECT n.node_id, i.id, i.number, i.status, i.verdict, i.stage, coalesce(d.at, i.created_at) AS at,
       coalesce(u.full_name, '') AS by, coalesce(u.full_name_zh, '') AS by_zh, d.signature_id
FROM (SELECT i.lot_id AS node_id, i.id FROM inspection_inspection i WHERE i.lot_id = ANY(%(nodes)s)
      UNION SELECT s.unit_id, s.inspection_id FROM inspection_sample s WHERE s.unit_id = ANY(%(nodes)s)) AS n
JOIN inspection_inspection i ON i.id = n.id
LEFT JOIN inspection_decision d ON d.inspection_id = i.id LEFT JOIN identity_user u ON u.id = d.by_id
ORDER BY i.id, n.node_id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection as the trace shows it."""

    node_id: NodeId
    id: int
    number: str
    status: InspectionStatus
    verdict: Verdict
    stage: str
    at: datetime
    by: str
    by_zh: str
    signature_id: SignatureId | None


@evidence(INSPECTION)
def inspections(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return the inspections of lots and units."""
    return [piece(row) for row in tx.rows(Row, FOUND, nodes=list(nodes))]


def piece(row: Row) -> EvidenceView:
    """Return an inspection as a piece of evidence."""
    return EvidenceView(
        node_id=row.node_id,
        kind=INSPECTION,
        title=N_("Inspection"),
        text=row.stage,
        text_kind="code:InspectionStage",
        note=row.number,
        by=row.by,
        by_zh=row.by_zh,
        at=row.at,
        state=state(row),
        signature_id=row.signature_id,
        link_kind="inspection",
        link_id=row.id,
    )


def state(row: Row) -> EvidenceState:
    """Return what an inspection says of its goods."""
    if row.status is InspectionStatus.CANCELLED:
        return EvidenceState.RECORD
    if row.verdict is Verdict.PENDING:
        return EvidenceState.OPEN
    return EvidenceState.GOOD if row.verdict is Verdict.ACCEPTED else EvidenceState.BAD
