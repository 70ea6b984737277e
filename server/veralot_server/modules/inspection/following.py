"""Lets a decided lot act on how severely the next one is inspected, once, and original ones alone (AQL-04 to AQL-10)."""

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import sampling_tables, switchings
from veralot_server.modules.inspection.domain import severity
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_shared.contracts.inspection import SwitchingEvent, Verdict


def follow_lot(tx: Transaction, inspection: InspectionFacts) -> None:
    """Count a decided lot in switching, unless it was resubmitted or passed over (AQL-10)."""
    if not inspection.original or inspection.skipped:
        return
    accepted = inspection.verdict is Verdict.ACCEPTED
    former = switchings.lock(tx, inspection.switching_id)
    own = sampling_tables.in_force(tx, [one.scheme for one in inspection.classes]).tables
    moved = severity.after_lot(former.state, inspection, accepted=accepted, own=own)
    event = SwitchingEvent.LOT_ACCEPTED if accepted else SwitchingEvent.LOT_NOT_ACCEPTED
    switchings.move(tx, former, event, moved, inspection_id=inspection.id)
