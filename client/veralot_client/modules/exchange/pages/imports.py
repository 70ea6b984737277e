"""Importing files: choose, check, import."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QListWidget, QTabWidget, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import ERRORS, IMPORTS
from veralot_client.modules.exchange.presenters.imports import ENDINGS, ImportPresenter, Stage
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.exchange import ImportView, RowError
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
FORMER_WORDS = TableWords(id="exchange.imports", name=N_("Former imports"), empty=N_("Nothing was imported yet."))
LIST_WIDTH = 260
KILOBYTE = 1024


class ImportPage(Page):
    """Takes files by dialog or drag and drop; every error stands in a table, with file, row and column."""

    def __init__(self, services: Services) -> None:
        self.imports = ImportPresenter(services)
        super().__init__(services, self.imports)
        self.setAcceptDrops(True)
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.explain = QLabel(wordWrap=True)
        self.explain.setProperty("role", "muted")
        self.bar = ActionBar(self, ["exchange.choose", "exchange.check", "exchange.run"], always_shown=True)
        self.notice = Notice()
        self.files = QListWidget()
        self.files.setFixedWidth(LIST_WIDTH)
        self.files.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.error_rows = ListRows(ERRORS, services.words)
        self.errors: DataTable[RowError] = DataTable(services, ERRORS, self.error_rows, ERROR_WORDS)
        self.former_rows = ListRows(IMPORTS, services.words)
        self.former: DataTable[ImportView] = DataTable(services, IMPORTS, self.former_rows, FORMER_WORDS)
        self.tabs = QTabWidget()
        self._lay_out()
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.files)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._drop_chosen)
        self.imports.keep(self.imports.shown.subscribe(self._show))
        self.former_rows.query(Sort("at", descending=True), {})
        self.retranslate()
        self.imports.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Import")

    def refresh(self) -> None:
        """Read the imports of the past again."""
        self.imports.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.heading.setText(_("Import the plant's files"))
        self.explain.setText(
            _(
                "CSV (UTF-8 or GB 18030) or XLSX, named after what they hold: partners, locations, users, items,"
                " pack_levels, movements, statuses, holds. Drop them here or choose them. All of it is imported, or"
                " nothing."
            )
        )
        self.files.setAccessibleName(_("Chosen files"))
        self.files.setToolTip(_("Delete takes a file out of the list."))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action is possible at this stage."""
        stage = self.imports.stage
        match action_id:
            case "exchange.choose":
                return stage not in {Stage.CHECKING, Stage.IMPORTING}
            case "exchange.check":
                return self.imports.can_check()
            case "exchange.run":
                return self.imports.can_run()
            case _:
                return False

    def perform(self, action_id: str) -> None:
        """Choose, check or import."""
        match action_id:
            case "exchange.choose":
                self._choose()
            case "exchange.check":
                self.imports.check()
            case "exchange.run":
                self.imports.run()
            case _:
                super().perform(action_id)

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
        strange = self.imports.choose(paths)
        if strange:
            names = self.words.context("list", ", ").join(path.name for path in strange)
            self.notice.say(self.words.text("Not CSV or XLSX, left out: {names}", names=names), Tone.WARNING)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.errors.end()
        self.former.end()
        super().end()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.words.text("Choose files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("CSV, XLSX ({})".format(" ".join(f"*{ending}" for ending in ENDINGS)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _drop_chosen(self) -> None:
        chosen = {index.row() for index in self.files.selectedIndexes()}
        self.imports.drop(file.path.name for place, file in enumerate(self.imports.files) if place in chosen)

    def _show(self) -> None:
        imports, words = self.imports, self.words
        self.files.clear()
        for file in imports.files:
            self.files.addItem(f"{file.path.name}   {words.number(-(-file.size // KILOBYTE))} KB")
        errors = imports.result.errors if imports.result else []
        self.errors.say_of_itself(ERROR_WORDS if imports.result else UNCHECKED_WORDS)
        self.error_rows.replace(errors)
        self.former_rows.replace(imports.former)
        self.tabs.setTabText(
            0, f"{words.text('Errors')}  {words.number(len(errors))}" if errors else words.text("Errors")
        )
        self.tabs.setTabText(1, words.text("Former imports"))
        self.notice.say(*self._said())
        if errors:
            self.tabs.setCurrentIndex(0)
        elif imports.stage is Stage.DONE:
            self.tabs.setCurrentIndex(1)
        self.bar.refresh()
        self.possibilities_changed()

    def _said(self) -> tuple[str, Tone]:
        """Return in words where the import stands."""
        imports, words = self.imports, self.words
        if imports.error is not None:
            return words.error(imports.error), Tone.BAD
        if imports.stage in {Stage.CHECKING, Stage.IMPORTING}:
            busy = imports.stage is Stage.CHECKING
            return words.text("Checking the files…") if busy else words.text("Importing…"), Tone.INFO
        result = imports.result
        if result is None:
            return "", Tone.NEUTRAL
        rows = words.plural("{count} row", "{count} rows", sum(file.rows for file in result.files))
        if result.errors:
            count = words.plural("{count} error", "{count} errors", len(result.errors))
            text = words.text(
                "{errors} in {rows}. Nothing was written. Correct the files and check again.", errors=count, rows=rows
            )
            return text, Tone.BAD
        if imports.stage is Stage.DONE:
            return words.text("Imported: {rows}.", rows=rows), Tone.GOOD
        return words.text("No errors in {rows}. They can be imported.", rows=rows), Tone.GOOD

    def _lay_out(self) -> None:
        self.tabs.addTab(self.errors, "")
        self.tabs.addTab(self.former, "")
        body = QHBoxLayout()
        body.addWidget(self.files)
        body.addWidget(self.tabs, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        for widget in (self.heading, self.explain, self.bar, self.notice):
            layout.addWidget(widget)
        layout.addLayout(body, stretch=1)
        self.setFocusProxy(self.bar.button("exchange.choose"))
