"""The window in which a person signs in: server, user, password, language; then what else is needed."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout

from veralot_client.core.signing_in import SigningIn, Step
from veralot_client.core.words import Words
from veralot_client.settings import Settings
from veralot_client.shell.credentials import Credentials
from veralot_client.shell.duties import AcceptForm, CodeForm, OutdatedNote, PasswordForm
from veralot_client.shell.error_box import ErrorBox
from veralot_client.shell.trust import TrustForm
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import card, label
from veralot_client.widgets.page import Retranslated
from veralot_shared.contracts.identity import ServerView
from veralot_shared.errors import CertificateChanged, CertificateUnknown, CodedError
from veralot_shared.i18n import LANGUAGES

LOOK_AFTER_MS = 400
"""How long typing of a server's address must rest before it is asked who it is."""


class LoginWindow(Retranslated):
    """Shows the steps of signing in.

    Signals:
        closed: the person gave up; the program ends.
    """

    closed = Signal()

    def __init__(self, signing_in: SigningIn, settings: Settings, words: Words) -> None:
        super().__init__()
        self._signing_in = signing_in
        self._words = words
        self._settings = settings
        self.credentials = Credentials(settings.choices, words)
        self.code = CodeForm(words)
        self.password = PasswordForm(words)
        self.accept = AcceptForm(words)
        self.outdated = OutdatedNote(words)
        self.trust = TrustForm(words)
        self.language = QComboBox()
        self._product = label("display")
        self._plant = label("muted", wrap=True)
        self.error = label("error", wrap=True)
        self._steps = QStackedWidget()
        self._forms = {
            Step.CREDENTIALS: self.credentials,
            Step.CODE: self.code,
            Step.PASSWORD: self.password,
            Step.ACCOUNTABILITY: self.accept,
            Step.OUTDATED: self.outdated,
            Step.TRUST: self.trust,
        }
        self._shown_error: CodedError | None = None
        self._shown_server: ServerView | None = None
        self._looked = False
        self._look_timer = QTimer(self, singleShot=True)
        self._build()
        self._connect()
        self.retranslate()
        signing_in.view = self
        signing_in.recall_password(
            self.credentials.server.currentText(), self.credentials.user_name.text(), self.credentials.password.setText
        )
        self._look_timer.start(0)

    def _build(self) -> None:
        self.setObjectName("login")
        self.setWindowIcon(icon("common/shield", "accent"))
        for form in self._forms.values():
            self._steps.addWidget(form)
        for code, name in LANGUAGES.items():
            self.language.addItem(icon("common/language"), name, code)
        self.language.setCurrentIndex(self.language.findData(self._words.language))
        self.error.hide()
        self.error.setObjectName("login_error")
        frame, inside = card()
        frame.setFixedWidth(420)
        inside.setContentsMargins(32, 28, 32, 28)
        for widget in (self._product, self._plant, self._steps, self.error):
            inside.addWidget(widget)
        inside.setSpacing(10)
        top = QHBoxLayout()
        top.addStretch()
        top.addWidget(self.language)
        # Stretches, not an alignment: aligned, the card would not grow with the words that wrap in it.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(frame)
        middle.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 32)
        outer.addLayout(top)
        outer.addStretch()
        outer.addLayout(middle)
        outer.addStretch()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(620, 620)

    def _connect(self) -> None:
        signing_in = self._signing_in
        self._look_timer.timeout.connect(lambda: signing_in.look_at(self.credentials.server.currentText()))
        self.credentials.server.currentTextChanged.connect(lambda: self._look_timer.start(LOOK_AFTER_MS))
        self.credentials.submitted.connect(
            lambda: signing_in.sign_in(
                self.credentials.server.currentText(),
                self.credentials.user_name.text(),
                self.credentials.password.text(),
                remember=self.credentials.remember.isChecked(),
            )
        )
        self.code.submitted.connect(lambda: signing_in.enter_code(self.code.code.text()))
        self.password.submitted.connect(lambda: signing_in.change_password(self.password.new.text()))
        self.accept.submitted.connect(lambda: signing_in.accept_accountability(self.accept.password.text()))
        self.trust.submitted.connect(lambda: signing_in.trust(self.trust.error) if self.trust.error else None)
        for form in (self.code, self.password, self.accept, self.outdated, self.trust):
            form.went_back.connect(signing_in.back)
        self.language.currentIndexChanged.connect(self._choose_language)

    # --- what the steps show -----------------------------------------------------------------------------------------

    def show_step(self, step: Step) -> None:
        """Ask for this now."""
        self.credentials.password.clear()
        form = self._forms[step]
        self._steps.setCurrentWidget(form)
        form.begin()

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        self._steps.setEnabled(not busy)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)
        shown = self._steps.currentWidget()
        if not busy and shown is not None:
            shown.setFocus()

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work."""
        self._shown_error = error
        self.error.setText(self._words.error(error) if error else "")
        self.error.setVisible(error is not None)

    def show_server(self, server: ServerView | None) -> None:
        """Show who answers at the address."""
        self._shown_server = server
        self._looked = True
        self._say_server()

    def show_certificate(self, error: CertificateUnknown | CertificateChanged) -> None:
        """Ask whether the certificate is the server's."""
        self.trust.show_certificate(error)

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ErrorBox(error, self._words, self).open()

    # --- words -------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.setWindowTitle(_("Sign in – Veralot"))
        self._product.setText(_("Veralot"))
        self.language.setAccessibleName(_("Language"))
        self._say_server()
        self.show_error(self._shown_error)

    def _say_server(self) -> None:
        _ = self._words.text
        server = self._shown_server
        if server is not None:
            demo = _("Demo plant: nothing here is real.") if server.demo else ""
            plant = _("{plant} · server {version}", plant=server.plant, version=server.version)
            self._plant.setText(f"{plant}\n{demo}".strip())
        elif self._looked:
            said = _("No server answers at this address. Check it, or ask your administrator.")
            alone = _("Who signed in here not long ago can sign in all the same, to enter results.")
            self._plant.setText(f"{said}\n{alone}" if self._signing_in.may_come_alone else said)
        else:
            self._plant.setText(_("A released lot, and its evidence."))
        self._plant.setProperty("role", "warning" if self._looked and server is None else "muted")
        self._plant.style().polish(self._plant)

    def _choose_language(self) -> None:
        language = self.language.currentData()
        self._settings.choose(language=language)
        self._words.switch(language)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard where something is still missing."""
        super().showEvent(event)
        self.credentials.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The person gave up."""
        self.closed.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, also where it was changed elsewhere."""
        if event.type() == QEvent.Type.LanguageChange:
            self.language.setCurrentIndex(self.language.findData(self._words.language))
        super().changeEvent(event)
