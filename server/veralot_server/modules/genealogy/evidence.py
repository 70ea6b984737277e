"""What the genealogy adds to a trace of itself: the holds on its lots and units, lifted ones included."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId, SignatureId

HOLD: Final = "genealogy.hold"

HOLDS: Final = """
SELECT h.node_id, h.reason_code, h.reason, p.full_name AS placed_by, p.full_name_zh AS placed_by_zh,
       h.placed_at, h.signature_id, h.lifted_at
FROM genealogy_hold h JOIN identity_user p ON p.id = h.placed_by
WHERE h.node_id = ANY(%(nodes)s) ORDER BY h.id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A hold as the trace shows it."""

    node_id: NodeId
    reason_code: str
    reason: str
    placed_by: str
    placed_by_zh: str
    placed_at: datetime
    signature_id: SignatureId | None
    lifted_at: datetime | None


@evidence(HOLD)
def holds(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return every hold on the nodes; one that is not lifted is open."""
    return [piece(row) for row in tx.rows(Row, HOLDS, nodes=list(nodes))]


def piece(row: Row) -> EvidenceView:
    """Return a hold as a piece of evidence."""
    lifted = row.lifted_at is not None
    return EvidenceView(
        node_id=row.node_id,
        kind=HOLD,
        title=N_("Lifted hold") if lifted else N_("Hold"),
        text=row.reason_code,
        text_kind="code:HoldReason",
        note=row.reason,
        by=row.placed_by,
        by_zh=row.placed_by_zh,
        at=row.placed_at,
        state=EvidenceState.RECORD if lifted else EvidenceState.BAD,
        signature_id=row.signature_id,
    )
