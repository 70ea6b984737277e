"""The key to a journal is in the key ring, or under the person's secret; what waits is counted whoever can open it."""

from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest

from tests.client.core.capture.writer import form
from tests.client.shell.test_signing_in import Ring
from tests.client.stand_ins import make_login
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import Keeper
from veralot_client.core.rpc import Server
from veralot_client.core.session import BADGE
from veralot_shared.contracts.capture import EntriesWaiting
from veralot_shared.ids import UserId

URL = "https://veralot.example"
LI, ZHANG = UserId(7), UserId(8)
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """Return a key ring that works."""
    ring = Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
    return ring


def files(folder: Path) -> list[str]:
    """Return the names of the journals."""
    return sorted(file.name for file in folder.rglob("*.journal"))


def again(journals: Journals, folder: Path) -> Journals:
    """Start the program anew."""
    journals.close()
    return Journals(folder)


@pytest.mark.requirement("OFF-04")
def test_with_a_key_ring_one_journal_is_everybodys(ring: Ring, tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    assert journals.unlock(URL, LI, "a") is journals.unlock(URL, ZHANG, "b")
    journals.unlock(URL, LI, "a").append(form, AT)
    journals = again(journals, tmp_path)
    assert len(journals.unlock(URL, ZHANG, "c").unsent(10).entries) == 1
    assert files(tmp_path) == ["computer.journal"]
    assert len(ring.kept) == 1


@pytest.mark.requirement("OFF-04")
def test_without_one_each_persons_secret_opens_their_own(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.unlock(URL, LI, "secret").append(form, AT)
    assert not journals.unlock(URL, ZHANG, "other").unsent(10)
    assert journals.waiting(URL).count == 1
    journals = again(journals, tmp_path)
    assert len(journals.unlock(URL, LI, "secret").unsent(10).entries) == 1
    assert files(tmp_path) == ["password-7.journal", "password-8.journal"]


def test_another_password_opens_what_the_first_one_closed(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.unlock(URL, LI, "first").append(form, AT)
    Keeper(journals, Server(URL)).changed(make_login(), "second")
    journals = again(journals, tmp_path)
    assert len(journals.unlock(URL, LI, "second").unsent(10).entries) == 1


@pytest.mark.requirement("OFF-08")
def test_what_no_secret_opens_is_put_aside_and_counted(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.unlock(URL, LI, "first").append(form, AT)
    journals = again(journals, tmp_path)
    assert not journals.unlock(URL, LI, "reset by somebody else").unsent(10)
    assert files(tmp_path) == ["closed-password-7-1.journal", "password-7.journal"]
    assert (journals.waiting(URL).count, journals.waiting(URL).oldest_at) == (1, AT)
    with pytest.raises(EntriesWaiting):
        journals.wipe(URL)


def test_a_badge_opens_a_journal_of_its_own(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.unlock(URL, LI, "secret")
    journals.unlock(URL, LI, "0017\n740285", BADGE)
    assert files(tmp_path) == ["badge-7.journal", "password-7.journal"]


@pytest.mark.requirement("OFF-08")
def test_wiping_removes_the_files_and_the_key(ring: Ring, tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    journals.unlock(URL, LI, "a")
    journals.wipe(URL)
    assert files(tmp_path) == []
    assert ring.kept == {}
    assert journals.of(URL, LI) is None


def test_who_enters_nothing_offline_needs_no_journal(tmp_path: Path) -> None:
    Keeper(Journals(tmp_path), Server(URL)).proven(make_login([]), "secret", "password")
    assert files(tmp_path) == []
