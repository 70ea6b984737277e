"""What stands over a grid that shows no rows."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from veralot_client.widgets.states import EmptyState

PATIENCE_MS = 200
"""How long an answer may take before the table says that it waits."""


class Overlay(EmptyState):
    """Fills the viewport of a view and follows its size."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._waiting = ""
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        view.viewport().installEventFilter(self)
        self.hide()

    def wait(self, text: str) -> None:
        """Say `text` if nothing else is said soon."""
        self.hide()
        self._waiting = text
        self._patience.start()

    def say(self, text: str, hint: str = "", button: str = "", run: Callable[[], None] | None = None) -> None:
        """Say why there is nothing, what to do, and offer to do it."""
        super().say(text, hint, button, run)
        self._patience.stop()
        self.resize(self._view.viewport().size())
        self.setVisible(bool(text))

    def hide(self) -> None:
        """Go away, also before having come."""
        self._patience.stop()
        super().hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the viewport."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._view.viewport().size())
        return super().eventFilter(watched, event)

    def _lose_patience(self) -> None:
        self.say(self._waiting)
