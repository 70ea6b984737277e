"""Draws very many cards at once: as blocks of their tone, from further off as one picture that was made before.

Whatever is held stays in sight at every distance, and headings say what stands in each layer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.pages.picture import lines
from veralot_client.modules.genealogy.pages.picture.near import draw_seal
from veralot_client.modules.genealogy.pages.picture.paper import Paper, pen
from veralot_client.modules.genealogy.presenters.picture.cards import tone_of
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.mesh import Flags, Ints
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH
from veralot_client.modules.genealogy.presenters.picture.view import View
from veralot_client.modules.genealogy.presenters.trace import KIND_COUNTS
from veralot_client.widgets.tones import Tone
from veralot_shared.i18n import N_

LONGEST: Final = 4096
"""Pixels of the longer side of the picture that is made before."""
FINEST: Final = 0.5
"""A small picture is not made before any larger than this."""
SEAL: Final = 15.0
"""Side of the seal on what is held, in pixels of the screen, however far off one is."""
OUTLINED_FROM, MARKED_FROM, BOLD_FROM = 0.1, 0.05, 0.12
"""Scales from which blocks have outlines, strokes that tell their tone without colour, and bold ones."""
SMALLEST_COPY: Final = 400
"""Pixels of the longer side of the smallest copy of the image that was made before."""
NARROWEST_TITLE, NARROWEST_COUNT = 28.0, 30.0
"""Widths below which a heading, or its count, is left out."""
AND_OTHERS: Final = (N_("{item} and {count} other"), N_("{item} and {count} others"))
HEADING: Final = 26.0
"""Height of the headings, in pixels of the screen."""


class Blocks:
    """The cards of a figure by their tones, as arrays."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        firsts = [figure.first(card) for card in range(len(figure))]
        order = list(Tone)
        self.tones: Ints = np.array([order.index(tone_of(node)) for node in firsts], dtype=np.int64)
        self.held: Flags = np.array([node.held > 0 for node in firsts], dtype=np.bool_)

    def draw(self, painter: QPainter, paper: Paper, cards: Ints, scale: float) -> None:
        """Draw cards as blocks; where they are large enough, with the pattern of their tone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, tone in enumerate(Tone):
            mine = cards[self.tones[cards] == number]
            if len(mine):
                painter.setPen(pen(paper.inks[tone], 1.0) if scale > OUTLINED_FROM else Qt.PenStyle.NoPen)
                painter.setBrush(paper.fills[tone])
                painter.drawRects(self._boxes(mine))
                self._draw_marks(painter, paper, tone, mine, scale)

    def _boxes(self, cards: Ints) -> list[QRectF]:
        x, y = self.figure.x[cards].tolist(), self.figure.y[cards].tolist()
        return [QRectF(left, top, CARD_WIDTH, CARD_HEIGHT) for left, top in zip(x, y, strict=True)]

    def _draw_marks(self, painter: QPainter, paper: Paper, tone: Tone, cards: Ints, scale: float) -> None:
        """Mark what is not good, so that it is told apart without colour: one stroke level, slanting or crossed."""
        if tone in {Tone.GOOD, Tone.NEUTRAL} or scale < MARKED_FROM:
            return
        painter.setPen(pen(paper.ground, 1.0 if scale < BOLD_FROM else 2.0))
        x, y = self.figure.x[cards], self.figure.y[cards]
        x0, x1 = x + CARD_WIDTH * 0.25, x + CARD_WIDTH * 0.75
        y0, y1 = y + CARD_HEIGHT * 0.2, y + CARD_HEIGHT * 0.8
        if tone is Tone.INFO:
            y0 = y1 = y + CARD_HEIGHT / 2
        strokes = np.column_stack([x0, y1, x1, y0])
        if tone is Tone.BAD:
            strokes = np.concatenate([strokes, np.column_stack([x0, y0, x1, y1])])
        painter.drawLines([QLineF(*line) for line in strokes.tolist()])

    def draw_seals(self, painter: QPainter, paper: Paper, view: View, side: float = SEAL) -> None:
        """Draw a seal on whatever is held and in sight, on the screen; seals that would lie upon each other only once."""
        cards = np.flatnonzero(self.held)
        if not len(cards):
            return
        x = (self.figure.x[cards] + CARD_WIDTH - view.left) * view.scale
        y = (self.figure.y[cards] - view.top) * view.scale
        seen = (x > -side) & (x < view.width + side) & (y > -side) & (y < view.height + side)
        points = np.column_stack([x, y])[seen]
        _, kept = np.unique(np.floor(points / side), axis=0, return_index=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for left, top in points[kept].tolist():
            draw_seal(painter, paper, QPointF(left, top), side)


def overview(figure: Figure, blocks: Blocks, paper: Paper, longest: int = LONGEST) -> QImage:
    """Return the whole picture as an image whose longer side has at most so many pixels."""
    scale = min(FINEST, longest / max(figure.width, figure.height))
    image = QImage(
        max(1, round(figure.width * scale)), max(1, round(figure.height * scale)), QImage.Format.Format_RGB32
    )
    image.fill(paper.ground)
    painter = QPainter(image)
    painter.scale(scale, scale)
    whole = QRectF(0, 0, figure.width, figure.height)
    lines.draw_all(painter, figure, paper, whole, scale)
    blocks.draw(painter, paper, np.arange(len(figure)), scale)
    painter.end()
    return image


class Overview:
    """The image that was made before, in several sizes, so that whatever size is asked for is near one of them."""

    def __init__(self, figure: Figure, image: QImage) -> None:
        self.figure = figure
        self.scale = image.width() / figure.width
        self.images = [image]
        while max(self.images[-1].width(), self.images[-1].height()) > SMALLEST_COPY:
            last = self.images[-1]
            half = last.scaled(
                max(1, last.width() // 2),
                max(1, last.height() // 2),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.images.append(half)

    def draw(self, painter: QPainter, view: View, *, smooth: bool = True) -> None:
        """Draw what a view sees; what only stands in for a moment need not be `smooth`."""
        image = next((each for each in reversed(self.images) if each.width() >= self.figure.width * view.scale), None)
        image = image or self.images[0]
        across, down = image.width() / self.figure.width, image.height() / self.figure.height
        whole = QRectF(0, 0, self.figure.width, self.figure.height)
        part = QRectF(view.left, view.top, view.right - view.left, view.bottom - view.top) & whole
        source = QRectF(part.left() * across, part.top() * down, part.width() * across, part.height() * down)
        x, y = view.to_window(part.left(), part.top())
        target = QRectF(x, y, part.width() * view.scale, part.height() * view.scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image, source)


# --- headings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands in a layer: the item that most of it is, and how many of which kind."""

    title: str
    counts: str


def headings(figure: Figure, words: Words) -> Sequence[Heading]:
    """Return the heading of each layer."""
    items: list[Counter[str]] = [Counter() for _ in figure.lefts]
    kinds: list[Counter[str]] = [Counter() for _ in figure.lefts]
    for card in range(len(figure)):
        node, size, layer = figure.first(card), figure.size(card), int(figure.layers[card])
        name = words.name(node.item_name, node.item_name_zh) or words.label(node.kind)
        items[layer][name] += size
        kinds[layer][node.kind] += size
    return [heading(item, kind, words) for item, kind in zip(items, kinds, strict=True)]


def heading(items: Counter[str], kinds: Counter[str], words: Words) -> Heading:
    """Return the heading of one layer."""
    (first, _count), *others = items.most_common()
    title = words.plural(*AND_OTHERS, len(others), item=first) if others else first
    told = [words.plural(*forms, kinds[kind]) for kind, forms in KIND_COUNTS.items() if kinds[kind]]
    return Heading(title, words.listed(told))


def draw_headings(painter: QPainter, figure: Figure, paper: Paper, view: View, heads: Sequence[Heading]) -> None:
    """Draw the headings along the upper rim of the window, over the layers that are in sight."""
    painter.setPen(Qt.PenStyle.NoPen)
    ground = paper.look.color("sunken")
    painter.setBrush(ground)
    painter.drawRect(QRectF(0, 0, view.width, HEADING))
    painter.setPen(pen(paper.line, 1.0))
    painter.drawLine(QLineF(0, HEADING, view.width, HEADING))
    bold, plain = paper.sized(11, bold=True), paper.sized(11)
    metrics = QFontMetricsF(bold), QFontMetricsF(plain)
    for layer, head in enumerate(heads):
        left, _y = view.to_window(float(figure.lefts[layer]), 0.0)
        right, _y = view.to_window(float(figure.rights[layer]), 0.0)
        box = QRectF(max(left, 6.0), 0, min(right, view.width) - max(left, 6.0), HEADING)
        if box.width() < NARROWEST_TITLE or right < 0 or left > view.width:
            continue
        title = metrics[0].elidedText(head.counts, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(bold)
        painter.setPen(paper.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)
        rest = box.adjusted(metrics[0].horizontalAdvance(title) + 8, 0, 0, 0)
        if rest.width() > NARROWEST_COUNT:
            painter.setFont(plain)
            painter.setPen(paper.muted)
            told = metrics[1].elidedText(head.title, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, told)
