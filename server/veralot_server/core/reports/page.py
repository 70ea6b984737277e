"""The frame around every page: what the report is, of whom, who printed it when, and page x of y.

How many pages there are is known only at the end. So `FramedCanvas` keeps each page as it was drawn, and adds the frame
and the page numbers of the contents when the document is saved.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from veralot_server.core.reports import style
from veralot_server.core.reports.fonts import REGULAR, printable, register, width
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.style import Style
from veralot_server.core.reports.text import wrap
from veralot_shared.i18n import Translator

PAGE_SIZE: Final = A4


class Imprint(NamedTuple):
    """What every page says about the report.

    Attributes:
        plant: the plant's printed name.
        title: what the report is.
        subject: of which record; stands at the right of every page.
        confidentiality: who may see it.
        printed_by: the printed name of who asked for it.
        printed_at: when, by the database's clock.
        zone: the plant's time zone, in which all times are shown.
    """

    plant: str
    title: str
    subject: str
    confidentiality: str
    printed_by: str
    printed_at: datetime
    zone: ZoneInfo


class Mark(NamedTuple):
    """A place in the contents where the page number of a heading is to be written."""

    heading: str
    page: int
    right: float
    baseline: float


def setting(translator: Translator) -> dict[str, Any]:
    """Return the canvas's options: no font but ours, and the language by its BCP 47 name, for screen readers."""
    return {"initialFontName": REGULAR, "pdfVersion": (1, 7), "lang": translator.language.replace("_", "-")}


class FramedCanvas(Canvas):
    """A canvas that puts the frame around its pages when all of them are known."""

    def __init__(self, *args: Any, imprint: Imprint, translator: Translator, **options: Any) -> None:  # noqa: ANN401 - reportlab's own
        register()
        super().__init__(*args, **{**options, **setting(translator)})
        self.imprint = imprint
        self.translator = translator
        self.headings: dict[str, int] = {}
        self.marks: list[Mark] = []
        self._drawn: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - overrides reportlab's method
        """Keep the page; its frame is drawn at the end."""
        self._drawn.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # reportlab's own way to go on; its stubs leave it out

    def save(self) -> None:
        """Draw the frame of each page and write the document."""
        drawn, headings, marks = self._drawn, self.headings, self.marks
        for number, page in enumerate(drawn, 1):
            self.__dict__.update(page)
            for mark in marks:
                if mark.page == number and mark.heading in headings:
                    self.right(mark.right, mark.baseline, str(headings[mark.heading]), style.BODY)
            self.draw_frame(number, len(drawn))
            super().showPage()
        super().save()

    def draw_frame(self, number: int, count: int) -> None:
        """Draw the lines above and below the page's content."""
        page_width, page_height = PAGE_SIZE
        left, right = style.MARGIN, page_width - style.MARGIN
        top, bottom = page_height - style.HEADER, style.FOOTER
        self.setStrokeColor(style.RULE)
        self.setLineWidth(0.5)
        self.line(left, top - 4, right, top - 4)
        self.line(left, bottom + 11, right, bottom + 11)
        _ = self.translator.text
        self.pair(left, right, top, self.imprint.title, self.imprint.subject)
        self.pair(left, right, top + style.FRAME.leading, self.imprint.plant, self.imprint.confidentiality)
        printed = _(
            "Printed {time} by {name}",
            time=Formats(self.translator, self.imprint.zone).time(self.imprint.printed_at),
            name=self.imprint.printed_by,
        )
        self.pair(left, right, bottom, printed, _("Page {number} of {count}", number=number, count=count))

    def pair(self, left: float, right: float, baseline: float, first: str, second: str) -> None:
        """Write one text at the left and one at the right; the left one gives way."""
        room = right - left - width(printable(second), style.FRAME.font, style.FRAME.size) - style.GAP
        self.left(left, baseline, wrap(first, style.FRAME.font, style.FRAME.size, room)[0], style.FRAME)
        self.right(right, baseline, second, style.FRAME)

    def left(self, x: float, baseline: float, text: str, set_in: Style) -> None:
        """Write a line that begins at `x`."""
        self.setFont(set_in.font, set_in.size)
        self.setFillColor(set_in.colour)
        self.drawString(x, baseline, printable(text))

    def right(self, x: float, baseline: float, text: str, set_in: Style) -> None:
        """Write a line that ends at `x`."""
        shown = printable(text)
        self.left(x - width(shown, set_in.font, set_in.size), baseline, shown, set_in)
