"""What statistical process control tells."""

from datetime import datetime

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


class SamplesMissed(Event, permission=Permission.READ):
    """A timed sample was not taken: an alarm, told once for each. `missed` in a row so far, the first due at `due_at`."""

    control_id: ControlId
    code: str
    missed: int
    due_at: datetime


class StudiesChanged(Event, permission=Permission.READ):
    """Studies of gauges changed."""

    study_ids: list[StudyId]
