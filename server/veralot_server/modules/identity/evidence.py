"""What signatures add to a trace: who signed a lot, when, and what the signature means (11.50)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.dossier import KIND
from veralot_shared.contracts.genealogy import EvidenceView
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId, SignatureId

SIGNATURE: Final = "identity.signature"

SIGNED: Final = """
SELECT DISTINCT r.key::bigint AS node_id, s.id, s.meaning, s.reason, s.full_name, s.full_name_zh, s.signed_at
FROM identity_signature_record r JOIN identity_signature s ON s.id = r.signature_id
WHERE r.kind = %(kind)s AND r.key = ANY(%(keys)s) ORDER BY s.id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A signature as the trace shows it."""

    node_id: NodeId
    id: SignatureId
    meaning: str
    reason: str
    full_name: str
    full_name_zh: str
    signed_at: datetime


@evidence(SIGNATURE)
def signatures(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return every signature on the lots among the nodes; whether one still holds, the lot's dossier says."""
    keys = [str(node) for node in nodes]
    return [piece(row) for row in tx.rows(Row, SIGNED, kind=KIND, keys=keys)]


def piece(row: Row) -> EvidenceView:
    """Return a signature as a piece of evidence."""
    return EvidenceView(
        node_id=row.node_id,
        kind=SIGNATURE,
        title=N_("Signature"),
        text=row.meaning,
        text_kind="code:Meaning",
        note=row.reason,
        by=row.full_name,
        by_zh=row.full_name_zh,
        at=row.signed_at,
        signature_id=row.id,
        link_kind="lot",
        link_id=row.node_id,
    )
