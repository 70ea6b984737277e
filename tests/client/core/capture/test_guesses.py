"""Wrong secrets are counted where what they guess at is kept: whatever ends the program, none is forgotten."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import keyring
import pytest

from tests.client.core.capture.conftest import Plant
from tests.client.core.capture.test_coming_back import Person
from tests.client.shell.test_signing_in import Ring
from veralot_client.core.capture import vaults
from veralot_client.core.capture.journal import connect
from veralot_client.core.capture.keeper import MOST_FAILURES
from veralot_client.core.session import SessionState
from veralot_shared.contracts.capture import AloneRefused, AloneTooOften, JournalRefused
from veralot_shared.contracts.identity import LockSession, Logout, UnlockSession
from veralot_shared.errors import ServerUnavailable

pytestmark = [pytest.mark.requirement("OFF-04")]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01,))


@pytest.fixture(params=["with a key ring", "without one"], autouse=True)
def _ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "with a key ring":
        monkeypatch.setattr(keyring.core, "_keyring_backend", Ring())


@pytest.fixture
def person(plant: Plant, tmp_path: Path) -> Iterator[Person]:
    """Return a person who was signed in, at a computer whose server is away now."""
    for kind in (LockSession, UnlockSession, Logout):
        plant.fake.answer(kind, None)
    person = Person(plant.fake, tmp_path / "journals")
    person.sign_in()
    person.go_away()
    yield person
    person.end()


def again(person: Person) -> None:
    """Start the program anew."""
    person.end()
    person.start()


def try_in_vain(person: Person, times: int) -> None:
    """Guess."""
    for _ in range(times):
        with pytest.raises(AloneRefused):
            person.session.login("li.wei", "wrong")


def sign_in(person: Person, plant: Plant) -> None:
    """Let the server be back, and the person sign in at it."""
    again(person)
    plant.fake.start()
    person.sign_in()


def alter(person: Person, statement: str) -> None:
    """Write into the file behind the program's back."""
    again(person)
    (file,) = person.folder.rglob("*.journal")
    with closing(connect(file)) as wire:
        assert wire.execute(statement).rowcount > 0


def test_a_new_start_forgets_none(person: Person, plant: Plant) -> None:
    for times in (3, MOST_FAILURES - 3):
        again(person)
        try_in_vain(person, times)
    for _ in range(2):
        with pytest.raises(AloneTooOften):
            person.session.login("LI.WEI", "secret")
        again(person)
    sign_in(person, plant)
    assert (plant.begun[-1].guesses, plant.begun[-1].count_altered) == (MOST_FAILURES, False)
    person.go_away()
    again(person)
    assert person.session.login("li.wei", "secret").user.user_name == "li.wei"


def test_the_right_secret_begins_the_count_anew_and_the_server_hears_of_all(person: Person, plant: Plant) -> None:
    for _ in range(2):
        again(person)
        try_in_vain(person, MOST_FAILURES - 1)
        person.session.login("li.wei", "secret")
    sign_in(person, plant)
    assert (plant.begun[-1].guesses, plant.begun[-1].count_altered) == (2 * (MOST_FAILURES - 1), False)
    again(person)
    person.sign_in()
    assert plant.begun[-1].guesses == 0, "it is told once"


def test_an_attempt_counts_before_it_is_made(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """The program ends here."""

    def kill(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(vaults, "recall", kill)
        patch.setattr(vaults, "open_by_secret", kill)
        for _ in range(MOST_FAILURES):
            again(person)
            with pytest.raises(Killed):
                person.session.login("li.wei", "wrong")
    again(person)
    with pytest.raises(AloneTooOften):
        person.session.login("li.wei", "secret")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tried",
        "DELETE FROM tried WHERE place = 2",
        "UPDATE tried SET said = x'00'",
        "DELETE FROM fact WHERE name LIKE 'tried%'",
        "UPDATE fact SET value = x'00' WHERE name = 'tried since'",
    ],
)
def test_a_count_that_was_altered_is_told(person: Person, plant: Plant, statement: str) -> None:
    try_in_vain(person, MOST_FAILURES)
    alter(person, statement)
    sign_in(person, plant)
    assert plant.begun[-1].count_altered
    again(person)
    person.sign_in()
    assert not plant.begun[-1].count_altered, "it is told once"


def test_a_count_that_was_altered_is_told_also_after_the_guess_was_right(person: Person, plant: Plant) -> None:
    try_in_vain(person, MOST_FAILURES)
    alter(person, "DELETE FROM tried")
    person.session.login("li.wei", "secret")
    sign_in(person, plant)
    assert plant.begun[-1].count_altered


def test_whose_name_was_taken_out_is_not_let_in(person: Person) -> None:
    try_in_vain(person, MOST_FAILURES)
    alter(person, "DELETE FROM fact WHERE name LIKE 'said %'")
    with pytest.raises(AloneRefused):
        person.session.login("li.wei", "secret")


def test_what_cannot_be_counted_is_not_tried(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.capture.journal.PATIENCE_SECONDS", 0.05)
    again(person)
    (file,) = person.folder.rglob("*.journal")
    with closing(connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalRefused):
            person.session.login("li.wei", "secret")
        other.execute("ROLLBACK")
    assert person.session.login("li.wei", "secret").user.user_name == "li.wei"


def test_a_screen_that_the_server_unlocks_ends_the_count(person: Person, plant: Plant) -> None:
    with suppress(ServerUnavailable):
        person.session.lock()
    for _ in range(MOST_FAILURES):
        with pytest.raises(AloneRefused):
            person.session.unlock("wrong")
    with pytest.raises(AloneTooOften):
        person.session.unlock("secret")
    plant.fake.start()
    person.session.unlock("secret")
    person.go_away()
    with suppress(ServerUnavailable):
        person.session.lock()
    person.session.unlock("secret")
    assert (person.session.state, person.session.alone) == (SessionState.ACTIVE, True)


def test_each_name_has_its_own_count(person: Person) -> None:
    for _ in range(MOST_FAILURES + 1):
        with pytest.raises(AloneRefused):
            person.session.login("zhang.san", "secret")
    assert person.session.login("li.wei", "secret").user.user_name == "li.wei"
