"""Large controls: whatever is pressed is large enough for a glove, and a keypad stands beside the field."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QGridLayout, QLineEdit, QPushButton, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_shared.i18n import N_

TARGET: Final = 64
"""Pixels of what a glove must hit; 44 is what a bare finger needs (WCAG 2.2, target size)."""
HUGE, GLOVE = "huge", "glove"
"""Looks of the style sheet: that of the keys beside the field, and that of everything else that is pressed."""
LARGE_ROW: Final = 60
"""Height of a row of the table of all results."""

Key = Qt.Key
KEYS: Final[tuple[tuple[tuple[str, Qt.Key], ...], ...]] = (
    (("7", Key.Key_7), ("8", Key.Key_8), ("9", Key.Key_9)),
    (("4", Key.Key_4), ("5", Key.Key_5), ("6", Key.Key_6)),
    (("1", Key.Key_1), ("2", Key.Key_2), ("3", Key.Key_3)),
    (("0", Key.Key_0), (".", Key.Key_Period), ("−", Key.Key_Minus)),
)
TYPED: Final = {"−": "-"}
"""What a key types where it says something else."""
DELETE, BEFORE, AFTER, TAKE = "⌫", "▲", "▼", "⏎"
SPOKEN: Final = {
    DELETE: N_("Delete the last character"),
    BEFORE: N_("Previous result"),
    AFTER: N_("Next result"),
    TAKE: N_("Take the result"),
}


class Keypad(Retranslated):
    """Types into a field as a keyboard does.

    Signals:
        stepped: by how many results one wants to go.
    """

    stepped = Signal(int)

    def __init__(self, line: QLineEdit, words: Words) -> None:
        super().__init__()
        self._line, self._words = line, words
        self.keys: dict[str, QPushButton] = {}
        self.slash = self._key("/", Key.Key_Slash)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the keys without words do."""
        for sign, button in self.keys.items():
            button.setAccessibleName(self._words.text(SPOKEN[sign]) if sign in SPOKEN else button.text())

    def press(self, key: Qt.Key, text: str = "") -> None:
        """Press a key in the field."""
        self._line.setFocus()
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(self._line, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    # --- inside ------------------------------------------------------------------------------------------------------

    def _key(self, sign: str, key: Qt.Key) -> QPushButton:
        button = self._button(sign)
        button.clicked.connect(lambda: self.press(key, TYPED.get(sign, sign)))
        return button

    def _button(self, sign: str) -> QPushButton:
        button = QPushButton(sign)
        button.setProperty("scale", HUGE)
        button.setMinimumSize(TARGET, TARGET)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.keys[sign] = button
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for row, keys in enumerate(KEYS):
            for column, (sign, key) in enumerate(keys):
                grid.addWidget(self._key(sign, key), row, column)
        delete, before, after, take = (self._button(sign) for sign in (DELETE, BEFORE, AFTER, TAKE))
        delete.clicked.connect(lambda: self.press(Key.Key_Backspace))
        take.clicked.connect(lambda: self.press(Key.Key_Return))
        before.clicked.connect(lambda: self.stepped.emit(-1))
        after.clicked.connect(lambda: self.stepped.emit(1))
        take.setProperty("kind", "primary")
        for row, button in enumerate((delete, before, after, self.slash)):
            grid.addWidget(button, row, 3)
        grid.addWidget(take, 4, 0, 1, 4)
        grid.setRowStretch(5, 1)


def enlarge(widgets: QWidget, *, large: bool) -> None:
    """Let every button below have the size that a glove needs, or its own again."""
    for button in widgets.findChildren(QAbstractButton):
        own = button.property("own_scale")
        if own is None:
            own = button.property("scale") or ""
            button.setProperty("own_scale", own)
        wanted = GLOVE if large and own != HUGE else own or None
        if button.property("scale") != wanted:
            button.setProperty("scale", wanted)
            repolish(button)
