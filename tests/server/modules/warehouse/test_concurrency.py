"""Filling a container and moving the same goods at the same moment: one of the two looks again."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from tests.factories.people import person
from tests.server.modules.warehouse.conftest import Store, line
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import CONFLICTS, Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import TransferLot
from veralot_shared.contracts.warehouse import FillContainer, LooseShort, ReconcileStock
from veralot_shared.messages import Message


class Hall:
    """A store whose transactions are committed, with a lot of ten and a container."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        with self.opened("test.Setup") as tx:
            store = Store(tx)
            lot, box = store.material(10), store.container()
            self.fill = FillContainer(container_id=box.id, lines=[line(lot, 8)])
            self.move = TransferLot(
                lot_id=lot.id, location_id=store.at["WH"], target_id=store.at["PR"], quantity=Decimal(8)
            )

    def opened(self, op: str) -> "Opening":
        """Open a transaction of somebody with every right."""
        return Opening(self.database, self.settings, op)


class Opening:
    """A transaction that is committed at its end."""

    def __init__(self, database: Database, settings: Settings, op: str) -> None:
        self._begun = begin(database, settings, Dispatcher(database, settings).inner)
        self._op = op

    def __enter__(self) -> Transaction:
        tx = self._begun.__enter__()
        tx.act(Actor.system("test"), "test.Setup")
        tx.act(person(tx, "tester", roles=()), self._op)
        return tx

    def __exit__(self, *failure: object) -> bool | None:
        return self._begun.__exit__(*failure)  # type: ignore[arg-type]  # as the statement hands them over


@pytest.fixture
def hall(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Hall]:
    """Return a store in a database of its own."""
    database = Database(new_database("warehouse_concurrency").app, size=4)
    yield Hall(database, settings)
    database.close()


@pytest.mark.parametrize("first", ["fill", "move"])
def test_what_one_takes_the_other_does_not_take_as_well(hall: Hall, first: str) -> None:
    messages: dict[str, Message[object]] = {"fill": hall.fill, "move": hall.move}
    second = "move" if first == "fill" else "fill"
    with pytest.raises(CONFLICTS):
        late(hall, messages[first], messages[second])
    with hall.opened("test.Again") as tx:
        if second == "fill":
            with pytest.raises(LooseShort):
                tx.call(hall.fill)
        else:
            tx.call(hall.move)
    with hall.opened("test.Look") as tx:
        assert tx.call(ReconcileStock()).differences == []


def late(hall: Hall, first: Message[object], second: Message[object]) -> None:
    """Carry out the second on a snapshot from before the first."""
    with hall.opened(second.op) as slow:
        slow.call(ReconcileStock())
        with hall.opened(first.op) as quick:
            quick.call(first)
        slow.call(second)
