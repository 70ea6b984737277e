"""A server's certificate: asked about once, pinned, and another one refused loudly; with real TLS underneath."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.shell.plant import MODULE, furnish
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.trust import fingerprint
from veralot_client.settings import Settings
from veralot_client.shell.login import LoginWindow
from veralot_shared.contracts.identity import Login

pytestmark = pytest.mark.requirement("P11-16")


@pytest.fixture
def certificate(fake_server: FakeServer, tmp_path: Path) -> str:
    """Let the server speak TLS with a certificate of its own."""
    furnish(fake_server)
    return fake_server.encrypt(tmp_path).read_text()


@pytest.fixture
def client(
    qapp: QApplication, qtbot: QtBot, settings: Settings, fake_server: FakeServer, certificate: str
) -> Iterator[Client]:
    assert certificate
    settings.used_server(fake_server.url)
    client = Client(qapp, settings, [MODULE])
    client.start()
    yield client
    client.end()
    qtbot.wait(1)


def window(client: Client) -> LoginWindow:
    assert client.login_window is not None
    return client.login_window


def test_it_is_asked_about_before_a_password_is_typed_and_then_known(
    client: Client, settings: Settings, certificate: str, fake_server: FakeServer, qtbot: QtBot
) -> None:
    form = window(client).trust
    qtbot.waitUntil(form.isVisible)
    assert form.fingerprint.text().split() == fingerprint(certificate).split(":")
    assert not form.submit.isEnabled(), "only after comparing"
    form.compared.click()
    form.submit.click()
    qtbot.waitUntil(window(client).credentials.isVisible)
    window(client).credentials.password.setText("secret")
    window(client).credentials.submit.click()
    qtbot.waitUntil(lambda: client.main_window is not None)
    assert list(settings.choices.pinned.values()) == [certificate]
    assert any(isinstance(call.message, Login) for call in fake_server.calls)


def test_another_certificate_is_refused_and_nothing_is_sent(
    client: Client, settings: Settings, fake_server: FakeServer, tmp_path: Path, qtbot: QtBot
) -> None:
    form = window(client).trust
    qtbot.waitUntil(form.isVisible)
    other = FakeServer()
    (tmp_path / "other").mkdir()
    settings.pin(f"127.0.0.1:{fake_server.port}", other.encrypt(tmp_path / "other").read_text())
    other.stop()
    form.back.click()
    window(client).credentials.password.setText("secret")
    window(client).credentials.submit.click()
    qtbot.waitUntil(lambda: form.isVisible() and form.submit.text() == "Trust the new certificate")
    assert not form.submit.isEnabled()
    assert fake_server.calls == []


def test_an_unencrypted_address_of_another_computer_is_refused_in_words(client: Client, qtbot: QtBot) -> None:
    window(client).trust.back.click()
    window(client).credentials.server.setEditText("http://192.0.2.1:8765")
    qtbot.waitUntil(lambda: "not encrypted" in window(client).error.text())
