"""What may come between credentials and work: a code, a new password, accepting that a signature binds."""

from PySide6.QtWidgets import QCheckBox, QLineEdit

from veralot_client.core.words import Words
from veralot_client.shell.form import Form, SecretField
from veralot_client.theme.pieces import label
from veralot_shared.contracts.identity import AcceptAccountability
from veralot_shared.i18n import N_


class CodeForm(Form):
    """Asks for the six digits of the authenticator, or a recovery code."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._why = label(wrap=True)
        self.code = QLineEdit(maxLength=64)
        self.column.addWidget(self._why)
        self.add_field("code", N_("Code"), self.code)
        self.add_buttons()
        self.setFocusProxy(self.code)
        self.code.textChanged.connect(lambda text: self.submit.setEnabled(bool(text.strip())))
        self.submit.setEnabled(False)
        self.retranslate()

    def begin(self) -> None:
        """A code is never used twice."""
        self.code.clear()
        super().begin()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        self._why.setText(_("Enter the six-digit code of your authenticator app, or a recovery code."))
        self.submit.setText(_("Continue"))
        self.back.setText(_("Back"))


class PasswordForm(Form):
    """Asks for a new password, twice, since nobody sees what is typed; `with_old` asks for the present one too."""

    def __init__(self, words: Words, *, with_old: bool = False) -> None:
        super().__init__(words)
        self._why = label(wrap=True)
        self._with_old = with_old
        self.old, self.new, self.again = SecretField(), SecretField(), SecretField()
        self._differ = label("warning")
        self.column.addWidget(self._why)
        if with_old:
            self.add_field("old_password", N_("Present password"), self.old)
        self.add_field("new_password", N_("New password"), self.new)
        self.add_field("new_password_again", N_("The same again"), self.again)
        self.column.addWidget(self._differ)
        self.add_buttons()
        self.setFocusProxy(self.old if with_old else self.new)
        for field in (self.old, self.new, self.again):
            field.textChanged.connect(self._ready)
        self._ready()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        must = _("Your password must be changed before you go on. Choose one that only you know.")
        self._why.setText(_("Choose a password that only you know.") if self._with_old else must)
        self._differ.setText(_("The two passwords differ."))
        self.submit.setText(_("Change password"))
        self.back.setText(_("Cancel") if self._with_old else _("Back"))

    def _ready(self) -> None:
        new, again = self.new.text(), self.again.text()
        self._differ.setVisible(bool(again) and new != again)
        proven = bool(self.old.text()) or not self._with_old
        self.submit.setEnabled(proven and bool(new) and new == again)


class AcceptForm(Form):
    """The accountability statement (21 CFR 11.10(j), 11.100(c)), accepted once with the password."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._statement = label(wrap=True)
        self._title = label("subtitle", wrap=True)
        self.agree = QCheckBox()
        self.password = SecretField()
        self.agree.setObjectName("agree")
        for widget in (self._title, self._statement, self.agree):
            self.column.addWidget(widget)
            self.column.addSpacing(4)
        self.add_field("accept_password", N_("Password"), self.password)
        self.add_buttons()
        self.setFocusProxy(self.agree)
        self.agree.toggled.connect(self._ready)
        self.password.textChanged.connect(self._ready)
        self._ready()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        self._title.setText(_("Your electronic signature"))
        self._statement.setText(_(AcceptAccountability.statement))
        self.agree.setText(_("I have read this and accept it"))
        self.submit.setText(_("Accept"))
        self.back.setText(_("Back"))

    def _ready(self) -> None:
        self.submit.setEnabled(self.agree.isChecked() and bool(self.password.text()))


class OutdatedNote(Form):
    """Client and server were built from different contracts: says what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._title = label("subtitle", wrap=True)
        self._what = label(wrap=True)
        self.column.addWidget(self._title)
        self.column.addWidget(self._what)
        self.add_buttons()
        self.submit.hide()
        self.setFocusProxy(self.back)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        self._title.setText(_("Please update the client"))
        self._what.setText(
            _(
                "This program and the server do not speak the same version. Close it, install the version that "
                "belongs to your server, and sign in again. Your administrator has it."
            )
        )
        self.back.setText(_("Back"))
