"""What a report is made of, besides tables: headings, texts, boxes, facts, and the list of contents."""

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import CondPageBreak, Flowable

from veralot_server.core.reports import style
from veralot_server.core.reports.page import FramedCanvas, Mark
from veralot_server.core.reports.style import Style, Tone
from veralot_server.core.reports.text import wrap

PADDING: Final = 8.0
LABEL_SHARE: Final = 0.36
LABEL_SHARE_ALONE: Final = 0.26
ROOM_UNDER_HEADING: Final = 120.0
"""A heading goes overleaf if less than this follows it: some rows of a table with its head."""


class Block(Flowable):
    """A piece of a report that knows its height once its width is given. Sizes in points."""

    canv: FramedCanvas

    def __init__(self) -> None:
        super().__init__()
        self.width = 0.0
        self.height = 0.0

    def measure(self, room: float) -> float:
        """Return the height at this width."""
        raise NotImplementedError

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Take the whole width that there is."""
        self.width, self.height = room, self.measure(room)
        return self.width, self.height


class Text(Block):
    """A text of any length; it may break over pages."""

    def __init__(
        self, text: str, set_in: Style = style.BODY, *, before: float = 0, after: float = 4, keep: bool = False
    ) -> None:
        """Set `text` with space around it; with `keep`, on the page of what follows."""
        super().__init__()
        self.text, self.set_in = text, set_in
        self.before, self.after, self.keep = before, after, keep

    def measure(self, room: float) -> float:
        """Return the height of its lines and the space after them."""
        return len(self.lines(room)) * self.set_in.leading + self.after

    def lines(self, room: float) -> tuple[str, ...]:
        """Return its lines at this width."""
        return wrap(self.text, self.set_in.font, self.set_in.size, room)

    def split(self, room: float, height: float) -> list[Flowable]:
        """Return the part that fits on this page and the rest."""
        lines = self.lines(room)
        fits = int(height // self.set_in.leading)
        if fits < 1:
            return []
        first = Text("\n".join(lines[:fits]), self.set_in, before=self.before, after=0)
        return [first, Text("\n".join(lines[fits:]), self.set_in, after=self.after)]

    def draw(self) -> None:
        """Write the lines."""
        write(self.canv, 0, self.height, self.lines(self.width), self.set_in)

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space above, which falls away at the top of a page."""
        return self.before

    def getKeepWithNext(self) -> bool:  # noqa: N802 - reportlab's name
        """Return whether it stays with what follows."""
        return self.keep


class Heading(Block):
    """The title of a section; the contents and the outline lead to it. See `heading`."""

    def __init__(self, key: str, title: str, set_in: Style = style.HEADING) -> None:
        super().__init__()
        self.key, self.title, self.set_in = key, title, set_in

    def measure(self, room: float) -> float:
        """Return the height of its lines."""
        return len(wrap(self.title, self.set_in.font, self.set_in.size, room)) * self.set_in.leading + 2

    def draw(self) -> None:
        """Write the title and tell the canvas on which page it stands."""
        self.canv.headings[self.key] = self.canv.getPageNumber()
        self.canv.bookmarkHorizontal(self.key, 0, self.height)
        self.canv.addOutlineEntry(self.title, self.key, 0, closed=False)
        write(self.canv, 0, self.height, wrap(self.title, self.set_in.font, self.set_in.size, self.width), self.set_in)

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space above."""
        return 14


def heading(key: str, title: str) -> list[Flowable]:
    """Return a title that does not stand alone at the foot of a page."""
    return [CondPageBreak(ROOM_UNDER_HEADING), Heading(key, title)]


class Contents(Block):
    """The list of contents; the canvas writes the page numbers when it knows them."""

    def __init__(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """List entries of heading key, title and a remark."""
        super().__init__()
        self.entries = entries

    def measure(self, _room: float) -> float:
        """Return one line's height for each entry."""
        return len(self.entries) * style.BODY.leading + 4

    def draw(self) -> None:
        """Write each title and remark, and leave a mark for the page number."""
        size, font = style.BODY.size, style.BODY.font
        for row, (key, title, remark) in enumerate(self.entries, 1):
            baseline = self.height - row * style.BODY.leading + size * 0.4
            x, y = self.canv.absolutePosition(self.width, baseline)
            self.canv.marks.append(Mark(key, self.canv.getPageNumber(), x, y))
            self.canv.left(0, baseline, wrap(title, font, size, self.width * 0.6)[0], style.BODY)
            self.canv.right(self.width - 30, baseline, wrap(remark, font, size, self.width * 0.3)[0], style.LABEL)
            self.canv.linkRect("", key, (0, baseline - 2, self.width, baseline + size), relative=1, thickness=0)


class Box(Block):
    """Texts in a tinted box with a bar at its left."""

    def __init__(self, tone: Tone, texts: Sequence[Text], *, after: float = 8) -> None:
        super().__init__()
        self.tone, self.texts, self.after = tone, texts, after

    def measure(self, room: float) -> float:
        """Return the height of the texts and the padding."""
        return sum(text.measure(room - 3 * PADDING) for text in self.texts) + 2 * PADDING - 3 + self.after

    def draw(self) -> None:
        """Draw the box and the texts in it."""
        self.canv.setFillColor(self.tone.fill)
        self.canv.rect(0, self.after, self.width, self.height - self.after, stroke=0, fill=1)
        self.canv.setFillColor(self.tone.edge)
        self.canv.rect(0, self.after, 3, self.height - self.after, stroke=0, fill=1)
        top = self.height - PADDING
        for text in self.texts:
            write(self.canv, 2 * PADDING, top, text.lines(self.width - 3 * PADDING), text.set_in)
            top -= text.measure(self.width - 3 * PADDING)


class Facts(Block):
    """Labelled values in columns, read row by row. A value that is missing shows a dash: it is known to be missing."""

    def __init__(self, facts: Sequence[tuple[str, str]], *, columns: int = 2) -> None:
        super().__init__()
        self.facts, self.columns = facts, columns

    def rows(self) -> list[Sequence[tuple[str, str]]]:
        """Return the facts of each row."""
        return [self.facts[start : start + self.columns] for start in range(0, len(self.facts), self.columns)]

    def sides(self, room: float) -> tuple[float, float, float]:
        """Return the widths of a column, its label and its value."""
        column = room / self.columns
        share = LABEL_SHARE if self.columns > 1 else LABEL_SHARE_ALONE
        return column, column * share - style.GAP, column * (1 - share) - style.GAP

    def row_height(self, row: Sequence[tuple[str, str]], room: float) -> float:
        """Return the height of the tallest fact in a row."""
        _, label, value = self.sides(room)
        return (
            max(max(len(lines_of(a, style.LABEL, label)), len(lines_of(b, style.BODY, value))) for a, b in row)
            * (style.BODY.leading)
            + 3
        )

    def measure(self, room: float) -> float:
        """Return the height of all rows."""
        return sum(self.row_height(row, room) for row in self.rows()) + 8

    def draw(self) -> None:
        """Write the rows, each over a thin line."""
        column, label, value = self.sides(self.width)
        top = self.height
        self.canv.setLineWidth(0.4)
        for row in self.rows():
            for place, (name, fact) in enumerate(row):
                left = place * column
                write(self.canv, left, top - 1, lines_of(name, style.LABEL, label), style.LABEL, style.BODY.leading)
                write(self.canv, left + label + style.GAP, top - 1, lines_of(fact, style.BODY, value), style.BODY)
            top -= self.row_height(row, self.width)
            self.canv.setStrokeColor(style.RULE)
            self.canv.line(0, top, self.width, top)


def lines_of(text: str, set_in: Style, room: float) -> tuple[str, ...]:
    """Return a fact's lines, a dash if it has none."""
    return wrap(text or "—", set_in.font, set_in.size, room)


def write(
    canvas: FramedCanvas, x: float, top: float, lines: Sequence[str], set_in: Style, leading: float | None = None
) -> None:
    """Write lines, the first just under `top`."""
    step = leading or set_in.leading
    baseline = top - step + set_in.size * 0.35
    for number, line in enumerate(lines):
        canvas.left(x, baseline - number * step, line, set_in)
