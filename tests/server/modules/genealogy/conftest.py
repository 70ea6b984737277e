"""What the tests of lots share."""

import pytest

from tests.factories.genealogy import Plant
from veralot_server.core.transaction import Transaction


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)
