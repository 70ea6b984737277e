"""Editors of text: one line, several, secret, serial numbers."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit

from veralot_client.core.words import Words
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import Field
from veralot_client.widgets.scan import Flash
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge

NOTE_LINES = 3


class TextEditor(Editor):
    """One line."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.line = QLineEdit()
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.line.editingFinished.connect(self.settled)
        self.take_focus_through(self.line)
        self.take_scans(self.line, self._take)

    def value(self) -> str:
        """Return the text without spaces around it."""
        return self.line.text().strip()

    def put(self, value: str | None) -> None:
        """Show a text."""
        self.line.setText(value or "")

    def _take(self, number: str) -> None:
        """Take the number in place of the code; a field of no certain element keeps what the scanner typed."""
        if self.field.ais:
            self.line.setText(number)
        self.changed.emit()


class SecretEditor(TextEditor):
    """A password or code, shown as dots."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> str:
        """Return the text exactly as typed."""
        return self.line.text()


class NoteEditor(Editor):
    """Several lines. Tab leaves it."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * NOTE_LINES + 16)
        self.area.textChanged.connect(self.changed)
        self.area.installEventFilter(self)
        self.take_focus_through(self.area)

    def make_compact(self) -> None:
        """Be one line high; more lines scroll."""
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() + 16)

    def value(self) -> str:
        """Return the text without spaces around it."""
        return self.area.toPlainText().strip()

    def put(self, value: str | None) -> None:
        """Show a text."""
        self.area.setPlainText(value or "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the person leaves the field."""
        if event.type() == QEvent.Type.FocusOut:
            self.settled.emit()
        return super().eventFilter(watched, event)


class FixedEditor(Editor):
    """A text that is only shown."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.label = QLabel()
        self.label.setFrameShape(QFrame.Shape.NoFrame)
        self.label.setWordWrap(True)
        self.row.addWidget(self.label)

    def value(self) -> str:
        """Return the text."""
        return self.label.text()

    def put(self, value: str | None) -> None:
        """Show a text."""
        self.label.setText(value or "")


class SerialsEditor(NoteEditor):
    """Serial numbers, ranges of them and scans, parted by spaces or lines."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self._flash = Flash(self.area)
        self._wedge = Wedge(self.area)
        self._wedge.scanned.connect(self._on_scan)
        self._wedge.refused.connect(lambda error: self._say(words.error(error), Tone.BAD))

    def _on_scan(self, scan: str) -> None:
        """Begin a new line for the next scan: its own Enter was the scanner's."""
        self.area.insertPlainText("\n")
        self._say(self.words.text("Scanned: {number}", number=scan), Tone.GOOD)

    def _say(self, text: str, tone: Tone) -> None:
        self._flash.show(tone)
        self.answered.emit(text, tone)
