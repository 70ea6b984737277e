"""Calls: types, coded errors, and commands that are carried out once whatever breaks."""

from decimal import Decimal
from pathlib import Path
from threading import Event

import msgspec
import pytest

from tests.client.stand_ins import make_user
from tests.fakes import FakeServer
from veralot_client.core.background import Cancelled, Job
from veralot_client.core.rpc import Server, identity
from veralot_client.core.trust import Trust, fingerprint
from veralot_shared.contracts.genealogy import Find, LotNotUsable, LotStatus, PlaceHold, StockShort
from veralot_shared.contracts.genealogy.states import HoldReason
from veralot_shared.contracts.identity import (
    CreateUser,
    Hello,
    LoginRefused,
    Logout,
    Role,
    ServerView,
    SignatureNeeded,
    UserView,
    WhoAmI,
)
from veralot_shared.errors import CertificateUnknown, MessageUnknown, RecordExists, ServerUnavailable, Unexpected
from veralot_shared.ids import NodeId
from veralot_shared.messages import HEAD, LONGEST_HEAD, Meaning, SignatureEntry

HERE = ServerView(name="srv", version="1", contract_hash="x", plant="Suzhou", plant_zone="Asia/Shanghai", demo=True)


def create_user(name: str = "wang.fang") -> CreateUser:
    return CreateUser(user_name=name, full_name="Wang Fang", roles=[Role.WAREHOUSE], password="Tulip-harbour-9")


def hold(reason: str = "leak") -> PlaceHold:
    return PlaceHold(node_ids=[NodeId(1)], reason_code=HoldReason.COMPLAINT, reason=reason)


@pytest.fixture
def made(fake_server: FakeServer) -> list[str]:
    """Names of the users that the server has made."""
    names: list[str] = []

    def make(command: CreateUser) -> UserView:
        names.append(command.user_name)
        return make_user(command.user_name)

    fake_server.answer(CreateUser, make)
    return names


def test_a_reply_has_the_type_that_the_message_names(server: Server, fake_server: FakeServer) -> None:
    fake_server.answer(Hello, HERE)
    assert server.call(Hello()) == HERE


def test_a_short_question_goes_in_the_head_and_a_long_one_in_the_body(server: Server, fake_server: FakeServer) -> None:
    fake_server.answer(Find, [])
    for text in ("AL-7", "A" * LONGEST_HEAD):
        server.call(Find(text=text))
    short, long = fake_server.calls
    assert (short.message, long.message) == (Find(text="AL-7"), Find(text="A" * LONGEST_HEAD))
    assert HEAD in short.headers
    assert short.headers["Content-Length"] == "0"
    assert HEAD not in long.headers


@pytest.mark.usefixtures("made")
def test_a_command_goes_in_the_body(server: Server, fake_server: FakeServer) -> None:
    server.call(create_user())
    assert HEAD not in fake_server.calls[0].headers


@pytest.mark.usefixtures("made")
def test_the_headers_say_who_where_and_which_command(server: Server, fake_server: FakeServer) -> None:
    server.token = "t0ken"
    server.call(create_user())
    headers = fake_server.calls[0].headers
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["X-Workstation"] == "PC-7"
    assert headers["Content-Type"] == "application/vnd.msgpack"
    assert len(headers["Idempotency-Key"]) == 36


def test_a_workstation_with_a_chinese_name_can_call(fake_server: FakeServer) -> None:
    fake_server.answer(Hello, HERE)
    with Server(fake_server.url, workstation="质检-3") as server:
        assert server.call(Hello()) == HERE
    assert fake_server.calls[0].headers["X-Workstation"] == "??-3"


def test_a_coded_error_arrives_as_its_class_with_its_data(server: Server, fake_server: FakeServer) -> None:
    error = StockShort(lot_no="L1", location="A-01", available=Decimal("2.50"), wanted=Decimal(7), unit="pcs")
    fake_server.answer(WhoAmI, error)
    with pytest.raises(StockShort) as caught:
        server.call(WhoAmI())
    assert caught.value.available == Decimal("2.50")
    assert caught.value.field == "quantity"


def test_enums_in_an_error_arrive_as_enums(server: Server, fake_server: FakeServer) -> None:
    fake_server.answer(WhoAmI, LotNotUsable(lot_no="L1", status=LotStatus.IN_TEST, why="", who=""))
    with pytest.raises(LotNotUsable) as caught:
        server.call(WhoAmI())
    assert caught.value.status is LotStatus.IN_TEST


def test_every_refusal_is_told_to_who_watches(server: Server, fake_server: FakeServer) -> None:
    seen: list[object] = []
    server.refused.subscribe(seen.append)
    fake_server.answer(WhoAmI, LoginRefused())
    with pytest.raises(LoginRefused):
        server.call(WhoAmI())
    assert [type(error) for error in seen] == [LoginRefused]


def test_an_operation_that_the_server_does_not_know(server: Server) -> None:
    with pytest.raises(MessageUnknown) as caught:
        server.call(Logout())
    assert caught.value.op == "identity.Logout"


def test_an_answer_that_is_no_problem_document_is_a_bug(server: Server, fake_server: FakeServer) -> None:
    fake_server.raw = (418, "text/html", b"<h1>teapot</h1>")
    with pytest.raises(Unexpected, match="418"):
        server.call(Logout())


def test_a_problem_document_with_unfit_data_is_a_bug(server: Server, fake_server: FakeServer) -> None:
    body = {"type": "x", "title": "x", "status": 409, "code": "errors.RecordExists", "data": {"kind": 3}}
    fake_server.raw = (409, "application/problem+json", msgspec.json.encode(body))
    with pytest.raises(Unexpected):
        server.call(Logout())


def test_a_command_lost_on_the_way_there_is_sent_again(
    server: Server, fake_server: FakeServer, made: list[str]
) -> None:
    fake_server.drop_before = 1
    assert server.call(create_user()).user_name == "wang.fang"
    assert made == ["wang.fang"]


def test_a_command_whose_reply_was_lost_is_carried_out_once(
    server: Server, fake_server: FakeServer, made: list[str]
) -> None:
    fake_server.drop_after = 2
    assert server.call(create_user()).user_name == "wang.fang"
    assert made == ["wang.fang"]
    assert len({call.headers["Idempotency-Key"] for call in fake_server.calls}) == 1
    assert len(fake_server.calls) == 3


def test_without_a_server_the_call_ends_with_server_unavailable(server: Server, fake_server: FakeServer) -> None:
    fake_server.stop()
    with pytest.raises(ServerUnavailable):
        server.call(Hello())


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_load_balancer_with_no_server_behind_it_is_no_server(
    server: Server, fake_server: FakeServer, status: int
) -> None:
    fake_server.raw = (status, "text/html", b"bad gateway")
    with pytest.raises(ServerUnavailable):
        server.call(Hello())


def test_what_was_never_answered_goes_under_its_old_id_when_the_person_tries_again(
    server: Server, fake_server: FakeServer, made: list[str]
) -> None:
    fake_server.drop_after = 3
    with pytest.raises(ServerUnavailable):
        server.call(create_user())
    assert server.call(create_user()).user_name == "wang.fang"
    assert made == ["wang.fang"]


def test_the_same_command_after_an_answer_is_another_one(server: Server, made: list[str]) -> None:
    server.call(create_user())
    server.call(create_user())
    assert made == ["wang.fang", "wang.fang"]


def test_after_a_refusal_the_same_command_is_another_one(server: Server, fake_server: FakeServer) -> None:
    fake_server.answer(CreateUser, RecordExists(kind="user", key="wang.fang"))
    for _ in range(2):
        with pytest.raises(RecordExists):
            server.call(create_user())
    assert len({call.headers["Idempotency-Key"] for call in fake_server.calls}) == 2


@pytest.mark.requirement("P11-18")
def test_a_signed_command_keeps_its_id_from_the_question_to_the_signature(
    server: Server, fake_server: FakeServer
) -> None:
    need = SignatureNeeded(
        statement="s",
        meaning=Meaning.HELD,
        subjects=[],
        shown_hash="h",
        needs_user_name=True,
        second_person=False,
    )
    fake_server.answer(PlaceHold, lambda command: [] if command.signature else need)
    with pytest.raises(SignatureNeeded):
        server.call(hold())
    signature = SignatureEntry(secret="pw", shown_hash="h", user_name="li.wei")
    signed = msgspec.structs.replace(hold(), signature=signature)
    assert server.call(signed) == []
    assert len({call.headers["Idempotency-Key"] for call in fake_server.calls}) == 1


def test_what_makes_two_commands_the_same() -> None:
    assert identity(hold()) == identity(hold())
    assert identity(hold()) != identity(hold("crack"))
    assert b"Tulip" not in identity(create_user())


def test_a_cancelled_call_does_not_wait_for_the_server(fake_server: FakeServer) -> None:
    fake_server.stop()
    job = Job()
    job.cancel()
    with Server(fake_server.url) as server, pytest.raises(Cancelled):
        server.call(Hello(), job=job)


def test_an_address_that_is_none_is_no_server() -> None:
    with Server("https://nowhere.invalid:1") as server, pytest.raises(ServerUnavailable):
        server.call(Hello(), job=_impatient())


def test_a_server_that_never_answers_is_no_server(fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", ())
    monkeypatch.setattr("veralot_client.core.http.READ_SECONDS", 0.1)
    silence = Event()

    def late(_message: Hello) -> ServerView:
        silence.wait(5)
        return HERE

    fake_server.answer(Hello, late)
    with Server(fake_server.url) as server, pytest.raises(ServerUnavailable):
        server.call(Hello())
    silence.set()


@pytest.mark.requirement("P11-16")
def test_a_server_must_prove_who_it_is(
    fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", ())
    fake_server.answer(Hello, HERE)
    certificate = fake_server.encrypt(tmp_path)
    with Server(fake_server.url) as stranger, pytest.raises(CertificateUnknown) as unknown:
        stranger.call(Hello())
    assert unknown.value.fingerprint == fingerprint(certificate.read_text())
    with Server(fake_server.url, trust=Trust(authority=str(certificate))) as known:
        assert known.call(Hello()) == HERE


def test_an_authority_that_cannot_be_read_trusts_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", ())
    with (
        Server("https://127.0.0.1:1", trust=Trust(authority=str(tmp_path / "none.pem"))) as server,
        pytest.raises(ServerUnavailable),
    ):
        server.call(Hello())


def _impatient() -> Job:
    class Impatient(Job):
        def pause(self, seconds: float) -> None:
            """Do not wait."""

    return Impatient()
