"""What statistical process control tells."""

from veralot_shared.contracts.spc.states import Permission
from veralot_shared.ids import ControlId, ExceptionId, StudyId, SubgroupId
from veralot_shared.messages import Event


class ControlsChanged(Event, permission=Permission.READ):
    """Characteristics under control, or their limits, changed."""

    control_ids: list[ControlId]


class SubgroupsRecorded(Event, permission=Permission.READ):
    """Charts have new points, or points that were corrected."""

    control_id: ControlId
    subgroup_ids: list[SubgroupId]


class ExceptionOpened(Event, permission=Permission.READ):
    """A subgroup breached a rule: an alarm."""

    control_id: ControlId
    exception_id: ExceptionId


class ExceptionClosed(Event, permission=Permission.READ):
    """A breach was answered."""

    control_id: ControlId
    exception_id: ExceptionId


class StudiesChanged(Event, permission=Permission.READ):
    """Studies of gauges changed."""

    study_ids: list[StudyId]
