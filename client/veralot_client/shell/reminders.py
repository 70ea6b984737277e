"""What the status bar reminds of: a button for each module's reminder, there while it has something to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from veralot_client.core.reminding import Reminder
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated


class ReminderMark(Retranslated):
    """One reminder; a click, or Enter on it, leads to what it is about."""

    def __init__(self, reminder: Reminder) -> None:
        super().__init__()
        self._reminder = reminder
        self._locked = False
        self.button = QToolButton()
        self.button.setObjectName("reminder")
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIcon(icon("common/warning", "warning"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(reminder.go)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self.button)
        self._unsubscribe = reminder.changed.subscribe(self.retranslate)
        self.retranslate()

    def lock(self, *, locked: bool) -> None:
        """Show nothing while the screen is locked."""
        self._locked = locked
        self.retranslate()

    def end(self) -> None:
        """The window is gone."""
        self._unsubscribe()
        self._reminder.close()

    def retranslate(self) -> None:
        """Say it in the language of the moment."""
        text = self._reminder.said()
        self.button.setText(text)
        self.button.setToolTip(self._reminder.hint())
        self.button.setAccessibleName(text)
        self.button.setAccessibleDescription(self._reminder.hint())
        self.setVisible(bool(text) and not self._locked)
