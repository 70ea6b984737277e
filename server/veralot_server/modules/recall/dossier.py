"""What the dossier of a lot shows of the recalls that affected it."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.contracts.recall import RecallAction, RecallStatus
from veralot_shared.i18n import N_
from veralot_shared.ids import RecallId

COLUMNS: Final = [
    ColumnView(id="recall", title=N_("Recall"), kind="link:recall"),
    ColumnView(id="mock", title=N_("Mock recall")),
    ColumnView(id="status", title=N_("Status"), kind="code:RecallStatus"),
    ColumnView(id="action", title=N_("Decision"), kind="code:RecallAction"),
    ColumnView(id="reason", title=N_("Reason")),
    ColumnView(id="frozen_at", title=N_("Figures frozen at"), kind="time"),
    ColumnView(id="ended_at", title=N_("Ended at"), kind="time"),
    ColumnView(id="conclusion", title=N_("Conclusion")),
]

RECALLS: Final = """
SELECT r.id, r.number, r.mock, r.status, r.action, r.reason, max(n.at) AS frozen_at, r.ended_at, r.conclusion
FROM recall_snapshot n JOIN recall_recall r ON r.id = n.recall_id
WHERE n.lot_ids @> ARRAY[%(lot)s::bigint] AND (%(scope)s::bigint IS NULL OR r.customer_id = %(scope)s)
GROUP BY r.id ORDER BY r.id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A recall as the section shows it."""

    id: RecallId
    number: str
    mock: bool
    status: RecallStatus
    action: RecallAction | None
    reason: str
    frozen_at: datetime
    ended_at: datetime | None
    conclusion: str


@section("recall.recalls", order=77)
def recalls(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the recalls whose frozen figures hold the lot; a lot that none affects has no such section."""
    rows = tx.rows(Row, RECALLS, lot=lot.id, scope=tx.actor.customer_id)
    if not rows:
        return None
    shown = [
        [
            [row.id, row.number],
            row.mock,
            row.status,
            row.action,
            row.reason,
            row.frozen_at,
            row.ended_at,
            row.conclusion,
        ]
        for row in rows
    ]
    return SectionView(id="recall.recalls", title=N_("Recalls"), columns=list(COLUMNS), rows=shown, total=len(shown))
