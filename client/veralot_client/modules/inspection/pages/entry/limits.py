"""Draws where a value stands between its limits."""

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from veralot_client.core.words import Words
from veralot_client.theme.tokens import tokens
from veralot_shared.contracts.inspection import CharacteristicView
from veralot_shared.rules.judging import NEAR

HEIGHT = 76
BAR = 16
MARK = 11
ROOM = 0.2
"""How much more than the tolerance is shown on each side."""


class LimitBar(QWidget):
    """The tolerance as a bar: green inside, amber near its ends, red beyond, and a mark where the value is."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._one: CharacteristicView | None = None
        self._value: Decimal | None = None
        self._language = ""
        self._numbers = ["", "", ""]
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def sizeHint(self) -> QSize:
        """Return a size at which the numbers fit."""
        return QSize(360, HEIGHT)

    def show_value(self, one: CharacteristicView | None, value: Decimal | None) -> None:
        """Show a value against the limits of a characteristic."""
        language = self._words.language
        if one is not self._one or language != self._language:
            self._one, self._language = one, language
            self._write(one)
        self._value = value
        self.update()

    def _write(self, one: CharacteristicView | None) -> None:
        """Word the numbers once for each characteristic: a key is quicker than the words of three numbers."""
        known = (None, None, None) if one is None else (one.lower, one.nominal, one.upper)
        unit = "" if one is None else one.unit
        self._numbers = ["" if number is None else self._number(number, unit) for number in known]
        self._said = self._in_words()
        self.setVisible(bool(self._numbers[0] or self._numbers[2]))
        self.setAccessibleName(self._said)

    def _number(self, number: Decimal, unit: str) -> str:
        places = 0 if self._one is None else self._one.precision
        return f"{self._words.measured(number, places)}\N{NO-BREAK SPACE}{unit}".strip()

    def told(self) -> str:
        """Return the limits in words."""
        return self._said

    def _in_words(self) -> str:
        words = self._words
        low, _, high = self._numbers
        if self._one is None:
            return ""
        if not low and not high:
            return words.text("No limits")
        if not low or not high:
            return words.text("At most {high}", high=high) if high else words.text("At least {low}", low=low)
        return words.text("{low} to {high}", low=low, high=high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        one = self._one
        if one is None:
            return
        low, high = self._span(one)
        look = tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, 34, self.width(), BAR)
        painter.setBrush(look.color("bad_soft"))
        painter.drawRoundedRect(bar, 4, 4)
        left, right = self._place(one.lower, low, high, 0.0), self._place(one.upper, low, high, float(self.width()))
        painter.setBrush(look.color("warning_soft"))
        painter.drawRect(QRectF(left, bar.y(), right - left, BAR))
        near = (right - left) * float(NEAR) if one.lower is not None and one.upper is not None else 0.0
        painter.setBrush(look.color("good_soft"))
        painter.drawRect(QRectF(left + near, bar.y(), right - left - 2 * near, BAR))
        self._draw_numbers(painter, one, (left, right), bar)
        if self._value is not None:
            self._draw_mark(painter, self._place(self._value, low, high, 0.0), bar)
        painter.end()

    def _draw_numbers(self, painter: QPainter, one: CharacteristicView, ends: tuple[float, float], bar: QRectF) -> None:
        look = tokens(self.palette())
        painter.setPen(QPen(look.color("muted")))
        under = QRectF(0, bar.bottom() + 2, self.width(), 22)
        for limit, at, flag in (
            (one.lower, ends[0], Qt.AlignmentFlag.AlignLeft),
            (one.upper, ends[1], Qt.AlignmentFlag.AlignRight),
        ):
            if limit is None:
                continue
            box = QRectF(under)
            if flag is Qt.AlignmentFlag.AlignLeft:
                box.setLeft(at)
            else:
                box.setRight(at)
            painter.drawText(box, flag, self._numbers[0 if flag is Qt.AlignmentFlag.AlignLeft else 2])
        if one.nominal is not None:
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, self._numbers[1])

    def _draw_mark(self, painter: QPainter, at: float, bar: QRectF) -> None:
        x = min(max(at, MARK), self.width() - MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens(self.palette()).color("text"))
        top = bar.top() - 3
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x - MARK, top - 18), QPointF(x + MARK, top - 18)]))

    def _span(self, one: CharacteristicView) -> tuple[float, float]:
        """Return from where to where the bar shows."""
        known = [float(limit) for limit in (one.lower, one.upper, one.nominal) if limit is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        room = (high - low) * ROOM or abs(high) * ROOM or 1.0
        return low - room, high + room

    def _place(self, value: Decimal | None, low: float, high: float, otherwise: float) -> float:
        return otherwise if value is None else (float(value) - low) / (high - low) * self.width()
