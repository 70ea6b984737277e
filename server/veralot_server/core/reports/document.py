"""Puts a report together: blocks and tables in, PDF out."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Final

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from veralot_server.core.reports import style
from veralot_server.core.reports.page import PAGE_SIZE, FramedCanvas, Imprint
from veralot_shared.i18n import Translator

ROOM: Final = PAGE_SIZE[0] - 2 * style.MARGIN
"""The width of the content, in points."""
TOP: Final = style.HEADER + 12
BOTTOM: Final = style.FOOTER + 18


def render(story: Sequence[Flowable], imprint: Imprint, translator: Translator) -> bytes:
    """Return the report as a PDF."""
    stream = BytesIO()
    frame = Frame(
        style.MARGIN,
        BOTTOM,
        ROOM,
        PAGE_SIZE[1] - TOP - BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document = BaseDocTemplate(
        stream,
        pagesize=PAGE_SIZE,
        pageTemplates=[PageTemplate(frames=[frame])],
        title=f"{imprint.title}: {imprint.subject}",
        subject=imprint.subject,
        author=imprint.plant,
        creator="Veralot",
    )
    document.build(list(story), canvasmaker=partial(FramedCanvas, imprint=imprint, translator=translator))
    return stream.getvalue()
