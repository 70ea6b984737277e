"""What statistical process control refuses, and why."""

from veralot_shared.errors import CodedError, Sentence


class ControlInvalid(CodedError, status=422):
    """A characteristic that cannot be put under control so; says all that is wrong."""

    text = "{problems}"
    problems: list[Sentence]


class ExceptionOpen(CodedError, status=409):
    """A breach of the characteristic is not answered: nothing more of it is saved before (SPC-03)."""

    text = (
        "{chart} has an unanswered exception, {number}. State its assignable cause and the action first; then the next "
        "subgroup can be saved."
    )
    chart: str
    number: str
    exception_id: int
    control_id: int


class ExceptionAnswered(CodedError, status=409):
    """A breach is answered once."""

    text = "Exception {number} is answered already."
    number: str


class ReadingsInvalid(CodedError, status=422):
    """Readings that do not fit; says all of it, with their places in the message."""

    text = "{problems}"
    problems: list[Sentence]
    places: list[int]
    field: str | None = "subgroups"


class SampleMissed(CodedError, status=422):
    """Timed samples were missed before this one, and nobody has said why (SPC-04)."""

    text = "{field}: {missed} timed samples of {chart} were missed. Say why."
    chart: str
    missed: int
    field: str | None = "late_reason"


class MissedExplained(CodedError, status=409):
    """Why samples were missed is said once, when it is over."""

    text = "It is said already why these samples of {chart} were missed, or they are missing still."
    chart: str


class FollowsInspection(CodedError, status=409):
    """The subgroups of this characteristic come from inspections."""

    text = (
        "{chart} follows inspection plan {plan}. Record the results in the inspection; the chart takes them from there."
    )
    chart: str
    plan: str


class LimitsIncalculable(CodedError, status=422):
    """The chosen subgroups do not say what the process does."""

    text = "No limits can be computed from subgroups {first} to {last}: {problem}"
    first: int
    last: int
    problem: str


class StudyClosed(CodedError, status=409):
    """A concluded study is not changed."""

    text = "Study {number} is concluded. Make a new one."
    number: str


class StudyIncomplete(CodedError, status=409):
    """A study is concluded only with all its measurements."""

    text = "Study {number} cannot be concluded: {missing} of its measurements are missing, or none of them differ."
    number: str
    missing: int
