"""Cyclic garbage is collected in the thread that draws, and nowhere else.

Python collects cycles in whichever thread happens to allocate. A worker that decodes a long reply would so destroy a closed
page or dialog outside the thread in which Qt's objects live, and the program would crash.
"""

import gc
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000
OLDEST: Final = 2
GROWTH: Final = 1.25
"""The oldest objects are looked through when they have become so many times as many: the rule that Python follows by itself,
but not when it is told to collect. An inspection of 100,000 results would else be looked through every few seconds."""
COUNT_SECONDS: Final = 30.0
"""So often they are counted at most."""


class GarbageCollector(QObject):
    """Collects garbage from a timer of the thread that makes this, by Python's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over from Python's automatic collection, until `stop`."""
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._old = 0
        self._counted = -COUNT_SECONDS
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        gc.disable()
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation of objects that is due, with the younger ones; nothing where none is.

        The oldest of all is due when there are many more of them than after the last time, too.
        """
        due = [
            age
            for age, (count, limit) in enumerate(zip(gc.get_count(), self._thresholds, strict=True))
            if count > limit
        ]
        if due and due[-1] == OLDEST and self._grown():
            gc.collect()
            self._old = len(gc.get_objects(generation=OLDEST))
        elif due:
            gc.collect(min(due[-1], OLDEST - 1))

    def _grown(self) -> bool:
        """Return whether there are many more old objects than the last time."""
        now = monotonic()
        if now - self._counted < COUNT_SECONDS:
            return False
        self._counted = now
        return len(gc.get_objects(generation=OLDEST)) >= self._old * GROWTH

    def stop(self) -> None:
        """Hand collection back to Python."""
        self._timer.stop()
        gc.enable()
