"""Compares pages cell by cell: two readings with each other, and one with what came confirmed."""

from typing import NamedTuple

from veralot_shared.rules.sampling.own.merging import known_cells, row_order
from veralot_shared.rules.sampling.own.pages import REFERRED, SIZE, PageContent, TablePage, holds_plan


class Difference(NamedTuple):
    """Where two pages differ: row and column as printed, and both cells; nothing stands for what was not read."""

    row: str
    column: str
    first: str
    second: str


def cells_of(content: PageContent) -> dict[tuple[str, str], str]:
    """Return every cell of a page by row and column, the sizes of its samples among them."""
    found: dict[tuple[str, str], str] = {}
    for row in content.rows:
        if row.sizes:
            found[row.name, SIZE] = " ".join(map(str, row.sizes))
        found |= {(row.name, heading): text for heading, text in row.cells.items()}
    return found


def differences(first: PageContent, second: PageContent) -> list[Difference]:
    """Return every cell in which two readings of a page differ, from top to bottom and from left to right."""
    mine, theirs = cells_of(first), cells_of(second)
    columns = [SIZE, *dict.fromkeys((*first.headings, *second.headings))]
    places = sorted({*mine, *theirs}, key=lambda place: (row_order(place[0]), columns.index(place[1])))
    return [
        Difference(*place, mine.get(place, ""), theirs.get(place, ""))
        for place in places
        if mine.get(place) != theirs.get(place)
    ]


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
