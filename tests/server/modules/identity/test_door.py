"""Through the dispatcher, in transactions that commit: what outlives a refusal, and what many do at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
import pytest

from tests.factories.identity import OTHER_PASSWORD, PASSWORD, WORKSTATION, credentials
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.settings import Settings
from veralot_shared.contracts.identity import (
    AccountLocked,
    ChangePassword,
    CreateUser,
    DisableUser,
    ListUsers,
    LockSession,
    Login,
    LoginRefused,
    PasswordExpired,
    Role,
    SessionLocked,
    SessionNeeded,
    UnlockSession,
    UpdateUser,
    UserView,
    WhoAmI,
)
from veralot_shared.errors import CodedError, RecordChanged
from veralot_shared.messages import JSON, Message

R = TypeVar("R")
ROUNDS = 6


class Door:
    """Sends messages as a client does, without the HTTP."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def send(self, message: Message[R], token: str | None = None) -> R:
        """Return the decoded reply."""
        body = msgspec.json.encode(message)
        incoming = Incoming(op=message.op, body=body, content_type=JSON, token=token, workstation=WORKSTATION)
        reply: R = msgspec.json.decode(self._dispatcher.handle(incoming), type=message.reply_type())
        return reply

    def refused(self, message: Message[Any], token: str | None = None) -> CodedError:
        """Return the error with which a message is refused."""
        with pytest.raises(CodedError) as caught:
            self.send(message, token)
        return caught.value

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        """Return the token of a new session."""
        return self.send(credentials(name, password)).token


@pytest.fixture(scope="module")
def shared(new_database: Callable[[str], Urls], settings: Settings) -> Iterator[Database]:
    """Return a database of these tests' own, with an administrator in it."""
    opened = Database(new_database("veralot_identity").app, size=8)
    with begin(opened, settings, Dispatcher(opened, settings).inner) as tx:
        tx.act(Actor.system("test"), "test.Setup")
        create_first_administrator(tx, "admin", OTHER_PASSWORD)
    door = Door(Dispatcher(opened, settings))
    door.send(ChangePassword(old=OTHER_PASSWORD, new=PASSWORD), door.sign_in("admin", OTHER_PASSWORD))
    yield opened
    opened.close()


@pytest.fixture
def door(shared: Database, settings: Settings) -> Door:
    """Return the door of a server."""
    return Door(Dispatcher(shared, settings))


@pytest.fixture
def admin(door: Door) -> str:
    """Return the administrator's token."""
    return door.sign_in("admin")


def new_person(door: Door, admin: str, name: str, *roles: Role) -> UserView:
    """Return a person who has changed the first password."""
    first = CreateUser(user_name=name, full_name=name.title(), roles=list(roles), password=OTHER_PASSWORD)
    door.send(first, admin)
    return door.send(ChangePassword(old=OTHER_PASSWORD, new=PASSWORD), door.sign_in(name, OTHER_PASSWORD))


@pytest.mark.requirement("P11-26")
def test_failures_are_kept_although_each_login_is_refused(door: Door, admin: str, shared: Database) -> None:
    person = new_person(door, admin, "guessed", Role.OPERATOR)
    wrong = [door.refused(credentials("guessed", "wrong")) for _ in range(5)]
    assert [type(error) for error in wrong] == [LoginRefused] * 4 + [AccountLocked]
    assert isinstance(door.refused(credentials("guessed")), AccountLocked)
    with shared.wire() as wire:
        state = wire.execute("SELECT state, failed_attempts FROM identity_user WHERE id = %s", (person.id,)).fetchone()
        assert state == ("locked", 5)
        told = wire.execute("SELECT payload FROM rpc.event WHERE name = 'identity.SecurityAlert'").fetchall()
        assert [msgspec.json.decode(row[0])["user_name"] for row in told] == ["guessed"]


@pytest.mark.requirement("P11-26")
def test_guessing_at_once_does_not_guess_more_often(door: Door, admin: str) -> None:
    new_person(door, admin, "hurried", Role.OPERATOR)
    with ThreadPoolExecutor(8) as pool:
        wrong = list(pool.map(lambda _: door.refused(credentials("hurried", "wrong")), range(12)))
    assert sum(isinstance(error, LoginRefused) for error in wrong) <= 4
    assert isinstance(door.refused(credentials("hurried")), AccountLocked)


@pytest.mark.requirement("CN-03")
def test_two_roles_given_at_once_do_not_make_one_person_both_heads(door: Door, admin: str) -> None:
    for number in range(ROUNDS):
        person = new_person(door, admin, f"candidate{number}")
        start = threading.Barrier(2)

        def give(role: Role, person: UserView = person, start: threading.Barrier = start) -> UserView | CodedError:
            message = UpdateUser(
                id=person.id,
                version=person.version,
                full_name=person.full_name,
                full_name_zh="",
                roles=[role],
                language="en",
                customer_id=None,
            )
            start.wait()
            try:
                return door.send(message, admin)
            except CodedError as error:
                return error

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(give, (Role.PRODUCTION_HEAD, Role.QUALITY_HEAD)))
        assert sorted(isinstance(outcome, RecordChanged) for outcome in outcomes) == [False, True]
        (found,) = door.send(ListUsers(search=person.user_name), admin)
        assert len(found.roles) == 1


@pytest.mark.requirement("P11-23")
def test_one_name_asked_for_at_once_is_given_once(door: Door, admin: str) -> None:
    def create(name: str) -> object:
        try:
            return door.send(CreateUser(user_name=name, full_name="Twin", roles=[], password=OTHER_PASSWORD), admin)
        except CodedError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(create, ["twin", "Twin", "TWIN", "tWin"]))
    assert sum(isinstance(outcome, UserView) for outcome in outcomes) == 1
    assert outcomes.count("errors.RecordExists") == 3


@pytest.mark.requirement("P11-24")
def test_a_closed_account_is_out_at_once(door: Door, admin: str) -> None:
    person = new_person(door, admin, "leaver", Role.OPERATOR)
    token = door.sign_in("leaver")
    assert door.send(WhoAmI(), token).id == person.id
    door.send(DisableUser(id=person.id, reason="Left the company"), admin)
    assert isinstance(door.refused(WhoAmI(), token), SessionNeeded)
    assert isinstance(door.refused(credentials("leaver")), LoginRefused)


@pytest.mark.requirement("P11-05")
def test_nothing_is_answered_without_a_session(door: Door) -> None:
    assert isinstance(door.refused(WhoAmI()), SessionNeeded)
    assert isinstance(door.refused(WhoAmI(), "forged"), SessionNeeded)


def test_a_locked_session_answers_nothing_until_it_is_unlocked(door: Door, admin: str) -> None:
    new_person(door, admin, "absent", Role.OPERATOR)
    token = door.sign_in("absent")
    door.send(LockSession(), token)
    assert isinstance(door.refused(WhoAmI(), token), SessionLocked)
    assert isinstance(door.refused(UnlockSession(password="wrong"), token), LoginRefused)
    assert isinstance(door.refused(WhoAmI(), token), SessionLocked)
    door.send(UnlockSession(password=PASSWORD), token)
    assert door.send(WhoAmI(), token).failed_attempts == 0


@pytest.mark.requirement("P11-22")
def test_a_first_password_opens_nothing_but_its_change(door: Door, admin: str) -> None:
    door.send(CreateUser(user_name="fresh", full_name="Fresh", roles=[Role.MANAGER], password=OTHER_PASSWORD), admin)
    token = door.sign_in("fresh", OTHER_PASSWORD)
    assert isinstance(door.refused(ListUsers(), token), PasswordExpired)
    door.send(ChangePassword(old=OTHER_PASSWORD, new=PASSWORD), token)
    assert door.send(ListUsers(search="fresh"), token)


def test_a_login_sent_twice_is_two_sessions(door: Door, admin: str) -> None:
    assert Login.secret_reply
    assert door.sign_in("admin") != admin
