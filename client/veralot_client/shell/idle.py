"""Locking after inactivity, and telling the server that somebody who only reads or types is still there."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
MARGIN = 0.9
"""The screen locks a little before the server does, so that nobody types into a session that is already locked."""
CHECKS = 20
"""Looks at the clock in one idle time."""


class IdleWatch(QObject):
    """Calls `idle` when nobody touched the computer for long, and `alive` now and then while somebody does."""

    def __init__(self, app: QApplication, idle: Callable[[], None], alive: Callable[[], None]) -> None:
        super().__init__(app)
        self._app = app
        self._idle = idle
        self._alive = alive
        self._seconds = 0.0
        self._last_touch = self._last_alive = monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._check)

    def start(self, seconds: float) -> None:
        """Lock after `seconds` without a sign of life, from now on."""
        self._seconds = seconds * MARGIN
        self._last_touch = self._last_alive = monotonic()
        self._app.installEventFilter(self)
        self._timer.start(max(int(self._seconds * 1000 / CHECKS), 20))

    def stop(self) -> None:
        """Nobody is signed in, or the screen is locked already."""
        self._timer.stop()
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a sign of life."""
        if event.type() in _SIGNS_OF_LIFE:
            self._last_touch = monotonic()
        return False

    def _check(self) -> None:
        now = monotonic()
        if now - self._last_touch >= self._seconds:
            self.stop()
            self._idle()
        elif self._last_touch > self._last_alive and now - self._last_alive >= self._seconds / 3:
            self._last_alive = now
            self._alive()
