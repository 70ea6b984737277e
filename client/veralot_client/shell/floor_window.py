"""The badge screen of a shared computer: hold the badge to the reader, then type the PIN."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.badging_in import BadgingIn, FloorStep
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.error_box import ErrorBox
from veralot_client.shell.form import SecretField
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import button, card, label
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_shared.errors import CodedError
from veralot_shared.i18n import LANGUAGES

FORGET_BADGE_MS = 20_000
"""So long a badge waits for its PIN; then the next person may come."""
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
PICTURE = QSize(72, 72)


class BadgeField(SecretField):
    """Takes what a badge reader types; it never gives up the keyboard while it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.removeAction(self.reveal)
        self.setObjectName("badge")


class PinPad(QWidget):
    """Figures to touch, for gloves and screens without a keyboard."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setSpacing(6)
        for place, figure in enumerate((*KEYS, "", "0", "⌫")):
            if figure:
                grid.addWidget(self._key(figure), place // 3, place % 3)

    def _key(self, figure: str) -> QPushButton:
        key = button("key")
        key.setText(figure)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.clicked.connect(lambda: self.pressed.emit(figure))
        return key


class FloorWindow(Retranslated):
    """What a shared computer shows while nobody works at it.

    Signals:
        password_wanted: somebody signs in with the password instead.
        closed: the program ends.
    """

    password_wanted = Signal()
    closed = Signal()

    def __init__(self, badging_in: BadgingIn, settings: Settings, words: Words, station: str) -> None:
        super().__init__()
        self._badging_in = badging_in
        self._settings = settings
        self._words = words
        self._station = station
        self._waiting: list[str] = []
        self._error: CodedError | None = None
        self.badge, self.pin, self.pad = BadgeField(), SecretField(), PinPad()
        self.language = QComboBox()
        self.submit, self.back, self.password = button("primary"), button("quiet"), button("quiet")
        self.error = label("error", wrap=True)
        self.waiting = label("muted", wrap=True)
        self._title, self._what, self._station_label = label("display"), label(wrap=True), label("muted")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._steps = QStackedWidget()
        self._forget = QTimer(self, singleShot=True)
        self._build()
        self._connect()
        self.retranslate()
        badging_in.view = self
        self.show_step(FloorStep.BADGE)

    # --- what the steps show -----------------------------------------------------------------------------------------

    def show_step(self, step: FloorStep) -> None:
        """Ask for this now."""
        self.badge.clear()
        self.pin.clear()
        wanting_pin = step is FloorStep.PIN
        self._steps.setCurrentIndex(int(wanting_pin))
        self._picture.setVisible(not wanting_pin)
        self.password.setVisible(not wanting_pin)
        (self.pin if wanting_pin else self.badge).setFocus()
        if wanting_pin:
            self._forget.start(FORGET_BADGE_MS)
        else:
            self._forget.stop()
        self.retranslate()

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        self._steps.setEnabled(not busy)
        if busy:
            self._forget.stop()
        else:
            (self.pin if self._steps.currentIndex() else self.badge).setFocus()

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work."""
        self._error = error
        self.error.setText(self._words.error(error) if error else "")
        self.error.setVisible(error is not None)

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ErrorBox(error, self._words, self).open()

    def show_waiting(self, names: list[str]) -> None:
        """Say whose unsent input is kept."""
        self._waiting = names
        self.retranslate()

    # --- words -------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        wanting_pin = bool(self._steps.currentIndex())
        self.setWindowTitle(_("{station} – Veralot", station=self._station))
        self._station_label.setText(_("Shared computer {station}", station=self._station))
        self._title.setText(_("Enter your PIN") if wanting_pin else _("Hold your badge to the reader"))
        hint = _("The PIN is your own. It begins your session; signing asks for your user name and password.")
        self._what.setText(hint if wanting_pin else _("Whoever was here before sees and sends nothing of yours."))
        self.badge.setAccessibleName(_("Badge"))
        self.pin.setAccessibleName(_("PIN"))
        self.pin.setPlaceholderText(_("PIN"))
        self.pin.reveal.setText(_("Show what is typed"))
        self.submit.setText(_("Continue"))
        self.back.setText(_("Back"))
        self.password.setText(_("Sign in with your password…"))
        self.language.setAccessibleName(_("Language"))
        joined = self._words.listed(self._waiting)
        self.waiting.setText(_("Not sent yet, and kept until they are back: {names}", names=joined))
        self.waiting.setVisible(bool(self._waiting))
        self.show_error(self._error)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("login")
        self.setWindowIcon(icon("common/shield", "accent"))
        self._picture.setPixmap(icon("common/badge", "accent").pixmap(PICTURE, self.devicePixelRatioF()))
        for code, name in LANGUAGES.items():
            self.language.addItem(icon("common/language"), name, code)
        self.language.setCurrentIndex(self.language.findData(self._words.language))
        self._title.setWordWrap(True)
        self.error.setObjectName("floor_error")
        self.pin.setObjectName("pin")
        self.pin.setMaxLength(12)
        self._steps.addWidget(self._badge_step())
        self._steps.addWidget(self._pin_step())
        frame, inside = card()
        frame.setFixedWidth(440)
        inside.setContentsMargins(32, 28, 32, 24)
        inside.setSpacing(12)
        for widget in (self._station_label, self._picture, self._title, self._what, self._steps, self.error):
            inside.addWidget(widget)
        inside.addWidget(self.password, alignment=Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self.waiting)
        self._lay_out(frame)

    def _lay_out(self, frame: QWidget) -> None:
        top = QHBoxLayout()
        top.addStretch()
        top.addWidget(self.language)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(frame)
        middle.addStretch()
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addStretch()
        column.addLayout(middle)
        column.addStretch()
        self.resize(900, 640)

    def _badge_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.badge)
        column.addStretch()
        return step

    def _pin_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pin)
        column.addWidget(self.pad)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch()
        row.addWidget(self.submit)
        column.addLayout(row)
        return step

    def _connect(self) -> None:
        self.badge.returnPressed.connect(lambda: self._badging_in.read(self.badge.text()))
        self.pin.returnPressed.connect(self.submit.click)
        self.pin.textEdited.connect(lambda _text: self._forget.start(FORGET_BADGE_MS))
        self.pad.pressed.connect(self._on_key)
        self.submit.clicked.connect(lambda: self._badging_in.enter(self.pin.text()))
        self.back.clicked.connect(self._begin)
        self._forget.timeout.connect(self._begin)
        self.password.clicked.connect(self.password_wanted)
        self.language.currentIndexChanged.connect(self._choose_language)

    def _begin(self) -> None:
        self.show_error(None)
        self._badging_in.begin()

    def _on_key(self, figure: str) -> None:
        self._forget.start(FORGET_BADGE_MS)
        if figure in KEYS or figure == "0":
            self.pin.insert(figure)
        else:
            self.pin.backspace()

    def _choose_language(self) -> None:
        language = self.language.currentData()
        self._settings.choose(language=language)
        self._words.switch(language)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keyboard: the reader types."""
        super().showEvent(event)
        repolish(self)
        self.activateWindow()
        self.badge.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The program is to end; who asks whether it may decides."""
        event.ignore()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, also where it was changed elsewhere."""
        if event.type() == QEvent.Type.LanguageChange:
            self.language.setCurrentIndex(self.language.findData(self._words.language))
        super().changeEvent(event)
