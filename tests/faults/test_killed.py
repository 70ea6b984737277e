"""Processes die without warning in a storm of writes: what was acknowledged is there, once, and the log has no hole."""

import contextlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import environ
from pathlib import Path
from typing import TypeVar

import psutil
import psycopg
import pytest

from tests.server.rpc.conftest import free_port, wait_until_ready
from veralot_client.core.rpc import Server
from veralot_server.core import migrate
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.verify import verify
from veralot_server.core.database import Database
from veralot_server.core.embedded import embedded, prepare, role_urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings, to_environment
from veralot_shared.contracts.identity import Login, Role
from veralot_shared.contracts.items import CreatePartner, PartnerKind
from veralot_shared.errors import ServerBusy, ServerUnavailable
from veralot_shared.messages import Message, contract_hash
from veralot_shared.rules.signed_note import parse_vkey

R = TypeVar("R")

CLIENTS = 8
COMMANDS = 60
"""Commands of each client."""
PASSWORD = "Quiet-harbour-41-lantern"
PATIENCE_SECONDS = 240
SETTLED_SECONDS = 6.0


class Storm:
    """A plant of its own, whose every process may be killed."""

    def __init__(self, admin_url: str, folder: Path) -> None:
        prepare(admin_url, "storm")
        self.urls = role_urls(admin_url, "storm")
        self.folder = folder / "postgres"
        migrate.upgrade(self.urls.owner)
        self.settings = Settings(
            home=folder, database_url=self.urls.app, owner_url=self.urls.owner, port=free_port(), password_memory=64
        )
        self.address = f"http://127.0.0.1:{self.settings.port}"
        self.acknowledged: list[str] = []
        self.work: list[Future[None]] = []
        self.restarted: subprocess.Popen[bytes] | None = None
        self._people()

    def _people(self) -> None:
        database = Database(self.urls.app, size=1)
        with begin(database, self.settings, Dispatcher(database, self.settings).inner) as tx:
            tx.act(Actor.system("test"), "test.Setup")
            person = create_first_administrator(tx, "storm", PASSWORD)
            tx.wire.execute("UPDATE identity_user SET must_change_password = false WHERE id = %s", (person,))
            tx.wire.execute("INSERT INTO identity_user_role (user_id, role) VALUES (%s, %s)", (person, Role.BUYER))
        database.close()

    @contextlib.contextmanager
    def served(self) -> Iterator[psutil.Process]:
        """Serve the plant from two workers, each with a sealer of its own; one seals."""
        command = [sys.executable, "-m", "veralot_server", "serve", "--workers", "2"]
        with subprocess.Popen(
            command, env=environ | to_environment(self.settings), stdout=subprocess.DEVNULL
        ) as process:
            try:
                wait_until_ready(self.address, process)
                yield psutil.Process(process.pid)
            finally:
                process.terminate()

    # --- the clients

    def rage(self, number: int) -> None:
        """Send commands as the client does, again and again under the same id until each is answered."""
        with Server(self.address, workstation=f"PC-{number}") as server:
            self._sign_in(server)
            for turn in range(COMMANDS):
                code = f"S{number}-{turn:03}"
                self._insist(server, CreatePartner(code=code, kind=PartnerKind.SUPPLIER, name=code, name_zh="风暴"))
                self.acknowledged.append(code)

    def _sign_in(self, server: Server) -> None:
        message = Login(user_name="storm", password=PASSWORD, workstation="PC", contract_hash=contract_hash())
        server.token = self._insist(server, message).token

    @staticmethod
    def _insist(server: Server, message: Message[R]) -> R:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return server.call(message)
            except (ServerUnavailable, ServerBusy):
                if time.monotonic() > deadline:
                    raise

    # --- the kills

    def kill_worker(self, server: psutil.Process) -> None:
        """Kill one of the two processes that answer; with it goes its sealer, perhaps in the middle of a batch."""
        RANDOM.choice(self._settled(server)).send_signal(signal.SIGKILL)

    @staticmethod
    def _settled(server: psutil.Process) -> list[psutil.Process]:
        """Return the workers that have lived a while, once there are any.

        Granian takes one that ends within seconds of its start for a crash loop, and ends itself: then whoever runs it starts
        it again, and nobody does here.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            settled = [child for child in server.children() if has_settled(child)]
            if settled:
                return settled
            time.sleep(0.05)  # the clients' threads need the interpreter more than this one
        raise AssertionError("no worker lives")

    def kill_backend(self, _server: psutil.Process) -> None:
        """Kill a process of PostgreSQL at work; the others start again by themselves, from the write-ahead log."""
        with self._patiently() as admin:
            query = "SELECT pid FROM pg_stat_activity WHERE usename = 'veralot_app' AND pid <> pg_backend_pid()"
            pids = [row[0] for row in admin.execute(query)]
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(RANDOM.choice(pids)).send_signal(signal.SIGKILL)

    def kill_postgres(self, _server: psutil.Process) -> None:
        """Kill PostgreSQL whole, and start it again as an operator would."""
        lines = (self.folder / "postmaster.pid").read_text().splitlines()
        postmaster = psutil.Process(int(lines[0]))
        family: list[psutil.Process] = [postmaster, *postmaster.children(recursive=True)]
        command, user = postmaster.cmdline(), postmaster.username()
        postmaster.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=60)
        self.restarted = subprocess.Popen(command, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._patiently().close()

    def _patiently(self) -> "psycopg.Connection[tuple[int]]":
        """Return a connection once PostgreSQL takes one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                return psycopg.connect(self.urls.owner, autocommit=True)
            assert time.monotonic() < deadline, "PostgreSQL does not come back"


def has_settled(child: psutil.Process) -> bool:
    """Return whether a process of the server is a worker that has lived a while, and lives."""
    with contextlib.suppress(psutil.NoSuchProcess):
        is_worker = "resource_tracker" not in " ".join(child.cmdline())
        return is_worker and time.time() - child.create_time() > SETTLED_SECONDS
    return False


RANDOM = random.Random(20260707)


@pytest.fixture(scope="module")
def storm() -> Iterator[Storm]:
    """Let eight clients rage while one process after the other is killed; return what is left when all are done."""
    with tempfile.TemporaryDirectory(prefix="veralot-storm-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with embedded(folder / "postgres") as admin_url:
            raging = Storm(admin_url, folder)
            with raging.served() as server, ThreadPoolExecutor(CLIENTS) as clients:
                raging.work = [clients.submit(raging.rage, number) for number in range(CLIENTS)]
                for share, kill in enumerate(
                    (
                        raging.kill_worker,
                        raging.kill_backend,
                        raging.kill_worker,
                        raging.kill_postgres,
                        raging.kill_worker,
                    ),
                    start=1,
                ):
                    reach(raging, share * CLIENTS * COMMANDS // 6)
                    kill(server)
                for one in raging.work:
                    one.result(PATIENCE_SECONDS)
            yield raging
            assert raging.restarted is not None
            raging.restarted.send_signal(signal.SIGINT)  # a fast shutdown: nobody else knows of this process
            raging.restarted.wait(PATIENCE_SECONDS)


def reach(raging: Storm, acknowledged: int) -> None:
    """Wait until so many commands were acknowledged."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(raging.acknowledged) < acknowledged and not any(one.done() and one.exception() for one in raging.work):
        assert time.monotonic() < deadline, f"{len(raging.acknowledged)} commands, and no more come"
        time.sleep(0.005)  # the clients' threads need the interpreter more than this one


@pytest.mark.requirement("P11-06")
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(storm: Storm) -> None:
    with psycopg.connect(storm.urls.app) as wire:
        codes = [row[0] for row in wire.execute("SELECT code FROM items_partner ORDER BY code")]
    assert (
        codes == sorted(storm.acknowledged) == sorted({f"S{c}-{n:03}" for c in range(CLIENTS) for n in range(COMMANDS)})
    )


def test_the_log_has_no_hole(storm: Storm) -> None:
    key = log_key(storm.settings)
    with psycopg.connect(storm.urls.app, autocommit=True) as wire:
        seal_all(wire, key)
    report = verify(storm.urls.app, parse_vkey(key.vkey))
    assert report.clean, report.findings
    assert report.entries >= CLIENTS * COMMANDS
