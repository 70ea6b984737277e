"""Reads the tables as they were typed the second time: every arrow already followed."""

from functools import cache
from pathlib import Path

AQLS = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5"),
    *("4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000"),
)
LETTERS = "ABCDEFGHJKLMNPQR"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

Section = tuple[dict[str, list[str]], dict[str, str]]


@cache
def sections(name: str) -> dict[str, Section]:
    """Return the tables of a file: of each the rows by letter, and the series that its cells name."""
    found: dict[str, Section] = {}
    rows: dict[str, list[str]] = {}
    series: dict[str, str] = {}
    for line in (Path(__file__).parent / "second" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rows, series = found.setdefault(line.strip("[]"), ({}, {}))
        elif " = " in line:
            label, _, numbers = line.partition(" = ")
            series[label] = numbers
        elif line and not line.startswith("#"):
            letter, *cells = line.split()
            rows[letter] = cells
    return found
