"""What is told after something was done with gauges."""

from veralot_shared.contracts.gauges.states import Permission
from veralot_shared.ids import GaugeAssessmentId, GaugeId
from veralot_shared.messages import Event


class GaugesChanged(Event, permission=Permission.READ):
    """Gauges changed, or their calibrations."""

    gauge_ids: list[GaugeId]


class AssessmentsChanged(Event, permission=Permission.READ):
    """Assessments were opened, decided in, or closed."""

    assessment_ids: list[GaugeAssessmentId]
