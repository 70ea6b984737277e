"""What results mean for a lot: computed class by class, one failed class fails the lot (AQL-11, AQL-13).

Units that fail count once in their class however many of its characteristics they fail; a counted result adds its count,
since nobody knows which units it found.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.content import BY_VARIABLES
from veralot_server.modules.inspection.domain.facts import (
    Attempt,
    CharacteristicFacts,
    ClassFacts,
    Effective,
    InspectionFacts,
)
from veralot_server.modules.inspection.domain.sampling import accepts_by_variables, as_plan
from veralot_shared.contracts.inspection import NUMERIC, ResultsMissing, Verdict
from veralot_shared.errors import Sentence
from veralot_shared.ids import CharacteristicId
from veralot_shared.rules.judging import Judgement
from veralot_shared.rules.sampling import decisions
from veralot_shared.rules.sampling.decisions import decide_classes, judged


class ClassResult(NamedTuple):
    """How a class came out: how many failed, and the verdict, pending where the next sample must decide."""

    facts: ClassFacts
    nonconforming: int
    verdict: Verdict


class Evaluation(NamedTuple):
    """How an inspection came out, class by class; pending where another sample is to be drawn."""

    verdict: Verdict
    classes: list[ClassResult]
    failed: list[CharacteristicId]


def done(results: Iterable[Effective], one: CharacteristicFacts, attempt: int) -> int:
    """Return how many samples of a characteristic have a result in an attempt."""
    return sum(result.covers for result in results if result.characteristic_id == one.id and result.attempt == attempt)


def require_complete(inspection: InspectionFacts, results: Sequence[Effective]) -> None:
    """Check that every sample has every result, and that no device holds one back. Raises: ResultsMissing."""
    missing = []
    for one in inspection.characteristics:
        needed = inspection.needed(one)
        open_ = needed - done(results, one, inspection.attempt)
        if open_ > 0:
            values = {"code": one.code, "missing": str(open_), "needed": str(needed)}
            missing.append(Sentence(words.MISSING_RESULTS, values))
    if inspection.devices:
        missing.append(Sentence(words.MISSING_DEVICES, {"devices": ", ".join(inspection.devices)}))
    if missing:
        raise ResultsMissing(number=inspection.number, missing=missing)


def evaluated(inspection: InspectionFacts, results: Sequence[Effective]) -> Evaluation:
    """Return what the results of an inspection mean, by its frozen sampling."""
    classes = [of_class(inspection, one, results) for one in inspection.classes]
    failed = sorted({one.characteristic_id for one in results if one.judgement is Judgement.NONCONFORMING})
    own = {one.id for one in inspection.characteristics if one.sample_size is not None}
    # What has a sample of its own is judged as one more class: it goes on to no other sample, so it passes or fails at once.
    apart = decisions.Verdict.REJECT if own & set(failed) else decisions.Verdict.ACCEPT
    lot = decide_classes([apart, *(RULED[one.verdict] for one in classes)])
    return Evaluation(VERDICTS[lot], classes, failed)


def of_class(inspection: InspectionFacts, facts: ClassFacts, results: Sequence[Effective]) -> ClassResult:
    """Return how one class came out; a characteristic with a sample of its own is judged by itself, and none of it may fail."""
    mine = {
        one.id: one
        for one in inspection.characteristics
        if one.defect_class is facts.defect_class and one.sample_size is None
    }
    found = [one for one in results if one.characteristic_id in mine]
    failing = nonconforming(inspection, found)
    if not mine:
        return ClassResult(facts, failing, Verdict.ACCEPTED)
    if facts.scheme in BY_VARIABLES:
        accepted = all(by_variables(one, facts, found) for one in mine.values() if one.kind in NUMERIC)
        return ClassResult(facts, failing, Verdict.ACCEPTED if accepted else Verdict.NOT_ACCEPTED)
    return ClassResult(facts, failing, by_count(facts, failing))


def by_count(facts: ClassFacts, failing: int) -> Verdict:
    """Return the verdict of a count after the samples so far; pending where the next sample must decide."""
    if not facts.stages:
        return Verdict.ACCEPTED
    return VERDICTS[judged(as_plan(facts), facts.stage_no, failing).verdict]


VERDICTS: Final = {
    decisions.Verdict.ACCEPT: Verdict.ACCEPTED,
    decisions.Verdict.REJECT: Verdict.NOT_ACCEPTED,
    decisions.Verdict.GO_ON: Verdict.PENDING,
}
RULED: Final = {verdict: ruled for ruled, verdict in VERDICTS.items()}
"""A class's verdict as the rules of sampling call it."""


def nonconforming(inspection: InspectionFacts, results: Iterable[Effective]) -> int:
    """Return how many units failed: each sample once, and counted ones by their counts.

    A retest by plan is of other pieces, numbered from 1 again; whatever else is tested anew is of the same ones.
    """
    bad = [one for one in results if one.judgement is Judgement.NONCONFORMING]
    others = {one.attempt for one in bad if inspection.kind_of(one.attempt) is Attempt.RETEST}
    units = {(one.attempt if one.attempt in others else 0, one.sample_no) for one in bad if one.nonconforming is None}
    return len(units) + sum(one.nonconforming or 0 for one in bad)


def by_variables(one: CharacteristicFacts, facts: ClassFacts, results: Iterable[Effective]) -> bool:
    """Say whether a measured characteristic is accepted by its mean and spread (s method)."""
    values = [found.value for found in results if found.characteristic_id == one.id and found.value is not None]
    return accepts_by_variables(facts, values, one.lower, one.upper)
