"""A plant to measure on: an embedded PostgreSQL as it ships, migrated, served by one real process, with an account to use."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import msgspec
import psutil
import psycopg

from veralot_server.core import migrate
from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls, embedded, prepare, role_urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings, to_environment
from veralot_shared.contracts.identity import Login, LoginView, Role
from veralot_shared.messages import MSGPACK, Command, Message, carried, contract_hash

PASSWORD = "Correct-horse-7-battery"  # noqa: S105 - of a plant that lives as long as the measurement
READY_SECONDS = 60


class Bench(msgspec.Struct, frozen=True):
    """What a figure measures on."""

    settings: Settings
    urls: Urls
    admin_url: str
    database: Database
    dispatcher: Dispatcher

    @property
    def address(self) -> str:
        """Return where the server is served."""
        return f"127.0.0.1:{self.settings.port}"


@contextlib.contextmanager
def plant() -> Iterator[Bench]:
    """Yield a fresh plant; everything of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="veralot-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        with embedded(home / "postgres") as admin_url:
            prepare(admin_url, "bench")
            urls = role_urls(admin_url, "bench")
            migrate.upgrade(urls.owner)
            settings = Settings(
                home=home, database_url=urls.app, owner_url=urls.owner, port=free_port(), idle_seconds=86_400
            )
            database = Database(urls.app)
            bench = Bench(settings, urls, admin_url, database, Dispatcher(database, settings))
            people(bench)
            try:
                yield bench
            finally:
                database.close()


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def people(bench: Bench) -> None:
    """Make one account with every role's rights, so that a figure needs no second login."""
    with begin(bench.database, bench.settings, bench.dispatcher.inner) as tx:
        tx.act(Actor.system("bench"), "bench.Setup")
        user = create_first_administrator(tx, "bench", PASSWORD)
        tx.wire.execute("UPDATE identity_user SET must_change_password = false WHERE id = %s", (user,))
        for role in (Role.WAREHOUSE, Role.PLANNER, Role.AUDITOR, Role.QA_RELEASE):
            tx.wire.execute("INSERT INTO identity_user_role (user_id, role) VALUES (%s, %s)", (user, role))


@contextlib.contextmanager
def served(bench: Bench, factory: str = "benchmarks.baseline:create") -> Iterator["psutil.Process"]:
    """Serve the plant in one worker process of its own; yield the process."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--factory",
        factory,
        "--port",
        str(bench.settings.port),
        "--no-ws",
    ]
    environment = os.environ | to_environment(bench.settings)
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://{bench.address}/health/ready", process)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(URLError, OSError), urlopen(url, timeout=2):  # noqa: S310 - loopback
            return
        time.sleep(0.05)  # polling a process that is starting
    raise RuntimeError(f"{url} did not become ready")


def login(bench: Bench) -> str:
    """Return a session's token."""
    message = Login(user_name="bench", password=PASSWORD, workstation="bench", contract_hash=contract_hash())
    body = _post(bench, message, None)
    return msgspec.msgpack.decode(body, type=LoginView).token


def _post(bench: Bench, message: Message[Any], token: str | None) -> bytes:
    import httpx  # noqa: PLC0415 - only set-up uses it; figures drive bare sockets

    headers = {"Content-Type": MSGPACK} | ({"Authorization": f"Bearer {token}"} if token else {})
    reply = httpx.post(
        f"http://{bench.address}/rpc/{message.op}",
        content=msgspec.msgpack.encode(message),
        headers=headers,
        timeout=120,
    )
    reply.raise_for_status()
    return reply.content


def request(bench: Bench, message: Message[Any], token: str, command_id: str = "") -> bytes:
    """Return a whole HTTP request as the client sends it, ready to be sent again and again."""
    body, head = carried(message)
    headers = [
        f"POST /rpc/{message.op} HTTP/1.1",
        f"Host: {bench.address}",
        f"Content-Type: {MSGPACK}",
        f"Authorization: Bearer {token}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in head.items()),
    ]
    if isinstance(message, Command):
        headers.append(f"Idempotency-Key: {command_id}")
    return ("\r\n".join(headers) + "\r\n\r\n").encode() + body


def cpu_seconds(bench: Bench, server: psutil.Process) -> float:
    """Return the CPU time that the server and its database have used so far."""
    with psycopg.connect(bench.admin_url) as wire:
        row = wire.execute("SELECT pg_backend_pid()").fetchone()
        postmaster = psutil.Process(row[0] if row else 0).parent()
    processes = [server, *server.children(recursive=True)]
    if postmaster is not None:
        processes += [postmaster, *postmaster.children(recursive=True)]
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
