"""The tour's cable: everything passes while it is plugged in, nothing while it is pulled, and what was under way breaks."""

import socket
from collections.abc import Iterator
from contextlib import closing
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from veralot_client.tour.cable import Cable

SIZE = 1_000_000


class Echo(StreamRequestHandler):
    """Says again what it hears."""

    def handle(self) -> None:
        """Answer until the other side has ended."""
        while piece := self.request.recv(4096):
            self.request.sendall(piece)


@pytest.fixture
def cable() -> Iterator[Cable]:
    """A cable to a server that echoes."""
    with ThreadingTCPServer(("127.0.0.1", 0), Echo) as far:
        Thread(target=far.serve_forever, args=(0.05,), daemon=True).start()
        cable = Cable(f"http://127.0.0.1:{far.server_address[1]}")
        yield cable
        cable.end()
        far.shutdown()


def called(cable: Cable) -> socket.socket:
    """Connect by the cable."""
    near = urlsplit(cable.url)
    return socket.create_connection((near.hostname or "", near.port or 0), timeout=10)


def echoed(wire: socket.socket, said: bytes) -> bytes:
    """Say something and return what comes back."""
    sending = Thread(target=wire.sendall, args=(said,))
    sending.start()
    heard = b""
    while len(heard) < len(said) and (piece := wire.recv(65536)):
        heard += piece
    sending.join()
    return heard


def test_whatever_is_said_arrives_both_ways(cable: Cable) -> None:
    said = bytes(range(256)) * (SIZE // 256)
    with closing(called(cable)) as wire:
        assert echoed(wire, said) == said


def test_pulled_out_it_breaks_what_is_under_way_and_lets_nothing_through(cable: Cable) -> None:
    with closing(called(cable)) as wire:
        assert echoed(wire, b"there") == b"there"
        cable.pull()
        assert wire.recv(1) == b"", "it is over"
    with pytest.raises(ConnectionRefusedError):
        called(cable)


def test_plugged_in_again_it_is_at_the_same_address(cable: Cable) -> None:
    before = cable.url
    cable.pull()
    cable.plug()
    assert cable.url == before
    with closing(called(cable)) as wire:
        assert echoed(wire, b"back") == b"back"
