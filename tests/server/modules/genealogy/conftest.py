"""What the tests of lots share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest

from tests.factories.genealogy import Plant
from veralot_server.core.database import Wire
from veralot_server.core.transaction import Transaction


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant of this test's own."""
    return Plant(tx)


@pytest.fixture(name="statements")
def counting_statements(
    tx: Transaction, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return what counts: within `with statements() as executed:` the list gets each statement that is sent."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        executed: list[str] = []

        class Counted(psycopg.Cursor[Any]):
            def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
                executed.append(query.decode() if isinstance(query, bytes) else str(query))
                return super().execute(query, *arguments, **options)

        def counted(way: Callable[..., Any]) -> Callable[..., Any]:
            def ask(wire: Wire, statement: bytes, *values: bytes | None) -> Any:
                executed.append(statement.decode())
                return way(wire, statement, *values)

            return ask

        with monkeypatch.context() as patched:
            patched.setattr(tx.wire, "cursor_factory", Counted)
            patched.setattr(Wire, "direct", counted(Wire.direct))
            patched.setattr(Wire, "rows", counted(Wire.rows))
            yield executed

    return counting
