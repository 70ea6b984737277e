"""The window in which a printed page is entered: typed, pasted from a spreadsheet or read from a file, checked at once."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.cell_grid import CellGrid
from veralot_client.modules.inspection.presenters.reading import OF_READING, SOURCE, ReadingPresenter
from veralot_client.modules.inspection.presenters.sampling_tables import full_name
from veralot_client.theme.pieces import button, label
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import SamplingTableDetail
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

SIZE = QSize(1120, 760)
HIGHEST = 0.9
"""Of the screen: the title stands above it, the desktop's bar below."""
LABELS = {
    "document": N_("&Document and edition"),
    "copy_no": N_("&Licence, number or place of the copy"),
    "sheet": N_("Printed &table and page"),
}
HOW = N_(
    "Type the page as it is printed, paste it from a spreadsheet, or read a file. v and ^ are arrows, * refers to the single "
    "plan, ++ to the double plan, - is no plan, # is no acceptance; numbers are 2/3. What you leave empty was not read."
)
HOW_VALUES = N_(
    "Type the page as it is printed, paste it from a spreadsheet, or read a file. v and ^ are arrows; a plan is n/k, as "
    "9/1.42, or k alone with the size of its line. What you leave empty was not read."
)
HOW_LETTERS = N_(
    "Type the page as it is printed, paste it from a spreadsheet, or read a file. Each line is named by its largest lot, the "
    "last by -. What you leave empty was not read."
)
ALONE = N_(
    "You read the page yourself, from the copy. What others read is not shown to you. What you enter is compared at once and "
    "never changed again: look through it before you send it."
)


class ReadingDialog(QDialog):
    """Takes one reading of a page.

    Signals:
        done_with: the reading was taken: the `SamplingTableDetail`.
    """

    done_with = Signal(object)

    def __init__(self, services: Services, presenter: ReadingPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._words = services, services.words
        self.presenter = presenter
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading, self.how, self.editions = label("title", wrap=True), label("muted", wrap=True), label(wrap=True)
        self.source = {name: QLineEdit(maxLength=200) for name in SOURCE}
        self._labels = {name: QLabel() for name in SOURCE}
        self.grid = CellGrid(editable=True)
        self.notice = Notice()
        self.from_file, self.paste, self.clear = button("quiet"), button("quiet"), button("quiet")
        self.cancel, self.submit = button(), button("primary")
        self._lay_out()
        self._connect()
        self.retranslate()
        screen = self.screen().size()
        self.resize(SIZE.boundedTo(QSize(screen.width(), int(screen.height() * HIGHEST))))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        first = self.presenter.table is None
        self.setWindowTitle(full_name(self.presenter.page, self._words))
        self.heading.setText(full_name(self.presenter.page, self._words))
        how = HOW_LETTERS if self.presenter.page.of_letters else HOW_VALUES if self.presenter.page.by_variables else HOW
        self.how.setText(_(how) if first else f"{_(ALONE)} {_(how)}")
        self.editions.setText(self.presenter.editions())
        self.editions.setVisible(bool(self.editions.text()))
        for name, text in LABELS.items():
            self._labels[name].setText(_(text))
        self.grid.setAccessibleName(_("Cells of the page"))
        self.from_file.setText(_("Read a &file…"))
        self.paste.setText(_("&Paste"))
        self.clear.setText(_("Begin &anew"))
        self.cancel.setText(_("Cancel"))
        self.submit.setText(_("Enter first reading") if first else _("Enter reading and compare"))
        self._show()

    def reject(self) -> None:
        """Close, but ask before throwing away what was typed."""
        if not self.presenter.edited:
            super().reject()
            return
        _ = self._words.text
        self._services.notices.confirm(
            _("Close without saving?"), _("What you typed here will be lost."), _("Close without saving"), self._drop
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close as Escape does."""
        event.ignore()
        self.reject()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _drop(self, yes: bool) -> None:  # noqa: FBT001 - the answer itself
        if yes:
            super().reject()

    def _show(self) -> None:
        presenter = self.presenter
        self.grid.show_cells(presenter.cells, presenter.flaws)
        self.notice.say(presenter.said(), Tone.BAD if presenter.flaws else Tone.INFO)
        self._show_possible()

    def _show_possible(self) -> None:
        known = all(self.source[name].text().strip() for name in self._asked())
        writable = self._services.connection.writable
        self.submit.setEnabled(known and writable and self.presenter.complete)
        self.from_file.setEnabled(writable)

    def _asked(self) -> tuple[str, ...]:
        return SOURCE if self.presenter.table is None else OF_READING

    def _send(self) -> None:
        self.submit.setEnabled(False)
        source = {name: field.text().strip() for name, field in self.source.items()}
        self.presenter.submit(source, self._on_done, self._on_failure)

    def _on_done(self, detail: SamplingTableDetail) -> None:
        self.done_with.emit(detail)
        self.accept()

    def _on_failure(self, error: CodedError) -> None:
        self.notice.say(self._words.error(error), Tone.BAD)
        self._show_possible()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self._words.text("Read a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["XLSX, CSV (*.xlsx *.csv)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.presenter.load(Path(name)))
        dialog.open()

    def _connect(self) -> None:
        presenter = self.presenter
        self.grid.typed.connect(presenter.enter)
        self.grid.pasted.connect(presenter.paste)
        self.grid.emptied.connect(presenter.empty)
        self.from_file.clicked.connect(self._choose_file)
        self.paste.clicked.connect(self.grid.paste)
        self.clear.clicked.connect(presenter.clear)
        self.cancel.clicked.connect(self.reject)
        self.submit.clicked.connect(self._send)
        for field in self.source.values():
            field.textChanged.connect(lambda _text: self._show_possible())
        presenter.keep(presenter.changed.subscribe(self._show))
        presenter.keep(presenter.told.subscribe(lambda text: self.notice.say(text, Tone.BAD)))
        presenter.keep(self._services.connection.changed.subscribe(lambda _state: self._show_possible()))
        presenter.keep(self._words.changed.subscribe(self.retranslate))
        self.finished.connect(lambda _result: presenter.close())
        self.destroyed.connect(lambda _gone: presenter.close())

    def _lay_out(self) -> None:
        fields = QGridLayout()
        for place, name in enumerate(SOURCE):
            self._labels[name].setBuddy(self.source[name])
            fields.addWidget(self._labels[name], 0, place)
            fields.addWidget(self.source[name], 1, place)
            self._labels[name].setVisible(name in self._asked())
            self.source[name].setVisible(name in self._asked())
            if self.presenter.table is not None:
                self.source[name].setText(getattr(self.presenter.table, name))
        tools = QHBoxLayout()
        for tool in (self.from_file, self.paste, self.clear):
            tool.setAutoDefault(False)
            tools.addWidget(tool)
        tools.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit)
        # Enter in a cell ends typing there; it does not send a page that is half read.
        self.submit.setAutoDefault(False)
        self.submit.setDefault(False)
        self.cancel.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addWidget(self.how)
        layout.addWidget(self.editions)
        layout.addLayout(fields)
        layout.addLayout(tools)
        layout.addWidget(self.grid, stretch=1)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)
