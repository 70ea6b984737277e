"""A small server that speaks the real protocol over real HTTP, for tests of the client where no server is installed.

It decodes and encodes the real contract's structs, remembers what it answered under each idempotency key, and can be
made to hang up, to go away and to come back.
"""

import ssl
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

import msgspec

from veralot_shared.errors import PROBLEM_TYPE, CodedError, MessageUnknown, RecordNotFound
from veralot_shared.messages import HEAD, JSON, MSGPACK, Event, Message, from_head, messages

R = TypeVar("R")


class Call(NamedTuple):
    """One request that arrived."""

    message: Message[Any]
    headers: Mapping[str, str]


class FakeServer:
    """Answers what the test tells it to answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.executed: list[Message[Any]] = []
        self.streams: list[Mapping[str, str]] = []
        self.drop_before = 0
        self.drop_after = 0
        self.raw: tuple[int, str, bytes] | None = None
        self.refuse_stream: CodedError | None = None
        self.files: dict[str, bytes] = {}
        self.arrived: dict[str, bytearray] = {}
        self.break_files_after: list[int] = []
        self._answers: dict[str, Callable[[Any], object]] = {}
        self._replies: dict[str, tuple[int, str, bytes]] = {}
        self._listeners: list[SimpleQueue[bytes | None]] = []
        self._lock = Lock()
        self._events = 0
        self._http: _Http | None = None
        self.port = 0
        self.scheme = "http"
        self.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    # --- what a test tells it ----------------------------------------------------------------------------------------

    def answer(self, kind: type[Message[R]], reply: R | CodedError | Callable[[Any], R | CodedError]) -> None:
        """Answer messages of a kind with a reply, an error, or what a function of the message returns or raises."""
        self._answers[kind.op] = reply if callable(reply) else lambda _message: reply

    def emit(self, event: Event) -> None:
        """Send an event to every open stream."""
        self.send_event(event.name, msgspec.json.encode(event))

    def send_event(self, name: str, data: bytes) -> None:
        """Send any event, also one that no contract knows."""
        with self._lock:
            self._events += 1
            chunk = b"id: %d\nevent: %s\ndata: %s\n\n" % (self._events, name.encode(), data)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.put(chunk)

    def cut_streams(self) -> None:
        """Break every open stream, as a lost network does."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.put(None)

    def stop(self) -> None:
        """Go away."""
        self.cut_streams()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http.hang_up()
            self._http = None

    def start(self) -> None:
        """Come (back), at the same address."""
        outer = self

        class Handler(_Handler):
            server_side = outer

        self._http = _Http(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_address[1]
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def encrypt(self, folder: Path) -> Path:
        """Speak TLS from now on, with a certificate of its own; return that certificate."""
        certificate, key = folder / "server.pem", folder / "server.key"
        subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
        kind = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
        files = ("-keyout", str(key), "-out", str(certificate))
        subprocess.run(("openssl", "req", *kind, *subject, *files), check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if self._http is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.scheme = "https"
        return certificate

    # --- what the handler asks it ------------------------------------------------------------------------------------

    def reply_to(self, op: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Return status, content type and body."""
        kind = messages().get(op)
        if kind is None:
            return problem(MessageUnknown(op=op))
        packed = headers["Content-Type"] == MSGPACK
        decode = msgspec.msgpack.decode if packed else msgspec.json.decode
        message = decode(body, type=kind) if body else kind()
        key = headers.get("Idempotency-Key", "")
        with self._lock:
            self.calls.append(Call(message, headers))
            if key in self._replies:
                return self._replies[key]
            reply = self._carry_out(message, packed=packed)
            if key and reply[0] == 200:
                self._replies[key] = reply
        return reply

    def _carry_out(self, message: Message[Any], *, packed: bool) -> tuple[int, str, bytes]:
        answer = self._answers.get(message.op)
        if answer is None:
            return problem(MessageUnknown(op=message.op))
        try:
            reply = answer(message)
            if isinstance(reply, CodedError):
                raise reply
        except CodedError as error:
            return problem(error)
        self.executed.append(message)
        return (200, MSGPACK, msgspec.msgpack.encode(reply)) if packed else (200, JSON, msgspec.json.encode(reply))

    def open_stream(self, headers: Mapping[str, str]) -> SimpleQueue[bytes | None]:
        """Return the queue of a new stream."""
        queue: SimpleQueue[bytes | None] = SimpleQueue()
        with self._lock:
            self.streams.append(headers)
            self._listeners.append(queue)
        return queue

    def close_stream(self, queue: SimpleQueue[bytes | None]) -> None:
        """A stream has ended."""
        with self._lock:
            self._listeners.remove(queue)


def problem(error: CodedError) -> tuple[int, str, bytes]:
    """Return the answer that carries a coded error."""
    return error.http_status, PROBLEM_TYPE, msgspec.json.encode(error.to_problem())


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._sockets: list[socket] = []
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, which outlives its first request."""
        self._sockets.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """Break every connection, as a server that dies does."""
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_side: FakeServer

    def do_POST(self) -> None:
        fake = self.server_side
        body = self.rfile.read(int(self.headers["Content-Length"])) or from_head(self.headers.get(HEAD, ""))
        if fake.drop_before > 0:
            fake.drop_before -= 1
            self._hang_up()
            return
        status, kind, content = fake.raw or fake.reply_to(self.path.removeprefix("/rpc/"), body, dict(self.headers))
        if fake.drop_after > 0:
            fake.drop_after -= 1
            self._hang_up()
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self) -> None:
        """Take a part of a file; what came before the connection breaks stays."""
        fake, digest = self.server_side, self.path.rpartition("/")[2]
        stored = fake.arrived.setdefault(digest, bytearray())
        left = int(self.headers["Content-Length"])
        whole, most = len(stored) + left, fake.break_files_after.pop(0) if fake.break_files_after else left
        while left and most:
            part = self.rfile.read(min(left, most, 1 << 16))
            stored += part
            left, most = left - len(part), most - len(part)
        if left:
            self.connection.shutdown(SHUT_RDWR)
            self._hang_up()
            return
        fake.files[digest] = bytes(stored)
        view = {"upload_id": 1, "sha256": digest, "size": whole, "stored": whole, "complete": True}
        self._send(200, JSON, msgspec.json.encode(view))

    def _send_file(self) -> None:
        """Give a file, or from an offset the rest of it."""
        fake, digest = self.server_side, self.path.rpartition("/")[2].partition("?")[0]
        if digest not in fake.files:
            self._send(*problem(RecordNotFound(kind="file", key=digest)))
            return
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        content = fake.files[digest][start:]
        most = fake.break_files_after.pop(0) if fake.break_files_after else len(content)
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:most])
        if most < len(content):
            self.connection.shutdown(SHUT_RDWR)
            self._hang_up()

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        fake = self.server_side
        if self.path.startswith("/files/"):
            self._send_file()
            return
        if fake.refuse_stream is not None:
            status, kind, content = problem(fake.refuse_stream)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return
        queue = fake.open_stream(dict(self.headers))
        try:
            self._stream(queue)
        finally:
            fake.close_stream(queue)
            self._hang_up()

    def _stream(self, queue: SimpleQueue[bytes | None]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"id: 0\nevent: server.Ready\ndata: {}\n\n")
        while True:
            try:
                chunk = queue.get(timeout=5)
            except Empty:
                chunk = b": alive\n\n"
            if chunk is None:
                return
            self.wfile.write(chunk)

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Say nothing."""


class Waiter:
    """Collects what callbacks are told, and waits for it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self._flag = Flag()

    def __call__(self, *args: object) -> None:
        """Take what a callback is told."""
        self.got.append(args[0] if len(args) == 1 else args)
        self._flag.set()

    def until(self, enough: Callable[[list[Any]], bool], seconds: float = 10.0) -> list[Any]:
        """Return what came, once it is enough. Raises: AssertionError after `seconds`."""
        for _ in range(int(seconds / 0.02)):
            if enough(self.got):
                return self.got
            self._flag.wait(0.02)
            self._flag.clear()
        raise AssertionError(f"waited {seconds} s in vain; came so far: {self.got}")
