"""Reads the published tables as they were typed: rows of code letters, columns of AQLs, arrows not yet followed."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import msgspec

from veralot_shared.rules.sampling import LetterNotEstablished, LotTooSmall, TableNotEstablished
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity

LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
DOWN: Final = "v"
UP: Final = "^"
NO_PLAN: Final = "-"
NOT_ESTABLISHED: Final = "?"
SMALLEST_LOT: Final = 2

LETTERS: Final = MappingProxyType(
    {
        Scheme.ISO_2859_1_1999: "iso_2859_1_1999",
        Scheme.GB_T_2828_1_2012: "iso_2859_1_1999",
        Scheme.ANSI_Z1_4: "iso_2859_1_1999",
        Scheme.ISO_2859_1_2026: "iso_2859_1_2026",
    }
)
"""Whose Table 1 a scheme has: GB/T 2828.1 and Z1.4 print the one of 1999."""

FILES: Final = MappingProxyType(
    {
        (Scheme.ISO_2859_1_1999, SamplingKind.SINGLE): "iso_single",
        (Scheme.GB_T_2828_1_2012, SamplingKind.SINGLE): "iso_single",
        (Scheme.ISO_2859_1_1999, SamplingKind.DOUBLE): "iso_double",
        (Scheme.GB_T_2828_1_2012, SamplingKind.DOUBLE): "iso_double",
        (Scheme.ISO_2859_1_2026, SamplingKind.SINGLE): "iso_2026_single",
        (Scheme.ANSI_Z1_4, SamplingKind.SINGLE): "z1_4_single",
        (Scheme.ANSI_Z1_4, SamplingKind.DOUBLE): "z1_4_double",
        (Scheme.ANSI_Z1_4, SamplingKind.MULTIPLE): "z1_4_multiple",
    }
)
"""Which file holds the master tables of a scheme's kind. A pair that is absent is not established."""


class Row(msgspec.Struct, frozen=True):
    """A line of a master table: the size of each sample, None where the row has no plan of this kind; its cells by AQL."""

    size: int | None
    cells: dict[Decimal, str]


class MasterTable(msgspec.Struct, frozen=True):
    """One printed page: its rows by code letter from top to bottom, and the plans that its cells name, if any."""

    scheme: Scheme
    kind: SamplingKind
    severity: Severity
    rows: dict[str, Row]
    plans: dict[str, str]

    @property
    def aqls(self) -> tuple[Decimal, ...]:
        """The columns, from the lowest AQL on."""
        return tuple(next(iter(self.rows.values())).cells)


def not_established(
    scheme: Scheme, kind: SamplingKind, severity: Severity, letter: str, aql: Decimal
) -> TableNotEstablished:
    """Return what is said of a plan whose table is not established."""
    return TableNotEstablished(scheme=scheme, kind=kind, severity=severity, letter=letter, aql=aql)


@cache
def read(name: str) -> dict[str, Any]:
    """Return one file of published tables."""
    text = (files("veralot_shared.rules.sampling") / "published" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def row_of(line: str, aqls: list[Decimal]) -> tuple[str, Row]:
    """Return the letter and the row of one line of a master table."""
    letter, size, *cells = line.split()
    return letter, Row(None if size == NO_PLAN else int(size), dict(zip(aqls, cells, strict=True)))


@cache
def master_table(scheme: Scheme, kind: SamplingKind, severity: Severity) -> MasterTable | None:
    """Return a master table, None if it is not established."""
    page = read(FILES[scheme, kind]).get(severity) if (scheme, kind) in FILES else None
    if page is None:
        return None
    head, *lines = page["rows"].strip().splitlines()
    aqls = [Decimal(aql) for aql in head.split()[1:]]
    return MasterTable(scheme, kind, severity, dict(row_of(line, aqls) for line in lines), page.get("plans", {}))


@cache
def letter_table(name: str) -> tuple[tuple[int | None, dict[str, str]], ...]:
    """Return Table 1: for each line the largest lot that it holds for, and the letters by level."""
    rows = (line.split() for line in read("letters")[name].strip().splitlines())
    return tuple(
        (None if top == NO_PLAN else int(top), dict(zip(LEVELS, letters, strict=True))) for top, *letters in rows
    )


def code_letter(scheme: Scheme, lot_size: int, level: InspectionLevel) -> str:
    """Return the sample size code letter (Table 1, 10.1). Raises LotTooSmall, LetterNotEstablished."""
    if lot_size < SMALLEST_LOT:
        raise LotTooSmall(lot_size=lot_size)
    letters = next(row for top, row in letter_table(LETTERS[scheme]) if top is None or lot_size <= top)
    if letters[level] == NOT_ESTABLISHED:
        raise LetterNotEstablished(scheme=scheme, level=level)
    return letters[level]
