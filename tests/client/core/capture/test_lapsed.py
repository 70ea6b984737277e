"""A right that has lapsed keeps back nothing that was entered under it, and who never had it gets no journal."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.client.core.capture.conftest import Plant
from tests.client.core.capture.test_coming_back import Person
from tests.client.shell.test_signing_in import Ring
from tests.client.stand_ins import make_login
from veralot_shared.contracts.identity import Login


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01,))


@pytest.fixture(params=["with a key ring", "without one"], autouse=True)
def _ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "with a key ring":
        monkeypatch.setattr(keyring.core, "_keyring_backend", Ring())


@pytest.fixture
def person(plant: Plant, tmp_path: Path) -> Iterator[Person]:
    """Return a person who is signed in."""
    person = Person(plant.fake, tmp_path / "journals")
    person.sign_in()
    yield person
    person.end()


@pytest.mark.requirement("OFF-06")
def test_what_was_entered_before_a_right_lapsed_is_handed_in_all_the_same(person: Person, plant: Plant) -> None:
    person.go_away()
    person.enter("while it was right")
    person.end()
    plant.fake.start()
    plant.fake.answer(Login, make_login([]))
    person.start()
    person.session.login("li.wei", "secret")
    assert not person.capture.allowed
    person.connection.opened()
    assert plant.texts() == ["while it was right"]
    assert person.capture.waiting().count == 0


def test_who_never_entered_anything_gets_no_journal(plant: Plant, tmp_path: Path) -> None:
    plant.fake.answer(Login, make_login([]))
    person = Person(plant.fake, tmp_path / "journals")
    person.session.login("li.wei", "secret")
    assert person.capture.journal() is None
    assert not list(tmp_path.rglob("*.journal"))
    person.end()
