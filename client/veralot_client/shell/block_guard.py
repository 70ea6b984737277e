"""A watch on the thread that draws: whatever keeps it from answering for more than 100 ms is logged, with its stack."""

import logging
import sys
import traceback
from threading import Event, Thread, get_ident
from time import monotonic
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

log = logging.getLogger(__name__)

LIMIT_SECONDS = 0.1
"""A person feels a longer wait as a wait (Nielsen, Usability Engineering, 1993, chapter 5)."""
BEAT_SECONDS = 0.025


class BlockGuard(QObject):
    """Beats in the GUI thread; a second thread misses the beats and looks at what the first one is doing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch the thread that makes this, from now on."""
        super().__init__(parent)
        self._watched = get_ident()
        self._last_beat = monotonic()
        self._stack = ""
        # A frame keeps alive whatever its function works with, windows among them. Were the watching thread the last to let
        # go of one, Qt's objects would die outside their thread and the program with them: `_beat` lets go.
        self._frames: list[FrameType] = []
        self._stopped = Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(BEAT_SECONDS * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        Thread(target=self._watch, name="block-guard", daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._stopped.set()

    def _beat(self) -> None:
        now = monotonic()
        gap, self._last_beat = now - self._last_beat, now
        if gap > LIMIT_SECONDS:
            log.warning("the window did not answer for %.0f ms\n%s", gap * 1000, self._stack or "(no stack was taken)")
        if self._stack:  # the other thread has looked at what it took
            self._frames.clear()
        self._stack = ""

    def _watch(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            if self._stack or monotonic() - self._last_beat < LIMIT_SECONDS:
                continue
            self._frames.append(sys._current_frames()[self._watched])  # noqa: SLF001 - documented in `sys`, for exactly this
            self._stack = "".join(traceback.format_stack(self._frames[-1]))
