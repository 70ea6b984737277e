"""What a command costs beside its handler: one round trip to begin, one to end; and many commits are told of together."""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq.abc import PGresult

from tests.server.rpc.conftest import Caller
from veralot_server.core.database import Database, Wire
from veralot_server.modules.identity.secrets import token_hash
from veralot_server.rpc import dispatch, push
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.rpc.push import Hub
from veralot_server.rpc.sessions import Known
from veralot_server.settings import Settings
from veralot_shared.contracts.identity import ListUsers, PermissionDenied, SessionNeeded
from veralot_shared.contracts.items import CreatePartner, PartnerKind, PartnerView
from veralot_shared.errors import CommandConflict, MessageInvalid, RecordExists
from veralot_shared.messages import MSGPACK, Message


@pytest.fixture(scope="module")
def dispatcher(plant: Settings) -> Iterator[Dispatcher]:
    """A process of the plant, in this one."""
    database = Database(plant.database_url or "", size=2)
    yield Dispatcher(database, plant)
    database.close()


@pytest.fixture(scope="module")
def token(person: Callable[..., Caller]) -> str:
    """The session of somebody who may create partners."""
    return person("buyer").headers["Authorization"].removeprefix("Bearer ")


def partner(name: str = "Round") -> CreatePartner:
    return CreatePartner(code=uuid.uuid4().hex, kind=PartnerKind.SUPPLIER, name=name)


def incoming(message: Message[Any], token: str | None, command_id: uuid.UUID | None = None) -> Incoming:
    body = msgspec.msgpack.encode(message)
    return Incoming(op=message.op, body=body, content_type=MSGPACK, token=token, command_id=command_id)


def made(reply: bytes) -> PartnerView:
    return msgspec.msgpack.decode(reply, type=PartnerView)


def test_a_command_begins_and_ends_in_one_round_trip_each(
    dispatcher: Dispatcher, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher.handle(incoming(partner(), token, uuid.uuid4()))
    sent: list[bytes] = []
    real_simple, real_ask = Wire.simple, Wire._ask  # noqa: SLF001 - what goes over the wire is counted here

    def simple(self: Wire, statements: bytes) -> PGresult:
        sent.append(statements)
        return real_simple(self, statements)

    def ask(self: Wire, statement: bytes, *rest: Any) -> PGresult:
        sent.append(statement)
        return real_ask(self, statement, *rest)

    monkeypatch.setattr(Wire, "simple", simple)
    monkeypatch.setattr(Wire, "_ask", ask)
    dispatcher.handle(incoming(partner(), token, uuid.uuid4()))
    assert sent[0].startswith(b"BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM rpc.enter_to_act(")
    assert sent[-1].startswith(b"SELECT rpc.conclude(")
    assert sent[-1].endswith(b"; COMMIT")
    assert not [one for one in sent[1:-1] if b"set_config" in one or b"rpc." in one]


def test_what_is_written_is_logged_as_the_senders(dispatcher: Dispatcher, token: str, plant: Settings) -> None:
    command_id = uuid.uuid4()
    one = made(dispatcher.handle(incoming(partner(), token, command_id)))
    with psycopg.connect(plant.owner_url or "") as wire:
        logged = wire.execute(
            "SELECT e.user_id, e.session_id, e.workstation, e.message, e.command_id, e.reason, e.signature_id, e.zone "
            "FROM audit.entry e WHERE e.table_name = 'items_partner' AND e.key = %s",
            (str(one.id),),
        ).fetchall()
        session = wire.execute(
            "SELECT user_id, id, workstation FROM identity_session WHERE token_hash = %s", (token_hash(token),)
        ).fetchone()
    assert session is not None
    assert logged == [(*session, CreatePartner.op, command_id, "", None, plant.zone)]


@pytest.mark.requirement("P11-05", "P11-11")
def test_who_may_not_leaves_nothing_behind(dispatcher: Dispatcher, person: Callable[..., Caller]) -> None:
    """The database is told who acts before rights are asked, so that a refusal must undo that too."""
    operator = person("operator").headers["Authorization"].removeprefix("Bearer ")
    message, command_id = partner(), uuid.uuid4()
    for token, error in ((operator, PermissionDenied), ("A" * 43, SessionNeeded), (None, SessionNeeded)):
        with pytest.raises(error):
            dispatcher.handle(incoming(message, token, command_id))
    with dispatcher.database.wire() as wire:
        assert wire.execute("SELECT count(*) FROM items_partner WHERE code = %s", (message.code,)).fetchone() == (0,)
        assert wire.execute("SELECT count(*) FROM rpc.reply WHERE command_id = %s", (command_id,)).fetchone() == (0,)
        assert wire.execute("SELECT coalesce(current_setting('veralot.act', true), '')").fetchone() == ("",)


@pytest.mark.requirement("P11-11")
def test_several_roles_give_the_rights_of_all_and_no_others(
    dispatcher: Dispatcher, person: Callable[..., Caller]
) -> None:
    both = person("warehouse", "buyer").headers["Authorization"].removeprefix("Bearer ")
    assert made(dispatcher.handle(incoming(partner(), both, uuid.uuid4()))).name == "Round"
    with pytest.raises(PermissionDenied):
        dispatcher.handle(incoming(ListUsers(), both))


@pytest.mark.parametrize("limit", [0, dispatch.WRITTEN_OUT])
def test_a_reply_is_kept_whether_it_goes_with_the_commit_or_apart(
    dispatcher: Dispatcher, token: str, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(dispatch, "WRITTEN_OUT", limit)
    message, command_id = partner("O'Neill \\ 'Söhne' 科隆; --"), uuid.uuid4()
    first = dispatcher.handle(incoming(message, token, command_id))
    assert dispatcher.handle(incoming(message, token, command_id)) == first
    assert made(first).name == message.name
    with pytest.raises(CommandConflict):
        dispatcher.handle(incoming(partner(), token, command_id))
    with pytest.raises(RecordExists):
        dispatcher.handle(incoming(message, token, uuid.uuid4()))


def test_what_cannot_be_concluded_is_undone_whole(
    dispatcher: Dispatcher, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The COMMIT goes out behind what is concluded: where that fails nothing may be committed."""
    monkeypatch.setattr(dispatch, "digest", lambda _message: "no hexadecimal")
    message = partner()
    with pytest.raises(MessageInvalid, match="hexadecimal"):
        dispatcher.handle(incoming(message, token, uuid.uuid4()))
    monkeypatch.undo()
    with dispatcher.database.wire() as wire:
        assert wire.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        assert wire.execute("SELECT count(*) FROM items_partner WHERE code = %s", (message.code,)).fetchone() == (0,)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50))
def test_a_text_that_is_written_out_is_the_same_text(database: Database, text: str) -> None:
    with database.wire() as wire:
        found = wire.simple(b"SELECT %s" % wire.literal(text.encode())).get_value(0, 0)
    assert (found or b"").decode() == text


class Counting(Known):
    """Knows nobody, and counts what is heard."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self.left, self.all = wanted, threading.Event()

    def hear(self, event: str) -> None:
        self.left -= event == "items.PartnersChanged"
        if self.left <= 0:
            self.all.set()


def test_many_commits_are_read_together_and_none_is_missed(
    plant: Settings, dispatcher: Dispatcher, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits, readings = 40, 0
    real = push.since

    def since(wire: psycopg.Connection, snapshot: str) -> push.Batch:
        nonlocal readings
        readings += 1
        return real(wire, snapshot)

    monkeypatch.setattr(push, "PAUSE_SECONDS", 0.5)
    monkeypatch.setattr(push, "since", since)
    heard = Counting(commits)
    hub = Hub(plant.database_url or "", heard)
    hub.start()
    try:
        assert hub.ready.wait(10)
        for _ in range(commits):
            dispatcher.handle(incoming(partner(), token, uuid.uuid4()))
        assert heard.all.wait(10)
    finally:
        hub.stop()
    assert heard.left == 0, "every event once"
    assert readings < commits / 2
