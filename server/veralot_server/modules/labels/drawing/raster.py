"""Ink as dots, for printers that know no outlines and no Chinese: only as large as the ink is."""

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from veralot_resources import path
from veralot_server.core.reports.fonts import BOLD, FILES, REGULAR
from veralot_shared.contracts.labels import Ink, Outline, Rectangle, TextLine

BYTE: Final = 8
DARK: Final = 128
FINEST: Final = 4
"""Drawn so many times finer and reduced, so that each dot is dark where most of it is."""
MOST_PIXELS: Final = 32_000_000
"""Large areas are drawn less fine: a picture must fit into memory."""


class Dots(NamedTuple):
    """A picture in dots: where its upper left corner stands, and its rows, eight dots to a byte."""

    left: int
    top: int
    width_bytes: int
    rows: list[bytes]


@lru_cache(maxsize=64)
def typeface(bold: bool, size: int) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - a part of the cache's key
    """Return the typeface at a size in dots."""
    return ImageFont.truetype(str(path("fonts", FILES[BOLD if bold else REGULAR])), size)


@lru_cache(maxsize=512)
def dotted(inks: tuple[Ink, ...], area: tuple[float, float, float, float], dots: int) -> Dots | None:
    """Return the ink in an area of the label as dots, `dots` to the millimetre; nothing where there is none.

    Most texts are the same on every label of a job, so that they are drawn once.

    Args:
        inks: the ink.
        area: left, top, width and height in millimetres.
        dots: to the millimetre.
    """
    left, top = (int(edge * dots) for edge in area[:2])
    across, down = (max(1, round(side * dots)) for side in area[2:])
    finer = next((each for each in (FINEST, 2) if across * down * each * each <= MOST_PIXELS), 1)
    fine = Image.new("L", (across * finer, down * finer), 255)
    pen = ImageDraw.Draw(fine)
    for ink in inks:
        put(pen, ink, dots * finer, (left * finer, top * finer))
    picture = fine.reduce(finer).point(lambda level: 255 if level < DARK else 0)
    frame = picture.getbbox()
    if frame is None:
        return None
    cut = picture.crop(frame).convert("1")
    wide = (cut.width + 7) // 8
    packed = cut.tobytes()
    rows = [packed[at : at + wide] for at in range(0, len(packed), wide)]
    return Dots(left + frame[0], top + frame[1], wide, rows)


def joined(parts: Iterable[Dots | None]) -> Dots | None:
    """Return pictures as one, as if they had been drawn together; nothing where there are none."""
    found = [part for part in parts if part is not None]
    if not found[1:]:
        return found[0] if found else None
    left, top = min(part.left for part in found), min(part.top for part in found)
    right = max(part.left + BYTE * part.width_bytes for part in found)
    rows = [0] * (max(part.top + len(part.rows) for part in found) - top)
    for part in found:
        shift = right - part.left - BYTE * part.width_bytes
        for place, row in enumerate(part.rows, part.top - top):
            rows[place] |= int.from_bytes(row, "big") << shift
    dark = reduce(or_, rows)
    empty = (dark & -dark).bit_length() - 1
    wide = (right - left - empty + BYTE - 1) // BYTE
    over = right - left - BYTE * wide
    return Dots(left, top, wide, [(row >> over if over > 0 else row << -over).to_bytes(wide, "big") for row in rows])


def put(pen: ImageDraw.ImageDraw, ink: Ink, scale: int, corner: tuple[int, int]) -> None:
    """Draw one stroke of ink on a picture whose upper left corner is at `corner`."""

    def at(x: float, y: float) -> tuple[float, float]:
        return x * scale - corner[0], y * scale - corner[1]

    match ink:
        case Rectangle():
            left, top = at(ink.x, ink.y)
            pen.rectangle((left, top, left + ink.width * scale - 1, top + ink.height * scale - 1), fill=0)
        case Outline():
            points = [at(x, y) for x, y in ink.points]
            if not ink.width:
                pen.polygon(points, fill=0)
                return
            ends = [*points, *points[:2]] if ink.closed else points
            pen.line(ends, fill=0, width=max(1, round(ink.width * scale)), joint="curve")
        case TextLine():
            font = typeface(ink.bold, round(ink.size * scale))
            pen.text(at(ink.x, ink.y), ink.text, fill=0, font=font, anchor="ls")
