"""Coming back while the server is away: for whom this computer knows, to enter, and for nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import keyring
import msgspec
import pytest

from tests.client.core.capture.conftest import NoteReading, Plant
from tests.client.shell.test_signing_in import Ring
from tests.client.stand_ins import Inline, make_login, make_user
from tests.fakes import FakeServer
from veralot_client.core.capture.capture import Capture, Kept
from veralot_client.core.capture.handing_in import HandingIn
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import MOST_FAILURES, Keeper
from veralot_client.core.capture.remembered import Clocks
from veralot_client.core.capture.signing_keys import SPAN_SECONDS, running_ms
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE, Connection
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session, SessionState
from veralot_shared.contracts.capture import AloneExpired, AloneRefused, AloneTooOften, NotForOffline, RecoverKey
from veralot_shared.contracts.genealogy import Find
from veralot_shared.contracts.identity import (
    BadgeLogin,
    ChangePassword,
    LockSession,
    Login,
    LoginRefused,
    Logout,
    PasswordExpired,
    UnlockSession,
)
from veralot_shared.errors import ServerUnavailable

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Person:
    """One person at one computer, as a client has them; `start` is what starting the program anew does."""

    def __init__(self, fake: FakeServer, folder: Path) -> None:
        self.fake, self.folder = fake, folder
        self.kept: list[Kept] = []
        self.refused: list[Exception] = []
        self.start()

    def start(self) -> None:
        """Start the program."""
        self.journals = Journals(self.folder)
        self.server = Server(self.fake.url, workstation="PC-7")
        self.session = Session(self.server, proofs=Keeper(self.journals, self.server))
        self.connection = Connection()
        self.capture = Capture(self.server, self.session, self.connection, Inline(), self.journals)
        self.handing_in = HandingIn(self.capture, self.connection, Inline(), lambda: "Sending")

    def end(self) -> None:
        """End the program, as a power cut does."""
        self.handing_in.end()
        self.capture.end()
        self.journals.close()
        self.server.close()

    def sign_in(self, password: str = "secret") -> None:
        """Sign in while the server is there, and be ready."""
        self.session.login("li.wei", password)
        self.capture.make_ready()
        self.connection.opened()

    def go_away(self) -> None:
        """Let the server be away."""
        self.fake.stop()
        for _ in range(ATTEMPTS_BEFORE_OFFLINE):
            self.connection.lost()

    def enter(self, text: str) -> None:
        """Enter a reading."""
        self.capture.send(NoteReading(text=text), lambda _reply: None, self.kept.append, self.refused.append)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01,))


@pytest.fixture(params=["with a key ring", "without one"])
def ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the computer a key ring, or none."""
    if request.param == "with a key ring":
        monkeypatch.setattr(keyring.core, "_keyring_backend", Ring())


@pytest.fixture
def person(plant: Plant, tmp_path: Path) -> Iterator[Person]:
    """Return a person who is signed in, at a computer that is ready for bad days."""
    for kind in (LockSession, UnlockSession, Logout):
        plant.fake.answer(kind, None)
    plant.fake.answer(ChangePassword, make_user())
    person = Person(plant.fake, tmp_path / "journals")
    person.sign_in()
    yield person
    person.end()


@pytest.mark.requirement("OFF-02", "OFF-03")
@pytest.mark.usefixtures("ring")
def test_a_locked_screen_is_opened_by_its_own_person_alone(person: Person, plant: Plant) -> None:
    person.go_away()
    with pytest.raises(ServerUnavailable):
        person.session.lock()
    with pytest.raises(AloneRefused):
        person.session.unlock("wrong")
    assert person.session.state is SessionState.LOCKED
    person.session.unlock("secret")
    assert (person.session.state, person.session.alone) == (SessionState.ACTIVE, True)
    person.enter("a")
    assert [one.counter for one in person.kept] == [1]

    plant.fake.start()
    person.connection.opened()
    assert plant.texts() == [], "nothing is sent in the name of whom the server has no proof of"
    person.session.ask_anew()
    assert (person.session.state, person.session.asked_anew) == (SessionState.LOCKED, True)
    person.session.unlock("secret")
    person.handing_in.start()
    assert plant.texts() == ["a"]
    assert plant.taken[0].key_id == 2, "signed by the keys for coming back, not by the login's own"
    person.capture.make_ready()
    assert not person.session.alone
    assert len(plant.begun) == 2


@pytest.mark.requirement("OFF-02", "OFF-04")
@pytest.mark.usefixtures("ring")
def test_after_a_new_start_the_person_goes_on_with_the_last_work_list(person: Person, plant: Plant) -> None:
    person.go_away()
    person.enter("before")
    person.end()
    person.start()
    with pytest.raises(AloneRefused):
        person.session.login("li.wei", "wrong")
    with pytest.raises(AloneRefused):
        person.session.login("zhang.san", "secret")
    view = person.session.login("LI.WEI", "secret")
    assert (view.token, person.server.token) == ("", None)
    assert (person.session.state, person.session.alone) == (SessionState.ACTIVE, True)
    assert person.session.permissions == frozenset(make_login().permissions)
    assert person.capture.answer(Find(text="R-26")) == []
    assert person.capture.known(Find(text="R-26")) == []
    assert person.capture.known(Find(text="other")) is None
    person.enter("after")
    assert person.capture.waiting().count == 2

    plant.fake.start()
    person.sign_in()
    person.handing_in.start()
    assert plant.texts() == ["before", "after"]
    assert [form.key_id for form in plant.taken] == [1, 2]
    assert person.capture.waiting().count == 0


@pytest.mark.requirement("OFF-01")
def test_who_came_back_alone_can_do_nothing_else(person: Person) -> None:
    person.go_away()
    person.end()
    person.start()
    person.session.login("li.wei", "secret")
    with pytest.raises(NotForOffline):
        person.capture.send_or_keep(LockSession(), uuid4())
    with pytest.raises(ServerUnavailable):
        person.server.call(LockSession())


def test_guesses_close_the_door_until_the_server_is_back(person: Person) -> None:
    person.go_away()
    for _ in range(MOST_FAILURES):
        with pytest.raises(AloneRefused):
            person.session.login("li.wei", "wrong")
    with pytest.raises(AloneTooOften):
        person.session.login("li.wei", "secret")


def test_a_computer_that_knows_nobody_says_that_the_server_is_away(plant: Plant, tmp_path: Path) -> None:
    person = Person(plant.fake, tmp_path / "journals")
    plant.fake.stop()
    with pytest.raises(ServerUnavailable):
        person.session.login("li.wei", "secret")
    person.end()


@pytest.mark.requirement("OFF-02")
def test_what_is_too_old_lets_nobody_in(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Clocks(datetime.now(UTC) + timedelta(hours=13), running_ms() + 13 * 3_600_000, Clocks.now().boot)
    person.go_away()
    monkeypatch.setattr(Clocks, "now", classmethod(lambda _cls: later))
    with pytest.raises(AloneExpired) as refused:
        person.session.login("li.wei", "secret")
    assert refused.value.until == AT + timedelta(hours=12)


def test_a_second_factor_is_not_pretended(plant: Plant, tmp_path: Path) -> None:
    login = make_login()
    plant.fake.answer(
        Login, msgspec.structs.replace(login, user=msgspec.structs.replace(login.user, totp_enrolled=True))
    )
    person = Person(plant.fake, tmp_path / "journals")
    person.sign_in()
    person.go_away()
    with pytest.raises(AloneRefused):
        person.session.login("li.wei", "secret")
    person.end()


@pytest.mark.requirement("OFF-04")
@pytest.mark.usefixtures("ring")
def test_neither_secret_nor_token_nor_keys_can_be_read_on_the_disk(person: Person) -> None:
    keys = person.capture._alone_keys  # noqa: SLF001 - what must not be found
    assert keys is not None
    found = b"".join(file.read_bytes() for file in person.folder.rglob("*") if file.is_file())
    assert person.server.token is not None
    wanted = [b"secret", person.server.token.encode(), b"li.wei", *(seed for seed in keys.seeds if seed)]
    assert found
    assert not any(each in found for each in wanted)


@pytest.mark.requirement("OFF-04")
def test_keys_whose_time_is_over_leave_the_disk(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = person.capture._alone_keys  # noqa: SLF001 - the clock of these keys is moved
    assert keys is not None
    monkeypatch.setattr(keys, "_clock", lambda: running_ms() + 3 * SPAN_SECONDS * 1000)
    person.capture.make_ready()
    assert keys.seeds[:3] == [None] * 3
    person.go_away()
    person.end()
    person.start()
    person.session.login("li.wei", "secret")
    kept = person.capture._keys  # noqa: SLF001 - see above
    assert kept is not None
    assert kept.seeds[:3] == [None] * 3
    assert kept.seeds[3] is not None


def test_a_badge_and_its_pin_let_their_person_in(person: Person, plant: Plant) -> None:
    plant.fake.answer(BadgeLogin, make_login())
    person.session.adopt(person.session.prove_badge("A-0001", "740285", "station"))
    person.capture.make_ready()
    person.go_away()
    person.end()
    person.start()
    for badge, pin in (("A-0001", "740286"), ("B-0002", "740285")):
        with pytest.raises(AloneRefused):
            person.session.prove_badge(badge, pin, "station")
    view = person.session.prove_badge("A-0001", "740285", "station")
    person.session.adopt(view)
    assert person.session.alone
    person.enter("a")
    assert len(person.kept) == 1


def test_a_session_that_was_put_aside_keeps_its_token(person: Person) -> None:
    token = person.server.token
    person.go_away()
    with pytest.raises(ServerUnavailable):
        person.session.lock()
    person.session.adopt(msgspec.structs.replace(make_login(), token=""))
    assert (person.server.token, person.session.alone) == (token, True)
    person.session.adopt(msgspec.structs.replace(make_login(), token="another"))
    assert (person.server.token, person.session.alone) == ("another", False)


def test_another_password_is_the_one_that_counts(person: Person) -> None:
    person.session.change_password("secret", "another")
    person.capture.make_ready()
    person.go_away()
    person.end()
    person.start()
    with pytest.raises(AloneRefused):
        person.session.login("li.wei", "secret")
    assert person.session.login("li.wei", "another").user.user_name == "li.wei"


@pytest.mark.parametrize("ask_again", [False, True])
def test_a_reset_secret_loses_no_entry(person: Person, plant: Plant, ask_again: bool) -> None:  # noqa: FBT001 - a case
    person.go_away()
    person.enter("before the reset")
    person.end()
    plant.fake.start()
    person.start()
    if ask_again:
        # The first password that an administrator gives must be changed before anything else is answered.
        plant.fake.answer(Login, make_login(change=True))
        plant.fake.answer(RecoverKey, PasswordExpired())
        person.session.login("li.wei", "first")
        assert person.capture.journal() is None
        plant.fake.answer(RecoverKey, plant.recover)
        person.session.change_password("first", "reset")
        person.session.begin()
        person.capture.make_ready()
        person.connection.opened()
    else:
        person.sign_in("reset")
    person.handing_in.start()
    assert plant.texts() == ["before the reset"]
    assert [file.name for file in person.folder.rglob("*.journal")] == ["password-7.journal"]
    person.go_away()
    person.end()
    person.start()
    assert person.session.login("li.wei", "reset").user.user_name == "li.wei"


def test_where_nothing_was_deposited_it_is_put_aside_and_counted(person: Person, plant: Plant) -> None:
    person.go_away()
    person.enter("a")
    person.end()
    plant.fake.start()
    plant.deposits.clear()
    person.start()
    person.sign_in("reset")
    assert person.capture.waiting().count == 1
    assert "closed-password-7-1.journal" in {file.name for file in person.folder.rglob("*.journal")}


def test_another_key_than_the_files_is_not_believed(person: Person, plant: Plant) -> None:
    person.go_away()
    person.enter("a")
    person.end()
    plant.fake.start()
    plant.deposits = dict.fromkeys(plant.deposits, b"x" * 32)
    person.start()
    person.sign_in("reset")
    assert person.capture.waiting().count == 1


def test_a_key_ring_that_lost_the_key_is_given_it_again(
    plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
    person = Person(plant.fake, tmp_path / "journals")
    person.sign_in()
    person.go_away()
    person.enter("a")
    person.end()
    ring.kept.clear()
    plant.fake.start()
    person.start()
    person.sign_in()
    person.handing_in.start()
    assert plant.texts() == ["a"]
    assert len(ring.kept) == 1
    person.end()


def test_a_refused_password_is_not_tried_here(person: Person, plant: Plant) -> None:
    plant.fake.answer(Login, LoginRefused())
    with pytest.raises(LoginRefused):
        person.session.login("li.wei", "secret")
    assert not person.session.alone


@pytest.mark.parametrize(
    ("before", "now", "minutes"),
    [
        pytest.param((0, 0, "a"), (-60, 10, "a"), 10, id="the clock was set back"),
        pytest.param((0, 0, "a"), (600, 10, "a"), 10, id="the clock was set forwards"),
        pytest.param((0, 500, "a"), (30, 2, "b"), 30, id="started anew"),
        pytest.param((0, 500, "a"), (-30, 2, "b"), 0, id="started anew and set back"),
        pytest.param((0, 0, ""), (10, 10, ""), 10, id="a system that does not name its starts"),
        pytest.param((0, 500, ""), (30, 2, ""), 30, id="started anew, without names"),
    ],
)
def test_time_that_has_passed_is_told_by_the_clock_that_cannot_be_set(
    before: tuple[int, int, str], now: tuple[int, int, str], minutes: int
) -> None:
    first, second = (
        Clocks(AT + timedelta(minutes=wall), running * 60_000, boot) for wall, running, boot in (before, now)
    )
    assert second.since(first) == timedelta(minutes=minutes)
