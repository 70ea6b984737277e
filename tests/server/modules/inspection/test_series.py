"""Which kind of plan a lot is inspected by: the one asked for, or a simpler one that the tables have, and it says so."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories.inspection import LENGTH, SURFACE, Inspections, fixed
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.sampling import frozen
from veralot_shared.contracts.inspection import (
    ClassRule,
    DefectClass,
    InspectionLevel,
    InspectionStatus,
    ListSwitching,
    SamplingKind,
    Scheme,
    Severity,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.items import ItemView
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
def test_a_lot_of_a_size_without_a_confirmed_table_is_received_and_inspected_whole(
    inspections: Inspections, item: ItemView
) -> None:
    new = rule(Scheme.ISO_2859_1_2026, SINGLE, "1.0")
    with pytest.raises(TableNotEstablished):
        frozen(new, 200, Severity.NORMAL)
    inspections.plan(item, (LENGTH,), (new,))
    _, found = inspections.received(200, item)
    (asked,) = found.sampling
    assert [(stage.cumulative, stage.accept) for stage in asked.stages] == [(200, 0)]
    assert [one.text for one in asked.why] == [words.WHY_UNCONFIRMED]
    found = inspections.evaluated(found, bad=[("1", 7)])
    assert found.inspection.verdict is Verdict.NOT_ACCEPTED


@pytest.mark.requirement("AQL-14")
def test_a_lot_inspected_whole_says_only_that() -> None:
    found = frozen(rule(GB, DOUBLE, "1.0"), 10, Severity.NORMAL)
    assert not [one for one in found.why if one.text in INSTEAD]


@pytest.mark.requirement("AQL-02", "AQL-07", "AQL-13")
def test_a_double_plan_decides_after_one_sample_or_wants_the_second(inspections: Inspections, item: ItemView) -> None:
    """G at AQL 2.5: 20 pieces 0/3, then 40 in all 3/4; the score grows by 3 only where the first sample is enough."""
    inspections.plan(item, (LENGTH,), (rule(GB, DOUBLE, "2.5"),))
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found)
    assert (found.inspection.verdict, len(inspections.results(found))) == (Verdict.ACCEPTED, 20)
    inspections.decided(found)
    assert score(inspections, item) == 3
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found, bad=[("1", 7), ("1", 8)])
    assert (found.inspection.status, found.inspection.verdict) == (InspectionStatus.RECORDING, Verdict.PENDING)
    assert found.dues[0].needed == 40
    found = inspections.evaluated_rest(found)
    assert (found.inspection.verdict, found.sampling[0].nonconforming) == (Verdict.ACCEPTED, 2)
    assert len(inspections.results(found)) == 40
    inspections.decided(found)
    assert score(inspections, item) == 0
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found, bad=[("1", 1), ("1", 2), ("1", 3)])
    assert found.inspection.verdict is Verdict.NOT_ACCEPTED


@pytest.mark.requirement("AQL-02", "AQL-13")
def test_a_multiple_plan_never_accepts_by_a_sample_that_cannot(inspections: Inspections, item: ItemView) -> None:
    """G at AQL 2.5 by Z1.4: after 8 good pieces a lot cannot be accepted yet, after 16 it is."""
    inspections.plan(item, (LENGTH,), (rule(Z1_4, MULTIPLE, "2.5"),))
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found)
    assert (found.inspection.verdict, found.dues[0].needed) == (Verdict.PENDING, 16)
    found = inspections.evaluated_rest(found)
    assert (found.inspection.verdict, len(inspections.results(found))) == (Verdict.ACCEPTED, 16)


def score(inspections: Inspections, item: ItemView) -> int:
    (one,) = inspections.plant.do(ListSwitching(item_id=item.id))
    return one.score


@pytest.mark.requirement("AQL-07", "AQL-11")
def test_a_class_that_was_not_decided_when_another_failed_the_lot_has_earned_nothing(
    inspections: Inspections, item: ItemView
) -> None:
    """After 20 pieces 0/3 of a double plan two are bad: it would have gone on, had not the other class failed the lot."""
    inspections.plan(item, (LENGTH, SURFACE), (rule(GB, DOUBLE, "2.5"), fixed(DefectClass.MINOR, 3)))
    _, found = inspections.received(200, item)
    inspections.decided(inspections.evaluated(found))
    assert score(inspections, item) == 3
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found, bad=[("1", 1), ("1", 2), ("2", 3)])
    assert [one.verdict for one in found.sampling] == [Verdict.PENDING, Verdict.NOT_ACCEPTED]
    inspections.decided(found, UsageDecision.REJECT)
    assert score(inspections, item) == 0


@pytest.mark.requirement("AQL-14")
def test_lots_that_were_accepted_by_another_skipping_rule_skip_nothing(
    inspections: Inspections, item: ItemView
) -> None:
    loose = msgspec.structs.replace(rule(Scheme.SKIP_LOT, SINGLE, "6.5"), skip=5, clearance=1)
    plan = inspections.plan(item, (LENGTH,), (loose,))
    for _ in range(2):
        inspected(inspections, item)
    inspections.revised(plan, (LENGTH,), (msgspec.structs.replace(loose, skip=2, clearance=30),))
    assert all(inspected(inspections, item) for _ in range(20))
    inspections.revised(plan, (LENGTH,), (fixed(DefectClass.MAJOR, 2),))
    assert inspected(inspections, item)
    inspections.revised(plan, (LENGTH,), (msgspec.structs.replace(loose, skip=2, clearance=30),))
    assert all(inspected(inspections, item) for _ in range(20))


def inspected(inspections: Inspections, item: ItemView) -> bool:
    """Receive a lot and accept it; say whether anything of it was inspected."""
    _, found = inspections.received(20, item)
    if found.inspection.skipped:
        return False
    inspections.decided(inspections.evaluated(found))
    return True
