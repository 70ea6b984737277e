"""People of the demonstration plant who talk to its server by themselves, while the client stands before the camera."""

from hashlib import sha256
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import uuid4

import httpx
import msgspec

from veralot_server.cli.demo import PASSWORD
from veralot_shared.contracts.identity import AcceptAccountability, Login, LoginView, SignatureNeeded
from veralot_shared.errors import CodedError, Problem, from_problem
from veralot_shared.messages import JSON, Message, SignatureEntry, SignedCommand, contract_hash

R = TypeVar("R")

OK: Final = 200
SECONDS: Final = 60


class Person:
    """Somebody signed in at the server."""

    def __init__(self, address: str, user_name: str) -> None:
        """Sign in. Raises: CodedError."""
        self._user_name = user_name
        self._http = httpx.Client(base_url=address, timeout=SECONDS, headers={"Content-Type": JSON})
        login = Login(user_name=user_name, password=PASSWORD, workstation="QC-PC-1", contract_hash=contract_hash())
        view: LoginView = self.call(login)
        self._http.headers["Authorization"] = f"Bearer {view.token}"
        if view.must_accept_accountability:
            self.call(AcceptAccountability(password=PASSWORD))

    def __enter__(self) -> Self:
        """Stay signed in for the context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._http.close()

    def call(self, message: Message[R]) -> R:
        """Send a message and return its reply. Raises: CodedError."""
        headers = {"Idempotency-Key": str(uuid4())}
        reply = self._http.post(f"/rpc/{message.op}", content=msgspec.json.encode(message), headers=headers)
        if reply.status_code != OK:
            error: CodedError = from_problem(msgspec.json.decode(reply.content, type=Problem))
            raise error
        found: Any = msgspec.json.decode(reply.content, type=message.reply_type())
        return found  # type: ignore[no-any-return]  # the reply's type is the message's own

    def sign(self, command: SignedCommand[R]) -> R:
        """Send a command, and sign what the server shows. Raises: CodedError."""
        try:
            return self.call(command)
        except SignatureNeeded as need:
            entry = SignatureEntry(user_name=self._user_name, secret=PASSWORD, shown_hash=need.shown_hash)
            return self.call(msgspec.structs.replace(command, signature=entry))

    def hand_over(self, content: bytes) -> str:
        """Send a file's content, and return its hash. Raises: httpx.HTTPStatusError."""
        digest = sha256(content).hexdigest()
        self._http.put(f"/files/{digest}", content=content).raise_for_status()
        return digest
