"""Lists severities, and tells the history of one."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import switchings
from veralot_server.modules.inspection.sorting import PAGE_LIMIT
from veralot_shared.contracts.inspection import (
    GetSwitching,
    ListSwitching,
    SwitchingDetail,
    SwitchingStep,
    SwitchingView,
)

LISTED: Final = f"""{switchings.VIEW}
  AND (%(item)s::bigint IS NULL OR w.item_id = %(item)s)
  AND (%(supplier)s::bigint IS NULL OR w.supplier_id = %(supplier)s)
ORDER BY t.code, s.name, w.stage, w.line LIMIT %(limit)s OFFSET %(offset)s
"""

STEPS: Final = """
SELECT h.at, h.event, h.from_severity, h.to_severity, h.score, h.why, h.classes, h.reason, h.inspection_id,
       i.number AS inspection_no, i.lot_id, l.lot_no, u.full_name AS by, u.full_name_zh AS by_zh, h.signature_id
FROM inspection_switching_step h JOIN identity_user u ON u.id = h.by_id
LEFT JOIN inspection_inspection i ON i.id = h.inspection_id LEFT JOIN genealogy_lot l ON l.id = i.lot_id
WHERE h.switching_id = %(id)s ORDER BY h.id DESC
"""


@answers(ListSwitching)
def list_switching(query: ListSwitching, tx: Transaction) -> list[SwitchingView]:
    """List severities by item, supplier and stage."""
    return tx.rows(
        SwitchingView,
        LISTED,
        scope=tx.actor.customer_id,
        item=query.item_id,
        supplier=query.supplier_id,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(GetSwitching)
def get_switching(query: GetSwitching, tx: Transaction) -> SwitchingDetail:
    """Return a severity with its history."""
    found = switchings.view(tx, query.id)
    return SwitchingDetail(switching=found, steps=tx.rows(SwitchingStep, STEPS, id=found.id))
