"""A small form: labelled fields one under the other, and a button that submits them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import button, label
from veralot_client.widgets.page import Retranslated


class Form(Retranslated):
    """The base of the shell's own forms: Enter submits, Escape goes back.

    Signals:
        submitted: the person is done.
        went_back: the person wants to begin again.
    """

    submitted = Signal()
    went_back = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.submit = button("primary")
        self.back = button("quiet")
        self._labels: list[tuple[QWidget, str]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 8, 0, 0)
        self.column.setSpacing(4)
        self.submit.clicked.connect(self.submitted)
        self.back.clicked.connect(self.went_back)

    def add_field(self, name: str, title: str, field: QWidget) -> None:
        """Add a field, known to tests as `name`, under its title (marked with `N_`), which screen readers say too."""
        field.setObjectName(name)
        above = label("label")
        above.setBuddy(field)
        above.setProperty("buddy_of", name)
        self._labels.append((field, title))
        self._labels.append((above, title))
        self.column.addSpacing(4)
        self.column.addWidget(above)
        self.column.addWidget(field)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self._on_enter)

    def add_buttons(self, *, back: bool = True) -> None:
        """Add the buttons; call it last."""
        row = QHBoxLayout()
        self.back.setVisible(back)
        if back:
            row.addWidget(self.back)
            row.addStretch()
        row.addWidget(self.submit, 0 if back else 1)
        self.column.addSpacing(12)
        self.column.addLayout(row)
        self.column.addStretch()

    def begin(self) -> None:
        """The form is shown anew: empty what is secret and take the keyboard."""
        for field in self.findChildren(QLineEdit):
            if field.echoMode() == QLineEdit.EchoMode.Password:
                field.clear()
        self.setFocus()

    def retranslate(self) -> None:
        """Say the titles of the fields."""
        for secret in self.findChildren(SecretField):
            secret.reveal.setText(self.words.text("Show what is typed"))
        for widget, title in self._labels:
            text = self.words.text(title)
            widget.setAccessibleName(text)
            if (said := getattr(widget, "setText", None)) and not isinstance(widget, QLineEdit):
                said(text)

    def _on_enter(self) -> None:
        fields = [one for one in self.findChildren(QLineEdit) if one.isVisible() and one.isEnabled()]
        empty = next((one for one in fields if not one.text()), None)
        if empty is not None and empty is not self.focusWidget():
            empty.setFocus()
        elif empty is None and self.submit.isEnabled():
            self.submit.click()


class SecretField(QLineEdit):
    """A field for a password, with a button that shows it for as long as it is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        # Neither the input method nor the system's dictionary may learn it.
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.reveal = self.addAction(icon("common/eye"), QLineEdit.ActionPosition.TrailingPosition)
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._reveal)

    def clear(self) -> None:
        """Empty it and hide what is typed next."""
        self.reveal.setChecked(False)
        super().clear()

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setIcon(icon("common/eye-off" if shown else "common/eye"))
