"""Serial numbers as files write them: one by one, or as a range `A001..A120`."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from veralot_server.modules.genealogy.domain.numbers import LONGEST_SERIAL, is_serial
from veralot_shared.contracts.exchange import CellInvalid
from veralot_shared.i18n import N_

EXPECTED: Final = N_("a list of serial numbers with spaces between, or of ranges such as A001..A120")
RANGE: Final = re.compile(r"(?P<prefix>.*?)(?P<first>[0-9]+)\.\.(?P=prefix)(?P<last>[0-9]+)")
BETWEEN: Final = ".."
MOST: Final = 1_000_000
"""The most units that one cell may name."""


class Run(msgspec.Struct, frozen=True):
    """Consecutive serial numbers: a prefix and so many digits; a single number is a run of one."""

    prefix: str
    first: int
    last: int
    width: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[str]:
        if not self.width:
            return iter((self.prefix,))
        return (f"{self.prefix}{number:0{self.width}}" for number in range(self.first, self.last + 1))


class Serials(msgspec.Struct, frozen=True):
    """The serial numbers of one cell, in order, kept as they were written until somebody asks for each."""

    runs: tuple[Run, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def __iter__(self) -> Iterator[str]:
        return (serial for run in self.runs for serial in run)


NONE: Final = Serials()


def read(text: str) -> Serials:
    """Return the serial numbers that a cell names.

    Raises:
        CellInvalid: a part is no serial number and no range, or they are too many.
    """
    found = Serials(tuple(read_run(part) for part in text.split()))
    if len(found) > MOST:
        raise CellInvalid(value=text[:LONGEST_SERIAL], expected=EXPECTED)
    return found


def read_run(part: str) -> Run:
    """Return the run that one part names. Raises: CellInvalid."""
    if BETWEEN not in part and is_serial(part):
        return Run(part, 0, 0, 0)
    match = RANGE.fullmatch(part) if len(part) <= 2 * LONGEST_SERIAL + len(BETWEEN) else None
    if match is None or len(match["first"]) != len(match["last"]) or match["first"] > match["last"]:
        raise CellInvalid(value=part, expected=EXPECTED)
    run = Run(match["prefix"], int(match["first"]), int(match["last"]), len(match["first"]))
    if not is_serial(next(iter(run))):
        raise CellInvalid(value=part, expected=EXPECTED)
    return run
