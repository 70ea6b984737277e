"""Stops a lot while a breach among its samples has no assignable cause and action (SPC-03)."""

from typing import Final

import msgspec

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc.domain import words
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.contracts.spc import Permission
from veralot_shared.i18n import N_

NAME: Final = "spc.exceptions"
TITLE: Final = N_("Control chart exceptions")

GATES: Final = frozenset({LotEvent.ACCEPT, LotEvent.RELEASE_PRODUCTION, LotEvent.RELEASE_MARKET})

FAMILY: Final = """
WITH RECURSIVE family(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM family f JOIN genealogy_edge e ON e.child_id = f.id AND e.kind IN ('split', 'drawn', 'merged')
    JOIN genealogy_lot l ON l.id = e.parent_id
)
"""
"""A lot, and those that it is a part of: what was sampled before it was divided counts for the parts."""

OPEN: Final = f"""{FAMILY}
SELECT b.id, b.number, b.status, k.code AS chart, coalesce(nullif(k.name, ''), k.characteristic) AS name
FROM spc_subgroup s JOIN spc_control k ON k.id = s.control_id LEFT JOIN spc_exception b ON b.subgroup_id = s.id
WHERE s.lot_id IN (SELECT id FROM family) ORDER BY b.id
"""  # noqa: S608 - expressions of our own


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A subgroup of the lot, and its exception if it has one."""

    id: int | None
    number: str | None
    status: str | None
    chart: str
    name: str


@readiness(NAME)
def exceptions(lot: LotView, event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether every breach among the lot's samples is answered."""
    rows = tx.rows(Row, OPEN, lot=lot.id) if event in GATES else []
    if not rows:
        return CheckView(id=NAME, title=TITLE, result=CheckResult.NOT_APPLICABLE)
    missing = [blocker(row) for row in rows if row.status == "unanswered"]
    result = CheckResult.FAILED if missing else CheckResult.PASSED
    return CheckView(id=NAME, title=TITLE, result=result, missing=missing)


def blocker(row: Row) -> BlockerView:
    """Return that an exception is open."""
    return BlockerView(
        words.BLOCK_OPEN,
        {"number": row.number or "", "chart": row.chart, "name": row.name},
        kind="spc_exception",
        id=row.id,
        label=row.number or "",
        permission=Permission.ANSWER,
    )
