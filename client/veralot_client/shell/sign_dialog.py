"""The electronic signature: says in plain words what is being signed, then takes the two components.

21 CFR 11.50 (name, time and meaning), 11.70 (bound to what is shown), 11.200(a)(1) (two components first, the secret
again each time).
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from veralot_client.core.words import Words
from veralot_client.shell.form import Form, SecretField
from veralot_client.shell.signed_subjects import say_facts, subjects_tree
from veralot_client.theme.pieces import label, line
from veralot_shared.contracts.identity import SignatureNeeded
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.messages import Meaning, SignatureEntry

_TONES = {Meaning.REJECTED: "bad", Meaning.HELD: "warning", Meaning.RELEASED: "good", Meaning.APPROVED: "good"}


class SignForm(Form):
    """Reason, user name where it is needed, and the password."""

    def __init__(self, need: SignatureNeeded, signer: str, words: Words) -> None:
        super().__init__(words)
        self._need = need
        self.reason = QLineEdit(maxLength=500)
        self.user_name = QLineEdit()
        self.secret = SecretField()
        self._asks_name = need.needs_user_name or need.second_person
        self._whose = label("muted", wrap=True)
        self.column.addWidget(self._whose)
        self.add_field("sign_reason", N_("Reason or remark (may stay empty)"), self.reason)
        if self._asks_name:
            self.add_field("sign_user_name", self._name_title(), self.user_name)
        self.add_field("sign_secret", N_("Password"), self.secret)
        self.add_buttons()
        self._signer = signer
        self.setFocusProxy(self.user_name if self._asks_name else self.secret)
        for field in (self.user_name, self.secret):
            field.textChanged.connect(self.ready)
        self.ready()
        self.retranslate()

    def entry(self) -> SignatureEntry:
        """Return what was entered."""
        return SignatureEntry(
            secret=self.secret.text(),
            shown_hash=self._need.shown_hash,
            user_name=self.user_name.text().strip() if self._asks_name else None,
            reason=self.reason.text().strip(),
        )

    def ready(self) -> None:
        """Signing is possible once both components are there."""
        named = bool(self.user_name.text().strip()) or not self._asks_name
        self.submit.setEnabled(named and bool(self.secret.text()))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        if self._need.second_person:
            self._whose.setText(_("A second person signs here, not {signer}.", signer=self._signer))
        else:
            self._whose.setText(
                _(
                    "You sign as {signer}. Your name, the server's time and the meaning are recorded with it, "
                    "and it binds like your handwritten signature.",
                    signer=self._signer,
                )
            )
        self.submit.setText(_("Sign: {meaning}", meaning=self.words.label(self._need.meaning)))
        self.back.setText(_("Do not sign"))

    def _on_enter(self) -> None:
        # The reason may stay empty: Enter in it goes on to what is missing and never signs by itself.
        missing = [one for one in (self.user_name, self.secret) if one.isVisible() and not one.text()]
        if missing:
            missing[0].setFocus()
        elif self.submit.isEnabled():
            self.submit.click()

    def _name_title(self) -> str:
        return N_("User name of the second person") if self._need.second_person else N_("User name")


class SignDialog(QDialog):
    """One signature.

    Signals:
        signed: the person signs, with this `SignatureEntry`.
        declined: the person does not sign.
    """

    signed = Signal(object)
    declined = Signal()

    def __init__(self, need: SignatureNeeded, signer: str, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_dialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._need = need
        self._words = words
        self._problem: CodedError | None = None
        self.form = SignForm(need, signer, words)
        self.subjects = subjects_tree(need.subjects)
        self.error = label("error", wrap=True)
        self.error.setObjectName("sign_error")
        self._meaning = label()
        self._meaning.setProperty("tone", _TONES.get(need.meaning, "info"))
        self._statement = label("title", wrap=True)
        self._count = label("label")
        self._hash = label("mono")
        self._build()
        self.form.submitted.connect(self._sign)
        self.form.went_back.connect(self.reject)
        self.rejected.connect(self.declined)
        self.retranslate()

    def show_problem(self, problem: CodedError | None) -> None:
        """Show why the entry before was refused, and take another one."""
        self._problem = problem
        self.form.setEnabled(True)
        self.form.secret.clear()
        self.form.setFocusProxy(self.form.secret)
        self.error.setText(self._words.error(problem) if problem else "")
        self.error.setVisible(problem is not None)
        self.form.setFocus()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.setWindowTitle(_("Electronic signature"))
        self._meaning.setText(self._words.label(self._need.meaning))
        self._statement.setText(_(self._need.statement))
        self._count.setText(
            self._words.plural("You sign {count} record:", "You sign {count} records:", len(self._need.subjects))
        )
        self._hash.setText(_("Fingerprint of what is shown: {hash}", hash=short_hash(self._need.shown_hash)))
        self.subjects.setAccessibleName(_("What is signed"))
        say_facts(self.subjects, self._need.subjects, self._words)

    def _build(self) -> None:
        badge = QHBoxLayout()
        badge.addWidget(self._meaning)
        badge.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addLayout(badge)
        column.addWidget(self._statement)
        column.addSpacing(4)
        column.addWidget(self._count)
        column.addWidget(self.subjects, 1)
        column.addWidget(self._hash)
        column.addWidget(line())
        column.addWidget(self.error)
        column.addWidget(self.form)
        self.error.hide()
        self.resize(660, 720)

    def _sign(self) -> None:
        self.form.setEnabled(False)
        self.error.hide()
        self.signed.emit(self.form.entry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window is not signing."""
        self.reject()
        super().closeEvent(event)


class SignDialogs:
    """The client's signer: one dialog at a time over the main window."""

    def __init__(self, words: Words, signer_name: Callable[[], str], parent: Callable[[], QWidget | None]) -> None:
        self._words = words
        self._signer_name = signer_name
        self._parent = parent
        self.dialog: SignDialog | None = None

    def ask(
        self,
        need: SignatureNeeded,
        problem: CodedError | None,
        answer: Callable[[SignatureEntry | None], None],
    ) -> None:
        """Show what is to be signed; see `Signer.ask`."""
        if self.dialog is not None and problem is not None:
            self.dialog.show_problem(problem)
            return
        self.finish()
        self.dialog = SignDialog(need, self._signer_name(), self._words, self._parent())
        self.dialog.signed.connect(answer)
        self.dialog.declined.connect(lambda: self._declined(answer))
        self.dialog.open()
        self.dialog.form.setFocus()

    def finish(self) -> None:
        """Close the dialog."""
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.declined.disconnect()
            dialog.accept()
            dialog.deleteLater()

    def withdraw(self) -> None:
        """Somebody else comes: nothing is signed, and the form behind the dialog stays."""
        if self.dialog is not None:
            self.dialog.reject()

    def _declined(self, answer: Callable[[SignatureEntry | None], None]) -> None:
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.deleteLater()
            answer(None)


def short_hash(value: str) -> str:
    """Return the beginning of a hash in groups, enough for two people to compare by voice."""
    return " ".join(value[at : at + 4] for at in range(0, min(len(value), 16), 4))
