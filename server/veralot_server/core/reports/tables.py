"""Tables that break over pages: the head is repeated, long cells wrap, a row longer than a page goes on overleaf."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from reportlab.platypus import Flowable, LongTable, TableStyle

from veralot_server.core.reports import style
from veralot_server.core.reports.text import widths, wrap

PADDING: Final = 3.0
LONGEST_WORD: Final = 92.0
"""A word wider than this (points) may be broken, so that one hash does not take the page from the other columns."""
HEAD: Final = 31.0
"""A title up to this width (points) stands on one line: four Chinese characters, which else would stand one on the other."""
LONGEST_ROW: Final = 20
"""Lines of a row that stay together; a longer row is cut, since a table cannot break inside one."""

LEVEL_STEPS: Final = 30
"""Halvings of the page's width: far finer than a printer's dot."""

Alignment = Literal["left", "right"]
Command: TypeAlias = tuple[Any, ...]
"""One of reportlab's commands: what, from which cell, to which cell, how."""


class Column(NamedTuple):
    """A column of a table; one that is `whole` breaks no text, as for hashes that people compare."""

    title: str
    align: Alignment = "left"
    whole: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: float) -> Flowable:
    """Return a table of texts, `room` points wide."""
    sizes = share_out(columns, rows, room)
    inner = [size - 2 * PADDING for size in sizes]
    head = ["\n".join(wrap(c.title, *cell_head(), size)) for c, size in zip(columns, inner, strict=True)]
    body: list[list[str]] = []
    continued: list[int] = []
    for row in rows:
        for part, cells in enumerate(cut(row, inner)):
            if part:
                continued.append(len(body) + 1)
            body.append(cells)
    return LongTable(
        [head, *body],
        colWidths=sizes,
        repeatRows=1,
        hAlign="LEFT",
        style=TableStyle([*FIXED, *alignment(columns), *joints(continued)]),
        spaceAfter=6,
    )


def cell_head() -> tuple[str, float]:
    """Return font and size of the head."""
    return style.CELL_HEAD.font, style.CELL_HEAD.size


def cut(row: Sequence[str], sizes: Sequence[float]) -> Iterator[list[str]]:
    """Yield a row as wrapped cells; a very long one in several parts."""
    wrapped = [wrap(cell, style.CELL.font, style.CELL.size, size) for cell, size in zip(row, sizes, strict=True)]
    longest = max(len(lines) for lines in wrapped)
    for start in range(0, longest, LONGEST_ROW):
        yield ["\n".join(lines[start : start + LONGEST_ROW]) for lines in wrapped]


FIXED: Final[list[Command]] = [
    ("FONT", (0, 0), (-1, 0), style.CELL_HEAD.font, style.CELL_HEAD.size, style.CELL_HEAD.leading),
    ("FONT", (0, 1), (-1, -1), style.CELL.font, style.CELL.size, style.CELL.leading),
    ("TEXTCOLOR", (0, 0), (-1, -1), style.INK),
    ("BACKGROUND", (0, 0), (-1, 0), style.SHADE),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, style.QUIET),
    ("LINEBELOW", (0, 1), (-1, -1), 0.3, style.RULE),
    ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ("VALIGN", (0, 1), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


def joints(rows: Sequence[int]) -> list[Command]:
    """Return the commands that hide the line between a row's part and the part before it."""
    return [("LINEBELOW", (0, row - 1), (-1, row - 1), 0.3, style.PAPER) for row in rows]


def alignment(columns: Sequence[Column]) -> list[Command]:
    """Return the commands that align the columns of numbers."""
    return [("ALIGN", (n, 0), (n, -1), "RIGHT") for n, column in enumerate(columns) if column.align == "right"]


def share_out(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Return the widths of the columns.

    Each has at least what its longest word needs, and no more than its longest text would like. Between the two all are
    as wide as one level, like water: so what is short is not broken for the sake of what is long.
    """
    pairs = [demands(column, cells) for column, cells in by_column(columns, rows)]
    needed, wanted = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if sum(needed) >= room:
        return [room * need / sum(needed) for need in needed]
    if sum(wanted) <= room:
        return [want + (room - sum(wanted)) * want / sum(wanted) for want in wanted]
    low, high = 0.0, room
    for _ in range(LEVEL_STEPS):
        level = (low + high) / 2
        low, high = (level, high) if sum(clamped(pair, level) for pair in pairs) < room else (low, level)
    return [clamped(pair, low) for pair in pairs]


def clamped(pair: tuple[float, float], level: float) -> float:
    """Return a level, kept between what a column needs and what it would like."""
    return min(max(level, pair[0]), pair[1])


def by_column(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[tuple[Column, Sequence[str]]]:
    """Yield each column with its cells."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return zip(columns, cells, strict=True)


def demands(column: Column, cells: Sequence[str]) -> tuple[float, float]:
    """Return the width that a column needs and the one that it would like, padding included."""
    body = [widths(cell, style.CELL.font, style.CELL.size, LONGEST_WORD) for cell in set(cells)]
    sizes = [widths(column.title, *cell_head(), LONGEST_WORD), *body]
    sizes[0] = (sizes[0][0], max(sizes[0][1], min(sizes[0][0], HEAD)))
    wanted = max(size[0] for size in sizes) + 2 * PADDING
    return wanted if column.whole else max(size[1] for size in sizes) + 2 * PADDING, wanted
