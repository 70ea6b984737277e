"""Importing files: choose, map, clean, check, import, and what was imported before."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QTabWidget,
    QVBoxLayout,
)

from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import ERRORS
from veralot_client.modules.exchange.pages.cleaning import CleaningPane
from veralot_client.modules.exchange.pages.columns import ColumnsPane
from veralot_client.modules.exchange.pages.former import FormerPane
from veralot_client.modules.exchange.presenters.files import ENDINGS, FilesPresenter
from veralot_client.modules.exchange.presenters.former import Former, FormerPresenter, UndoForm, blocked
from veralot_client.modules.exchange.presenters.imports import BUSY, ImportPresenter, Stage, save
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.exchange import BlockerView, ListFormat, RowError
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.i18n import N_

ERROR_WORDS = TableWords(
    id="exchange.errors",
    name=N_("Import errors"),
    empty=N_("No errors."),
    none_match=N_("No error matches these filters."),
)
UNCHECKED_WORDS = TableWords(
    id="exchange.errors",
    name=N_("Import errors"),
    empty=N_("Not checked yet."),
    hint=N_("Choose files and check them: every error will stand here, with file, row and column."),
)
TABS = (N_("Columns"), N_("Cleaning"), N_("Errors"), N_("Former imports"))
COLUMNS, CLEANING, ERROR_LIST, FORMER = range(len(TABS))
LIST_WIDTH = 260
KILOBYTE = 1024
DOCUMENTS = {"application/pdf": "PDF (*.pdf)", "text/csv": "CSV (*.csv)", "application/zip": "ZIP (*.zip)"}


class ImportPage(Page):
    """Takes files by dialog or drag and drop; shows how they read, what is wrong in them, and what came of it."""

    def __init__(self, services: Services) -> None:
        self.chosen = FilesPresenter(services)
        self.imports = ImportPresenter(services, self.chosen)
        self.past = FormerPresenter(services)
        super().__init__(services, self.imports)
        self.setAcceptDrops(True)
        buttons = ("choose", "check", "run", "cancel", "errors", "files")
        self.heading, self.explain = QLabel(), QLabel(wordWrap=True)
        self.heading.setProperty("role", "title")
        self.explain.setProperty("role", "muted")
        self.bar = ActionBar(self, [f"exchange.{verb}" for verb in buttons], always_shown=True)
        self.test = QCheckBox()
        self.notice, self.meter = Notice(), QProgressBar()
        self.files = QListWidget()
        self.error_rows = ListRows(ERRORS, services.words)
        self.errors: DataTable[RowError] = DataTable(services, ERRORS, self.error_rows, ERROR_WORDS)
        self.columns = ColumnsPane(services, self.chosen)
        self.cleaning = CleaningPane(services, self.chosen)
        self.former = FormerPane(services, self.past, self)
        self.tabs = QTabWidget()
        self._filling, self._wanted_row, self._shown_stage = False, 0, Stage.CHOOSING
        self._lay_out()
        self._connect()
        self.retranslate()
        self.chosen.load()
        self.past.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Import")

    def refresh(self) -> None:
        """Read mappings and the imports of the past again."""
        self.chosen.load()
        self.past.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.heading.setText(_("Import the plant's files"))
        self.explain.setText(
            _(
                "CSV or XLSX files, of any names and headings. Say what each column is, clean what needs it, check, and"
                " import: all of it, or nothing."
            )
        )
        self.test.setText(_("&Test data: replace people's names"))
        self.test.setToolTip(_("Each person gets a made-up name, the same in every file and every import."))
        self.files.setAccessibleName(_("Chosen files"))
        self.files.setToolTip(_("Delete takes a file out of the list."))
        self.meter.setAccessibleName(_("Progress"))
        self._show_files()
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action is possible at this stage."""
        imports, past = self.imports, self.past
        possible = {
            "exchange.choose": imports.stage not in BUSY,
            "exchange.check": imports.can_check(),
            "exchange.run": imports.can_run(),
            "exchange.cancel": imports.can_cancel(),
            "exchange.errors": bool(imports.result and imports.result.error_count),
            "exchange.files": imports.can_check(),
            "exchange.undo": past.can_undo(),
            "exchange.sign": past.can_undo(),
            "exchange.report": past.can_report(),
            "exchange.resume": imports.stage not in BUSY and past.can_resume(),
        }
        return possible.get(action_id, False)

    def perform(self, action_id: str) -> None:
        """Do an action."""
        deeds: dict[str, Callable[[], None]] = {
            "exchange.choose": self._choose,
            "exchange.check": self.imports.check,
            "exchange.run": self.imports.run,
            "exchange.cancel": self.imports.cancel,
            "exchange.errors": lambda: self.imports.export_errors(ListFormat.XLSX, self._save),
            "exchange.files": lambda: self.imports.export_files(self._save),
        }
        if action_id in deeds:
            deeds[action_id]()
        elif self.past.chosen is not None:
            self._perform_on(action_id, self.past.chosen)
        else:
            super().perform(action_id)

    def _perform_on(self, action_id: str, chosen: Former) -> None:
        """Do an action of the chosen import."""
        view, run = chosen.view, chosen.run
        if action_id == "exchange.resume" and run is not None:
            self.imports.resume(run)
        elif view is not None and action_id == "exchange.undo":
            self.past.blockers(view, lambda found: self._undo(chosen, found))
        elif view is not None and action_id == "exchange.sign":
            self.past.sign(view)
        elif view is not None and action_id == "exchange.report":
            self.past.report(view, self._save)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls() and self.can_perform("exchange.choose"):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def add(self, paths: list[Path]) -> None:
        """Add files, and say which cannot be read."""
        strange = self.chosen.choose(paths)
        if self.chosen.files:
            self.tabs.setCurrentIndex(COLUMNS)
        if strange:
            names = self.words.listed(path.name for path in strange)
            self.notice.say(self.words.text("Not CSV or XLSX, left out: {names}", names=names), Tone.WARNING)

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.errors, self.cleaning, self.former):
            part.end()
        self.chosen.close()
        self.past.close()
        super().end()

    # --- doing -------------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.words.text("Choose files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("CSV, XLSX ({})".format(" ".join(f"*{ending}" for ending in ENDINGS)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _save(self, file: FileView) -> None:
        dialog = QFileDialog(self, self.words.text("Save {file}", file=file.name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(DOCUMENTS.get(file.media_type, "XLSX (*.xlsx)"))
        dialog.setDefaultSuffix(Path(file.name).suffix.removeprefix("."))
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: save(self.services, file, Path(name)))
        dialog.open()

    def _undo(self, chosen: Former, found: list[BlockerView]) -> None:
        if found:
            self.former.notice.say(blocked(found, self.services), Tone.BAD)
        elif chosen.view is not None and chosen.view.id is not None:
            show_form(self.services, UndoForm(self.services, chosen.view.id), self)

    def _drop_chosen(self) -> None:
        chosen = {index.row() for index in self.files.selectedIndexes()}
        self.chosen.drop(file.name for place, file in enumerate(self.chosen.files) if place in chosen)

    def _jump(self, error: RowError) -> None:
        """Show the row that an error is about, in its file."""
        self._wanted_row = error.row
        if error.file != self.chosen.current:
            self.chosen.current = error.file
        self.chosen.preview(max(0, error.row - 2))
        self.tabs.setCurrentIndex(COLUMNS)

    def _select(self, row: int) -> None:
        if not self._filling and 0 <= row < len(self.chosen.files):
            self.chosen.select(self.chosen.files[row].name)

    def _tab(self, place: int) -> None:
        if place == CLEANING:
            self.cleaning.begin()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        self._filling = True
        self.files.clear()
        for file in self.chosen.files:
            self.files.addItem(f"{file.name}   {self.words.number(-(-file.size // KILOBYTE))} KB")
            if file.name == self.chosen.current:
                self.files.setCurrentRow(self.files.count() - 1)
        self._filling = False
        self.columns.show_file()
        self.cleaning.show_file()
        if self._wanted_row:
            self.columns.show_row(self._wanted_row)
            self._wanted_row = 0
        if self.tabs.currentIndex() == CLEANING:
            self.cleaning.begin()
        self.bar.refresh()
        self.possibilities_changed()

    def _show(self) -> None:
        imports, words = self.imports, self.words
        result = imports.result
        self.errors.say_of_itself(ERROR_WORDS if result else UNCHECKED_WORDS)
        self.error_rows.replace(result.errors if result else [])
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, words.text(tab))
        if result and result.error_count:
            self.tabs.setTabText(ERROR_LIST, f"{words.text(TABS[ERROR_LIST])}  {words.number(result.error_count)}")
        self.notice.say(*self._said())
        self._show_progress()
        if imports.stage is not self._shown_stage:
            self._shown_stage = imports.stage
            self._turn()
        self.bar.refresh()
        self.former.bar.refresh()
        self.possibilities_changed()

    def _turn(self) -> None:
        """Show the tab that matters now."""
        if self.imports.result is not None and self.imports.result.error_count:
            self.tabs.setCurrentIndex(ERROR_LIST)
        elif self.imports.stage is Stage.DONE:
            self.past.load()
            self.tabs.setCurrentIndex(FORMER)
            self.former.choose_first()

    def _show_progress(self) -> None:
        progress = self.imports.progress
        self.meter.setVisible(self.imports.stage in BUSY)
        self.meter.setMaximum(progress.total if progress else 0)
        self.meter.setValue(progress.done if progress else 0)

    def _said(self) -> tuple[str, Tone]:
        """Return in words where the import stands."""
        imports, words = self.imports, self.words
        if imports.error is not None:
            return words.error(imports.error), Tone.BAD
        if imports.stage in BUSY:
            phase = words.label(imports.progress.phase) if imports.progress else words.text("Sending the files…")
            return phase, Tone.INFO
        result = imports.result
        if result is None:
            return "", Tone.NEUTRAL
        rows = words.plural("{count} row", "{count} rows", sum(file.rows for file in result.files))
        if result.error_count:
            count = words.plural("{count} error", "{count} errors", result.error_count)
            text = words.text(
                "{errors} in {rows}. Nothing was written. Correct the files and check again.", errors=count, rows=rows
            )
            listed = words.text("The first {count} are listed here, all of them in the file.", count=len(result.errors))
            return f"{text} {listed}" if result.error_count > len(result.errors) else text, Tone.BAD
        if imports.stage is Stage.DONE:
            return words.text("Imported: {rows}.", rows=rows), Tone.GOOD
        return words.text("No errors in {rows}. They can be imported.", rows=rows), Tone.GOOD

    def _connect(self) -> None:
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.files)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._drop_chosen)
        self.files.currentRowChanged.connect(self._select)
        self.tabs.currentChanged.connect(self._tab)
        self.test.toggled.connect(lambda on: self.imports.mask(test=on))
        self.errors.chosen.connect(self._jump)
        self.chosen.keep(self.chosen.shown.subscribe(self._show_files))
        self.chosen.keep(self.chosen.edited.subscribe(self._show_files))
        self.imports.keep(self.imports.shown.subscribe(self._show))

    def _lay_out(self) -> None:
        self.files.setFixedWidth(LIST_WIDTH)
        self.files.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.meter.setTextVisible(False)
        for pane in (self.columns, self.cleaning, self.errors, self.former):
            self.tabs.addTab(pane, "")
        top = QHBoxLayout()
        top.addWidget(self.bar, stretch=1)
        top.addWidget(self.test)
        body = QHBoxLayout()
        body.addWidget(self.files)
        body.addWidget(self.tabs, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.explain)
        layout.addLayout(top)
        for widget in (self.notice, self.meter):
            layout.addWidget(widget)
        layout.addLayout(body, stretch=1)
        self.setFocusProxy(self.bar.button("exchange.choose"))
