"""The door of files: `PUT` and `GET /files/<sha256>`, which carry bytes that no message should hold.

Who may is decided by messages, carried out here with the sender's own session: `attachments.BeginUpload` before the first
byte is read and `attachments.FinishUpload` after the last, `attachments.GetFile` before the first is sent. So rights, object
scope, limits and metrics are those of every other call. No transaction and no connection is held while a client is slow,
and no more than a piece of a file is in memory.
"""

import re
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import parse_qs, quote

import msgspec
import psycopg
import structlog
from litestar.types import Receive, Scope, Send

from veralot_server.core import files
from veralot_server.core.files import PIECE
from veralot_server.rpc.asgi import headers_of, respond, start, token
from veralot_server.rpc.crew import Crew
from veralot_server.rpc.dispatch import Dispatcher, Incoming
from veralot_shared import errors
from veralot_shared.contracts.attachments import (
    BeginUpload,
    FileInfo,
    FileTooLarge,
    FinishUpload,
    GetFile,
    UploadOutOfStep,
    UploadView,
)
from veralot_shared.errors import PROBLEM_TYPE, CodedError
from veralot_shared.ids import AttachmentId
from veralot_shared.messages import JSON, MSGPACK, Message

log = structlog.get_logger(__name__)

R = TypeVar("R")
T = TypeVar("T")

PATH: Final = re.compile(r"/files/([0-9a-f]{64})/?")
RANGE: Final = re.compile(r"bytes=(\d+)-(\d*)")
OFFSET: Final = "upload-offset"
LONGEST: Final = 100


class Asked(NamedTuple):
    """A request at this door."""

    method: str
    sha256: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    address: str
    request_id: str


class FileDoor:
    """The ASGI application behind `/files`."""

    def __init__(self, dispatcher: Dispatcher, crew: Crew) -> None:
        """Answer with `dispatcher`, in the threads that answer messages too."""
        self._dispatcher = dispatcher
        self._database = dispatcher.database
        self._crew = crew

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `PUT` or `GET /files/<sha256>`."""
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            asked = _asked(scope, request_id)
            if asked.method == "PUT":
                reply = msgspec.json.encode(await self._take(asked, receive))
                await respond(send, 200, JSON, reply, request_id)
            else:
                await self._give(asked, send)
        except CodedError as error:
            problem = msgspec.json.encode(error.to_problem(f"urn:veralot:request:{request_id}"))
            await respond(send, error.http_status, PROBLEM_TYPE, problem, request_id)
        finally:
            structlog.contextvars.clear_contextvars()

    # --- in

    async def _take(self, asked: Asked, receive: Receive) -> UploadView:
        offset, length = _whole(asked, OFFSET, 0), _whole(asked, "content-length", None)
        begun = await self._ask(BeginUpload(sha256=asked.sha256, size=offset + length), asked)
        if not begun.complete:
            if offset != begun.stored:
                raise UploadOutOfStep(stored=begun.stored)
            async for piece in _pieces(receive, length):
                await self._run(self._keep, begun.upload_id, offset, piece)
                offset += len(piece)
        return await self._ask(FinishUpload(sha256=asked.sha256), asked)

    def _keep(self, upload_id: int, offset: int, piece: bytes) -> None:
        with self._database.wire() as wire:
            try:
                files.add(wire, upload_id, offset, piece)
            except files.Overtaken as overtaken:
                raise UploadOutOfStep(stored=files.stored(wire, upload_id)) from overtaken

    # --- out

    async def _give(self, asked: Asked, send: Send) -> None:
        info = await self._ask(GetFile(sha256=asked.sha256, attachment_id=_attachment(asked)), asked)
        first, last = _range(asked, info.size)
        headers = _headers(info, first, last, asked.request_id)
        source = await self._run(self._source, info.sha256)
        await send(start(206 if len(headers) > PLAIN else 200, info.media_type, headers))
        while first <= last:
            piece = (await self._run(self._read, source, first))[: last - first + 1]
            first += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": first <= last})

    def _source(self, sha256: str) -> int:
        with self._database.wire() as wire:
            found = files.source(wire, sha256)
        if found is None:
            raise errors.RecordNotFound(kind="file", key=sha256)
        return found

    def _read(self, source: int, start_at: int) -> bytes:
        with self._database.wire() as wire:
            piece = files.piece_at(wire, source, start_at)
        if not piece:
            raise RuntimeError(f"the content of upload {source} ends at {start_at}, before its size says")
        return piece

    # --- both

    async def _ask(self, message: Message[R], asked: Asked) -> R:
        """Carry out a message as the sender of this request. Raises: CodedError."""
        incoming = Incoming(
            op=message.op,
            body=msgspec.msgpack.encode(message),
            content_type=MSGPACK,
            token=token(asked.headers),
            workstation=asked.headers.get("x-workstation", "")[:LONGEST],
            address=asked.address,
            request_id=asked.request_id,
        )
        reply = await self._run(self._dispatcher.handle, incoming)
        view: R = msgspec.msgpack.decode(reply, type=message.reply_type())
        return view

    async def _run(self, work: Callable[..., T], *values: Any) -> T:  # noqa: ANN401 - whatever the work takes
        try:
            return await self._crew.run(work, *values)
        except psycopg.OperationalError as away:
            log.exception("database unavailable")
            raise errors.ServerUnavailable from away


PLAIN: Final = 6
"""Headers of an answer that sends a file whole."""


def _asked(scope: Scope, request_id: str) -> Asked:
    path: str = scope["path"]
    method = str(scope.get("method", ""))
    found = PATH.fullmatch(path if path.startswith("/files") else f"/files{path}")
    if found is None or method not in {"PUT", "GET"}:
        raise errors.MessageUnknown(op=f"{method} {path}"[:LONGEST])
    client = scope.get("client")
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return Asked(method, found[1], headers_of(scope), query, client[0] if client else "", request_id)


def _whole(asked: Asked, header: str, default: int | None) -> int:
    """Return a header that is a whole number. Raises: MessageInvalid."""
    said = asked.headers.get(header)
    if said is None and default is not None:
        return default
    if said is None or not (said.isascii() and said.isdecimal() and len(said) < len("9223372036854775807")):
        raise errors.MessageInvalid(problem="must be given as a whole number of bytes", field=header)
    return int(said)


def _attachment(asked: Asked) -> AttachmentId | None:
    said = asked.query.get("attachment", [""])[0]
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < len("9223372036854775807")):
        raise errors.MessageInvalid(problem="must be the number of an attachment", field="attachment")
    return AttachmentId(int(said))


async def _pieces(receive: Receive, length: int) -> AsyncIterator[bytes]:
    """Yield the body in pieces, no further than its stated length; a body that breaks off ends without its last piece.

    Raises:
        FileTooLarge: more comes than was announced.
    """
    waiting, size, more = bytearray(), 0, True
    while more:
        event: Any = await receive()
        if event["type"] == "http.disconnect":
            return
        body: bytes = event.get("body", b"")
        size += len(body)
        if size > length:
            raise FileTooLarge(size=size, limit=length, field=None)
        waiting += body
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
        more = event.get("more_body", False)
    if waiting:
        yield bytes(waiting)


def _range(asked: Asked, size: int) -> tuple[int, int]:
    """Return the first and last byte that are asked for; a range that cannot be had is the whole file (RFC 9110 §14.2)."""
    found = RANGE.fullmatch(asked.headers.get("range", ""))
    if found is None or len(found[1]) > len(str(size)) or int(found[1]) >= size:
        return 0, size - 1
    last = int(found[2]) if found[2] and len(found[2]) <= len(str(size)) else size - 1
    return (int(found[1]), min(last, size - 1)) if last >= int(found[1]) else (0, size - 1)


def _headers(info: FileInfo, first: int, last: int, request_id: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer: it is saved or shown by a program of ours, never run by a browser."""
    name = f"attachment; filename*=UTF-8''{quote(info.file_name, safe='')}"
    headers = [
        (b"content-length", str(last - first + 1).encode()),
        (b"content-disposition", name.encode()),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"cache-control", b"private, no-store"),
        (b"etag", f'"{info.sha256}"'.encode()),
        (b"x-request-id", request_id.encode()),
    ]
    partial = (first, last) != (0, info.size - 1)
    return [*headers, (b"content-range", f"bytes {first}-{last}/{info.size}".encode())] if partial else headers
