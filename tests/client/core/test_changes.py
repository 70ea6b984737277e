"""Hearing what others changed: the stream, its resumption, the state of the connection."""

from collections.abc import Iterator

import pytest

from tests.fakes import FakeServer, Waiter
from veralot_client.core.changes import Changes
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE, Connection, ConnectionState
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.contracts.identity import SessionNeeded, UsersChanged
from veralot_shared.ids import LotId, UserId

ONLINE, RECONNECTING, OFFLINE = ConnectionState.ONLINE, ConnectionState.RECONNECTING, ConnectionState.OFFLINE


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def states(connection: Connection) -> Waiter:
    waiter = Waiter()
    connection.changed.subscribe(waiter)
    return waiter


@pytest.fixture
def changes(server: Server, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Changes]:
    monkeypatch.setattr("veralot_client.core.changes.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("veralot_client.core.changes.LONGEST_PAUSE", 0.02)
    changes = Changes(server, connection)
    yield changes
    changes.stop()


def test_events_reach_those_who_asked_for_their_kind(changes: Changes, fake_server: FakeServer, states: Waiter) -> None:
    lots, users = Waiter(), Waiter()
    changes.subscribe(LotsChanged, lots)
    changes.subscribe(UsersChanged, users)
    changes.start()
    states.until(lambda got: got == [ONLINE])
    fake_server.emit(LotsChanged(lot_ids=[LotId(4), LotId(5)]))
    fake_server.emit(UsersChanged(user_ids=[UserId(1)]))
    assert users.until(bool) == [UsersChanged(user_ids=[UserId(1)])]
    assert lots.got == [LotsChanged(lot_ids=[LotId(4), LotId(5)])]


def test_the_stream_carries_the_proof_of_the_session(
    changes: Changes, server: Server, fake_server: FakeServer, states: Waiter
) -> None:
    server.token = "t0ken"
    changes.start()
    states.until(bool)
    assert fake_server.streams[0]["Authorization"] == "Bearer t0ken"
    assert "Last-Event-ID" not in fake_server.streams[0]


def test_a_broken_stream_is_resumed_after_the_last_event(
    changes: Changes, fake_server: FakeServer, states: Waiter
) -> None:
    lots = Waiter()
    changes.subscribe(LotsChanged, lots)
    changes.start()
    states.until(bool)
    fake_server.emit(LotsChanged(lot_ids=[LotId(1)]))
    lots.until(bool)
    fake_server.cut_streams()
    states.until(lambda got: got == [ONLINE, RECONNECTING, ONLINE])
    assert fake_server.streams[1]["Last-Event-ID"] == "1"
    fake_server.emit(LotsChanged(lot_ids=[LotId(2)]))
    lots.until(lambda got: [event.lot_ids for event in got] == [[1], [2]])


def test_a_server_that_stays_away_is_offline_until_it_comes_back(
    changes: Changes, fake_server: FakeServer, states: Waiter, connection: Connection
) -> None:
    changes.start()
    states.until(bool)
    fake_server.stop()
    states.until(lambda got: got == [ONLINE, RECONNECTING, OFFLINE])
    assert not connection.writable
    fake_server.start()
    states.until(lambda got: got[-1] is ONLINE)
    assert connection.writable


def test_where_resuming_is_impossible_everybody_reads_anew(
    changes: Changes, fake_server: FakeServer, states: Waiter
) -> None:
    resync = Waiter()
    changes.resync.subscribe(resync)
    changes.start()
    states.until(bool)
    fake_server.send_event("server.Resync", b"{}")
    assert resync.until(bool) == [()]


def test_an_unknown_event_and_a_broken_one_do_not_silence_the_next(
    changes: Changes, fake_server: FakeServer, states: Waiter
) -> None:
    lots = Waiter()
    changes.subscribe(LotsChanged, lots)
    changes.start()
    states.until(bool)
    fake_server.send_event("future.Thing", b"{}")
    fake_server.send_event(LotsChanged.name, b'{"lot_ids": "none"}')
    fake_server.emit(LotsChanged(lot_ids=[LotId(3)]))
    assert lots.until(bool) == [LotsChanged(lot_ids=[LotId(3)])]


def test_a_refused_stream_ends_the_session_and_stops_knocking(
    changes: Changes, server: Server, fake_server: FakeServer
) -> None:
    session, states = Session(server), Waiter()
    session.login("li.wei", "secret")
    session.changed.subscribe(states)
    fake_server.refuse_stream = SessionNeeded()
    changes.start()
    assert states.until(bool) == [SessionState.ENDED]
    assert fake_server.streams == []


def test_nothing_is_heard_after_unsubscribing(changes: Changes, fake_server: FakeServer, states: Waiter) -> None:
    first, second = Waiter(), Waiter()
    unsubscribe = changes.subscribe(LotsChanged, first)
    changes.subscribe(LotsChanged, second)
    changes.start()
    states.until(bool)
    unsubscribe()
    unsubscribe()
    fake_server.emit(LotsChanged(lot_ids=[LotId(3)]))
    second.until(bool)
    assert first.got == []


def test_stopping_and_starting_again_listens_once(changes: Changes, fake_server: FakeServer, states: Waiter) -> None:
    lots = Waiter()
    changes.subscribe(LotsChanged, lots)
    changes.start()
    states.until(lambda got: ONLINE in got)
    changes.stop()
    changes.start()
    states.until(lambda got: got[-1] is ONLINE and len(got) >= 3)
    fake_server.emit(LotsChanged(lot_ids=[LotId(1)]))
    fake_server.emit(LotsChanged(lot_ids=[LotId(2)]))
    lots.until(lambda got: len(got) >= 2)
    assert [event.lot_ids for event in lots.got] == [[1], [2]]


def test_the_first_attempts_are_connecting_and_not_a_loss() -> None:
    connection = Connection()
    for _ in range(ATTEMPTS_BEFORE_OFFLINE - 1):
        connection.lost()
        assert connection.state is ConnectionState.CONNECTING
    connection.lost()
    assert connection.state is OFFLINE
    connection.opened()
    connection.lost()
    assert connection.state is RECONNECTING
    assert connection.writable
