"""What an inspection measures is noted with its gauge, in the same transaction; a bad gauge refuses the results (P11-12)."""

import pytest

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.gauges import GaugeNotUsable, GaugeRule, ListGaugeUses, WithdrawGauge
from veralot_shared.contracts.inspection import InspectionDetail


@pytest.fixture
def inspections(plant: Plant) -> Inspections:
    """Return what people do with inspections in that plant."""
    return Inspections(plant)


@pytest.fixture
def found(plant: Plant, inspections: Inspections) -> InspectionDetail:
    """Return an inspection of a received lot whose sample is taken."""
    item = plant.component()
    inspections.plan(item)
    _, made = inspections.received(20, item)
    return inspections.sampled(made)


@pytest.mark.requirement("P11-12", "I-46")
def test_every_result_is_noted_with_its_gauge(
    gauges: Gauges, inspections: Inspections, found: InspectionDetail
) -> None:
    gauge = gauges.valid()
    entries = [inspections.value(found, number, "10.0", gauge_id=gauge.id) for number in (1, 2)]
    inspections.record(found, entries)
    tell_hearers(gauges.plant.tx)
    uses = gauges.plant.do(ListGaugeUses(gauge_id=gauge.id))
    assert [use.lot_id for use in uses] == [found.inspection.lot_id] * 2
    assert {use.record_kind for use in uses} == {"inspection_result"}
    assert sorted(use.record_id for use in uses) == sorted(one.id for one in inspections.results(found))
    assert uses[0].calibrated_on == gauge.calibrated_on
    assert [one.results for one in gauges.found_out(gauge).lots] == [2]


@pytest.mark.requirement("I-16")
def test_a_gauge_that_must_not_be_used_refuses_the_results(
    gauges: Gauges, inspections: Inspections, found: InspectionDetail
) -> None:
    gauge = gauges.valid()
    gauges.plant.do(WithdrawGauge(id=gauge.id, reason="Dropped"))
    tell_hearers(gauges.plant.tx)
    with pytest.raises(GaugeNotUsable) as refused:
        inspections.record(found, [inspections.value(found, 1, "10.0", gauge_id=gauge.id)])
    assert refused.value.rule is GaugeRule.OUT_OF_SERVICE
