"""Whoever listens is woken after a commit, once for many, and hears of what nobody woke them for all the same."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import psycopg
import pytest

from tests.server.rpc.conftest import Caller
from veralot_server.core.database import Database
from veralot_server.core.workers import Worker
from veralot_server.rpc import herald, push
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.rpc.herald import CHANNEL, Herald
from veralot_server.rpc.push import Hub
from veralot_server.rpc.sessions import Known
from veralot_server.settings import Settings
from veralot_shared.contracts.items import CreatePartner, ListPartners, PartnerKind, PartnersChanged
from veralot_shared.errors import RecordExists
from veralot_shared.messages import MSGPACK, Message

TOLD = f"INSERT INTO rpc.event (name, payload) VALUES ('{PartnersChanged.name}', '{{}}')"  # noqa: S608 - constants


class Heard(Known):
    """Knows nobody, and says when an event is heard."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.one = 0, threading.Event()

    def hear(self, event: str) -> None:
        if event == PartnersChanged.name:
            self.count += 1
            self.one.set()


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        worker.stop()
        assert not worker.works


@pytest.fixture(scope="module")
def token(person: Callable[..., Caller]) -> str:
    return person("buyer").headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def url(plant: Settings) -> str:
    assert plant.database_url is not None
    return plant.database_url


@pytest.fixture
def listener(url: str) -> Iterator[psycopg.Connection]:
    """Somebody who listens."""
    with psycopg.connect(url, autocommit=True) as wire:
        wire.execute(f"LISTEN {CHANNEL}")
        yield wire


def send(dispatcher: Dispatcher, message: Message[object], token: str) -> None:
    body = msgspec.msgpack.encode(message)
    dispatcher.handle(Incoming(op=message.op, body=body, content_type=MSGPACK, token=token, command_id=uuid.uuid4()))


def test_a_command_tells_after_its_commit_and_only_then(
    plant: Settings, url: str, token: str, listener: psycopg.Connection
) -> None:
    """A served process's transactions do not notify: they would end one after the other."""
    code = uuid.uuid4().hex
    message = CreatePartner(code=code, kind=PartnerKind.SUPPLIER, name="Told")
    seen: list[object] = []

    def tell() -> None:
        with psycopg.connect(url) as other:
            seen.append(other.execute("SELECT count(*) FROM items_partner WHERE code = %s", (code,)).fetchone())

    database = Database(url, size=1)
    dispatcher = Dispatcher(database, plant, tell)
    send(dispatcher, message, token)
    assert seen == [(1,)], "whoever is woken finds what was written"
    with pytest.raises(RecordExists):
        send(dispatcher, message, token)
    send(dispatcher, ListPartners(), token)
    assert len(seen) == 1, "what was refused, and what was only asked, wakes nobody"
    database.close()
    pid = {note.pid for note in listener.notifies(timeout=0.1)}
    assert not pid & set(backends(listener, "veralot")), "no transaction of a command notified"


def backends(wire: psycopg.Connection, name: str) -> list[int]:
    return [row[0] for row in wire.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", (name,))]


def test_many_words_wake_once(url: str, listener: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(herald, "PAUSE_SECONDS", 0.5)
    one = Herald(url)
    with working(one):
        for _ in range(1000):
            one.tell()
        first = [note.pid for note in listener.notifies(timeout=5, stop_after=1)]
        assert first, "a word wakes"
        mine = backends(listener, "veralot herald")
        woken = [note.pid for note in listener.notifies(timeout=1.2)]
    assert sum(pid in mine for pid in first + woken) <= 2 * len(mine)


def test_a_herald_whose_connection_is_lost_takes_up_its_word_again(
    url: str, plant: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(herald, "AGAIN_SECONDS", 0.01)
    heard = Heard()
    hub, one = Hub(url, heard), Herald(url)
    # Of a herald that is never woken again the hub would hear late, and by itself.
    monkeypatch.setattr(push, "AT_LEAST_EVERY_SECONDS", 60)
    with working(one), psycopg.connect(url, autocommit=True) as wire, working(hub):
        assert hub.ready.wait(10)
        while not backends(wire, "veralot herald"):
            pass
        ended = wire.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'veralot herald'"
        ).fetchall()
        assert ended
        with psycopg.connect(plant.owner_url or "", autocommit=True) as owner:
            owner.execute(TOLD)
        one.tell()
        assert heard.one.wait(20)
        assert one.works
        # Let the hub end without its minute.
        wire.execute(herald.NOTIFY)


@pytest.mark.requirement("P11-05")
def test_what_nobody_wakes_for_is_heard_all_the_same(
    url: str, plant: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed between a commit and its word of it keeps nothing from the others."""
    monkeypatch.setattr(push, "AT_LEAST_EVERY_SECONDS", 0.05)
    heard = Heard()
    hub = Hub(url, heard)
    with working(hub), psycopg.connect(plant.owner_url or "", autocommit=True) as wire:
        assert hub.ready.wait(10)
        wire.execute(TOLD)
        assert heard.one.wait(10)
    assert heard.count == 1
