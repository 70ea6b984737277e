"""The lock screen and the login window while the server is away: whom the computer knows comes back, to enter."""

import pytest
from pytestqt.qtbot import QtBot

from tests.client.core.capture.conftest import Plant
from tests.client.shell.conftest import sign_in
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.services import Services
from veralot_client.core.session import SessionState
from veralot_client.shell.lock_screen import LockScreen
from veralot_shared.contracts.identity import LockSession, Logout, SessionNeeded, UnlockSession

pytestmark = pytest.mark.requirement("OFF-02")


@pytest.fixture
def ready(client: Client, fake_server: FakeServer, qtbot: QtBot) -> Services:
    """Return the desk of a person who has signed in and is ready for bad days."""
    Plant(fake_server)
    for kind in (LockSession, UnlockSession, Logout):
        fake_server.answer(kind, None)
    sign_in(client)
    qtbot.waitUntil(lambda: client.services is not None and client.services.capture.why_not() is None)
    qtbot.waitUntil(lambda: any(client.settings.folder.rglob("*.journal")))
    assert client.services is not None
    return client.services


def unlock(screen: LockScreen, password: str) -> None:
    """Type a password into the lock screen."""
    screen.form.password.setText(password)
    screen.form.submit.click()


def test_a_locked_screen_opens_while_the_server_is_away_and_asks_anew_when_it_is_back(
    client: Client, ready: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    window = client.main_window
    assert window is not None
    screen = window.lock_screen
    window.deeds.lock()
    qtbot.waitUntil(screen.isVisible)
    fake_server.stop()
    unlock(screen, "wrong")
    qtbot.waitUntil(screen.error.isVisible)
    assert "does not know you" in screen.error.text()
    qtbot.waitUntil(screen.form.isEnabled)
    unlock(screen, "secret")
    qtbot.waitUntil(lambda: not screen.isVisible())
    assert ready.session.alone
    qtbot.waitUntil(lambda: "You came back" in window.banner.accessibleName())
    assert window.banner.isVisible()
    assert ready.capture.why_not() is None

    fake_server.start()
    ready.changes.retry_now()
    qtbot.waitUntil(screen.isVisible)
    assert screen.findChildren(type(screen.error))[0].text() == "The server is back, Li Wei"
    assert any(isinstance(call.message, LockSession) for call in fake_server.calls)
    unlock(screen, "secret")
    qtbot.waitUntil(lambda: not screen.isVisible())
    qtbot.waitUntil(lambda: not ready.session.alone and not window.banner.isVisible())


def test_the_login_window_lets_in_whom_the_computer_knows(
    client: Client, ready: Services, fake_server: FakeServer, qtbot: QtBot
) -> None:
    ready.actions.run("shell.sign_out")
    qtbot.waitUntil(lambda: client.login_window is not None and client.login_window.isVisible())
    fake_server.stop()
    login = client.login_window
    assert login is not None
    login.credentials.server.setCurrentText(f"{fake_server.url}/")
    qtbot.waitUntil(lambda: "can sign in all the same" in login._plant.text())  # noqa: SLF001 - what is said there
    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None and client.main_window.isVisible())
    assert client.services is not None
    assert client.services.session.alone
    assert client.services.capture.why_not() is None
    assert client.main_window is not None
    qtbot.waitUntil(client.main_window.banner.isVisible)

    fake_server.refuse_stream = SessionNeeded()
    fake_server.start()
    client.services.changes.retry_now()
    qtbot.waitUntil(client.main_window.lock_screen.isVisible)
    qtbot.waitUntil(lambda: client.services is not None and client.services.session.state is SessionState.ENDED)
    fake_server.refuse_stream = None
    unlock(client.main_window.lock_screen, "secret")
    qtbot.waitUntil(lambda: client.services is not None and not client.services.session.alone)
