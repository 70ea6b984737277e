"""Waits for an instrument in a thread of its own, and hands over what it sends in the thread of whoever listens."""

from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

from veralot_client.core.instruments.reading import Instrument, InstrumentFailed, Reading, ReadingUnclear
from veralot_client.core.observers import Post, at_once
from veralot_shared.errors import CodedError

T = TypeVar("T")


class Listener:
    """Listens to one instrument until it is closed, or the instrument fails."""

    def __init__(
        self,
        instrument: Instrument,
        taken: Callable[[Reading], None],
        failed: Callable[[CodedError], None],
        post: Post = at_once,
    ) -> None:
        """Open the instrument and begin. `post` runs a function in the caller's thread. Raises: InstrumentFailed."""
        self.instrument = instrument
        self._taken = taken
        self._failed = failed
        self._post = post
        self._ended = Event()
        instrument.open()
        self._thread = Thread(target=self._listen, name=f"instrument {instrument.name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; after this nothing is handed over."""
        self._ended.set()
        self._thread.join()

    def _listen(self) -> None:
        try:
            while not self._ended.is_set():
                self._receive()
        except InstrumentFailed as error:
            self._hand(self._failed, error)
        finally:
            self.instrument.close()

    def _receive(self) -> None:
        try:
            reading = self.instrument.receive()
        except ReadingUnclear as error:
            self._hand(self._failed, error)
        else:
            if reading is not None:
                self._hand(self._taken, reading)

    def _hand(self, to: Callable[[T], None], what: T) -> None:
        """Hand something over, unless nobody listens any more."""
        self._post(lambda: None if self._ended.is_set() else to(what))
