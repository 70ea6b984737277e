"""HTTP to message and back: the door itself, as a bare ASGI application under Litestar.

Bare, because a message needs nothing of a web framework but its bytes, and every layer between would be paid at each call.
"""

import asyncio
import contextlib
import uuid
from typing import Any, cast
from uuid import UUID

import msgspec
import psycopg
import structlog
from litestar.types import HTTPScope, Receive, Scope, Send

from veralot_server.core.transaction import begin
from veralot_server.modules.identity.secrets import token_hash
from veralot_server.rpc import push, sessions
from veralot_server.rpc.asgi import disconnected, headers_of, respond, start, token
from veralot_server.rpc.crew import Crew
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_server.rpc.files import FileDoor
from veralot_shared import errors
from veralot_shared.contracts.identity import WhoAmI
from veralot_shared.errors import PROBLEM_TYPE, CodedError
from veralot_shared.messages import HEAD, JSON, MSGPACK, from_head

LONGEST_WORKSTATION = 100
HEARD_OUT = 1 << 26
"""How many bytes beyond its limit a message is read, and dropped, so that its sender gets the answer."""


class Door:
    """The ASGI application behind `/rpc` and `/events`; `files` is the one behind `/files`."""

    def __init__(self, dispatcher: Dispatcher, hub: push.Hub, threads: int) -> None:
        """Answer with `dispatcher`, in as many threads as there are database connections."""
        self._dispatcher = dispatcher
        self._hub = hub
        self._limit = dispatcher.settings.body_limit
        self._crew = Crew(threads, "veralot-call")
        self.files = FileDoor(dispatcher, self._crew)

    def close(self) -> None:
        """Let running calls finish."""
        self._crew.close()

    async def rpc(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `POST /rpc/<op>`."""
        headers = headers_of(scope)
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            op = _op(cast("HTTPScope", scope))
            incoming = self._incoming(op, headers, await self._body(receive, headers), scope, request_id)
            reply = await self._crew.run(self._dispatcher.handle, incoming)
        except CodedError as error:
            problem = msgspec.json.encode(error.to_problem(f"urn:veralot:request:{request_id}"))
            await respond(send, error.http_status, PROBLEM_TYPE, problem, request_id)
        else:
            await respond(send, 200, incoming.content_type, reply, request_id)
        finally:
            structlog.contextvars.clear_contextvars()

    async def _body(self, receive: Receive, headers: dict[str, str]) -> bytes:
        """Read the message, from the head where there is no body, and keep no more of it than its limit.

        One that is too long is read to its end, within reason: whoever hangs up on a sender is not heard by it.

        Raises:
            MessageTooLarge: it is longer, whatever its header says.
            MessageInvalid: there is something in the head that is not base64.
        """
        said = headers.get("content-length", "0")
        if said == "0" and "transfer-encoding" not in headers:
            return _from_head(headers)
        parts, size, more = [], 0, True
        while more and size <= self._limit + HEARD_OUT:
            event: Any = await receive()
            part = event.get("body", b"")
            size += len(part)
            if size <= self._limit:
                parts.append(part)
            more = event.get("more_body", False) and event["type"] != "http.disconnect"
        if size > self._limit:
            raise errors.MessageTooLarge(size=size, limit=self._limit)
        return b"".join(parts)

    @staticmethod
    def _incoming(op: str, headers: dict[str, str], body: bytes, scope: Scope, request_id: str) -> Incoming:
        content_type = headers.get("content-type", JSON).partition(";")[0].strip().lower()
        if content_type not in (JSON, MSGPACK):
            raise errors.ContentTypeUnknown(content_type=content_type[:LONGEST_WORKSTATION])
        client = scope.get("client")
        return Incoming(
            op=op,
            body=body,
            content_type=content_type,
            token=token(headers),
            command_id=_command_id(headers),
            workstation=headers.get("x-workstation", "")[:LONGEST_WORKSTATION],
            address=client[0] if client else "",
            request_id=request_id,
        )

    # --- events

    async def events(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `GET /events`: what was missed since `Last-Event-ID`, then what comes."""
        headers = headers_of(scope)
        try:
            first, hearer, resumed = await self._crew.run(self._begin_events, headers)
        except CodedError as error:
            await respond(send, error.http_status, PROBLEM_TYPE, msgspec.json.encode(error.to_problem()), "")
            return
        await send(start(200, "text/event-stream", [(b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]))
        gone = asyncio.create_task(disconnected(receive))
        holder = token_hash(token(headers) or "")
        parts = push.stream(self._hub, first, hearer, lambda: self._hearer_now(holder), resumed=resumed)
        with contextlib.suppress(OSError):
            async with contextlib.aclosing(parts):  # type: ignore[type-var]  # an async generator has aclose
                await _forward(parts, gone, send)
        gone.cancel()

    async def _hearer_now(self, holder: bytes) -> push.Hearer | None:
        return await self._crew.run(self._look_again, holder)

    def _look_again(self, holder: bytes) -> push.Hearer | None:
        """Return who listens, as their rights are now; a session that is merely locked still hears."""
        dispatcher = self._dispatcher
        database, settings = dispatcher.database, dispatcher.settings
        with begin(database, settings, dispatcher.inner, read_only=True, token_hash=holder) as tx:
            found = sessions.looked_up(tx)
        if found is None or sessions.is_over(found):
            return None
        return push.Hearer(found.user_id, found.customer_id, found.permissions)

    def _begin_events(self, headers: dict[str, str]) -> tuple[push.Batch, push.Hearer, bool]:
        dispatcher = self._dispatcher
        holder = token_hash(token(headers) or "")
        database, settings = dispatcher.database, dispatcher.settings
        with begin(database, settings, dispatcher.inner, read_only=True, token_hash=holder) as tx:
            found = sessions.looked_up(tx)
            actor = sessions.enter(tx, found, WhoAmI.op)
        left = (found.expires_at - found.now).total_seconds() if found else 0.0
        hearer = push.Hearer(actor.user_id, actor.customer_id, actor.permissions, left)
        with dispatcher.database.wire() as wire:
            last = headers.get("last-event-id", "")
            if last:
                with contextlib.suppress(psycopg.DataError):
                    return push.since(wire, last), hearer, True
            return push.Batch(push.current(wire), []), hearer, False


async def _forward(parts: Any, gone: "asyncio.Task[None]", send: Send) -> None:  # noqa: ANN401 - an async generator
    iterator = parts.__aiter__()
    while not gone.done():
        upcoming = asyncio.ensure_future(iterator.__anext__())
        await asyncio.wait({upcoming, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not upcoming.done():
            upcoming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await upcoming
            return
        try:
            part = upcoming.result()
        except StopAsyncIteration:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await send({"type": "http.response.body", "body": part, "more_body": True})


def _op(scope: HTTPScope) -> str:
    path: str = scope["path"]
    if scope["method"] != "POST":
        raise errors.MessageUnknown(op=f"{scope['method']} {path}")
    return path.rstrip("/").rpartition("/")[2]


def _from_head(headers: dict[str, str]) -> bytes:
    try:
        return from_head(headers.get(HEAD.lower(), ""))
    except ValueError as wrong:
        raise errors.MessageInvalid(problem="X-Message must be base64 with the URL's alphabet", field=HEAD) from wrong


def _command_id(headers: dict[str, str]) -> UUID | None:
    given = headers.get("idempotency-key")
    if given is None:
        return None
    try:
        return UUID(given.strip('"'))
    except ValueError as wrong:
        raise errors.MessageInvalid(problem="Idempotency-Key must be a UUID", field="Idempotency-Key") from wrong
