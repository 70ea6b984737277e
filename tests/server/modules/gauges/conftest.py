"""What the tests of gauges share: a plant, what its people do with gauges, and a lot."""

import pytest

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import LotView


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def gauges(plant: Plant) -> Gauges:
    """Return what people do with gauges in that plant."""
    return Gauges(plant)


@pytest.fixture
def lot(plant: Plant) -> LotView:
    """Return a received lot."""
    return plant.received(100)
