"""Charts follow inspections: results make subgroups once, in the same transaction, and a breach stops the next."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections, fixed
from tests.factories.spc import Charts
from veralot_server.modules.spc import gathering
from veralot_shared.contracts.inspection import (
    CompleteInspection,
    CorrectResult,
    DefectClass,
    InspectionDetail,
    LaboratoryFinding,
    PlanDetail,
    RecordFinding,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.spc import (
    Chart,
    ControlInvalid,
    ControlView,
    ExceptionOpen,
    FollowsInspection,
    LimitsIncalculable,
    ListExceptions,
    ListSubgroups,
    Panel,
    PreviewLimits,
    RuleBroken,
    SubgroupChange,
    SubgroupView,
)

SIZE = 30
WIDE = (fixed(DefectClass.MAJOR, SIZE), fixed(DefectClass.MINOR, 4, 1))


@pytest.fixture
def item(plant: Plant) -> ItemView:
    """Return a component."""
    return plant.component()


@pytest.fixture
def plan(inspections: Inspections, item: ItemView) -> PlanDetail:
    """Return a plan with thirty measured samples."""
    return inspections.plan(item, rules=WIDE)


@pytest.fixture
def strict(inspections: Inspections, item: ItemView) -> PlanDetail:
    """Return a plan of which every length out of specification is investigated."""
    demanding = msgspec.structs.replace(LENGTH, investigate=True)
    return inspections.plan(item, (demanding, SURFACE), rules=WIDE)


def following(
    charts: Charts, plan: PlanDetail, chart: Chart = Chart.XBAR_R, size: int = 3, code: str = "1"
) -> ControlView:
    return charts.control(chart, size, plan_id=plan.plan.id, characteristic=code, name="", lower=None, upper=None)


def subgroups(charts: Charts, control: ControlView) -> list[SubgroupView]:
    return charts.plant.do(ListSubgroups(control_id=control.id))[::-1]


def measure(inspections: Inspections, found: InspectionDetail, first: int, values: list[str]) -> None:
    entries = [inspections.value(found, first + place, value) for place, value in enumerate(values)]
    inspections.record(found, entries)


@pytest.mark.requirement("SPC-01")
def test_name_unit_and_specification_come_from_the_plan(charts: Charts, plan: PlanDetail, item: ItemView) -> None:
    control = following(charts, plan)
    assert (control.name, control.unit, control.lower, control.upper) == ("Length", "mm", LENGTH.lower, LENGTH.upper)
    assert control.item_id == item.id
    with pytest.raises(ControlInvalid, match="no characteristic 9"):
        following(charts, plan, code="9")
    with pytest.raises(ControlInvalid, match="does not fit"):
        following(charts, plan, Chart.P, 1)
    with pytest.raises(FollowsInspection):
        charts.record(control, charts.values(1, 3))


def test_results_make_subgroups_once_and_the_rest_a_smaller_one(
    charts: Charts, inspections: Inspections, plan: PlanDetail, item: ItemView
) -> None:
    control = following(charts, plan, size=4)
    lot, found = inspections.received(100, item)
    for sample in range(1, 11):
        inspections.record(found, [inspections.value(found, sample, f"150.{sample:02d}")])
    made = subgroups(charts, control)
    assert [len(one.values) for one in made] == [4, 4]
    assert (made[0].lot_id, made[0].inspection_id) == (lot.id, found.inspection.id)
    assert made[1].values == [Decimal(f"150.{sample:02d}") for sample in range(5, 9)]
    gathering.follow(charts.tx, control.id, found.inspection.id)
    assert len(subgroups(charts, control)) == 2, "what is in a subgroup makes no other"
    entries = [inspections.value(found, sample, "150.00") for sample in range(11, SIZE + 1)]
    inspections.record(found, [*entries, *(inspections.looked(found, sample) for sample in range(1, 5))])
    inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert [len(one.values) for one in subgroups(charts, control)] == [4] * 7 + [2]


def settled(charts: Charts, inspections: Inspections, plan: PlanDetail, item: ItemView) -> ControlView:
    """Return a characteristic whose limits were frozen from a first lot's inspections."""
    control = following(charts, plan, size=1, chart=Chart.I_MR)
    _, found = inspections.received(100, item)
    measure(inspections, found, 1, [f"150.{place % 7:02d}" for place in range(25)])
    charts.freeze(control)
    return control


@pytest.mark.requirement("SPC-03", "CSA-02")
def test_a_breach_refuses_the_next_result_until_it_is_answered(
    charts: Charts, inspections: Inspections, plan: PlanDetail, item: ItemView
) -> None:
    control = settled(charts, inspections, plan, item)
    _, found = inspections.received(100, item)
    measure(inspections, found, 1, ["150.45", "150.03", "150.04"])
    now = charts.now(control)
    assert now.subgroups == 26, "what was measured in the same breath waits"
    with pytest.raises(ExceptionOpen, match=now.exception_no):
        measure(inspections, found, 4, ["150.03"])
    inspections.record(found, [inspections.looked(found, 1)])
    charts.answer(now.exception_id)
    assert charts.now(control).subgroups == 28 or charts.now(control).exception_id is not None


def test_a_correction_corrects_the_point(
    charts: Charts, inspections: Inspections, plan: PlanDetail, item: ItemView
) -> None:
    control = settled(charts, inspections, plan, item)
    _, found = inspections.received(100, item)
    measure(inspections, found, 1, ["150.45"])
    (wrong,) = inspections.results(found)
    right = inspections.value(found, 1, "150.04")
    inspections.do(CorrectResult(result_id=wrong.id, entry=right, reason="a slip of the finger"))
    last = subgroups(charts, control)[-1]
    assert last.values == [Decimal("150.04")]
    assert last.exception_id is not None, "that there was a breach stays"
    (change,) = last.changes
    assert (change.kind, change.values, change.reason) == (
        SubgroupChange.CORRECTED,
        [Decimal("150.45")],
        "a slip of the finger",
    )
    (signal,) = charts.plant.do(ListExceptions(control_id=control.id))
    assert not signal.stands, "and that it is no longer so is said"
    charts.answer(last.exception_id)
    measure(inspections, found, 2, ["150.03"])


@pytest.mark.requirement("SPC-02", "SPC-03", "DI-06")
def test_what_an_investigation_sets_aside_counts_no_more(
    charts: Charts, inspections: Inspections, strict: PlanDetail, item: ItemView
) -> None:
    control = settled(charts, inspections, strict, item)
    _, found = inspections.received(100, item)
    measure(inspections, found, 1, ["150.03", "155.00"])
    charts.answer(charts.now(control).exception_id)
    measure(inspections, found, 3, ["150.03"])
    beside = charts.now(control).exception_id
    assert beside is not None, "its moving range is out as well"
    charts.answer(beside)
    measure(inspections, found, 4, [f"150.{3 + place % 2:02d}" for place in range(4, SIZE + 1)])
    inspections.record(found, [inspections.looked(found, sample) for sample in range(1, 5)])
    before = charts.chart(control)
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    (case,) = found.investigations
    assert before.aside == []
    error = RecordFinding(investigation_id=case.id, finding=LaboratoryFinding.ERROR, text="gauge not zeroed")
    inspections.signed(error)
    after = charts.chart(control)
    assert [(one.place, one.value) for one in after.aside] == [(26, 155.0)]
    assert (after.numbers, after.changed) == (before.numbers, [26])
    assert after.panels[0].values[26] is None
    assert after.panels[1].values[27] == pytest.approx(0.0), "a moving range passes over what was set aside"
    assert after.panels[0].values[27:] == before.panels[0].values[27:]
    assert [one.place for one in before.breaches if one.place > 25] == [26, 26, 27]
    assert after.breaches == [one for one in before.breaches if one.place < 26]
    kept = subgroups(charts, control)[26]
    (change,) = kept.changes
    assert (kept.void, kept.values, change.kind) == (True, [Decimal(155)], SubgroupChange.SET_ASIDE)
    assert (change.reason, change.after) == ("gauge not zeroed", [])
    assert RuleBroken(panel=Panel.LOCATION, rule=1) in change.before
    signals = charts.plant.do(ListExceptions(control_id=control.id))
    assert [(one.subgroup_no, one.stands) for one in signals] == [(28, False), (27, False)], (
        "the signals stay on record"
    )
    with pytest.raises(LimitsIncalculable):
        charts.freeze(control, first=26, last=45, excluded=[])
    assert charts.plant.do(PreviewLimits(control_id=control.id, first=26, last=46)).subgroups == 20


def test_some_values_of_a_subgroup_are_set_aside_and_the_rest_counts(
    charts: Charts, inspections: Inspections, strict: PlanDetail, item: ItemView
) -> None:
    control = following(charts, strict, size=3)
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 2)])
    first = subgroups(charts, control)[0]
    (case,) = found.investigations
    inspections.signed(RecordFinding(investigation_id=case.id, finding=LaboratoryFinding.ERROR, text="wrong jig"))
    kept = subgroups(charts, control)[0]
    assert (kept.void, kept.values) == (False, [first.values[0], first.values[2]])
    assert kept.changes[0].values == first.values
    gathering.follow(charts.tx, control.id, found.inspection.id)
    assert len(subgroups(charts, control)) == 10, "what was set aside makes no subgroup of its own"


def test_a_complete_inspection_is_one_point_of_a_chart_of_counts(
    charts: Charts, inspections: Inspections, plan: PlanDetail, item: ItemView
) -> None:
    control = following(charts, plan, Chart.P, 1, SURFACE.code)
    _, found = inspections.received(100, item)
    inspections.evaluated(found, bad=[(SURFACE.code, 2)])
    (point,) = subgroups(charts, control)
    assert (point.count, point.looked_at) == (1, Decimal(4))
