"""Changing the own password in the middle of work."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.shell.duties import PasswordForm
from veralot_client.theme.pieces import label
from veralot_shared.contracts.identity import ChangePassword, UserView
from veralot_shared.errors import CodedError


class PasswordDialog(QDialog):
    """Asks for the present and the new password; stays open until the server takes it."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("password_dialog")
        self._services = services
        self.setWindowTitle(services.words.text("Change password"))
        self.form = PasswordForm(services.words, with_old=True)
        self.error = label("error", wrap=True)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.addWidget(self.form)
        column.addWidget(self.error)
        self.setMinimumWidth(420)
        self.form.submitted.connect(self._send)
        self.form.went_back.connect(self.reject)
        self.form.setFocus()

    def _send(self) -> None:
        self.form.setEnabled(False)
        command = ChangePassword(old=self.form.old.text(), new=self.form.new.text())
        self._services.sender.send(command, self._done, self._failed)

    def _done(self, _user: UserView) -> None:
        self._services.notices.done(self._services.words.text("Your password is changed."))
        self.accept()

    def _failed(self, error: CodedError) -> None:
        self.form.setEnabled(True)
        self.error.setText(self._services.words.error(error))
        self.error.show()
        self.form.setFocus()
