"""Waiting as a person waits: until something is to be seen. Events end the wait, or the limit does; nothing sleeps."""

from collections.abc import Callable
from itertools import chain

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer, QTimerEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

LIMIT_SECONDS = 60
"""Nothing in the client may take longer, on the slowest of machines."""
PAUSE_MS = 1_000
"""One-shot timers up to this are pauses after typing: what they wait to do is still to come."""
ROUNDS = 200
"""Pauses that begin pauses; what goes on longer never ends."""
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
        calm = 0
        for _ in range(ROUNDS):
            QCoreApplication.processEvents()
            self.until(lambda: not self._busy(), "the answers of the server")
            calm = 0 if _end_pauses() else calm + 1
            if calm > 1:  # what arrived last may have begun something new
                break
        else:
            raise StepFailed("it does not come to rest")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        trouble = self._trouble()
        if trouble:
            raise StepFailed(trouble)


def _end_pauses() -> bool:
    """Let every pause be over, and return whether there was one."""
    pauses = list(chain.from_iterable(map(_pauses, QApplication.topLevelWidgets())))
    for pause in pauses:
        if isValid(pause) and pause.isActive():
            _end(pause)
    return bool(pauses)


def _pauses(window: QWidget) -> list[QTimer]:
    timers: list[QTimer] = window.findChildren(QTimer)
    return [timer for timer in timers if timer.isActive() and timer.isSingleShot() and timer.interval() <= PAUSE_MS]


def _end(pause: QTimer) -> None:
    """Let a pause be over: nobody types on, so what it waits to do can be done at once."""
    QCoreApplication.sendEvent(pause, QTimerEvent(pause.timerId()))
