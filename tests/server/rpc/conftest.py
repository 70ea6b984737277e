"""Two server processes on one database, with a few people who have passwords."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest

from veralot_server.core.database import Database
from veralot_server.core.embedded import Urls
from veralot_server.core.transaction import Actor, begin
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.settings import Settings, to_environment
from veralot_shared.contracts.identity import ChangePassword, CreateUser, Login, LoginView, Role
from veralot_shared.errors import CodedError, Problem, from_problem
from veralot_shared.messages import JSON, Message, contract_hash

ADMIN = "root-admin"
PASSWORD = "Quiet-harbour-41-lantern"
FIRST = "First-harbour-41-lantern"


LINES: list[httpx.Client] = []
"""Every connection that a test opened; the test run hangs up at its end."""


class Caller:
    """Somebody at a workstation who talks to one server process."""

    def __init__(self, address: str, user_name: str = "") -> None:
        self.address = address
        self.user_name = user_name
        self.http = httpx.Client(base_url=address, timeout=30)
        LINES.append(self.http)
        self.headers = {"Content-Type": JSON}

    def login(self, password: str = PASSWORD) -> "Caller":
        """Sign in."""
        message = Login(user_name=self.user_name, password=password, workstation="TEST", contract_hash=contract_hash())
        view = msgspec.json.decode(self.post(message).content, type=LoginView)
        self.headers["Authorization"] = f"Bearer {view.token}"
        return self

    def post(self, message: Message[Any], command_id: str | None = None, **headers: str) -> httpx.Response:
        """Send a message and return the raw reply."""
        more = {"Idempotency-Key": command_id} if command_id else {}
        body = msgspec.json.encode(message)
        return self.http.post(f"/rpc/{message.op}", content=body, headers=self.headers | more | headers)

    def call(self, message: Message[Any], command_id: str | None = None) -> Any:
        """Send a message and return its reply, or raise the coded error that came back."""
        reply = self.post(message, command_id or str(uuid.uuid4()))
        if reply.status_code != 200:
            raise problem(reply)
        return msgspec.json.decode(reply.content, type=message.reply_type())


def problem(reply: httpx.Response) -> CodedError:
    """Return the coded error of a refused reply."""
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    return from_problem(msgspec.json.decode(reply.content, type=Problem))


@pytest.fixture(scope="session")
def plant(new_database: Callable[[str], Urls], settings: Settings) -> Settings:
    """Make a database with an administrator and a person for each role that the tests need."""
    urls = new_database("rpc_test")
    own = msgspec.structs.replace(
        settings, database_url=urls.app, owner_url=urls.owner, body_limit=1 << 20, pool_size=4
    )
    database = Database(urls.app, size=2)
    with begin(database, own, Dispatcher(database, own).inner) as tx:
        tx.act(Actor.system("test"), "test.Setup")
        create_first_administrator(tx, ADMIN, FIRST)
    database.close()
    return own


@pytest.fixture(scope="session")
def addresses(plant: Settings) -> Iterator[list[str]]:
    """Serve the plant from two processes."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(served(msgspec.structs.replace(plant, port=free_port()))) for _ in range(2)]
        hang_up()


def hang_up() -> None:
    """Close every connection."""
    while LINES:
        LINES.pop().close()


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Run one server process and yield its address when it is ready."""
    command = [sys.executable, "-m", "veralot_server", "serve"]
    address = f"http://{settings.host}:{settings.port}"
    environment = os.environ | to_environment(settings)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(address, process)
            yield address
        finally:
            process.terminate()


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the server's own word that it is ready."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
    raise AssertionError("the server did not become ready")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def admin(addresses: list[str]) -> Caller:
    """Sign the administrator in at the first process."""
    caller = Caller(addresses[0], ADMIN).login(FIRST)
    caller.call(ChangePassword(old=FIRST, new=PASSWORD))
    return caller


@pytest.fixture(scope="session")
def person(admin: Caller, addresses: list[str]) -> Callable[..., Caller]:
    """Return a function that makes a person with roles and signs them in: `person("planner")`."""

    def make(*roles: str, server: int = 0, customer_id: Any = None) -> Caller:
        name = f"{'-'.join(roles)}-{uuid.uuid4().hex[:6]}"
        admin.call(
            CreateUser(
                user_name=name,
                full_name=name.title(),
                full_name_zh="测试",
                roles=[Role(role) for role in roles],
                password=FIRST,
                customer_id=customer_id,
            )
        )
        caller = Caller(addresses[server], name).login(FIRST)
        caller.call(ChangePassword(old=FIRST, new=PASSWORD))
        return caller

    return make
