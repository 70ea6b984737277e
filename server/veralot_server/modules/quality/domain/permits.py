"""What a permit to deviate allows: so much, on these days, of these lots and their parts. Pure rules, in numbers.

Of what is divided or joined it is followed how much is marked: under a permit to use a lot, what comes from that lot; of what
was made beyond a permit, what lies beyond it. No division makes a mark larger or smaller. Which pieces bear it nobody knows, so
what bears none stays where it is as far as it goes, and goes to the first parts before the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
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


class Share(NamedTuple):
    """How much of a lot bears no mark, and how much does."""

    free: Decimal
    marked: Decimal


WITHOUT: Final = Share(NOTHING, NOTHING)
ALL: Final = Share(NOTHING, Decimal("Infinity"))
"""All of a lot, however much that is."""


class Flow(NamedTuple):
    """What went from one lot into another as it was divided or joined; into nothing, what was taken for good.

    `decided` says that somebody had decided on all of the lot before: what leaves it bears no mark.
    """

    movement: int
    lot_id: int
    into: int | None
    quantity: Decimal
    decided: bool = False


class Followed(NamedTuple):
    """What became of marks: how much of each lot bears one now, and how much with one was taken from each."""

    shares: dict[int, Share]
    taken: dict[int, Decimal]


def followed(start: Mapping[int, Share], flows: Iterable[Flow]) -> Followed:
    """Return what became of marks, by all that went from lot to lot, in order. A lot that `start` does not name has none."""
    found = Followed(dict(start), defaultdict(Decimal))
    for _, moved in groupby(flows, lambda flow: (flow.movement, flow.lot_id)):
        lines = list(moved)
        if lines[0].into is None:
            take(found, lines[0].lot_id, sum((line.quantity for line in lines), NOTHING))
        else:
            divide(found, lines)
    return found


def take(found: Followed, lot_id: int, quantity: Decimal) -> None:
    """Take from a lot: what bears a mark first, since nobody knows which pieces do."""
    share = found.shares.get(lot_id, WITHOUT)
    marked = min(quantity, share.marked)
    found.taken[lot_id] += marked
    found.shares[lot_id] = Share(max(share.free - quantity + marked, NOTHING), share.marked - marked)


def divide(found: Followed, lines: Sequence[Flow]) -> None:
    """Bring parts of a lot into others."""
    lot_id = lines[0].lot_id
    share = found.shares.get(lot_id, WITHOUT)
    whole = sum((line.quantity for line in lines), NOTHING)
    stays = min(share.free, max(share.free + share.marked - whole, NOTHING))
    free, marked = share.free - stays, share.marked
    for line in lines:
        bare = min(free, line.quantity)
        borne = NOTHING if line.decided else min(line.quantity - bare, marked)
        free, marked = free - bare, marked - borne
        before = found.shares.get(line.into or 0, WITHOUT)
        found.shares[line.into or 0] = Share(before.free + line.quantity - borne, before.marked + borne)
    found.shares[lot_id] = Share(stays, marked)
