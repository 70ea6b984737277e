"""What the samples say of a lot: the decision is computed, stage by stage and class by class."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.sampling import CountInvalid, StagesTooMany
from veralot_shared.rules.sampling.decisions import Decision, Verdict, decide, decide_classes
from veralot_shared.rules.sampling.plans import given_plan, plan
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity, Stage

II = InspectionLevel.GENERAL_II
SINGLE = plan(1000, II, Decimal("1.0"))
DOUBLE = plan(1000, II, Decimal("1.0"), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.DOUBLE)
MULTIPLE = plan(1000, II, Decimal("1.0"), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.MULTIPLE)
REDUCED = plan(1000, II, Decimal("1.0"), Severity.REDUCED, Scheme.ANSI_Z1_4)


@pytest.mark.requirement("AQL-13")
@pytest.mark.parametrize(
    ("count", "verdict"), [(0, Verdict.ACCEPT), (2, Verdict.ACCEPT), (3, Verdict.REJECT), (80, Verdict.REJECT)]
)
def test_a_single_sample_decides(count: int, verdict: Verdict) -> None:
    assert decide(SINGLE, [count]) == Decision(verdict, 1, count)


def test_nothing_found_yet_goes_on_with_the_first_sample() -> None:
    assert decide(SINGLE, []) == Decision(Verdict.GO_ON, 0, 0, next_size=80)


@pytest.mark.requirement("AQL-13")
@pytest.mark.parametrize(
    ("found", "verdict", "next_size"),
    [
        ([0], Verdict.ACCEPT, 0),
        ([3], Verdict.REJECT, 0),
        ([1], Verdict.GO_ON, 50),
        ([2, 1], Verdict.ACCEPT, 0),
        ([2, 2], Verdict.REJECT, 0),
    ],
)
def test_a_double_plan_counts_both_samples_together(found: list[int], verdict: Verdict, next_size: int) -> None:
    assert DOUBLE.stages == (Stage(50, 0, 3), Stage(50, 3, 4))
    assert decide(DOUBLE, found) == Decision(verdict, len(found), sum(found), next_size=next_size)


def test_a_multiple_plan_cannot_accept_in_its_first_sample() -> None:
    assert MULTIPLE.stages[0].accept is None
    assert decide(MULTIPLE, [0]).verdict is Verdict.GO_ON
    assert decide(MULTIPLE, [0, 0]) == Decision(Verdict.ACCEPT, 2, 0)
    assert decide(MULTIPLE, [1, 1, 1]).verdict is Verdict.REJECT
    assert decide(MULTIPLE, [1, 0, 0, 0]) == Decision(Verdict.ACCEPT, 4, 1)


@pytest.mark.requirement("AQL-08", "AQL-14")
@pytest.mark.parametrize(
    ("count", "decision"),
    [
        (1, Decision(Verdict.ACCEPT, 1, 1)),
        (2, Decision(Verdict.ACCEPT, 1, 2, ends_reduced=True)),
        (3, Decision(Verdict.REJECT, 1, 3)),
    ],
)
def test_between_the_numbers_of_a_reduced_plan_the_lot_is_accepted_and_reduced_inspection_ends(
    count: int, decision: Decision
) -> None:
    assert REDUCED.stages == (Stage(32, 1, 3),)
    assert decide(REDUCED, [count]) == decision


def test_samples_after_the_decision_are_refused() -> None:
    with pytest.raises(StagesTooMany) as caught:
        decide(DOUBLE, [0, 1])
    assert (caught.value.decided, caught.value.given) == (1, 2)
    with pytest.raises(StagesTooMany):
        decide(SINGLE, [0, 0])


def test_negative_counts_are_refused() -> None:
    with pytest.raises(CountInvalid):
        decide(SINGLE, [-1])


@pytest.mark.requirement("AQL-11")
@pytest.mark.parametrize(
    ("verdicts", "lot"),
    [
        ("AAA", Verdict.ACCEPT),
        ("ARA", Verdict.REJECT),
        ("AGA", Verdict.GO_ON),
        ("RGA", Verdict.REJECT),
        ("", Verdict.GO_ON),
    ],
)
def test_one_class_that_fails_fails_the_lot(verdicts: str, lot: Verdict) -> None:
    named = {"A": Verdict.ACCEPT, "R": Verdict.REJECT, "G": Verdict.GO_ON}
    assert decide_classes(named[letter] for letter in verdicts) is lot


@given(st.lists(st.integers(0, 6), min_size=7, max_size=7))
def test_a_multiple_plan_always_decides_by_its_last_sample(found: list[int]) -> None:
    used = next(number for number in range(1, 8) if decide(MULTIPLE, found[:number]).verdict is not Verdict.GO_ON)
    decision = decide(MULTIPLE, found[:used])
    assert decision.samples == used
    assert decision.count == sum(found[:used])


@given(first=st.integers(0, 10), more=st.integers(1, 10))
def test_more_nonconforming_never_turn_a_rejection_into_acceptance(first: int, more: int) -> None:
    given_once = given_plan([Stage(50, 4, 5)])
    if decide(given_once, [first]).verdict is Verdict.REJECT:
        assert decide(given_once, [first + more]).verdict is Verdict.REJECT
