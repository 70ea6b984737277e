"""What tests of the client share: a server that speaks the real protocol, and the client's services on top of it."""

import os
from collections.abc import Iterator
from pathlib import Path

# Before Qt is imported anywhere: there is no screen, and a real one would make pictures differ.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

import pytest

from tests.client.stand_ins import Inline, Opened, Pen, Shown, make_login
from tests.fakes import FakeServer
from veralot_client.core.actions import Actions
from veralot_client.core.capture.capture import Capture
from veralot_client.core.capture.journals import Journals
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection
from veralot_client.core.rpc import Server
from veralot_client.core.sending import Sender
from veralot_client.core.services import Services
from veralot_client.core.session import Session
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.qt_faults import spare_singletons
from veralot_shared.contracts.identity import Login


@pytest.fixture(scope="session", autouse=True)
def _singletons_last() -> None:
    """Tests that make widgets without a `Client` call Qt too."""
    spare_singletons()


@pytest.fixture(autouse=True)
def _quick_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a secret open a journal at once; that it usually takes long is not what tests are about."""
    monkeypatch.setattr("veralot_client.core.capture.sealing.MEMORY_KIB", 64)


@pytest.fixture
def fake_server() -> Iterator[FakeServer]:
    """A running server that answers nothing yet but a login."""
    fake = FakeServer()
    fake.answer(Login, make_login())
    yield fake
    fake.stop()


@pytest.fixture
def server(fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The client's side of the fake server, without long pauses between attempts."""
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.01, 0.01))
    with Server(fake_server.url, workstation="PC-7") as server:
        yield server


@pytest.fixture
def services(server: Server, fake_server: FakeServer, tmp_path: Path) -> Services:
    """Real services, signed in with every right; the work is done at once and in the same thread."""
    session = Session(server)
    session.login("li.wei", "secret")
    fake_server.calls.clear()
    fake_server.executed.clear()
    connection = Connection()
    background, notices = Inline(), Shown()
    journals = Journals(tmp_path / "journals")
    return Services(
        server=server,
        session=session,
        connection=connection,
        changes=Changes(server, connection),
        words=Words("en"),
        background=background,
        capture=Capture(server, session, connection, background, journals),
        sender=Sender(server, background, Pen(), notices),
        navigator=Opened(),
        notices=notices,
        actions=Actions(session, connection),
        settings=Settings(tmp_path / "settings"),
    )
