"""A device's own clock decides nothing: what it captured was entered when the server's clock says that it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.capture import Device
from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.spc import Charts
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.capture import Outcome
from veralot_shared.contracts.gauges import ListGaugeUses
from veralot_shared.contracts.inspection import InspectionDetail, RecordResults, ResultEntry
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.spc import Chart, ListSubgroups

WRONG = (timedelta(days=-400), timedelta(days=400))


@pytest.fixture
def captured(
    tx: Transaction, act_as: Callable[..., Actor]
) -> Callable[[InspectionDetail, ResultEntry, timedelta], Outcome]:
    """Return what captures a result, 25 minutes after the login, on a device whose clock is wrong, and hands it in."""

    def capture(found: InspectionDetail, entry: ResultEntry, ahead: timedelta) -> Outcome:
        before = tx.actor
        act_as("inspector", name="li.wei")
        device = Device(tx)
        device.ahead = ahead
        device.begin()
        form = device.enter(RecordResults(inspection_id=found.inspection.id, results=[entry]))
        (outcome,) = device.send([form]).outcomes
        tx.act(before, tx.op)
        return outcome.outcome

    return capture


@pytest.mark.requirement("OFF-03", "OFF-07")
@pytest.mark.parametrize("ahead", WRONG)
def test_a_result_has_the_time_by_the_servers_clock_beside_the_devices(
    inspections: Inspections,
    tx: Transaction,
    item: ItemView,
    captured: Callable[[InspectionDetail, ResultEntry, timedelta], Outcome],
    ahead: timedelta,
) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    assert captured(found, inspections.value(found, 1, "150"), ahead) is Outcome.RECORDED
    (result,) = inspections.results(found)
    assert (result.entered_at, result.device_time) == (tx.now, tx.now + ahead)
    assert result.clock_offset == int(ahead.total_seconds())


@pytest.mark.requirement("I-46")
@pytest.mark.parametrize("ahead", WRONG)
def test_what_a_bad_gauge_measured_is_found_however_the_devices_clock_was_set(
    inspections: Inspections,
    plant: Plant,
    tx: Transaction,
    item: ItemView,
    captured: Callable[[InspectionDetail, ResultEntry, timedelta], Outcome],
    ahead: timedelta,
) -> None:
    """A clock that is set back must not take a lot out of the assessment of the gauge that measured it."""
    gauges = Gauges(plant)
    gauge = gauges.valid(ago=30)
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    entry = inspections.value(found, 1, "150", gauge_id=gauge.id)
    assert captured(found, entry, ahead) is Outcome.RECORDED
    (use,) = plant.do(ListGaugeUses(gauge_id=gauge.id))
    assert (use.at, use.calibrated_on) == (tx.now, gauge.calibrated_on)
    assert [one.lot_id for one in gauges.found_out(gauge).lots] == [lot.id]


@pytest.mark.requirement("SPC-04")
@pytest.mark.parametrize("ahead", WRONG)
def test_a_point_of_a_chart_was_taken_when_it_was_however_the_devices_clock_was_set(
    inspections: Inspections,
    plant: Plant,
    tx: Transaction,
    item: ItemView,
    captured: Callable[[InspectionDetail, ResultEntry, timedelta], Outcome],
    ahead: timedelta,
) -> None:
    plan = inspections.plan(item)
    charts = Charts(plant)
    control = charts.control(
        Chart.I_MR, 1, plan_id=plan.plan.id, characteristic="1", name="", lower=None, upper=None, interval_minutes=60
    )
    _, found = inspections.received(100, item)
    assert captured(found, inspections.value(found, 1, "150"), ahead) is Outcome.RECORDED
    (point,) = plant.do(ListSubgroups(control_id=control.id))
    assert (point.taken_at, point.missed) == (tx.now, 0)
