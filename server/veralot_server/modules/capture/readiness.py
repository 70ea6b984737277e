"""Stops a release while something that was entered about the lot offline waits for a decision."""

from typing import Final

import msgspec

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.capture import Permission
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.i18n import N_

NAME: Final = "capture.entries"
TITLE: Final = N_("Offline entries decided")
WAITS: Final = N_("Entry {counter} of {device} waits for a decision ({about}).")
ENTRIES: Final = """
WITH RECURSIVE family(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM family f JOIN genealogy_edge e ON e.child_id = f.id AND e.kind IN ('split', 'drawn', 'merged')
    JOIN genealogy_lot l ON l.id = e.parent_id
)
SELECT e.id, e.state, e.counter, d.name AS device, e.about FROM capture_entry e JOIN capture_device d ON d.id = e.device_id
WHERE e.lot_id IN (SELECT id FROM family) ORDER BY e.id
"""
"""Of a lot, and of those that it is a part of: what was entered before it was divided counts for the parts."""


class Row(msgspec.Struct, frozen=True):
    """An entry about the lot."""

    id: int
    state: str
    counter: int
    device: str
    about: str


@readiness(NAME)
def decided(lot: LotView, event: LotEvent, tx: Transaction) -> CheckView:  # noqa: ARG001 - one rule for every release
    """Return whether every conflict about the lot is decided."""
    found = tx.rows(Row, ENTRIES, lot=lot.id)
    waiting = [
        BlockerView(
            WAITS,
            {"counter": str(row.counter), "device": row.device, "about": row.about},
            kind="capture_entry",
            id=row.id,
            label=f"{row.device} {row.counter}",
            permission=Permission.DECIDE,
        )
        for row in found
        if row.state == "conflict"
    ]
    result = CheckResult.FAILED if waiting else CheckResult.PASSED if found else CheckResult.NOT_APPLICABLE
    return CheckView(id=NAME, title=TITLE, result=result, missing=waiting)
