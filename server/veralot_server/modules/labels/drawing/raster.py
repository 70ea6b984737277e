"""Ink as dots, for printers that know no outlines and no Chinese: only as large as the ink is."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from veralot_resources import path
from veralot_server.core.reports.fonts import BOLD, FILES, REGULAR
from veralot_shared.contracts.labels import Ink, Outline, Rectangle, TextLine

DARK: Final = 128
FINER: Final = 4
"""Drawn so many times finer and reduced, so that each dot is dark where most of it is."""


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


def dotted(inks: Sequence[Ink], size: tuple[float, float], dots: int) -> Dots | None:
    """Return ink on a label of a size in millimetres as dots, `dots` to the millimetre; nothing where there is none."""
    across, down = (round(side * dots) for side in size)
    fine = Image.new("L", (across * FINER, down * FINER), 255)
    pen = ImageDraw.Draw(fine)
    for ink in inks:
        put(pen, ink, dots * FINER)
    picture = fine.reduce(FINER).point(lambda level: 0 if level < DARK else 255)
    frame = picture.point(lambda level: 255 - level).getbbox()
    if frame is None:
        return None
    cut = picture.crop(frame).point(lambda level: 255 - level).convert("1")
    width_bytes = (cut.width + 7) // 8
    packed = cut.tobytes()
    return Dots(
        frame[0], frame[1], width_bytes, [packed[at : at + width_bytes] for at in range(0, len(packed), width_bytes)]
    )


def put(pen: ImageDraw.ImageDraw, ink: Ink, scale: int) -> None:
    """Draw one stroke of ink."""
    match ink:
        case Rectangle():
            corner = ink.x * scale, ink.y * scale
            pen.rectangle((corner, (corner[0] + ink.width * scale - 1, corner[1] + ink.height * scale - 1)), fill=0)
        case Outline():
            points = [(x * scale, y * scale) for x, y in ink.points]
            if not ink.width:
                pen.polygon(points, fill=0)
                return
            ends = [*points, *points[:2]] if ink.closed else points
            pen.line(ends, fill=0, width=max(1, round(ink.width * scale)), joint="curve")
        case TextLine():
            font = typeface(ink.bold, round(ink.size * scale))
            pen.text((ink.x * scale, ink.y * scale), ink.text, fill=0, font=font, anchor="ls")
