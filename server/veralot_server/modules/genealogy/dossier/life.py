"""What became of a lot: its status, step by step, and its holds."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import holding
from veralot_server.modules.genealogy.dossier import columns as c
from veralot_shared.contracts.genealogy import HoldView, LotEvent, LotStatus, LotView, SectionView
from veralot_shared.i18n import N_

STEPS: Final = """
SELECT r.at, r.event, r.from_status, r.to_status, r.cycle, u.full_name AS by, u.full_name_zh AS by_zh,
       r.reason, r.signature_id, r.imported
FROM genealogy_status_change r JOIN identity_user u ON u.id = r.by_id
WHERE r.lot_id = %(lot)s ORDER BY r.at, r.id
"""

STATUS_COLUMNS: Final = (
    c.TIME,
    c.column("event", N_("Event"), "code:LotEvent"),
    c.column("from_status", N_("From"), "code:LotStatus"),
    c.column("to_status", N_("To"), "code:LotStatus"),
    c.column("cycle", N_("Cycle"), "number"),
    c.PERSON,
    c.REASON,
    c.SIGNATURE,
    c.column("imported", N_("Imported")),
)

HOLD_COLUMNS: Final = (
    c.column("on", N_("On hold")),
    c.column("reason_code", N_("Cause"), "code:HoldReason"),
    c.REASON,
    c.column("placed_at", N_("Placed at"), "time"),
    c.column("placed_by", N_("Placed by"), "name"),
    c.SIGNATURE,
    c.column("lifted_at", N_("Lifted at"), "time"),
    c.column("lifted_by", N_("Lifted by"), "name"),
)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the status history."""

    at: datetime
    event: LotEvent
    from_status: LotStatus | None
    to_status: LotStatus
    cycle: int
    by: str
    by_zh: str
    reason: str
    signature_id: int | None
    imported: bool


@section("genealogy.status", order=10)
def status_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return every step of the lot's life, oldest first; a step that an import brought has no signature and says so."""
    steps = tx.rows(Step, STEPS, lot=lot.id)
    rows = [
        [
            s.at,
            s.event,
            s.from_status,
            s.to_status,
            s.cycle,
            c.name(s.by, s.by_zh),
            s.reason,
            signature(s.signature_id),
            s.imported,
        ]
        for s in steps
    ]
    return c.made("genealogy.status", N_("Status history"), STATUS_COLUMNS, rows)


@section("genealogy.holds", order=70)
def holds_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return every hold on the lot and on its units, lifted ones included, oldest first."""
    tail = "WHERE l.id = %(lot)s ORDER BY h.id"
    holds = tx.rows(HoldView, f"{holding.VIEW} {tail}", lot=lot.id)
    rows = [
        [
            h.label,
            h.reason_code,
            h.reason,
            h.placed_at,
            c.name(h.placed_by, h.placed_by_zh),
            signature(h.signature_id),
            h.lifted_at,
            c.name(h.lifted_by, h.lifted_by_zh),
        ]
        for h in holds
    ]
    return c.made("genealogy.holds", N_("Holds"), HOLD_COLUMNS, rows)


def signature(number: int | None) -> str | None:
    """Return how a signature is named; the section of signatures has its signer and meaning."""
    return None if number is None else f"#{number}"
