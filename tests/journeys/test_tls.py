"""A server beyond loopback and the client that meets it: real TLS from end to end (P11-16)."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.server.rpc.conftest import free_port
from veralot_client.core import http, trust
from veralot_client.core.rpc import Server
from veralot_client.core.trust import Trust
from veralot_server.core import tls
from veralot_server.core.embedded import Urls
from veralot_server.settings import Settings, to_environment
from veralot_shared.contracts.identity import Hello
from veralot_shared.errors import CertificateChanged, CertificateUnknown, ConnectionNotEncrypted, ServerUnavailable

pytestmark = pytest.mark.requirement("P11-16")


@pytest.fixture(scope="module")
def plant(
    new_database: Callable[[str], Urls], settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Return a plant whose server listens beyond loopback."""
    urls = new_database("tls_test")
    return msgspec.structs.replace(
        settings,
        home=tmp_path_factory.mktemp("tls"),
        database_url=urls.app,
        owner_url=urls.owner,
        host="0.0.0.0",  # noqa: S104 - beyond loopback is what this is about
        port=free_port(),
    )


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Run the server and yield all that it said until it was ready to be asked."""
    command = [sys.executable, "-m", "veralot_server", "serve"]
    environment = {**to_environment(settings), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = ""
            for line in process.stderr or ():
                said += line
                if line.count(":") == 31:
                    break
            yield said
        finally:
            process.terminate()
            process.communicate()


def address(settings: Settings) -> str:
    return f"https://127.0.0.1:{settings.port}"


@pytest.fixture(scope="module")
def said(plant: Settings) -> Iterator[str]:
    """Serve the plant with the certificate that it makes for itself."""
    with served(plant) as words:
        wait(plant)
        yield words


def wait(plant: Settings) -> None:
    """Wait until the server answers; who it is, is judged elsewhere."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            httpx.get(f"{address(plant)}/health/ready", verify=False, timeout=5)  # noqa: S501 - see above
            return
    raise AssertionError("the server does not answer")


def test_it_prints_the_fingerprint_and_the_client_asks_about_the_same(plant: Settings, said: str) -> None:
    with Server(address(plant)) as stranger, pytest.raises(CertificateUnknown) as unknown:
        stranger.call(Hello())
    assert unknown.value.fingerprint in said
    assert f"https://0.0.0.0:{plant.port}" in said
    assert unknown.value.fingerprint == tls.prepare(plant).fingerprint


def test_once_pinned_it_is_known_and_its_stream_too(plant: Settings, said: str) -> None:
    assert said
    with Server(address(plant)) as stranger, pytest.raises(CertificateUnknown) as unknown:
        stranger.call(Hello())
    with Server(address(plant), trust=Trust(pinned=unknown.value.certificate)) as known:
        assert known.call(Hello()).plant == plant.plant
        with pytest.raises(http.Refused) as refused:
            next(known.stream("/events", {}))
        assert refused.value.answer.status == httpx.codes.UNAUTHORIZED


def test_an_unencrypted_connection_gets_no_answer(plant: Settings, said: str) -> None:
    assert said
    with Server(f"http://127.0.0.1:{plant.port}") as server, pytest.raises(ServerUnavailable):
        server.call(Hello())


def test_a_changed_certificate_is_refused_in_words_and_nothing_is_sent(plant: Settings, said: str) -> None:
    assert said
    other = msgspec.structs.replace(plant, home=plant.home / "other")
    pinned = tls.prepare(other).certificate.read_text()
    with Server(address(plant), trust=Trust(pinned=pinned)) as server, pytest.raises(CertificateChanged) as changed:
        server.call(Hello())
    error = changed.value
    assert error.known == tls.prepare(other).fingerprint
    assert error.fingerprint == tls.prepare(plant).fingerprint
    assert "Ask your administrator" in error.worded()


@pytest.mark.parametrize("url", ["http://192.0.2.7:8765", "http://veralot.example"])
def test_the_client_talks_to_no_other_computer_in_the_clear(url: str) -> None:
    with Server(url) as server, pytest.raises(ConnectionNotEncrypted):
        server.call(Hello())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_its_own_computer_is_no_network(host: str) -> None:
    assert trust.is_this_computer(host)


def test_a_named_certificate_is_served_and_must_fit_its_key(plant: Settings, tmp_path: Path) -> None:
    made = tls.prepare(msgspec.structs.replace(plant, home=tmp_path / "a"))
    other = tls.prepare(msgspec.structs.replace(plant, home=tmp_path / "b"))
    named = msgspec.structs.replace(plant, certificate=made.certificate, certificate_key=made.key)
    assert not tls.prepare(named).own
    assert tls.prepare(named).fingerprint == made.fingerprint
    with pytest.raises(tls.TlsUnusable, match="is not the key of"):
        tls.prepare(msgspec.structs.replace(named, certificate_key=other.key))
    with pytest.raises(tls.TlsUnusable, match="needs its key"):
        tls.prepare(msgspec.structs.replace(plant, certificate=made.certificate))


def test_its_own_key_is_protected_by_the_passphrase(plant: Settings, tmp_path: Path) -> None:
    own = msgspec.structs.replace(plant, home=tmp_path)
    made = tls.prepare(own, {"VERALOT_KEY_PASSPHRASE": "under the third stone"})
    assert made.password == "under the third stone"
    assert b"ENCRYPTED" in made.key.read_bytes()
    assert made.key.stat().st_mode & 0o077 == 0
    shutil.rmtree(tmp_path / "keys")
