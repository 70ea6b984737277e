"""Signing in, the duties before work, locking, coming back, leaving: through the real windows."""

from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.client.shell.conftest import sign_in
from tests.client.shell.plant import NotePage
from tests.client.stand_ins import make_login, make_user
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.services import Services
from veralot_client.core.session import SessionState
from veralot_client.settings import Settings
from veralot_client.shell.login import LoginWindow
from veralot_client.shell.main_window import MainWindow
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    ChangePassword,
    ClientOutdated,
    LockSession,
    Login,
    LoginRefused,
    LoginView,
    Logout,
    PasswordTooWeak,
    SessionEnded,
    SessionNeeded,
    TotpNeeded,
    UnlockSession,
)
from veralot_shared.ids import SessionId


@pytest.fixture
def login(client: Client) -> LoginWindow:
    assert client.login_window is not None
    return client.login_window


def there(client: Client) -> bool:
    return client.main_window is not None and client.main_window.docking.current is not None


def test_the_last_choices_stand_there_and_the_keyboard_is_at_the_password(login: LoginWindow, qtbot: QtBot) -> None:
    assert login.credentials.user_name.text() == "li.wei"
    assert login.credentials.server.currentText().startswith("http://127.0.0.1:")
    qtbot.waitUntil(login.credentials.password.hasFocus)
    assert not login.credentials.submit.isEnabled()


def test_the_window_says_who_answers(login: LoginWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "Suzhou Plant" in plant_text(login))
    login.credentials.server.setEditText("http://127.0.0.1:9")
    qtbot.waitUntil(lambda: "No server answers" in plant_text(login))


def plant_text(login: LoginWindow) -> str:
    return login._plant.text()  # noqa: SLF001 - what the person reads


def test_a_wrong_password_is_said_and_can_be_typed_again(
    client: Client, login: LoginWindow, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(Login, LoginRefused())
    sign_in(client, "wrong")
    qtbot.waitUntil(login.error.isVisible)
    assert login.error.text() == "User name or password is wrong."
    fake_server.answer(Login, make_login())
    sign_in(client)
    qtbot.waitUntil(lambda: there(client))


@pytest.mark.requirement("P11-21")
def test_the_code_of_the_authenticator_is_asked_for(
    client: Client, login: LoginWindow, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(Login, lambda sent: make_login() if sent.totp == "123456" else TotpNeeded())
    sign_in(client)
    qtbot.waitUntil(login.code.isVisible)
    login.code.code.setText("123456")
    login.code.submit.click()
    qtbot.waitUntil(lambda: there(client))


@pytest.mark.requirement("P11-14", "P11-22")
def test_password_and_accountability_come_before_work(
    client: Client, login: LoginWindow, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(Login, make_login(change=True, accept=True))
    fake_server.answer(ChangePassword, PasswordTooWeak(rules=["at least 12 characters"]))
    sign_in(client, "first")
    qtbot.waitUntil(login.password.isVisible)
    login.password.new.setText("short")
    login.password.again.setText("shorter")
    assert not login.password.submit.isEnabled()
    login.password.again.setText("short")
    login.password.submit.click()
    qtbot.waitUntil(login.error.isVisible)
    assert "at least 12 characters" in login.error.text()

    fake_server.answer(ChangePassword, make_user())
    login.password.submit.click()
    qtbot.waitUntil(login.accept.isVisible)
    login.accept.password.setText("short")
    assert not login.accept.submit.isEnabled()
    login.accept.agree.setChecked(True)
    fake_server.answer(AcceptAccountability, make_user())
    assert client.main_window is None
    login.accept.submit.click()
    qtbot.waitUntil(lambda: there(client))
    sent = [call.message for call in fake_server.calls]
    assert ChangePassword(old="first", new="short") in sent


def test_going_back_ends_the_session_that_was_begun(
    client: Client, login: LoginWindow, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(Login, make_login(change=True))
    sign_in(client)
    qtbot.waitUntil(login.password.isVisible)
    login.password.back.click()
    qtbot.waitUntil(lambda: Logout() in fake_server.executed)
    assert login.credentials.isVisible()
    assert login.credentials.password.text() == ""


def test_an_outdated_client_is_told_what_to_do(
    client: Client, login: LoginWindow, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(Login, ClientOutdated(server_version="2.0.0"))
    sign_in(client)
    qtbot.waitUntil(login.outdated.isVisible)
    assert "2.0.0" in login.error.text()


def test_the_language_can_be_chosen_before_signing_in(client: Client, login: LoginWindow, settings: Settings) -> None:
    login.language.setCurrentIndex(login.language.findData("zh_CN"))
    assert login.credentials.submit.text() == "登录"
    assert login.windowTitle() == "登录 – Veralot"
    assert settings.choices.language == "zh_CN"
    assert client.words.language == "zh_CN"


# --- the key ring ----------------------------------------------------------------------------------------------------


class Ring(KeyringBackend):
    """A key ring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedRing:
    """A key ring that nobody has unlocked."""

    def get_password(self, *_names: str) -> str | None:
        raise keyring.errors.InitError

    def set_password(self, *_names: str) -> None:
        raise keyring.errors.InitError


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made


def test_a_remembered_password_is_in_the_key_ring_and_nowhere_else(
    client: Client, login: LoginWindow, ring: Ring, settings: Settings, qtbot: QtBot
) -> None:
    login.credentials.remember.setChecked(True)
    sign_in(client, "Tulip-harbour-9")
    qtbot.waitUntil(lambda: there(client))
    assert passwords(ring) == ["Tulip-harbour-9"]
    assert not contains(settings.folder, b"Tulip")
    assert client.main_window is not None
    client.main_window.deeds.sign_out()
    qtbot.waitUntil(lambda: client.login_window is not None)
    again = client.login_window
    assert again is not None
    qtbot.waitUntil(lambda: again.credentials.password.text() == "Tulip-harbour-9")
    again.credentials.remember.setChecked(False)
    again.credentials.submit.click()
    qtbot.waitUntil(lambda: there(client))
    assert passwords(ring) == []


def passwords(ring: Ring) -> list[str]:
    """Return the passwords that the key ring keeps; the key to the computer's journal is nobody's password."""
    return [value for (_service, name), value in ring.kept.items() if "@" in name]


def test_without_a_usable_key_ring_the_person_is_told(
    client: Client, login: LoginWindow, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", LockedRing())
    login.credentials.remember.setChecked(True)
    sign_in(client, "Tulip-harbour-9")
    qtbot.waitUntil(lambda: there(client))
    assert client.main_window is not None
    assert "no key ring" in client.main_window.status_bar.currentMessage()
    assert not contains(settings.folder, b"Tulip")


def contains(folder: Path, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in folder.rglob("*") if file.is_file())


# --- locking, coming back, leaving -----------------------------------------------------------------------------------


def note_of(window: MainWindow) -> NotePage:
    docked = window.docking.current
    assert docked is not None
    assert isinstance(docked.page, NotePage)
    return docked.page


def test_the_lock_screen_hides_everything_and_keeps_everything(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    note = note_of(window)
    note.note.setText("half a sentence")
    fake_server.answer(UnlockSession, lambda sent: None if sent.password == "secret" else LoginRefused())
    assert desk.actions.run("shell.lock")
    qtbot.waitUntil(window.lock_screen.isVisible)
    qtbot.waitUntil(lambda: LockSession() in fake_server.executed)
    assert not note.isVisible()
    assert not desk.actions.possible(desk.actions.find("shell.palette"))
    window.lock_screen.form.password.setText("wrong")
    window.lock_screen.form.submit.click()
    qtbot.waitUntil(window.lock_screen.error.isVisible)
    window.lock_screen.form.password.setText("secret")
    window.lock_screen.form.submit.click()
    qtbot.waitUntil(note.isVisible)
    assert note.note.text() == "half a sentence"
    assert desk.actions.possible(desk.actions.find("shell.palette"))


def test_a_floating_panel_is_hidden_too(window: MainWindow, desk: Services, qtbot: QtBot) -> None:
    note = note_of(window)
    window.docking.float_current()
    assert note.isVisible()
    desk.actions.run("shell.lock")
    qtbot.waitUntil(window.lock_screen.isVisible)
    assert not note.isVisible()
    window.lock_screen.form.password.setText("secret")
    window.lock_screen.form.submit.click()
    qtbot.waitUntil(note.isVisible)


def test_an_ended_session_is_begun_again_in_place(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    note = note_of(window)
    note.note.setText("half a sentence")
    qtbot.waitUntil(lambda: bool(fake_server.streams))
    fake_server.emit(SessionEnded(session_id=SessionId(99)))
    fake_server.emit(SessionEnded(session_id=SessionId(3)))
    qtbot.waitUntil(window.lock_screen.isVisible)
    assert desk.session.state is SessionState.ENDED
    fake_server.answer(Login, lambda sent: make_login() if sent.totp == "123456" else TotpNeeded())
    form = window.lock_screen.form
    assert not form.code.isVisible()
    form.password.setText("secret")
    form.submit.click()
    qtbot.waitUntil(form.code.isVisible)
    form.code.setText("123456")
    form.submit.click()
    qtbot.waitUntil(note.isVisible)
    assert note.note.text() == "half a sentence"


def test_inactivity_locks_the_screen(client: Client, fake_server: FakeServer, qtbot: QtBot) -> None:
    short = make_login()
    fake_server.answer(
        Login, LoginView(**{name: getattr(short, name) for name in short.__struct_fields__} | {"idle_seconds": 1})
    )
    sign_in(client)
    qtbot.waitUntil(lambda: there(client))
    assert client.main_window is not None
    qtbot.waitUntil(client.main_window.lock_screen.isVisible, timeout=5000)


def test_signing_out_tells_the_server_and_shows_the_login_window(
    client: Client, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    assert desk.actions.run("shell.sign_out")
    qtbot.waitUntil(lambda: client.login_window is not None)
    assert Logout() in fake_server.executed
    assert client.main_window is None
    assert client.login_window is not None
    assert client.login_window.credentials.password.text() == ""


def test_a_refused_call_shows_the_lock_screen_and_no_error_box(
    window: MainWindow, desk: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    fake_server.answer(ChangePassword, SessionNeeded())
    desk.sender.send(ChangePassword(old="a", new="b"), lambda _user: None)
    qtbot.waitUntil(window.lock_screen.isVisible)
    assert window.findChild(QWidget, "error_box") is None
