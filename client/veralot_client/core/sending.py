"""Sending a message from a page: away from the GUI thread, signed if it must be, errors shown if nobody takes them."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import msgspec

from veralot_client.core.background import Background, Job
from veralot_client.core.notices import Notices
from veralot_client.core.rpc import Server
from veralot_shared.contracts.identity import SignatureNeeded, SignatureRefused
from veralot_shared.errors import CodedError
from veralot_shared.messages import Message, SignatureEntry, SignedCommand

R = TypeVar("R")
Failed = Callable[[CodedError], None]


class Signer(Protocol):
    """Asks a person for an electronic signature; the shell's sign dialog is one."""

    def ask(
        self,
        need: SignatureNeeded,
        problem: CodedError | None,
        answer: Callable[[SignatureEntry | None], None],
    ) -> None:
        """Show what is to be signed and call `answer` with the entry, or with None when the person declines.

        `problem` is why the entry before was refused: the dialog that still stands there shows it.
        """
        ...

    def finish(self) -> None:
        """The command was carried out or refused for another reason: close the dialog."""
        ...


class Sender:
    """Sends messages for pages. Use it in the GUI thread; the callbacks run there too."""

    def __init__(self, server: Server, background: Background, signer: Signer, notices: Notices) -> None:
        self._server = server
        self._background = background
        self._signer = signer
        self._notices = notices

    def send(
        self,
        message: Message[R],
        done: Callable[[R], None],
        failed: Failed | None = None,
        *,
        declined: Callable[[], None] | None = None,
        title: str = "",
    ) -> Job:
        """Send a message and hand its reply to `done`.

        Args:
            message: the command or query.
            done: takes the reply.
            failed: takes a coded error; without it the error is shown. A bug is always shown.
            declined: called when the message needs a signature and the person does not give it.
            title: what is going on, in words, for work that is shown with its progress and can be cancelled.
        """
        return self._background.start(
            lambda job: self._server.call(message, job=job),
            done,
            lambda error: self._on_error(message, error, done, failed, declined),
            title=title,
        )

    def _on_error(
        self,
        message: Message[R],
        error: Exception,
        done: Callable[[R], None],
        failed: Failed | None,
        declined: Callable[[], None] | None,
    ) -> None:
        if isinstance(error, SignatureNeeded) and isinstance(message, SignedCommand):
            Signing(self, message, error, done, failed, declined).ask(None)
        else:
            self.fail(error, failed)

    def fail(self, error: Exception, failed: Failed | None) -> None:
        """Hand an error to `failed` if it takes it, else show it."""
        if failed is not None and isinstance(error, CodedError):
            failed(error)
        else:
            self._notices.error(error)

    @property
    def signer(self) -> Signer:
        """Who asks for signatures."""
        return self._signer


class Signing:
    """One signed command between the first refusal and its end: the same command, under the same id, each time."""

    def __init__(
        self,
        sender: Sender,
        message: SignedCommand[Any],
        need: SignatureNeeded,
        done: Callable[[Any], None],
        failed: Failed | None,
        declined: Callable[[], None] | None,
    ) -> None:
        self._sender = sender
        self._message = message
        self._need = need
        self._done = done
        self._failed = failed
        self._declined = declined

    def ask(self, problem: CodedError | None) -> None:
        """Ask for the signature, telling what was wrong with the one before."""
        self._sender.signer.ask(self._need, problem, self._answered)

    def _answered(self, entry: SignatureEntry | None) -> None:
        if entry is None:
            if self._declined is not None:
                self._declined()
            return
        signed = cast("Message[Any]", msgspec.structs.replace(self._message, signature=entry))
        self._sender.send(signed, self._finished, self._refused)

    def _finished(self, reply: object) -> None:
        self._sender.signer.finish()
        self._done(reply)

    def _refused(self, error: CodedError) -> None:
        if isinstance(error, SignatureRefused):
            self.ask(error)
            return
        self._sender.signer.finish()
        self._sender.fail(error, self._failed)
