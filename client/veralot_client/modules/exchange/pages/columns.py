"""How a file reads: encoding or sheet, kind, and which field each column is; below it the rows as they stand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.services import Services
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.exchange import FileColumn, Kind, Match, PreviewView
from veralot_shared.i18n import N_

ENCODINGS = (
    ("", N_("As seen")),
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB 18030"),
    ("utf-16", "UTF-16"),
    ("big5", "Big5"),
    ("shift_jis", "Shift JIS"),
    ("euc_kr", "EUC-KR"),
    ("cp1252", "Windows 1252"),
)
SEEN = {"utf-8-sig": "UTF-8", "gb18030": "GB 18030", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
HEADS = (N_("Column in the file"), N_("Field"), N_("How it was found"), N_("First values"))
OPEN, LEFT_OUT = "\x00", ""
"""What the choice of a field holds where nothing is decided, and where the column is left out."""
EXAMPLES = 3
LONGEST_EXAMPLE = 24


class FieldBox(QComboBox):
    """A choice in a list: scrolling the list with the wheel chooses nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list."""
        event.ignore()


class ColumnsPane(Retranslated):
    """Shows the current file and takes how it is to be read."""

    def __init__(self, services: Services, files: FilesPresenter) -> None:
        super().__init__()
        self.files = files
        self.words = services.words
        self.kind, self.encoding, self.sheet = QComboBox(), QComboBox(), QComboBox()
        self.mapping = QComboBox(editable=True)
        self.save, self.retire = QPushButton(), QPushButton()
        self.labels = [QLabel() for _ in range(4)]
        self.notice = Notice()
        self.grid = QTableWidget(0, len(HEADS))
        self.raw = QTableWidget(0, 0)
        self.empty = EmptyState(picture="exchange/choose")
        self._shown: tuple[str, PreviewView | None] = ("", None)
        self._filling = False
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        names = (_("Kind"), _("Encoding"), _("Sheet"), _("Mapping"))
        boxes = (self.kind, self.encoding, self.sheet, self.mapping)
        for label, box, name in zip(self.labels, boxes, names, strict=True):
            label.setText(name)
            box.setAccessibleName(name)
        self.save.setText(_("Save mapping"))
        self.save.setToolTip(_("Keeps columns and cleaning under the name at its left, for the next file like this."))
        self.retire.setText(_("Take out of use"))
        self.retire.setToolTip(_("The mapping of the name at its left is offered no more."))
        line = self.mapping.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Choose one, or name this one"))
        self.grid.setHorizontalHeaderLabels([_(head) for head in HEADS])
        self.grid.setAccessibleName(_("Columns and their fields"))
        self.raw.setAccessibleName(_("Rows of the file"))
        self._shown = ("", None)
        self.show_file()

    def show_file(self) -> None:
        """Show the current file as it reads now."""
        view = self.files.previews.get(self.files.current)
        error = self.files.errors.get(self.files.current)
        for widget in (self.bar, self.split):
            widget.setVisible(view is not None)
        self.empty.setVisible(view is None)
        self.empty.say(*self._why_empty(error is not None))
        self._fill_mappings()
        if view is not None and self._shown != (self.files.current, view):
            self._shown = (self.files.current, view)
            self._fill(view)
        self.notice.say(*self._said(view))

    def show_row(self, row: int) -> None:
        """Mark a row of the file that is shown."""
        view = self.files.previews.get(self.files.current)
        if view is not None and row in view.numbers:
            place = view.numbers.index(row)
            self.raw.selectRow(place)
            self.raw.scrollTo(self.raw.model().index(place, 0))

    # --- filling -----------------------------------------------------------------------------------------------------

    def _why_empty(self, failed: bool) -> tuple[str, str]:  # noqa: FBT001 - which of two states it is
        _ = self.words.text
        if failed:
            error = self.files.errors[self.files.current]
            return self.words.error(error), ""
        if not self.files.files:
            return _("No files are chosen."), _("Choose CSV or XLSX files, or drop them here.")
        return _("Choose a file at the left."), ""

    def _said(self, view: PreviewView | None) -> tuple[str, Tone]:
        words = self.words
        if view is None:
            return "", Tone.NEUTRAL
        if view.kind is None:
            return words.text("Its name does not say what it holds. Choose its kind."), Tone.WARNING
        parts = []
        missing, open_ = self.files.missing(), self.files.undecided()
        if missing:
            names = words.listed(words.text(field.title) for field in missing)
            parts.append(words.text("Still without a column: {fields}.", fields=names))
        if open_:
            parts.append(
                words.text("Not decided: {columns}. Choose a field or leave it out.", columns=words.listed(open_))
            )
        return " ".join(parts), Tone.WARNING if parts else Tone.NEUTRAL

    def _fill(self, view: PreviewView) -> None:
        self._filling = True
        self._fill_kinds(view)
        self._fill_forms(view)
        self.grid.setRowCount(len(view.columns))
        for place, column in enumerate(view.columns):
            self._fill_column(place, column, view)
        self._fill_rows(view)
        self._filling = False

    def _fill_kinds(self, view: PreviewView) -> None:
        self.kind.clear()
        self.kind.addItem(self.words.text("Choose…") if view.kind is None else "", "")
        for kind in self.files.kinds():
            self.kind.addItem(self.words.label(kind), kind.value)
        self.kind.setCurrentIndex(self.kind.findData(view.kind.value) if view.kind else 0)

    def _fill_forms(self, view: PreviewView) -> None:
        seen = SEEN.get(view.encoding, view.encoding)
        text = bool(view.encoding)
        self.encoding.clear()
        for name, shown in ENCODINGS:
            as_seen = self.words.text("{encoding}, as seen", encoding=seen)
            self.encoding.addItem(shown if name else as_seen, name)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(self.files.setup.encoding)))
        self.sheet.clear()
        self.sheet.addItems(view.sheets)
        self.sheet.setCurrentText(view.sheet)
        for label, box, wanted in ((1, self.encoding, text), (2, self.sheet, not text)):
            self.labels[label].setVisible(wanted)
            box.setVisible(wanted)
        self.delimiter.setText(
            self.words.text("Divided by {delimiter}", delimiter=DELIMITERS.get(view.delimiter, view.delimiter))
            if text
            else ""
        )

    def _fill_mappings(self) -> None:
        typed = self.mapping.currentText()
        names = [mapping.name for mapping in self.files.mappings]
        if [self.mapping.itemText(place) for place in range(self.mapping.count())] != names:
            self.mapping.blockSignals(True)
            self.mapping.clear()
            for mapping in self.files.mappings:
                self.mapping.addItem(mapping.name, int(mapping.id))
            self.mapping.setEditText(typed)
            self.mapping.blockSignals(False)
        self.save.setEnabled(bool(typed.strip()) and self.files.current in self.files.previews)
        self.retire.setVisible(self.files.kept(typed.strip()) is not None)

    def _fill_column(self, place: int, column: FileColumn, view: PreviewView) -> None:
        values = [row[place] for row in view.rows if place < len(row) and row[place]]
        shown = [
            value if len(value) <= LONGEST_EXAMPLE else f"{value[:LONGEST_EXAMPLE]}…" for value in values[:EXAMPLES]
        ]
        found = self.words.label(column.match) if column.field or column.match is not Match.GIVEN else ""
        for cell, text in ((0, column.heading), (2, found), (3, "  ·  ".join(shown))):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.grid.setItem(place, cell, item)
        self.grid.setCellWidget(place, 1, self._choice(column, view))

    def _choice(self, column: FileColumn, view: PreviewView) -> QComboBox:
        box = FieldBox()
        box.setAccessibleName(self.words.text("Field of column “{column}”", column=column.heading))
        if not column.field:
            box.addItem(self.words.text("Not decided"), OPEN)
        box.addItem(self.words.text("Leave out"), LEFT_OUT)
        for field in view.fields:
            star = " *" if field.required else ""
            box.addItem(f"{self.words.text(field.title)}{star}   {field.name}", field.name)
            box.setItemData(box.count() - 1, self.words.text(field.expects), Qt.ItemDataRole.ToolTipRole)
        left = any(not each.field and each.heading == column.heading for each in self.files.setup.columns)
        box.setCurrentIndex(box.findData(column.field or (LEFT_OUT if left else OPEN)))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.activated.connect(lambda _place: self._map(column.heading, str(box.currentData())))
        return box

    def _fill_rows(self, view: PreviewView) -> None:
        self.raw.setColumnCount(len(view.columns))
        self.raw.setHorizontalHeaderLabels([column.heading for column in view.columns])
        self.raw.setRowCount(len(view.rows))
        self.raw.setVerticalHeaderLabels([str(number) for number in view.numbers])
        for place, row in enumerate(view.rows):
            for at, text in enumerate(row[: len(view.columns)]):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
                self.raw.setItem(place, at, item)
        self.raw.resizeColumnsToContents()

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _map(self, heading: str, field: str) -> None:
        if field != OPEN:
            self.files.map(heading, field)

    def _unless_filling(self, act: Callable[[], None]) -> Callable[[int], None]:
        return lambda _place: None if self._filling else act()

    def _choose_kind(self) -> None:
        value = self.kind.currentData()
        self.files.change(kind=Kind(value) if value else None, columns=[])

    def _choose_mapping(self, place: int) -> None:
        wanted = self.mapping.itemData(place)
        mapping = next((each for each in self.files.mappings if each.id == wanted), None)
        if mapping is not None:
            self.files.apply(mapping)

    def _retire(self) -> None:
        mapping = self.files.kept(self.mapping.currentText().strip())
        if mapping is not None:
            self.files.retire_mapping(mapping)

    def _connect(self) -> None:
        self.kind.activated.connect(self._unless_filling(self._choose_kind))
        self.encoding.activated.connect(
            self._unless_filling(lambda: self.files.change(encoding=self.encoding.currentData()))
        )
        self.sheet.activated.connect(self._unless_filling(lambda: self.files.change(sheet=self.sheet.currentText())))
        self.mapping.activated.connect(self._choose_mapping)
        self.mapping.editTextChanged.connect(lambda _text: self._fill_mappings())
        self.save.clicked.connect(lambda: self.files.save_mapping(self.mapping.currentText().strip()))
        self.retire.clicked.connect(self._retire)

    def _lay_out(self) -> None:
        self.mapping.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.mapping.setMinimumContentsLength(24)
        for box in (self.kind, self.encoding, self.sheet):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.delimiter = QLabel()
        self.delimiter.setProperty("role", "muted")
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        for label, box in zip(self.labels, (self.kind, self.encoding, self.sheet, self.mapping), strict=True):
            label.setBuddy(box)
            if box is self.mapping:
                row.addWidget(self.delimiter)
                row.addStretch(1)
            row.addWidget(label)
            row.addWidget(box)
        row.addWidget(self.save)
        row.addWidget(self.retire)
        for table in (self.grid, self.raw):
            table.setAlternatingRowColors(True)
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.verticalHeader().hide()
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for place, width in enumerate((190, 280, 150)):
            self.grid.setColumnWidth(place, width)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.grid)
        self.split.addWidget(self.raw)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        for widget in (self.bar, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.split, stretch=1)
