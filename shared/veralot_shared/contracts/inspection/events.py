"""What inspections tell: to clients after the commit, and before it to modules that hear them."""

from veralot_shared.ids import (
    CharacteristicId,
    GaugeId,
    InspectionId,
    LotId,
    PlanId,
    QualificationId,
    ResultId,
    SwitchingId,
)
from veralot_shared.messages import Event


class PlansChanged(Event):
    """Inspection plans changed."""

    plan_ids: list[PlanId]


class InspectionsChanged(Event):
    """Inspections were made, or moved on."""

    inspection_ids: list[InspectionId]
    lot_ids: list[LotId]


class ResultsRecorded(Event):
    """Results were recorded, corrected ones included; who hears it within the transaction may refuse them.

    `gauge_ids` are the gauges that they were measured with.
    """

    inspection_id: InspectionId
    lot_id: LotId
    result_ids: list[ResultId]
    characteristic_ids: list[CharacteristicId]
    gauge_ids: list[GaugeId]


class InspectionWorked(Event):
    """Somebody worked on an inspection that asks for qualifications; who hears it within the transaction may refuse that.

    It is told where something is asked for, and nowhere else.
    """

    inspection_id: InspectionId
    lot_id: LotId
    qualification_ids: list[QualificationId]


class InspectionFailed(Event):
    """An inspection was evaluated as not accepted; `ListFailures` says by what."""

    inspection_id: InspectionId
    lot_id: LotId


class SwitchingChanged(Event):
    """A severity or its score changed."""

    switching_ids: list[SwitchingId]
