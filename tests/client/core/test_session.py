"""The session: login, duties, rights, lock, end."""

import msgspec
import pytest

from tests.client.stand_ins import make_login
from tests.fakes import FakeServer
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.genealogy import Permission
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    ChangePassword,
    LockSession,
    Login,
    LoginRefused,
    Logout,
    SessionLocked,
    SessionNeeded,
    TotpNeeded,
    UnlockSession,
    WhoAmI,
)
from veralot_shared.errors import CodedError, ServerUnavailable
from veralot_shared.messages import contract_hash


@pytest.fixture
def session(server: Server) -> Session:
    return Session(server)


@pytest.fixture
def states(session: Session) -> list[SessionState]:
    seen: list[SessionState] = []
    session.changed.subscribe(seen.append)
    return seen


def test_login_begins_the_session_and_sends_the_contract(
    session: Session, server: Server, fake_server: FakeServer, states: list[SessionState]
) -> None:
    session.login("li.wei", "secret", "123456")
    sent = fake_server.calls[0].message
    assert isinstance(sent, Login)
    assert (sent.user_name, sent.totp, sent.workstation) == ("li.wei", "123456", "PC-7")
    assert sent.contract_hash == contract_hash()
    assert "secret" not in repr(sent)
    assert server.token == "a-token"
    assert session.user is not None
    assert states == [SessionState.ACTIVE]


@pytest.mark.parametrize("refusal", [LoginRefused(), TotpNeeded()])
def test_a_refused_login_leaves_nobody_signed_in(
    session: Session, server: Server, fake_server: FakeServer, refusal: LoginRefused | TotpNeeded
) -> None:
    fake_server.answer(Login, refusal)
    with pytest.raises(type(refusal)):
        session.login("li.wei", "wrong")
    assert session.state is SessionState.SIGNED_OUT
    assert server.token is None
    assert not session.can(None)


@pytest.mark.requirement("P11-14", "P11-22")
def test_duties_come_before_work(session: Session, fake_server: FakeServer, states: list[SessionState]) -> None:
    fake_server.answer(Login, make_login(change=True, accept=True))
    fake_server.answer(ChangePassword, make_login().user)
    fake_server.answer(AcceptAccountability, make_login().user)
    session.login("li.wei", "first")
    assert session.state is SessionState.SIGNED_OUT
    session.change_password("first", "second-better-one")
    session.accept_accountability("second-better-one")
    session.begin()
    assert states == [SessionState.ACTIVE]
    assert session.login_view is not None
    assert not session.login_view.must_change_password
    assert not session.login_view.must_accept_accountability


def test_rights_are_those_of_the_login(session: Session, fake_server: FakeServer) -> None:
    fake_server.answer(Login, make_login([str(Permission.READ)]))
    assert not session.can(Permission.READ)
    session.login("li.wei", "secret")
    assert session.can(Permission.READ)
    assert session.can(None)
    assert not session.can(Permission.RELEASE)


def test_lock_and_unlock(session: Session, fake_server: FakeServer, states: list[SessionState]) -> None:
    fake_server.answer(LockSession, None)
    fake_server.answer(UnlockSession, lambda command: None if command.password == "secret" else LoginRefused())
    session.login("li.wei", "secret")
    session.lock()
    with pytest.raises(LoginRefused):
        session.unlock("wrong")
    assert session.state is SessionState.LOCKED
    session.unlock("secret")
    assert states == [SessionState.ACTIVE, SessionState.LOCKED, SessionState.ACTIVE]


def test_the_screen_locks_even_without_the_server(session: Session, fake_server: FakeServer) -> None:
    session.login("li.wei", "secret")
    fake_server.stop()
    with pytest.raises(ServerUnavailable):
        session.lock()
    assert session.state is SessionState.LOCKED


def test_a_session_that_the_server_ended_is_ended_here_too(
    session: Session, server: Server, fake_server: FakeServer, states: list[SessionState]
) -> None:
    session.login("li.wei", "secret")
    fake_server.answer(WhoAmI, SessionNeeded())
    with pytest.raises(SessionNeeded):
        server.call(WhoAmI())
    assert states == [SessionState.ACTIVE, SessionState.ENDED]
    assert session.user is not None
    assert server.token is None


def test_a_session_that_the_server_locked_is_locked_here_too(
    session: Session, server: Server, fake_server: FakeServer
) -> None:
    session.login("li.wei", "secret")
    fake_server.answer(WhoAmI, SessionLocked())
    with pytest.raises(SessionLocked):
        server.call(WhoAmI())
    assert session.state is SessionState.LOCKED


def test_logging_in_again_with_no_session_is_no_end_of_one(session: Session, fake_server: FakeServer) -> None:
    fake_server.answer(Login, SessionNeeded())
    with pytest.raises(SessionNeeded):
        session.login("li.wei", "secret")
    assert session.state is SessionState.SIGNED_OUT


@pytest.mark.parametrize("away", [False, True])
def test_logout_forgets_the_person_even_without_the_server(
    session: Session, server: Server, fake_server: FakeServer, *, away: bool
) -> None:
    session.login("li.wei", "secret")
    fake_server.answer(Logout, None)
    if away:
        fake_server.stop()
    session.logout()
    assert session.state is SessionState.SIGNED_OUT
    assert session.user is None
    assert server.token is None
    assert session.permissions == frozenset()


@pytest.mark.parametrize("late", [SessionNeeded(), SessionLocked()], ids=lambda error: error.code)
@pytest.mark.requirement("DI-01")
def test_what_the_session_before_is_refused_says_nothing_about_the_one_that_lives(
    session: Session, server: Server, fake_server: FakeServer, states: list[SessionState], late: CodedError
) -> None:
    """A shared computer: the call of whoever left is answered when the next person is already there."""
    session.login("li.wei", "secret")
    arrived = msgspec.structs.replace(make_login(), token="of the next person")

    def meanwhile(_message: WhoAmI) -> CodedError:
        session.adopt(arrived)
        return late

    fake_server.answer(WhoAmI, meanwhile)
    with pytest.raises(type(late)):
        server.call(WhoAmI())
    assert session.state is SessionState.ACTIVE
    assert server.token == "of the next person"
    assert states == [SessionState.ACTIVE]
    fake_server.answer(WhoAmI, late)
    with pytest.raises(type(late)):
        server.call(WhoAmI())
    assert session.state is not SessionState.ACTIVE
