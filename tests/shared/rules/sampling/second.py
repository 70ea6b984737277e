"""Reads the tables as they were typed the second time, in another layout than the published ones."""

from functools import cache
from pathlib import Path

AQLS = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5"),
    *("4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000"),
)
LETTERS = "ABCDEFGHJKLMNPQR"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
FIRST_REDUCED = "0/1"


@cache
def sections(name: str) -> dict[str, dict[str, list[str]]]:
    """Return the tables of a file: of each the cells of its lines by the line's first word."""
    found: dict[str, dict[str, list[str]]] = {}
    rows: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "second" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            head, *cells = line.split()
            rows[head] = cells
    return found


def american_single(severity: str, letter: str, aql: str) -> tuple[str, str]:
    """Return the letter and the numbers of a single plan of Z1.4, arrows followed along the line of its AQL."""
    line = sections("z1_4_single")[severity][aql]
    at = LETTERS.index(letter)
    while line[at] in {"v", "^"}:
        at += 1 if line[at] == "v" else -1
    return (LETTERS + "S")[at], line[at]


def american_series(kind: str, severity: str, letter: str, aql: str) -> tuple[int, str] | None:
    """Return the size of each sample and the numbers of a double or multiple plan, None where a simpler kind is used."""
    row, cell = american_single(severity, letter, aql)
    table = sections("z1_4_series")[f"{kind}.{severity}"]
    size = table["sizes"][(LETTERS + "S").index(row)]
    return None if cell in {"0", FIRST_REDUCED} or size == "-" else (int(size), " ".join(table[cell]))


def iso_series(kind: str, severity: str, letter: str, aql: str) -> tuple[str, int, str] | None:
    """Return row, size of each sample and numbers of a double plan of 1999, None where the single plan is used."""
    cell = sections("iso")[severity][letter][AQLS.index(aql)]
    row, accept = cell[0], cell[1:]
    table = sections("iso_series")[f"{kind}.{severity}"]
    size = table["sizes"][(LETTERS + "S").index(row)]
    return None if accept == "0" or size == "-" else (row, int(size), " ".join(table[accept]))
