"""What the rules need of an inspection, as one document of the database."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

import msgspec

from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    DefectClass,
    InspectionLevel,
    InspectionStage,
    InspectionStatus,
    SampleStage,
    SamplingKind,
    Scheme,
    Severity,
    UsageDecision,
    Verdict,
)
from veralot_shared.ids import (
    CharacteristicId,
    InspectionId,
    LotId,
    PartnerId,
    QualificationId,
    RevisionId,
    SwitchingId,
    UserId,
)
from veralot_shared.rules.judging import Judgement


def lot_size(quantity: Decimal) -> int:
    """Return a quantity as a number of pieces: of what is weighed or measured, each begun unit is one."""
    return int(quantity.to_integral_value(ROUND_CEILING))


class CharacteristicFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic as its results are judged by it, and how many the inspection needs of it so far."""

    id: CharacteristicId
    code: str
    kind: CharacteristicKind
    defect_class: DefectClass
    lower: Decimal | None
    upper: Decimal | None
    unit: str
    precision: int
    gauge_type: str
    sample_size: int | None
    investigate: bool
    qualification_ids: list[QualificationId] = []


class ClassFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The frozen sampling of a defect class."""

    id: int
    defect_class: DefectClass
    scheme: Scheme
    kind: SamplingKind
    severity: Severity
    lot_size: int
    stage_no: int
    stages: list[SampleStage]
    nonconforming: int
    constant: Decimal | None
    maximum: Decimal | None
    aql: Decimal | None
    level: InspectionLevel | None
    letter: str
    row: str
    skip: int | None
    clearance: int | None
    verdict: Verdict


class Attempt(StrEnum):
    """What was tested in an attempt: samples for the first time, the next ones, the same once more, or others by plan."""

    FIRST = "first"
    NEXT = "next"
    AGAIN = "again"
    RETEST = "retest"


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """A sample of a characteristic that is to be tested again."""

    characteristic_id: CharacteristicId
    sample_no: int


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """How many samples have results in the present attempt, and which: characteristic, first sample, how many."""

    done: int
    taken: list[tuple[int, int, int]]


def needs(own: int | None, stages: Sequence[SampleStage] | None, size: int) -> int:
    """Return how many samples of a characteristic are inspected of a lot of so many pieces: its own number, or its class's.

    `stages` are those of its class up to now; there are none where it is passed over, and nothing where it has no rule.
    """
    if stages is not None and not stages:
        return 0
    if own is not None:
        return min(own, size)
    return stages[-1].cumulative if stages else 0


class InspectionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection as the rules need it. `characteristics` may be some of its revision's alone."""

    id: InspectionId
    version: int
    number: str
    status: InspectionStatus
    stage: InspectionStage
    lot_id: LotId
    lot_no: str
    customer_id: PartnerId | None
    revision_id: RevisionId
    switching_id: SwitchingId
    quantity: Decimal
    per_unit: bool
    severity: Severity
    attempt: int
    attempts: list[Attempt]
    to_sample: int
    due_results: int
    retest_slots: list[Slot] | None
    verdict: Verdict
    decision: UsageDecision | None
    skipped: bool
    original: bool
    devices: list[str]
    classes: list[ClassFacts]
    characteristics: list[CharacteristicFacts]
    recorded: Recorded
    qualification_ids: list[QualificationId] = []

    def of_class(self, name: DefectClass) -> ClassFacts | None:
        """Return the sampling of a class."""
        return next((one for one in self.classes if one.defect_class is name), None)

    def needed(self, one: CharacteristicFacts) -> int:
        """Return how many samples of a characteristic are to be inspected in the present attempt."""
        if self.retest_slots is not None:
            return sum(slot.characteristic_id == one.id for slot in self.retest_slots)
        found = self.of_class(one.defect_class)
        stages = None if found is None else found.stages[: found.stage_no]
        return needs(one.sample_size, stages, lot_size(self.quantity))

    def kind_of(self, attempt: int) -> Attempt:
        """Return what was tested in an attempt; of those before this was kept, samples of their own."""
        return self.attempts[attempt - 1] if attempt <= len(self.attempts) else Attempt.RETEST

    def and_now(self, kind: Attempt) -> list[Attempt]:
        """Return what was tested in each attempt, with another one."""
        return [*(self.kind_of(number) for number in range(1, self.attempt + 1)), kind]

    def retested(self, characteristic_id: CharacteristicId) -> list[int] | None:
        """Return which samples of a characteristic are tested again; nothing where this is no retest."""
        if self.retest_slots is None:
            return None
        return sorted(slot.sample_no for slot in self.retest_slots if slot.characteristic_id == characteristic_id)


class Effective(msgspec.Struct, frozen=True, kw_only=True):
    """A result that counts, as the evaluation needs it."""

    id: int
    characteristic_id: CharacteristicId
    sample_no: int
    attempt: int
    inspected: int | None
    nonconforming: int | None
    value: Decimal | None
    not_applicable: bool
    judgement: Judgement
    recorded_by: UserId

    @property
    def covers(self) -> int:
        """How many samples the result is of."""
        return self.inspected or 1
