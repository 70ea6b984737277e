"""A whole client against a server that speaks the real protocol, off-screen."""

import gettext
import io
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.shell.plant import MODULE, furnish
from tests.fakes import FakeServer
from veralot_client.app import Client
from veralot_client.core.services import Services
from veralot_client.settings import Settings
from veralot_client.shell.main_window import MainWindow
from veralot_resources import path


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese as the sources have it, whether or not the catalogue was compiled."""

    def read(language: str) -> NullTranslations:
        if language == "en":
            return NullTranslations()
        compiled = io.BytesIO()
        with path("locale", "zh_CN", "LC_MESSAGES", "veralot.po").open("rb") as source:
            write_mo(compiled, read_po(source))
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)

    monkeypatch.setattr("veralot_shared.i18n.catalogue", read)


@pytest.fixture
def settings(tmp_path: Path, fake_server: FakeServer) -> Settings:
    """What was chosen on this computer before: the server, the person, English."""
    settings = Settings(tmp_path / "settings")
    settings.used_server(fake_server.url)
    settings.choose(user_name="li.wei", language="en")
    return settings


@pytest.fixture
def client(
    qapp: QApplication, qtbot: QtBot, settings: Settings, fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A client at its login window."""
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01,))
    monkeypatch.setattr("veralot_client.core.changes.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("veralot_client.core.changes.LONGEST_PAUSE", 0.05)
    furnish(fake_server)
    client = Client(qapp, settings, [MODULE])
    client.start()
    yield client
    client.end()
    # What was to be deleted later is deleted now, before the next test looks at the windows.
    qtbot.wait(1)


@pytest.fixture
def window(client: Client, qtbot: QtBot) -> MainWindow:
    """The main window of a person who has just signed in."""
    sign_in(client)
    qtbot.waitUntil(lambda: client.main_window is not None and client.main_window.docking.current is not None)
    assert client.main_window is not None
    return client.main_window


@pytest.fixture
def desk(client: Client, window: MainWindow) -> Services:
    """What the modules of that window work with."""
    assert window.isVisible()
    assert client.services is not None
    return client.services


def sign_in(client: Client, password: str = "secret") -> None:
    """Type a password into the login window and press the button."""
    assert client.login_window is not None
    client.login_window.credentials.password.setText(password)
    client.login_window.credentials.submit.click()
