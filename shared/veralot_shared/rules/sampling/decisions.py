"""Decides a lot from what was found in its samples. The decision is computed; nobody types it (AQL-13)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from veralot_shared.rules.sampling import CountInvalid, StagesTooMany
from veralot_shared.rules.sampling.terms import Plan, Stage


class Verdict(StrEnum):
    """What the samples so far say of a lot."""

    ACCEPT = "accept"
    REJECT = "reject"
    GO_ON = "go_on"


class Decision(msgspec.Struct, frozen=True):
    """A verdict, after how many samples it fell, and the nonconforming counted until then.

    `ends_reduced` says that the lot is accepted but the count lies between the numbers of a reduced plan of Z1.4, so normal
    inspection begins with the next lot. `next_size` is the size of the next sample, 0 if none is taken.
    """

    verdict: Verdict
    samples: int
    count: int
    ends_reduced: bool = False
    next_size: int = 0


def decide(plan: Plan, found: Sequence[int]) -> Decision:
    """Return what the nonconforming found in each sample so far, in order, say of the lot (11.1).

    With `found` empty the answer is to go on with the first sample. Nonconforming units and nonconformities count alike.
    Raises CountInvalid, StagesTooMany.
    """
    if any(count < 0 for count in found):
        raise CountInvalid(count=min(found))
    total = 0
    for number, count in enumerate(found, start=1):
        total += count
        decision = judged(plan, number, total)
        if decision.verdict is not Verdict.GO_ON:
            if number < len(found):
                raise StagesTooMany(decided=number, given=len(found))
            return decision
    return Decision(Verdict.GO_ON, len(found), total, next_size=plan.stages[len(found)].size)


def judged(plan: Plan, number: int, total: int) -> Decision:
    """Return the decision after so many samples with so many nonconforming in all."""
    stage: Stage = plan.stages[number - 1]
    if stage.accept is not None and total <= stage.accept:
        return Decision(Verdict.ACCEPT, number, total)
    if total >= stage.reject:
        return Decision(Verdict.REJECT, number, total)
    if number == len(plan.stages):
        return Decision(Verdict.ACCEPT, number, total, ends_reduced=True)
    return Decision(Verdict.GO_ON, number, total, next_size=plan.stages[number].size)


def decide_classes(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on a lot from those of its classes of defects: one that fails, fails the lot (AQL-11).

    Without a class nothing is decided yet.
    """
    found = set(verdicts)
    if Verdict.REJECT in found:
        return Verdict.REJECT
    return Verdict.ACCEPT if found == {Verdict.ACCEPT} else Verdict.GO_ON
