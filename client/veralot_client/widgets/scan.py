"""A field for scans, one after the other, and how any field says what became of a scan: sound, colour, picture, words."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.sound import sound
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.rules.scans import ScanControlCharacter, read_scan

PICTURE = 20
FLASH_MS = 900
"""How long a field stays green or red."""
PICTURES = {Tone.GOOD: "common/good", Tone.BAD: "common/error", Tone.WARNING: "common/warning"}
ROLES = {Tone.GOOD: "good", Tone.BAD: "error", Tone.WARNING: "warning"}


class Flash(QObject):
    """Makes a field green or red for a moment, with its sound. Words beside it are whoever's flash it is."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self._end = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._end.timeout.connect(lambda: self._paint(""))

    def show(self, tone: Tone) -> None:
        """Flash in a tone; a neutral one is silent and ends the flash before."""
        self._paint(tone.value if tone in PICTURES else "")
        if tone in PICTURES:
            self._end.start()
            sound(good=tone is Tone.GOOD)

    def _paint(self, name: str) -> None:
        if (self._target.property("flash") or "") != name:
            self._target.setProperty("flash", name or None)
            repolish(self._target)


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
        self.wedge = Wedge(self.line)
        self.wedge.scanned.connect(self._on_scan)
        self.wedge.refused.connect(self._on_refused)
        self._flash = Flash(self.line)
        self._picture = QLabel()
        self._text = QLabel(wordWrap=True)
        self.setFocusProxy(self.line)
        self._lay_out()
        self.retranslate()

    @property
    def said(self) -> str:
        """What the field says of the last scan."""
        return self._text.text()

    def answer(self, text: str, tone: Tone) -> None:
        """Say what became of the last scan: by sound, colour, picture and words."""
        self.line.setProperty("invalid", tone is Tone.BAD)
        repolish(self.line)
        self._flash.show(tone)
        name = PICTURES.get(tone)
        self._picture.setVisible(name is not None and bool(text))
        if name is not None:
            self._picture.setPixmap(icon(name, tone.value).pixmap(PICTURE, PICTURE))
        self._text.setText(text)
        self._text.setProperty("role", ROLES.get(tone, "muted"))
        self.line.setAccessibleDescription(text)
        repolish(self._text)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        hint = self._words.text(self._hint)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter: it ends the scan and submits nothing."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    def _take(self) -> None:
        """Take what stands in the field."""
        try:
            text = read_scan(self.line.text())
        except ScanControlCharacter as error:
            self._on_refused(error)
            return
        if text:
            self._on_scan(text)

    def _on_scan(self, text: str) -> None:
        self.line.clear()
        self.scanned.emit(text)

    def _on_refused(self, error: CodedError) -> None:
        self.line.clear()
        self.answer(self._words.error(error), Tone.BAD)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.addWidget(self._picture)
        said.addWidget(self._text, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addLayout(said)
        self._picture.hide()
