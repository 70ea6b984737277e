"""Errors as a person can use them: a coded one says what happened and what to do, a bug gives a report to copy."""

import platform
import traceback

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from veralot_client import __version__
from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import button, label
from veralot_client.widgets.values import both_sides
from veralot_shared.errors import CodedError, FieldDifference, ServerUnavailable, Unexpected

_ICON = 28
_ROWS_SHOWN = 12


class ErrorBox(QDialog):
    """One error. Open it with `open()`: it blocks its window and no thread."""

    def __init__(self, error: Exception, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error_box")
        self._words = words
        self._error = error
        self.report = report_of(error) if is_bug(error) else ""
        self.text = label(wrap=True)
        self.text.setText(self._what())
        self._build()
        self.setAccessibleName(self.windowTitle())
        self.setAccessibleDescription(self.text.text())

    def _build(self) -> None:
        _ = self._words.text
        self.setWindowTitle(_("A bug in Veralot") if self.report else _("This did not work"))
        title = label("subtitle", wrap=True)
        title.setText(self.windowTitle())
        mark = label()
        mark.setPixmap(icon(*self._mark()).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(self.text)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(mark)
        head.addLayout(words, 1)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addLayout(head)
        differences = getattr(self._error, "differences", [])
        if differences:
            column.addWidget(differences_table(differences, self._words))
        if self.report:
            column.addWidget(self._report_field())
        column.addStretch()
        column.addLayout(self._buttons())
        self.setMinimumWidth(460)
        self.resize(680 if self.report else 520, self.sizeHint().height())

    def _buttons(self) -> QHBoxLayout:
        _ = self._words.text
        row = QHBoxLayout()
        if self.report:
            copy = button()
            copy.setText(_("Copy report"))
            copy.setIcon(icon("common/copy"))
            copy.setObjectName("copy_report")
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
            row.addWidget(copy)
        row.addStretch()
        close = button("primary")
        close.setText(_("Close"))
        close.setObjectName("close")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        close.setFocus()
        return row

    def _report_field(self) -> QPlainTextEdit:
        field = QPlainTextEdit(self.report, readOnly=True)
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        field.setMinimumHeight(220)
        field.setProperty("role", "mono")
        field.setAccessibleName(self._words.text("Report"))
        return field

    def _what(self) -> str:
        _ = self._words.text
        if isinstance(self._error, CodedError):
            return self._words.error(self._error)
        return _(
            "Something went wrong in this program that should not. What you typed is still there. "
            "Please copy the report and send it to whoever looks after Veralot."
        )

    def _mark(self) -> tuple[str, str]:
        if self.report:
            return "common/bug", "bad"
        if isinstance(self._error, ServerUnavailable):
            return "common/offline", "warning"
        return "common/warning", "warning"


def is_bug(error: Exception) -> bool:
    """Return whether an error is one that nobody foresaw, here or on the server."""
    return not isinstance(error, CodedError) or isinstance(error, Unexpected)


def report_of(error: Exception) -> str:
    """Return what whoever looks after Veralot needs to know. It holds no data of the plant beyond the error itself."""
    trace = "".join(traceback.format_exception(error))
    system = f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return f"Veralot client {__version__}\n{system}\n\n{trace}"


def differences_table(differences: list[FieldDifference], words: Words) -> QTableWidget:
    """Return what the person entered beside what another one has saved meanwhile."""
    _ = words.text
    table = QTableWidget(len(differences), 3)
    table.setHorizontalHeaderLabels([_("Field"), _("Yours"), _("Now saved")])
    table.setAccessibleName(_("Differences"))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    for row, difference in enumerate(differences):
        yours, theirs = both_sides(difference, words)
        texts = (words.field(difference.field), yours, theirs)
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    table.resizeColumnsToContents()
    table.horizontalHeader().setStretchLastSection(True)
    rows = min(len(differences), _ROWS_SHOWN)
    table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows * table.rowHeight(0) + 4)
    return table
