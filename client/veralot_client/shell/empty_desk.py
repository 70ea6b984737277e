"""What is seen when nothing is open: how to open something."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.pieces import label
from veralot_client.widgets.page import Retranslated


class EmptyDesk(Retranslated):
    """Lies over the empty docks and lets the mouse through."""

    def __init__(self, desk: QWidget, words: Words) -> None:
        super().__init__(desk)
        self._words = words
        self._title = label("title")
        self._hint = label("muted")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.addStretch()
        for shown in (self._title, self._hint):
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(shown)
        column.addStretch()
        desk.installEventFilter(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self._title.setText(_("Nothing is open"))
        self._hint.setText(_("Ctrl+K searches, Ctrl+Shift+P shows everything you can do, F1 shows all shortcuts."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the desk."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False
