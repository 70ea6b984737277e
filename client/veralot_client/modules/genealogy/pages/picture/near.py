"""Draws whole cards, for who is near."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.pages.picture.paper import Paper, drawing_of, pen
from veralot_client.modules.genealogy.pages.picture.signs import SIDE, pattern, sign
from veralot_client.modules.genealogy.presenters.picture.cards import CardText, Evidence, Tag, card_text
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LotStatus, TraceNode

BAR: Final = 9.0
"""Width of the bar that carries a card's tone and pattern."""
ROUND: Final = 6.0
INSET: Final = 17.0
"""Where writing begins."""
TITLE_Y, ITEM_Y, STATUS_Y = 19.0, 36.0, 53.0
"""Base lines of the three lines of a card."""
STACK: Final = 4.0
"""How far the cards behind a group's card look out."""
TAG_HEIGHT, TAG_GAP = 13.0, 4.0
BADGE: Final = 17.0
"""Side of the seal on a card that is held."""
_MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands on a card, cut to its width."""

    text: CardText
    title: str
    count: str
    count_width: float
    item: str
    status: str
    quantity: str
    quantity_width: float


class Cards:
    """Draws the cards of one figure; what stands on each is put together when it is first seen."""

    def __init__(self, figure: Figure, paper: Paper, words: Words, evidence: Evidence) -> None:
        self.figure = figure
        self.paper = paper
        self.words = words
        self._evidence = evidence
        self._lines: dict[int, Lines] = {}
        self._chosen: tuple[int, TraceNode] | None = None

    def choose(self, card: int | None, node: TraceNode | None) -> None:
        """Name one node of a group on its card; none, none."""
        former, self._chosen = self._chosen, None if card is None or node is None else (card, node)
        for each in (former, self._chosen):
            if each is not None:
                self._lines.pop(each[0], None)

    def named(self, card: int) -> TraceNode:
        """Return the node whose number stands on a card."""
        chosen = self._chosen
        return self.figure.first(card) if chosen is None or chosen[0] != card else chosen[1]

    def lines(self, card: int) -> Lines:
        """Return what stands on a card."""
        known = self._lines.get(card)
        if known is None:
            known = self._lines[card] = self._put_together(card)
        return known

    def rect(self, card: int) -> QRectF:
        """Return where a card lies."""
        return QRectF(float(self.figure.x[card]), float(self.figure.y[card]), CARD_WIDTH, CARD_HEIGHT)

    # --- near --------------------------------------------------------------------------------------------------------

    def draw_near(self, painter: QPainter, card: int) -> None:
        """Draw a whole card."""
        lines, paper, box = self.lines(card), self.paper, self.rect(card)
        text = lines.text
        held = text.sign == LotStatus.HOLD
        self._draw_ground(painter, box, text, held=held)
        x, y = box.left(), box.top()
        painter.setPen(paper.text)
        painter.setFont(paper.title_font)
        painter.drawText(QPointF(x + INSET + 19, y + TITLE_Y), lines.title)
        paper.draw_icon(
            painter, f"genealogy/{text.kind.value}", QRectF(x + INSET, y + TITLE_Y - 12, 14, 14), paper.muted
        )
        painter.setFont(paper.text_font)
        painter.setPen(paper.muted)
        painter.drawText(QPointF(x + INSET, y + ITEM_Y), lines.item)
        painter.drawText(QPointF(x + CARD_WIDTH - 8 - lines.quantity_width, y + STATUS_Y), lines.quantity)
        ink = paper.inks[text.tone]
        self._draw_mark(painter, text, QRectF(x + INSET, y + STATUS_Y - 10.5, 13, 13))
        painter.setPen(ink)
        painter.drawText(QPointF(x + INSET + 18, y + STATUS_Y), lines.status)
        if text.count > 1:
            self._draw_count(painter, box, lines)
        if text.tags:
            draw_tags(painter, paper, text.tags, x + INSET, box.bottom() - 2)
        if held:
            self.draw_held(painter, card)

    def draw_held(self, painter: QPainter, card: int) -> None:
        """Draw the seal on a card that is held; over everything else."""
        corner = self.rect(card).topRight()
        draw_seal(painter, self.paper, QPointF(corner.x() - 3, corner.y() + 3), BADGE)

    def _draw_ground(self, painter: QPainter, box: QRectF, text: CardText, *, held: bool) -> None:
        paper = self.paper
        edge = pen(paper.inks[Tone.BAD] if held else paper.border, 2.0 if held else 1.0, cosmetic=False)
        painter.setPen(edge)
        painter.setBrush(paper.card)
        if text.count > 1:
            for out in (2 * STACK, STACK):
                painter.drawRoundedRect(box.translated(out, out), ROUND, ROUND)
        painter.setBrush(paper.softs[Tone.BAD] if held else paper.card)
        painter.drawRoundedRect(box, ROUND, ROUND)
        draw_bar(painter, paper, text.tone, QRectF(box.left() + 3, box.top() + 3, BAR, box.height() - 6))

    def _draw_count(self, painter: QPainter, box: QRectF, lines: Lines) -> None:
        paper = self.paper
        pill = QRectF(box.right() - lines.count_width - 18, box.top() + 6, lines.count_width + 12, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paper.inks[lines.text.tone])
        painter.drawRoundedRect(pill, 8.5, 8.5)
        painter.setPen(paper.ground)
        painter.setFont(paper.small_font)
        painter.drawText(pill, _MIDDLE, lines.count)

    def _put_together(self, card: int) -> Lines:
        paper = self.paper
        chosen = self.named(card) if self._chosen is not None and self._chosen[0] == card else None
        text = card_text(self.figure, card, self.words, self._evidence, chosen)
        count = f"×{self.words.number(text.count)}" if text.count > 1 else ""
        count_width = paper.small_metrics.horizontalAdvance(count) if count else 0.0
        room = CARD_WIDTH - INSET - 8
        title_room = room - 19 - (count_width + 16 if count else 0) - (12 if text.sign == LotStatus.HOLD else 0)
        quantity_width = paper.text_metrics.horizontalAdvance(text.quantity)
        middle = Qt.TextElideMode.ElideMiddle
        return Lines(
            text=text,
            title=paper.title_metrics.elidedText(text.label, middle, title_room),
            count=count,
            count_width=count_width,
            item=paper.cut(text.item, room),
            status=paper.cut(text.status, room - 24 - quantity_width),
            quantity=text.quantity,
            quantity_width=quantity_width,
        )

    def _draw_mark(self, painter: QPainter, text: CardText, box: QRectF) -> None:
        """Draw the sign of a status, or for what has none the drawing of what it is."""
        if text.sign:
            draw_sign(painter, text.sign, box, self.paper.inks[text.tone], 2.0)
        else:
            self.paper.draw_icon(painter, f"genealogy/{text.kind.value}", box, self.paper.muted)


# --- pieces ----------------------------------------------------------------------------------------------------------


def draw_bar(painter: QPainter, paper: Paper, tone: Tone, bar: QRectF) -> None:
    """Draw the bar of a tone: solid, hollow, or with its pattern."""
    ink = paper.inks[tone]
    painter.setPen(pen(ink, 1.0, cosmetic=False))
    painter.setBrush(ink if tone is Tone.GOOD else paper.ground)
    painter.drawRoundedRect(bar, 2, 2)
    lines = pattern(tone, bar.left(), bar.top(), bar.width(), bar.height())
    if lines:
        painter.setPen(pen(ink, 1.8, cosmetic=False))
        painter.drawLines(lines)


def draw_sign(painter: QPainter, status: str, box: QRectF, ink: QColor, width: float) -> None:
    """Draw the sign of a status into a square; `width` is that of its strokes in a square of `SIDE`."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(box.width() / SIDE, box.height() / SIDE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(ink, width, cosmetic=False))
    painter.drawPath(sign(status))
    painter.restore()


def draw_seal(painter: QPainter, paper: Paper, centre: QPointF, side: float) -> None:
    """Draw the seal of what is held: a disc with the sign of a hold."""
    painter.setPen(pen(paper.ground, side / 9, cosmetic=False))
    painter.setBrush(paper.inks[Tone.BAD])
    painter.drawEllipse(centre, side / 2, side / 2)
    half = side * 0.36
    draw_sign(
        painter, LotStatus.HOLD, QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), paper.ground, 3.2
    )


def tag_boxes(paper: Paper, tags: tuple[Tag, ...], left: float, top: float) -> list[QRectF]:
    """Return where tags hang, from left to right."""
    boxes, x = [], left
    for tag in tags:
        width = 15.0 + (paper.small_metrics.horizontalAdvance(str(tag.count)) + 4 if tag.count > 1 else 0)
        boxes.append(QRectF(x, top, width + 2, TAG_HEIGHT))
        x += width + 2 + TAG_GAP
    return boxes


def draw_tags(painter: QPainter, paper: Paper, tags: tuple[Tag, ...], left: float, top: float) -> None:
    """Draw evidence as tags: the drawing of its kind, and how many pieces there are."""
    for tag, box in zip(tags, tag_boxes(paper, tags, left, top), strict=True):
        ink = paper.inks[tag.tone]
        painter.setPen(pen(ink, 1.0, cosmetic=False))
        painter.setBrush(paper.softs[tag.tone])
        painter.drawRoundedRect(box, TAG_HEIGHT / 2, TAG_HEIGHT / 2)
        paper.draw_icon(painter, drawing_of(tag.kind), QRectF(box.left() + 4, box.top() + 1.5, 10, 10), ink)
        if tag.count > 1:
            painter.setFont(paper.small_font)
            painter.setPen(ink)
            painter.drawText(box.adjusted(14, 0, -3, 0), _MIDDLE, str(tag.count))
