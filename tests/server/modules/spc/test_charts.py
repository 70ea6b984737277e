"""Limits are computed and frozen, breaches force an answer, missed samples show, indices say why they are missing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from scripts.translations.contracts import structs_of
from tests.factories.genealogy import Plant
from tests.factories.spc import Charts
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    CheckResult,
    EvidenceState,
    EvidenceView,
    GetDossier,
    GetReadiness,
    LotEvent,
    NotReady,
    ReasonMissing,
    ReleaseLot,
    SampleLot,
    TraceEvidence,
)
from veralot_shared.contracts.spc import (
    AnswerException,
    Cause,
    ChangeControl,
    Chart,
    ControlEvent,
    ControlInvalid,
    ControlStatus,
    ExceptionAnswered,
    ExceptionOpen,
    ExceptionOpened,
    ExceptionStatus,
    GetCapability,
    GetChart,
    GetSubgroup,
    Incalculable,
    LimitsIncalculable,
    ListControls,
    ListExceptions,
    ListSubgroups,
    MoveControl,
    Panel,
    PreviewLimits,
    ReadingsInvalid,
    RecordSubgroups,
    RuleBroken,
    SampleMissed,
    SubgroupEntry,
)
from veralot_shared.errors import RecordChanged, RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import NodeId
from veralot_shared.messages import Command, messages

FAR = [Decimal(30)] * 5


@pytest.mark.requirement("SPC-01")
def test_no_message_takes_control_limits() -> None:
    """Centre, spread and limits are computed; what a person can type of limits is the specification alone."""
    typed = {
        "centre",
        "spread",
        "sigma",
        "ucl",
        "lcl",
        "upper_limit",
        "lower_limit",
        "limits",
        "location",
        "dispersion",
    }
    for op, cls in messages().items():
        if op.startswith("spc.") and issubclass(cls, Command):
            fields = {name for struct in structs_of(cls) for name in struct.__struct_fields__}
            assert not fields & typed, op
    refused = {"control_id": 1, "first": 1, "last": 25, "reason": "x", "upper": 12}
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert(refused, messages()["spc.FreezeLimits"])


@pytest.mark.requirement("SPC-01")
def test_limits_are_computed_from_chosen_subgroups_and_frozen(charts: Charts) -> None:
    control = charts.control()
    charts.record(control, [*charts.values(24, 5), FAR])
    trial = charts.chart(control)
    assert trial.trial
    assert [one.place for one in trial.breaches if 1 in one.rules]
    with_it = charts.plant.do(PreviewLimits(control_id=control.id, first=1, last=25))
    assert 25 in with_it.broken
    phase = charts.freeze(control, excluded=[25])
    assert phase.excluded == [25]
    assert phase.subgroups == 24
    assert phase.centre == pytest.approx(10, abs=0.5)
    assert phase.spread == pytest.approx(1, abs=0.25)
    chart = charts.chart(control)
    assert not chart.trial
    (step,) = chart.panels[0].steps
    assert step.upper == pytest.approx(phase.centre + 3 * phase.spread / 5**0.5)
    assert step.lower == pytest.approx(phase.centre - 3 * phase.spread / 5**0.5)
    charts.record(control, charts.values(3, 5, mean=10.1))
    assert charts.chart(control).panels[0].steps == [step], "new points do not move frozen limits"


@pytest.mark.requirement("SPC-01")
def test_limits_need_enough_subgroups_that_vary(charts: Charts) -> None:
    control = charts.control()
    charts.record(control, charts.values(19, 5))
    with pytest.raises(LimitsIncalculable, match="20"):
        charts.freeze(control, last=19)
    with pytest.raises(LimitsIncalculable, match="first and the last"):
        charts.freeze(control, last=25)
    flat = charts.control()
    charts.record(flat, [[Decimal(5)] * 5] * 25)
    with pytest.raises(LimitsIncalculable, match="varies"):
        charts.freeze(flat)


def test_a_new_phase_begins_after_the_former(charts: Charts) -> None:
    control = charts.settled()
    charts.record(control, charts.values(25, 5, mean=10.2))
    with pytest.raises(ValueNotAllowed):
        charts.freeze(control, first=1, last=50)
    second = charts.freeze(control, first=26, last=50)
    chart = charts.chart(control)
    assert [phase.number for phase in chart.phases] == [1, 2]
    assert [step.first for step in chart.panels[0].steps] == [0, 25]
    assert chart.panels[0].steps[1].centre == second.centre


@pytest.mark.requirement("SPC-03", "CSA-02")
def test_a_breach_forces_a_cause_before_the_next_subgroup(charts: Charts, tx: Transaction) -> None:
    control = charts.settled()
    good = charts.values(1, 5)
    done = charts.record(control, [FAR, *good])
    assert done.left == 1
    assert done.exception is not None
    assert done.exception.rules[0] == RuleBroken(panel=Panel.LOCATION, rule=1)
    assert any(isinstance(event, ExceptionOpened) for event, _ in tx.events)
    with pytest.raises(ExceptionOpen) as refused:
        charts.record(control, good)
    assert refused.value.number == done.exception.number
    assert charts.now(control).subgroups == 26
    for cause_text, action in (("", "replaced"), ("heater", " ")):
        with pytest.raises(ReasonMissing):
            charts.do(
                AnswerException(
                    exception_id=done.exception.id, cause=Cause.MACHINE, cause_text=cause_text, action=action
                )
            )
    answered = charts.answer(done.exception.id)
    assert answered.status is ExceptionStatus.ANSWERED
    assert charts.record(control, good).exception is None
    with pytest.raises(ExceptionAnswered):
        charts.answer(done.exception.id)


@pytest.mark.requirement("SPC-02")
def test_rules_are_switched_on_and_off(charts: Charts) -> None:
    control = charts.settled(rules=[1, 2])
    groups = [[Decimal("10.4")] * 4 + [Decimal("10.8")]] * 9
    alone = charts.do(ChangeControl(control_id=control.id, version=control.version, rules=[1]))
    assert charts.record(control, groups).exception is None
    with pytest.raises(RecordChanged):
        charts.do(ChangeControl(control_id=control.id, version=control.version, rules=[1, 3]))
    charts.do(ChangeControl(control_id=control.id, version=alone.version, rules=[2]))
    done = charts.record(control, groups)
    assert done.exception is not None
    assert [one.rule for one in done.exception.rules] == [2]
    assert done.left == 8


def test_only_rules_that_mean_something_can_be_switched_on(charts: Charts) -> None:
    with pytest.raises(ControlInvalid, match="Rule 5"):
        charts.control(Chart.P, 1, rules=[1, 5])
    with pytest.raises(ControlInvalid, match="Rule 2"):
        charts.control(Chart.CUSUM, 1, rules=[1, 2])
    with pytest.raises(ControlInvalid, match="2 to 25"):
        charts.control(Chart.XBAR_R, 1)


@pytest.mark.requirement("SPC-04")
def test_a_missed_timed_sample_alarms_and_stays_on_the_record(charts: Charts, tx: Transaction) -> None:
    control = charts.control(interval_minutes=60)
    sampled = tx.now - timedelta(hours=4)
    tx.wire.execute("UPDATE spc_control SET clock_from = %s WHERE id = %s", (sampled, control.id))
    now = charts.now(control)
    assert (now.missed, now.due_at) == (3, sampled + timedelta(hours=1))
    with pytest.raises(SampleMissed) as refused:
        charts.record(control, charts.values(1, 5))
    assert (refused.value.missed, refused.value.field) == (3, "subgroups[0].late_reason")
    done = charts.record(control, charts.values(1, 5), late_reason="power cut")
    kept = charts.plant.do(GetSubgroup(id=done.subgroup_ids[0]))
    assert (kept.missed, kept.late_reason) == (3, "power cut")
    assert (done.control.missed, done.control.late_samples) == (0, 3)
    assert charts.chart(control).missed == [3]


@pytest.mark.requirement("SPC-04")
def test_nothing_is_due_while_the_line_stands_still(charts: Charts, tx: Transaction) -> None:
    control = charts.control(interval_minutes=10)
    past = tx.now - timedelta(days=2)
    tx.wire.execute("UPDATE spc_control SET clock_from = %s WHERE id = %s", (past, control.id))
    paused = charts.do(MoveControl(control_id=control.id, event=ControlEvent.PAUSE, reason="weekend"))
    assert (paused.missed, paused.due_at, paused.status) == (0, None, ControlStatus.PAUSED)
    resumed = charts.do(MoveControl(control_id=control.id, event=ControlEvent.RESUME, reason="Monday"))
    assert (resumed.missed, resumed.due_at) == (0, tx.now + timedelta(minutes=10))
    charts.do(MoveControl(control_id=control.id, event=ControlEvent.END, reason="process validated"))
    with pytest.raises(TransitionIllegal):
        charts.record(control, charts.values(1, 5))


@pytest.mark.requirement("SPC-05")
def test_indices_come_with_intervals_or_with_the_reason(charts: Charts) -> None:
    def why(control: Any) -> set[Incalculable | None]:
        return {one.why_not for one in charts.plant.do(GetCapability(control_id=control.id)).indices}

    control = charts.settled()
    found = charts.plant.do(GetCapability(control_id=control.id))
    for one in found.indices:
        assert one.value is not None
        assert one.lower is not None
        assert one.upper is not None
        assert one.lower < one.value < one.upper
    assert found.values == 125
    assert sum(found.heights) == 125
    assert len(found.edges) == len(found.heights) + 1
    few = charts.control()
    charts.record(few, charts.values(4, 5))
    assert why(few) == {Incalculable.FEW}
    broken = charts.record(control, [FAR]).exception
    assert why(control) == {Incalculable.UNSTABLE}
    assert broken is not None
    charts.answer(broken.id)
    again = charts.plant.do(GetCapability(control_id=control.id))
    assert (again.left_out, again.values) == (1, 125), "its cause is found and removed"
    assert [one.value for one in again.indices] == [one.value for one in found.indices]
    free = charts.control(lower=None, upper=None)
    charts.record(free, charts.values(25, 5))
    assert why(free) == {Incalculable.NO_LIMITS}
    counted = charts.control(Chart.C, 1, lower=None, upper=None)
    assert why(counted) == {Incalculable.COUNTED}
    one_sided = charts.control(upper=None)
    charts.record(one_sided, charts.values(25, 5))
    assert why(one_sided) == {None, Incalculable.ONE_LIMIT}


def test_values_that_are_not_normal_have_no_index(charts: Charts) -> None:
    control = charts.control(Chart.I_MR, 1, rules=[])
    charts.record(control, [[Decimal(f"{charts.dice.expovariate(1):.2f}")] for _ in range(80)])
    found = charts.plant.do(GetCapability(control_id=control.id))
    assert {one.why_not for one in found.indices} == {Incalculable.NOT_NORMAL}
    assert found.normality is not None
    assert found.normality < 0.05


@pytest.mark.parametrize("chart", [Chart.P, Chart.NP, Chart.C, Chart.U])
def test_counts_are_charted(charts: Charts, chart: Chart) -> None:
    control = charts.control(chart, 1, lower=None, upper=None)
    entries = [
        SubgroupEntry(count=charts.dice.randint(1, 5), looked_at=Decimal(50 if number % 2 else 100))
        for number in range(25)
    ]
    charts.do(RecordSubgroups(control_id=control.id, subgroups=entries))
    charts.freeze(control)
    done = charts.do(
        RecordSubgroups(control_id=control.id, subgroups=[SubgroupEntry(count=40, looked_at=Decimal(100))])
    )
    assert done.exception is not None
    shown = charts.chart(control)
    assert [one.panel for one in shown.panels] == [Panel.LOCATION]
    assert len(shown.panels[0].values) == 26


@pytest.mark.parametrize("chart", [Chart.EWMA, Chart.CUSUM])
def test_charts_that_remember_find_a_small_shift_and_begin_anew(charts: Charts, chart: Chart) -> None:
    control = charts.settled(chart=chart, size=1, precision=2)
    done = charts.record(control, charts.values(40, 1, mean=12))
    assert done.exception is not None
    assert 1 < len(done.subgroup_ids) < 15
    charts.answer(done.exception.id)
    again = charts.record(control, charts.values(1, 1, mean=10))
    assert again.exception is None, "its memory began anew"
    last = charts.chart(control, last=3)
    assert [one.place for one in last.breaches] == [1]


def test_the_end_of_a_chart_says_the_same_as_the_whole(charts: Charts) -> None:
    control = charts.settled(rules=list(range(1, 9)), chart=Chart.I_MR, size=1)
    whole, end = charts.chart(control), charts.chart(control, last=6)
    assert end.panels[0].values == whole.panels[0].values[-6:]
    assert end.panels[1].values == whole.panels[1].values[-6:]
    assert [one.place for one in end.breaches] == [one.place - 19 for one in whole.breaches if one.place >= 19]
    assert end.numbers == whole.numbers[-6:]


def test_everything_wrong_with_readings_is_said_at_once(charts: Charts, tx: Transaction) -> None:
    control = charts.control(precision=1)
    wrong = [
        SubgroupEntry(values=[Decimal(1)] * 4),
        SubgroupEntry(values=[Decimal("1.25")] * 5),
        SubgroupEntry(count=1, looked_at=Decimal(2)),
        SubgroupEntry(values=[Decimal(1)] * 5, taken_at=tx.now + timedelta(minutes=1)),
    ]
    with pytest.raises(ReadingsInvalid) as refused:
        charts.do(RecordSubgroups(control_id=control.id, subgroups=wrong))
    assert sorted(set(refused.value.places)) == [0, 1, 2, 3]
    assert charts.now(control).subgroups == 0
    with pytest.raises(ReadingsInvalid):
        charts.do(RecordSubgroups(control_id=control.id, subgroups=[]))


@pytest.mark.requirement("SPC-03", "CSA-02")
def test_an_open_exception_of_a_lot_stops_its_release(charts: Charts, plant: Plant) -> None:
    control = charts.settled()
    lot = plant.received(100)
    plant.do(SampleLot(lot_id=lot.id))
    done = charts.record(control, [FAR], lot_id=lot.id)
    assert done.exception is not None
    ready = {check.id: check for check in plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))}
    assert ready["spc.exceptions"].result is CheckResult.FAILED
    with pytest.raises(NotReady, match=done.exception.number):
        plant.do(ReleaseLot(lot_id=lot.id))
    charts.answer(done.exception.id)
    plant.do(ReleaseLot(lot_id=lot.id))
    sections = {one.id: one for one in plant.do(GetDossier(lot_id=lot.id)).sections}
    (row,) = sections["spc.charts"].rows
    assert row[0] == [control.id, control.code]
    assert row[3:6] == [1, 0, 1]
    (breach,) = sections["spc.exceptions"].rows
    assert breach[0] == [done.exception.id, done.exception.number]
    assert breach[4] == Cause.MACHINE


def test_the_picture_hangs_charts_and_breaches_on_their_lots(charts: Charts, plant: Plant) -> None:
    quiet, loud = plant.received(100), plant.received(100)
    control = charts.settled()
    charts.record(control, charts.values(1, 5), lot_id=quiet.id)
    done = charts.record(control, [FAR], lot_id=loud.id)
    assert done.exception is not None

    def hung() -> dict[int, EvidenceView]:
        pieces = plant.do(TraceEvidence(node_ids=[NodeId(quiet.id), NodeId(loud.id)]))
        return {int(one.node_id): one for one in pieces if one.kind == "spc.chart"}

    found = hung()
    assert (found[quiet.id].state, found[quiet.id].link_kind) == (EvidenceState.RECORD, "control_chart")
    assert (found[loud.id].state, found[loud.id].link_id) == (EvidenceState.BAD, done.exception.id)
    charts.answer(done.exception.id)
    answered = hung()[loud.id]
    assert (answered.state, answered.text, answered.text_kind) == (EvidenceState.RECORD, Cause.MACHINE, "code:Cause")
    assert "heater" in answered.note


@pytest.mark.trap("T11")
def test_another_customers_charts_are_not_there(charts: Charts, plant: Plant, act_as: Callable[..., Any]) -> None:
    device = plant.device()
    control = charts.settled(item_id=device.id)
    done = charts.record(control, [FAR])
    assert done.exception is not None
    act_as("registrant", customer_id=plant.registrant)
    assert [one.id for one in plant.do(ListControls())] == [control.id]
    assert plant.do(ListExceptions())
    act_as("registrant", name="other", customer_id=plant.other)
    assert not plant.do(ListControls())
    assert not plant.do(ListExceptions())
    for message in (
        GetChart(control_id=control.id),
        GetCapability(control_id=control.id),
        ListSubgroups(control_id=control.id),
        GetSubgroup(id=done.subgroup_ids[0]),
        PreviewLimits(control_id=control.id, first=1, last=25),
    ):
        with pytest.raises(RecordNotFound):
            plant.do(message)


@pytest.mark.parametrize("chart", list(Chart))
def test_a_chart_that_nothing_was_recorded_on_opens(charts: Charts, chart: Chart) -> None:
    control = charts.control(chart, 4 if chart in {Chart.XBAR_R, Chart.XBAR_S} else 1)
    found = charts.do(GetChart(control_id=control.id))
    assert (found.total, found.numbers, found.breaches) == (0, [], [])
    assert [panel.values for panel in found.panels] in ([[]], [[], []])
    assert charts.do(GetCapability(control_id=control.id)).values == 0
