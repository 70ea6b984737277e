"""Changes severities by a person's decision, where the switching rules leave one."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import sampling_tables, switchings
from veralot_server.modules.inspection.domain import severity, steps
from veralot_shared.contracts.inspection import (
    AcceptImprovement,
    ApproveReduced,
    GetSwitching,
    ReturnToNormal,
    SwitchingDetail,
    SwitchingEvent,
)
from veralot_shared.ids import SwitchingId


def change(tx: Transaction, switching_id: SwitchingId, event: SwitchingEvent, reason: str) -> SwitchingDetail:
    """Change a severity. Raises: RecordNotFound, SeverityForbidden, ReasonMissing."""
    steps.require_text(reason)
    former = switchings.lock(tx, switching_id)
    own = sampling_tables.in_force(tx, [one.scheme for one in former.state.switching.values()]).tables
    moved = severity.by_person(former.severity, former.score, former.state, event, own)
    switchings.move(tx, former, event, moved, reason=reason)
    return tx.call(GetSwitching(id=switching_id))


@handles(ApproveReduced)
def approve_reduced(command: ApproveReduced, tx: Transaction) -> SwitchingDetail:
    """Reduce inspection where the lots so far allow it (AQL-06)."""
    return change(tx, command.switching_id, SwitchingEvent.REDUCTION_APPROVED, command.reason)


@handles(ReturnToNormal)
def return_to_normal(command: ReturnToNormal, tx: Transaction) -> SwitchingDetail:
    """Go back to normal inspection (AQL-08)."""
    return change(tx, command.switching_id, SwitchingEvent.PRODUCTION_IRREGULAR, command.reason)


@handles(AcceptImprovement)
def accept_improvement(command: AcceptImprovement, tx: Transaction) -> SwitchingDetail:
    """Allow supply again, under tightened inspection (AQL-09)."""
    return change(tx, command.switching_id, SwitchingEvent.IMPROVEMENT_ACCEPTED, command.reason)
