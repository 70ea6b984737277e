"""Editor of dates: typed in the one form that nobody misreads, or picked from a calendar."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QLabel, QLineEdit, QMenu, QToolButton, QWidgetAction

from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import NOT_A_DATE, Field, Flaw
from veralot_client.widgets.measures import digit_width

CHARS = 11
SEPARATORS = str.maketrans("./年月日 ", "-----\0")
ISO_DIGITS, SHORT_DIGITS = 8, 6


def read_date(text: str, today: date) -> date | None:
    """Return a typed date: 2026-05-31, 2026.5.31, 20260531, 260531, or `+30` for thirty days from today."""
    plain = text.strip().translate(SEPARATORS).replace("\0", "").strip("-")
    try:
        if text.strip().startswith("+"):
            return today + timedelta(days=int(text.strip()[1:]))
        if plain.isdecimal():
            return _from_digits(plain, today)
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _from_digits(digits: str, today: date) -> date | None:
    if len(digits) == SHORT_DIGITS:
        digits = f"{today.year // 100}{digits}"
    return datetime.strptime(digits, "%Y%m%d").date() if len(digits) == ISO_DIGITS else None  # noqa: DTZ007 - a date has no zone


class DateEdit(Editor):
    """A date, typed as 2026-05-31; beside it the same in words, so that one sees what was understood."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.line = QLineEdit()
        self.line.setFixedWidth(CHARS * digit_width(self) + 24)
        self.line.textEdited.connect(self._on_typed)
        self.line.editingFinished.connect(self._settle)
        self.spoken = QLabel()
        self.spoken.setProperty("role", "muted")
        self.pick = QToolButton()
        self.pick.setIcon(icon("widgets/calendar"))
        self.pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (self.line, self.pick, self.spoken):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        self.setFocusProxy(self.line)
        self._make_calendar()

    def value(self) -> date | None:
        """Return the date; None while there is none."""
        return read_date(self.line.text(), self._today())

    def put(self, value: date | None) -> None:
        """Show a date."""
        self.line.setText("" if value is None else value.isoformat())
        self._speak()

    def flaw(self) -> Flaw | None:
        """Say that there is no such date."""
        typed = self.line.text().strip()
        return Flaw(self.field.name, NOT_A_DATE) if typed and self.value() is None else None

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        text = self.words.text("Pick a date")
        self.pick.setToolTip(text)
        self.pick.setAccessibleName(text)
        self.line.setPlaceholderText(self.words.text("YYYY-MM-DD"))
        self._speak()

    def _today(self) -> date:
        return datetime.now(self.words.zone).date()

    def _on_typed(self) -> None:
        self._speak()
        self.changed.emit()

    def _settle(self) -> None:
        value = self.value()
        if value is not None:
            self.put(value)
        self.settled.emit()

    def _speak(self) -> None:
        value = self.value()
        self.spoken.setText("" if value is None else self.words.date(value))

    def _make_calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        self.pick.setMenu(menu)
        menu.aboutToShow.connect(lambda: self._show_in(calendar))
        calendar.clicked.connect(lambda day: self._picked(day, menu))

    def _show_in(self, calendar: QCalendarWidget) -> None:
        value = self.value() or self._today()
        calendar.setSelectedDate(QDate(value.year, value.month, value.day))
        calendar.setFocus()

    def _picked(self, day: QDate, menu: QMenu) -> None:
        self.put(date(day.year(), day.month(), day.day()))
        menu.close()
        self.line.setFocus()
        self.changed.emit()
        self.settled.emit()
