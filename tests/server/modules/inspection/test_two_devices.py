"""Several people at one inspection at the same moment, each in a transaction of their own: no sample has two results."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.people import person
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Actor, begin
from veralot_server.rpc.dispatch import CONFLICTS, Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.inspection import InspectionDetail, ListResults, RecordResults, ResultEntry, ResultExists
from veralot_shared.messages import Message

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Line:
    """An inspection that is committed, and the people at it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.inner = Dispatcher(database, settings).inner
        self.pool = ThreadPoolExecutor(2)
        self.found: InspectionDetail
        self.actor: Actor

    def set_up(self) -> None:
        """Receive a lot, take its sample, and commit."""
        with begin(self.database, self.settings, self.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            self.actor = person(tx, "tester", roles=())
            tx.act(self.actor, "test.Setup")
            plant = Plant(tx)
            inspections = Inspections(plant)
            item = plant.component()
            inspections.plan(item)
            self.found = inspections.sampled(inspections.received(100, item)[1])
            inspections.record(self.found, [inspections.value(self.found, 1, "150")])
        self.seen = next(one.id for one in self.found.revision.characteristics if one.code == "2")

    def looked(self, sample_no: int, among: int | None = None) -> RecordResults:
        """Return the result of one sample, or of several that were counted together."""
        form: dict[str, Any] = {"conforming": True} if among is None else {"inspected": among, "nonconforming": 0}
        entry = ResultEntry(characteristic_id=self.seen, sample_no=sample_no, **form)
        return RecordResults(inspection_id=self.found.inspection.id, results=[entry])

    def do(self, message: Message[Any]) -> Any:
        """Carry out a message as the dispatcher does: again from its start when another was faster."""
        while True:
            try:
                with begin(self.database, self.settings, self.inner) as tx:
                    tx.act(self.actor, message.op)
                    return HANDLERS[message.op](message, tx)
            except CONFLICTS:
                continue

    def both(self, first: RecordResults, second: RecordResults) -> "Future[Any]":
        """Carry out a message, and another that begins before the first is committed."""
        with begin(self.database, self.settings, self.inner) as tx:
            tx.act(self.actor, first.op)
            HANDLERS[first.op](first, tx)
            later = self.pool.submit(self.do, second)
            self.wait_until_it_waits()
        return later

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


@pytest.fixture
def line(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Line]:
    """Return an inspection in a database of its own."""
    database = Database(new_database("inspection_two_devices").app, size=6)
    made = Line(database, settings)
    made.set_up()
    yield made
    made.pool.shutdown()
    database.close()


@pytest.mark.parametrize(
    ("first", "second"),
    [((2, None), (1, 3)), ((1, 3), (2, None)), ((1, 2), (2, 2)), ((2, 2), (1, 2)), ((2, None), (2, None))],
)
def test_of_two_devices_at_one_sample_the_later_hears_that_it_has_a_result(
    line: Line, first: tuple[int, int | None], second: tuple[int, int | None]
) -> None:
    later = line.both(line.looked(*first), line.looked(*second))
    with pytest.raises(ResultExists):
        later.result(timeout=30)
    results = line.do(ListResults(inspection_id=line.found.inspection.id))
    assert [(one.sample_no, one.inspected) for one in results if one.code == "2"] == [first]


def test_two_devices_at_different_samples_both_record(line: Line) -> None:
    line.both(line.looked(1), line.looked(2, 2)).result(timeout=30)
    results = line.do(ListResults(inspection_id=line.found.inspection.id))
    assert [(one.sample_no, one.inspected) for one in results if one.code == "2"] == [(1, None), (2, 2)]
