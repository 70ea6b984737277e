"""Setting up an authenticator: scan, prove, keep the recovery codes."""

import segno
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.identity.presenters.account import NO_CODE, TotpEnrolment
from veralot_client.widgets.states import InlineError

MODULE_PIXELS, QUIET_MODULES = 5, 4
"""Screen pixels of one module of the code, and the modules of white round it (ISO/IEC 18004, 5.3.8)."""
CODE_CHARS = 7


def qr_picture(text: str) -> QPixmap:
    """Return the QR code of a text, black on white whatever the theme: scanners want it so."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix]
    side = len(rows) + 2 * QUIET_MODULES
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    black = QColor("black")
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x + QUIET_MODULES, y + QUIET_MODULES, black)
    size = QSize(side * MODULE_PIXELS, side * MODULE_PIXELS)
    return QPixmap.fromImage(image.scaled(size))


class TotpDialog(QDialog):
    """Shows the secret as a QR code and as text, takes the first code, then shows the recovery codes, once."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.enrolment = TotpEnrolment(services)
        self._words = services.words
        self._notices = services.notices
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.steps = QStackedWidget()
        self.qr = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.secret = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QLineEdit(maxLength=CODE_CHARS)
        self.error = InlineError()
        self.confirm = QPushButton()
        self.cancel = QPushButton()
        self.codes = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton()
        self.done_button = QPushButton()
        self._texts = [QLabel(wordWrap=True) for _step in range(3)]
        self._lay_out()
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self.reject)
        self.copy.clicked.connect(self._copy)
        self.done_button.clicked.connect(self.accept)
        enrolment = self.enrolment
        self.finished.connect(lambda _result: enrolment.close())
        self.destroyed.connect(lambda _gone: enrolment.close())
        self.enrolment.keep(self.enrolment.shown.subscribe(self._show))
        self.enrolment.keep(services.words.changed.subscribe(self.retranslate))
        self.retranslate()
        self.enrolment.begin()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.setWindowTitle(_("Set up authenticator"))
        self.heading.setText(_("Set up authenticator"))
        self._texts[0].setText(_("1. Scan this code with an authenticator app. Without a camera, type the key below."))
        self._texts[1].setText(_("2. Type the six-digit code that the app shows."))
        self._texts[2].setText(
            _(
                "The authenticator is set up. Keep these recovery codes in a safe place: each opens your account once, if "
                "you lose the device. They are shown only now."
            )
        )
        self.code.setAccessibleName(_("Six-digit code"))
        self.confirm.setText(_("Confirm"))
        self.cancel.setText(_("Cancel"))
        self.copy.setText(_("Copy codes"))
        self.done_button.setText(_("I have kept them"))
        self._show()

    def _show(self) -> None:
        secret, codes, error = self.enrolment.secret, self.enrolment.codes, self.enrolment.error
        self.error.say(self._words.error(error) if error else "")
        self.confirm.setEnabled(secret is not None)
        if secret is not None:
            self.qr.setPixmap(qr_picture(secret.uri))
            self.qr.setAccessibleName(self._words.text("QR code of the key"))
            self.secret.setText(in_groups(secret.secret))
        if codes:
            half = -(-len(codes) // 2)
            lines = zip(codes[:half], [*codes[half:], ""], strict=False)
            self.codes.setText("\n".join("      ".join(pair) for pair in lines))
            self._show_last_step()

    def _show_last_step(self) -> None:
        first = self.steps.widget(0) if self.steps.count() > 1 else None
        if first is not None:
            self.steps.removeWidget(first)
            self.done_button.setDefault(True)
            self.done_button.setFocus()
            self.adjustSize()

    def _confirm(self) -> None:
        if self.enrolment.is_code(self.code.text()):
            self.enrolment.confirm(self.code.text())
        else:
            self.error.say(self._words.text(NO_CODE))
            self.code.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.enrolment.codes))
        self._notices.done(self._words.text("Recovery codes copied."))

    def _lay_out(self) -> None:
        for label in (self.secret, self.codes):
            label.setProperty("role", "mono")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.confirm.setProperty("kind", "primary")
        self.confirm.setDefault(True)
        self.done_button.setProperty("kind", "primary")
        self.cancel.setAutoDefault(False)
        self.copy.setAutoDefault(False)
        self.steps.addWidget(
            column_of(
                self._texts[0],
                self.qr,
                self.secret,
                self._texts[1],
                self.code,
                self.error,
                row_of(self.cancel, self.confirm),
            )
        )
        self.steps.addWidget(column_of(self._texts[2], self.codes, row_of(self.copy, self.done_button)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addWidget(self.steps)
        self.setFixedWidth(460)


def in_groups(secret: str) -> str:
    """Return a key in groups of four, as one types it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def column_of(*widgets: QWidget) -> QWidget:
    """Return widgets under each other."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return ground


def row_of(*buttons: QWidget) -> QWidget:
    """Return buttons at the right."""
    ground = QWidget()
    row = QHBoxLayout(ground)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return ground
