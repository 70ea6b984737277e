"""What the tests of qualifications share: a plant, its qualifications and inspections, and people."""

from collections.abc import Callable

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.training import Trainings
from veralot_server.core.transaction import Actor, Transaction


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def trainings(plant: Plant) -> Trainings:
    """Return what people do with qualifications in that plant."""
    return Trainings(plant)


@pytest.fixture
def inspections(plant: Plant) -> Inspections:
    """Return what people do with inspections in that plant."""
    return Inspections(plant)


@pytest.fixture
def inspector(tx: Transaction, act_as: Callable[..., Actor]) -> Actor:
    """Return an inspector, while the former actor goes on acting."""
    before = tx.actor
    found = act_as("inspector", name="ren.hui")
    tx.act(before, "test")
    return found
