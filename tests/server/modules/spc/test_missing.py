"""A missed sample is found by the server itself, once, by whichever of several processes; it alarms until it is over."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from tests.factories.people import person
from tests.factories.spc import Charts
from veralot_server.core import module
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, Transaction, begin
from veralot_server.modules.spc import missing
from veralot_server.rpc.clockwork import LOCK, Clockwork
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.spc import (
    Chart,
    ControlEvent,
    ControlView,
    ExplainMissed,
    ListMissed,
    MissedEnd,
    MissedExplained,
    MoveControl,
    SamplesMissed,
)
from veralot_shared.contracts.tasks import ListTasks, TasksChanged, TaskView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ControlId


def late(charts: Charts, hours: float = 4, **fields: Any) -> ControlView:
    """Return a characteristic that is sampled every hour, and of which nobody has taken any for so long."""
    control = charts.control(interval_minutes=60, **fields)
    sampled = charts.tx.now - timedelta(hours=hours)
    charts.tx.wire.execute("UPDATE spc_control SET clock_from = %s WHERE id = %s", (sampled, control.id))
    return control


def told(tx: Transaction) -> list[SamplesMissed]:
    return [event for event, _ in tx.events if isinstance(event, SamplesMissed)]


def inbox(plant: Plant) -> list[TaskView]:
    return [task for task in plant.do(ListTasks()) if task.source == "spc.sample"]


def test_the_inbox_names_the_characteristic_in_both_languages(charts: Charts, tx: Transaction, plant: Plant) -> None:
    control = late(charts, name="Bond strength", name_zh="粘接强度")
    missing.find(tx)
    (task,) = [one for one in inbox(plant) if one.id == control.id]
    assert (task.about, task.about_zh) == ("Bond strength", "粘接强度")


@pytest.mark.requirement("SPC-04")
def test_the_server_finds_a_missed_sample_once_and_counts_on(charts: Charts, tx: Transaction, plant: Plant) -> None:
    control = late(charts)
    late(charts, hours=1.05)
    missing.find(tx)
    missing.find(tx)
    first = tx.now - timedelta(hours=3)
    assert told(tx) == [SamplesMissed(control_id=control.id, code=control.code, missed=3, due_at=first)]
    assert TasksChanged in {type(event) for event, _ in tx.events}
    tx.now += timedelta(hours=1)
    missing.find(tx)
    (alarm,) = plant.do(ListMissed(control_id=control.id))
    assert (alarm.missed, alarm.due_at, alarm.ended_at) == (4, first, None)
    assert [one.missed for one in told(tx) if one.control_id == control.id] == [3, 4]
    (task,) = [one for one in inbox(plant) if one.id == control.id]
    assert (task.what, task.late, task.due_at) == ("Take the sample that was missed", True, first)


@pytest.mark.requirement("SPC-04")
def test_the_next_sample_ends_the_alarm_and_says_why(charts: Charts, tx: Transaction, plant: Plant) -> None:
    control = late(charts)
    missing.find(tx)
    charts.record(control, charts.values(1, 5), late_reason="power cut")
    (alarm,) = plant.do(ListMissed(control_id=control.id))
    assert (alarm.ending, alarm.subgroup_no, alarm.reason) == (MissedEnd.TAKEN, 1, "power cut")
    assert not inbox(plant)
    missing.find(tx)
    assert len(told(tx)) == 1, "nothing is missed any more"
    with pytest.raises(MissedExplained):
        charts.do(ExplainMissed(missed_id=alarm.id, reason="again"))


@pytest.mark.requirement("SPC-04")
def test_a_line_that_is_paused_ends_the_alarm(charts: Charts, tx: Transaction, plant: Plant) -> None:
    control = late(charts)
    missing.find(tx)
    charts.do(MoveControl(control_id=control.id, event=ControlEvent.PAUSE, reason="weekend"))
    tx.now += timedelta(hours=9)
    missing.find(tx)
    (alarm,) = plant.do(ListMissed(control_id=control.id))
    assert (alarm.ending, alarm.missed, alarm.reason) == (MissedEnd.MOVED, 3, "weekend")


@pytest.mark.requirement("SPC-04")
def test_who_took_the_sample_without_a_word_explains_later(charts: Charts, tx: Transaction, plant: Plant) -> None:
    control = late(charts)
    missing.find(tx)
    (open_one,) = plant.do(ListMissed(control_id=control.id))
    with pytest.raises(MissedExplained):
        charts.do(ExplainMissed(missed_id=open_one.id, reason="too early"))
    missing.end(tx, control.id, MissedEnd.TAKEN)
    (task,) = inbox(plant)
    assert task.what == "Say why samples were missed"
    with pytest.raises(ReasonMissing):
        charts.do(ExplainMissed(missed_id=open_one.id, reason=" "))
    done = charts.do(ExplainMissed(missed_id=open_one.id, reason="The press was down"))
    assert (done.reason, done.explained_by) == ("The press was down", tx.actor.full_name)
    assert not inbox(plant)


@pytest.mark.trap("T11")
def test_another_customers_alarms_are_not_there(charts: Charts, plant: Plant, act_as: Callable[..., Any]) -> None:
    control = late(charts, item_id=plant.device().id)
    missing.find(plant.tx)
    (alarm,) = plant.do(ListMissed(control_id=control.id))
    assert [customer for event, customer in plant.tx.events if isinstance(event, SamplesMissed)] == [plant.registrant]
    act_as("registrant", name="other", customer_id=plant.other)
    with pytest.raises(RecordNotFound):
        plant.do(ListMissed(control_id=control.id))
    with pytest.raises(RecordNotFound):
        missing.view(plant.tx, alarm.id)


class Running(NamedTuple):
    """A plant with a characteristic that is late, and two server processes' clockworks."""

    database: Database
    clocks: list[Clockwork]
    control_id: ControlId

    def count(self, query: bytes) -> int:
        with self.database.wire() as wire:
            row = wire.execute(query).fetchone()
        return int(row[0]) if row else 0


@pytest.fixture
def running(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Running]:
    urls = new_database("clockwork_test")
    own = msgspec.structs.replace(settings, database_url=urls.app, owner_url=urls.owner)
    opened = [Database(urls.app, size=3) for _ in range(2)]
    dispatchers = [Dispatcher(database, own) for database in opened]
    with begin(opened[0], own, dispatchers[0].inner) as tx:
        tx.act(Actor.system("test"), "test.Setup")
        tx.act(person(tx, "tester", roles=()), "test.Test")
        control = late(Charts(Plant(tx)))
    yield Running(opened[0], [Clockwork(one) for one in dispatchers], control.id)
    for database in opened:
        database.close()


ALARMS = b"SELECT count(*) FROM spc_missed"
TOLD = b"SELECT count(*) FROM rpc.event WHERE name = 'spc.SamplesMissed'"
BY_ITSELF = b"""
SELECT count(*) FROM audit.entry WHERE table_name = 'spc_missed' AND message = 'spc.samples' AND user_id = 0
"""


@pytest.mark.requirement("SPC-04")
def test_of_two_processes_one_finds_it_and_tells_it_once(running: Running) -> None:
    threads = [threading.Thread(target=clock.turn) for clock in running.clocks * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [running.count(query) for query in (ALARMS, TOLD, BY_ITSELF)] == [1, 1, 1]


def test_who_has_the_lock_is_left_alone_and_one_failure_stops_nobody(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running.database.wire() as other:
        other.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        running.clocks[1].turn()
        assert running.count(ALARMS) == 0
        other.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))

    def refuse(_tx: Transaction) -> None:
        raise RecordNotFound(kind="lot", key="1")

    monkeypatch.setitem(module.CLOCKWORK, "a.first", refuse)
    running.clocks[1].turn()
    assert running.count(ALARMS) == 1


@pytest.mark.requirement("SPC-04")
def test_a_sample_that_is_handed_in_late_was_not_taken_since(
    charts: Charts, inspections: Inspections, plant: Plant
) -> None:
    """It lies before the newest point: it neither ends the alarm about what came after, nor is waited for since then."""
    item = plant.component()
    plan = inspections.plan(item)
    following = {"plan_id": plan.plan.id, "characteristic": "1", "name": "", "lower": None, "upper": None}
    control = charts.control(Chart.I_MR, 1, interval_minutes=60, **following)
    _, found = inspections.received(100, item)
    hours = [charts.tx.now - timedelta(hours=count) for count in (3, 5)]
    newer, older = (
        inspections.value(found, place, "150", performed_at=at, late_reason="was offline")
        for place, at in enumerate(hours, start=1)
    )
    charts.tx.wire.execute("UPDATE spc_control SET clock_from = %s WHERE id = %s", (hours[1], control.id))
    inspections.record(found, [newer])
    missing.find(charts.tx)
    inspections.record(found, [older])
    missing.find(charts.tx)
    (alarm,) = charts.plant.do(ListMissed(control_id=control.id))
    assert (alarm.since, alarm.missed, alarm.ended_at) == (hours[0], 2, None)
    assert charts.now(control).last_at == hours[0]
