"""Draws the edges: curves between layers and the straight rails within them, only those that are seen."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from veralot_client.modules.genealogy.pages.picture.paper import Paper, pen
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.mesh import Floats
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH

MOST_CURVES = 260
"""So many curves at once are drawn round; of more only their course matters, and straight lines show it."""
CURVED_FROM = 0.25
"""Below this scale a curve and a straight line look alike."""


def draw_all(
    painter: QPainter, figure: Figure, paper: Paper, window: QRectF, scale: float, *, printed: bool = False
) -> None:
    """Draw every edge that is seen; `printed`, as wide as it looks at the natural size."""
    box = window.left(), window.top(), window.right(), window.bottom()
    curves, rails = figure.curves_within(*box), figure.rails_within(*box)
    painter.setPen(pen(paper.line, 1.2 if scale > CURVED_FROM else 1.0, cosmetic=not printed))
    painter.setBrush(QColor(0, 0, 0, 0))
    round_ = scale >= CURVED_FROM and len(curves) <= MOST_CURVES
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, round_ or len(curves) < 2 * MOST_CURVES)
    if round_:
        painter.drawPath(path_of([("curve", line) for line in curves]))
    elif len(curves):
        painter.drawLines(as_lines(curves))
    if len(rails):
        painter.drawLines(as_lines(rails))


def as_lines(lines: Floats) -> list[QLineF]:
    """Return lines as Qt draws them."""
    return [QLineF(*line) for line in lines.tolist()]


def path_of(pieces: list[tuple[str, Floats]]) -> QPainterPath:
    """Return the pieces of ways as one path; a curve leaves and arrives level."""
    path = QPainterPath()
    for kind, line in pieces:
        x0, y0, x1, y1 = line.tolist()
        path.moveTo(x0, y0)
        if kind == "curve":
            middle = (x0 + x1) / 2
            path.cubicTo(middle, y0, middle, y1, x1, y1)
        else:
            path.lineTo(x1, y1)
    return path


def draw_back(painter: QPainter, figure: Figure, paper: Paper, window: QRectF) -> None:
    """Mark the edges that lead against the order: dashed, with an arrow to where they really lead."""
    for edge in np.flatnonzero(figure.back).tolist():
        tail, head = figure.ends(edge)
        if tail == head:
            continue
        path = path_of(figure.way(edge))
        if not path.boundingRect().intersects(window):
            continue
        painter.setPen(pen(paper.muted, 1.6, dashed=True))
        painter.drawPath(path)
        x, y = float(figure.x[tail]) + CARD_WIDTH, float(figure.y[tail]) + CARD_HEIGHT / 2
        painter.setBrush(paper.muted)
        painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 9, y - 4.5), QPointF(x + 9, y + 4.5)]))


def draw_way(painter: QPainter, figure: Figure, paper: Paper, edges: list[int], scale: float) -> None:
    """Draw the edges of the way to the current node over all others."""
    pieces = [piece for edge in edges for piece in figure.way(edge)]
    if pieces:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.setPen(pen(paper.ground, 6.0 if scale > CURVED_FROM else 4.0))
        painter.drawPath(path_of(pieces))
        painter.setPen(pen(paper.accent, 3.0 if scale > CURVED_FROM else 2.2))
        painter.drawPath(path_of(pieces))
