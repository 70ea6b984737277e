"""The plan of a lot: the numbers everybody knows, arrows with their own samples, whole lots, and given plans."""

from decimal import Decimal
from math import ceil, comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared.rules.sampling.second import AQLS
from veralot_shared.rules.sampling import (
    AqlUnknown,
    FractionInvalid,
    InspectionDiscontinued,
    LotTooSmall,
    PlanInvalid,
    SchemeHasNoTables,
    TableNotEstablished,
)
from veralot_shared.rules.sampling.plans import given_plan, hundred_percent, plan, zero_acceptance
from veralot_shared.rules.sampling.terms import (
    BY_ATTRIBUTES,
    InspectionLevel,
    Plan,
    SamplingKind,
    Scheme,
    Severity,
    Stage,
    printed_aql,
)

II = InspectionLevel.GENERAL_II
LOT_OF = {"G": 200, "H": 400, "J": 1000, "K": 2000, "L": 5000}
LOTS = st.one_of(st.integers(2, 600), st.integers(2, 2_000_000))
ESTABLISHED = st.sampled_from([Scheme.ISO_2859_1_1999, Scheme.GB_T_2828_1_2012, Scheme.ANSI_Z1_4])
SEVERITIES = st.sampled_from([Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED])
ALL_AQLS = st.sampled_from(AQLS).map(Decimal)


def stage_of(found: Plan) -> tuple[int, int | None, int]:
    (stage,) = found.stages
    return stage.size, stage.accept, stage.reject


@pytest.mark.requirement("AQL-02", "AQL-03")
@pytest.mark.parametrize("scheme", BY_ATTRIBUTES)
@pytest.mark.parametrize(
    ("letter", "size", "aql", "accept", "severity"),
    [
        ("H", 50, "1.0", 1, Severity.NORMAL),
        ("J", 80, "1.0", 2, Severity.NORMAL),
        ("K", 125, "1.0", 3, Severity.NORMAL),
        ("K", 125, "2.5", 7, Severity.NORMAL),
        ("L", 200, "1.0", 5, Severity.NORMAL),
        ("L", 200, "2.5", 10, Severity.NORMAL),
        ("G", 32, "4.0", 3, Severity.NORMAL),
        ("J", 80, "1.0", 1, Severity.TIGHTENED),
        ("K", 125, "1.0", 2, Severity.TIGHTENED),
        ("L", 200, "2.5", 8, Severity.TIGHTENED),
    ],
)
def test_the_numbers_everybody_knows(
    scheme: Scheme, letter: str, size: int, aql: str, accept: int, severity: Severity
) -> None:
    found = plan(LOT_OF[letter], II, Decimal(aql), severity, scheme)
    assert (found.letter, found.row) == (letter, letter)
    assert stage_of(found) == (size, accept, accept + 1)


@pytest.mark.requirement("AQL-03")
def test_inspection_is_normal_and_single_by_the_edition_of_1999_unless_said_otherwise() -> None:
    found = plan(1000, II, Decimal("1.0"))
    assert (found.severity, found.kind, found.scheme) == (Severity.NORMAL, SamplingKind.SINGLE, Scheme.ISO_2859_1_1999)


@pytest.mark.requirement("AQL-02")
@pytest.mark.parametrize(
    ("lot", "aql", "severity", "row", "stage"),
    [
        (2000, "0.15", Severity.NORMAL, "J", (80, 0, 1)),  # up
        (2000, "0.25", Severity.NORMAL, "L", (200, 1, 2)),  # down
        (2000, "0.25", Severity.TIGHTENED, "M", (315, 1, 2)),  # two rows down
        (2000, "0.15", Severity.REDUCED, "J", (32, 0, 1)),
        (2000, "0.25", Severity.REDUCED, "M", (125, 1, 2)),
        (2000, "1.0", Severity.REDUCED, "K", (50, 2, 3)),
        (1_000_000, "0.025", Severity.TIGHTENED, "S", (3150, 1, 2)),  # the row that no lot has
        (1_000_000, "1000", Severity.NORMAL, "B", (3, 44, 45)),  # far up
    ],
)
def test_an_arrow_leads_to_the_first_plan_and_its_own_sample(
    lot: int, aql: str, severity: Severity, row: str, stage: tuple[int, int, int]
) -> None:
    found = plan(lot, II, Decimal(aql), severity)
    assert found.row == row
    assert stage_of(found) == stage


@pytest.mark.requirement("AQL-02")
@pytest.mark.parametrize(("lot", "aql"), [(40, "0.25"), (50, "0.25"), (13, "1.0"), (2, "6.5"), (100, "0.10")])
def test_a_sample_that_reaches_the_lot_is_the_whole_lot(lot: int, aql: str) -> None:
    found = plan(lot, II, Decimal(aql))
    assert found.hundred_percent
    assert stage_of(found) == (lot, 0, 1)
    assert found.row


@pytest.mark.requirement("AQL-02")
def test_a_sample_one_below_the_lot_is_a_sample() -> None:
    assert not plan(51, II, Decimal("0.25")).hundred_percent
    assert plan(51, II, Decimal("0.25")).sample_size == 50


@pytest.mark.requirement("AQL-02", "AQL-14")
def test_tables_of_samples_refer_to_simpler_ones() -> None:
    double = plan(2000, II, Decimal("0.10"), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.DOUBLE)
    assert (double.kind, stage_of(double)) == (SamplingKind.SINGLE, (125, 0, 1))
    multiple = plan(20, II, Decimal(25), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.MULTIPLE)
    assert (multiple.kind, multiple.stages) == (SamplingKind.DOUBLE, (Stage(3, 1, 4), Stage(3, 4, 5)))
    assert plan(2000, II, Decimal("1.0"), scheme=Scheme.ANSI_Z1_4, kind=SamplingKind.MULTIPLE).sample_size == 7 * 32


@pytest.mark.requirement("AQL-14")
def test_what_is_not_established_is_refused_and_says_what() -> None:
    with pytest.raises(TableNotEstablished) as caught:
        plan(2000, II, Decimal("1.0"), scheme=Scheme.GB_T_2828_1_2012, kind=SamplingKind.MULTIPLE)
    assert caught.value.code == "sampling.TableNotEstablished"
    assert (caught.value.kind, caught.value.letter, caught.value.aql) == (SamplingKind.MULTIPLE, "K", Decimal("1.0"))
    with pytest.raises(TableNotEstablished) as caught:
        plan(2000, II, Decimal("1.0"), Severity.REDUCED, Scheme.GB_T_2828_1_2012, SamplingKind.DOUBLE)
    assert (caught.value.kind, caught.value.letter, caught.value.aql) == (SamplingKind.DOUBLE, "K", Decimal("1.0"))
    with pytest.raises(TableNotEstablished):
        plan(2000, II, Decimal("0.15"), scheme=Scheme.ISO_2859_1_2026)


@pytest.mark.requirement("AQL-09")
def test_discontinued_inspection_has_no_plan() -> None:
    with pytest.raises(InspectionDiscontinued):
        plan(2000, II, Decimal("1.0"), Severity.DISCONTINUED)


def test_unknown_aqls_and_lots_of_one_are_refused() -> None:
    with pytest.raises(AqlUnknown) as caught:
        plan(2000, II, Decimal("1.2"))
    assert Decimal("1.0") in caught.value.known
    with pytest.raises(LotTooSmall):
        plan(1, II, Decimal("1.0"))


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(
    "scheme", [Scheme.CUSTOMER, Scheme.ZERO_ACCEPTANCE, Scheme.SKIP_LOT, Scheme.ANSI_Z1_9, Scheme.ISO_3951_1]
)
def test_schemes_without_attribute_tables_say_so(scheme: Scheme) -> None:
    with pytest.raises(SchemeHasNoTables):
        plan(2000, II, Decimal("1.0"), scheme=scheme)


@pytest.mark.requirement("AQL-14")
def test_every_unit_is_inspected_by_the_hundred_percent_scheme() -> None:
    found = plan(7, II, Decimal("1.0"), scheme=Scheme.HUNDRED_PERCENT)
    assert found == hundred_percent(7)
    assert stage_of(found) == (7, 0, 1)
    assert stage_of(hundred_percent(1)) == (1, 0, 1)
    with pytest.raises(LotTooSmall):
        hundred_percent(0)


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(
    ("stages", "kind"),
    [
        ([Stage(20, 1, 2)], SamplingKind.SINGLE),
        ([Stage(20, 0, 3), Stage(20, 3, 4)], SamplingKind.DOUBLE),
        ([Stage(5, None, 2), Stage(5, 0, 2), Stage(5, 1, 2)], SamplingKind.MULTIPLE),
    ],
)
def test_a_customer_gives_its_own_plan(stages: list[Stage], kind: SamplingKind) -> None:
    found = given_plan(stages, lot_size=1000)
    assert (found.scheme, found.kind, found.stages) == (Scheme.CUSTOMER, kind, tuple(stages))
    assert given_plan(stages, lot_size=15).hundred_percent


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [Stage(0, 0, 1)],
        [Stage(20, 1, 1)],
        [Stage(20, None, 2)],
        [Stage(20, None, 0), Stage(20, 1, 2)],
        [Stage(20, 2, 4), Stage(20, 1, 2)],
        [Stage(20, -1, 1)],
    ],
)
def test_a_given_plan_that_contradicts_itself_is_refused(stages: list[Stage]) -> None:
    with pytest.raises(PlanInvalid):
        given_plan(stages)


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(
    ("lot", "rejectable", "risk", "size"),
    [
        (10**7, 0.01, 0.05, 299),  # success run: ln 0.05 / ln 0.99 = 298.07
        (10**7, 0.05, 0.05, 59),  # the 95/95 rule
        (10**7, 0.01, 0.10, 230),
        (100, 0.01, 0.05, 95),  # one bad unit of a hundred: 1 - n/100 is at most 5 %
        (10, 0.5, 0.5, 1),
    ],
)
def test_zero_acceptance_finds_a_rejectable_lot_with_the_smallest_sample(
    lot: int, rejectable: float, risk: float, size: int
) -> None:
    assert stage_of(zero_acceptance(lot, rejectable, risk)) == (size, 0, 1)


@given(lot=st.integers(1, 3000), rejectable=st.floats(0.001, 0.999), risk=st.floats(0.001, 0.999))
def test_zero_acceptance_is_exact(lot: int, rejectable: float, risk: float) -> None:
    found = zero_acceptance(lot, rejectable, risk)
    bad = ceil(lot * rejectable - 1e-9)
    size = found.sample_size
    assert 1 <= size <= lot
    assert comb(lot - size, bad) / comb(lot, bad) <= risk * (1 + 1e-12)
    assert size == 1 or comb(lot - size + 1, bad) / comb(lot, bad) > risk * (1 - 1e-12)


@pytest.mark.parametrize(("rejectable", "risk"), [(0, 0.1), (1, 0.1), (0.1, 0), (0.1, 1)])
def test_zero_acceptance_refuses_what_is_no_fraction(rejectable: float, risk: float) -> None:
    with pytest.raises(FractionInvalid):
        zero_acceptance(100, rejectable, risk)


@given(lot=LOTS, level=st.sampled_from(InspectionLevel), aql=ALL_AQLS, severity=SEVERITIES, scheme=ESTABLISHED)
def test_every_lot_has_a_plan_that_can_decide(
    lot: int, level: InspectionLevel, aql: Decimal, severity: Severity, scheme: Scheme
) -> None:
    found = plan(lot, level, aql, severity, scheme)
    (stage,) = found.stages
    assert stage.accept is not None
    assert 0 <= stage.accept < stage.reject
    assert 1 <= stage.size <= lot
    assert found.hundred_percent is (stage.size == lot)


@given(lot=LOTS, aql=ALL_AQLS, severity=SEVERITIES, kind=st.sampled_from([SamplingKind.DOUBLE, SamplingKind.MULTIPLE]))
def test_every_stage_accepts_fewer_than_it_rejects(
    lot: int, aql: Decimal, severity: Severity, kind: SamplingKind
) -> None:
    try:
        found = plan(lot, II, aql, severity, Scheme.ANSI_Z1_4, kind)
    except TableNotEstablished:
        return
    accepts = [-1 if stage.accept is None else stage.accept for stage in found.stages]
    assert accepts == sorted(accepts)
    assert all(accept < stage.reject for accept, stage in zip(accepts, found.stages, strict=True))
    assert found.stages[-1].accept is not None
    assert found.sample_size <= lot


@given(lots=st.tuples(LOTS, LOTS), level=st.sampled_from(InspectionLevel), severity=SEVERITIES, scheme=ESTABLISHED)
@pytest.mark.requirement("AQL-02")
def test_a_larger_lot_never_has_a_smaller_sample_at_an_aql_within_the_diagonal(
    lots: tuple[int, int], level: InspectionLevel, severity: Severity, scheme: Scheme
) -> None:
    small, large = sorted(lots)
    sizes = [plan(lot, level, Decimal(10), severity, scheme) for lot in (small, large)]
    if not any(found.row != found.letter for found in sizes):
        assert sizes[0].sample_size <= sizes[1].sample_size


@given(lot=LOTS, aqls=st.tuples(ALL_AQLS, ALL_AQLS), scheme=ESTABLISHED)
def test_a_looser_aql_in_the_same_sample_never_accepts_less(
    lot: int, aqls: tuple[Decimal, Decimal], scheme: Scheme
) -> None:
    tight, loose = (plan(lot, II, aql, scheme=scheme) for aql in sorted(aqls))
    if tight.row == loose.row:
        assert tight.acceptance_number <= loose.acceptance_number


@given(lot=LOTS, level=st.sampled_from(InspectionLevel), aql=ALL_AQLS, scheme=ESTABLISHED)
def test_tightened_inspection_is_never_laxer_than_normal(
    lot: int, level: InspectionLevel, aql: Decimal, scheme: Scheme
) -> None:
    normal, tightened = (plan(lot, level, aql, severity, scheme) for severity in (Severity.NORMAL, Severity.TIGHTENED))
    if tightened.sample_size == normal.sample_size:
        assert tightened.acceptance_number <= normal.acceptance_number


@pytest.mark.parametrize(
    ("aql", "said"),
    [
        ("0.01", "0.010"),
        ("0.1", "0.10"),
        ("0.65", "0.65"),
        ("1", "1.0"),
        ("4.00", "4.0"),
        ("10", "10"),
        ("1E+3", "1000"),
    ],
)
def test_an_aql_reads_as_the_standards_print_it(aql: str, said: str) -> None:
    assert printed_aql(Decimal(aql)) == said
