"""What in a page cannot be, and what is unlikely: a page that was misread twice in the same way is still found here.

A page that cannot be is not established. What is unlikely is told and left to whoever looks into the copy: the standards
match the curves of double and multiple plans, and those by variables, to their single plans only as far as sizes allow.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from veralot_shared.errors import Sentence
from veralot_shared.rules.sampling import TableNotEstablished, variables
from veralot_shared.rules.sampling.curves import Distribution, probability_of_acceptance
from veralot_shared.rules.sampling.own import words
from veralot_shared.rules.sampling.own.merging import cell_at, follow, rows_of
from veralot_shared.rules.sampling.own.pages import (
    ARROWS,
    LARGEST,
    LETTERS,
    REFERRED,
    SIZE,
    OwnTable,
    OwnTables,
    PageContent,
    PageRow,
    TablePage,
    holds_plan,
    stages_in,
)
from veralot_shared.rules.sampling.plans import given_plan, located
from veralot_shared.rules.sampling.risks import quality_at
from veralot_shared.rules.sampling.terms import Plan, SamplingKind, Scheme, Severity

POINTS: Final = (0.95, 0.50, 0.10)
"""Where a curve is compared with its single plan's."""
NEAR: Final = {Severity.NORMAL: 0.10, Severity.TIGHTENED: 0.10, Severity.REDUCED: 0.20}
"""How far the published curves lie apart at most; reduced series reject more often, and small samples fit less well."""
NEAR_SMALL: Final = 0.25
SMALL: Final = "F"
"""Rows before this letter have samples too small to fit their single plans closely."""
LEAST_AT_AQL: Final = {Severity.NORMAL: 0.85, Severity.TIGHTENED: 0.70, Severity.REDUCED: 0.85}
HUNDRED: Final = 100


class Flaw(NamedTuple):
    """What is wrong with a cell of a page, or odd about it: its row and column as printed, and what is said."""

    row: str
    column: str
    said: Sentence


def flaws(page: TablePage, content: PageContent, own: OwnTables) -> list[Flaw]:
    """Return everything in a page that cannot be; `own` are the plant's other tables, to which its cells may lead."""
    if page.of_letters:
        return [*letter_flaws(content)]
    here = own.beside(OwnTable(0, page, content))
    found = [*size_flaws(page, content), *arrow_flaws(page, content, here)]
    if page.by_variables:
        return [*found, *constant_flaws(page, content, here)]
    return [*found, *number_flaws(page, content), *order_flaws(page, content, here)]


def flaw(text: str, row: str, column: str, value: str = "", **values: str) -> Flaw:
    """Return a flaw of a cell."""
    return Flaw(row, column, Sentence(text, {"row": row, "column": column, "value": value, **values}))


# --- sizes, numbers and arrows ---------------------------------------------------------------------------------------


def size_flaws(page: TablePage, content: PageContent) -> Iterator[Flaw]:
    """Yield the rows whose samples are smaller than those of the row above."""
    former = 0
    for row in content.rows:
        first = (
            [int(text.split("/")[0]) for text in row.cells.values() if holds_plan(text)] if page.by_variables else []
        )
        size = max(first, default=0) if page.by_variables else sum(row.sizes)
        if size and size < former:
            yield flaw(words.SIZES_FALL, row.name, SIZE)
        former = size or former


def number_flaws(page: TablePage, content: PageContent) -> Iterator[Flaw]:
    """Yield the plans whose numbers cannot decide."""
    gap = page.scheme is Scheme.ANSI_Z1_4 and page.severity is Severity.REDUCED
    for row, heading, text in plans_of(content):
        if len(row.sizes) != len(text.split()):
            yield flaw(words.NUMBERS_WRONG, row.name, heading, text)
            continue
        stages = stages_in(text, row.sizes)
        accepts = [-1 if stage.accept is None else stage.accept for stage in stages]
        rejects = [stage.reject for stage in stages]
        apart = all(accept + 1 < reject for accept, reject in zip(accepts[:-1], rejects[:-1], strict=True))
        last = stages[-1]
        if accepts != sorted(accepts) or rejects != sorted(rejects) or not apart or last.accept is None:
            yield flaw(words.NUMBERS_WRONG, row.name, heading, text)
        elif last.reject <= last.accept or (last.reject != last.accept + 1 and not gap):
            yield flaw(words.LAST_GAP, row.name, heading, text)


def plans_of(content: PageContent) -> Iterator[tuple[PageRow, str, str]]:
    """Yield each cell that holds a plan of its own."""
    for row in content.rows:
        for heading in content.headings:
            text = row.cells.get(heading, "")
            if holds_plan(text):
                yield row, heading, text


def arrow_flaws(page: TablePage, content: PageContent, own: OwnTables) -> Iterator[Flaw]:
    """Yield the arrows and references that lead to no plan."""
    for row in content.rows:
        for heading, text in row.cells.items():
            if text in ARROWS or text in REFERRED:
                try:
                    if page.by_variables:
                        follow(page, row.name, Decimal(heading), own)
                    else:
                        located(page, row.name, Decimal(heading), own)
                except TableNotEstablished:
                    yield flaw(words.LEADS_NOWHERE, row.name, heading, text)


def order_flaws(page: TablePage, content: PageContent, own: OwnTables) -> Iterator[Flaw]:
    """Yield the plans that accept less than that of a smaller AQL or of a smaller sample."""
    order = rows_of(page, own)
    for row, heading, text in plans_of(content):
        mine = last_number(text)
        before = content.headings[: content.headings.index(heading)]
        left = [last_number(cell) for one in before if (cell := plan_at(page, row.name, one, own))]
        above = [
            last_number(cell) for one in order[: order.index(row.name)] if (cell := plan_at(page, one, heading, own))
        ]
        if max(left, default=mine) > mine:
            yield flaw(words.ROW_FALLS, row.name, heading, text)
        if max(above, default=mine) > mine:
            yield flaw(words.COLUMN_FALLS, row.name, heading, text)


def plan_at(page: TablePage, row: str, heading: str, own: OwnTables) -> str:
    """Return a cell that holds a plan of its own; nothing where it does not."""
    cell = cell_at(page, row, heading, own)
    return cell.text if cell is not None and holds_plan(cell.text) else ""


def last_number(text: str) -> int:
    """Return with how many nonconforming a plan accepts at the end."""
    accept = text.rpartition(" ")[2].partition("/")[0]
    return int(accept) if accept.isdecimal() else -1


def constant_flaws(page: TablePage, content: PageContent, own: OwnTables) -> Iterator[Flaw]:
    """Yield the constants that do not fall with the AQL, or fall with the size of the sample."""
    order = rows_of(page, own)
    for row, heading, text in plans_of(content):
        k = constant(text)
        before = content.headings[: content.headings.index(heading)]
        left = [constant(cell) for one in before if (cell := plan_at(page, row.name, one, own))]
        above = [constant(cell) for one in order[: order.index(row.name)] if (cell := plan_at(page, one, heading, own))]
        if min(left, default=k + 1) <= k:
            yield flaw(words.K_RISES, row.name, heading, text)
        if max(above, default=k) > k:
            yield flaw(words.K_FALLS, row.name, heading, text)


def constant(text: str) -> Decimal:
    """Return k of a cell."""
    return Decimal(text.partition("/")[2])


def letter_flaws(content: PageContent) -> Iterator[Flaw]:
    """Yield the letters that fall with the size of the lot, or from a level to the next of its group."""
    for heading in content.headings:
        former = ""
        for row in content.rows:
            letter = row.cells.get(heading, "")
            if letter and former and LETTERS.index(letter) < LETTERS.index(former):
                yield flaw(words.LETTER_FALLS, row.name, heading, letter)
            former = letter or former
    for row in content.rows:
        for group in (("S-1", "S-2", "S-3", "S-4"), ("I", "II", "III")):
            known = [(level, row.cells[level]) for level in group if level in row.cells]
            for (_, smaller), (level, letter) in pairwise(known):
                if LETTERS.index(letter) < LETTERS.index(smaller):
                    yield flaw(words.LEVEL_FALLS, row.name, level, letter)
    if content.rows and content.rows[-1].name != LARGEST:
        yield flaw(words.LAST_LOT, content.rows[-1].name, "")


# --- curves ----------------------------------------------------------------------------------------------------------


def doubts(page: TablePage, content: PageContent, own: OwnTables) -> list[Flaw]:
    """Return the plans whose curves lie far from where the standards' lie; they may be right all the same."""
    if page.of_letters:
        return []
    here = own.beside(OwnTable(0, page, content))
    found = (doubt(page, row, heading, text, here) for row, heading, text in plans_of(content))
    return [one for one in found if one is not None]


def doubt(page: TablePage, row: PageRow, heading: str, text: str, own: OwnTables) -> Flaw | None:
    """Return what is odd about a plan: far from its single plan, or strict at the AQL itself."""
    severity = page.severity or Severity.NORMAL
    single = single_plan(page, row.name, heading, own)
    if single is not None:
        near = NEAR_SMALL if row.name < SMALL else NEAR[severity]
        for share in POINTS:
            given = accepted(page, row, text, quality_at(single, share, Distribution.POISSON))
            if abs(given - share) > near:
                shown = {"given": percent(given), "single": percent(share)}
                return flaw(words.UNLIKE_SINGLE, row.name, heading, text, **shown)
    given = accepted(page, row, text, float(Decimal(heading)) / HUNDRED)
    if given < LEAST_AT_AQL[severity]:
        return flaw(words.UNLIKE_AQL, row.name, heading, text, given=percent(given))
    return None


def single_plan(page: TablePage, letter: str, heading: str, own: OwnTables) -> Plan | None:
    """Return the single plan of a cell, where it is known and stands in that very row.

    The plans of ISO 3951-1 are matched to those of ISO 2859-1:1999.
    """
    if page.kind is SamplingKind.SINGLE and not page.by_variables:
        return None
    scheme = Scheme.ISO_2859_1_1999 if page.by_variables else page.scheme
    table = TablePage(scheme=scheme, kind=SamplingKind.SINGLE, severity=page.severity)
    try:
        there = located(table, letter, Decimal(heading), own)
    except TableNotEstablished:
        return None
    return given_plan(there.stages) if there.row == letter else None


def accepted(page: TablePage, row: PageRow, text: str, quality: float) -> float:
    """Return how often a cell's plan accepts a lot of a quality."""
    if page.by_variables:
        size, k = text.split("/")
        return variables.acceptance(float(k), int(size), min(quality, 1.0))
    return probability_of_acceptance(given_plan(stages_in(text, row.sizes)), quality, Distribution.POISSON)


def percent(share: float) -> str:
    """Return a share as people read it."""
    return f"{share * HUNDRED:.0f}"
