"""Which kind of plan a lot is inspected by: the one asked for, or a simpler one that the tables have, and it says so."""

from decimal import Decimal

import pytest

from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.sampling import frozen
from veralot_shared.contracts.inspection import ClassRule, DefectClass, InspectionLevel, SamplingKind, Scheme, Severity
from veralot_shared.rules.sampling import TableNotEstablished

GB, Z1_4 = Scheme.GB_T_2828_1_2012, Scheme.ANSI_Z1_4
DOUBLE, MULTIPLE, SINGLE = SamplingKind.DOUBLE, SamplingKind.MULTIPLE, SamplingKind.SINGLE
INSTEAD = {words.WHY_SINGLE_INSTEAD: SINGLE, words.WHY_DOUBLE_INSTEAD: DOUBLE}


def rule(scheme: Scheme, kind: SamplingKind, aql: str) -> ClassRule:
    return ClassRule(
        defect_class=DefectClass.MAJOR, scheme=scheme, kind=kind, level=InspectionLevel.GENERAL_II, aql=Decimal(aql)
    )


@pytest.mark.requirement("AQL-02", "AQL-14")
@pytest.mark.parametrize(
    ("scheme", "asked", "aql", "severity", "done", "numbers"),
    [
        (GB, DOUBLE, "1.0", Severity.NORMAL, DOUBLE, "80:1/3 160:4/5"),
        (GB, DOUBLE, "1.0", Severity.TIGHTENED, DOUBLE, "80:0/3 160:3/4"),
        (GB, DOUBLE, "4.0", Severity.TIGHTENED, SINGLE, "125:8/9"),
        (GB, DOUBLE, "1.0", Severity.REDUCED, SINGLE, "50:2/3"),
        (GB, DOUBLE, "0.10", Severity.NORMAL, SINGLE, "125:0/1"),
        (Z1_4, MULTIPLE, "6.5", Severity.REDUCED, DOUBLE, "32:3/8 64:8/12"),
        (Z1_4, MULTIPLE, "1.0", Severity.REDUCED, MULTIPLE, "13:-/3 26:-/3 39:0/4 52:0/5 65:1/6 78:1/6 91:2/7"),
    ],
)
def test_a_lot_gets_the_kind_asked_for_or_hears_of_the_simpler_one(
    scheme: Scheme, asked: SamplingKind, aql: str, severity: Severity, done: SamplingKind, numbers: str
) -> None:
    found = frozen(rule(scheme, asked, aql), 2000, severity)
    written = [f"{one.cumulative}:{'-' if one.accept is None else one.accept}/{one.reject}" for one in found.stages]
    assert (found.kind, found.severity, " ".join(written)) == (done, severity, numbers)
    told = [INSTEAD[one.text] for one in found.why if one.text in INSTEAD]
    assert told == ([] if done is asked else [done])


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("scheme", [GB, Scheme.ISO_2859_1_1999])
def test_under_normal_inspection_a_kind_without_a_table_is_refused(scheme: Scheme) -> None:
    with pytest.raises(TableNotEstablished):
        frozen(rule(scheme, MULTIPLE, "1.0"), 2000, Severity.NORMAL)


@pytest.mark.requirement("AQL-14")
def test_a_lot_inspected_whole_says_only_that() -> None:
    found = frozen(rule(GB, DOUBLE, "1.0"), 10, Severity.NORMAL)
    assert not [one for one in found.why if one.text in INSTEAD]
