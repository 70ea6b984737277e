"""What the tests of recalls share."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.recall import LotSuspect


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def recalls(plant: Plant) -> Recalls:
    """Return what people do with recalls in that plant."""
    return Recalls(plant)


@pytest.fixture
def made(plant: Plant) -> LotView:
    """Return a lot of ten devices of which six were shipped to the registrant."""
    lot = plant.produced(plant.device(kind=ItemKind.FINISHED), 10)
    plant.on_market(lot)
    plant.shipped(lot, 6, unit_ids=plant.unit_ids(lot)[:6])
    return plant.lot(lot.id)


@pytest.fixture
def suspect(made: LotView) -> LotSuspect:
    """Return that lot as a suspect."""
    return LotSuspect(lot_id=made.id)
