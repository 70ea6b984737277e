"""A handful of threads for work that waits for the server.

They are daemons: a call that hangs must not keep alive a client that its person has closed.
"""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

COUNT = 6
"""As many calls as one screen makes at once; the server answers more than one person."""


class Workers:
    """Runs tasks in the order in which they come, at most `count` at a time."""

    def __init__(self, count: int = COUNT) -> None:
        self._count = count
        self._threads = 0
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def submit(self, task: Callable[[], None]) -> None:
        """Run a task soon. It must deal with its own errors."""
        if self._threads < self._count:
            self._threads += 1
            Thread(target=self._work, name=f"worker-{self._threads}", daemon=True).start()
        self._tasks.put(task)

    def stop(self) -> None:
        """Take no more tasks; what runs may end."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
            del task  # what it holds must not live until the next one comes
