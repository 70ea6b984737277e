"""Status chips: a state in words on a ground of its tone."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLabel, QWidget

from veralot_client.theme.style import repolish
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.tones import Tone

PADDING = 8
"""Pixels between a chip's words and its ends."""


class StatusChip(QLabel):
    """A state in words, coloured by its tone; for headers and forms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "badge")
        self.setProperty("tone", Tone.NEUTRAL.value)

    def show_state(self, text: str, tone: Tone) -> None:
        """Show a state."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone.value)
        repolish(self)


def colours(tone: Tone, palette: QPalette) -> tuple[QColor, QColor]:
    """Return the colours of a tone: of its words and of the ground under them."""
    look = tokens(palette)
    if tone is Tone.NEUTRAL:
        return look.color("muted"), look.color("hover")
    return look.color(tone.value), look.color(f"{tone.value}_soft")


def paint_chip(
    painter: QPainter, rect: QRect, text: str, tone: Tone, palette: QPalette, *, right: bool = False
) -> None:
    """Paint a chip at the left of a cell; a number's at its right, below the other numbers."""
    metrics = QFontMetrics(painter.font())
    height = min(rect.height() - 4, metrics.height() + 4)
    width = min(metrics.horizontalAdvance(text) + 2 * PADDING, rect.width())
    left = rect.x() + rect.width() - width if right else rect.x()
    chip = QRectF(left, rect.y() + (rect.height() - height) / 2, width, height)
    ink, ground = colours(tone, palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(chip, height / 2, height / 2)
    painter.setPen(QPen(ink))
    inside = chip.adjusted(PADDING, 0, -PADDING, 0)
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inside.width()) + 1)
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()
