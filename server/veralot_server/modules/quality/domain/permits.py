"""What a permit to deviate allows: so much, on these days, of these lots. Pure rules, in numbers."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

NOTHING: Final = Decimal(0)


class Bounds(NamedTuple):
    """What a permit allows, and how much was made or used under it already; no quantity is no bound."""

    key: int
    since: date
    until: date
    quantity: Decimal | None
    counted: Decimal

    def runs(self, today: date) -> bool:
        """Return whether it is valid on a day."""
        return self.since <= today <= self.until

    @property
    def left(self) -> Decimal | None:
        """Return how much is left of it."""
        return None if self.quantity is None else max(self.quantity - self.counted, NOTHING)

    def allows(self, quantity: Decimal, today: date) -> bool:
        """Return whether so much more is allowed today."""
        return self.runs(today) and (self.left is None or quantity <= self.left)


def charged(permits: Sequence[Bounds], quantity: Decimal, today: date) -> Bounds | None:
    """Return the permit under which so much more is used: the first that allows all of it; none where none does."""
    return next((permit for permit in permits if permit.allows(quantity, today)), None)


def beyond(
    made: Iterable[tuple[int, Decimal]], quantity: Decimal | None, used: Decimal = NOTHING
) -> dict[int, Decimal]:
    """Return of which lots, in the order in which they were made, how much lies beyond what is allowed.

    Args:
        made: lots and how much was made of each.
        quantity: how much is allowed in all.
        used: what was used of other lots, which counts as well.
    """
    found: dict[int, Decimal] = {}
    if quantity is None:
        return found
    total = used
    for lot_id, amount in made:
        total += amount
        if total > quantity:
            found[lot_id] = min(amount, total - quantity)
    return found
