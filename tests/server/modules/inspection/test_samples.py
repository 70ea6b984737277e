"""How many samples are asked for, everywhere the same: what an inspection is due is what its characteristics need."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections, fixed
from tests.factories.spc import Charts
from veralot_shared.contracts.inspection import (
    CharacteristicEntry,
    ClassRule,
    CompleteInspection,
    DefectClass,
    InspectionDetail,
    InspectionLevel,
    InspectionStatus,
    LaboratoryFinding,
    RecordFinding,
    ResultsMissing,
    SamplingKind,
    Scheme,
    Verdict,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.spc import Chart, ListSubgroups
from veralot_shared.messages import Page

OWN = msgspec.structs.replace(LENGTH, code="9", sample_size=5)
MINOR = fixed(DefectClass.MINOR, 3, 1)
SKIPPED = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.SKIP_LOT,
    level=InspectionLevel.GENERAL_II,
    aql=Decimal("6.5"),
    skip=5,
    clearance=1,
)


@pytest.mark.requirement("AQL-02")
@pytest.mark.parametrize(
    ("characteristics", "rules", "pieces", "asked"),
    [
        ((OWN,), (), 100, [5]),
        ((OWN,), (), 3, [3]),
        ((OWN, SURFACE), (MINOR,), 100, [5, 3]),
        ((OWN, SURFACE), (MINOR,), 4, [4, 3]),
    ],
)
def test_a_sample_of_its_own_needs_no_rule_of_its_class_and_is_no_larger_than_the_lot(
    inspections: Inspections,
    item: ItemView,
    characteristics: tuple[CharacteristicEntry, ...],
    rules: tuple[ClassRule, ...],
    pieces: int,
    asked: list[int],
) -> None:
    inspections.plan(item, characteristics, rules)
    _, found = inspections.received(pieces, item)
    assert [due.needed for due in found.dues] == asked
    assert (found.inspection.results_due, found.inspection.to_sample) == (sum(asked), max(asked))
    done = inspections.record(found, inspections.all_good(found), complete=True)
    assert (done.missing, done.verdict) == (0, Verdict.ACCEPTED)


def test_what_is_passed_over_asks_for_no_sample_of_its_own_either(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item, (OWN, SURFACE), (SKIPPED, MINOR))
    _, found = inspections.received(20, item)
    inspections.decided(inspections.evaluated(found))
    for _lot in range(40):
        _, found = inspections.received(20, item)
        if not found.sampling[0].stages:
            break
        inspections.decided(inspections.evaluated(found))
    assert [due.needed for due in found.dues] == [0, 3]
    done = inspections.record(found, inspections.all_good(found), complete=True)
    assert (done.missing, done.verdict) == (0, Verdict.ACCEPTED)


DOUBLE = ClassRule(
    defect_class=DefectClass.MAJOR,
    scheme=Scheme.GB_T_2828_1_2012,
    kind=SamplingKind.DOUBLE,
    level=InspectionLevel.GENERAL_II,
    aql=Decimal("2.5"),
)
"""Of a lot of 200: 20 pieces 0/3, then 40 in all 3/4."""
STRICT = msgspec.structs.replace(LENGTH, investigate=True)


def wrongly_tested(inspections: Inspections, found: InspectionDetail) -> InspectionDetail:
    """Find that the test itself was wrong, so that what it failed is tested again."""
    number = found.investigations[-1].id
    command = RecordFinding(investigation_id=number, finding=LaboratoryFinding.ERROR, text="gauge not zeroed")
    return inspections.signed(command)


@pytest.mark.requirement("AQL-02", "AQL-13", "DI-06")
def test_when_a_retest_leaves_a_lot_undecided_the_next_sample_is_drawn_and_tested(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    """Three of 20 failed and would have rejected the lot; one of them fails again, so the second sample has to decide."""
    plan = inspections.plan(item, (STRICT,), (DOUBLE,))
    charts = Charts(plant)
    control = charts.control(Chart.I_MR, 1, plan_id=plan.plan.id, characteristic="1", name="", lower=None, upper=None)
    _, found = inspections.received(200, item)
    found = inspections.evaluated(found, bad=[("1", 1), ("1", 2), ("1", 3)])
    found = wrongly_tested(inspections, found)
    inspections.record(found, [inspections.value(found, no, "151" if no == 1 else "150") for no in (1, 2, 3)])
    # The one that fails again is investigated once the samples have decided.
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert (found.inspection.status, found.inspection.verdict) == (InspectionStatus.RECORDING, Verdict.PENDING)
    assert [due.samples for due in found.dues] == [list(range(21, 41))]
    assert (found.inspection.results, found.inspection.results_due, found.inspection.to_sample) == (0, 20, 40)
    with pytest.raises(ResultsMissing):
        inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    inspections.record(found, [inspections.value(found, number, "150") for number in range(21, 41)])
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert found.inspection.status is InspectionStatus.OOS_INVESTIGATION
    (sampling,) = found.sampling
    assert (sampling.verdict, sampling.nonconforming) == (Verdict.ACCEPTED, 1)
    points = plant.do(ListSubgroups(control_id=control.id, page=Page(limit=100)))
    assert len([one for one in points if not one.void]) == 37, "of the first test 17 were right; what comes next counts"


@pytest.mark.requirement("AQL-11", "DI-06")
def test_a_unit_that_is_tested_again_counts_once_with_what_else_it_failed(
    inspections: Inspections, item: ItemView
) -> None:
    other = msgspec.structs.replace(LENGTH, code="2")
    inspections.plan(item, (STRICT, other), (fixed(DefectClass.MAJOR, 5, 1),))
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 2), ("2", 2)])
    found = wrongly_tested(inspections, found)
    inspections.record(found, [inspections.value(found, 2, "151")])
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    (sampling,) = found.sampling
    assert (sampling.verdict, sampling.nonconforming) == (Verdict.ACCEPTED, 1)
