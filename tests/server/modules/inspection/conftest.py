"""What the tests of inspections share."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import ItemView


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def inspections(plant: Plant) -> Inspections:
    """Return what people do with inspections in that plant."""
    return Inspections(plant)


@pytest.fixture
def item(plant: Plant) -> ItemView:
    """Return a component."""
    return plant.component()
