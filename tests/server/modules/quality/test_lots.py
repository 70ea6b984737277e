"""The lots of a record: each is held that must be, whenever it is named, and no part of one slips away."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from tests.server.modules.quality.test_deviations import classified, investigated, reported
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.quality import AddLots, LotRole, Severity


def test_a_critical_deviation_holds_the_lots_with_which_it_was_reported(quality: Quality, plant: Plant) -> None:
    lot, later, last = plant.material(5), plant.material(5), plant.material(5)
    detail = classified(quality, reported(plant, lot), Severity.CRITICAL)
    assert plant.lot(lot.id).status is LotStatus.HOLD, "from the moment when that is known"
    investigated(quality, detail, lot, later)
    plant.do(AddLots(case_id=detail.case.id, lot_ids=[last.id], role=LotRole.IMPACTED, reason="Same oven"))
    assert {plant.lot(each.id).status for each in (lot, later, last)} == {LotStatus.HOLD}
    assert [each.holds for each in map(plant.lot, (lot.id, later.id, last.id))] == [1, 1, 1], "each once"


@pytest.mark.requirement("CN-38")
def test_a_lot_that_turns_out_to_be_bad_is_held_though_it_was_named_before(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    detail = quality.ncr(plant.material(5))
    touched = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], role=LotRole.IMPACTED, reason="Beside it"))
    assert (touched.lots[-1].role, plant.lot(lot.id).status) == (LotRole.IMPACTED, LotStatus.RELEASED)
    for role in (LotRole.SUBJECT, LotRole.SUSPECT):
        now = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], role=role, reason="It is bad too"))
        assert now.lots[-1].role is LotRole.SUBJECT, "what weighs more stays"
        assert (plant.lot(lot.id).status, plant.lot(lot.id).holds) == (LotStatus.HOLD, 1)
