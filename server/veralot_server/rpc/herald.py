"""Wakes the listeners of all processes after a commit, once for many.

A transaction that notifies holds a lock of the whole database from before its commit until its end is on the disk, so that
no two of them end together: a plant would record as many commands in a second as one disk write can follow another. So
commands do not notify. What they tell is a row by then; whoever is not woken, because the process ended in between, reads
it half a second later all the same.
"""

import threading

import psycopg
import structlog

from veralot_server.core.workers import Worker

log = structlog.get_logger(__name__)

CHANNEL = "veralot_event"
NOTIFY = f"NOTIFY {CHANNEL}".encode()
PAUSE_SECONDS = 0.02
"""Between two wakings, as between two readings: what many commits tell within it is told together."""
AGAIN_SECONDS = 1.0


class Herald(Worker):
    """Notifies on a connection of its own."""

    def __init__(self, url: str) -> None:
        """Remember where; `start` begins."""
        super().__init__("herald")
        self._url = url
        self._told = threading.Event()

    def tell(self) -> None:
        """Something was committed that others should hear of; returns at once."""
        self._told.set()

    def stop(self) -> None:
        """Tell what is left, and end."""
        self._stop.set()
        self._told.set()
        super().stop()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, application_name="veralot herald") as wire:
                    self._wake(wire)
            except psycopg.Error as error:
                log.warning("the herald stopped at an error; connecting again", error=str(error))
                self._told.set()
                self._stop.wait(AGAIN_SECONDS)

    def _wake(self, wire: psycopg.Connection) -> None:
        while not self._stop.is_set():
            self._told.wait()
            self._told.clear()
            wire.execute(NOTIFY)
            self._stop.wait(PAUSE_SECONDS)
