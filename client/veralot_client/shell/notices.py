"""Telling the person something: errors in a box, success in passing, a question before what cannot be undone."""

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from veralot_client.core.notices import Answer
from veralot_client.core.words import Words
from veralot_client.shell.error_box import ErrorBox, is_bug
from veralot_client.theme.pieces import button, label
from veralot_shared.contracts.identity import SessionLocked, SessionNeeded

log = logging.getLogger(__name__)


class Boxes:
    """The client's notices, over whatever window is in front."""

    def __init__(self, words: Words, parent: Callable[[], QWidget | None]) -> None:
        self._words = words
        self._parent = parent
        self.say: Callable[[str], None] = log.info
        """Says something in passing; the main window puts its status bar here."""
        self._held: list[Callable[[], None]] | None = None

    def hold(self) -> None:
        """Show nothing more, until `release`: somebody else sits before the screen."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Show what was held back."""
        held, self._held = self._held or [], None
        for show in held:
            show()

    def error(self, error: Exception) -> None:
        """Show an error. That a session ended or locked is no news: the lock screen says it."""
        if isinstance(error, SessionNeeded | SessionLocked):
            return
        if self._held is not None:
            self._held.append(lambda: self.error(error))
            return
        if is_bug(error):
            log.error("shown as a bug", exc_info=error)
        box = ErrorBox(error, self._words, self._parent())
        box.finished.connect(box.deleteLater)
        box.open()

    def done(self, text: str) -> None:
        """Say in passing that something was done."""
        self.say(text)

    def confirm(self, title: str, text: str, button: str, answer: Answer) -> None:
        """Ask before something that cannot be undone."""
        if self._held is not None:
            self._held.append(lambda: self.confirm(title, text, button, answer))
            return
        box = Question(title, text, button, self._words.text("Cancel"), self._parent())
        box.finished.connect(lambda result: answer(result == QDialog.DialogCode.Accepted))
        box.finished.connect(box.deleteLater)
        box.open()


class Question(QDialog):
    """A question with a button that says what happens, and one that does nothing, which is the one in focus."""

    def __init__(self, title: str, text: str, yes: str, no: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setAccessibleDescription(text)
        head, body = label("subtitle", wrap=True), label(wrap=True)
        head.setText(title)
        body.setText(text)
        self.yes, self.no = button("danger"), button()
        self.yes.setText(yes)
        self.no.setText(no)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.yes)
        row.addWidget(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(body)
        column.addStretch()
        column.addLayout(row)
        self.setMinimumWidth(420)
        self.no.setDefault(True)
        self.no.setFocus()
