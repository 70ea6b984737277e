"""What double and multiple plans have in common, whatever was typed: numbers that can decide, and a curve near the single's."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.shared.rules.sampling.second import AQLS, LETTERS
from veralot_shared.rules.sampling import TableNotEstablished
from veralot_shared.rules.sampling.curves import Distribution, probability_of_acceptance
from veralot_shared.rules.sampling.plans import given_plan, stages_of
from veralot_shared.rules.sampling.tables import master_table
from veralot_shared.rules.sampling.terms import BY_ATTRIBUTES, Plan, SamplingKind, Scheme, Severity, Stage

SEVERITIES = (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)
TABLES = [
    (scheme, kind, severity)
    for scheme in BY_ATTRIBUTES
    for kind in (SamplingKind.DOUBLE, SamplingKind.MULTIPLE)
    for severity in SEVERITIES
    if master_table(scheme, kind, severity) is not None
]
LEAST_AT_AQL = {Severity.NORMAL: 0.88, Severity.TIGHTENED: 0.77, Severity.REDUCED: 0.97}
"""How often at least a lot of exactly its AQL is accepted; tightened inspection gives up some of what is good."""


def established(
    scheme: Scheme, kind: SamplingKind, severity: Severity
) -> Iterator[tuple[str, Decimal, tuple[Stage, ...]]]:
    """Yield the letter, AQL and stages of each cell that holds its own plan of a kind."""
    for letter in LETTERS:
        for aql in map(Decimal, AQLS):
            try:
                done, row, stages = stages_of(scheme, kind, severity, letter, aql)
            except TableNotEstablished:
                continue
            if (done, row) == (kind, letter):
                yield letter, aql, stages


def accepted(stages: tuple[Stage, ...], quality: float, scheme: Scheme) -> float:
    found: Plan = given_plan(stages, scheme=scheme)
    return probability_of_acceptance(found, quality, Distribution.POISSON)


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize(("scheme", "kind", "severity"), TABLES)
def test_the_numbers_of_a_series_can_decide(scheme: Scheme, kind: SamplingKind, severity: Severity) -> None:
    cells = list(established(scheme, kind, severity))
    assert cells
    for letter, aql, stages in cells:
        accepts = [-1 if stage.accept is None else stage.accept for stage in stages]
        rejects = [stage.reject for stage in stages]
        assert len(stages) == (2 if kind is SamplingKind.DOUBLE else 7), (letter, aql)
        assert len({stage.size for stage in stages}) == 1
        assert accepts == sorted(accepts)
        assert rejects == sorted(rejects)
        assert all(reject - accept > 1 for accept, reject in zip(accepts[:-1], rejects[:-1], strict=True))
        gap = rejects[-1] - accepts[-1]
        assert gap == 1 or (gap > 1 and (scheme, severity) == (Scheme.ANSI_Z1_4, Severity.REDUCED)), (letter, aql)


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize(("scheme", "kind", "severity"), TABLES)
def test_a_larger_aql_never_has_smaller_numbers(scheme: Scheme, kind: SamplingKind, severity: Severity) -> None:
    last: tuple[str, tuple[Stage, ...]] = ("", ())
    for letter, _, stages in established(scheme, kind, severity):
        if last[0] == letter:
            for former, latter in zip(last[1], stages, strict=True):
                assert (former.accept or 0) <= (latter.accept or 0)
                assert former.reject <= latter.reject
        last = (letter, stages)


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize(("scheme", "kind", "severity"), TABLES)
def test_a_series_decides_much_as_its_single_plan(scheme: Scheme, kind: SamplingKind, severity: Severity) -> None:
    """The standard matches the curves as sizes allow: within 0.1; reduced series of Z1.4 reject up to 0.17 more often.

    A number mistyped by one moves the curve of a small plan further than that. Rows below F have coarse sizes.
    """
    stricter = 0.17 if severity is Severity.REDUCED else 0.10
    for letter, aql, stages in established(scheme, kind, severity):
        if letter < "F":
            continue
        single = stages_of(scheme, SamplingKind.SINGLE, severity, letter, aql)[2]
        for tenths in range(1, 31):
            quality = tenths / 10 * ((single[0].accept or 0) + 1) / single[0].size
            gained = accepted(stages, quality, scheme) - accepted(single, quality, scheme)
            assert -stricter <= gained <= 0.10, (letter, aql, quality)
        assert accepted(stages, float(aql) / 100, scheme) >= LEAST_AT_AQL[severity], (letter, aql)


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize(("scheme", "kind"), sorted({table[:2] for table in TABLES}))
def test_tightened_inspection_shares_the_series_of_what_normal_inspection_accepts(
    scheme: Scheme, kind: SamplingKind
) -> None:
    """Both severities are one set of plans placed under other AQLs (Tables X): the numbers follow the acceptance number."""
    normal, tightened = (
        {
            stages_of(scheme, SamplingKind.SINGLE, severity, letter, aql)[2][0].accept: tuple(
                (stage.accept, stage.reject) for stage in stages
            )
            for letter, aql, stages in established(scheme, kind, severity)
        }
        for severity in (Severity.NORMAL, Severity.TIGHTENED)
    )
    assert normal.keys() & tightened.keys() == {1, 2, 3, 5}
    assert all(normal[accept] == tightened[accept] for accept in normal.keys() & tightened.keys())


@pytest.mark.requirement("AQL-02", "AQL-14")
def test_a_reduced_multiple_plan_is_made_of_two_others() -> None:
    """It accepts as the plan of its acceptance number, and rejects as the plan of the number below its rejection number.

    So most of Table IV-C can be read from IV-A and IV-B, which were typed apart from it. 1/3 alone accepts less.
    """
    made = {
        stages_of(Scheme.ANSI_Z1_4, SamplingKind.SINGLE, severity, letter, aql)[2][0].accept: stages
        for severity in (Severity.NORMAL, Severity.TIGHTENED)
        for letter, aql, stages in established(Scheme.ANSI_Z1_4, SamplingKind.MULTIPLE, severity)
    }
    accepting, rejecting = set(), set()
    for letter, aql, stages in established(Scheme.ANSI_Z1_4, SamplingKind.MULTIPLE, Severity.REDUCED):
        (single,) = stages_of(Scheme.ANSI_Z1_4, SamplingKind.SINGLE, Severity.REDUCED, letter, aql)[2]
        if single.accept in made and (single.accept, single.reject) != (1, 3):
            accepting.add((single.accept, single.reject))
            assert [stage.accept for stage in stages] == [stage.accept for stage in made[single.accept]]
        if single.reject - 1 in made:
            rejecting.add((single.accept, single.reject))
            assert [stage.reject for stage in stages] == [stage.reject for stage in made[single.reject - 1]]
    assert accepting == {(1, 4), (2, 5), (3, 6), (5, 8), (10, 13)}
    assert rejecting == {(0, 2), (1, 3), (1, 4), (3, 6), (5, 8), (10, 13)}
