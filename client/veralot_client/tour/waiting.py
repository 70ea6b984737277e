"""Waiting as a person waits: until something is to be seen. Events end the wait, or the limit does; nothing sleeps."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

LIMIT_SECONDS = 60
"""Nothing in the client may take longer, on the slowest of machines."""
PAUSE_MS = 1_000
"""One-shot timers up to this are pauses after typing: what they wait to do is still to come."""
_FLAGS = QEventLoop.ProcessEventsFlag


class StepFailed(Exception):
    """A step of the tour did not do what it must; the text says what went wrong, in words."""


class Patience:
    """Lets the client work until what is waited for has come."""

    def __init__(
        self, busy: Callable[[], bool], trouble: Callable[[], str], limit_seconds: float = LIMIT_SECONDS
    ) -> None:
        """Wait while `busy`; give up as soon as `trouble` says that something went wrong."""
        self._busy = busy
        self._trouble = trouble
        self._limit_ms = int(limit_seconds * 1000)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the client work until `condition` holds.

        Raises:
            StepFailed: something went wrong, or `what` did not come.
        """
        limit = QTimer(singleShot=True, interval=self._limit_ms)
        limit.start()
        while not condition():
            trouble = self._trouble()
            if trouble:
                raise StepFailed(trouble)
            if not limit.isActive():
                raise StepFailed(f"{what}: not after {self._limit_ms / 1000:g} s")
            QCoreApplication.processEvents(_FLAGS.AllEvents | _FLAGS.WaitForMoreEvents)

    def settle(self) -> None:
        """Let the client work until nothing is under way: no call to the server, no pause after typing, no event.

        Raises:
            StepFailed: something went wrong, or it does not come to rest.
        """
        for _ in range(2):  # what arrived last may have begun something new
            QCoreApplication.processEvents()
            self.until(self._quiet, "coming to rest")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        trouble = self._trouble()
        if trouble:
            raise StepFailed(trouble)

    def _quiet(self) -> bool:
        return not self._busy() and not any(map(_pausing, QApplication.topLevelWidgets()))


def _pausing(window: QWidget) -> bool:
    timers: list[QTimer] = window.findChildren(QTimer)
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() <= PAUSE_MS for timer in timers)
