"""Calls to the server: one door, typed replies, coded errors, and commands that are carried out once.

A call blocks: make it in the background (`services.send`, `services.background`), never in the thread that draws.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import uuid4

import msgspec

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.trust import USUAL, Trust
from veralot_shared.contracts.identity import SignatureNeeded, SignatureRefused
from veralot_shared.errors import PROBLEM_TYPE, CodedError, Problem, ServerUnavailable, Unexpected, from_problem
from veralot_shared.ids import CommandId
from veralot_shared.messages import MSGPACK, Command, Message, carried

if TYPE_CHECKING:
    from veralot_client.core.http import Answer, Http

R = TypeVar("R")

PAUSES = (0.2, 0.8, 2.0)
"""Seconds before each new attempt after a lost connection."""
GATEWAY_AWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
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
        refused: told of every coded error that the server answers this session with, whoever made the call.
    """

    def __init__(self, url: str, *, trust: Trust = USUAL, workstation: str = "") -> None:
        """Talk to the server at `url`.

        Args:
            url: scheme, host and port: `https://veralot.example:8443`.
            trust: how its certificate is checked.
            workstation: the name of this computer, for the audit log.
        """
        self.url = url.rstrip("/")
        self.workstation = workstation
        self.token: str | None = None
        self.refused: Observers[[CodedError]] = Observers()
        self._unanswered = Unanswered()
        self._trust = trust
        self._making = Lock()
        self._http: Http | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; from now on nobody answers."""
        with self._making:
            self._closed = True
            if self._http is not None:
                self._http.close()

    def call(
        self, message: Message[R], *, job: Job | None = None, command_id: CommandId | None = None, once: bool = False
    ) -> R:
        """Send a message and return its reply.

        After a lost connection the same bytes are sent again, a command under the same id. Cancelling `job` ends the
        waiting between attempts.

        Args:
            message: the command or query.
            job: the work that it is part of.
            command_id: the command's id, where whoever sends it knows one under which it may come again another way.
            once: try no second time; whoever sends it has another way.

        Raises:
            CodedError: what the server refuses with.
            CertificateUnknown, CertificateChanged, ConnectionNotEncrypted: nothing was sent.
            ServerUnavailable: it cannot be reached; a command may or may not have been carried out, and is not carried
                out twice when the same is sent again.
            Cancelled: the job was cancelled while waiting.
        """
        if command_id is not None:
            return self._exchange(message, {"Idempotency-Key": str(command_id)}, job, once=once)
        content = identity(message) if isinstance(message, Command) else b""
        try:
            reply = self._exchange(message, self._id_header(content), job, once=once)
        except ServerUnavailable:
            raise
        except CodedError as error:
            if not asks_again(error):
                self._unanswered.answered(content)
            raise
        self._unanswered.answered(content)
        return reply

    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[bytes]:
        """Yield what a stream brings, with the session's proof; see `Http.stream`. Raises: Refused, Lost."""
        return self._connections().stream(path, {**self._headers(self.token), **headers})

    def put(self, path: str, parts: Iterator[bytes], headers: Mapping[str, str]) -> "Answer":
        """Send a body part by part, once, with the session's proof. Raises: Lost."""
        return self._connections().put(path, parts, {**self._headers(self.token), **headers})

    def get(self, path: str, headers: Mapping[str, str]) -> Iterator[bytes]:
        """Yield a body part by part, with the session's proof. Raises: Refused, Lost."""
        return self._connections().get(path, {**self._headers(self.token), **headers})

    def tell_refused(self, error: CodedError, token: str | None) -> None:
        """Tell of a refusal of what was sent with `token`.

        One that reaches a call of the session before says nothing about the session that lives now, and is not told.
        """
        if token == self.token:
            self.refused.tell(error)

    def _connections(self) -> "Http":
        from veralot_client.core.http import Http, Lost  # noqa: PLC0415 - at the first call, see there

        with self._making:
            if self._closed:
                raise Lost("closed")
            if self._http is None:
                self._http = Http(self.url, self._trust)
            return self._http

    def _id_header(self, content: bytes) -> dict[str, str]:
        return {"Idempotency-Key": str(self._unanswered.id_of(content))} if content else {}

    def _headers(self, token: str | None) -> dict[str, str]:
        headers = {"X-Workstation": self.workstation.encode("ascii", "replace").decode()}
        return {**headers, "Authorization": f"Bearer {token}"} if token else headers

    def _exchange(self, message: Message[R], headers: Mapping[str, str], job: Job | None, *, once: bool) -> R:
        token = self.token
        body, head = carried(message)
        sent = {**self._headers(token), **headers, **head, "Content-Type": MSGPACK, "Accept": MSGPACK}
        answer = self._post(f"/rpc/{message.op}", body, sent, job or Job(), () if once else PAUSES)
        if answer.status == HTTPStatus.OK:
            return cast("R", msgspec.msgpack.decode(answer.content, type=message.reply_type()))
        error = refusal(answer)
        self.tell_refused(error, token)
        raise error

    def _post(
        self, path: str, body: bytes, headers: Mapping[str, str], job: Job, pauses: tuple[float, ...]
    ) -> "Answer":
        for pause in (*pauses, None):
            answer = self._attempt(path, body, headers)
            if answer is not None:
                return answer
            if pause is not None:
                job.pause(pause)
        raise ServerUnavailable

    def _attempt(self, path: str, body: bytes, headers: Mapping[str, str]) -> "Answer | None":
        """Send once; None when no server answered."""
        from veralot_client.core.http import Lost, Untrusted  # noqa: PLC0415 - at the first call, see there

        try:
            answer = self._connections().post(path, body, headers)
        except Untrusted as untrusted:
            raise untrusted.error from untrusted
        except Lost:
            return None
        return None if answer.status in GATEWAY_AWAY and answer.media_type != PROBLEM_TYPE else answer


def identity(message: Command[Any]) -> bytes:
    """Return what makes a command the same command: a hash of its content, whoever signs it and with which secret."""
    plain = {name: getattr(message, name) for name in message.__struct_fields__ if name != "signature"}
    # Hashed, since the content may hold a password and is kept for as long as no answer comes.
    return sha256(message.op.encode() + msgspec.msgpack.encode(plain, order="deterministic")).digest()


def asks_again(error: CodedError) -> bool:
    """Return whether an error leaves the command open, to be sent again completed under the same id."""
    return isinstance(error, SignatureNeeded | SignatureRefused)


def refusal(answer: "Answer") -> CodedError:
    """Return the coded error of an answer that is no success."""
    if answer.media_type != PROBLEM_TYPE:
        return Unexpected(report=f"HTTP {answer.status}")
    try:
        return from_problem(msgspec.json.decode(answer.content, type=Problem))
    except (msgspec.DecodeError, TypeError) as broken:
        return Unexpected(report=f"HTTP {answer.status}: {broken}")
