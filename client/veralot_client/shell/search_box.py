"""The one search box: a scan or any number leads to what it names."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from veralot_client.core.navigation import Found
from veralot_client.core.searching import Searching
from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import label
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.scan import Flash
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge
from veralot_shared.errors import CodedError
from veralot_shared.rules.scans import ScanControlCharacter

REST_MS = 250
"""How long typing must rest before it searches by itself."""
_SHOWN_AT_ONCE = 12
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SearchBox(Retranslated):
    """The box in the tool bar, and the list of answers beneath it."""

    def __init__(self, searching: Searching, words: Words, window: QWidget) -> None:
        super().__init__()
        self._searching = searching
        self._words = words
        self.field = QLineEdit()
        self.field.setObjectName("search_box")
        self.field.setClearButtonEnabled(True)
        self._mark = self.field.addAction(icon("common/search"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setMinimumWidth(300)
        self.field.setMaximumWidth(620)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        self.answers = Answers(window)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lambda: searching.typed(self.field.text()))
        self.field.textEdited.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_enter)
        self.field.installEventFilter(self)
        self._wedge = Wedge(self.field)
        self._wedge.scanned.connect(self._on_scan)
        self._wedge.refused.connect(self.show_problem)
        self._flash = Flash(self.field)
        self._scanning = False
        self.answers.list.itemClicked.connect(lambda _item: self._open_chosen())
        self.setFocusProxy(self.field)
        searching.view = self
        self.retranslate()

    def begin(self) -> None:
        """Take the keyboard; what stands there is replaced by what is typed."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # --- what the search shows ---------------------------------------------------------------------------------------

    def show_found(self, found: list[Found], total: int, *, whole: bool) -> None:
        """Show the first answers, and the way to all of them."""
        self._tell_scanner(Tone.GOOD if total else Tone.BAD)
        if not self.field.hasFocus():
            return
        _, count = self._words.text, self._words.number(total)
        rest = (
            _("Show all {count} answers", count=count)
            if whole
            else _("Show all answers, more than {count}", count=count)
        )
        offered = total > 1 and self._searching.can_show_all
        nothing = _("Nothing has this number.")
        self.answers.show_found(found[:_SHOWN_AT_ONCE], nothing, rest if offered else "")
        self.answers.place_under(self.field)

    def show_problem(self, error: CodedError) -> None:
        """Show why the search did not work."""
        self._scanning = self._scanning or isinstance(error, ScanControlCharacter)
        self._tell_scanner(Tone.BAD)
        self.answers.show_found([], self._words.error(error))
        self.answers.place_under(self.field)

    def clear(self) -> None:
        """Empty the box and hide the answers: one was opened."""
        self._tell_scanner(Tone.GOOD)
        self._timer.stop()
        self.field.clear()
        self.answers.hide()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        text = _("Scan or type: lot, serial, GTIN, order, user …")
        self.field.setPlaceholderText(text)
        self.field.setAccessibleName(_("Search"))
        self._mark.setText(_("Search"))
        self.field.setAccessibleDescription(text)
        self.answers.list.setAccessibleName(_("Search results"))

    # --- keyboard ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the answers while the keyboard stays in the box."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS and self.answers.isVisible():
                self.answers.step(_STEPS[key])
                return True
            if key == Qt.Key.Key_Escape:
                self.answers.hide()
                return True
        if watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus():
            self.answers.hide()
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        self.answers.hide()
        self._timer.start(REST_MS)

    def _on_enter(self) -> None:
        self._timer.stop()
        if self.answers.isVisible() and self.answers.list.currentRow() >= 0:
            self._open_chosen()
        else:
            self._searching.entered(self.field.text())

    def _on_scan(self, text: str) -> None:
        self._timer.stop()
        self._scanning = True
        self._searching.entered(text)

    def _tell_scanner(self, tone: Tone) -> None:
        """Answer a scan by sound and colour; who types needs neither."""
        if self._scanning:
            self._scanning = False
            self._flash.show(tone)

    def _open_chosen(self) -> None:
        found = self.answers.chosen()
        if found is not None:
            self._searching.open(found)
        elif self.answers.rest_chosen:
            self._searching.show_all()


class Answers(QFrame):
    """What was found, over the rest of the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("search_answers")
        self.setProperty("role", "card")
        self._found: list[Found] = []
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = label("muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.hide()

    def show_found(self, found: list[Found], nothing: str, rest: str = "") -> None:
        """Show answers and under them what leads to all, or the text that says that there are none."""
        self.list.clear()
        self._found = found
        for one in found:
            self.list.addItem(f"{one.label}    {one.kind} · {one.detail}")
        if rest:
            self.list.addItem(QListWidgetItem(icon("common/search"), rest))
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setText(nothing)
        self.nothing.setVisible(not self.list.count())

    def place_under(self, field: QWidget) -> None:
        """Lie down beneath a field, over everything else."""
        rows = self.list.count()
        height = self.list.sizeHintForRow(0) * rows + 24 if rows else 56
        corner = field.mapTo(self.window(), QPoint(0, field.height() + 4))
        wanted = self.list.sizeHintForColumn(0) + 40
        width = min(max(field.width(), wanted), self.window().width() - corner.x() - 8)
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Choose the next answer, or the one before; up from the field leads to the last line."""
        row, last = self.list.currentRow() + by, self.list.count() - 1
        self.list.setCurrentRow(last if row < -1 else max(0, min(row, last)))

    @property
    def rest_chosen(self) -> bool:
        """Whether the line is chosen that leads to all answers."""
        return self.list.currentRow() == len(self._found) < self.list.count()

    def chosen(self) -> Found | None:
        """Return the chosen answer."""
        row = self.list.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None
