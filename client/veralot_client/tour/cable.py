"""The cable between the client and its server, which the tour pulls out and plugs in again."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from threading import Thread
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

R = TypeVar("R")

HERE: Final = "127.0.0.1"
PIECE: Final = 65536


class Cable:
    """Passes on whatever the client and its server say to each other, as long as it is plugged in.

    It works in a thread of its own, so it goes on while the client is busy.
    """

    def __init__(self, url: str) -> None:
        """Lead to the server at an address of plain HTTP. Raises: OSError."""
        far = urlsplit(url)
        self._host, self._far_port = far.hostname or HERE, far.port or 80
        self._ends: set[asyncio.StreamWriter] = set()
        self._plug: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self._thread.start()
        self._port = 0
        self.plug()

    @property
    def url(self) -> str:
        """The address to which the client is told to go."""
        return f"http://{HERE}:{self._port}"

    def plug(self) -> None:
        """Plug it in, now or again. Raises: OSError."""
        self._do(self._open())

    def pull(self) -> None:
        """Pull it out: what is under way breaks, and nothing gets through."""
        self._do(self._close())

    def end(self) -> None:
        """Put it away."""
        self.pull()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> None:
        self._plug = await asyncio.start_server(self._join, HERE, self._port, reuse_address=True)
        self._port = int(self._plug.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        if self._plug is not None:
            self._plug.close()
        for end in tuple(self._ends):
            end.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._far_port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._ends |= both
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        self._ends -= both


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until one side has ended; then end the other."""
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
