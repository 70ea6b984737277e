"""Carries an inspection from one status to the next, and writes each step into its history: who, when, why, how signed."""

from collections.abc import Sequence

from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections
from veralot_server.modules.inspection.domain import steps
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.tables import Inspection, Step
from veralot_shared.contracts.inspection import InspectionEvent, InspectionStatus
from veralot_shared.ids import InspectionId


def advance(
    tx: Transaction, inspection: InspectionFacts, events: Sequence[InspectionEvent], note: str = "", **values: object
) -> InspectionStatus:
    """Bring an inspection through one event after the other, with other `values` of its row, and tell.

    Raises:
        TransitionIllegal: it cannot go there.
    """
    status = inspection.status
    for event in events:
        before, status = status, steps.step(inspection.number, status, event)
        written(tx, inspection.id, event, before, status, note)
    change = update(Inspection).where(Inspection.id == inspection.id)
    tx.execute(change.values(status=status, version=Inspection.version + 1, **values))
    inspections.tell(tx, inspection.id, inspection.lot_id, inspection.customer_id)
    return status


def written(
    tx: Transaction,
    inspection_id: InspectionId,
    event: InspectionEvent,
    before: InspectionStatus | None,
    target: InspectionStatus,
    note: str = "",
) -> None:
    """Write a step of an inspection's history."""
    row = {
        "inspection_id": inspection_id,
        "event": event,
        "from_status": before,
        "to_status": target,
        "at": tx.now,
        "by_id": inspections.author(tx),
        "note": note,
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.insert(Step, row)
