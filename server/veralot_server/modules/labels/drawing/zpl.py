r"""Labels in ZPL II, the language of most label printers.

Codes are the printer's own (`^BX`, `^BC`), so that their modules are whole dots. All text is sent as graphics (`^GF`)
of the typeface with which the label was approved: a printer's own typefaces know no Chinese and run otherwise. A
graphic, one for each element, is at most 99,999 bytes, which is what `^GF` can say.

In `^FD` the characters that steer a printer are written in hexadecimal (`^FH\`), so that no content can end its field
and begin a command.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from veralot_server.core.reports.fonts import BOLD, REGULAR, width
from veralot_server.modules.labels.drawing import codes
from veralot_server.modules.labels.drawing.compose import Composed, Symbol
from veralot_server.modules.labels.drawing.raster import Dots, dotted, joined
from veralot_shared.contracts.labels import (
    CodeTooSmall,
    ElementKind,
    GraphicTooLarge,
    Ink,
    Layout,
    Outline,
    Rectangle,
    TextLine,
)
from veralot_shared.rules.gs1 import GS

MOST_BYTES: Final = 99_999
TAIL: Final = 0.35
"""How far the tails of letters reach below their line, as a part of their size."""
STEERING: Final = re.compile(rb"[\^~\\\x00-\x1f\x7f-\xff]")
LEAST: Final = {ElementKind.DATA_MATRIX: codes.MATRIX_MODULE, ElementKind.CODE_128: codes.BAR_MODULE}
QUIET: Final = {ElementKind.DATA_MATRIX: codes.MATRIX_QUIET, ElementKind.CODE_128: codes.BAR_QUIET}
ENOUGH_DIGITS: Final = 4
"""From so many digits on it pays to change to subset C, which packs two into one symbol."""
IN_SUBSET_B: Final = {GS: ">8", ">": ">0", "~": ">=", "^": "><"}


def label(made: Composed, layout: Layout, dots: int) -> bytes:
    """Return one label for a printer with so many dots to the millimetre.

    Raises:
        GraphicTooLarge: its texts and symbols are more than a graphic can be.
        CodeTooSmall: a code has less than the smallest module in whole dots.
    """
    across, down = (round(float(side) * dots) for side in (layout.width, layout.height))
    parts = [f"^XA^CI28^PW{across}^LL{down}^LH0,0\n".encode()]
    parts += [graphic(picture) for picture in drawn(made, layout, dots)]
    parts += [code(symbol, dots) for symbol in made.codes]
    return b"".join([*parts, b"^PQ1,0,1,Y^XZ\n"])


def drawn(made: Composed, layout: Layout, dots: int) -> Iterator[Dots]:
    """Yield the texts and symbols as pictures, one for each element. Raises: GraphicTooLarge."""
    for number, group in groupby(made.inks, key=lambda ink: ink.element):
        picture = joined(dotted(inks, around(inks, layout), dots) for inks in strokes(tuple(group)))
        if picture is None:
            continue
        if (size := picture.width_bytes * len(picture.rows)) > MOST_BYTES:
            raise GraphicTooLarge(number=number, size=size, most=MOST_BYTES)
        yield picture


def strokes(inks: tuple[Ink, ...]) -> Iterator[tuple[Ink, ...]]:
    """Yield what of an element is drawn together: lines of text one by one, since most are the same on every label."""
    if all(isinstance(ink, TextLine) for ink in inks):
        yield from ((ink,) for ink in inks)
    else:
        yield inks


def around(inks: Sequence[Ink], layout: Layout) -> tuple[float, float, float, float]:
    """Return the area that ink covers, as far as the label reaches: left, top, width and height."""
    edges = [extent(ink) for ink in inks]
    left, top = (max(0.0, min(edge[side] for edge in edges)) for side in (0, 1))
    right = min(float(layout.width), max(edge[2] for edge in edges))
    bottom = min(float(layout.height), max(edge[3] for edge in edges))
    return left, top, max(0.0, right - left), max(0.0, bottom - top)


def extent(ink: Ink) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a stroke, with room for what stands over."""
    match ink:
        case Rectangle():
            return ink.x, ink.y, ink.x + ink.width, ink.y + ink.height
        case Outline():
            across, down = zip(*ink.points, strict=True)
            return min(across) - ink.width, min(down) - ink.width, max(across) + ink.width, max(down) + ink.width
        case TextLine():
            wide = width(ink.text, BOLD if ink.bold else REGULAR, ink.size)
            tail = ink.size * TAIL
            return ink.x - tail, ink.y - ink.size - tail, ink.x + wide + tail, ink.y + tail


def graphic(picture: Dots) -> bytes:
    """Return the command that prints a picture; `:` repeats the row above, `,` ends a row that is empty from there."""
    size = picture.width_bytes * len(picture.rows)
    rows, before = [], b""
    for row in picture.rows:
        rows.append(":" if row == before else hexadecimal(row))
        before = row
    head = f"^FO{picture.left},{picture.top}^GFA,{size},{size},{picture.width_bytes},"
    return (head + "".join(rows) + "^FS\n").encode()


def hexadecimal(row: bytes) -> str:
    """Return a row of dots, shortened by what is empty at its end."""
    digits = row.hex().upper()
    short = digits.rstrip("0")
    return f"{short}," if len(short) < len(digits) else digits


def code(symbol: Symbol, dots: int) -> bytes:
    """Return the commands that print a code. Raises: CodeTooSmall."""
    element = symbol.element
    module = int(symbol.module * dots + 0.01)
    least = LEAST[element.kind]
    if not module or module / dots < least - 0.005:
        count = symbol.modules + 2 * QUIET[element.kind]
        needed = Decimal(f"{count * max(least, 1 / dots):.1f}")
        raise CodeTooSmall(number=symbol.number, needed=needed, room=element.width)
    left = round(float(element.x) * dots) + QUIET[element.kind] * module
    top = round(float(element.y) * dots)
    if element.kind is ElementKind.DATA_MATRIX:
        top += module
        how = f"^BXN,{module},200,,,,_,1"
        data = matrix_data(symbol.raw, is_gs1=symbol.is_gs1)
    else:
        how = f"^BY{module}^BCN,{round(float(element.height) * dots)},N,N,N,N"
        data = bar_data(symbol.raw, is_gs1=symbol.is_gs1)
    return f"^FO{left},{top}{how}^FH\\^FD".encode() + escaped(data) + b"^FS\n"


def escaped(text: str) -> bytes:
    """Return the content of a field, in which nothing can be taken for a command."""
    return STEERING.sub(lambda found: b"\\%02X" % found[0][0], text.encode())


def matrix_data(raw: str, *, is_gs1: bool) -> str:
    """Return what `^BX` encodes: `_1` is FNC1, so an underscore of the content is written by its number."""
    data = raw.replace("_", "_d095")
    return f"_1{data.replace(GS, '_1')}" if is_gs1 else data


def bar_data(raw: str, *, is_gs1: bool) -> str:
    """Return what `^BC` encodes, with the changes of subset: `>8` is FNC1, `>;` begins in C, `>5` and `>6` change."""
    in_c = len(digits_at(raw, 0)) >= ENOUGH_DIGITS
    data = (">;" if in_c else ">:") + (">8" if is_gs1 else "")
    place = 0
    while place < len(raw):
        ahead = len(digits_at(raw, place))
        wanted = ahead > 1 if in_c else ahead >= ENOUGH_DIGITS and ahead % 2 == 0
        if raw[place] != GS and wanted is not in_c:
            data, in_c = data + (">5" if wanted else ">6"), wanted
        taken = 2 if in_c and raw[place] != GS else 1
        piece = raw[place : place + taken]
        data, place = data + (piece if taken > 1 else IN_SUBSET_B.get(piece, piece)), place + taken
    return data


def digits_at(text: str, place: int) -> str:
    """Return the digits that stand at a place."""
    found = re.compile("[0-9]*").match(text, place)
    return found[0] if found else ""
