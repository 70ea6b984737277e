"""A field for scanners that type like a keyboard: it keeps GS1's invisible separator and says what became of a scan."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout

from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.tones import Tone
from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import GS

SHOWN_GS = "\u241d"
"""How a group separator is shown in a field: its picture, which the reader of scans takes for it."""
PICTURE = 20


def separator_in(event: QKeyEvent) -> bool:
    """Return whether a key is the group separator, as scanners send it: its character, or Ctrl+]."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.text() == GS or (control and event.key() == Qt.Key.Key_BracketRight)


class GsKeys(QObject):
    """Puts the picture of GS where a scanner types or somebody pastes the character itself, which inputs drop."""

    def __init__(self, target: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(target)
        self._target = target
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that the input would drop."""
        if not isinstance(event, QKeyEvent) or event.type() not in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}:
            return super().eventFilter(watched, event)
        pasted = event.matches(QKeySequence.StandardKey.Paste) and GS in QGuiApplication.clipboard().text()
        if not pasted and not separator_in(event):
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._insert(QGuiApplication.clipboard().text().replace(GS, SHOWN_GS) if pasted else SHOWN_GS)
        return True

    def _insert(self, text: str) -> None:
        if isinstance(self._target, QLineEdit):
            self._target.insert(text)
        else:
            self._target.insertPlainText(text)


class ScanField(Retranslated):
    """Takes one scan after the other.

    Signals:
        scanned: a scan, or a number typed and ended with Enter; the field is empty again.
    """

    scanned = Signal(str)

    def __init__(self, words: Words, hint: str = N_("Scan a code, or type a number and press Enter")) -> None:
        super().__init__()
        self._words = words
        self._hint = hint
        self.line = QLineEdit()
        self.line.setMinimumHeight(36)
        self.line.addAction(icon("common/scan"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.returnPressed.connect(self._take)
        self._keys = GsKeys(self.line)
        self._picture = QLabel()
        self._text = QLabel(wordWrap=True)
        self.setFocusProxy(self.line)
        self._lay_out()
        self.retranslate()

    def answer(self, text: str, tone: Tone) -> None:
        """Say what became of the last scan: by colour, picture and words."""
        self.line.setProperty("tone", tone.value)
        self.line.setProperty("invalid", tone is Tone.BAD)
        repolish(self.line)
        name = {Tone.GOOD: "common/good", Tone.BAD: "common/error", Tone.WARNING: "common/warning"}.get(tone)
        self._picture.setVisible(name is not None and bool(text))
        if name is not None:
            self._picture.setPixmap(icon(name, tone.value).pixmap(PICTURE, PICTURE))
        self._text.setText(text)
        role = {Tone.GOOD: "good", Tone.BAD: "error", Tone.WARNING: "warning"}.get(tone, "muted")
        self._text.setProperty("role", role)
        repolish(self._text)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        hint = self._words.text(self._hint)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)

    def _take(self) -> None:
        text = self.line.text().replace(SHOWN_GS, GS).strip(" \t\r\n")
        if text:
            self.line.clear()
            self.scanned.emit(text)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.addWidget(self._picture)
        said.addWidget(self._text, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addLayout(said)
        self._picture.hide()
