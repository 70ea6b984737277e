"""The base of presenters: they decide, the page shows."""

from collections.abc import Callable
from typing import TypeVar

from veralot_client.core.background import Job
from veralot_client.core.observers import Unsubscribe
from veralot_client.core.services import Services
from veralot_shared.errors import CodedError, ServerUnavailable
from veralot_shared.messages import Event, Message

R = TypeVar("R")
E = TypeVar("E", bound=Event)


class Presenter:
    """Decides for one page, without Qt. It ends with its page: after `close` no answer and no event reaches it."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.words = services.words
        self._jobs: dict[str, Job] = {}
        self._subscriptions: list[Unsubscribe] = []
        self._closed = False

    def ask(
        self,
        query: Message[R],
        done: Callable[[R], None],
        failed: Callable[[CodedError], None] | None = None,
        *,
        topic: str = "",
        title: str = "",
    ) -> Job:
        """Send a query whose answer is only wanted while no newer one of the same topic was sent.

        Without a topic, each kind of query is its own. With a title, it is shown as work that takes a while. While the server
        is away, what this person's work list says is the answer, and nothing else.
        """
        key = topic or query.op
        if key in self._jobs:
            self._jobs[key].cancel()
        sender = self.services.sender

        def away(error: CodedError) -> None:
            known = self.services.capture.known(query) if isinstance(error, ServerUnavailable) else None
            if known is None:
                sender.fail(error, failed)
            else:
                self._while_open(done)(known)

        job = sender.send(query, self._while_open(done), away, title=title)
        self._jobs[key] = job
        return job

    def send(
        self,
        command: Message[R],
        done: Callable[[R], None],
        failed: Callable[[CodedError], None] | None = None,
        *,
        declined: Callable[[], None] | None = None,
        title: str = "",
    ) -> Job:
        """Send a command. It is carried out even if the page closes meanwhile; then only its answer is dropped."""
        sender = self.services.sender
        return sender.send(command, self._while_open(done), failed, declined=declined, title=title)

    def follow(self, kind: type[E], callback: Callable[[E], None]) -> None:
        """Hear events of a kind until the page closes."""
        self._subscriptions.append(self.services.changes.subscribe(kind, callback))

    def follow_resync(self, callback: Callable[[], None]) -> None:
        """Hear that events may have been missed: read everything again."""
        self._subscriptions.append(self.services.changes.resync.subscribe(callback))

    def keep(self, subscription: Unsubscribe) -> None:
        """End another subscription with the page."""
        self._subscriptions.append(subscription)

    def close(self) -> None:
        """The page is gone."""
        self._closed = True
        for job in self._jobs.values():
            job.cancel()
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._subscriptions.clear()

    def _while_open(self, done: Callable[[R], None]) -> Callable[[R], None]:
        return lambda reply: None if self._closed else done(reply)
