"""Puts the server together: one Litestar application for each process, with its database, sealer and listener."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
import prometheus_client
import psycopg
from litestar import Litestar, MediaType, Request, Response, asgi, get
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import Receive, Scope, Send

from veralot_server.core import logs, migrate
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import Sealer
from veralot_server.core.database import Database
from veralot_server.core.workers import Worker
from veralot_server.rpc import openapi, push
from veralot_server.rpc.clockwork import Clockwork
from veralot_server.rpc.dispatch import Dispatcher
from veralot_server.rpc.endpoint import Door
from veralot_server.rpc.herald import Herald
from veralot_server.rpc.pruning import Pruner
from veralot_server.settings import Settings, from_environment
from veralot_shared.errors import PROBLEM_TYPE, MessageUnknown

LIVE: Final = "live"


class Server:
    """What one process holds: connections and threads, and nothing that another process would need."""

    def __init__(self, settings: Settings) -> None:
        """Connect to the database that the settings name.

        Raises:
            RuntimeError: they name none; the command line starts the embedded one and names it.
        """
        if settings.database_url is None:
            raise RuntimeError("VERALOT_DATABASE_URL is not set; start the server with `veralot-server serve`")
        self.settings = settings
        self.database = Database(settings.database_url, size=settings.pool_size)
        self.herald = Herald(settings.database_url)
        self.dispatcher = Dispatcher(self.database, settings, self.herald.tell)
        self.hub = push.Hub(settings.database_url, self.dispatcher.known)
        self.sealer = Sealer(settings.database_url, log_key(settings))
        self.pruner = Pruner(settings.database_url, settings)
        self.clockwork = Clockwork(self.dispatcher)
        self.workers = (self.hub, self.herald, self.sealer, self.pruner, self.clockwork)
        self.door = Door(self.dispatcher, self.hub, settings.pool_size)

    @asynccontextmanager
    async def running(self, _app: Litestar) -> AsyncIterator[None]:
        """Run listener, sealer, pruner and clockwork as long as the application runs."""
        self.hub.hand_to(asyncio.get_running_loop())
        for worker in self.workers:
            worker.start()
        try:
            yield
        finally:
            for worker in reversed(self.workers):
                worker.stop()
            self.door.close()
            self.database.close()


def build(settings: Settings) -> Litestar:
    """Return the application."""
    server = Server(settings)

    @asgi("/rpc", is_mount=True, copy_scope=False)
    async def rpc(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer messages."""
        await server.door.rpc(scope, receive, send)

    @asgi("/files", is_mount=True, copy_scope=False)
    async def files(scope: Scope, receive: Receive, send: Send) -> None:
        """Take and give the contents of files."""
        await server.door.files.answer(scope, receive, send)

    @asgi("/events", copy_scope=False)
    async def events(scope: Scope, receive: Receive, send: Send) -> None:
        """Tell what changes."""
        await server.door.events(scope, receive, send)

    @get("/health/live", sync_to_thread=False)
    def live() -> Response[dict[str, Any]]:
        """Say that the process answers, and whether a thread of it has ended that should not."""
        state = liveness(server.workers)
        return Response(state, status_code=200 if state["status"] == LIVE else 503)

    @get("/health/ready", sync_to_thread=True)
    def ready() -> Response[dict[str, Any]]:
        """Say whether the database answers and has the schema that this version needs."""
        state = readiness(server)
        return Response(state, status_code=200 if state["ready"] else 503)

    @get("/metrics", media_type=MediaType.TEXT, sync_to_thread=True)
    def metrics() -> bytes:
        """Say what Prometheus asks."""
        return prometheus_client.generate_latest()

    @get("/openapi.json", media_type="application/json", sync_to_thread=False)
    def openapi_json() -> bytes:
        """Describe the door."""
        return openapi.document()

    @get("/docs", media_type=MediaType.HTML, sync_to_thread=False)
    def docs() -> str:
        """Describe the door to people."""
        return openapi.page()

    return Litestar(
        route_handlers=[rpc, files, events, live, ready, metrics, openapi_json, docs],
        lifespan=[server.running],
        exception_handlers={NotFoundException: not_found, MethodNotAllowedException: not_found},
        openapi_config=None,
        logging_config=None,
    )


def not_found(request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    """Answer what is no part of the door the way the door answers."""
    error = MessageUnknown(op=f"{request.method} {request.url.path}")
    return Response(msgspec.json.encode(error.to_problem()), status_code=error.http_status, media_type=PROBLEM_TYPE)


def liveness(workers: Iterable[Worker]) -> dict[str, Any]:
    """Return whether all threads work, and which do not."""
    stopped = [worker.name for worker in workers if not worker.works]
    return {"status": "stopped", "workers": stopped} if stopped else {"status": LIVE}


def readiness(server: Server) -> dict[str, Any]:
    """Return the state of database and schema."""
    try:
        with server.database.wire() as wire:
            row = wire.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.Error as error:
        return {"ready": False, "database": type(error).__name__, "schema": None, "needed": migrate.head()}
    schema = row[0] if row else None
    return {"ready": schema == migrate.head(), "database": "ok", "schema": schema, "needed": migrate.head()}


def create() -> Litestar:
    """Return the application with the settings of the environment; granian's workers call this."""
    logs.configure()
    return frozen(build(from_environment()))


def frozen(application: Litestar) -> Litestar:
    """Spare the garbage collector what lives as long as the process, whenever a long answer allocates its rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return application
