"""Editor of a record: one types the beginning of its number or name and chooses from what the server finds."""

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import NOT_FOUND, Choice, Field, Flaw
from veralot_client.widgets.measures import digit_width

TYPING_PAUSE_MS = 150
LISTED = 12


class RecordEdit(Editor):
    """Finds a record while one types. Enter or Tab takes the one whose number is typed, Alt+Down lists all."""

    def __init__(self, field: Field, services: Services) -> None:
        super().__init__(field, services.words)
        self._background = services.background
        self._notices = services.notices
        self._found: list[Choice] = []
        self._chosen: Choice | None = None
        self._job: Job | None = None
        self._left = False
        self.line = QLineEdit()
        self.detail = QLabel()
        self.detail.setProperty("role", "muted")
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self.line)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(LISTED)
        self._completer.setWidget(self.line)
        self._completer.activated.connect(self._on_picked)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.line.textEdited.connect(self._on_typed)
        self.line.editingFinished.connect(self._on_left)
        self.line.installEventFilter(self)
        self.take_focus_through(self.line, 0)
        self.take_scans(self.line, self._take_scanned)
        if not field.chars:
            self.line.setMinimumWidth(22 * digit_width(self))
        self.row.addWidget(self.detail, 1)

    def value(self) -> Choice | None:
        """Return the record."""
        return self._chosen

    def put(self, value: Choice | None) -> None:
        """Show a record."""
        self._chosen = value
        self.line.setText(value.label if value else "")
        self.detail.setText(value.detail if value else "")
        self.line.setToolTip(value.detail if value else "")

    def flaw(self) -> Flaw | None:
        """Say that what is typed is no record."""
        typed = bool(self.line.text().strip())
        return Flaw(self.field.name, NOT_FOUND) if typed and self._chosen is None and not self._job else None

    def make_compact(self) -> None:
        """Tell the detail in the tool tip alone."""
        self.detail.hide()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.line.setPlaceholderText(self.words.text("Type to search"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """List everything with Alt+Down or Down."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self._search()
            return True
        return super().eventFilter(watched, event)

    def _take_scanned(self, number: str) -> None:
        """Search for what was scanned, and take it if it is one record."""
        self.line.setText(number)
        self._on_typed()
        self._pause.stop()
        self._left = True
        self._search()

    def _on_typed(self) -> None:
        self._chosen, self._left = None, False
        self.detail.clear()
        self._pause.start()
        self.changed.emit()

    def _on_left(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._left = True
            self._search()
        elif self._chosen is None and not self._job:
            self._take_exact()
            self.settled.emit()

    def _search(self) -> None:
        find, text = self.field.search, self.line.text().strip()
        if find is None:
            return
        if self._job is not None:
            self._job.cancel()
        # In place before the work begins: a background that works at once answers before `start` returns.
        self._job = Job()
        job = self._background.start(lambda _job: find(text), self._on_found, self._on_failure)
        if self._job is not None:
            self._job = job

    def _on_found(self, found: list[Choice]) -> None:
        self._job = None
        self._found = found
        self._list.setStringList([choice.text for choice in found])
        if self._left or not self.line.hasFocus():
            self._take_exact()
            self.settled.emit()
        elif found:
            self._widen()
            self._completer.complete()
        else:
            self.detail.setText(self.words.text("Nothing found"))

    def _widen(self) -> None:
        """Let the list be as wide as what it offers, up to half the screen: names that are cut off tell nothing apart."""
        popup = self._completer.popup()
        most = self.screen().availableGeometry().width() // 2
        if popup is not None:
            popup.setMinimumWidth(min(popup.sizeHintForColumn(0) + 3 * digit_width(self), most))

    def _on_failure(self, error: Exception) -> None:
        self._job = None
        self._notices.error(error)

    def _on_picked(self, text: str) -> None:
        self.put(next(choice for choice in self._found if choice.text == text))
        self.changed.emit()
        self.settled.emit()

    def _take_exact(self) -> None:
        """Take the record whose number is typed, or the only one found."""
        typed = self.line.text().strip().casefold()
        if not typed:
            return
        exact = [choice for choice in self._found if choice.label.casefold() == typed]
        fits = exact or (self._found if len(self._found) == 1 else [])
        if len(fits) == 1:
            self.put(fits[0])
            self.changed.emit()
