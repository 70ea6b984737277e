"""The demo plant's files as they are committed, read without the generator."""

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

FOLDER = Path(__file__).parents[2] / "resources" / "veralot_resources" / "demo"
Row = dict[str, str]

_TRAILING_DIGITS = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True)
class Demo:
    """Everything in the files, every cell as text, in the order of the rows."""

    partners: list[Row]
    locations: list[Row]
    users: list[Row]
    items: list[Row]
    pack_levels: list[Row]
    gauges: list[Row]
    qualifications: list[Row]
    plans: list[Row]
    characteristics: list[Row]
    movements: list[Row]
    statuses: list[Row]
    holds: list[Row]
    story: dict[str, Any]


@cache
def demo() -> Demo:
    """Read all files once."""
    return Demo(
        partners=_csv("10_partners.csv"),
        locations=_csv("20_locations.csv"),
        users=_csv("25_users.csv"),
        items=_xlsx("30_items.xlsx"),
        pack_levels=_xlsx("31_pack_levels.xlsx"),
        gauges=_csv("35_gauges.csv"),
        qualifications=_csv("33_qualifications.csv"),
        plans=_csv("36_inspection_plans.csv"),
        characteristics=_csv("37_characteristics.csv"),
        movements=_csv("40_movements.csv"),
        statuses=_csv("41_statuses.csv"),
        holds=_csv("50_holds.csv"),
        story=tomllib.loads((FOLDER / "story.toml").read_text(encoding="utf-8")),
    )


def expanded(text: str) -> list[str]:
    """Return the serial numbers that a cell names: single ones and ranges `first..last`, in their order."""
    return [serial for part in text.split() for serial in _range(part)]


def _range(part: str) -> list[str]:
    first, _, last = part.partition("..")
    if not last:
        return [first]
    begin, end = _TRAILING_DIGITS.fullmatch(first), _TRAILING_DIGITS.fullmatch(last)
    assert begin
    assert end
    assert begin[1] == end[1]
    return [f"{begin[1]}{number:0{len(begin[2])}d}" for number in range(int(begin[2]), int(end[2]) + 1)]


def _csv(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _xlsx(name: str) -> list[Row]:
    sheet = load_workbook(FOLDER / name).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(column): "" if cell is None else str(cell) for column, cell in zip(header, row, strict=True)}
        for row in rows
    ]
