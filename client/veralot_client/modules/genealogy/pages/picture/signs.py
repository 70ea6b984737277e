"""Marks by which a status is told without its colour: a drawn sign for each status, a pattern for each tone."""

from functools import cache
from typing import Final

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainterPath

from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LotStatus, UnitStatus

SIDE: Final = 16.0
"""Signs are drawn in a square of this side."""
Stroke = tuple[tuple[float, float], ...]
_RING: Final[Stroke] = (
    (8, 2), (11, 2.8), (13.2, 5), (14, 8), (13.2, 11), (11, 13.2), (8, 14),
    (5, 13.2), (2.8, 11), (2, 8), (2.8, 5), (5, 2.8), (8, 2),
)  # fmt: skip
_CHECK: Final[Stroke] = ((3, 8.5), (6.5, 12), (13, 4))
_S, _U = LotStatus, UnitStatus

STROKES: Final[dict[str, tuple[Stroke, ...]]] = {
    _S.EXPECTED: (_RING,),
    _S.QUARANTINE: (((8, 2.5), (8, 9.5)), ((8, 12.6), (8, 13.4))),
    _S.IN_TEST: (((4, 2.5), (12, 2.5), (4, 13.5), (12, 13.5), (4, 2.5)),),
    _S.RELEASED: (_CHECK,),
    _S.PROD_RELEASED: (((3, 7), (6.5, 10.5), (13, 2.5)), ((3, 14), (13, 14))),
    _S.MARKET_RELEASED: (((1, 8.5), (4.5, 12), (10, 4)), ((7.2, 11), (8.2, 12), (15, 4))),
    _S.CONCESSION: (((1.5, 8.5), (5, 12), (10, 4)), ((13.5, 4), (13.5, 9)), ((13.5, 11.6), (13.5, 12.4))),
    _S.HOLD: (((5.5, 3), (5.5, 13)), ((10.5, 3), (10.5, 13))),
    _S.NONCONFORMING: (((3.5, 3.5), (12.5, 12.5)), ((12.5, 3.5), (3.5, 12.5))),
    _S.REWORK: (((12.8, 5), (10.8, 2.9), (8, 2.2), (4.6, 3.4), (2.4, 6.4), (2.5, 9.8), (4.6, 12.6), (8, 13.8),
                 (11.4, 12.6), (13.4, 9.8)), ((13.2, 1.6), (13, 5.2), (9.4, 5.2))),
    _S.AT_STERILIZER: (((2, 6.5), (5, 3.5), (8, 6.5), (11, 3.5), (14, 6.5)),
                       ((2, 12.5), (5, 9.5), (8, 12.5), (11, 9.5), (14, 12.5))),
    _S.EXPIRED: (_RING, ((8, 4.5), (8, 8), (11, 9.8))),
    _S.RECALLED: (((13.5, 13), (13.5, 7), (3, 7)), ((6.5, 3.5), (3, 7), (6.5, 10.5))),
    _S.CONSUMED: (((8, 2), (8, 9)), ((5, 6.3), (8, 9.3), (11, 6.3)), ((2.5, 10), (2.5, 13.8), (13.5, 13.8), (13.5, 10))),
    _S.SHIPPED: (((2, 8), (13.5, 8)), ((9, 3.5), (13.5, 8), (9, 12.5))),
    _S.SCRAPPED: (((2.5, 4.2), (13.5, 4.2)), ((4.6, 4.2), (5.4, 14), (10.6, 14), (11.4, 4.2)), ((6.4, 2), (9.6, 2))),
    _S.RETURNED_TO_SUPPLIER: (((14, 8), (2.5, 8)), ((7, 3.5), (2.5, 8), (7, 12.5))),
    _U.MADE: (((4.5, 4.5), (11.5, 4.5), (11.5, 11.5), (4.5, 11.5), (4.5, 4.5)),),
}  # fmt: skip
"""The strokes of each status' sign; equal texts (`consumed` of lot and unit) share one."""
NO_STATUS: Final[tuple[Stroke, ...]] = (((4.5, 8), (11.5, 8)),)

SPACING: Final = {Tone.INFO: 5.0, Tone.WARNING: 5.0, Tone.BAD: 4.0}
"""Distance of the lines of a tone's pattern: level ones say “on its way”, slanting ones “take care”, crossed ones “stop”.

What is good is solid, what is over is hollow.
"""


@cache
def sign(status: str) -> QPainterPath:
    """Return the sign of a status in a square of `SIDE`."""
    path = QPainterPath()
    for stroke in STROKES.get(status, NO_STATUS):
        path.moveTo(*stroke[0])
        for point in stroke[1:]:
            path.lineTo(*point)
    return path


def pattern(tone: Tone, left: float, top: float, width: float, height: float) -> list[QLineF]:
    """Return the lines of a tone's pattern on a bar; none for a solid or hollow one."""
    spacing = SPACING.get(tone)
    if spacing is None:
        return []
    lines, y = [], top + spacing
    while y < top + height:
        rise = 0.0 if tone is Tone.INFO else min(width, y - top)
        run = width if tone is Tone.INFO else rise
        lines.append(QLineF(QPointF(left, y), QPointF(left + run, y - rise)))
        if tone is Tone.BAD:
            lines.append(QLineF(QPointF(left, y - rise), QPointF(left + run, y)))
        y += spacing
    return lines
