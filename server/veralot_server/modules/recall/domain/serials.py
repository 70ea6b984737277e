"""Serial numbers as ranges: read from their ends, and written in short."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from veralot_shared.contracts.recall import SerialsUnordered

NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)


class Span(NamedTuple):
    """Serial numbers that begin alike and end with a number between two."""

    prefix: str
    low: int
    high: int


def span(first: str, last: str, field: str = "suspects") -> Span:
    """Return what lies between two serial numbers. Raises: SerialsUnordered."""
    one, other = NUMBERED.fullmatch(first.strip()), NUMBERED.fullmatch(last.strip())
    if one is None or other is None or one[1] != other[1] or int(one[2]) > int(other[2]):
        raise SerialsUnordered(first=first, last=last, field=field)
    return Span(one[1], int(one[2]), int(other[2]))


def in_short(serials: Iterable[str]) -> str:
    """Return serial numbers with those that follow each other as ranges: `CT-0001…0040, CT-0044`."""
    runs: list[tuple[str, str, str]] = []
    for prefix, digits in sorted(map(parted, serials), key=lambda part: (part[0], len(part[1]), part[1])):
        if runs and digits and follows(runs[-1], prefix, digits):
            runs[-1] = (prefix, runs[-1][1], digits)
        else:
            runs.append((prefix, digits, digits))
    return ", ".join(f"{prefix}{low}" if low == high else f"{prefix}{low}…{high}" for prefix, low, high in runs)


def parted(serial: str) -> tuple[str, str]:
    """Return what a serial number begins with, and the number at its end."""
    found = NUMBERED.fullmatch(serial)
    return (found[1], found[2]) if found else (serial, "")


def follows(run: tuple[str, str, str], prefix: str, digits: str) -> bool:
    """Tell whether a number comes next after a run, written in as many digits."""
    before, _low, high = run
    return before == prefix and len(high) == len(digits) and high != "" and int(digits) == int(high) + 1
