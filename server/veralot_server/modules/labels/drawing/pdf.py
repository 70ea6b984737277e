"""Labels as a PDF: a page for each, exactly as large as the label, every code a vector."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from veralot_server.core.reports.fonts import BOLD, REGULAR, register
from veralot_shared.contracts.labels import DrawingView, Outline, Rectangle, TextLine


def printed(drawings: Iterable[DrawingView], title: str) -> bytes:
    """Return labels as a PDF."""
    register()
    stream = BytesIO()
    canvas = Canvas(stream, initialFontName=REGULAR, invariant=1)  # type: ignore[arg-type]  # its stub is wrong
    canvas.setTitle(title)
    canvas.setCreator("Veralot")
    for drawing in drawings:
        canvas.setPageSize((drawing.width * mm, drawing.height * mm))
        draw(canvas, drawing)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw(canvas: Canvas, drawing: DrawingView) -> None:
    """Draw a label; PDF counts from the bottom."""
    top = drawing.height
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setStrokeColorRGB(0, 0, 0)
    filled = canvas.beginPath()
    for ink in drawing.inks:
        match ink:
            case Rectangle():
                filled.rect(ink.x * mm, (top - ink.y - ink.height) * mm, ink.width * mm, ink.height * mm)
            case Outline():
                trace(canvas, ink, top)
            case TextLine():
                canvas.setFont(BOLD if ink.bold else REGULAR, ink.size * mm)
                canvas.drawString(ink.x * mm, (top - ink.y) * mm, ink.text)
    canvas.drawPath(filled, stroke=0, fill=1)


def trace(canvas: Canvas, ink: Outline, top: float) -> None:
    """Draw a line or an area."""
    path = canvas.beginPath()
    for place, (x, y) in enumerate(ink.points):
        (path.lineTo if place else path.moveTo)(x * mm, (top - y) * mm)
    if ink.closed:
        path.close()
    canvas.setLineWidth(ink.width * mm)
    canvas.setLineJoin(1)
    canvas.drawPath(path, stroke=int(ink.width > 0), fill=int(ink.width == 0))
