"""Charts follow inspections: results make subgroups once, in the same transaction, and a breach stops the next."""

from decimal import Decimal
from typing import NamedTuple

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections, fixed
from tests.factories.spc import Charts
from veralot_server.modules.inspection.domain.entries import ResultRow
from veralot_server.modules.spc import gathering, revising
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
from veralot_shared.ids import ResultId

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


class Counted(NamedTuple):
    """A chart of counts, what is wrong with the second of three pieces, and the point with that piece and without it."""

    chart: Chart
    flaw: dict[str, object]
    whole: tuple[int, Decimal]
    rest: tuple[int, Decimal] = (0, Decimal(2))


COUNTED_CASES = [
    pytest.param(Counted(Chart.P, {"conforming": False}, (1, Decimal(3))), id="p"),
    pytest.param(Counted(Chart.NP, {"conforming": False}, (1, Decimal(3))), id="np"),
    pytest.param(Counted(Chart.C, {"conforming": False, "nonconformities": 5}, (5, Decimal(3))), id="c"),
    pytest.param(Counted(Chart.U, {"conforming": False, "nonconformities": 5}, (5, Decimal(3))), id="u"),
]


@pytest.fixture
def looking(inspections: Inspections, item: ItemView) -> PlanDetail:
    """Return a plan of which every flaw of the surface is investigated."""
    return inspections.plan(item, (LENGTH, msgspec.structs.replace(SURFACE, investigate=True)))


def looked_at(inspections: Inspections, found: InspectionDetail, flaw: dict[str, object]) -> InspectionDetail:
    """Complete an inspection of which the second sample has a flaw."""
    entries = inspections.all_good(found)
    surface = inspections.characteristic(found, SURFACE.code)
    inspections.record(
        found,
        [
            msgspec.structs.replace(one, **flaw) if (one.characteristic_id, one.sample_no) == (surface, 2) else one
            for one in entries
        ],
    )
    return inspections.do(CompleteInspection(inspection_id=found.inspection.id))


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize("case", COUNTED_CASES)
def test_a_count_follows_what_an_investigation_sets_aside(
    charts: Charts, inspections: Inspections, looking: PlanDetail, item: ItemView, case: Counted
) -> None:
    control = following(charts, looking, case.chart, 1, SURFACE.code)
    _, found = inspections.received(100, item)
    found = looked_at(inspections, found, case.flaw)
    (point,) = subgroups(charts, control)
    assert (point.count, point.looked_at) == case.whole
    (open_one,) = found.investigations
    inspections.signed(RecordFinding(investigation_id=open_one.id, finding=LaboratoryFinding.ERROR, text="bad light"))
    (point,) = subgroups(charts, control)
    assert (point.count, point.looked_at, point.void) == (*case.rest, False)
    (change,) = point.changes
    assert (change.kind, change.count, change.looked_at) == (SubgroupChange.SET_ASIDE, *case.whole)
    again = inspections.get(found.inspection.id)
    (due,) = [one for one in again.dues if one.samples]
    inspections.record(again, [inspections.looked(again, sample) for sample in due.samples or ()], complete=True)
    assert [(one.count, one.looked_at) for one in subgroups(charts, control)] == [case.rest], "a retest is no sample"


@pytest.mark.requirement("DI-04")
@pytest.mark.parametrize("case", COUNTED_CASES)
def test_a_count_follows_a_correction(
    charts: Charts, inspections: Inspections, looking: PlanDetail, item: ItemView, case: Counted
) -> None:
    control = following(charts, looking, case.chart, 1, SURFACE.code)
    _, found = inspections.received(100, item)
    found = looked_at(inspections, found, case.flaw)
    (wrong,) = [one for one in inspections.results(found) if one.conforming is False]
    good: dict[str, object] = {"conforming": True, "nonconformities": None, "judgement": "conforming"}
    revising.correct(charts.tx, [corrected(charts, wrong.id, good)])
    (point,) = subgroups(charts, control)
    assert (point.count, point.looked_at) == (0, case.whole[1])
    (change,) = point.changes
    assert (change.kind, change.count, change.reason) == (SubgroupChange.CORRECTED, case.whole[0], "looked again")
    assert wrong.id not in point.result_ids
    (right,) = set(point.result_ids) - {one.id for one in inspections.results(found) if one.replaces_id is None}
    revising.correct(charts.tx, [corrected(charts, right, {"conforming": None, "not_applicable": "broken before"})])
    (point,) = subgroups(charts, control)
    assert (point.count, point.looked_at) == case.rest


def corrected(charts: Charts, result_id: ResultId, values: dict[str, object]) -> ResultId:
    """Write a correction in the place of a result, as it came before the verdict, and return its id."""
    names = ResultRow.__struct_fields__
    said = values | {"replaces_id": result_id, "reason": "looked again"}
    query = f"""
        INSERT INTO inspection_result ({", ".join(names)})
        SELECT {", ".join(f"n.{name}" for name in names)}
        FROM inspection_result x, jsonb_populate_record(x, %s::jsonb) n WHERE x.id = %s RETURNING id
    """  # noqa: S608 - names of our own struct
    row = charts.tx.wire.execute(query.encode(), (msgspec.json.encode(said).decode(), result_id)).fetchone()
    assert row is not None
    return ResultId(row[0])


@pytest.mark.requirement("SPC-03")
def test_a_count_that_waits_for_an_answer_is_not_lost_to_a_retest(
    charts: Charts, inspections: Inspections, looking: PlanDetail, item: ItemView
) -> None:
    control = following(charts, looking, Chart.C, 1, SURFACE.code)
    for place in range(20):
        _, found = inspections.received(100, item)
        inspections.record(
            found,
            [
                msgspec.structs.replace(one, nonconformities=place % 2) if one.conforming is not None else one
                for one in inspections.all_good(found)
            ],
        )
        inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    charts.freeze(control, last=20)
    _, found = inspections.received(100, item)
    looked_at(inspections, found, {"conforming": False, "nonconformities": 50})
    broken = charts.now(control).exception_id
    assert broken is not None
    _, found = inspections.received(100, item)
    found = looked_at(inspections, found, {"conforming": False, "nonconformities": 2})
    assert charts.now(control).subgroups == 21, "it waits"
    (case,) = found.investigations
    inspections.signed(RecordFinding(investigation_id=case.id, finding=LaboratoryFinding.ERROR, text="bad light"))
    charts.answer(broken)
    last = subgroups(charts, control)[-1]
    assert (last.inspection_id, last.count, last.looked_at) == (found.inspection.id, 0, Decimal(2))
