"""Units that are inspected one by one: once at each operation, again where they are submitted again, scrapped ones no more."""

from decimal import Decimal

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_shared.contracts.genealogy import LotView, ScrapLot
from veralot_shared.contracts.inspection import CreateInspection, InspectionDetail, InspectionStage, UsageDecision
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import InspectionId

IN_PROCESS = InspectionStage.IN_PROCESS
BAD = (("1", 1),)


@pytest.fixture
def lot(plant: Plant, inspections: Inspections) -> LotView:
    """Return four units of a device that is inspected at two operations."""
    device = plant.device()
    for operation in ("10", "20"):
        inspections.plan(device, stage=IN_PROCESS, operation=operation)
    return plant.produced(device, 4)


def begun(
    inspections: Inspections, lot: LotView, operation: str, resubmits: InspectionId | None = None
) -> InspectionDetail:
    """Begin to inspect every unit that is open to it."""
    command = CreateInspection(lot_id=lot.id, stage=IN_PROCESS, operation=operation, per_unit=True, resubmits=resubmits)
    return inspections.do(command)


def test_units_that_were_inspected_at_one_operation_are_inspected_at_the_next(
    inspections: Inspections, lot: LotView
) -> None:
    for operation in ("10", "20"):
        assert begun(inspections, lot, operation).inspection.quantity == Decimal(4)
    with pytest.raises(ValueNotAllowed):
        begun(inspections, lot, "20")


@pytest.mark.trap("T2")
def test_units_that_were_rejected_are_submitted_again_and_no_others_with_them(
    inspections: Inspections, plant: Plant, lot: LotView
) -> None:
    units = plant.unit_ids(lot)
    first = inspections.begun(lot, IN_PROCESS, operation="10", per_unit=True, unit_ids=units[:2])
    first = inspections.decided(inspections.evaluated(first, bad=BAD), UsageDecision.REJECT)
    again = begun(inspections, lot, "10", first.inspection.id)
    assert (again.inspection.quantity, again.inspection.to_sample) == (Decimal(2), 2)
    with pytest.raises(ValueNotAllowed):
        inspections.begun(
            lot, IN_PROCESS, operation="10", per_unit=True, unit_ids=units[2:], resubmits=first.inspection.id
        )


def test_a_unit_that_was_scrapped_meanwhile_is_not_inspected(
    inspections: Inspections, plant: Plant, lot: LotView
) -> None:
    units = plant.unit_ids(lot)
    inspections.signed(
        ScrapLot(lot_id=lot.id, location_id=plant.at["QC"], quantity=Decimal(1), unit_ids=units[:1], reason="dropped")
    )
    assert begun(inspections, lot, "10").inspection.quantity == Decimal(3)
    with pytest.raises(ValueNotAllowed):
        inspections.begun(lot, IN_PROCESS, operation="20", per_unit=True, unit_ids=units[:1])
