"""Hands in what waits, by itself, when the server is back: in order, in batches, until nothing waits. No Qt."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from veralot_client.core.background import Background, Job
from veralot_client.core.capture.capture import Capture
from veralot_client.core.connection import Connection, ConnectionState
from veralot_client.core.observers import Observers, Post, at_once
from veralot_shared.contracts.capture import Outcome, Replay, ReplayView
from veralot_shared.errors import CodedError

if TYPE_CHECKING:
    from veralot_client.core.capture.journal import Batch, Journal

BATCH = 500


class HandingIn:
    """Sends one person's journal. Use it in the GUI thread.

    Attributes:
        done: told how many entries had which outcome, when anything was handed in.
        failed: told why it could not go on.
    """

    def __init__(
        self,
        capture: Capture,
        connection: Connection,
        background: Background,
        title: Callable[[], str],
        post: Post = at_once,
    ) -> None:
        self.done: Observers[[Counter[Outcome]]] = Observers(post)
        self.failed: Observers[[CodedError]] = Observers(post)
        self._capture = capture
        self._background = background
        self._title = title
        self._busy = False
        self._connection = connection
        self._subscriptions = [
            connection.changed.subscribe(lambda _state: self.start()),
            capture.kept.subscribe(self.start),
            capture.hurry.subscribe(self.start),
        ]

    def end(self) -> None:
        """The desk is gone."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def start(self) -> None:
        """Hand in what waits, if the server is there, unless that is under way."""
        journal = self._capture.journal()
        if self._connection.state is not ConnectionState.ONLINE or self._busy or journal is None:
            return
        if self._capture.unproven:
            # The server has yet to be told who is here; what waits is sent then.
            return
        if not journal.unsent(1):
            return
        self._busy = True
        self._background.start(lambda job: self.work(journal, job), self._finished, self._broke, title=self._title())

    def work(self, journal: "Journal", job: Job) -> Counter[Outcome]:
        """Hand everything in. Blocks. Raises: CodedError."""
        said: Counter[Outcome] = Counter()
        total = journal.waiting().count
        place, stuck = journal.first_unsent, False
        while not stuck and (batch := journal.unsent(BATCH)):
            job.report(sum(said.values()), total)
            with self._capture.talking:
                reply = self._send(journal, batch, job)
            said.update(one.outcome for one in reply.outcomes if one.outcome is not Outcome.AHEAD)
            stuck = journal.first_unsent == place
            place = journal.first_unsent
        return said

    def _send(self, journal: "Journal", batch: "Batch", job: Job) -> ReplayView:
        waits = self._capture.waiting()
        reply = self._capture.server.call(
            Replay(
                device=journal.device,
                sent_at=datetime.now(UTC),
                entries=batch.entries,
                damaged=batch.damaged,
                waiting=replace(waits, count=max(0, waits.count - len(batch.entries))).form,
            ),
            job=job,
        )
        if any(one.outcome is Outcome.AHEAD for one in reply.outcomes):
            # The server has less than it once acknowledged: it was set back to a copy, and is given everything again.
            journal.meet(reply.head, b"")
        else:
            journal.acknowledge(batch, reply.outcomes, reply.head)
        return reply

    def _finished(self, said: Counter[Outcome]) -> None:
        self._busy = False
        self._capture.changed.tell()
        self.done.tell(said)

    def _broke(self, error: Exception) -> None:
        self._busy = False
        self._capture.changed.tell()
        if isinstance(error, CodedError):
            self.failed.tell(error)
        else:
            raise error
