"""The bytes on the wire: posts, streams, certificates. The only file that knows httpx.

It is imported at the first call, in a worker: neither the login window nor anything before it waits for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import NamedTuple

import httpx

from veralot_client.core.trust import Trust, context, is_about_certificate, refusal, refuse_unencrypted
from veralot_shared.errors import CodedError, ConnectionNotEncrypted

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
"""The longest answer that a person waits for without a word; long work on the server reports through events."""
SILENCE_SECONDS = 25.0
"""The server's heartbeat on a stream comes every 10 s; two missed ones and a half mean that nobody is there."""

PART = 1 << 18
"""How many bytes of a file are handed on at a time."""


class Answer(NamedTuple):
    """What a server answered; `media_type` without parameters."""

    status: int
    media_type: str
    content: bytes


class Lost(Exception):
    """Nobody answered, or the connection broke before the answer was whole."""


class Untrusted(Lost):
    """The server does not prove who it is; nothing was sent. `error` says it in a person's words."""

    def __init__(self, error: CodedError) -> None:
        super().__init__(error.code)
        self.error = error


class Refused(Exception):
    """A stream was refused; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


class Http:
    """Connections to one server. May be used from any thread."""

    def __init__(self, url: str, trust: Trust) -> None:
        """Talk to `url`, judging its certificate by `trust`.

        Raises:
            Lost: the address is none, or the authority's file cannot be read, so that no server can prove who it is.
            Untrusted: the address is not encrypted, and another computer's.
        """
        self._url, self._trust = url, trust
        try:
            refuse_unencrypted(url)
        except ConnectionNotEncrypted as error:
            raise Untrusted(error) from error
        except ValueError as problem:
            raise Lost(str(problem)) from problem
        self._lock = RLock()
        self._talks = 0
        self._closing = False
        try:
            self._client = httpx.Client(
                base_url=url,
                verify=context(trust) if url.startswith("https:") else False,
                trust_env=False,  # the plant's server is on its own network: no proxy, no file of passwords
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            )
        except (httpx.InvalidURL, OSError) as problem:
            raise Lost(str(problem)) from problem

    def close(self) -> None:
        """Begin no more conversations, and close every connection once the last one has ended."""
        with self._lock:
            self._closing = True
            idle = self._talks == 0
        if idle:
            self._client.close()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send once. Raises: Lost."""
        with self._talking():
            return _answer(self._client.post(path, content=body, headers=headers))

    def put(self, path: str, parts: Iterator[bytes], headers: Mapping[str, str]) -> Answer:
        """Send a body part by part; `headers` say how long it is. Raises: Lost."""
        with self._talking():
            return _answer(self._client.put(path, content=parts, headers=headers))

    def get(self, path: str, headers: Mapping[str, str]) -> Iterator[bytes]:
        """Yield a body part by part. Raises: Refused, Lost."""
        with self._talking(), self._client.stream("GET", path, headers=headers) as response:
            if not response.is_success:
                response.read()
                raise Refused(_answer(response))
            yield from response.iter_bytes(PART)

    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[bytes]:
        """Yield what a stream brings, an empty piece first when it is open. Raises: Refused, Lost."""
        timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        with self._talking(), self._client.stream("GET", path, headers=headers, timeout=timeout) as response:
            if not response.is_success:
                response.read()
                raise Refused(_answer(response))
            yield b""
            yield from response.iter_bytes()

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Turn every way in which a conversation can fail into `Lost`.

        A connection that is closed in the middle of one would never be closed whole; so the last one out closes.
        """
        self._begin()
        try:
            yield
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as problem:
            error = refusal(self._url, self._trust) if is_about_certificate(problem) else None
            if error is not None:
                raise Untrusted(error) from problem
            raise Lost(str(problem) or type(problem).__name__) from problem
        finally:
            self._end()

    def _begin(self) -> None:
        with self._lock:
            if self._closing:
                raise Lost("closed")
            self._talks += 1

    def _end(self) -> None:
        with self._lock:
            self._talks -= 1
            last = self._closing and self._talks == 0
        if last:
            self._client.close()


def _answer(response: httpx.Response) -> Answer:
    media_type: str = response.headers.get("Content-Type", "")
    return Answer(response.status_code, media_type.partition(";")[0].strip(), response.content)
