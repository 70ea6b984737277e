"""Calls to the server: one door, typed replies, coded errors, and commands that are carried out once.

A call blocks: make it in the background (`services.send`, `services.background`), never in the thread that draws.
"""

from collections.abc import Mapping
from hashlib import sha256
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar, cast
from uuid import uuid4

import httpx
import msgspec

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_shared.contracts.identity import SignatureNeeded, SignatureRefused
from veralot_shared.errors import PROBLEM_TYPE, CodedError, Problem, ServerUnavailable, Unexpected, from_problem
from veralot_shared.ids import CommandId
from veralot_shared.messages import MSGPACK, Command, Message

R = TypeVar("R")

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
"""The longest answer that a person waits for without a word; long work on the server reports through events."""
PAUSES = (0.2, 0.8, 2.0)
"""Seconds before each new attempt after a lost connection."""
GATEWAY_AWAY = frozenset({502, 503, 504})
"""What a load balancer answers, in no problem document, while no server stands behind it."""


class Unanswered:
    """Ids of commands that were sent and never answered.

    Whether such a command was carried out is not known. When the person sends the same again, it goes under its old id,
    so that the server does it once and answers as it would have then.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._ids: dict[bytes, CommandId] = {}

    def id_of(self, content: bytes) -> CommandId:
        """Return the id under which this content was sent in vain before, or a new one."""
        with self._lock:
            return self._ids.setdefault(content, CommandId(uuid4()))

    def answered(self, content: bytes) -> None:
        """Forget the id: the next command of the same content is another one."""
        with self._lock:
            self._ids.pop(content, None)


class Server:
    """One server. May be called from any thread.

    Attributes:
        token: proof of the session, sent with every call; the session sets it.
        refused: told of every coded error that the server answers with, whoever made the call.
    """

    def __init__(
        self,
        url: str,
        *,
        verify: bool | str = True,
        workstation: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Talk to the server at `url`.

        Args:
            url: scheme, host and port: `https://veralot.example:8443`.
            verify: how its certificate is checked: by the usual authorities, by those of a file, or (False) not at all.
            workstation: the name of this computer, for the audit log.
            transport: replaces the network; tests break it on purpose.
        """
        self.url = url.rstrip("/")
        self.workstation = workstation
        self.token: str | None = None
        self.refused: Observers[[CodedError]] = Observers()
        self._unanswered = Unanswered()
        self._http = httpx.Client(
            base_url=self.url,
            verify=_context(verify),
            transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,  # a plant's server is on its own network; a proxy of the browser's must not see it
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def call(self, message: Message[R], *, job: Job | None = None) -> R:
        """Send a message and return its reply.

        After a lost connection the same bytes are sent again, a command under the same id. Cancelling `job` ends the
        waiting between attempts.

        Raises:
            CodedError: what the server refuses with.
            ServerUnavailable: it cannot be reached; a command may or may not have been carried out, and is not carried
                out twice when the same is sent again.
            Cancelled: the job was cancelled while waiting.
        """
        body = msgspec.msgpack.encode(message)
        content = identity(message) if isinstance(message, Command) else b""
        try:
            reply = self._exchange(message, body, self._id_header(content), job)
        except ServerUnavailable:
            raise
        except CodedError as error:
            if not asks_again(error):
                self._unanswered.answered(content)
            raise
        self._unanswered.answered(content)
        return reply

    def _id_header(self, content: bytes) -> dict[str, str]:
        return {"Idempotency-Key": str(self._unanswered.id_of(content))} if content else {}

    def stream(self, path: str, headers: Mapping[str, str], timeout: httpx.Timeout) -> Any:  # noqa: ANN401 - httpx's own context manager, private in its types
        """Open a streamed GET with the session's proof; a context manager of an `httpx.Response`."""
        return self._http.stream("GET", path, headers={**self._headers(), **headers}, timeout=timeout)

    def _headers(self) -> dict[str, str]:
        headers = {"X-Workstation": self.workstation.encode("ascii", "replace").decode()}
        return {**headers, "Authorization": f"Bearer {self.token}"} if self.token else headers

    def _exchange(self, message: Message[R], body: bytes, headers: Mapping[str, str], job: Job | None) -> R:
        response = self._post(f"/rpc/{message.op}", body, headers, job or Job())
        if response.is_success:
            return cast("R", msgspec.msgpack.decode(response.content, type=message.reply_type()))
        error = refusal(response)
        self.refused.tell(error)
        raise error

    def _post(self, path: str, body: bytes, headers: Mapping[str, str], job: Job) -> httpx.Response:
        sent = {**self._headers(), **headers, "Content-Type": MSGPACK, "Accept": MSGPACK}
        for pause in (*PAUSES, None):
            response = self._attempt(path, body, sent)
            if response is not None:
                return response
            if pause is None:
                break
            job.pause(pause)
        raise ServerUnavailable

    def _attempt(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response | None:
        """Send once; None when no server answered."""
        try:
            response = self._http.post(path, content=body, headers=headers)
        except (httpx.TransportError, httpx.InvalidURL):
            return None
        return None if response.status_code in GATEWAY_AWAY and not _is_problem(response) else response


def identity(message: Command[Any]) -> bytes:
    """Return what makes a command the same command: a hash of its content, whoever signs it and with which secret."""
    plain = {name: getattr(message, name) for name in message.__struct_fields__ if name != "signature"}
    # Hashed, since the content may hold a password and is kept for as long as no answer comes.
    return sha256(message.op.encode() + msgspec.msgpack.encode(plain, order="deterministic")).digest()


def asks_again(error: CodedError) -> bool:
    """Return whether an error leaves the command open, to be sent again completed under the same id."""
    return isinstance(error, SignatureNeeded | SignatureRefused)


def refusal(response: httpx.Response) -> CodedError:
    """Return the coded error of an answer that is no success."""
    if not _is_problem(response):
        return Unexpected(report=f"HTTP {response.status_code}")
    try:
        return from_problem(msgspec.json.decode(response.content, type=Problem))
    except (msgspec.DecodeError, TypeError) as broken:
        return Unexpected(report=f"HTTP {response.status_code}: {broken}")


def _is_problem(response: httpx.Response) -> bool:
    media_type: str = response.headers.get("Content-Type", "")
    return media_type.partition(";")[0].strip() == PROBLEM_TYPE


def _context(verify: bool | str) -> Any:  # noqa: ANN401, FBT001 - ssl.SSLContext or bool, as httpx takes it
    """Return how certificates are checked; ssl is asked for a context only if a file of authorities is named."""
    if isinstance(verify, bool):
        return verify
    import ssl  # noqa: PLC0415 - see above

    return ssl.create_default_context(cafile=verify)
