"""Threads that work beside the calls, one of each kind in every process, until the process ends."""

import threading
from abc import ABC, abstractmethod
from typing import Final

import structlog

log = structlog.get_logger(__name__)

PATIENCE_SECONDS: Final = 10.0
"""So long the end of a process waits for the work at hand."""


class Worker(ABC):
    """A thread that works until it is told to stop.

    What its database refuses it takes up again; what nobody foresaw ends it, is logged whole, and shows in `works`, so
    that the process is started anew rather than left without its log's seals or its clocks.
    """

    def __init__(self, name: str) -> None:
        """Name it; `start` begins."""
        self.name = name
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"veralot-{name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is at hand and end."""
        self._stop.set()
        self._thread.join(timeout=PATIENCE_SECONDS)

    @property
    def works(self) -> bool:
        """Whether it has begun and not ended."""
        return self._thread.is_alive()

    @abstractmethod
    def _run(self) -> None:
        """Work until `_stop` is set."""

    def _work(self) -> None:
        try:
            self._run()
        except BaseException:
            # Whatever it is: it ends the thread, and would otherwise be said where no log is kept.
            log.exception("a worker ended", worker=self.name)
            raise
