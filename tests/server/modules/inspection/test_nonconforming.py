"""What failed in an inspection is reported as a nonconformity, and its lot and what it went into is held at once."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_shared.contracts.inspection import ListFailures
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.quality import LotRole, OpenNcr, Reach, Severity, SourceKind


@pytest.mark.requirement("I-55")
@pytest.mark.trap("T4")
def test_a_failed_characteristic_begins_a_nonconformity_and_holds_its_lot(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    lot, begun = inspections.received(100, item)
    found = inspections.evaluated(begun, [("1", 2)])
    (failure,) = plant.do(ListFailures(inspection_id=found.inspection.id))
    assert (failure.code, failure.nonconforming, failure.inspected) == ("1", 1, 2)
    opened = inspections.do(
        OpenNcr(
            title=failure.name,
            description=failure.requirement,
            source_kind=SourceKind.INSPECTION,
            source_id=failure.inspection_id,
            source_label=failure.inspection_no,
            lot_ids=[failure.lot_id],
            reach=Reach.DESCENDANTS,
            severity=Severity(failure.defect_class.value),
        )
    )
    assert (opened.case.source_id, opened.case.source_label) == (found.inspection.id, found.inspection.number)
    (held,) = opened.lots
    assert (held.lot_id, held.role) == (lot.id, LotRole.SUBJECT)
    assert held.hold_id is not None
