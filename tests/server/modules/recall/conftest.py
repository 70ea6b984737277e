"""What the tests of recalls share."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls
from veralot_server.core.transaction import Transaction


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def recalls(plant: Plant) -> Recalls:
    """Return what people do with recalls in that plant."""
    return Recalls(plant)
