"""Finds cells: the confirmed one first, and a plant's own only where there is none."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from veralot_shared.rules.quantities import plain_text
from veralot_shared.rules.sampling import AqlUnknown, LetterNotEstablished, LotTooSmall, TableNotEstablished
from veralot_shared.rules.sampling import tables as published
from veralot_shared.rules.sampling.own.pages import (
    ARROWS,
    DOWN,
    LARGEST,
    LEVELS,
    NO_PLAN,
    NO_TABLES,
    USE_DOUBLE,
    USE_SINGLE,
    OwnTables,
    PageContent,
    PageRow,
    TablePage,
)
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity


class Cell(NamedTuple):
    """A cell with the sizes of its row, and the plant's table that it stands in; none where it came confirmed."""

    text: str
    sizes: tuple[int, ...]
    table: int | None = None


class Followed(NamedTuple):
    """Where the arrows from a cell lead, and the plant's tables that were read on the way."""

    row: str
    cell: Cell
    tables: tuple[int, ...]


@cache
def confirmed(page: TablePage) -> PageContent | None:
    """Return what of a page came confirmed, as a plant would enter it; nothing where none of it did."""
    if page.of_letters:
        return confirmed_letters(page.scheme)
    kind, severity = page.kind or SamplingKind.SINGLE, page.severity or Severity.NORMAL
    table = published.master_table(page.scheme, kind, severity)
    if table is None:
        return None
    rows = tuple(
        PageRow(
            letter,
            () if row.size is None else (row.size,) * (page.stages.start if kind is not SamplingKind.SINGLE else 1),
            {plain_text(aql): text for aql, cell in row.cells.items() if (text := as_entered(kind, row, cell, table))},
        )
        for letter, row in table.rows.items()
    )
    return PageContent(tuple(plain_text(aql) for aql in table.aqls), rows)


def as_entered(kind: SamplingKind, row: published.Row, cell: str, table: published.MasterTable) -> str:
    """Return a published cell as it is entered; nothing where it is not established."""
    if cell in {*ARROWS, NO_PLAN}:
        return cell
    if kind is SamplingKind.SINGLE:
        accept, _, reject = cell.partition("/")
        return "" if cell == published.NOT_ESTABLISHED else f"{accept}/{reject or int(accept) + 1}"
    if cell == "0":
        return USE_SINGLE
    if row.size is None:
        return USE_DOUBLE if kind is SamplingKind.MULTIPLE else USE_SINGLE
    numbers = table.plans.get(cell, published.NOT_ESTABLISHED)
    return "" if numbers == published.NOT_ESTABLISHED else numbers


def confirmed_letters(scheme: Scheme) -> PageContent | None:
    """Return the code letters that came confirmed."""
    if scheme not in published.LETTERS:
        return None
    rows = tuple(
        PageRow(
            LARGEST if top is None else str(top),
            (),
            {level: letter for level, letter in letters.items() if letter != published.NOT_ESTABLISHED},
        )
        for top, letters in published.letter_table(published.LETTERS[scheme])
    )
    return PageContent(LEVELS, rows)


@cache
def known_cells(page: TablePage) -> Mapping[tuple[str, str], Cell]:
    """Return the confirmed cells of a page by row and heading."""
    content = confirmed(page)
    rows = () if content is None else content.rows
    return MappingProxyType(
        {(row.name, heading): Cell(text, row.sizes) for row in rows for heading, text in row.cells.items()}
    )


def cell_at(page: TablePage, row: str, heading: str, own: OwnTables = NO_TABLES) -> Cell | None:
    """Return a cell: the confirmed one, else the plant's own, else none."""
    known = known_cells(page).get((row, heading))
    if known is not None:
        return known
    table = own.of(page)
    line = None if table is None else table.content.row(row)
    if table is None or line is None or heading not in line.cells:
        return None
    return Cell(line.cells[heading], line.sizes, table.id)


def rows_of(page: TablePage, own: OwnTables = NO_TABLES) -> list[str]:
    """Return the names of a page's rows from top to bottom, confirmed and own."""
    table, content = own.of(page), confirmed(page)
    rows = (*(() if content is None else content.rows), *(() if table is None else table.content.rows))
    names = {row.name for row in rows}
    return sorted(names, key=row_order)


def row_order(name: str) -> tuple[int, int, str]:
    """Return what rows are sorted by: lots by their size, the largest last; letters by the alphabet."""
    if name == LARGEST:
        return 2, 0, ""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)


def follow(page: TablePage, letter: str, aql: Decimal, own: OwnTables = NO_TABLES) -> Followed:
    """Return what holds the plan: an arrow leads to the first plan below or above (10.3, AQL-02).

    Raises AqlUnknown, TableNotEstablished.
    """
    heading = known_heading(page, letter, aql, own)
    order = rows_of(page, own)
    place = order.index(letter) if letter in order else -1
    rests: dict[int, None] = {}
    met: set[int] = set()
    while place in range(len(order)) and place not in met:
        met.add(place)
        cell = cell_at(page, order[place], heading, own)
        if cell is None or cell.text == NO_PLAN:
            break
        if cell.table is not None:
            rests[cell.table] = None
        if cell.text not in ARROWS:
            return Followed(order[place], cell, tuple(rests))
        place += 1 if cell.text == DOWN else -1
    raise refused(page, letter, aql)


def known_heading(page: TablePage, letter: str, aql: Decimal, own: OwnTables) -> str:
    """Return the heading of an AQL. Raises AqlUnknown, TableNotEstablished."""
    table, content = own.of(page), confirmed(page)
    if table is None and content is None:
        raise refused(page, letter, aql)
    heading = plain_text(aql)
    own_headings = () if table is None else table.content.headings
    usual = content or confirmed(TablePage(scheme=page.scheme, kind=SamplingKind.SINGLE, severity=Severity.NORMAL))
    known = own_headings if usual is None else usual.headings
    if heading not in known and heading not in own_headings:
        raise AqlUnknown(aql=aql, known=[Decimal(one) for one in known])
    return heading


def refused(page: TablePage, letter: str, aql: Decimal) -> TableNotEstablished:
    """Return what is said of a cell that nobody has established."""
    kind, severity = page.kind or SamplingKind.SINGLE, page.severity or Severity.NORMAL
    return published.not_established(page.scheme, kind, severity, letter, aql)


def letter_of(
    scheme: Scheme, lot_size: int, level: InspectionLevel, own: OwnTables = NO_TABLES
) -> tuple[str, tuple[int, ...]]:
    """Return the code letter of a lot, and the plant's table that it was read in, if it was.

    Raises LotTooSmall, LetterNotEstablished.
    """
    if lot_size < published.SMALLEST_LOT:
        raise LotTooSmall(lot_size=lot_size)
    if scheme in published.LETTERS:
        try:
            return published.code_letter(scheme, lot_size, level), ()
        except LetterNotEstablished:
            if own.of(TablePage(scheme=scheme)) is None:
                raise
    table = own.of(TablePage(scheme=scheme))
    rows = [] if table is None else sorted(table.content.rows, key=lambda row: row_order(row.name))
    line = next((row for row in rows if row.name == LARGEST or lot_size <= int(row.name)), None)
    if table is None or line is None or level not in line.cells:
        raise LetterNotEstablished(scheme=scheme, level=level)
    return line.cells[level], (table.id,)
