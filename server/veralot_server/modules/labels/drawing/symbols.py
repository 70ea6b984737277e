"""The symbols of ISO 15223-1 as strokes in a square of one by one, or as letters in a frame."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from veralot_server.core.reports.fonts import BOLD, width
from veralot_shared.contracts.labels import Ink, LabelSymbol, Outline, TextLine

Points = Sequence[tuple[float, float]]
Placed = tuple[tuple[float, float], ...]
S: Final = LabelSymbol

LETTERS: Final = MappingProxyType(
    {S.LOT: ("LOT",), S.REF: ("REF",), S.SN: ("SN",), S.MD: ("MD",), S.UDI: ("UDI",), S.STERILE_EO: ("STERILE", "EO")}
)
"""Symbols that are words in frames, side by side."""

LINE: Final = 0.06
"""The width of a stroke, as a part of the symbol's height."""

FACTORY: Final[Points] = [
    (0.05, 0.95), (0.05, 0.5), (0.3, 0.3), (0.3, 0.5), (0.55, 0.3), (0.55, 0.5), (0.8, 0.3), (0.8, 0.05), (0.95, 0.05),
    (0.95, 0.95),
]  # fmt: skip

STROKES: Final = MappingProxyType(
    {
        S.USE_BY: (
            ([(0.15, 0.05), (0.85, 0.05)], False),
            ([(0.15, 0.95), (0.85, 0.95)], False),
            ([(0.22, 0.05), (0.22, 0.22), (0.78, 0.78), (0.78, 0.95)], False),
            ([(0.78, 0.05), (0.78, 0.22), (0.22, 0.78), (0.22, 0.95)], False),
        ),
        S.MANUFACTURED_ON: ((FACTORY, True),),
        S.SINGLE_USE: (([(0.16, 0.84), (0.84, 0.16)], False),),
        S.CAUTION: (
            ([(0.5, 0.06), (0.96, 0.92), (0.04, 0.92)], True),
            ([(0.5, 0.35), (0.5, 0.65)], False),
            ([(0.5, 0.76), (0.5, 0.82)], False),
        ),
        S.CONSULT_INSTRUCTIONS: (
            ([(0.5, 0.2), (0.5, 0.95)], False),
            ([(0.5, 0.2), (0.05, 0.08), (0.05, 0.83), (0.5, 0.95)], True),
            ([(0.5, 0.2), (0.95, 0.08), (0.95, 0.83), (0.5, 0.95)], True),
            ([(0.72, 0.4), (0.72, 0.74)], False),
            ([(0.72, 0.26), (0.72, 0.3)], False),
        ),
        S.KEEP_DRY: (
            ([(0.08, 0.52), (0.12, 0.4), (0.2, 0.3), (0.34, 0.22), (0.5, 0.2), (0.66, 0.22), (0.8, 0.3), (0.88, 0.4),
              (0.92, 0.52)], True),
            ([(0.5, 0.52), (0.5, 0.85), (0.46, 0.92), (0.39, 0.93), (0.34, 0.88)], False),
            ([(0.2, 0.04), (0.17, 0.14)], False),
            ([(0.5, 0.02), (0.5, 0.12)], False),
            ([(0.8, 0.04), (0.83, 0.14)], False),
        ),
    }
)  # fmt: skip
"""Each symbol's strokes and whether each is closed."""

CIRCLE: Final[Points] = [
    (0.5 + 0.46 * x, 0.5 + 0.46 * y)
    for x, y in (
        (1, 0), (0.924, 0.383), (0.707, 0.707), (0.383, 0.924), (0, 1), (-0.383, 0.924), (-0.707, 0.707), (-0.924, 0.383),
        (-1, 0), (-0.924, -0.383), (-0.707, -0.707), (-0.383, -0.924), (0, -1), (0.383, -0.924), (0.707, -0.707),
        (0.924, -0.383),
    )
]  # fmt: skip


def drawn(number: int, symbol: LabelSymbol, box: tuple[float, float, float, float]) -> Iterator[Ink]:
    """Yield a symbol as large as it fits into a box (left, top, width, height), at its left."""
    if symbol in LETTERS:
        yield from framed(number, LETTERS[symbol], box)
        return
    left, top, across, down = box
    side = min(across, down)
    line = side * LINE
    if symbol is S.MANUFACTURER:
        yield Outline(number, placed(FACTORY, left, top, side), 0.0, closed=True)
    if symbol is S.SINGLE_USE:
        yield Outline(number, placed(CIRCLE, left, top, side), line, closed=True)
        yield letters(number, "2", (left, top, side, side))
    for points, closed in STROKES.get(symbol, ()):
        yield Outline(number, placed(points, left, top, side), line, closed=closed)


def placed(points: Points, left: float, top: float, side: float) -> Placed:
    """Return points of the unit square as they stand on the label."""
    return tuple((left + x * side, top + y * side) for x, y in points)


def framed(number: int, words: tuple[str, ...], box: tuple[float, float, float, float]) -> Iterator[Ink]:
    """Yield words, each in a frame of its own."""
    left, top, across, down = box
    share = [len(word) + 1.0 for word in words]
    height = min(down, across / (0.62 * sum(share)))
    line = height * LINE
    for word, part in zip(words, share, strict=True):
        wide = height * 0.62 * part
        half = line / 2
        corners = [(left + half, top + half), (left + wide - half, top + half)]
        corners += [(left + wide - half, top + height - half), (left + half, top + height - half)]
        yield Outline(number, tuple(corners), line, closed=True)
        yield letters(number, word, (left, top, wide, height))
        left += wide


def letters(number: int, word: str, box: tuple[float, float, float, float]) -> TextLine:
    """Return a word in the middle of a box."""
    left, top, across, down = box
    size = min(down * 0.72, across * 0.82 / max(width(word, BOLD, 1.0), 0.1))
    start = left + (across - width(word, BOLD, size)) / 2
    return TextLine(number, start, top + down / 2 + size * 0.365, size, bold=True, text=word)
