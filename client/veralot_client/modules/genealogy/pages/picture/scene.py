"""Draws a picture at any distance: the nearer one is, the more each card says (semantic zoom)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.pages.picture import lines
from veralot_client.modules.genealogy.pages.picture.far import Blocks, Heading, Overview, draw_headings, headings
from veralot_client.modules.genealogy.pages.picture.labels import Labels
from veralot_client.modules.genealogy.pages.picture.near import ROUND, Cards, draw_tags, tag_boxes
from veralot_client.modules.genealogy.pages.picture.paper import Paper, pen
from veralot_client.modules.genealogy.presenters.picture.cards import Evidence, Tag, sign_of, tags
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.mesh import Flags, Ints
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH
from veralot_client.modules.genealogy.presenters.picture.view import View
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import TraceNode

NEAR_FROM, LABEL_FROM = 0.6, 0.3
"""Scales from which a card is whole, and from which it has its number."""
MANY = 1_200
"""So many blocks in sight are shown by the image that was made before."""


REACH = 24.0, 12.0
"""How far from the middle of an edge its tags reach at most, across and down."""


class Distance(IntEnum):
    """How near one is."""

    FAR = 0
    BLOCKS = 1
    LABELS = 2
    NEAR = 3


@dataclass(frozen=True)
class Marks:
    """What stands out: the current card, the way to it, what was found, what the mouse is over, what the legend lights."""

    current: int | None = None
    path: Sequence[int] = ()
    path_edges: Sequence[int] = ()
    found: frozenset[int] = frozenset()
    hover: int | None = None
    signs: frozenset[str] = frozenset()
    focused: bool = False


@dataclass
class Scene:
    """A figure with everything that is needed to draw it.

    Attributes:
        overview: the image of the whole, once it is made.
        edge_tags: the evidence that hangs on edges, and where.
    """

    figure: Figure
    paper: Paper
    words: Words
    evidence: Evidence
    overview: Overview | None = None
    edge_tags: Mapping[int, tuple[Tag, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put together what is drawn often."""
        self.cards = Cards(self.figure, self.paper, self.words, self.evidence)
        self.labels = Labels(self.cards)
        self.blocks = Blocks(self.figure)
        self.heads: Sequence[Heading] = headings(self.figure, self.words)
        self.edge_tags = {edge: tags(pieces) for edge, pieces in self.evidence.edges(self.figure).items()}

    def distance(self, view: View, cards: Ints) -> Distance:
        """Return how a view is drawn."""
        if view.scale >= NEAR_FROM:
            return Distance.NEAR
        if view.scale >= LABEL_FROM:
            return Distance.LABELS
        far = self.overview is not None and len(cards) > MANY and view.scale <= self.overview.scale
        return Distance.FAR if far else Distance.BLOCKS

    def draw(self, painter: QPainter, view: View, marks: Marks) -> None:
        """Draw what a view sees, with what stands out and the headings over it."""
        self.draw_ground(painter, view, marks.signs)
        self.draw_over(painter, view, marks)

    def cards_in(self, view: View) -> Ints:
        """Return the cards that a view sees."""
        return self.figure.within(view.left, view.top, view.right, view.bottom)

    def is_far(self, view: View) -> bool:
        """Return whether a view is drawn from the image that was made before."""
        return self.distance(view, self.cards_in(view)) is Distance.FAR

    def draw_ground(self, painter: QPainter, view: View, signs: frozenset[str] = frozenset()) -> None:
        """Draw edges and cards: what stays as it is while one only looks around."""
        painter.fillRect(QRectF(0, 0, view.width, view.height), self.paper.ground)
        cards = self.cards_in(view)
        distance = self.distance(view, cards)
        if distance is Distance.FAR and self.overview is not None:
            self.overview.draw(painter, view)
            return
        window = QRectF(view.left, view.top, view.right - view.left, view.bottom - view.top)
        painter.save()
        painter.scale(view.scale, view.scale)
        painter.translate(-view.left, -view.top)
        lines.draw_all(painter, self.figure, self.paper, window, view.scale)
        lines.draw_back(painter, self.figure, self.paper, window)
        self.draw_cards(painter, cards, distance, view.scale)
        if signs:
            self._dim(painter, cards, signs, view.scale)
        painter.restore()

    def draw_over(self, painter: QPainter, view: View, marks: Marks) -> None:
        """Draw what changes over the ground: the way, what stands out, the seals and the headings."""
        painter.save()
        painter.scale(view.scale, view.scale)
        painter.translate(-view.left, -view.top)
        lines.draw_way(painter, self.figure, self.paper, list(marks.path_edges), view.scale)
        self._draw_marks(painter, self.cards_in(view), marks, view.scale)
        painter.restore()
        if view.scale < NEAR_FROM:
            self.blocks.draw_seals(painter, self.paper, view)
        draw_headings(painter, self.figure, self.paper, view, self.heads)

    def draw_cards(self, painter: QPainter, cards: Ints, distance: Distance, scale: float) -> None:
        """Draw cards, and what hangs on the edges, in the manner of a distance."""
        if distance is Distance.BLOCKS:
            self.blocks.draw(painter, self.paper, cards, scale)
            return
        near = distance is Distance.NEAR
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, near)
        if not near:
            self.labels.draw(painter, cards, scale)
            return
        for card in cards.tolist():
            self.cards.draw_near(painter, card)
        self._draw_edge_tags(painter)

    def edge_at(self, x: float, y: float) -> int | None:
        """Return the edge whose tags hang at a point of the picture."""
        for edge in self.edge_tags:
            middle = QPointF(*self.figure.middle(edge))
            if abs(middle.x() - x) < REACH[0] and abs(middle.y() - y) < REACH[1]:
                return edge
        return None

    def _draw_edge_tags(self, painter: QPainter) -> None:
        for edge, hung in self.edge_tags.items():
            x, y = self.figure.middle(edge)
            width = sum(box.width() for box in tag_boxes(self.paper, hung, 0, 0))
            draw_tags(painter, self.paper, hung, x - width / 2, y - 6.5)

    # --- what stands out ---------------------------------------------------------------------------------------------

    def _draw_marks(self, painter: QPainter, cards: Ints, marks: Marks, scale: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = set(cards.tolist())
        for card in marks.path:
            if card in seen:
                self._ring(painter, card, self.paper.accent, 2.0, 0.0, scale)
        for card in marks.found & seen:
            self._ring(painter, card, self.paper.inks[Tone.WARNING], 3.0, 4.0, scale)
        if marks.hover is not None and marks.hover in seen:
            self._ring(painter, marks.hover, self.paper.muted, 1.5, 2.0, scale)
        if marks.current is not None and marks.current in seen:
            self._ring(painter, marks.current, self.paper.accent, 3.0 if marks.focused else 2.0, 3.0, scale)
        if scale >= NEAR_FROM:
            for card in seen & {*marks.path, *marks.found, marks.current, marks.hover}:
                if self.blocks.held[card]:
                    self.cards.draw_held(painter, card)

    def _ring(self, painter: QPainter, card: int, ink: QColor, width: float, out: float, scale: float) -> None:
        out = out if scale >= LABEL_FROM else out / scale * 0.6
        box = self.cards.rect(card).adjusted(-out, -out, out, out)
        painter.setPen(pen(ink, width))
        radius = ROUND + out if scale >= NEAR_FROM else 0.0
        painter.drawRoundedRect(box, radius, radius)

    def _dim(self, painter: QPainter, cards: Ints, signs: frozenset[str], scale: float) -> None:
        """Let all cards step back whose status is not among those that stand out."""
        veil = QColor(self.paper.ground)
        veil.setAlpha(200)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        back = cards[~self._shining(cards, signs)]
        x, y = self.figure.x[back].tolist(), self.figure.y[back].tolist()
        rim = max(2.0, 1.5 / scale)
        across, down = CARD_WIDTH + rim + 10, CARD_HEIGHT + rim + 14
        boxes = [QRectF(left - rim, top - rim, across, down) for left, top in zip(x, y, strict=True)]
        painter.drawRects(boxes)

    def _shining(self, cards: Ints, signs: frozenset[str]) -> Flags:
        return np.array([sign_of(self.figure.first(card)) in signs for card in cards.tolist()], dtype=np.bool_)

    def choose(self, card: int | None, node: TraceNode | None) -> None:
        """Name the chosen node of a group on its card."""
        self.labels.forget()
        self.cards.choose(card, node if card is not None and self.figure.size(card) > 1 else None)
