"""What lots and units are called, and when a lot expires."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.domain.facts import ItemFacts, LotFacts
from veralot_shared.contracts.genealogy import ExpiryPassed, SerialsWrong
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import UnitId
from veralot_shared.rules.dates import expiry, is_expired
from veralot_shared.rules.serials import MOST, SerialsUnreadable, is_serial, read_runs, runs

LONGEST_NUMBER = 60
NAMED = 20
"""An error names so many serial numbers or ranges of them at most."""

DRAWN, SPLIT, RETURNED = "D", "S", "RT"
"""What a child lot's number gets behind its parent's: `-D1` drawn, `-S1` split off, `-RT1` returned."""


def require_number(number: str, field: str) -> None:
    """Check a lot, package, shipment or order number. Raises: ValueNotAllowed."""
    if not (1 <= len(number) <= LONGEST_NUMBER and number == number.strip() and number.isprintable()):
        raise ValueNotAllowed(value=number, rule=words.RULE_NUMBER, field=field)


def require_optional_number(number: str | None, field: str) -> None:
    """Check a number that may be absent. Raises: ValueNotAllowed."""
    if number is not None:
        require_number(number, field)


def next_numbers(parent: str, mark: str, taken: Iterable[str], count: int) -> list[str]:
    """Return the next free numbers of a parent's children: after `L1-D1` and `L1-D2` comes `L1-D3`."""
    pattern = re.compile(re.escape(f"{parent}-{mark}") + r"(\d+)")
    used = [int(match[1]) for number in taken if (match := pattern.fullmatch(number))]
    first = max(used, default=0) + 1
    return [f"{parent}-{mark}{number}" for number in range(first, first + count)]


def spelt_out(named: Sequence[str], field: str = "serials") -> list[str]:
    """Return each number of a list in which ranges such as `CT26-0001..0040` stand for many.

    Raises:
        SerialsWrong: a range is none, or they are too many.
    """
    try:
        found = read_runs(named)
    except SerialsUnreadable as problem:
        raise refused(words.SERIALS_RANGE, [problem.part], field) from problem
    if sum(map(len, found)) > MOST:
        raise refused(words.SERIALS_MANY, list(map(str, found)), field)
    return [number for run in found for number in run]


def refused(problem: str, serials: Sequence[str], field: str = "serials") -> SerialsWrong:
    """Return the error about serial numbers; consecutive ones are named as a range, and of very many the first ranges."""
    named = list(runs(serials))
    return SerialsWrong(problem=problem, serials=named[:NAMED] + ["…"] * (len(named) > NAMED), field=field)


def require_serials(serials: Sequence[str], item: ItemFacts, pieces: int) -> None:
    """Check that a serialised item has one new serial number for each piece, and any other none.

    Raises: SerialsWrong.
    """
    if not item.serialised:
        if serials:
            raise refused(words.SERIALS_UNWANTED, list(serials))
        return
    if len(serials) != pieces:
        raise refused(words.SERIALS_MISSING, list(serials))
    require_unlike(serials)
    wrong = [serial for serial in serials if not is_serial(serial)]
    if wrong:
        raise refused(words.SERIALS_BLANK, wrong)


def require_unlike(serials: Sequence[str], field: str = "serials") -> None:
    """Check that nothing is named twice. Raises: SerialsWrong."""
    twice = sorted(serial for serial, count in Counter(serials).items() if count > 1)
    if twice:
        raise refused(words.SERIALS_TWICE, twice, field)


def require_named(lot: LotFacts, unit_ids: Sequence[UnitId]) -> None:
    """Check that units are named of a serialised lot and of no other. Raises: SerialsWrong."""
    if lot.serialised and not unit_ids:
        raise SerialsWrong(problem=words.SERIALS_MISSING, serials=[], field="unit_ids")
    if unit_ids and not lot.serialised:
        raise refused(words.SERIALS_UNWANTED, list(map(str, unit_ids)), "unit_ids")


def require_dates(manufactured: date | None, expires: date | None, today: date) -> None:
    """Check the dates of a lot that arrives or is made. Raises: ValueNotAllowed, ExpiryPassed."""
    require_order(manufactured, expires, today)
    if expires is not None and is_expired(expires, today):
        raise ExpiryPassed(expiry=expires)


def require_order(manufactured: date | None, expires: date | None, today: date) -> None:
    """Check that a lot was not made in the future, nor after it expires. Raises: ValueNotAllowed."""
    if manufactured is not None and manufactured > today:
        raise ValueNotAllowed(value=str(manufactured), rule=words.RULE_MADE_IN_FUTURE, field="manufactured")
    if manufactured is not None and expires is not None and manufactured > expires:
        raise ValueNotAllowed(value=str(manufactured), rule=words.RULE_DATES, field="manufactured")


def expiry_of(item: ItemFacts, manufactured: date | None, given: date | None = None) -> date | None:
    """Return when a new lot expires: as its supplier says, else by the item's shelf life, frozen on the lot from then on."""
    if given is not None or manufactured is None or item.shelf_life_months is None:
        return given
    return expiry(manufactured, months=item.shelf_life_months)
