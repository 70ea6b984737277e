"""What it takes to close an assessment, and what then becomes of the gauge."""

from collections.abc import Sequence
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.gauges import records, workflow
from veralot_shared.contracts.gauges import (
    OUTCOME_EVENTS,
    AssessedLotView,
    AssessmentView,
    CalibrationNotAccepted,
    CloseAssessment,
    GaugeOutcome,
    GaugeStatus,
    LotImpact,
    LotsNotHeld,
    LotsUndecided,
)
from veralot_shared.contracts.genealogy import LotStatus

HOLDING: Final = frozenset({LotImpact.HOLD, LotImpact.NONCONFORMING})
STOPPED: Final = frozenset(
    {LotStatus.NONCONFORMING, LotStatus.SCRAPPED, LotStatus.RECALLED, LotStatus.RETURNED_TO_SUPPLIER}
)
"""A lot in one of these needs no hold besides."""
GONE: Final = frozenset({LotStatus.CONSUMED, LotStatus.SHIPPED})
"""A lot in one of these is no longer here to be held: a recall is what stops it."""
SET_FREE: Final = frozenset({GaugeOutcome.ADJUSTED, GaugeOutcome.LIMITED_USE})


def require_decided(lots: Sequence[AssessedLotView]) -> None:
    """Check that something is decided of every lot, and done where it must be. Raises: LotsUndecided, LotsNotHeld."""
    undecided = [one.lot_no for one in lots if one.impact is None]
    if undecided:
        raise LotsUndecided(lots=undecided)
    loose = [one.lot_no for one in lots if one.impact in HOLDING and not (one.held or one.status in STOPPED | GONE)]
    if loose:
        raise LotsNotHeld(lots=loose)


def settle(tx: Transaction, found: AssessmentView, command: CloseAssessment) -> None:
    """Bring the gauge to where the outcome leads. One whose assessment was opened again by a late result stays where it is.

    Raises: CalibrationNotAccepted, TransitionIllegal.
    """
    gauge = records.lock(tx, found.gauge_id)
    if gauge.status is not GaugeStatus.IMPACT_ASSESSMENT:
        return
    limited_to = command.limited_to.strip() if command.outcome is GaugeOutcome.LIMITED_USE else ""
    values: dict[str, object] = {"limited_to": limited_to}
    if command.outcome in SET_FREE:
        tail = "AND c.gauge_id = %(gauge)s AND c.id >= %(first)s AND c.state = 'accepted' ORDER BY c.id DESC LIMIT 1"
        newest = records.calibrations(tx, tail, gauge=gauge.id, first=found.calibration_id)
        if not newest or not (newest[0].left_in_tolerance or limited_to):
            raise CalibrationNotAccepted(gauge=gauge.code)
        values |= records.in_force(newest[0])
    workflow.advance(tx, gauge, OUTCOME_EVENTS[command.outcome], command.conclusion.strip(), **values)
