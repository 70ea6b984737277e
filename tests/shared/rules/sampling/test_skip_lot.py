"""Skip-lot sampling SkSP-2: when lots are skipped, when no more, and how often lots are accepted over all."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.sampling import FractionInvalid, PlanInvalid
from veralot_shared.rules.sampling.skip_lot import SkipLot, SkipRule, after, must_inspect, probability_of_acceptance

RULE = SkipRule(clearance=4, one_in=3)


@pytest.mark.requirement("AQL-14")
def test_lots_are_skipped_after_enough_accepted_in_a_row_and_until_one_fails() -> None:
    state = SkipLot(RULE)
    for _ in range(3):
        assert must_inspect(state, 1)
        state = after(state, accepted=True)
    state = after(state, accepted=False)
    assert state == SkipLot(RULE)
    for _ in range(4):
        assert must_inspect(state, 1)
        state = after(state, accepted=True)
    assert [must_inspect(state, draw) for draw in range(3)] == [True, False, False]
    assert must_inspect(after(state, accepted=False), 1)


@pytest.mark.parametrize(("clearance", "one_in"), [(0, 3), (4, 1), (-1, 2)])
def test_a_rule_that_skips_nothing_or_at_once_is_refused(clearance: int, one_in: int) -> None:
    with pytest.raises(PlanInvalid):
        SkipRule(clearance, one_in)


@pytest.mark.parametrize("of_plan", [0.9, 0.6])
def test_the_probability_is_what_a_long_run_of_lots_shows(of_plan: float) -> None:
    random, state, accepted, lots = Random(7), SkipLot(RULE), 0, 60_000
    for _ in range(lots):
        if not must_inspect(state, random.randrange(RULE.one_in)):
            accepted += 1
            continue
        good = random.random() < of_plan
        accepted += good
        state = after(state, accepted=good)
    assert probability_of_acceptance(RULE, of_plan) == pytest.approx(accepted / lots, abs=0.01)


@given(st.floats(0, 1), st.integers(1, 20), st.integers(2, 10))
def test_skipping_never_accepts_less_often_than_the_plan(of_plan: float, clearance: int, one_in: int) -> None:
    assert of_plan - 1e-9 <= probability_of_acceptance(SkipRule(clearance, one_in), of_plan) <= 1 + 1e-9


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(value: float) -> None:
    with pytest.raises(FractionInvalid):
        probability_of_acceptance(RULE, value)
