"""One printed page of a standard as values: its rows, sizes and cells; which pages there are; a plant's tables in force."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from veralot_shared.rules.sampling.terms import BY_ATTRIBUTES, SamplingKind, Scheme, Severity, Stage

DOWN: Final = "v"
UP: Final = "^"
ARROWS: Final = frozenset({DOWN, UP})
NO_PLAN: Final = "-"
USE_SINGLE: Final = "*"
USE_DOUBLE: Final = "++"
REFERRED: Final = {USE_SINGLE: SamplingKind.SINGLE, USE_DOUBLE: SamplingKind.DOUBLE}
"""Cells that refer to a table of another kind: its plan in the same row and column."""
NO_ACCEPTANCE: Final = "#"
LETTERS: Final = "ABCDEFGHJKLMNPQRS"
"""Code letters in their order; there is neither I nor O."""
LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
LARGEST: Final = "-"
"""Names the row of Table 1 that holds for every larger lot."""
SIZE: Final = "size"
"""Names the column of a row's sample sizes, where a difference lies there."""


class TablePage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page: the master table of a kind and a severity, or the table of code letters, which has neither."""

    scheme: Scheme
    kind: SamplingKind | None = None
    severity: Severity | None = None

    @property
    def of_letters(self) -> bool:
        """Whether it says code letters, and no plans."""
        return self.kind is None

    @property
    def by_variables(self) -> bool:
        """Whether its cells are a sample size and an acceptability constant."""
        return self.scheme is Scheme.ISO_3951_1 and not self.of_letters

    @property
    def stages(self) -> range:
        """How many samples its plans may have; the standards since 1999 print five, Z1.4 seven."""
        if self.kind is SamplingKind.DOUBLE:
            return range(2, 3)
        if self.kind is SamplingKind.MULTIPLE:
            return range(7, 8) if self.scheme is Scheme.ANSI_Z1_4 else range(5, 6)
        return range(1, 2)


IDENTICAL: Final[Mapping[Scheme, tuple[str, ...]]] = MappingProxyType(
    {
        Scheme.ISO_2859_1_1999: ("GB/T 2828.1-2012", "IS 2500 (Part 1):2000"),
        Scheme.GB_T_2828_1_2012: ("ISO 2859-1:1999", "IS 2500 (Part 1):2000"),
    }
)
"""National and international editions whose tables are those of an edition: GB/T 2828.1-2012 is IDT to ISO 2859-1:1999, and the
national foreword of IS 2500 (Part 1):2000 says that it was adopted without deviations."""

SEVERITIES: Final = (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)
OF_VARIABLES: Final = (Severity.NORMAL, Severity.TIGHTENED)
"""Reduced inspection by ISO 3951-1 is not offered: it asks how each lot would have fared at the next tighter AQL."""
PAGES: Final = (
    *(
        page
        for scheme in BY_ATTRIBUTES
        for page in (
            TablePage(scheme=scheme),
            *(
                TablePage(scheme=scheme, kind=kind, severity=severity)
                for kind in SamplingKind
                for severity in SEVERITIES
            ),
        )
    ),
    TablePage(scheme=Scheme.ISO_3951_1),
    *(TablePage(scheme=Scheme.ISO_3951_1, kind=SamplingKind.SINGLE, severity=severity) for severity in OF_VARIABLES),
)
"""Every page that inspection can use."""


class PageRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row: its code letter, or the largest lot that it holds for; the size of each sample; its cells by heading.

    A cell is an arrow, a reference, `-` for no plan, or the plan: `2/3`, `0/2 1/2` for two samples, `9/1.426` for n and k,
    or a code letter. What was not read is absent.
    """

    name: str
    sizes: tuple[int, ...]
    cells: dict[str, str]


class PageContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page says: its headings, which are AQLs or levels, and its rows from top to bottom."""

    headings: tuple[str, ...]
    rows: tuple[PageRow, ...]

    def row(self, name: str) -> PageRow | None:
        """Return a row by its name."""
        return next((row for row in self.rows if row.name == name), None)


class OwnTable(msgspec.Struct, frozen=True):
    """A page that a plant has established; `id` is what the plant keeps it by."""

    id: int
    page: TablePage
    content: PageContent


class OwnTables(msgspec.Struct, frozen=True):
    """The pages that a plant has established, at most one of each."""

    tables: tuple[OwnTable, ...] = ()

    def of(self, page: TablePage) -> OwnTable | None:
        """Return the plant's own table of a page."""
        return next((one for one in self.tables if one.page == page), None)

    def beside(self, table: OwnTable) -> "OwnTables":
        """Return these with one more in the place of that of the same page."""
        return OwnTables((*(one for one in self.tables if one.page != table.page), table))


NO_TABLES: Final = OwnTables()


def holds_plan(text: str) -> bool:
    """Say whether a cell is a plan of its own, and neither an arrow nor a reference nor empty."""
    return "/" in text


def stages_in(text: str, sizes: tuple[int, ...]) -> tuple[Stage, ...]:
    """Return the samples of a cell that holds a plan by attributes."""
    pairs = (pair.split("/") for pair in text.split())
    return tuple(
        Stage(size, None if accept == NO_ACCEPTANCE else int(accept), int(reject))
        for size, (accept, reject) in zip(sizes, pairs, strict=True)
    )
