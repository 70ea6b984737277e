"""Permissions, kinds of charts, rules, states and transitions of statistical process control, as data that both sides read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.i18n import N_
from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "spc:chart:read", "See control charts"
    MANAGE = "spc:chart:manage", "Manage control charts"
    FREEZE = "spc:limits:freeze", "Freeze control limits"
    RECORD = "spc:subgroup:record", "Record subgroups"
    ANSWER = "spc:exception:answer", "Answer exceptions"
    STUDY = "spc:study:record", "Record gauge studies"
    CONCLUDE = "spc:study:conclude", "Conclude gauge studies"


class Chart(StrEnum):
    """What is drawn of a characteristic."""

    XBAR_R = "xbar-r"
    XBAR_S = "xbar-s"
    I_MR = "i-mr"
    P = "p-chart"
    NP = "np-chart"
    C = "c-chart"
    U = "u-chart"
    EWMA = "ewma"
    CUSUM = "cusum"


COUNTED: Final = frozenset({Chart.P, Chart.NP, Chart.C, Chart.U})
"""Charts of counts; all others are of measured values."""

REMEMBERING: Final = frozenset({Chart.EWMA, Chart.CUSUM})
"""Charts whose points carry what came before them, so that a row of points says nothing more."""

RULES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: N_("one point beyond the control limits"),
        2: N_("nine points in a row on one side of the centre"),
        3: N_("six points in a row rising or falling"),
        4: N_("fourteen points in a row alternating up and down"),
        5: N_("two of three points beyond two standard deviations on one side"),
        6: N_("four of five points beyond one standard deviation on one side"),
        7: N_("fifteen points in a row within one standard deviation"),
        8: N_("eight points in a row beyond one standard deviation, on both sides"),
    }
)
"""The eight tests (Nelson, 1984; SPC-02), by their numbers."""


def applicable_rules(chart: Chart) -> frozenset[int]:
    """Return which of the eight tests mean something on a chart.

    Counts are not normal enough for the tests by zones; where points remember, only leaving the limits counts.
    """
    if chart in REMEMBERING:
        return frozenset({1})
    return frozenset({1, 2, 3, 4}) if chart in COUNTED else frozenset(RULES)


class Panel(StrEnum):
    """Which of a chart's two panels."""

    LOCATION = "location"
    DISPERSION = "dispersion"


class ControlStatus(StrEnum):
    """Whether a characteristic is sampled now."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class ControlEvent(StrEnum):
    """What is done with a characteristic under control."""

    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


CONTROL_TRANSITIONS: Final[Mapping[tuple[ControlStatus, ControlEvent], ControlStatus]] = MappingProxyType(
    {
        (ControlStatus.RUNNING, ControlEvent.PAUSE): ControlStatus.PAUSED,
        (ControlStatus.PAUSED, ControlEvent.RESUME): ControlStatus.RUNNING,
        (ControlStatus.RUNNING, ControlEvent.END): ControlStatus.ENDED,
        (ControlStatus.PAUSED, ControlEvent.END): ControlStatus.ENDED,
    }
)
"""(status, event) → status. While the line stands still no sample is due."""


class ExceptionStatus(StrEnum):
    """Whether a breach is answered."""

    OPEN = "unanswered"
    ANSWERED = "answered"


class SubgroupChange(StrEnum):
    """How a subgroup came to be other than it was recorded."""

    CORRECTED = "reading_corrected"
    SET_ASIDE = "results_set_aside"


class MissedEnd(StrEnum):
    """How it ended that timed samples were missed."""

    TAKEN = "sample_taken"
    MOVED = "paused_or_ended"
    CHANGED = "interval_changed"


class Cause(StrEnum):
    """What an assignable cause is of: the six that the trade asks for, or that none was found."""

    PERSON = "person"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    MEASUREMENT = "measurement"
    ENVIRONMENT = "environment"
    NONE_FOUND = "no_cause_found"


class Incalculable(StrEnum):
    """Why an index cannot be calculated (SPC-05)."""

    FEW = "too_few_values"
    NO_LIMITS = "no_specification_limits"
    ONE_LIMIT = "one_specification_limit_only"
    CONSTANT = "all_values_the_same"
    UNSTABLE = "process_not_in_control"
    NOT_NORMAL = "values_not_normal"
    COUNTED = "counts_have_no_such_index"


class StudyStatus(StrEnum):
    """Whether a study of a gauge is concluded."""

    OPEN = "in_work"
    CONCLUDED = "concluded"


class StudyConclusion(StrEnum):
    """What people conclude on a gauge (AIAG: below 10 %, up to 30 %, above)."""

    ACCEPTABLE = "acceptable"
    CONDITIONAL = "acceptable_with_conditions"
    UNACCEPTABLE = "unacceptable"


LEAST_FOR_LIMITS: Final = 20
"""So many subgroups at least stand behind frozen limits (ISO 7870-2)."""

LARGEST_SUBGROUP: Final = 25
"""Beyond it nobody tabulates what a range says."""
