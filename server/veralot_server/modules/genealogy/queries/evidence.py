"""Evidence of a trace: what the modules have registered that hangs on its nodes and edges."""

from collections.abc import Collection

from veralot_server.core.module import EVIDENCE, answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.queries.completeness import array
from veralot_shared.contracts.genealogy import EvidenceView, TraceEvidence
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import NodeId

KNOWN = """
SELECT id FROM genealogy_lot WHERE id = ANY(%(ids)s::bigint[])
UNION ALL SELECT id FROM genealogy_unit WHERE id = ANY(%(ids)s::bigint[])
UNION ALL SELECT id FROM genealogy_package WHERE id = ANY(%(ids)s::bigint[])
UNION ALL SELECT id FROM genealogy_shipment WHERE id = ANY(%(ids)s::bigint[])
"""


@answers(TraceEvidence)
def trace_evidence(query: TraceEvidence, tx: Transaction) -> list[EvidenceView]:
    """Ask every module for what it knows of these nodes.

    Raises:
        RecordNotFound: there is no such node, or none that the actor may see.
    """
    nodes = sorted(set(query.node_ids))
    if not nodes:
        return []
    require_all(tx, nodes)
    pieces = [piece for kind in sorted(EVIDENCE) for piece in EVIDENCE[kind](nodes, tx)]
    return sorted(pieces, key=lambda piece: (piece.at, piece.kind, piece.node_id))


def require_all(tx: Transaction, nodes: Collection[NodeId]) -> None:
    """Refuse nodes of which one is not there, or which the actor may not see.

    Raises:
        RecordNotFound: the same for both.
    """
    known = {row[0] for row in tx.wire.execute(KNOWN.encode(), {"ids": array(nodes)})}
    seen = known & policy.visible(tx, known)
    lost = next((node for node in nodes if node not in seen), None)
    if lost is not None:
        raise RecordNotFound(kind="node", key=str(lost), field="node_ids")
