"""What the tests of quality records share."""

from collections.abc import Callable

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_server.core.transaction import Actor, Transaction

Become = Callable[..., Actor]


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def quality(plant: Plant) -> Quality:
    """Return what people do with quality records in that plant."""
    return Quality(plant)
