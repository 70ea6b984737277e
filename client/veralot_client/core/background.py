"""Work away from the thread that draws: what is asked for here, the shell's `gui_thread` carries out."""

from collections.abc import Callable
from threading import Event
from typing import Protocol, TypeVar

from veralot_client.core.observers import Observers

T = TypeVar("T")


class Cancelled(Exception):
    """The person no longer wants the answer. Raised inside the work, never shown."""


class Job:
    """One piece of work on its way. May be used from both threads."""

    def __init__(self, title: str = "") -> None:
        """Begin a job; one with a title is shown with its progress and can be cancelled by the person."""
        self.title = title
        self.progressed: Observers[[int, int]] = Observers()
        self._cancelled = Event()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Drop the result; the work ends at its next `check` or wait."""
        self._cancelled.set()

    def check(self) -> None:
        """Leave the work if it was cancelled. Raises: Cancelled."""
        if self.cancelled:
            raise Cancelled

    def pause(self, seconds: float) -> None:
        """Wait; cancelling ends the wait at once. Raises: Cancelled."""
        if self._cancelled.wait(seconds):
            raise Cancelled

    def report(self, done: int, total: int) -> None:
        """Say how far the work is, `total` 0 if that is not known. Raises: Cancelled."""
        self.check()
        self.progressed.tell(done, total)


class Background(Protocol):
    """Runs work in another thread and brings the result back."""

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str = "",
    ) -> Job:
        """Run `work(job)` elsewhere, then `done(result)` or `failed(error)` in the thread of the caller.

        Without `failed`, the error is shown to the person. A cancelled job calls neither.
        """
        ...

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` in the thread of the pages, from any thread: for what comes by itself, as an instrument's readings."""
        ...
