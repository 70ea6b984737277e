"""What the tests of labels share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest

from tests.factories.genealogy import Plant
from tests.factories.labels import Press
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import LotView


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture
def press(plant: Plant) -> Press:
    """Return what makes labels in it."""
    return Press(plant)


@pytest.fixture
def lot(plant: Plant) -> LotView:
    """Return a lot of serialised devices that expires."""
    return plant.produced(plant.device(shelf_life_months=24, levels=(1, 10)))


@pytest.fixture(name="statements")
def counting_statements(tx: Transaction) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return what counts: within `with statements() as executed:` the list gets each statement that is sent."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        executed: list[str] = []

        class Counted(psycopg.Cursor[Any]):
            def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
                executed.append(query.decode() if isinstance(query, bytes) else str(query))
                return super().execute(query, *arguments, **options)

        before = tx.wire.cursor_factory
        tx.wire.cursor_factory = Counted
        try:
            yield executed
        finally:
            tx.wire.cursor_factory = before

    return counting
