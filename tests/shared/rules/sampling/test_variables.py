"""Sampling by variables: k and M of the published tables belong together, and the standard's own examples."""

from decimal import Decimal
from math import asin, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.sampling import (
    AqlUnknown,
    InspectionDiscontinued,
    LetterNotEstablished,
    LimitsInvalid,
    LotTooSmall,
    SchemeHasNoTables,
    SpreadMissing,
    TableNotEstablished,
    TooFewMeasured,
)
from veralot_shared.rules.sampling.terms import InspectionLevel, Scheme, Severity
from veralot_shared.rules.sampling.variables import (
    VariablesPlan,
    columns,
    judge,
    nonconforming,
    symmetric_beta,
    variables_letter,
    variables_plan,
)

II = InspectionLevel.GENERAL_II
SECOND_LETTERS = {
    "S-3": "BBBBBBBCCDEFGHHH",
    "S-4": "BBBBBCDEEFGHIJKK",
    "I": "BBBCDEFGGHIJKLMN",
    "II": "BBCDEFGHIJKLMNPP",
    "III": "CDEFGHIJJKLMNPPP",
}
LARGEST = (8, 15, 25, 50, 90, 150, 280, 400, 500, 1200, 3200, 10000, 35000, 150000, 500000)


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("level", SECOND_LETTERS)
def test_code_letters_equal_the_second_typing(level: str) -> None:
    for at, largest in enumerate(LARGEST):
        assert variables_letter(largest, InspectionLevel(level)) == SECOND_LETTERS[level][at]
        assert variables_letter(largest + 1, InspectionLevel(level)) == SECOND_LETTERS[level][at + 1]


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(("page", "maxima"), [("normal", "maximum"), ("reduced", "reduced_maximum")])
def test_k_and_m_of_each_plan_belong_together(page: str, maxima: str) -> None:
    """The two were typed from different tables; k implies M by the estimate that both forms share."""
    compared = 0
    for letter, (size, cells) in columns(page).items():
        assert columns(maxima)[letter][0] == size
        for heading, k in cells.items():
            percent = columns(maxima)[letter][1][heading]
            if k in {"v", "?"}:
                assert percent == k
                continue
            half = 0.0055 if float(k) >= 1 else 0.00055  # k is printed to three figures
            lowest, highest = (100 * nonconforming(float(k) + shift, size) for shift in (half, -half))
            assert lowest * 0.985 - 0.002 <= float(percent) <= highest * 1.015 + 0.002, (letter, heading)
            compared += 1
    assert compared > 100


EXAMPLE = [197.0, 188.0, 184.0, 205.0, 201.0]
"""The example of MIL-STD-414, B: operating temperatures of a device, upper limit 209, then also a lower one of 180."""


@pytest.mark.requirement("AQL-14")
def test_the_standards_example_of_one_limit() -> None:
    found = variables_plan(40, II, Decimal("1.0"))
    assert (found.letter, found.size, found.k) == ("D", 5, Decimal("1.53"))
    decision = judge(found, EXAMPLE, upper=209)
    assert decision.mean == 195
    assert decision.deviation == pytest.approx(8.80, abs=0.02)
    assert decision.upper_index == pytest.approx(1.59, abs=0.005)
    assert decision.lower_index is None
    assert decision.accepted


@pytest.mark.requirement("AQL-14")
def test_the_standards_example_of_two_limits() -> None:
    found = variables_plan(40, II, Decimal("1.0"))
    assert found.maximum == Decimal("3.33")
    decision = judge(found, EXAMPLE, lower=180, upper=209)
    assert decision.lower_index == pytest.approx(1.70, abs=0.005)
    assert decision.upper_percent == pytest.approx(2.19, abs=0.06)
    assert decision.lower_percent == pytest.approx(0.66, abs=0.06)
    assert decision.accepted


def test_a_limit_too_near_is_not_accepted() -> None:
    found = variables_plan(40, II, Decimal("1.0"))
    assert not judge(found, EXAMPLE, upper=208).accepted
    assert not judge(found, EXAMPLE, lower=182, upper=209).accepted
    assert not judge(found, EXAMPLE, lower=196, upper=300).accepted


@pytest.mark.requirement("AQL-14")
def test_tightened_inspection_reads_the_column_before() -> None:
    normal = variables_plan(2000, II, Decimal("0.65"))
    tightened = variables_plan(2000, II, Decimal("1.0"), Severity.TIGHTENED)
    assert (tightened.size, tightened.k, tightened.maximum) == (normal.size, normal.k, normal.maximum)
    assert variables_plan(2000, II, Decimal("0.10"), Severity.TIGHTENED).k == Decimal("2.71")


@pytest.mark.requirement("AQL-14")
def test_reduced_inspection_measures_fewer() -> None:
    reduced = variables_plan(2000, II, Decimal("1.0"), Severity.REDUCED)
    assert (reduced.letter, reduced.size, reduced.k) == ("K", 20, Decimal("1.69"))


def test_an_arrow_leads_to_the_first_plan_below() -> None:
    found = variables_plan(10, II, Decimal("1.0"))
    assert (found.letter, found.row, found.size) == ("B", "C", 4)


def test_what_cannot_be_planned_is_refused() -> None:
    one = Decimal("1.0")
    with pytest.raises(LotTooSmall):
        variables_plan(1, II, one)
    with pytest.raises(LetterNotEstablished):
        variables_plan(100, InspectionLevel.SPECIAL_1, one)
    with pytest.raises(AqlUnknown):
        variables_plan(100, II, Decimal(15))
    with pytest.raises(TableNotEstablished):
        variables_plan(200, II, Decimal("0.25"))
    with pytest.raises(SchemeHasNoTables):
        variables_plan(100, II, one, scheme=Scheme.ISO_3951_1)
    with pytest.raises(InspectionDiscontinued):
        variables_plan(100, II, one, Severity.DISCONTINUED)


def test_what_cannot_be_judged_is_refused() -> None:
    found = variables_plan(40, II, Decimal("1.0"))
    with pytest.raises(TooFewMeasured):
        judge(found, EXAMPLE[:4], upper=209)
    with pytest.raises(LimitsInvalid):
        judge(found, EXAMPLE)
    with pytest.raises(LimitsInvalid):
        judge(found, EXAMPLE, lower=209, upper=180)
    with pytest.raises(SpreadMissing):
        judge(found, [5.0] * 5, upper=209)


def test_a_lot_measured_whole_is_judged_by_its_values() -> None:
    found = variables_plan(4, II, Decimal("0.65"))
    assert found.hundred_percent
    assert judge(found, [1.0, 2.0, 3.0, 4.0], lower=1, upper=4).accepted
    assert not judge(found, [1.0, 2.0, 3.0, 4.1], lower=1, upper=4).accepted
    assert judge(found, [2.0, 2.0, 2.0, 2.0], upper=4).accepted


@given(index=st.floats(-1.1, 1.1))
def test_the_estimate_for_three_values_is_the_arcsine(index: float) -> None:
    position = 0.5 - index * sqrt(3) / 4
    assert nonconforming(index, 3) == pytest.approx(2 / pi * asin(sqrt(position)), abs=1e-9)


@given(index=st.floats(-1.4, 1.4))
def test_the_estimate_for_four_values_is_a_line(index: float) -> None:
    assert nonconforming(index, 4) == pytest.approx(0.5 - index / 3, abs=1e-7)


@given(position=st.floats(0, 1), parameter=st.floats(0.5, 99))
def test_the_beta_distribution_is_symmetric_and_grows(position: float, parameter: float) -> None:
    here = symmetric_beta(position, parameter)
    assert -1e-9 <= here <= 1 + 1e-9
    assert here + symmetric_beta(1 - position, parameter) == pytest.approx(1, abs=1e-9)
    assert here <= symmetric_beta(min(1.0, position + 0.01), parameter) + 1e-9


@given(
    plan=st.builds(
        variables_plan,
        st.integers(60, 10**6),
        st.just(II),
        st.sampled_from([Decimal(aql) for aql in ("1.0", "1.5", "2.5", "4.0", "6.5", "10")]),
        st.sampled_from([Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED]),
    ),
    margin=st.floats(0.1, 5),
)
def test_a_wider_limit_never_loses_a_lot(plan: VariablesPlan, margin: float) -> None:
    values = [float(at % 7) for at in range(plan.size)]
    near, far = judge(plan, values, upper=3 + margin), judge(plan, values, upper=4 + margin)
    assert far.accepted or not near.accepted
