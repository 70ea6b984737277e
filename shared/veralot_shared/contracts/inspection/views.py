"""What inspections answer with."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from veralot_shared.contracts.inspection.plan_views import RevisionView
from veralot_shared.contracts.inspection.states import (
    DefectClass,
    InspectionEvent,
    InspectionStage,
    InspectionStatus,
    InvestigationConclusion,
    LaboratoryFinding,
    Origin,
    UsageDecision,
    Verdict,
)
from veralot_shared.errors import Sentence
from veralot_shared.ids import (
    AttachmentId,
    CharacteristicId,
    GaugeId,
    InspectionId,
    InvestigationId,
    ItemId,
    LotId,
    PartnerId,
    PlanId,
    ResultId,
    RevisionId,
    SamplingTableId,
    SignatureId,
    UnitId,
)
from veralot_shared.rules.judging import Judgement
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity


class InspectionView(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection: of how much of which lot, by which frozen revision, and where it stands."""

    id: InspectionId
    version: int
    number: str
    status: InspectionStatus
    stage: InspectionStage
    origin: Origin
    lot_id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    supplier_id: PartnerId | None
    supplier: str | None
    supplier_zh: str | None
    customer_id: PartnerId | None
    order_no: str | None
    operation: str
    plan_id: PlanId
    plan_code: str
    revision_id: RevisionId
    revision: int
    quantity: Decimal
    unit: str
    sampled: int
    to_sample: int
    per_unit: bool
    severity: Severity
    resubmits_id: InspectionId | None
    attempt: int
    results: int
    results_due: int
    failed: int
    verdict: Verdict
    decision: UsageDecision | None
    skipped: bool
    offline_results: int
    created_at: datetime
    created_by: str
    created_by_zh: str
    due_at: datetime | None


class InspectionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the list of inspections; how many there are in all, and how many of them wait and are overdue."""

    total: int
    waiting: int
    overdue: int
    rows: list[InspectionView]


class SampleStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sample of a plan: how many in it and in all so far, and the acceptance and rejection numbers up to there.

    `accept` is nothing where a lot cannot be accepted yet at that stage.
    """

    size: int
    cumulative: int
    accept: int | None
    reject: int


class ClassSampling(msgspec.Struct, frozen=True, kw_only=True):
    """How one defect class of an inspection is sampled, as frozen when it was made, and how it stands.

    `letter` is the lot's code letter, `row` the letter whose plan the table's arrows led to. `why` says in words where the
    numbers come from. A plan by variables has its acceptability `constant`, and for two limits the `maximum` percentage
    that may fail. `table_ids` are the plant's own tables that it rests on.
    """

    defect_class: DefectClass
    scheme: Scheme
    kind: SamplingKind
    level: InspectionLevel | None
    aql: Decimal | None
    severity: Severity
    letter: str
    row: str
    lot_size: int
    stages: list[SampleStage]
    constant: Decimal | None
    maximum: Decimal | None
    characteristics: int
    nonconforming: int
    verdict: Verdict
    why: list[Sentence]
    table_ids: list[SamplingTableId] = []


class CharacteristicDue(msgspec.Struct, frozen=True, kw_only=True):
    """How many results a characteristic of an inspection needs, has, and how many of those failed.

    In a retest `samples` are the numbers of those that are tested again; nothing where they are 1 to `needed`.
    """

    characteristic_id: CharacteristicId
    needed: int
    done: int
    failed: int
    samples: list[int] | None = None


class SampleView(msgspec.Struct, frozen=True, kw_only=True):
    """Which unit a sample of an inspection is."""

    sample_no: int
    unit_id: UnitId
    serial_no: str


class ResultView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A result as recorded. Nothing is ever changed in it: a correction is another one, which `replaces_id` the former.

    `counts` is false for what was corrected, or invalidated by an investigation (`invalidated`); both stay visible (DI-06).
    `attempt` is 1, or higher for retests. `device_time` is what the device's clock showed when it was captured
    offline, `entered_at` when that was by the server's, and `clock_offset` by how many seconds the device's was ahead.
    """

    id: ResultId
    inspection_id: InspectionId
    characteristic_id: CharacteristicId
    code: str
    sample_no: int
    unit_id: UnitId | None
    serial_no: str | None
    attempt: int
    value: Decimal | None
    conforming: bool | None
    inspected: int | None
    nonconforming: int | None
    nonconformities: int | None
    text: str | None
    attachment_id: AttachmentId | None
    not_applicable: str | None
    gauge_id: GaugeId | None
    note: str
    judgement: Judgement
    counts: bool
    invalidated: bool
    replaces_id: ResultId | None
    reason: str
    recorded_at: datetime
    recorded_by: str
    recorded_by_zh: str
    workstation: str
    performed_at: datetime | None
    late_reason: str
    entry_id: UUID | None
    device_id: str | None
    device_time: datetime | None
    entered_at: datetime | None
    device_counter: int | None
    snapshot_id: str | None
    clock_offset: Decimal | None


class RecordedResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one entry: the result that it is, and how it was judged. `again` says that it had come before."""

    id: ResultId
    characteristic_id: CharacteristicId
    sample_no: int
    judgement: Judgement
    again: bool = False


class RecordedView(msgspec.Struct, frozen=True, kw_only=True):
    """What recording did: each result in the order of the entries, and where the inspection stands now."""

    inspection_id: InspectionId
    version: int
    status: InspectionStatus
    verdict: Verdict
    results: list[RecordedResult]
    missing: int


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """A step of an inspection's history."""

    event: InspectionEvent
    from_status: InspectionStatus | None
    to_status: InspectionStatus
    at: datetime
    by: str
    by_zh: str
    note: str
    signature_id: SignatureId | None


class InvestigationView(msgspec.Struct, frozen=True, kw_only=True):
    """An investigation of results out of specification, in two phases; each is concluded by a person, and both stay."""

    id: InvestigationId
    opened_at: datetime
    opened_by: str
    opened_by_zh: str
    result_ids: list[ResultId]
    finding: LaboratoryFinding | None
    finding_text: str
    finding_at: datetime | None
    finding_by: str | None
    finding_by_zh: str | None
    conclusion: InvestigationConclusion | None
    conclusion_text: str
    retests: int
    concluded_at: datetime | None
    concluded_by: str | None
    concluded_by_zh: str | None


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """The signed usage decision on an inspection."""

    decision: UsageDecision
    accepted: Decimal
    rejected: Decimal
    reason: str
    at: datetime
    by: str
    by_zh: str
    signature_id: SignatureId


class InspectionDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection with everything but its results (`ListResults`): the frozen revision, sampling, history, decisions.

    `possible` are the events that can be done now, by state and verdict; rights and holds are for the server to check.
    """

    inspection: InspectionView
    revision: RevisionView
    sampling: list[ClassSampling]
    dues: list[CharacteristicDue]
    steps: list[StepView]
    investigations: list[InvestigationView]
    decision: DecisionView | None
    possible: list[InspectionEvent]


class FailureView(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic that failed in an inspection: what a nonconformity report begins with."""

    inspection_id: InspectionId
    inspection_no: str
    lot_id: LotId
    lot_no: str
    item_id: ItemId
    supplier_id: PartnerId | None
    customer_id: PartnerId | None
    characteristic_id: CharacteristicId
    code: str
    name: str
    name_zh: str
    defect_class: DefectClass
    requirement: str
    found: list[str]
    unit_ids: list[UnitId]
    inspected: int
    nonconforming: int
    quantity: Decimal
    unit: str
