"""Several people at the same lots at the same moment, each in a transaction of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.people import person
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import CONFLICTS, Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import (
    ConsumeLine,
    ConsumeLots,
    CorrectLot,
    DrawLot,
    GetLot,
    HoldReason,
    IssueLot,
    LiftHold,
    ListHolds,
    LotNotUsable,
    LotStatus,
    LotView,
    PlaceHold,
    StockShort,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import NodeId
from veralot_shared.messages import Message

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Hall:
    """A plant whose transactions are committed, and the people in it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.inner = Dispatcher(database, settings).inner
        self.pool = ThreadPoolExecutor(4)

    def set_up(self) -> None:
        """Make the plant, two lots and an order's output, and commit."""
        with begin(self.database, self.settings, self.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            self.actor = person(tx, "tester", roles=())
            tx.act(self.actor, "test.Setup")
            plant = Plant(tx)
            self.at = plant.at
            item = plant.component()
            self.lot, self.other = plant.material(100, item=item), plant.material(100, item=item)
            self.output = plant.produced(plant.component(), order_no="WO-1")

    def do(self, message: Message[Any]) -> Any:
        """Carry out a message as the dispatcher does: again from its start when another was faster."""
        while True:
            try:
                with begin(self.database, self.settings, self.inner) as tx:
                    tx.act(self.actor, message.op)
                    return HANDLERS[message.op](message, tx)
            except CONFLICTS:
                continue

    def meanwhile(self, message: Message[Any]) -> "Future[Any]":
        """Carry out a message in another thread."""
        return self.pool.submit(self.do, message)

    def wait_until_it_waits(self) -> None:
        """Wait until some transaction waits for another's lock."""
        pause = Event()
        with self.database.wire() as wire:
            for _ in range(500):
                row = wire.execute(WAITING).fetchone()
                if row and row[0]:
                    return
                pause.wait(0.01)
        pytest.fail("nobody waits")

    def use(self, lot: LotView, quantity: int = 10) -> ConsumeLots:
        line = ConsumeLine(lot_id=lot.id, location_id=self.at["WH"], quantity=Decimal(quantity))
        return ConsumeLots(order_no="WO-1", output_id=self.output.id, lines=[line])

    def hold(self, lot: LotView) -> PlaceHold:
        return PlaceHold(node_ids=[NodeId(lot.id)], reason_code=HoldReason.COMPLAINT, reason="burst")

    def draw(self, lot: LotView, quantity: int) -> DrawLot:
        return DrawLot(lot_id=lot.id, location_id=self.at["WH"], quantity=Decimal(quantity), target_id=self.at["PR"])


@pytest.fixture
def hall(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Hall]:
    """Return a plant in a database of its own."""
    database = Database(new_database("genealogy_concurrency").app, size=6)
    made = Hall(database, settings)
    made.set_up()
    yield made
    made.pool.shutdown()
    database.close()


@pytest.mark.requirement("I-39")
def test_a_hold_and_a_use_at_the_same_moment_cannot_both_pass(hall: Hall) -> None:
    with begin(hall.database, hall.settings, hall.inner) as tx:
        tx.act(hall.actor, "test")
        HANDLERS[PlaceHold.op](hall.hold(hall.lot), tx)
        using = hall.meanwhile(hall.use(hall.lot))
        hall.wait_until_it_waits()
    with pytest.raises(LotNotUsable):
        using.result(timeout=30)
    lot = hall.do(GetLot(id=hall.lot.id))
    assert (lot.status, lot.on_hand) == (LotStatus.HOLD, 100)


def test_a_use_that_came_first_stays_and_the_hold_follows(hall: Hall) -> None:
    with begin(hall.database, hall.settings, hall.inner) as tx:
        tx.act(hall.actor, "test")
        HANDLERS[ConsumeLots.op](hall.use(hall.lot), tx)
        holding = hall.meanwhile(hall.hold(hall.lot))
        hall.wait_until_it_waits()
    holding.result(timeout=30)
    lot = hall.do(GetLot(id=hall.lot.id))
    assert (lot.status, lot.on_hand) == (LotStatus.HOLD, 90)


@pytest.mark.trap("T8")
def test_only_what_is_touched_is_locked(hall: Hall) -> None:
    issue = IssueLot(
        lot_id=hall.other.id,
        location_id=hall.at["WH"],
        target_id=hall.at["PR"],
        quantity=Decimal(5),
        order_no="WO-1",
    )
    with begin(hall.database, hall.settings, hall.inner) as tx:
        tx.act(hall.actor, "test")
        HANDLERS[DrawLot.op](hall.draw(hall.lot, 5), tx)
        assert hall.meanwhile(issue).result(timeout=30).on_hand == 100


def test_two_who_draw_at_once_each_get_a_number_and_a_part_of_their_own(hall: Hall) -> None:
    futures = [hall.meanwhile(hall.draw(hall.lot, 10)) for _ in range(4)]
    children = [future.result(timeout=60) for future in futures]
    assert sorted(child.lot_no for child in children) == [f"{hall.lot.lot_no}-D{n}" for n in range(1, 5)]
    assert hall.do(GetLot(id=hall.lot.id)).on_hand == 60


def test_the_last_pieces_are_taken_once(hall: Hall) -> None:
    futures = [hall.meanwhile(hall.use(hall.lot, 60)) for _ in range(3)]
    outcomes = [future.exception(timeout=60) for future in futures]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StockShort", "StockShort"]
    assert all(outcome is None or isinstance(outcome, StockShort) for outcome in outcomes)
    assert hall.do(GetLot(id=hall.lot.id)).on_hand == 40


def test_crosswise_use_of_the_same_lots_ends(hall: Hall) -> None:
    def both(first: LotView, second: LotView) -> ConsumeLots:
        lines = [*hall.use(first, 1).lines, *hall.use(second, 1).lines]
        return ConsumeLots(order_no="WO-1", output_id=hall.output.id, lines=lines)

    futures = [hall.meanwhile(both(*pair)) for pair in [(hall.lot, hall.other), (hall.other, hall.lot)] * 3]
    for future in futures:
        future.result(timeout=60)
    assert [hall.do(GetLot(id=lot.id)).on_hand for lot in (hall.lot, hall.other)] == [94, 94]


def test_two_who_correct_one_lot_are_not_both_right(hall: Hall) -> None:
    version = hall.do(GetLot(id=hall.lot.id)).version
    commands = [
        CorrectLot(
            lot_id=hall.lot.id,
            version=version,
            supplier_lot_no=f"SZ-{n}",
            manufactured=None,
            expiry=None,
            reason="misread",
        )
        for n in range(2)
    ]
    outcomes = [future.exception(timeout=60) for future in map(hall.meanwhile, commands)]
    assert sorted(type(outcome) is RecordChanged for outcome in outcomes) == [False, True]


def test_two_who_lift_one_hold_lift_it_once(hall: Hall) -> None:
    hall.do(hall.hold(hall.lot))
    (hold,) = hall.do(ListHolds())
    futures = [hall.meanwhile(LiftHold(hold_ids=[hold.id], reason="closed")) for _ in range(2)]
    outcomes = [type(future.exception(timeout=60)).__name__ for future in futures]
    assert sorted(outcomes) == ["HoldLifted", "NoneType"]
    assert hall.do(GetLot(id=hall.lot.id)).status is LotStatus.RELEASED
