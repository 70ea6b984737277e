"""What an inspection measures is noted with its gauge, in the same transaction; a bad gauge refuses the results (P11-12)."""

import msgspec
import pytest

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.gauges import GaugeNotUsable, GaugeRule, ListGaugeUses, WithdrawGauge
from veralot_shared.contracts.inspection import CorrectResult, InspectionDetail, ResultInvalid


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


@pytest.mark.requirement("I-46", "I-54", "P11-12")
def test_what_is_to_be_measured_with_a_gauge_says_with_which(
    gauges: Gauges, plant: Plant, inspections: Inspections
) -> None:
    """Whatever program sends it: a result without its gauge would be in no list of what a bad one measured."""
    item = plant.component()
    inspections.plan(item, (msgspec.structs.replace(LENGTH, gauge_type="caliper"), SURFACE))
    found = inspections.sampled(inspections.received(20, item)[1])
    with pytest.raises(ResultInvalid) as refused:
        inspections.record(found, [inspections.value(found, 1, "150.0"), inspections.looked(found, 1)])
    assert refused.value.places == [0]
    gauge = gauges.valid()
    absent = msgspec.structs.replace(inspections.value(found, 2, "150.0"), value=None, not_applicable="broken off")
    entries = [inspections.value(found, 1, "150.0", gauge_id=gauge.id), absent, inspections.looked(found, 1)]
    inspections.record(found, entries)
    (length, *_) = inspections.results(found)
    assert length.gauge_id == gauge.id
    wrong = CorrectResult(result_id=length.id, entry=inspections.value(found, 1, "150.1"), reason="digits swapped")
    with pytest.raises(ResultInvalid):
        inspections.do(wrong)


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
