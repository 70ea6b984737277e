"""How cells are drawn: plain words, chips, and links."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from veralot_client.theme.tokens import tokens
from veralot_client.widgets.chips import PADDING, paint_chip
from veralot_client.widgets.table.model import LINK, ON_ITS_WAY, TONE
from veralot_client.widgets.tones import Tone

MARGIN = 6
"""Pixels left of a chip, where words of other cells begin."""


class Cells(QStyledItemDelegate):
    """Draws the cells of a table."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Colour links and rows that are on their way."""
        super().initStyleOption(option, index)
        look = tokens(option.palette)
        if option.text == ON_ITS_WAY:
            ink = look.color("faint")
        elif index.data(LINK):
            ink = look.color("accent")
        else:
            return
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, ink)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        tone = index.data(TONE)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not tone or not text:
            super().paint(painter, option, index)
            return
        styled = QStyleOptionViewItem(option)
        self.initStyleOption(styled, index)
        styled.text = ""
        styled.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, styled, painter, styled.widget)
        painter.setFont(styled.font)
        rect = styled.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        right = bool(styled.displayAlignment & Qt.AlignmentFlag.AlignRight)
        # What is round around a number at the right lies outside of its column of digits.
        paint_chip(
            painter, rect.adjusted(0, 0, PADDING if right else 0, 0), text, Tone(tone), styled.palette, right=right
        )
