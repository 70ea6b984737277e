"""Hides every window of a desk while somebody else sits before the screen, and brings them back as they were."""

from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget


class Curtain:
    """The dialogs over one window. What floats beside it belongs to the docks, which hide it themselves."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._hidden: list[QDialog] = []

    def draw(self) -> None:
        """Hide them; what is typed in them stays."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and belongs_to(widget, self._window):
                if isinstance(widget, QDialog):
                    self._hidden.append(widget)
                    widget.hide()
                elif isinstance(widget, QMenu):
                    widget.close()

    def open(self) -> None:
        """Show them again, the oldest first, so that the newest is in front as it was."""
        hidden, self._hidden = self._hidden, []
        alive = set(map(id, QApplication.topLevelWidgets()))
        for dialog in hidden:
            if id(dialog) in alive:
                dialog.show()

    @property
    def hides(self) -> bool:
        """Whether a dialog waits behind it."""
        return bool(self._hidden)


def belongs_to(widget: QWidget, window: QWidget) -> bool:
    """Return whether a window stands over another one, or over one that does."""
    parent = widget.parentWidget()
    while parent is not None:
        if parent is window:
            return True
        parent = parent.parentWidget()
    return False
