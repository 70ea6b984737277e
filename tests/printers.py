"""A label printer that speaks enough ZPL over TCP: it prints what it gets, says how it is, and breaks off when told to."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FORMAT = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)
STATUS = b"\x02030,%d,0,1234,%03d,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,%08d,1,000\x03\r\n\x021234,0\x03\r\n"


class FakePrinter:
    """A printer on a port of this machine.

    Attributes:
        labels: every label that came out, as it was sent.
        breaks_after: after so many labels the connection breaks, in the middle of the next one.
        silent: whether it answers nothing.
        paper_out: whether it has no paper, and so keeps what it gets.
    """

    def __init__(self) -> None:
        self.labels: list[bytes] = []
        self.waiting: list[bytes] = []
        self.breaks_after: int | None = None
        self.silent = False
        self.paper_out = False
        self.port = 0

    def take(self, received: bytes) -> bytes:
        """Print whole formats of what was received, and return the rest."""
        for found in FORMAT.findall(received):
            (self.waiting if self.paper_out else self.labels).append(found)
        return FORMAT.sub(b"", received)

    def status(self) -> bytes:
        """Return what it says of itself."""
        return STATUS % (int(self.paper_out), len(self.waiting), 0)

    @property
    def is_broken(self) -> bool:
        """Whether the connection is to break now."""
        return self.breaks_after is not None and len(self.labels) >= self.breaks_after


@contextmanager
def printing() -> Iterator[FakePrinter]:
    """Run a printer."""
    printer = FakePrinter()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            received = b""
            while part := self.request.recv(65536):
                received += part
                if printer.is_broken and b"^XA" in received:
                    return
                received = printer.take(received)
                while b"~HS" in received:
                    received = received.replace(b"~HS", b"", 1)
                    if not printer.silent:
                        self.request.sendall(printer.status())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        printer.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield printer
        server.shutdown()
        thread.join()
