"""What the log is searched by: person, kind of record and which one, field, action, signed or not, from and to."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from veralot_client.core.words import Words
from veralot_client.widgets.form.editors.dates import DateEdit
from veralot_client.widgets.form.spec import Field, FieldKind
from veralot_client.widgets.labels import caption, without_key
from veralot_client.widgets.log_entries import SILENT, table_label
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.values import message_label
from veralot_shared.contracts.audit import ChoicesView, LogFilter
from veralot_shared.i18n import N_
from veralot_shared.messages import Command, messages

TYPING_PAUSE_MS = 300
COLUMNS = 4
LABELS = {
    "user_id": N_("&Person"),
    "table": N_("&Kind of record"),
    "key": N_("&Number in the log"),
    "field": N_("F&ield"),
    "message": N_("&Action"),
    "signed": N_("&Signature"),
    "since": N_("F&rom day"),
    "until": N_("To da&y"),
}
ALL = {
    "user_id": N_("Everybody"),
    "table": N_("All records"),
    "field": N_("All fields"),
    "message": N_("All actions"),
    "signed": N_("Signed or not"),
}


class FilterBar(Retranslated):
    """Fields that narrow the search; each change is a new search at once.

    Signals:
        changed: the log is to be searched for something else.
    """

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._choices = ChoicesView(people=[], tables=[])
        self._labels = {name: QLabel() for name in LABELS}
        self.boxes = {name: search_box() for name in ALL}
        self.key = QLineEdit()
        self.since = DateEdit(Field(name="since", label="", kind=FieldKind.DATE), words)
        self.until = DateEdit(Field(name="until", label="", kind=FieldKind.DATE), words)
        self.clear = QPushButton()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    # --- what is asked for -------------------------------------------------------------------------------------------

    def filter(self) -> LogFilter:
        """Return what is searched for."""
        values = {name: box.currentData() for name, box in self.boxes.items()}
        table = values["table"]
        return LogFilter(
            user_id=values["user_id"],
            table=table,
            key=(self.key.text().strip() or None) if table else None,
            field=values["field"] if table else None,
            message=values["message"],
            signed=values["signed"],
            since=self._midnight(self.since.value()),
            until=self._midnight(self.until.value(), days=1),
        )

    def put(self, wanted: LogFilter) -> None:
        """Show what is searched for, where it can be shown."""
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(getattr(wanted, name))))
        self.key.setText(wanted.key or "")
        self.since.put(self._day(wanted.since))
        self.until.put(self._day(wanted.until, days=-1))

    def offer(self, choices: ChoicesView) -> None:
        """Offer these people and kinds of record."""
        self._choices = choices
        self._refill()

    # --- words -------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        for name, label in self._labels.items():
            caption(label, _(LABELS[name]))
        for name, widget in (*self.boxes.items(), ("key", self.key)):
            widget.setAccessibleName(without_key(_(LABELS[name])))
        for name, edit in (("since", self.since), ("until", self.until)):
            edit.retranslate()
            edit.name_for_readers(without_key(_(LABELS[name])))
        self.key.setToolTip(_("The record's number in the database, as the log shows it where a record has no name."))
        caption(self.clear, _("&Clear"))
        self._refill()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _refill(self) -> None:
        words, choices = self._words, self._choices
        people = [(f"{words.name(p.full_name, p.full_name_zh)} ({p.user_name})", p.id) for p in choices.people]
        tables = [(table_label(table.name, words), table.name) for table in choices.tables]
        actions = [(message_label(op, words), op) for op, kind in messages().items() if issubclass(kind, Command)]
        signed = [(words.text("Signed"), True), (words.text("Not signed"), False)]
        self._fill("user_id", people)
        self._fill("table", sorted(tables))
        self._fill("message", sorted(actions))
        self._fill("signed", signed)
        self._fill_fields()

    def _fill_fields(self) -> None:
        table = self.boxes["table"].currentData()
        names = next((one.fields for one in self._choices.tables if one.name == table), [])
        self._fill("field", sorted((self._words.field(name), name) for name in names if name not in SILENT))
        for widget in (self.boxes["field"], self.key):
            widget.setEnabled(table is not None)

    def _fill(self, name: str, options: Iterable[tuple[str, object]]) -> None:
        box = self.boxes[name]
        chosen = box.currentData()
        blocked = box.blockSignals(True)
        box.clear()
        box.addItem(self._words.text(ALL[name]), None)
        for text, value in options:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(blocked)

    def _midnight(self, day: date | None, days: int = 0) -> datetime | None:
        return None if day is None else datetime.combine(day + timedelta(days=days), time(), tzinfo=self._words.zone)

    def _day(self, moment: datetime | None, days: int = 0) -> date | None:
        return None if moment is None else moment.astimezone(self._words.zone).date() + timedelta(days=days)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.changed)
        self.boxes["table"].currentIndexChanged.connect(lambda _place: self._fill_fields())
        for box in self.boxes.values():
            box.currentIndexChanged.connect(lambda _place: self._pause.start())
        self.key.textEdited.connect(lambda _text: self._pause.start())
        for edit in (self.since, self.until):
            edit.settled.connect(self._on_day(edit))
        self.clear.clicked.connect(self._clear)

    def _clear(self) -> None:
        self.put(LogFilter())
        self._pause.start()

    def _on_day(self, edit: DateEdit) -> Callable[[], None]:
        def settled() -> None:
            edit.mark(invalid=edit.flaw() is not None)
            self._pause.start()

        return settled

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        editors: dict[str, QWidget] = {**self.boxes, "key": self.key, "since": self.since, "until": self.until}
        for place, name in enumerate(LABELS):
            row, column = divmod(place, COLUMNS)
            self._labels[name].setBuddy(editors[name])
            grid.addWidget(self._labels[name], row, 2 * column)
            grid.addWidget(editors[name], row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        for edit in (self.since, self.until):
            edit.spoken.hide()
        grid.addWidget(self.clear, 1, 2 * COLUMNS, Qt.AlignmentFlag.AlignRight)


def search_box() -> QComboBox:
    """Return a box in which one types any part of what one looks for."""
    box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    completer = box.completer()
    if completer is not None:
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return box
