"""What statistical process control answers with. Computed figures are binary numbers; what was measured is decimal."""

from datetime import datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.spc.entries import StudyEntry
from veralot_shared.contracts.spc.states import (
    Cause,
    Chart,
    ControlStatus,
    ExceptionStatus,
    Incalculable,
    MissedEnd,
    Panel,
    StudyConclusion,
    StudyStatus,
    SubgroupChange,
)
from veralot_shared.ids import (
    ControlId,
    ExceptionId,
    GaugeId,
    InspectionId,
    ItemId,
    LotId,
    MissedId,
    PhaseId,
    PlanId,
    ResultId,
    SignatureId,
    StudyId,
    SubgroupId,
)


class ControlView(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic under control, and how it stands.

    `lower` and `upper` are the specification's, as the plan's newest revision has them. `due_at` is when the next timed
    sample is due; `missed` how many were not taken since the last one, at the moment of asking. `late_samples` counts those
    that were missed before samples already taken.
    """

    id: ControlId
    version: int
    code: str
    name: str
    name_zh: str
    status: ControlStatus
    chart: Chart
    subgroup_size: int
    interval_minutes: int | None
    rules: list[int]
    item_id: ItemId | None
    item_code: str
    item_name: str
    item_name_zh: str
    plan_id: PlanId | None
    plan_code: str
    characteristic: str
    unit: str
    precision: int
    nominal: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    weight: float
    width: float
    slack: float
    interval: float
    phase: int | None
    subgroups: int
    last_at: datetime | None
    due_at: datetime | None
    missed: int
    late_samples: int
    exception_id: ExceptionId | None
    exception_no: str
    made_at: datetime
    made_by: str
    made_by_zh: str


class LimitStep(msgspec.Struct, frozen=True, kw_only=True):
    """Centre, limits and standard deviation that hold from the point at place `first` on, until the next step.

    They change with the phase, and from point to point where subgroups are of unequal size. None where there are none.
    """

    first: int
    centre: float | None
    lower: float | None
    upper: float | None
    sigma: float | None


class PanelView(msgspec.Struct, frozen=True, kw_only=True):
    """One panel of a chart: the points in order, with a second line for a CUSUM's lower sum, and the limits."""

    panel: Panel
    values: list[float | None]
    beside: list[float | None]
    steps: list[LimitStep]


class BreachView(msgspec.Struct, frozen=True, kw_only=True):
    """A point, by its place, and the rules that its pattern breaches."""

    panel: Panel
    place: int
    rules: list[int]


class PhaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Limits as computed from the subgroups `base_first` to `base_last` and frozen; they hold from `first` on (SPC-01)."""

    id: PhaseId
    number: int
    chart: Chart
    first: int
    base_first: int
    base_last: int
    excluded: list[int]
    subgroups: int
    centre: float
    spread: float
    reason: str
    frozen_at: datetime
    frozen_by: str
    frozen_by_zh: str
    signature_id: SignatureId


class RuleBroken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule that a subgroup broke, on which panel."""

    panel: Panel
    rule: int


class ExceptionView(msgspec.Struct, frozen=True, kw_only=True):
    """A breach: what it was, and what was found and done.

    `stands` is false where a result was corrected or set aside since, and no rule is broken any more; the breach stays on
    record.
    """

    id: ExceptionId
    number: str
    status: ExceptionStatus
    control_id: ControlId
    control_code: str
    control_name: str
    control_name_zh: str
    subgroup_id: SubgroupId
    subgroup_no: int
    rules: list[RuleBroken]
    stands: bool
    lot_id: LotId | None
    lot_no: str | None
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    cause: Cause | None
    cause_text: str
    action: str
    answered_at: datetime | None
    answered_by: str | None
    answered_by_zh: str | None


class MissedView(msgspec.Struct, frozen=True, kw_only=True):
    """That timed samples were missed, as the server found it by itself (SPC-04).

    They were due every interval after `since`, the first at `due_at`; `missed` were not taken until `ended_at`, or now.
    """

    id: MissedId
    control_id: ControlId
    control_code: str
    since: datetime
    due_at: datetime
    missed: int
    found_at: datetime
    ended_at: datetime | None
    ending: MissedEnd | None
    subgroup_no: int | None
    reason: str
    explained_by: str | None
    explained_by_zh: str | None


class SubgroupChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """What a subgroup was before a result of it was corrected or set aside, why, and which rules it broke before and after."""

    kind: SubgroupChange
    at: datetime
    by: str
    by_zh: str
    reason: str
    values: list[Decimal]
    count: int | None
    looked_at: Decimal | None
    before: list[RuleBroken]
    after: list[RuleBroken]


class AsideView(msgspec.Struct, frozen=True, kw_only=True):
    """A point, by its place, all of whose results were set aside: it counts in no limit and no rule. Its value as it was."""

    place: int
    value: float | None


class SubgroupView(msgspec.Struct, frozen=True, kw_only=True):
    """A subgroup as it stands. `missed` is how many timed samples were not taken before it (SPC-04).

    `void` says that all its results were set aside; `changes` what it was before, the oldest first.
    """

    id: SubgroupId
    control_id: ControlId
    number: int
    values: list[Decimal]
    count: int | None
    looked_at: Decimal | None
    lot_id: LotId | None
    lot_no: str | None
    inspection_id: InspectionId | None
    inspection_no: str | None
    result_ids: list[ResultId]
    taken_at: datetime
    recorded_at: datetime
    recorded_by: str
    recorded_by_zh: str
    note: str
    missed: int
    late_reason: str
    void: bool
    changes: list[SubgroupChangeView]
    exception_id: ExceptionId | None
    exception_no: str | None


class ChartView(msgspec.Struct, frozen=True, kw_only=True):
    """A chart: its newest points, side by side. Where no limits are frozen yet, those of the points shown (`trial`).

    `numbers` to `missed` have an entry for each point; those of `aside` are in no panel, limit or breach. `changed` are the
    places of points that are other than they were recorded.
    """

    control: ControlView
    total: int
    trial: bool
    why_none: str
    numbers: list[int]
    subgroup_ids: list[SubgroupId]
    taken: list[datetime]
    lots: list[str]
    missed: list[int]
    aside: list[AsideView]
    changed: list[int]
    panels: list[PanelView]
    breaches: list[BreachView]
    phases: list[PhaseView]
    exceptions: list[ExceptionView]


class LimitsView(msgspec.Struct, frozen=True, kw_only=True):
    """What limits chosen subgroups would give, before anybody freezes them; `broken` are subgroups that break a rule."""

    subgroups: int
    centre: float
    spread: float
    location: LimitStep
    dispersion: LimitStep | None
    broken: list[int]


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """An index of capability with its 95 % interval, or why it is not calculable (SPC-05)."""

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    why_not: Incalculable | None


class CapabilityView(msgspec.Struct, frozen=True, kw_only=True):
    """How a process meets its specification, over which subgroups; the histogram and the normal quantiles beside it.

    `within` is the standard deviation within subgroups, `overall` that of all values; `normality` is the p of the
    Anderson-Darling test. `left_out` subgroups, whose assignable cause was found and removed, are not among the values, and
    what they breached does not count against the process. `edges` has one entry more than `heights`. `quantiles` and
    `ordered` are a normal plot, thinned.
    """

    control_id: ControlId
    first: int
    last: int
    left_out: int
    values: int
    mean: float | None
    within: float | None
    overall: float | None
    statistic: float | None
    normality: float | None
    lower: Decimal | None
    upper: Decimal | None
    nominal: Decimal | None
    indices: list[IndexView]
    edges: list[float]
    heights: list[int]
    quantiles: list[float]
    ordered: list[float]


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a study's analysis of variance: `name` is part, appraiser, interaction or repeatability."""

    name: str
    freedom: int
    squares: float
    mean: float
    ratio: float | None
    p: float | None


class ComponentView(msgspec.Struct, frozen=True, kw_only=True):
    """A component of a study's variation: its standard deviation, its share of the whole and of the tolerance."""

    name: str
    deviation: float
    share: float
    of_tolerance: float | None


class AnalysisView(msgspec.Struct, frozen=True, kw_only=True):
    """What a study computes: the table of variance, the components, and the two figures that a gauge is judged by."""

    sources: list[SourceView]
    components: list[ComponentView]
    share: float
    of_tolerance: float | None
    categories: int
    pooled: bool


class StudyView(msgspec.Struct, frozen=True, kw_only=True):
    """A study of a gauge, as lists show it; `share` is nothing until every measurement is there."""

    id: StudyId
    version: int
    number: str
    status: StudyStatus
    title: str
    gauge: str
    gauge_id: GaugeId | None
    characteristic: str
    unit: str
    parts: int
    appraisers: int
    trials: int
    share: float | None
    categories: int | None
    conclusion: StudyConclusion | None
    made_at: datetime
    made_by: str
    made_by_zh: str
    concluded_at: datetime | None
    concluded_by: str | None
    concluded_by_zh: str | None


class StudyDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A study whole: its measurements, what they compute to, and the signed conclusion."""

    study: StudyView
    entry: StudyEntry
    missing: int
    analysis: AnalysisView | None
    conclusion_text: str
    signature_id: SignatureId | None


class RecordedSubgroups(msgspec.Struct, frozen=True, kw_only=True):
    """What became of entered subgroups: the ids of those kept, and the exception at which recording stopped, if any.

    `left` subgroups after it were not kept: they are recorded again once the exception is answered (SPC-03).
    """

    control: ControlView
    subgroup_ids: list[SubgroupId]
    left: int
    exception: ExceptionView | None
