"""The lock screen: hides everything, keeps everything, and lets its person back in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from veralot_client.core.coming_back import ComingBack
from veralot_client.core.session import Session, SessionState
from veralot_client.core.words import Words
from veralot_client.shell.error_box import ErrorBox
from veralot_client.shell.form import Form, SecretField
from veralot_client.theme.pieces import card, label
from veralot_client.widgets.page import Retranslated
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_


class ReturnForm(Form):
    """The password, and the code where the account needs one; going back means signing out."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.password = SecretField()
        self.code = QLineEdit()
        self.add_field("unlock_password", N_("Password"), self.password)
        self.add_field("unlock_code", N_("Code"), self.code)
        self.add_buttons()
        self.setFocusProxy(self.password)
        self.password.textChanged.connect(lambda text: self.submit.setEnabled(bool(text)))
        self.begin()
        self.retranslate()

    def begin(self) -> None:
        """Empty everything and hide the code until it is asked for."""
        self.submit.setEnabled(False)
        self.ask_code(asked=False)
        super().begin()

    def ask_code(self, *, asked: bool) -> None:
        """Show or hide the field for the code."""
        self.code.clear()
        for widget in self.findChildren(QWidget):
            if widget is self.code or widget.property("buddy_of") == "unlock_code":
                widget.setVisible(asked)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        self.submit.setText(_("Continue"))
        self.back.setText(_("Sign out…"))


class LockScreen(Retranslated):
    """Covers the main window while the session is locked or ended.

    Signals:
        gave_up: the person signs out instead, so that another one can sign in.
    """

    gave_up = Signal()

    def __init__(self, coming_back: ComingBack, session: Session, words: Words) -> None:
        super().__init__()
        self._session = session
        self._words = words
        self._shown_error: CodedError | None = None
        self.form = ReturnForm(words)
        self.error = label("error", wrap=True)
        self.error.setObjectName("unlock_error")
        self._title = label("title", wrap=True)
        self._why = label("muted", wrap=True)
        frame, inside = card()
        frame.setFixedWidth(420)
        for widget in (self._title, self._why, self.form, self.error):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(frame, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.form.submitted.connect(lambda: coming_back.enter(self.form.password.text(), self.form.code.text()))
        self.form.went_back.connect(self.gave_up)
        self.setFocusProxy(self.form)
        coming_back.view = self
        self.retranslate()

    def begin(self) -> None:
        """The screen is shown."""
        self.show_error(None)
        self.form.begin()
        self.retranslate()

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        self.form.setEnabled(not busy)
        if not busy:
            self.form.setFocus()

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work."""
        self._shown_error = error
        self.error.setText(self._words.error(error) if error else "")
        self.error.setVisible(error is not None)

    def ask_code(self) -> None:
        """Ask for the code of the authenticator too."""
        self.form.ask_code(asked=True)
        self.form.code.setFocus()

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ErrorBox(error, self._words, self).open()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        user = self._session.user
        name = self._words.name(user.full_name, user.full_name_zh) if user else ""
        if self._session.asked_anew:
            self._title.setText(_("The server is back, {name}", name=name))
            self._why.setText(
                _(
                    "Enter your password, so that it knows you and what you entered is sent. What you typed is still there."
                )
            )
        elif self._session.state is SessionState.ENDED:
            self._title.setText(_("Sign in again, {name}", name=name))
            self._why.setText(_("Your session has ended. What you typed is still there."))
        else:
            self._title.setText(_("Locked by {name}", name=name))
            self._why.setText(_("Enter your password to go on. What you typed is still there."))
        self.show_error(self._shown_error)
