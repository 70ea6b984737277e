"""What the genealogy picture shows of control charts: on lots that were sampled, and on the units whose values were out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import evidence
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import EvidenceState, EvidenceView
from veralot_shared.contracts.spc import Cause
from veralot_shared.i18n import N_
from veralot_shared.ids import ControlId, ExceptionId, NodeId

KIND: Final = "spc.chart"
QUIET: Final = N_("No rule is broken")
UNANSWERED: Final = N_("No cause stated yet")

PIECES: Final = """
SELECT s.lot_id AS node_id, k.id AS control_id, k.code, coalesce(nullif(k.name, ''), k.characteristic) AS name,
       NULL::bigint AS exception_id, '' AS number, NULL AS rules, NULL AS cause, '' AS found, '' AS by, max(s.taken_at) AS at
FROM spc_subgroup s JOIN spc_control k ON k.id = s.control_id
WHERE s.lot_id = ANY(%(nodes)s) AND (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s)
GROUP BY s.lot_id, k.id HAVING NOT bool_or(EXISTS (SELECT FROM spc_exception b WHERE b.subgroup_id = s.id))
UNION ALL
SELECT n.node_id, k.id, k.code, coalesce(nullif(k.name, ''), k.characteristic), b.id, b.number,
       (SELECT string_agg(r ->> 'rule', ', ') FROM jsonb_array_elements(b.rules) AS r), b.cause,
       concat_ws('; ', nullif(b.cause_text, ''), nullif(b.action, '')), coalesce(a.full_name, u.full_name),
       coalesce(b.answered_at, b.opened_at)
FROM (SELECT s.lot_id AS node_id, s.id FROM spc_subgroup s WHERE s.lot_id = ANY(%(nodes)s)
      UNION SELECT x.unit_id, s.id FROM inspection_result x
      JOIN spc_subgroup s ON s.inspection_id = x.inspection_id AND x.id = ANY(s.result_ids)
      WHERE x.unit_id = ANY(%(nodes)s)) AS n
JOIN spc_exception b ON b.subgroup_id = n.id JOIN spc_control k ON k.id = b.control_id
JOIN identity_user u ON u.id = b.opened_by LEFT JOIN identity_user a ON a.id = b.answered_by
WHERE %(scope)s::bigint IS NULL OR k.customer_id = %(scope)s
ORDER BY at, control_id, exception_id, node_id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A chart without any breach among a lot's samples, or a breach."""

    node_id: NodeId
    control_id: ControlId
    code: str
    name: str
    exception_id: ExceptionId | None
    number: str
    rules: str | None
    cause: Cause | None
    found: str
    by: str
    at: datetime


@evidence(KIND)
def charts(nodes: Sequence[NodeId], tx: Transaction) -> list[EvidenceView]:
    """Return charts and breaches of the nodes; a breach without a cause stands out."""
    return [piece(row) for row in tx.rows(Row, PIECES, nodes=list(nodes), scope=tx.actor.customer_id)]


def piece(row: Row) -> EvidenceView:
    """Return a chart, or a breach with its assignable cause, as a piece of evidence."""
    about = f"{row.code} {row.name}"
    if row.exception_id is None:
        return EvidenceView(
            node_id=row.node_id,
            kind=KIND,
            title=N_("Control chart"),
            text=QUIET,
            text_kind="sentence",
            note=about,
            at=row.at,
            state=EvidenceState.RECORD,
            link_kind="control_chart",
            link_id=row.control_id,
        )
    return EvidenceView(
        node_id=row.node_id,
        kind=KIND,
        title=N_("Control chart exception"),
        text=row.cause or UNANSWERED,
        text_kind="code:Cause" if row.cause else "sentence",
        note=" · ".join(part for part in (row.number, about, f"[{row.rules}]", row.found) if part),
        by=row.by,
        at=row.at,
        state=EvidenceState.RECORD if row.cause else EvidenceState.BAD,
        link_kind="spc_exception",
        link_id=row.exception_id,
    )
