"""How long the program takes until it shows itself: says so at the first paint of a window, and ends."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

PAINTED = "painted"
"""What is printed at the first paint."""


class FirstPaint(QObject):
    """Waits for the first paint of any window, says so on standard output, and ends the program."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a window painted; once the event is over, everything in it is, and is on the screen."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            self._app.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False

    @staticmethod
    def _tell() -> None:
        print(PAINTED, flush=True)  # noqa: T201 - whoever started the program to measure it reads this
        QApplication.quit()
