"""What people do in statistical process control. No message takes control limits: they are computed (SPC-01)."""

from decimal import Decimal

from veralot_shared.contracts.spc.entries import StudyEntry, SubgroupEntry
from veralot_shared.contracts.spc.states import Cause, Chart, ControlEvent, Permission, StudyConclusion
from veralot_shared.contracts.spc.views import (
    ControlView,
    ExceptionView,
    MissedView,
    PhaseView,
    RecordedSubgroups,
    StudyDetail,
)
from veralot_shared.ids import ControlId, ExceptionId, ItemId, MissedId, PlanId, StudyId
from veralot_shared.messages import Command, Meaning, SignedCommand


class DefineControl(Command[ControlView], permission=Permission.MANAGE):
    """Put a characteristic under control: one of an inspection plan, or a free-standing one.

    Of a plan's characteristic, item, name, unit and specification come from the plan. `nominal`, `lower` and `upper` are
    the specification of a free-standing one, never control limits. `weight` and `width` are of an EWMA, `slack` and
    `interval` of a CUSUM, in standard deviations.

    Raises: RecordExists, RecordNotFound, ControlInvalid.
    """

    code: str
    chart: Chart
    subgroup_size: int = 1
    rules: list[int]
    interval_minutes: int | None = None
    plan_id: PlanId | None = None
    characteristic: str = ""
    item_id: ItemId | None = None
    name: str = ""
    name_zh: str = ""
    unit: str = ""
    precision: int = 2
    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    weight: float = 0.2
    width: float = 2.7
    slack: float = 0.5
    interval: float = 5.0


class ChangeControl(Command[ControlView], permission=Permission.MANAGE):
    """Switch rules of a characteristic on or off, or change how often it is sampled (SPC-02).

    Raises: RecordNotFound, ControlInvalid, RecordChanged, TransitionIllegal.
    """

    control_id: ControlId
    version: int
    rules: list[int]
    interval_minutes: int | None = None


class MoveControl(Command[ControlView], permission=Permission.RECORD):
    """Pause a characteristic while its line stands still, resume it, or end it, with a reason.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    control_id: ControlId
    event: ControlEvent
    reason: str


class FreezeLimits(
    SignedCommand[PhaseView],
    permission=Permission.FREEZE,
    signed=Meaning.APPROVED,
    statement="I have examined the subgroups named here and freeze the control limits computed from them.",
):
    """Freeze the limits that are computed from chosen subgroups; they hold from the first of these on (SPC-01).

    Raises: RecordNotFound, LimitsIncalculable, ValueNotAllowed, ReasonMissing, TransitionIllegal.
    """

    control_id: ControlId
    first: int
    last: int
    excluded: list[int] = []
    reason: str


class RecordSubgroups(Command[RecordedSubgroups], permission=Permission.RECORD):
    """Record subgroups by hand, one after the other; at the first that breaches a rule recording stops (SPC-03).

    Of a characteristic that follows an inspection plan, subgroups come from recorded results alone.

    Raises: RecordNotFound, ReadingsInvalid, ExceptionOpen, SampleMissed, FollowsInspection, TransitionIllegal.
    """

    control_id: ControlId
    subgroups: list[SubgroupEntry]


class AnswerException(Command[ExceptionView], permission=Permission.ANSWER):
    """State the assignable cause of a breach and the action taken; only then the next subgroup can be saved (SPC-03).

    Raises: RecordNotFound, ExceptionAnswered, ReasonMissing.
    """

    exception_id: ExceptionId
    cause: Cause
    cause_text: str
    action: str


class ExplainMissed(Command[MissedView], permission=Permission.RECORD):
    """Say why timed samples were missed, where nobody said so when the next was taken (SPC-04).

    Raises: RecordNotFound, MissedExplained, ReasonMissing.
    """

    missed_id: MissedId
    reason: str


class CreateStudy(Command[StudyDetail], permission=Permission.STUDY):
    """Begin a study of a gauge that may be used today, with or without measurements yet.

    Raises: ReadingsInvalid, RecordNotFound, GaugeNotUsable.
    """

    entry: StudyEntry


class SaveStudy(Command[StudyDetail], permission=Permission.STUDY):
    """Save the measurements of a study that is not concluded; its gauge must be one that may be used today.

    Raises: RecordNotFound, ReadingsInvalid, StudyClosed, RecordChanged, GaugeNotUsable.
    """

    study_id: StudyId
    version: int
    entry: StudyEntry


class ConcludeStudy(
    SignedCommand[StudyDetail],
    permission=Permission.CONCLUDE,
    signed=Meaning.APPROVED,
    statement="I have reviewed this study of a gauge and conclude as stated here.",
):
    """Conclude a study whose measurements are complete. Raises: RecordNotFound, StudyClosed, StudyIncomplete, ReasonMissing."""

    study_id: StudyId
    conclusion: StudyConclusion
    text: str
