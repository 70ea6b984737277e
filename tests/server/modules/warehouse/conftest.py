"""A plant whose commands go through the dispatcher, so that the warehouse hears of each."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from tests.factories.genealogy import Plant
from tests.factories.people import person
from tests.plant import Undo
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import LotView, TransferLot
from veralot_shared.contracts.warehouse import (
    ContainerDetail,
    ContainerKind,
    ContainerView,
    ContentLine,
    FillContainer,
    GetContainer,
    ListStock,
    MakeContainers,
    SetNumbering,
    StockCut,
    StockPage,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import ContainerId, PartnerId
from veralot_shared.messages import Message, SignedCommand

R = TypeVar("R")

PREFIX = "9521307"


class Store(Plant):
    """A plant with containers."""

    def do(self, message: Message[R]) -> R:
        """Carry out a message through the dispatcher, signed ones without a signature; of what is refused nothing stays."""
        told = len(self.tx.events)
        self.tx.wire.execute("SAVEPOINT before")
        try:
            return super().do(message) if isinstance(message, SignedCommand) else self.tx.call(message)
        except CodedError:
            self.tx.wire.execute("ROLLBACK TO before")
            del self.tx.events[told:]
            self.tx.heard = min(self.tx.heard, told)
            raise

    def container(
        self, at: str = "WH", kind: ContainerKind = ContainerKind.PALLET, customer: PartnerId | None = None
    ) -> ContainerView:
        """Make a container with a number of its own."""
        command = MakeContainers(
            kind=kind, location_id=self.at[at], container_no=self.number("C-"), customer_id=customer
        )
        return self.do(command)[0]

    def numbered(self) -> None:
        """Set the GS1 company prefix."""
        self.do(SetNumbering(version=0, prefix=PREFIX))

    def fill(self, container: ContainerView, lot: LotView, quantity: int | str, **fields: object) -> ContainerView:
        """Put so much of a lot into a container."""
        return self.do(FillContainer(container_id=container.id, lines=[line(lot, quantity)], **fields))  # type: ignore[arg-type]  # a test names the message's own fields

    def put_in(self, outer: ContainerView, *inner: ContainerView) -> ContainerView:
        """Put containers into another."""
        return self.do(FillContainer(container_id=outer.id, container_ids=[one.id for one in inner]))

    def opened(self, container: ContainerView | ContainerId) -> ContainerDetail:
        """Return a container opened."""
        number = container if isinstance(container, int) else container.id
        return self.do(GetContainer(id=number))

    def inside(self, container: ContainerView) -> dict[str, int]:
        """Return how much of which lot is right in a container."""
        return {row.lot_no: int(row.quantity) for row in self.opened(container).contents}

    def transfer(self, lot: LotView, source: str, target: str, quantity: int | str) -> LotView:
        """Move part of a lot as people do who do not think of containers."""
        command = TransferLot(
            lot_id=lot.id, location_id=self.at[source], target_id=self.at[target], quantity=Decimal(quantity)
        )
        return self.do(command)

    def listed(self, **cut: object) -> StockPage:
        """Return the stock of a cut."""
        return self.do(ListStock(cut=StockCut(**cut)))  # type: ignore[arg-type]  # a test names the cut's own fields


def line(lot: LotView, quantity: int | str) -> ContentLine:
    """Return a line of a lot."""
    return ContentLine(lot_id=lot.id, quantity=Decimal(quantity))


@pytest.fixture
def store(tx: Transaction) -> Store:
    """Return a plant with containers."""
    return Store(tx)


MOMENTS = {
    "genealogy_movement": ("at",),
    "warehouse_handling": ("at",),
    "genealogy_status_change": ("at",),
    "genealogy_hold": ("placed_at", "lifted_at"),
}
"""Where each record keeps when it happened."""


class Chronicle(Store):
    """A plant whose test lets time pass and gets past the application's rights; it works as the tables' owner."""

    def past(self) -> datetime:
        """Put what was done so far an hour back, and return a moment between that and what follows."""
        for table, columns in MOMENTS.items():
            back = ", ".join(f"{column} = {column} - interval '1 hour'" for column in columns)
            self.tx.wire.execute(f"UPDATE {table} SET {back}".encode())  # noqa: S608 - names of our own
        return self.tx.now - timedelta(minutes=30)


@pytest.fixture
def chronicle(urls: Urls, settings: Settings) -> Iterator[Chronicle]:
    """Return a plant in which time passes."""
    database = Database(urls.owner, size=2)
    with suppress(Undo), begin(database, settings, Dispatcher(database, settings).inner) as opened:
        opened.act(Actor.system("test"), "test.Setup")
        opened.act(person(opened, "tester", roles=()), "test.Test")
        yield Chronicle(opened)
        raise Undo
    database.close()
