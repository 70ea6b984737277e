"""Cyclic garbage is collected in the thread that draws, and nowhere else.

Python collects cycles in whichever thread happens to allocate. A worker that decodes a long reply would so destroy a closed
page or dialog outside the thread in which Qt's objects live, and the program would crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000


class GarbageCollector(QObject):
    """Collects garbage from a timer of the thread that makes this, by Python's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over from Python's automatic collection, until `stop`."""
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        gc.disable()
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation of objects that is due, with the younger ones; nothing where none is."""
        due = [
            age
            for age, (count, limit) in enumerate(zip(gc.get_count(), self._thresholds, strict=True))
            if count > limit
        ]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Hand collection back to Python."""
        self._timer.stop()
        gc.enable()
