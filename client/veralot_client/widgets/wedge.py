"""Scanners that type like a keyboard, in any field: a burst of keys that ends with Enter or Tab is a scan.

A scan's Enter is not the person's: it submits no form and leaves no field by itself. GS1's separator arrives as its
character, as Ctrl+], as F8 or as a substitute (see `rules.scans`) and is shown as a picture; every other control
character makes the scan refused.
"""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from veralot_shared.rules.gs1 import GS
from veralot_shared.rules.scans import CONTROL, SHOWN_GS, ScanControlCharacter, read_scan

QUICK: Final = 0.05
"""Seconds between two keys within which nobody types; scanners need a few thousandths."""
SHORTEST: Final = 4
"""Keys that make a burst; fewer may be a person who is quick with two."""
ENDS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
MODIFIERS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}
)
COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})


def separator_in(event: QKeyEvent) -> bool:
    """Return whether a key is the group separator, as scanners send it: its character, Ctrl+] or F8."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    bracket = control and event.key() == Qt.Key.Key_BracketRight
    return event.text() == GS or bracket or event.key() == Qt.Key.Key_F8


class Wedge(QObject):
    """Watches the keys of one field.

    Signals:
        scanned: a scan, its separators as ASCII 29; what was typed for it still stands in the field.
        refused: a scan that holds what no code carries: the coded error.
    """

    scanned = Signal(str)
    refused = Signal(object)

    def __init__(self, target: QLineEdit | QPlainTextEdit, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(target)
        self.burst = ""
        self._target = target
        self._clock = clock
        self._last = 0.0
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read along; take the separators, which inputs drop, and the end of a scan."""
        if not isinstance(event, QKeyEvent) or event.type() not in KEYS:
            return super().eventFilter(watched, event)
        pasted = event.matches(QKeySequence.StandardKey.Paste) and GS in QGuiApplication.clipboard().text()
        if pasted or self._is_separator(event):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._insert(QGuiApplication.clipboard().text().replace(GS, SHOWN_GS) if pasted else SHOWN_GS)
            return True
        return event.type() == QEvent.Type.KeyPress and self._read(event)

    def _is_separator(self, event: QKeyEvent) -> bool:
        """Return whether a key stands for the separator; F8 does so within a burst alone, else it is a key of its own."""
        return separator_in(event) and (event.key() != Qt.Key.Key_F8 or (bool(self.burst) and self._is_quick()))

    def _is_quick(self) -> bool:
        return self._clock() - self._last <= QUICK

    def _read(self, event: QKeyEvent) -> bool:
        """Read a key; return whether it is the end of a scan and so nobody else's."""
        if event.key() in MODIFIERS:
            return False
        quick = self._is_quick()
        if event.key() in ENDS:
            return self._end(quick=quick)
        if event.modifiers() & COMMANDS and len(self.burst) < SHORTEST:
            self.burst = ""  # a command to the field, such as Ctrl+A, is no part of a scan that follows it
            return False
        self._note(event.text(), quick=quick)
        strange = bool(event.text()) and CONTROL.search(event.text()) is not None
        # Within a burst a control character is typed by the scanner, not meant as a command to the field.
        return strange and quick and len(self.burst) >= SHORTEST

    def _note(self, text: str, *, quick: bool) -> None:
        self.burst = (self.burst if quick else "") + text
        self._last = self._clock()

    def _insert(self, text: str) -> None:
        self._note(text, quick=self._is_quick())
        if isinstance(self._target, QLineEdit):
            self._target.insert(text)
        else:
            self._target.insertPlainText(text)

    def _end(self, *, quick: bool) -> bool:
        burst, self.burst = self.burst, ""
        if not quick or len(burst) < SHORTEST:
            return False
        try:
            self.scanned.emit(read_scan(burst))
        except ScanControlCharacter as error:
            self.refused.emit(error)
        return True
