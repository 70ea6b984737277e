"""A form in a window: it stays, with what was typed, until the server has taken it."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.widgets.differences import DifferenceTable
from veralot_client.widgets.form.form import Form
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Wrong
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import CodedError, RecordChanged

WIDTH, WIDEST = 560, 1100
MARGIN, SCROLL_BAR = 20, 24
HIGHEST = 0.85
"""Part of the screen's height beyond which the form scrolls."""


class FormDialog(QDialog):
    """Asks with a form, sends, and closes when it is done.

    Signals:
        done_with: the command was carried out: the reply.
    """

    done_with = Signal(object)

    def __init__(self, services: Services, presenter: FormPresenter[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._presenter = presenter
        self._sending = False
        self._changed: RecordChanged | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading = QLabel(wordWrap=True)
        self.heading.setProperty("role", "title")
        self.explain = QLabel(wordWrap=True)
        self.explain.setProperty("role", "muted")
        self.form = Form(services, presenter)
        self.differences = DifferenceTable(services.words)
        self.cancel = QPushButton()
        self.submit = QPushButton()
        self._lay_out()
        self.submit.clicked.connect(self.send)
        self.form.confirmed.connect(self.send)
        self.cancel.clicked.connect(self.reject)
        self.differences.theirs_wanted.connect(self._take_theirs)
        self.finished.connect(lambda _result: presenter.close())
        # Where the session ends, the window goes with whatever is open over it: nothing is told to what is gone.
        self.destroyed.connect(lambda _gone: presenter.close())
        presenter.keep(services.connection.changed.subscribe(lambda _state: self._show_possible()))
        presenter.keep(services.words.changed.subscribe(self.retranslate))
        self._ground.installEventFilter(self)
        self.retranslate()
        presenter.begin()
        self._fit()

    def send(self) -> None:
        """Send what is typed; show what is wrong with it."""
        if self._sending or not self.submit.isEnabled():
            return
        self.form.clear_flaws()
        self._busy(sending=True)
        try:
            values = self.form.require_readable()
            self._presenter.submit(values, self._on_done, self._on_failure, lambda: self._busy(sending=False))
        except Wrong as wrong:
            self._busy(sending=False)
            self.form.show_wrong(wrong)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._services.words.text
        heading = self._presenter.heading()
        self.setWindowTitle(heading)
        self.heading.setText(heading)
        self.explain.setText(_(self._presenter.explain) if self._presenter.explain else "")
        self.explain.setVisible(bool(self._presenter.explain))
        self.cancel.setText(_("Cancel"))
        self.submit.setText(_(self._presenter.button))
        self._show_possible()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close as Escape does."""
        event.ignore()
        self.reject()

    def reject(self) -> None:
        """Close, but ask before throwing away what was typed."""
        if not self.form.edited:
            super().reject()
            return
        _ = self._services.words.text
        self._services.notices.confirm(
            _("Close without saving?"),
            _("What you typed here will be lost."),
            _("Close without saving"),
            self._drop,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is in it: other fields, a line more, longer choices."""
        if watched is self._ground and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: Any) -> None:  # noqa: ANN401 - QShowEvent, whose type says no more
        """Begin at the first empty field."""
        super().showEvent(event)
        self.form.focus_first()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _on_done(self, reply: object) -> None:
        said = self._presenter.said(reply)
        if said:
            self._services.notices.done(said)
        self.done_with.emit(reply)
        self.accept()

    def _on_failure(self, error: CodedError) -> None:
        self._busy(sending=False)
        if isinstance(error, RecordChanged):
            self._presenter.changed_meanwhile(error)
            self.differences.show_differences(error)
            self._changed = error
            self._fit()
        self.form.show_error(error)

    def _take_theirs(self) -> None:
        if self._changed is not None:
            self._presenter.adopt(self._changed)
            self.differences.hide()
            self.form.clear_flaws()

    def _drop(self, yes: bool) -> None:  # noqa: FBT001 - the answer itself
        if yes:
            super().reject()

    def _busy(self, *, sending: bool) -> None:
        self._sending = sending
        self.form.setEnabled(not sending)
        self._show_possible()

    def _show_possible(self) -> None:
        """Without the server nothing can be sent; what is typed stays."""
        writable = self._services.connection.writable
        self.submit.setEnabled(writable and not self._sending)
        if not writable:
            text = self._services.words.text("The server cannot be reached. What you typed here is kept.")
            self.form.notice.say(text, Tone.WARNING)

    def _lay_out(self) -> None:
        self.submit.setProperty("kind", "danger" if self._presenter.danger else "primary")
        self.submit.setDefault(True)
        self.cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit)
        self._ground = QWidget()
        self._ground.setObjectName("page_ground")
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.differences)
        column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self._ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 16, MARGIN, 16)
        layout.setSpacing(12)
        for widget in (self.heading, self.explain):
            layout.addWidget(widget)
        layout.addWidget(self._scroll, stretch=1)
        layout.addLayout(buttons)

    def _fit(self) -> None:
        """Be as large as the form needs, within the screen; never smaller than before, and in the same place."""
        wanted = self._ground.sizeHint()
        width = min(max(WIDTH, wanted.width() + SCROLL_BAR), WIDEST)
        self._scroll.setMinimumWidth(width)
        inside = self._ground.heightForWidth(width) if self._ground.hasHeightForWidth() else wanted.height()
        around = self.sizeHint().height() - self._scroll.sizeHint().height()
        highest = int(self.screen().size().height() * HIGHEST)
        needed = QSize(width + 2 * MARGIN, min(inside + around + SCROLL_BAR, highest))
        if not self.isVisible():
            self.resize(needed)
            return
        grown = needed.expandedTo(self.size())
        by = grown - self.size()
        self.resize(grown)
        self.move(self.x() - by.width() // 2, max(0, self.y() - by.height() // 2))


def show_form(services: Services, presenter: FormPresenter[Any], parent: QWidget | None = None) -> FormDialog:
    """Open a form over the window that is used now."""
    dialog = FormDialog(services, presenter, parent or QApplication.activeWindow())
    dialog.open()
    return dialog
