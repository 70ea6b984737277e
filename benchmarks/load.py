"""Load from bare sockets: so little work beside the server that the figure is the server's."""

import selectors
import socket
import time
from collections.abc import Iterator

HEADER_END = b"\r\n\r\n"


class Line:
    """One keep-alive connection with one request under way."""

    def __init__(self, address: str) -> None:
        host, _, port = address.partition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def send(self, request: bytes) -> None:
        """Send one request."""
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Return a whole reply's head, or `None` when some of it is still to come.

        Raises:
            RuntimeError: the reply is not 2xx, or the server hung up.
        """
        part = self.socket.recv(1 << 20)
        if not part:
            raise RuntimeError("the server hung up")
        self._buffer += part
        head, separator, body = self._buffer.partition(HEADER_END)
        if not separator or len(body) < _length(head):
            return None
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(self._buffer[:500].decode(errors="replace"))
        self._buffer = b""
        return head


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def per_second(address: str, requests: Iterator[bytes], connections: int, seconds: float) -> float:
    """Return how many requests are answered in a second over so many connections, each with one under way."""
    lines = [Line(address) for _ in range(connections)]
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(next(requests))
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for key, _ in selector.select(timeout=1):
            line = key.data
            if line.receive() is not None:
                done += 1
                line.send(next(requests))
    elapsed = time.perf_counter() - started
    for line in lines:
        selector.unregister(line.socket)
        line.socket.close()
    return done / elapsed


def one_by_one(address: str, requests: list[bytes]) -> float:
    """Send requests one after the other and return the seconds that they took."""
    line = Line(address)
    started = time.perf_counter()
    for request in requests:
        line.send(request)
        while line.receive() is None:
            pass
    elapsed = time.perf_counter() - started
    line.socket.close()
    return elapsed


class Fetcher:
    """One keep-alive connection that fetches whole replies."""

    def __init__(self, address: str) -> None:
        host, _, port = address.partition(":")
        self._line = socket.create_connection((host, int(port)))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._line.makefile("rb", buffering=1 << 20)

    def fetch(self, request: bytes) -> bytes:
        """Send one request and return the reply's body.

        Raises:
            RuntimeError: the reply is not 2xx.
        """
        self._line.sendall(request)
        status = self._file.readline()
        length = 0
        while (line := self._file.readline().lower()) not in (b"\r\n", b""):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body: bytes = self._file.read(length)
        if b" 2" not in status[:11]:
            raise RuntimeError(body[:500].decode(errors="replace"))
        return body

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._line.close()
