"""The heads of the rows of the table of all results: they stay where they are while one goes through the samples."""

from typing import Final, NamedTuple, Protocol, cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from veralot_client.theme.tokens import tokens

WIDTH: Final = 270
"""Pixels; more where everything is large."""
NUMBER: Final = 40
"""Pixels in which the number of the balloon stands."""
MARGIN: Final = 8
MARK: Final = 3
"""Width of the mark at the row that is being entered."""


class Head(NamedTuple):
    """What stands before a row."""

    code: str
    name: str
    limits: str


class Headed(Protocol):
    """A model that knows the heads of its rows."""

    def head(self, row: int) -> Head:
        """Return what stands before a row."""
        ...


class RowHeads(QHeaderView):
    """Draws number, characteristic and limits before each row."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedWidth(WIDTH)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's virtual function
        """Draw the head of a row; the one that is being entered is marked, and says more than by its colour."""
        look, head = tokens(self.palette()), cast("Headed", self.model()).head(section)
        current = self._table.currentIndex().row() == section
        painter.save()
        painter.fillRect(rect, look.color("selection" if current else "surface"))
        painter.setPen(look.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if current:
            painter.fillRect(QRect(rect.left(), rect.top(), MARK, rect.height()), look.color("accent"))
        self._write(painter, rect.adjusted(MARGIN, 0, -MARGIN, 0), head)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, head: Head) -> None:
        look, fit = tokens(self.palette()), self.fontMetrics().elidedText
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.color("bad"))
        painter.drawText(QRect(rect.left(), rect.top(), NUMBER, rect.height()), middle, head.code)
        words = rect.adjusted(NUMBER, 0, 0, 0)
        painter.setPen(look.color("text"))
        high = words.height() // 2 if head.limits else words.height()
        name = fit(head.name, Qt.TextElideMode.ElideRight, words.width())
        above = Qt.AlignmentFlag.AlignBottom if head.limits else middle
        painter.drawText(QRect(words.left(), words.top(), words.width(), high), above, name)
        painter.setPen(look.color("muted"))
        below = QRect(words.left(), words.top() + high, words.width(), words.height() - high)
        painter.drawText(below, Qt.AlignmentFlag.AlignTop, head.limits)
