"""Reading a stream of server-sent events (WHATWG HTML, section 9.2.6)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class ServerEvent(NamedTuple):
    """One event of the stream. `id` is that of the last event that had one."""

    id: str
    name: str
    data: str


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of a stream that arrives in arbitrary pieces.

    Only CR, LF and CR LF end a line here; what Unicode counts as a line end besides may stand inside the data.
    """
    rest = b""
    for chunk in chunks:
        rest += chunk
        # A CR at the end may be half of a CR LF: it waits for the next piece.
        held = rest[-1:] if rest.endswith(b"\r") else b""
        *whole, rest = rest.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rest += held
        for line in whole:
            yield line.decode("utf-8")


def events(source: Iterable[str]) -> Iterator[ServerEvent | None]:
    """Yield each event, and None for each comment: a heartbeat, which only shows that the server lives."""
    last_id, name, data = "", "", list[str]()
    for line in source:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield ServerEvent(last_id, name or "message", "\n".join(data))
            name, data = "", []
        elif not field:
            yield None
        elif field == "data":
            data.append(value)
        elif field == "event":
            name = value
        elif field == "id" and "\0" not in value:
            last_id = value
