"""What the dispatcher remembers is pruned by age: no command is carried out twice, and nobody misses a change unknowing."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import sql

from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_server.rpc import push
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.rpc.pruning import BATCH, LOCK, Pruned, Pruner, prune
from veralot_server.settings import Settings, from_environment
from veralot_shared.contracts.identity import ChangePassword, CreateUser, Login, LoginView, Role
from veralot_shared.errors import CommandAnswerGone, CommandConflict
from veralot_shared.messages import JSON, Message, contract_hash

FIRST, PASSWORD = "First-harbour-41-lantern", "Quiet-harbour-41-lantern"


class Plant:
    """A plant with one administrator who is signed in."""

    def __init__(self, urls: Urls, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(urls.app, size=3)
        self.dispatcher = Dispatcher(self.database, settings)
        with begin(self.database, settings, self.dispatcher.inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            create_first_administrator(tx, "admin", FIRST)
        credentials = Login(user_name="admin", password=FIRST, workstation="PC", contract_hash=contract_hash())
        self.token: str | None = None
        self.token = msgspec.json.decode(self.send(credentials), type=LoginView).token
        self.send(ChangePassword(old=FIRST, new=PASSWORD))

    def send(self, message: Message[Any], command_id: uuid.UUID | None = None) -> bytes:
        return self.dispatcher.handle(
            Incoming(
                op=message.op,
                body=msgspec.json.encode(message),
                content_type=JSON,
                token=self.token,
                command_id=command_id or uuid.uuid4(),
            )
        )

    def age(self, table: str, days: int) -> None:
        """Let everything in a table be so many days older."""
        with self.database.wire() as wire:
            name = sql.Identifier("rpc", table)
            wire.execute(sql.SQL("UPDATE {} SET at = at - make_interval(days => %s)").format(name), (days,))

    def prune(self) -> Pruned:
        with self.database.wire() as wire:
            return prune(wire, self.settings)

    def count(self, query: str) -> int:
        with self.database.wire() as wire:
            row = wire.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def plant(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Plant]:
    urls = new_database("pruning_test")
    made = Plant(urls, msgspec.structs.replace(settings, database_url=urls.app, owner_url=urls.owner))
    yield made
    made.database.close()


def new_user(name: str) -> CreateUser:
    return CreateUser(user_name=name, full_name=name.title(), roles=[Role.OPERATOR], password=FIRST)


def test_a_command_whose_reply_was_pruned_is_refused_and_not_done_twice(plant: Plant) -> None:
    command_id = uuid.uuid4()
    reply = plant.send(new_user("ana"), command_id)
    plant.age("reply", 29)
    plant.prune()
    assert plant.send(new_user("ana"), command_id) == reply, "within its time it is answered as it was"
    plant.age("reply", 2)
    assert plant.prune().replies > 0
    with pytest.raises(CommandAnswerGone) as gone:
        plant.send(new_user("ana"), command_id)
    assert gone.value.at is not None
    with pytest.raises(CommandConflict):
        plant.send(new_user("bo"), command_id)
    assert plant.count("SELECT count(*) FROM identity_user WHERE user_name IN ('ana', 'bo')") == 1


def test_the_ids_stay_and_the_bodies_go(plant: Plant) -> None:
    plant.send(new_user("ana"))
    plant.age("reply", 31)
    before = plant.count("SELECT count(*) FROM rpc.reply")
    plant.prune()
    assert plant.count("SELECT count(*) FROM rpc.reply") == before
    assert plant.count("SELECT count(*) FROM rpc.reply WHERE body IS NOT NULL") == 0
    assert plant.prune().replies == 0


def test_who_was_away_longer_than_events_are_kept_reads_everything_anew(plant: Plant) -> None:
    with plant.database.wire() as wire:
        long_ago = push.current(wire)
    plant.send(new_user("ana"))
    with plant.database.wire() as wire:
        assert not push.since(wire, long_ago).gap
        lately = push.current(wire)
    plant.age("event", 8)
    assert plant.prune().events > 0
    plant.send(new_user("bo"))
    with plant.database.wire() as wire:
        assert push.since(wire, long_ago).gap
        batch = push.since(wire, lately)
    assert not batch.gap, "nothing that it had not heard was pruned"
    assert [row.name for row in batch.events] == ["identity.UsersChanged"]


def test_a_place_of_another_history_of_the_database_is_a_gap(plant: Plant) -> None:
    with plant.database.wire() as wire:
        ahead = ":".join([*(str(int(part) + 10**6) for part in push.current(wire).split(":")[:2]), ""])
        assert push.since(wire, ahead).gap


def test_events_that_are_young_stay(plant: Plant) -> None:
    plant.send(new_user("ana"))
    kept = plant.count("SELECT count(*) FROM rpc.event")
    assert plant.prune() == Pruned(0, 0)
    assert plant.count("SELECT count(*) FROM rpc.event") == kept


def test_it_works_in_small_batches(plant: Plant) -> None:
    with plant.database.wire() as wire:
        wire.execute(
            b"INSERT INTO rpc.event (name, payload) SELECT 'x', '{}' FROM generate_series(1, %s)", (BATCH + 5,)
        )
    plant.age("event", 8)
    assert plant.prune().events == BATCH
    assert plant.prune().events >= 5
    assert plant.count("SELECT count(*) FROM rpc.event") == 0


def test_of_several_processes_one_prunes_and_the_others_go_on(plant: Plant) -> None:
    plant.send(new_user("ana"))
    plant.age("event", 8)
    with psycopg.connect(str(plant.settings.database_url)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        assert plant.prune() == Pruned(0, 0)
    done: list[Pruned] = []
    threads = [threading.Thread(target=lambda: done.append(plant.prune())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plant.prune().events == 0
    assert sum(one.events for one in done) > 0
    assert plant.count("SELECT count(*) FROM rpc.event") == 0


def test_the_thread_prunes_when_it_starts(plant: Plant) -> None:
    plant.send(new_user("ana"))
    plant.age("event", 8)
    pruner = Pruner(str(plant.settings.database_url), plant.settings)
    pruner.start()
    deadline = time.monotonic() + 20
    while plant.count("SELECT count(*) FROM rpc.event") and time.monotonic() < deadline:
        pass
    pruner.stop()
    assert plant.count("SELECT count(*) FROM rpc.event") == 0


def test_how_long_is_a_setting_of_at_least_a_day() -> None:
    found = from_environment({"VERALOT_EVENT_DAYS": "3", "VERALOT_REPLY_DAYS": "400"})
    assert (found.event_days, found.reply_days) == (3, 400)
    with pytest.raises(msgspec.ValidationError):
        from_environment({"VERALOT_REPLY_DAYS": "0"})
