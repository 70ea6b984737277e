"""What the tests of inspections share."""

from collections.abc import Callable

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.readers import Readers
from veralot_server.core.transaction import Actor, Transaction
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


@pytest.fixture
def readers(inspections: Inspections, act_as: Callable[..., Actor]) -> Readers:
    """Return the people who read pages of standards in that plant."""
    return Readers(inspections, act_as)
