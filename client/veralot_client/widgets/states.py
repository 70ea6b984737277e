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
    """Says why there is nothing and what to do about it. Its words are made when there is something to say."""

    def __init__(self, parent: QWidget | None = None, picture: str = "") -> None:
        super().__init__(parent)
        self._run: Callable[[], None] | None = None
        self._drawing = picture
        self._words: _Words | None = None

    def say(self, text: str, hint: str = "", button: str = "", run: Callable[[], None] | None = None) -> None:
        """Say why there is nothing, what to do, and offer to do it."""
        self._run = run
        if self._words is None:
            if not text:
                return
            self._words = _Words(self, self._drawing)
            self._words.button.clicked.connect(self._press)
        self._words.text.setText(text)
        self._words.hint.setText(hint)
        self._words.hint.setVisible(bool(hint))
        self._words.button.setText(button)
        self._words.button.setVisible(bool(button))

    def _press(self) -> None:
        if self._run is not None:
            self._run()


class _Words:
    """What stands in an empty state, laid out in it."""

    def __init__(self, parent: QWidget, drawing: str) -> None:
        self.text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.text.setProperty("role", "subtitle")
        self.hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.hint.setProperty("role", "muted")
        self.button = QPushButton()
        layout = QVBoxLayout(parent)
        layout.setSpacing(6)
        layout.addStretch(2)
        if drawing:
            picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
            picture.setPixmap(icon(drawing, "faint").pixmap(PICTURE, PICTURE))
            layout.addWidget(picture)
        for widget in (self.text, self.hint):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)


class Notice(QFrame):
    """A strip of words with a tone and perhaps a button: an error of a whole form, a warning, a success.

    What is in it is made when there is something to say.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], None] | None = None
        self._parts: tuple[QLabel, QPushButton] | None = None
        self.setProperty("role", "notice")
        self.hide()

    @property
    def text(self) -> str:
        """What it says; nothing while it is hidden."""
        return "" if self.isHidden() or self._parts is None else self._parts[0].text()

    def say(self, text: str, tone: Tone, button: str = "", run: Callable[[], None] | None = None) -> None:
        """Say something; nothing hides the strip."""
        self._run = run
        if self._parts is None:
            if not text:
                return
            self._parts = self._made()
        label, pressed = self._parts
        label.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone.value)
        for widget in (self, label):
            repolish(widget)
        pressed.setText(button)
        pressed.setVisible(bool(button))
        self.setVisible(bool(text))

    def _press(self) -> None:
        if self._run is not None:
            self._run()

    def _made(self) -> tuple[QLabel, QPushButton]:
        label = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        button = QPushButton()
        button.setProperty("kind", "quiet")
        button.clicked.connect(self._press)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(label, stretch=1)
        layout.addWidget(button)
        return label, button


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
