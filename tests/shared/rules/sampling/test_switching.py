"""Switching of severities: by the rules of 9.3 and 9.4, each by lots that were really decided."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.shared.rules.sampling.second import AQLS, LETTERS
from veralot_shared.rules.sampling import (
    InspectionDiscontinued,
    NotDiscontinued,
    SchemeHasNoTables,
    SwitchNotAllowed,
    TableNotEstablished,
)
from veralot_shared.rules.sampling.decisions import Decision, Verdict, decide
from veralot_shared.rules.sampling.plans import given_plan, plan, stages_of
from veralot_shared.rules.sampling.switching import (
    Step,
    Switching,
    SwitchReason,
    acceptance_one_step_tighter,
    after,
    end_reduced,
    may_reduce,
    reduce,
    resume,
    start,
)
from veralot_shared.rules.sampling.terms import InspectionLevel, Plan, SamplingKind, Scheme, Severity, Stage

II = InspectionLevel.GENERAL_II
ISO = Scheme.ISO_2859_1_1999
Z1_4 = Scheme.ANSI_Z1_4
Z1_9 = Scheme.ANSI_Z1_9


def lot(state: Switching, count: int, *, aql: str = "1.0", size: int = 1000, original: bool = True) -> Step:
    """Inspect one lot by the plan of the present severity and take the step."""
    found = plan(size, II, Decimal(aql), state.severity, state.scheme)
    return after(state, found, decide(found, [count]), original=original)


def lots(state: Switching, counts: list[int], *, aql: str = "1.0") -> Switching:
    for count in counts:
        state = lot(state, count, aql=aql).state
    return state


BAD, GOOD = 50, 0


@pytest.mark.requirement("AQL-03")
def test_inspection_starts_normal_with_no_score() -> None:
    assert start(ISO) == Switching(scheme=ISO, severity=Severity.NORMAL, score=0)


@pytest.mark.requirement("AQL-04")
@pytest.mark.parametrize(
    ("counts", "severity"),
    [
        ([BAD, BAD], Severity.TIGHTENED),
        ([BAD, GOOD, GOOD, GOOD, BAD], Severity.TIGHTENED),
        ([BAD, GOOD, GOOD, GOOD, GOOD, BAD], Severity.NORMAL),
        ([GOOD, BAD, GOOD, GOOD, GOOD], Severity.NORMAL),
    ],
)
def test_two_of_five_lots_not_accepted_tighten(counts: list[int], severity: Severity) -> None:
    assert lots(start(ISO), counts).severity is severity


@pytest.mark.requirement("AQL-04")
def test_the_step_to_tightened_says_why_and_starts_anew() -> None:
    step = lot(lots(start(ISO), [GOOD, BAD]), BAD)
    assert step == Step(start(ISO, Severity.TIGHTENED), (SwitchReason.TWO_OF_FIVE,))


@pytest.mark.requirement("AQL-05")
def test_five_lots_in_a_row_accepted_return_to_normal() -> None:
    tightened = start(ISO, Severity.TIGHTENED)
    assert lots(tightened, [GOOD] * 4).severity is Severity.TIGHTENED
    assert lots(tightened, [GOOD] * 4 + [BAD] + [GOOD] * 4).severity is Severity.TIGHTENED
    step = lot(lots(tightened, [GOOD] * 4), GOOD)
    assert step == Step(start(ISO), (SwitchReason.FIVE_ACCEPTED,))


@pytest.mark.requirement("AQL-07")
@pytest.mark.parametrize(
    ("aql", "counts", "score"),
    [
        ("1.0", [1], 3),  # 2 accepted, 1 at AQL 0.65
        ("1.0", [1, 1], 6),
        ("1.0", [1, 2], 0),  # accepted, but not one step tighter
        ("1.0", [1, 3], 0),  # not accepted
        ("0.65", [1], 2),  # acceptance number 1: accepted is enough
        ("0.65", [1, 2], 0),
        ("0.15", [0], 2),  # acceptance number 0
    ],
)
def test_the_switching_score_of_single_plans(aql: str, counts: list[int], score: int) -> None:
    assert lots(start(ISO), counts, aql=aql).score == score


@pytest.mark.requirement("AQL-07")
def test_every_plan_that_accepts_two_has_one_a_step_tighter() -> None:
    seen = 0
    for letter in LETTERS:
        for aql in AQLS:
            kind, row, stages = stages_of(ISO, SamplingKind.SINGLE, Severity.NORMAL, letter, Decimal(aql))
            found = Plan(
                scheme=ISO, severity=Severity.NORMAL, kind=kind, stages=stages, aql=Decimal(aql), letter=letter, row=row
            )
            if found.acceptance_number >= 2:
                stricter = acceptance_one_step_tighter(found)
                assert stricter is not None
                assert 1 <= stricter < found.acceptance_number
                seen += 1
    assert seen > 200


@pytest.mark.requirement("AQL-07")
@pytest.mark.parametrize(
    ("kind", "found", "score"),
    [
        (SamplingKind.DOUBLE, [0], 3),
        (SamplingKind.DOUBLE, [1, 0], 0),
        (SamplingKind.MULTIPLE, [0, 0], 3),
        (SamplingKind.MULTIPLE, [1, 0, 0, 0], 0),
    ],
)
def test_the_score_of_double_and_multiple_plans_is_for_early_acceptance(
    kind: SamplingKind, found: list[int], score: int
) -> None:
    # Multiple plans are those of Z1.4, the only confirmed ones; the score is a rule of the ISO editions.
    series = plan(1000, II, Decimal("1.0"), scheme=ISO if kind is SamplingKind.DOUBLE else Z1_4, kind=kind)
    assert after(start(ISO), series, decide(series, found)).state.score == score


@pytest.mark.requirement("AQL-06")
def test_reduced_inspection_needs_thirty_points_steady_production_and_approval() -> None:
    state = lots(start(ISO), [0] * 9)
    assert state.score == 27
    assert not may_reduce(state)
    ready = lot(state, 0).state
    assert ready.score == 30
    assert ready.severity is Severity.NORMAL
    assert may_reduce(ready)
    for steady, approved in ((False, True), (True, False)):
        with pytest.raises(SwitchNotAllowed):
            reduce(ready, steady=steady, approved=approved)
    with pytest.raises(SwitchNotAllowed, match="below 30"):
        reduce(state, steady=True, approved=True)
    step = reduce(ready, steady=True, approved=True)
    assert step == Step(start(ISO, Severity.REDUCED), (SwitchReason.REDUCED_APPROVED,))


@pytest.mark.requirement("AQL-06", "AQL-14")
def test_z1_4_counts_ten_lots_in_a_row_instead_of_points() -> None:
    nine = lots(start(Z1_4), [0] * 9)
    assert nine.score == 0
    with pytest.raises(SwitchNotAllowed, match="ten lots"):
        reduce(nine, steady=True, approved=True)
    ten = lot(nine, 2).state
    assert reduce(ten, steady=True, approved=True).state.severity is Severity.REDUCED
    assert not may_reduce(lots(ten, [BAD, GOOD]))


def measured(state: Switching, accepted: list[bool]) -> Switching:
    """Decide lots by variables, each under the present severity."""
    for one in accepted:
        found = given_plan([Stage(20, 0, 1)], scheme=Z1_9)
        verdict = Verdict.ACCEPT if one else Verdict.REJECT
        state = after(state, replace(found, severity=state.severity), Decision(verdict, 1, 0)).state
    return state


@pytest.mark.requirement("AQL-04", "AQL-05", "AQL-06", "AQL-08", "AQL-09", "AQL-14")
def test_by_variables_severity_switches_as_by_z1_4() -> None:
    tightened = measured(start(Z1_9), [True, False, True, False])
    assert tightened == start(Z1_9, Severity.TIGHTENED)
    assert measured(tightened, [True] * 5) == start(Z1_9)
    assert measured(tightened, [False] * 5) == start(Z1_9, Severity.DISCONTINUED)
    nine = measured(start(Z1_9), [True] * 9)
    with pytest.raises(SwitchNotAllowed, match="ten lots"):
        reduce(nine, steady=True, approved=True)
    ten = measured(nine, [True])
    assert ten.score == 0
    reduced = reduce(ten, steady=True, approved=True).state
    assert reduced == start(Z1_9, Severity.REDUCED)
    assert measured(reduced, [True] * 30).severity is Severity.REDUCED
    assert measured(reduced, [False]) == start(Z1_9)


@pytest.mark.requirement("AQL-06", "AQL-14")
def test_an_edition_whose_reduced_tables_are_not_confirmed_is_never_reduced() -> None:
    state = lots(start(Scheme.ISO_2859_1_2026), [0] * 12)
    assert state.score == 36
    with pytest.raises(SwitchNotAllowed, match="not confirmed"):
        reduce(state, steady=True, approved=True)


@pytest.mark.requirement("AQL-06")
@pytest.mark.parametrize("severity", [Severity.TIGHTENED, Severity.REDUCED, Severity.DISCONTINUED])
def test_only_normal_inspection_is_reduced(severity: Severity) -> None:
    with pytest.raises(SwitchNotAllowed):
        reduce(start(ISO, severity), steady=True, approved=True)


@pytest.mark.requirement("AQL-08")
def test_reduced_inspection_ends_with_one_lot_or_by_a_persons_word() -> None:
    reduced = start(ISO, Severity.REDUCED)
    assert lots(reduced, [GOOD] * 50).severity is Severity.REDUCED
    assert lot(reduced, BAD) == Step(start(ISO), (SwitchReason.REDUCED_FAILED,))
    assert end_reduced(reduced, irregular=True) == Step(start(ISO), (SwitchReason.IRREGULAR,))
    assert end_reduced(reduced, irregular=False) == Step(start(ISO), (SwitchReason.OTHER_CONDITIONS,))
    assert end_reduced(start(ISO, Severity.TIGHTENED), irregular=True) == Step(start(ISO, Severity.TIGHTENED), ())


@pytest.mark.requirement("AQL-08", "AQL-14")
def test_a_count_between_the_numbers_of_z1_4_accepts_the_lot_and_ends_reduced() -> None:
    assert lot(start(Z1_4, Severity.REDUCED), 2) == Step(start(Z1_4), (SwitchReason.BETWEEN_NUMBERS,))


@pytest.mark.requirement("AQL-09")
def test_five_lots_not_accepted_under_tightened_discontinue() -> None:
    state = lots(start(ISO, Severity.TIGHTENED), [BAD, GOOD, GOOD, BAD, GOOD, GOOD, BAD, BAD, GOOD])
    assert (state.severity, state.failed) == (Severity.TIGHTENED, 4)
    step = lot(state, BAD)
    assert step == Step(start(ISO, Severity.DISCONTINUED), (SwitchReason.FIVE_FAILED,))
    found = plan(1000, II, Decimal("1.0"))
    with pytest.raises(InspectionDiscontinued):
        after(step.state, found, decide(found, [0]))
    again = resume(step.state)
    assert again == Step(start(ISO, Severity.TIGHTENED), (SwitchReason.IMPROVEMENT_ACCEPTED,))


@pytest.mark.requirement("AQL-12")
@pytest.mark.parametrize("scheme", [ISO, Z1_4])
@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED])
@pytest.mark.parametrize("count", [GOOD, BAD])
def test_every_lot_leaves_a_reason(scheme: Scheme, severity: Severity, count: int) -> None:
    step = lot(start(scheme, severity), count)
    assert len(step.reasons) == 1
    if severity is Severity.TIGHTENED:
        assert step.reasons == (SwitchReason.COUNTED_FAILED if count else SwitchReason.COUNTED_ACCEPTED,)


@pytest.mark.requirement("AQL-09")
@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED])
def test_what_is_not_discontinued_cannot_be_resumed(severity: Severity) -> None:
    with pytest.raises(NotDiscontinued):
        resume(start(ISO, severity))


@pytest.mark.requirement("AQL-09")
def test_the_count_towards_discontinuing_starts_anew_with_each_tightening() -> None:
    state = lots(start(ISO, Severity.TIGHTENED), [BAD] * 4 + [GOOD] * 5)
    assert state == start(ISO)
    assert lots(state, [BAD, BAD]).failed == 0


@pytest.mark.requirement("AQL-10")
@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED])
@pytest.mark.parametrize("count", [GOOD, BAD])
def test_lots_submitted_again_do_not_count(severity: Severity, count: int) -> None:
    state = start(ISO, severity)
    assert lot(state, count, original=False) == Step(state, (SwitchReason.SUBMITTED_AGAIN,))


@pytest.mark.requirement("AQL-12")
def test_a_lot_sampled_under_a_former_severity_does_not_count() -> None:
    normal = plan(1000, II, Decimal("1.0"))
    tightened = start(ISO, Severity.TIGHTENED)
    assert after(tightened, normal, decide(normal, [BAD])) == Step(tightened, (SwitchReason.OTHER_SEVERITY,))


def test_only_schemes_with_severities_switch() -> None:
    with pytest.raises(SchemeHasNoTables):
        start(Scheme.CUSTOMER)


STEPS = {
    (Severity.NORMAL, Severity.TIGHTENED),
    (Severity.TIGHTENED, Severity.NORMAL),
    (Severity.TIGHTENED, Severity.DISCONTINUED),
    (Severity.REDUCED, Severity.NORMAL),
}


@given(
    scheme=st.sampled_from([ISO, Scheme.GB_T_2828_1_2012, Z1_4]),
    counts=st.lists(st.integers(0, 6), max_size=60),
    again=st.sets(st.integers(0, 59), max_size=10),
    severity=st.sampled_from([Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED]),
)
@pytest.mark.requirement("AQL-04", "AQL-05", "AQL-08", "AQL-09", "AQL-10")
def test_no_history_of_lots_skips_a_severity(
    scheme: Scheme, counts: list[int], again: set[int], severity: Severity
) -> None:
    state, failed = start(scheme, severity), 0
    for number, count in enumerate(counts):
        if state.severity is Severity.DISCONTINUED:
            break
        step = lot(state, count, original=number not in again)
        if step.state.severity is not state.severity:
            assert (state.severity, step.state.severity) in STEPS
            assert step.reasons
            assert (step.state.score, step.state.recent, step.state.failed) == (0, (), 0)
        if number in again:
            assert step.state == state
        failed = step.state.failed
        assert 0 <= failed < 5
        assert len(step.state.recent) <= 5
        assert step.state.score % 1 == 0
        state = step.state


@given(counts=st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_the_score_is_what_the_lots_since_the_last_reset_earned(counts: list[int]) -> None:
    state, expected, recent = start(ISO), 0, list[bool]()
    for count in counts:
        recent = [*recent, count <= 2][-5:]
        state = lot(state, count).state
        if recent.count(False) >= 2:
            assert state.severity is Severity.TIGHTENED
            return
        expected = expected + 3 if count <= 1 else 0
        assert state.score == expected


def test_an_unconfirmed_plan_stays_refused_while_switching() -> None:
    with pytest.raises(TableNotEstablished):
        plan(1000, II, Decimal("1.0"), Severity.REDUCED, Scheme.ISO_2859_1_2026)
