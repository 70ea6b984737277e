"""What the doors share of bare ASGI: headers in, answers out."""

from typing import Any

from litestar.types import Receive, Scope, Send

BEARER = "Bearer "


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers of a request by their small-letter names."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def token(headers: dict[str, str]) -> str | None:
    """Return the proof of a session that came with a request."""
    given = headers.get("authorization", "")
    return given.removeprefix(BEARER) if given.startswith(BEARER) else None


def start(status: int, content_type: str, more: list[tuple[bytes, bytes]]) -> Any:  # noqa: ANN401 - an ASGI event
    """Return the event that begins an answer."""
    headers = [(b"content-type", content_type.encode()), (b"x-content-type-options", b"nosniff"), *more]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def respond(send: Send, status: int, content_type: str, body: bytes, request_id: str) -> None:
    """Answer whole."""
    more = [(b"content-length", str(len(body)).encode()), (b"x-request-id", request_id.encode())]
    await send(start(status, content_type, more))
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def disconnected(receive: Receive) -> None:
    """Wait until the other side hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
