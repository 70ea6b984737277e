"""What stands where nothing else does yet: nothing to show, on its way, went wrong."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from veralot_client.theme.icons import icon
from veralot_client.theme.style import repolish
from veralot_client.widgets.tones import Tone

PICTURE = 32
"""Side of the picture of an empty state, in pixels."""


class EmptyState(QWidget):
    """Says why there is nothing and what to do about it."""

    def __init__(self, parent: QWidget | None = None, picture: str = "") -> None:
        super().__init__(parent)
        self._run: Callable[[], None] | None = None
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        if picture:
            self._picture.setPixmap(icon(picture, "faint").pixmap(PICTURE, PICTURE))
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setProperty("role", "subtitle")
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._hint.setProperty("role", "muted")
        self._button = QPushButton()
        self._button.clicked.connect(self._press)
        self._lay_out()
        self._hint.hide()
        self._button.hide()

    def say(self, text: str, hint: str = "", button: str = "", run: Callable[[], None] | None = None) -> None:
        """Say why there is nothing, what to do, and offer to do it."""
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._run = run

    def _press(self) -> None:
        if self._run is not None:
            self._run()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(self._text)
        layout.addWidget(self._hint)
        layout.addSpacing(6)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)


class Notice(QFrame):
    """A strip of words with a tone and perhaps a button: an error of a whole form, a warning, a success."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], None] | None = None
        self.setProperty("role", "notice")
        self._text = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        self._button.setProperty("kind", "quiet")
        self._button.clicked.connect(self._press)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; nothing while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, tone: Tone, button: str = "", run: Callable[[], None] | None = None) -> None:
        """Say something; nothing hides the strip."""
        self._text.setText(text)
        self.setAccessibleName(text)
        for widget in (self, self._text):
            widget.setProperty("tone", tone.value if widget is self else None)
            repolish(widget)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._run = run
        self.setVisible(bool(text))

    def _press(self) -> None:
        if self._run is not None:
            self._run()


class InlineError(QLabel):
    """What is wrong with the field above it. Takes no room while nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str) -> None:
        """Say what is wrong; nothing hides it."""
        self.setText(text)
        self.setVisible(bool(text))
