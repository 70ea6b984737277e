"""Pages of sampling tables that stand in no standard: made here, by fitting curves, so that a test can establish one.

Every one of them is structurally sound and plainly made up (five equal samples of a quarter of the single plan's). None of it
is a copy of a standard, and nobody may inspect by it.
"""

from decimal import Decimal
from functools import cache
from itertools import product

from veralot_shared.rules.sampling.curves import Distribution, probability_of_acceptance
from veralot_shared.rules.sampling.own import grids
from veralot_shared.rules.sampling.own.merging import confirmed
from veralot_shared.rules.sampling.own.pages import PageContent, PageRow, TablePage, holds_plan, stages_in
from veralot_shared.rules.sampling.plans import given_plan
from veralot_shared.rules.sampling.risks import quality_at
from veralot_shared.rules.sampling.terms import SamplingKind, Scheme, Severity, Stage

MULTIPLE = TablePage(scheme=Scheme.GB_T_2828_1_2012, kind=SamplingKind.MULTIPLE, severity=Severity.NORMAL)
BY_VALUES = TablePage(scheme=Scheme.ISO_3951_1, kind=SamplingKind.SINGLE, severity=Severity.NORMAL)
TIGHTENED_BY_VALUES = TablePage(scheme=Scheme.ISO_3951_1, kind=SamplingKind.SINGLE, severity=Severity.TIGHTENED)
LETTERS_BY_VALUES = TablePage(scheme=Scheme.ISO_3951_1)

SAMPLES, WHOLE, PART = 5, 400, 100
POINTS = (0.95, 0.50, 0.10)


@cache
def fitted(accept: int) -> str:
    """Return made-up numbers for five samples, each a quarter of a single plan's, that decide much as that plan does."""
    single = given_plan([Stage(WHOLE, accept, accept + 1)])
    qualities = [quality_at(single, share, Distribution.POISSON) for share in POINTS]

    def far(numbers: str) -> float:
        made = given_plan(stages_in(numbers, (PART,) * SAMPLES))
        shares = [probability_of_acceptance(made, quality, Distribution.POISSON) for quality in qualities]
        return max(abs(share - wanted) for share, wanted in zip(shares, POINTS, strict=True))

    tried = (numbers_of(last, width) for last, width in product(range(accept, 2 * accept + 2), range(1, 12)))
    return min(dict.fromkeys(tried), key=far)


def numbers_of(last: int, width: int) -> str:
    """Return five pairs that narrow evenly to the last acceptance number."""
    pairs = []
    for number in range(1, SAMPLES + 1):
        middle, half = (last + 0.5) * number / SAMPLES, width * (SAMPLES - number) / SAMPLES / 2
        low = last if number == SAMPLES else int(middle - half) if middle - half >= 0 else -1
        high = last + 1 if number == SAMPLES else min(last + 1, max(low + 2, 2, int(middle + half) + 1))
        low = min(low, high - (1 if number == SAMPLES else 2))
        pairs.append(f"{'#' if low < 0 else low}/{high}")
    return " ".join(pairs)


@cache
def multiple() -> PageContent:
    """Return a made-up page of multiple plans for letters F to R and AQLs to 6.5, placed as the single plans are."""
    source = confirmed(TablePage(scheme=MULTIPLE.scheme, kind=SamplingKind.SINGLE, severity=Severity.NORMAL))
    assert source is not None
    headings = tuple(one for one in source.headings if Decimal(one) <= Decimal("6.5"))
    rows = []
    for row in source.rows:
        if row.name >= "F":
            # The arrow from F at 1.0 leads to a row that is left out here.
            cells = {heading: cell(row.cells[heading]) for heading in headings if (row.name, heading) != ("F", "1")}
            rows.append(PageRow(row.name, (row.sizes[0] // 4,) * SAMPLES, cells))
    return PageContent(headings, tuple(rows))


def cell(text: str) -> str:
    """Return what stands in the made-up page where the single plans have something."""
    if not holds_plan(text):
        return text
    accept = int(text.partition("/")[0])
    return fitted(accept) if accept else "*"


def grid(content: PageContent | None = None, page: TablePage = MULTIPLE) -> list[list[str]]:
    """Return a page as it is entered."""
    return grids.written(page, content or multiple())


def changed(row: str, heading: str, text: str, content: PageContent | None = None) -> PageContent:
    """Return a page with one cell read otherwise."""
    known = content or multiple()
    rows = tuple(
        PageRow(one.name, one.sizes, one.cells | {heading: text}) if one.name == row else one for one in known.rows
    )
    return PageContent(known.headings, rows)


HEADS = ("0.65", "1", "1.5", "2.5")


@cache
def by_values(*, tighter: bool = False) -> PageContent:
    """Return a made-up page of plans by variables: k rises by a tenth with the sample and falls by a tenth with the AQL."""
    rows = []
    for place, (letter, size) in enumerate(zip("FGHJK", (7, 9, 13, 18, 25), strict=True)):
        ks = [
            Decimal("1.500") + Decimal(place) / 20 - Decimal(at) / 10 + Decimal(tighter) / 10
            for at in range(len(HEADS))
        ]
        rows.append(PageRow(letter, (), {head: f"{size}/{k.normalize():f}" for head, k in zip(HEADS, ks, strict=True)}))
    return PageContent(HEADS, tuple(rows))


@cache
def letters_by_values() -> PageContent:
    """Return made-up code letters for plans by variables: five ranges of lots, one level."""
    bounds = ("50", "200", "800", "3000", "-")
    return PageContent(
        ("II",), tuple(PageRow(bound, (), {"II": letter}) for bound, letter in zip(bounds, "FGHJK", strict=True))
    )
