"""Operating characteristics against published figures: NIST's handbook, Cameron's Poisson table, Montgomery's examples."""

from decimal import Decimal
from math import comb, exp, factorial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared.rules.sampling.second import AQLS
from veralot_shared.rules.sampling import FractionInvalid, LotTooSmall, TableNotEstablished
from veralot_shared.rules.sampling.curves import Distribution, outcome, probability_of_acceptance, suited
from veralot_shared.rules.sampling.decisions import Verdict, decide
from veralot_shared.rules.sampling.plans import given_plan, hundred_percent, plan
from veralot_shared.rules.sampling.risks import curve, quality_at, risks
from veralot_shared.rules.sampling.terms import InspectionLevel, Plan, SamplingKind, Scheme, Severity, Stage

II = InspectionLevel.GENERAL_II
NIST = given_plan([Stage(52, 3, 4)], lot_size=10_000)
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.2.3.2: n = 52, c = 3, lots of 10 000."""


@pytest.mark.parametrize(
    ("quality", "accepted"),
    [
        (0.01, 0.998),
        (0.02, 0.980),
        (0.03, 0.930),
        (0.04, 0.845),
        (0.05, 0.739),
        (0.06, 0.620),
        (0.07, 0.502),
        (0.08, 0.394),
        (0.09, 0.300),
        (0.10, 0.223),
        (0.11, 0.162),
        (0.12, 0.115),
    ],
)
def test_the_curve_of_nists_handbook(quality: float, accepted: float) -> None:
    assert probability_of_acceptance(NIST, quality) == pytest.approx(accepted, abs=0.001)  # as printed


@pytest.mark.parametrize(("quality", "outgoing"), [(0.01, 0.0100), (0.03, 0.0278), (0.06, 0.0370), (0.12, 0.0138)])
def test_the_outgoing_quality_of_nists_plan(quality: float, outgoing: float) -> None:
    # AOQ = p Pa (N - n) / N with the handbook's Pa.
    assert outcome(NIST, quality).outgoing == pytest.approx(outgoing, abs=0.0002)


@pytest.mark.parametrize(
    ("accept", "producer", "consumer"),
    [
        (0, 0.051, 2.303),
        (1, 0.355, 3.890),
        (2, 0.818, 5.322),
        (3, 1.366, 6.681),
        (5, 2.613, 9.275),
        (10, 6.169, 15.407),
    ],
)
def test_risk_points_equal_camerons_table_of_the_poisson(accept: int, producer: float, consumer: float) -> None:
    found = given_plan([Stage(100, accept, accept + 1)])
    assert 100 * quality_at(found, 0.95, Distribution.POISSON) == pytest.approx(producer, abs=0.0006)
    assert 100 * quality_at(found, 0.10, Distribution.POISSON) == pytest.approx(consumer, abs=0.0006)


def test_montgomerys_double_plan() -> None:
    """D. C. Montgomery, Introduction to Statistical Quality Control: n1 = 50, c1 = 1, n2 = 100, c2 = 3 at p = 0.05."""
    found = given_plan([Stage(50, 1, 4), Stage(100, 3, 4)])
    first = sum(comb(50, bad) * 0.05**bad * 0.95 ** (50 - bad) for bad in (0, 1))
    assert first == pytest.approx(0.279, abs=0.0005)
    assert probability_of_acceptance(found, 0.05) == pytest.approx(0.289, abs=0.002)  # the book adds rounded terms
    asn = outcome(found, 0.05).average_sample
    going_on = sum(comb(50, bad) * 0.05**bad * 0.95 ** (50 - bad) for bad in (2, 3))
    assert asn == pytest.approx(50 + 100 * going_on)


def test_the_hypergeometric_is_counted_exactly() -> None:
    found = given_plan([Stage(10, 1, 2)], lot_size=50)
    exact = sum(comb(5, bad) * comb(45, 10 - bad) for bad in (0, 1)) / comb(50, 10)
    assert probability_of_acceptance(found, 0.1, Distribution.HYPERGEOMETRIC) == pytest.approx(exact, rel=1e-10)


def test_the_poisson_is_counted_exactly() -> None:
    found = given_plan([Stage(10, 2, 3)])
    exact = sum(exp(-15) * 15**bad / factorial(bad) for bad in range(3))
    assert probability_of_acceptance(found, 1.5, Distribution.POISSON) == pytest.approx(exact, rel=1e-10)


def american(kind: SamplingKind, severity: Severity = Severity.NORMAL) -> Plan:
    return plan(3000, II, Decimal("2.5"), severity, Scheme.ANSI_Z1_4, kind)


@pytest.mark.parametrize("law", Distribution)
@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        *((kind, Severity.NORMAL) for kind in SamplingKind),
        (SamplingKind.SINGLE, Severity.REDUCED),
        (SamplingKind.DOUBLE, Severity.REDUCED),
    ],
)
def test_curves_of_all_kinds_equal_what_decisions_do(law: Distribution, kind: SamplingKind, severity: Severity) -> None:
    found, quality, random = american(kind, severity), 0.05, Random(20)
    lot = [1] * 150 + [0] * 2850

    def counts(size: int) -> int:
        if law is Distribution.BINOMIAL:
            return sum(random.random() < quality for _ in range(size))
        arrivals, mean = -1, 0.0
        while mean <= size * quality:
            mean += random.expovariate(1)
            arrivals += 1
        return arrivals

    accepted, trials = 0, 3000
    for _ in range(trials):
        order = random.sample(lot, found.sample_size) if law is Distribution.HYPERGEOMETRIC else []
        seen: list[int] = []
        while (decision := decide(found, seen)).verdict is Verdict.GO_ON:
            at = sum(stage.size for stage in found.stages[: len(seen)])
            seen.append(sum(order[at : at + decision.next_size]) if order else counts(decision.next_size))
        accepted += decision.verdict is Verdict.ACCEPT
    assert probability_of_acceptance(found, quality, law) == pytest.approx(accepted / trials, abs=0.035)


def test_double_and_multiple_plans_protect_as_their_single_plan_with_fewer_units() -> None:
    single, double, multiple = (american(kind) for kind in SamplingKind)
    for quality in (0.01, 0.025, 0.05, 0.08, 0.12):
        accepted = probability_of_acceptance(single, quality)
        for other in (double, multiple):
            assert probability_of_acceptance(other, quality) == pytest.approx(accepted, abs=0.07)
    assert outcome(multiple, 0.01).average_sample < outcome(double, 0.01).average_sample < single.sample_size


def test_a_perfect_lot_is_always_accepted_and_a_rotten_one_never() -> None:
    for kind in SamplingKind:
        assert probability_of_acceptance(american(kind), 0) == pytest.approx(1)
        assert probability_of_acceptance(american(kind), 1) == pytest.approx(0)


def test_the_law_is_poisson_where_the_tables_count_nonconformities() -> None:
    assert suited(plan(1000, II, Decimal(10))) is Distribution.BINOMIAL
    assert suited(plan(1000, II, Decimal(15))) is Distribution.POISSON
    assert suited(NIST) is Distribution.BINOMIAL


def test_risks_of_a_well_known_plan() -> None:
    found = risks(plan(2000, II, Decimal("1.0")))
    assert found.aql == pytest.approx(0.01)
    assert found.producer_risk == pytest.approx(1 - probability_of_acceptance(plan(2000, II, Decimal("1.0")), 0.01))
    assert found.producer_quality == pytest.approx(0.0110, abs=0.0001)
    assert found.consumer_quality == pytest.approx(0.0527, abs=0.0002)
    assert found.producer_quality < found.indifferent_quality < found.consumer_quality
    assert 0 < found.outgoing_limit < found.outgoing_limit_at
    assert risks(NIST).producer_risk is None


def test_a_sorted_lot_goes_out_without_nonconforming_units() -> None:
    assert outcome(hundred_percent(40), 0.1).outgoing == 0


@pytest.mark.parametrize("quality", [-0.1, 1.1])
def test_qualities_that_are_none_are_refused(quality: float) -> None:
    with pytest.raises(FractionInvalid):
        probability_of_acceptance(NIST, quality)
    with pytest.raises(FractionInvalid):
        quality_at(NIST, quality)


def test_the_hypergeometric_needs_a_lot() -> None:
    with pytest.raises(LotTooSmall):
        probability_of_acceptance(given_plan([Stage(5, 0, 1)]), 0.1, Distribution.HYPERGEOMETRIC)


@given(
    kind=st.sampled_from(SamplingKind),
    severity=st.sampled_from([Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED]),
    lot=st.integers(2, 30_000),
    aql=st.sampled_from(AQLS[5:18]).map(Decimal),
    law=st.sampled_from(Distribution),
    qualities=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_worse_lots_are_never_accepted_more_often(
    kind: SamplingKind, severity: Severity, lot: int, aql: Decimal, law: Distribution, qualities: tuple[float, float]
) -> None:
    try:
        found = plan(lot, II, aql, severity, Scheme.ANSI_Z1_4, kind)
    except TableNotEstablished:
        return
    better, worse = (probability_of_acceptance(found, quality, law) for quality in sorted(qualities))
    assert 0 <= worse <= better + 1e-9
    assert better <= 1


@given(aql=st.sampled_from(AQLS[5:18]).map(Decimal), lot=st.integers(100, 30_000))
def test_curves_fall_and_end_where_nothing_passes(aql: Decimal, lot: int) -> None:
    points = curve(plan(lot, II, aql), points=21)
    accepted = [point.accepted for point in points]
    assert accepted == sorted(accepted, reverse=True)
    assert accepted[0] == pytest.approx(1)
    assert accepted[-1] == pytest.approx(0.005, abs=0.001)


@pytest.mark.requirement("AQL-14")
def test_a_plan_by_variables_has_a_curve_by_the_normal_law_alone() -> None:
    found = Plan(
        scheme=Scheme.ANSI_Z1_9,
        severity=Severity.NORMAL,
        kind=SamplingKind.SINGLE,
        stages=(Stage(20, 0, 1),),
        lot_size=500,
        aql=Decimal("1.0"),
        constant=Decimal("1.82"),
    )
    said = risks(found)
    assert said.distribution is Distribution.NORMAL
    assert said == risks(found, Distribution.POISSON)
    assert said.producer_risk == pytest.approx(0.077, abs=0.001)
    assert outcome(found, 0.02).average_sample == pytest.approx(20)
    assert outcome(found, 0.02).outgoing == pytest.approx(0.02 * outcome(found, 0.02).accepted * 480 / 500)
    for probability, quality in ((0.95, said.producer_quality), (0.10, said.consumer_quality)):
        assert probability_of_acceptance(found, quality) == pytest.approx(probability, abs=1e-6)


@pytest.mark.requirement("AQL-02")
def test_a_plan_that_counts_never_has_the_normal_law() -> None:
    found = plan(2000, InspectionLevel.GENERAL_II, Decimal("1.0"))
    assert risks(found, Distribution.NORMAL) == risks(found)
