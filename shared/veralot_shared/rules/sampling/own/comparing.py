"""Compares pages cell by cell: readings with each other, and one with what came confirmed."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from veralot_shared.rules.sampling.own.merging import known_cells, row_order
from veralot_shared.rules.sampling.own.pages import REFERRED, SIZE, PageContent, PageRow, TablePage, holds_plan


class Difference(NamedTuple):
    """Where a page differs from what came confirmed: row and column as printed, and both cells."""

    row: str
    column: str
    first: str
    second: str


class Dissent(NamedTuple):
    """A cell that readings do not all have alike, in the order in which they were made; nothing stands for what was not read.

    `held` is what the cell is all the same: what two read alike, where no two others read something else alike.
    """

    row: str
    column: str
    readings: tuple[str, ...]
    held: str | None


def cells_of(content: PageContent) -> dict[tuple[str, str], str]:
    """Return every cell of a page by row and column, the sizes of its samples among them."""
    found: dict[tuple[str, str], str] = {}
    for row in content.rows:
        if row.sizes:
            found[row.name, SIZE] = " ".join(map(str, row.sizes))
        found |= {(row.name, heading): text for heading, text in row.cells.items()}
    return found


def dissents(readings: Sequence[PageContent]) -> list[Dissent]:
    """Return every cell that readings of a page do not all have alike, from top to bottom and from left to right."""
    cells = [cells_of(one) for one in readings]
    columns = [SIZE, *headings(readings)]
    found = dict.fromkeys(place for one in cells for place in one)
    places = sorted(found, key=lambda place: (row_order(place[0]), columns.index(place[1])))
    said = ((place, tuple(one.get(place, "") for one in cells)) for place in places)
    return [Dissent(row, column, texts, held(texts)) for (row, column), texts in said if len(set(texts)) > 1]


def headings(readings: Sequence[PageContent]) -> list[str]:
    """Return the headings of all readings, each once."""
    return list(dict.fromkeys(heading for one in readings for heading in one.headings))


def held(texts: Sequence[str]) -> str | None:
    """Return what two have read alike, where no two others have read something else alike."""
    twice = [text for text, times in Counter(texts).items() if times > 1]
    return twice[0] if len(twice) == 1 else None


def settled(readings: Sequence[PageContent]) -> PageContent | None:
    """Return the page on which every cell was read alike by two; nothing while there is a cell that was not."""
    found = dissents(readings)
    if len(readings) < 2 or any(one.held is None for one in found):  # noqa: PLR2004 - two people
        return None
    if not found:
        return readings[0]
    cells: dict[tuple[str, str], str] = {}
    for one in readings:
        cells |= cells_of(one)
    cells |= {(one.row, one.column): one.held for one in found if one.held is not None}
    kept = [heading for heading in headings(readings) if any(cells.get((row, heading)) for row, _ in cells)]
    names = sorted({row for (row, _), text in cells.items() if text}, key=row_order)
    return PageContent(tuple(kept), tuple(settled_row(name, cells, kept) for name in names))


def settled_row(name: str, cells: dict[tuple[str, str], str], kept: Sequence[str]) -> PageRow:
    """Return one line of the settled page."""
    sizes = tuple(int(size) for size in cells.get((name, SIZE), "").split())
    return PageRow(name, sizes, {heading: cells[name, heading] for heading in kept if cells.get((name, heading))})


def contradictions(page: TablePage, content: PageContent) -> list[Difference]:
    """Return every cell in which a page contradicts what came confirmed; `first` is the confirmed one."""
    known = known_cells(page)
    found: list[Difference] = []
    for row in content.rows:
        sizes = {cell.sizes for (name, _), cell in known.items() if name == row.name and cell.sizes}
        if row.sizes and sizes and row.sizes not in sizes:
            found.append(Difference(row.name, SIZE, told(*sizes), told(row.sizes)))
        for heading, text in row.cells.items():
            cell = known.get((row.name, heading))
            if cell is not None and cell.text != text and not both_refer(cell.text, text):
                found.append(Difference(row.name, heading, cell.text, text))
    return found


def told(*sizes: tuple[int, ...]) -> str:
    """Return the sizes of a row's samples as they are told."""
    return ", ".join(" ".join(map(str, one)) for one in sizes)


def both_refer(first: str, second: str) -> bool:
    """Say whether two cells both refer to another table: by either way one comes to the same single plan."""
    return first in REFERRED and second in REFERRED


def opens(page: TablePage, content: PageContent) -> int:
    """Return how many plans, arrows or letters a page adds to what came confirmed."""
    known = known_cells(page)
    return sum((row.name, heading) not in known for row in content.rows for heading in row.cells)


def plans_in(content: PageContent) -> int:
    """Return how many plans of its own a page holds."""
    return sum(holds_plan(text) for row in content.rows for text in row.cells.values())
