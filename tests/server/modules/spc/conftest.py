"""What the tests of control charts share."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.spc import Charts
from veralot_server.core.transaction import Transaction


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def charts(plant: Plant) -> Charts:
    """Return what people do with control charts in that plant."""
    return Charts(plant)


@pytest.fixture
def inspections(plant: Plant) -> Inspections:
    """Return what people do with inspections in that plant."""
    return Inspections(plant)
