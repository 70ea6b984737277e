"""Draws cards that one is not near to: their tone, sign and number, many at once and therefore tone by tone."""

from collections import defaultdict
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QTransform

from veralot_client.modules.genealogy.pages.picture.near import BAR, STACK, Cards, Lines
from veralot_client.modules.genealogy.pages.picture.paper import Paper, pen
from veralot_client.modules.genealogy.pages.picture.signs import SIDE, pattern, sign
from veralot_client.modules.genealogy.presenters.picture.mesh import Ints
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH
from veralot_client.widgets.tones import Tone

WANTED: Final = 10.5
"""Height of the numbers, in pixels of the screen."""
TWO_LINES_FROM: Final = 0.42
"""Scale from which the item stands below the number."""
WIDE_BAR: Final = BAR * 1.6


class LabelType:
    """The type of numbers at a scale: so many pixels of the picture as give the wanted ones on the screen."""

    def __init__(self, paper: Paper, scale: float) -> None:
        self.pixels = min(round(WANTED / scale), round(CARD_HEIGHT * 0.8))
        self.two_lines = scale >= TWO_LINES_FROM
        # Numbers of one plant begin alike; where little room is left, their ends tell them apart.
        self.elided = Qt.TextElideMode.ElideMiddle if self.two_lines else Qt.TextElideMode.ElideLeft
        self.font = paper.sized(self.pixels)
        self.metrics = QFontMetricsF(self.font)
        self.left = WIDE_BAR + self.pixels * 0.25
        self.text_left = self.left + self.pixels * 1.2
        self.room = CARD_WIDTH - self.text_left - 4
        self.middle = CARD_HEIGHT * (0.28 if self.two_lines else 0.5)
        self.rise = (self.metrics.ascent() - self.metrics.descent()) / 2


class Labels:
    """Draws the labels of one figure's cards; texts that were cut are kept."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self._titles: dict[tuple[int, int], str] = {}
        self._items: dict[tuple[int, int], str] = {}

    def forget(self) -> None:
        """Other numbers stand on the cards now."""
        self._titles.clear()

    def draw(self, painter: QPainter, cards: Ints, scale: float) -> None:
        """Draw cards."""
        type_ = LabelType(self._cards.paper, scale)
        by_tone: dict[Tone, list[tuple[int, Lines, QRectF]]] = defaultdict(list)
        for card in cards.tolist():
            lines = self._cards.lines(card)
            by_tone[lines.text.tone].append((card, lines, self._cards.rect(card)))
        for tone, mine in by_tone.items():
            self._draw_grounds(painter, tone, [(lines, box) for _card, lines, box in mine])
            self._draw_signs(painter, tone, [(lines, box) for _card, lines, box in mine], type_)
        painter.setFont(type_.font)
        painter.setPen(self._cards.paper.text)
        for every in by_tone.values():
            for card, _lines, box in every:
                at = QPointF(box.left() + type_.text_left, box.top() + type_.middle + type_.rise)
                painter.drawText(at, self._title(card, type_))
        if type_.two_lines:
            painter.setPen(self._cards.paper.muted)
            for every in by_tone.values():
                for card, lines, box in every:
                    at = QPointF(box.left() + type_.left, box.top() + CARD_HEIGHT * 0.73 + type_.rise)
                    painter.drawText(at, self._item(card, lines, type_))

    def _draw_grounds(self, painter: QPainter, tone: Tone, cards: list[tuple[Lines, QRectF]]) -> None:
        """Draw boxes, the bars in them, and the patterns of these."""
        paper = self._cards.paper
        ink = pen(paper.inks[tone], 1.0)
        painter.setPen(ink)
        painter.setBrush(paper.softs[tone])
        stacked = [box.translated(STACK * 1.5, STACK * 1.5) for lines, box in cards if lines.text.count > 1]
        painter.drawRects([*stacked, *(box for _lines, box in cards)])
        painter.setBrush(paper.inks[tone] if tone is Tone.GOOD else paper.ground)
        painter.drawRects([QRectF(box.left(), box.top(), WIDE_BAR, CARD_HEIGHT) for _lines, box in cards])
        strokes: list[QLineF] = []
        for _lines, box in cards:
            strokes += pattern(tone, box.left(), box.top(), WIDE_BAR, CARD_HEIGHT)
        if strokes:
            painter.drawLines(strokes)

    def _draw_signs(self, painter: QPainter, tone: Tone, cards: list[tuple[Lines, QRectF]], type_: LabelType) -> None:
        """Draw the signs of statuses as one path, and for what has no status the drawing of what it is."""
        paper, side = self._cards.paper, type_.pixels * 0.9
        path = QPainterPath()
        for lines, box in cards:
            x, y = box.left() + type_.left, box.top() + type_.middle - side / 2
            if lines.text.sign:
                path.addPath(QTransform(side / SIDE, 0, 0, side / SIDE, x, y).map(sign(lines.text.sign)))
            else:
                paper.draw_icon(painter, f"genealogy/{lines.text.kind.value}", QRectF(x, y, side, side), paper.muted)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(paper.inks[tone], 2.2 * side / SIDE, cosmetic=False))
        painter.drawPath(path)

    def _title(self, card: int, type_: LabelType) -> str:
        known = self._titles.get((card, type_.pixels))
        if known is None:
            count = self._cards.figure.size(card)
            tail = f" ×{self._cards.words.number(count)}" if count > 1 else ""
            room = type_.room - type_.metrics.horizontalAdvance(tail)
            known = type_.metrics.elidedText(self._cards.named(card).label, type_.elided, room) + tail
            self._titles[card, type_.pixels] = known
        return known

    def _item(self, card: int, lines: Lines, type_: LabelType) -> str:
        known = self._items.get((card, type_.pixels))
        if known is None:
            room = CARD_WIDTH - type_.left - 4
            known = type_.metrics.elidedText(lines.text.item, Qt.TextElideMode.ElideRight, room)
            self._items[card, type_.pixels] = known
        return known
