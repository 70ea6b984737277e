"""Editors of quantities and whole numbers: typed as text, so that nothing jumps while one types."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from veralot_client.core.words import Words
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.spec import NOT_A_NUMBER, NOT_A_STEP, Field, Flaw
from veralot_client.widgets.measures import digit_width
from veralot_shared.rules.quantities import QuantityError, checked, plain_text

CHARS = 12


def read_decimal(text: str) -> Decimal | None:
    """Return a typed number; both languages group with commas or spaces and part the decimals with a point.

    Full-width digits and signs, as Chinese input methods give them, count too. Returns None for what is no number.
    """
    plain = text.strip().replace(",", "").replace("，", "").replace("。", ".").replace("．", ".").replace(" ", "")  # noqa: RUF001 - what Chinese input methods type
    try:
        return checked(Decimal(plain))
    except (InvalidOperation, QuantityError):
        return None


class QuantityEdit(Editor):
    """A decimal with its unit behind it. The arrow keys go up and down by the smallest step."""

    def __init__(self, field: Field, words: Words) -> None:
        super().__init__(field, words)
        self.line = QLineEdit()
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setFixedWidth((field.chars or CHARS) * digit_width(self) + 24)
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.line.editingFinished.connect(self._settle)
        self.line.installEventFilter(self)
        self.unit = QLabel(field.unit)
        self.unit.setProperty("role", "muted")
        self.row.addWidget(self.line)
        self.row.addWidget(self.unit)
        self.row.addStretch(1)
        self.setFocusProxy(self.line)

    @property
    def quantum(self) -> Decimal | None:
        """The smallest step."""
        return self.field.quantum

    def value(self) -> Decimal | None:
        """Return the number; None while there is none."""
        number = read_decimal(self.line.text())
        return None if number is None or self.flaw() else number

    def put(self, value: Decimal | None) -> None:
        """Show a number."""
        self.line.setText("" if value is None else self.words.number(value))

    def show_unit(self, unit: str) -> None:
        """Show another unit."""
        self.unit.setText(unit)

    def flaw(self) -> Flaw | None:
        """Say that it is no number, or not a multiple of the smallest step."""
        if not self.line.text().strip():
            return None
        number = read_decimal(self.line.text())
        if number is None:
            return Flaw(self.field.name, NOT_A_NUMBER)
        if self.quantum and number % self.quantum:
            return Flaw(self.field.name, NOT_A_STEP, {"quantum": f"{plain_text(self.quantum)} {self.unit.text()}"})
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go up and down with the arrow keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
            if steps:
                self._step(steps)
                return True
        return super().eventFilter(watched, event)

    def _step(self, steps: int) -> None:
        number = read_decimal(self.line.text()) or Decimal(0)
        self.put(max(Decimal(0), number + steps * (self.quantum or Decimal(1))))
        self.changed.emit()

    def _settle(self) -> None:
        number = read_decimal(self.line.text())
        if number is not None:
            self.put(number)
        self.settled.emit()


class WholeEdit(QuantityEdit):
    """A whole number."""

    @property
    def quantum(self) -> Decimal | None:
        """One."""
        return Decimal(1)

    def value(self) -> int | None:  # type: ignore[override]  # a field of this kind holds an int
        """Return the number; None while there is none."""
        number = super().value()
        return None if number is None else int(number)

    def put(self, value: int | Decimal | None) -> None:
        """Show a number."""
        self.line.setText("" if value is None else str(value))
