"""Stickers of gauges: a page of 50 by 25 millimetres for each, in both languages, with a DataMatrix of the code."""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from veralot_server.core.reports.fonts import BOLD, REGULAR, exact, printable, register
from veralot_server.core.reports.symbols import data_matrix, runs
from veralot_server.core.reports.text import wrap
from veralot_shared.contracts.gauges import GaugeView
from veralot_shared.i18n import N_, Translator

WIDTH, HEIGHT, MARGIN = 50 * mm, 25 * mm, 2 * mm
SIDE: Final = 12 * mm
"""Of the DataMatrix: modules of half a millimetre and more for any code of 24 characters."""
CHINESE: Final = "zh_CN"
CALIBRATED: Final = N_("Calibrated")
DUE: Final = N_("Due")
DO_NOT_USE: Final = N_("DO NOT USE")
ONLY_FOR: Final = N_("Only for")


@cache
def chinese() -> Translator:
    """Return the words of the second language."""
    return Translator(CHINESE)


def printed(gauges: Sequence[GaugeView]) -> bytes:
    """Return stickers as a PDF. Raises: GlyphMissing."""
    register()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), initialFontName=REGULAR, invariant=1)  # type: ignore[arg-type]  # its stub is wrong
    canvas.setTitle(", ".join(gauge.code for gauge in gauges))
    canvas.setCreator("Veralot")
    for gauge in gauges:
        draw(canvas, gauge)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw(canvas: Canvas, gauge: GaugeView) -> None:
    """Draw one sticker: the code above, the lines beside the symbol."""
    canvas.setFont(BOLD, 11)
    canvas.drawString(MARGIN, HEIGHT - MARGIN - 8, exact(gauge.code))
    matrix(canvas, gauge.code)
    y, room = HEIGHT - MARGIN - 10, WIDTH - SIDE - 3 * MARGIN
    for text, font, size in lines(gauge):
        canvas.setFont(font, size)
        for part in wrap(printable(text), font, size, room)[:2]:
            y -= size + 2
            canvas.drawString(MARGIN, y, part)


def lines(gauge: GaugeView) -> Iterator[tuple[str, str, float]]:
    """Yield the lines of a sticker with their fonts; dates read the same in both languages."""
    both = " ".join(part for part in (gauge.name, gauge.name_zh) if part)
    yield both, REGULAR, 5.5
    if gauge.rule is not None:
        yield f"{DO_NOT_USE} {chinese().text(DO_NOT_USE)}", BOLD, 8.5
        yield f"{Translator().label(gauge.rule)} {chinese().label(gauge.rule)}", REGULAR, 5.5
        return
    if gauge.calibrated_on is not None:
        yield f"{CALIBRATED} {chinese().text(CALIBRATED)}: {gauge.calibrated_on.isoformat()}", REGULAR, 6.5
    if gauge.due_on is not None:
        yield f"{DUE} {chinese().text(DUE)}: {gauge.due_on.isoformat()}", BOLD, 7.5
    if gauge.limited_to:
        yield f"{ONLY_FOR} {chinese().text(ONLY_FOR)}: {gauge.limited_to}", REGULAR, 5.5


def matrix(canvas: Canvas, text: str) -> None:
    """Draw a DataMatrix in the lower right corner, its dark runs as one path."""
    rows = data_matrix(text, is_gs1=False)
    module, left = SIDE / len(rows), WIDTH - MARGIN - SIDE
    path = canvas.beginPath()
    for number, row in enumerate(rows, 1):
        for start, length in runs(row):
            path.rect(left + start * module, MARGIN + SIDE - number * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
