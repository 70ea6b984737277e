"""What the dossier of a lot shows of what was entered about it offline: exceptions to be reviewed (OFF-07)."""

from typing import Any, Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

NAME: Final = "capture.entries"
COLUMNS: Final = [
    ColumnView(id="about", title=N_("What")),
    ColumnView(id="entered_by", title=N_("Entered by"), kind="name"),
    ColumnView(id="proof", title=N_("Identity proven"), kind="code:Proof"),
    ColumnView(id="device", title=N_("Device")),
    ColumnView(id="device_at", title=N_("Captured offline at (device)"), kind="time"),
    ColumnView(id="received_at", title=N_("Received at (server)"), kind="time"),
    ColumnView(id="jump_seconds", title=N_("Clock set by (s)"), kind="number"),
    ColumnView(id="state", title=N_("Status"), kind="code:EntryState"),
    ColumnView(id="decided_by", title=N_("Decided by"), kind="name"),
    ColumnView(id="decision_reason", title=N_("Reason")),
]
ENTRIES: Final = """
SELECT e.id, e.about, coalesce(u.full_name, '') AS full_name, coalesce(u.full_name_zh, '') AS full_name_zh,
       coalesce(k.proof, 'by_server') AS proof, d.name AS device,
       to_jsonb(e.device_at)#>>'{}' AS device_at, to_jsonb(e.received_at)#>>'{}' AS received_at,
       round(e.jump_seconds)::text AS jump_seconds, e.state, b.full_name AS decided_by, b.full_name_zh AS decided_by_zh,
       e.decision_reason
FROM capture_entry e JOIN capture_device d ON d.id = e.device_id LEFT JOIN identity_user u ON u.id = e.user_id
LEFT JOIN identity_user b ON b.id = e.decided_by LEFT JOIN capture_entry_key k ON k.id = e.key_id
WHERE e.lot_id = %(lot)s ORDER BY e.id
"""
NOTE: Final = N_("Entered while the server was away: each of these is an exception, to be looked at in the review.")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as the section shows it."""

    id: int
    about: str
    full_name: str
    full_name_zh: str
    proof: str
    device: str
    device_at: str
    received_at: str
    jump_seconds: str
    state: str
    decided_by: str | None
    decided_by_zh: str | None
    decision_reason: str

    def cells(self) -> list[Any]:
        """Return the row in the order of the columns."""
        decider = [self.decided_by, self.decided_by_zh or ""] if self.decided_by else None
        return [
            self.about,
            [self.full_name, self.full_name_zh],
            self.proof,
            self.device,
            self.device_at,
            self.received_at,
            self.jump_seconds,
            self.state,
            decider,
            self.decision_reason,
        ]


@section(NAME, order=62)
def entries(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return what was entered about a lot while the server was away; a lot without any has no such section."""
    found = tx.rows(Row, ENTRIES, lot=lot.id)
    if not found:
        return None
    rows = [row.cells() for row in found]
    title = N_("Captured offline")
    return SectionView(id=NAME, title=title, columns=list(COLUMNS), rows=rows, total=len(rows), note=NOTE)


@proves(NAME)
def proofs(lot: LotView, tx: Transaction) -> list[tuple[str, str]]:
    """Return the log entries that prove the section."""
    return [("capture_entry", str(row.id)) for row in tx.rows(Row, ENTRIES, lot=lot.id)]
