"""Balances: of one lot, and of all lots of an item in its unit, where what passes between lots is counted once."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal
from operator import attrgetter
from typing import Final, NamedTuple

from veralot_shared.contracts.recall import AffectedLot, ItemTotal

ZERO: Final = Decimal(0)
WHOLE: Final = Decimal(100)
CENT: Final = Decimal("0.01")

FIGURES: Final = (
    "made",
    "on_hand",
    "in_process",
    "used",
    "passed_on",
    "shipped",
    "returned",
    "scrapped",
    "returned_to_supplier",
    "unaccounted",
)


class Sums(NamedTuple):
    """What is recorded of a lot: how much of it there ever was, and what became of it."""

    made: Decimal = ZERO
    on_hand: Decimal = ZERO
    in_process: Decimal = ZERO
    used: Decimal = ZERO
    passed_on: Decimal = ZERO
    shipped: Decimal = ZERO
    returned: Decimal = ZERO
    scrapped: Decimal = ZERO
    returned_to_supplier: Decimal = ZERO

    @property
    def unaccounted(self) -> Decimal:
        """What is neither here nor recorded as gone; negative if more was found than there should be."""
        known = self.on_hand + self.in_process + self.used + self.passed_on + self.scrapped + self.returned_to_supplier
        return self.made - known - self.shipped + self.returned


def percent(made: Decimal, astray: Decimal) -> Decimal:
    """Return how much of what was made is accounted for, rounded down: 99.999 % is not all.

    `astray` is the sum of what is missing and of what was found too much; the one does not make up for the other.
    """
    if not astray:
        return WHOLE
    if astray >= made:
        return ZERO
    return ((made - astray) * 100 / made).quantize(CENT, ROUND_FLOOR)


def totals(lots: Iterable[AffectedLot]) -> list[ItemTotal]:
    """Return the sums by item and unit, in the order of item codes."""
    groups: dict[tuple[str, int, str], list[AffectedLot]] = {}
    for lot in lots:
        groups.setdefault((lot.item_code, lot.item_id, lot.unit), []).append(lot)
    return [total(group) for _key, group in sorted(groups.items(), key=lambda entry: entry[0])]


def total(lots: list[AffectedLot]) -> ItemTotal:
    """Return the sums of lots of one item. What one passed on is made of another, and so counted but once."""
    first = lots[0]
    made = summed(lots, "made") - summed(lots, "passed_on")
    return ItemTotal(
        first.item_id,
        first.item_code,
        first.item_name,
        first.item_name_zh,
        first.unit,
        len(lots),
        made,
        summed(lots, "on_hand"),
        summed(lots, "in_process"),
        summed(lots, "used"),
        summed(lots, "shipped"),
        summed(lots, "returned"),
        summed(lots, "scrapped"),
        summed(lots, "returned_to_supplier"),
        summed(lots, "unaccounted"),
        percent(made, sum((abs(lot.unaccounted) for lot in lots), ZERO)),
    )


def summed(lots: Iterable[AffectedLot], figure: str) -> Decimal:
    """Return the sum of one figure."""
    return sum(map(attrgetter(figure), lots), ZERO)


def worst(sums: Iterable[ItemTotal]) -> Decimal:
    """Return the percentage of the item of which least is accounted for; different units are never added."""
    return min((each.percent for each in sums), default=WHOLE)
