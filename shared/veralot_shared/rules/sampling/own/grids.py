"""A page as the cells of a spreadsheet: read with everything that is wrong at once, and written for filling in and looking at.

The first line has the headings. Then each line has a code letter, the number of the sample where there are several, and its
size, and a cell for each AQL; Table 1 has a line for each range of lots, named by its largest, and a cell for each level.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_shared.errors import Sentence
from veralot_shared.rules.quantities import plain_text
from veralot_shared.rules.sampling.own import words
from veralot_shared.rules.sampling.own.merging import confirmed, row_order
from veralot_shared.rules.sampling.own.pages import (
    ARROWS,
    LARGEST,
    LETTERS,
    LEVELS,
    NO_PLAN,
    REFERRED,
    SIZE,
    PageContent,
    PageRow,
    TablePage,
    holds_plan,
)
from veralot_shared.rules.sampling.terms import SamplingKind, Scheme, Severity

Grid = Sequence[Sequence[str]]

LETTER_HEAD, SAMPLE_HEAD, LOT_HEAD = "letter", "sample", "lot"
ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("V↓⇩▼", "v"),
        **dict.fromkeys("↑⇧▲", "^"),
        **dict.fromkeys("\uff0d\u2013\u2212\u2014", "-"),
        **{chr(ord(one) + 0xFEE0): one for one in "*#/+.^v"},
        **dict.fromkeys("\u00a0\u3000", " "),
    }
)
"""What is written for an arrow, a stroke or a dash, and what is kept of it."""
SYMBOLS: Final = frozenset({*ARROWS, *REFERRED, NO_PLAN})
PAIR: Final = re.compile(r"(\d{1,4}|#)\s*[/|;, ]\s*(\d{1,4})")
NUMBER: Final = re.compile(r"\d{1,4}")
BOUND: Final = re.compile(r"\d{1,9}")
AQL: Final = re.compile(r"\d{1,4}\.?\d{0,4}|\.\d{1,4}")
"""What is longer is none: a power of ten written short would fill the memory once it is written out."""
CONSTANT: Final = re.compile(r"(?:(\d{1,5})\s*[/|; ]\s*)?(\d?\.\d{1,4}|\d)")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}.*")
ALPHABET: Final = 26


class Flaw(NamedTuple):
    """What is wrong in a file: where, both counted from 1, and what, as a sentence with its values."""

    row: int
    column: int
    text: str
    values: dict[str, str]

    def sentence(self) -> Sentence:
        """Return it as it is told, the column by the letter that spreadsheets call it."""
        return Sentence(self.text, {"row": str(self.row), "column": column_name(self.column), **self.values})


class Line(NamedTuple):
    """A line of a file with its number."""

    number: int
    cells: Sequence[str]

    def at(self, column: int) -> str:
        """Return a cell, counted from 0, as it is meant; nothing where the line ends before it."""
        return self.cells[column].translate(ALIKE).strip() if column < len(self.cells) else ""


def column_name(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, ALPHABET)
        name = chr(ord("A") + rest) + name
    return name


def leading(page: TablePage) -> tuple[str, ...]:
    """Return the headings before those of the cells."""
    if page.of_letters:
        return (LOT_HEAD,)
    return (LETTER_HEAD, SIZE) if page.stages.start == 1 else (LETTER_HEAD, SAMPLE_HEAD, SIZE)


# --- reading ---------------------------------------------------------------------------------------------------------


def read(page: TablePage, grid: Grid) -> tuple[PageContent, list[Sentence]]:
    """Return what a file says of a page, and everything that is wrong with it."""
    content, flaws = examined(page, grid)
    return content, [flaw.sentence() for flaw in flaws]


def examined(page: TablePage, grid: Grid) -> tuple[PageContent, list[Flaw]]:
    """Return what a file says of a page, and everything that is wrong with it, by its place."""
    lines = [Line(number, cells) for number, cells in enumerate(grid, start=1) if any(cell.strip() for cell in cells)]
    if len(lines) <= 1:
        text = words.NO_ROWS if lines else words.NO_HEADINGS
        return PageContent((), ()), [Flaw(lines[0].number if lines else 1, 1, text, {})]
    flaws: list[Flaw] = []
    headings = dict(headings_in(page, lines[0], flaws))
    blocks = list(blocks_in(page, lines[1:], flaws))
    rows = [row_in(page, name, block, headings, flaws) for name, block in blocks]
    if not flaws:
        rows.sort(key=lambda row: row_order(row.name))
    return PageContent(tuple(headings.values()), tuple(rows)), sorted(flaws, key=lambda flaw: flaw[:3])


def headings_in(page: TablePage, line: Line, flaws: list[Flaw]) -> Iterator[tuple[int, str]]:
    """Yield the columns of the cells with what they are called."""
    start, former = len(leading(page)), Decimal(0)
    known, seen = usual_headings(page), set[str]()
    for column in range(start, len(line.cells)):
        text = line.at(column)
        if not text:
            continue
        heading, wrong = heading_of(page, text, known)
        if not wrong and heading in seen:
            wrong = words.HEADING_TWICE
        if not wrong and not page.of_letters and Decimal(heading) < former:
            wrong = words.NOT_RISING
        if wrong:
            flaws.append(Flaw(line.number, column + 1, wrong, {"value": text}))
            continue
        seen.add(heading)
        former = former if page.of_letters else Decimal(heading)
        yield column, heading


def heading_of(page: TablePage, text: str, known: Sequence[str]) -> tuple[str, str]:
    """Return a heading as it is kept, and what is wrong with it."""
    if page.of_letters:
        level = text.upper().replace(" ", "").replace("S1", "S-1").replace("S2", "S-2")
        level = level.replace("S3", "S-3").replace("S4", "S-4")
        return level, "" if level in LEVELS else words.NOT_A_LEVEL
    heading = plain_text(Decimal(text)) if AQL.fullmatch(text) else ""
    return heading, "" if heading in known else words.NOT_AN_AQL


def usual_headings(page: TablePage) -> tuple[str, ...]:
    """Return the AQLs or levels that a page may have."""
    if page.of_letters:
        return LEVELS
    scheme = Scheme.ISO_2859_1_1999 if page.by_variables else page.scheme
    content = confirmed(TablePage(scheme=scheme, kind=SamplingKind.SINGLE, severity=Severity.NORMAL))
    known = () if content is None else content.headings
    return tuple(one for one in known if not page.by_variables or Decimal(one) <= Decimal(10))


def blocks_in(page: TablePage, lines: Sequence[Line], flaws: list[Flaw]) -> Iterator[tuple[str, list[Line]]]:
    """Yield the lines of each row; where there are several samples, a line without a letter goes on with the row above."""
    seen = set[str]()
    name, block = "", list[Line]()
    for line in lines:
        text = line.at(0)
        if block and page.stages.start > 1 and text.upper() in {"", name}:
            block.append(line)
            continue
        if block:
            yield name, block
        name, block = named(page, line, seen, flaws), [line]
    yield name, block


def named(page: TablePage, line: Line, seen: set[str], flaws: list[Flaw]) -> str:
    """Return what a row is called."""
    text = line.at(0).upper()
    if page.of_letters:
        name = text.replace(",", "").replace(" ", "")
        right = name == LARGEST or (BOUND.fullmatch(name) is not None and int(name) > 1)
        wrong = "" if right else words.NOT_A_BOUND
    else:
        name = text
        wrong = "" if len(text) == 1 and text in LETTERS else words.NOT_A_LETTER
    if not wrong and name in seen:
        wrong = words.ROW_TWICE
    if wrong:
        flaws.append(Flaw(line.number, 1, wrong, {"value": line.at(0)}))
    seen.add(name)
    return name


def row_in(page: TablePage, name: str, block: list[Line], headings: dict[int, str], flaws: list[Flaw]) -> PageRow:
    """Return a row with its sizes and cells."""
    sizes = () if page.of_letters else sizes_in(page, block, flaws)
    cells = dict[str, str]()
    for column, heading in headings.items():
        text = cell_in(page, block, column, sizes, flaws)
        if text:
            cells[heading] = text
    if page.by_variables:
        # n stands in each cell, where it may differ along the row.
        return PageRow(name, (), cells)
    if not page.of_letters and not sizes and any(holds_plan(text) for text in cells.values()):
        flaws.append(Flaw(block[0].number, len(leading(page)), words.SIZE_MISSING, {}))
    return PageRow(name, sizes, cells)


def sizes_in(page: TablePage, block: list[Line], flaws: list[Flaw]) -> tuple[int, ...]:
    """Return the sizes of a row's samples; none where the row has no plan of its own."""
    column = len(leading(page)) - 1
    sizes: list[int] = []
    wrong: list[Flaw] = []
    for line in block:
        text = line.at(column)
        if text in {"", NO_PLAN}:
            continue
        if NUMBER.fullmatch(text) and int(text) > 0:
            sizes.append(int(text))
        else:
            wrong.append(Flaw(line.number, column + 1, words.NOT_A_SIZE, {"value": text}))
    flaws += wrong
    if sizes and not wrong and len(sizes) not in page.stages:
        values = {"wanted": str(page.stages.start), "given": str(len(sizes))}
        flaws.append(Flaw(block[0].number, column + 1, words.SAMPLES, values))
    return tuple(sizes)


def cell_in(page: TablePage, block: list[Line], column: int, sizes: tuple[int, ...], flaws: list[Flaw]) -> str:
    """Return a cell of a row: a symbol, or the numbers of all its samples."""
    found = [(line, text) for line in block if (text := line.at(column))]
    symbols = {text for _, text in found if text in SYMBOLS}
    if not found:
        return ""
    if symbols:
        if len(symbols) > 1 or any(text not in SYMBOLS for _, text in found):
            flaws.append(Flaw(found[0][0].number, column + 1, words.MIXED, {}))
        return min(symbols)
    numbers = [numbers_in(page, text, sizes) for _, text in found]
    wrong = [
        Flaw(line.number, column + 1, *unreadable(page, text))
        for (line, text), number in zip(found, numbers, strict=True)
        if not number
    ]
    flaws += wrong
    if not wrong and not page.of_letters and len(found) not in page.stages:
        values = {"wanted": str(page.stages.start), "given": str(len(found))}
        flaws.append(Flaw(block[0].number, column + 1, words.SAMPLES, values))
    return " ".join(numbers)


def unreadable(page: TablePage, text: str) -> tuple[str, dict[str, str]]:
    """Return what is said of a cell that cannot be read."""
    if DATE.fullmatch(text):
        return words.MADE_DATE, {"value": text}
    series = words.NOT_OF_A_SERIES if page.stages.start > 1 else words.NOT_A_SINGLE
    said = words.NOT_A_CODE if page.of_letters else words.NOT_A_CONSTANT if page.by_variables else series
    return said, {"value": text}


def numbers_in(page: TablePage, text: str, sizes: tuple[int, ...]) -> str:
    """Return the numbers of one sample as they are kept; nothing where they cannot be read."""
    if page.of_letters:
        return text.upper() if len(text) == 1 and text.upper() in LETTERS else ""
    if page.by_variables:
        return constant_in(text, sizes)
    pair = PAIR.fullmatch(text)
    if pair is not None:
        return f"{numeral(pair[1])}/{numeral(pair[2])}"
    alone = page.kind is SamplingKind.SINGLE and NUMBER.fullmatch(text)
    return f"{int(text)}/{int(text) + 1}" if alone else ""


def numeral(text: str) -> str:
    """Return a number without zeros before it."""
    return str(int(text)) if text.isdecimal() else text


def constant_in(text: str, sizes: tuple[int, ...]) -> str:
    """Return n and k of a cell, n from the row where the cell has k alone."""
    found = CONSTANT.fullmatch(text)
    size = found[1] if found is not None and found[1] else str(sizes[0]) if sizes else ""
    if found is None or not size.isdecimal() or int(size) < 1:
        return ""
    return f"{int(size)}/{plain_text(Decimal(found[2]))}"


# --- writing ---------------------------------------------------------------------------------------------------------


def written(page: TablePage, content: PageContent) -> list[list[str]]:
    """Return a page as it would be entered."""
    heads = [*leading(page), *content.headings]
    return [heads, *(line for row in content.rows for line in lines_of(page, row, content.headings))]


def lines_of(page: TablePage, row: PageRow, headings: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of a row: one for each sample."""
    samples = page.stages.start
    for number in range(samples):
        size = str(row.sizes[number]) if number < len(row.sizes) else ""
        heads = {LETTER_HEAD: row.name, LOT_HEAD: row.name, SAMPLE_HEAD: str(number + 1), SIZE: size}
        cells = [row.cells.get(heading, "") for heading in headings]
        shown = [part(text, number) for text in cells]
        yield [*(heads[head] for head in leading(page)), *shown]


def part(text: str, number: int) -> str:
    """Return what of a cell stands in the line of one sample; a symbol stands in the first alone."""
    if not holds_plan(text):
        return text if number == 0 else ""
    return text.split()[number]


def template(page: TablePage) -> list[list[str]]:
    """Return an empty page to fill in: its headings, and the names of its rows as such pages have them."""
    if page.of_letters:
        content = confirmed(TablePage(scheme=Scheme.ISO_2859_1_1999))
    else:
        content = confirmed(page) or confirmed(
            TablePage(scheme=Scheme.ISO_2859_1_1999, kind=SamplingKind.SINGLE, severity=Severity.NORMAL)
        )
    names = () if content is None else tuple(row.name for row in content.rows)
    rows = tuple(PageRow(name, (), {}) for name in names if not (page.by_variables and name == "A"))
    return written(page, PageContent(usual_headings(page), rows))
