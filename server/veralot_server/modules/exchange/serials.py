"""Serial numbers as files write them: one by one, or as a range `A001..A120`, which is written in full."""

from collections.abc import Iterator
from typing import Final

import msgspec

from veralot_shared.contracts.exchange import CellInvalid
from veralot_shared.i18n import N_
from veralot_shared.rules.serials import BETWEEN, LONGEST_SERIAL, Run, SerialsUnreadable, is_serial, read_range

EXPECTED: Final = N_("a list of serial numbers with spaces between, or of ranges such as A001..A120")
MOST: Final = 1_000_000
"""The most units that one cell may name."""


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
    try:
        run = read_range(part, in_full=True) if BETWEEN in part else Run(part)
    except SerialsUnreadable as problem:
        raise CellInvalid(value=part, expected=EXPECTED) from problem
    if not is_serial(next(iter(run))):
        raise CellInvalid(value=part, expected=EXPECTED)
    return run
