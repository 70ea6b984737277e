"""The first form of signing in: which server, who, and the password."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from veralot_client.core.words import Words
from veralot_client.settings import Choices
from veralot_client.shell.form import Form, SecretField
from veralot_shared.i18n import N_


class Credentials(Form):
    """Server, user name and password; the last choices stand there already."""

    def __init__(self, choices: Choices, words: Words) -> None:
        super().__init__(words)
        self.server = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self.server.addItems(choices.servers)
        self.user_name = QLineEdit(choices.user_name)
        self.password = SecretField()
        self.remember = QCheckBox()
        self.remember.setObjectName("remember")
        self.remember.setChecked(choices.remember_password)
        self.remember.setVisible(not choices.shared_computer)
        self.submit.setObjectName("sign_in")
        self.add_field("server", N_("Server"), self.server)
        self.add_field("user_name", N_("User name"), self.user_name)
        self.add_field("password", N_("Password"), self.password)
        self.column.addSpacing(6)
        self.column.addWidget(self.remember)
        self.add_buttons(back=False)
        for changed in (self.server.currentTextChanged, self.user_name.textChanged, self.password.textChanged):
            changed.connect(self._ready)
        self._ready()
        self.begin()
        self.retranslate()

    def begin(self) -> None:
        """Put the keyboard where something is still missing."""
        first: QWidget = self.password
        if not self.server.currentText():
            first = self.server
        elif not self.user_name.text():
            first = self.user_name
        self.setFocusProxy(first)
        first.setFocus()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        self.submit.setText(_("Sign in"))
        self.remember.setText(_("Remember my password on this computer"))
        self.remember.setToolTip(
            _("It is kept in the key ring of the operating system and nowhere else. Signing always asks for it anew.")
        )
        edit = self.server.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("https://veralot.example")
            edit.setAccessibleName(_("Server"))

    def _ready(self) -> None:
        texts = (self.server.currentText(), self.user_name.text(), self.password.text())
        self.submit.setEnabled(all(text.strip() for text in texts))
