"""The books of the plant: every movement in double entry, every decision, every hold, and the rules they must obey.

A breach of a rule is a fault of the generator and stops it; so the files tell a history that could have happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from scripts.demo_plant import places, shifts
from scripts.demo_plant.catalogue import Item
from veralot_shared.contracts.genealogy.states import (
    LOT_TRANSITIONS,
    SHIPPABLE,
    USABLE,
    HoldReason,
    LotEvent,
    LotStatus,
    MovementKind,
)

_K, _E = MovementKind, LotEvent
_BECOMES_CHILD = frozenset({_K.DRAW, _K.SPLIT, _K.MERGE, _K.RETURN})
_NEEDS_USABLE = frozenset({_K.ISSUE, _K.DRAW, _K.SPLIT, _K.MERGE, _K.CONSUME, _K.PACK})
_WHEN_EMPTY = {
    _K.CONSUME: _E.USE_UP,
    _K.DRAW: _E.USE_UP,
    _K.SPLIT: _E.USE_UP,
    _K.MERGE: _E.USE_UP,
    _K.SHIP: _E.SHIP_OUT,
    _K.SCRAP: _E.SCRAP,
    _K.RETURN: _E.RETURN_TO_SUPPLIER,
}
"""What happens to a lot when a movement takes the last of it from the plant's shelves."""


class RuleBrokenError(Exception):
    """The generator tried to write something that the plant's rules forbid."""


@dataclass(slots=True, eq=False)
class Hold:
    """A hold, open until it is lifted."""

    at: datetime
    lot: "Lot"
    serial: str
    reason_code: HoldReason
    reason: str
    by: str
    lifted_at: datetime | None = None
    lifted_by: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Lot:
    """A lot: what lies where, and for a serialised item which units."""

    item: Item
    lot_no: str
    manufactured: date
    expiry: date | None
    status: LotStatus
    order_no: str = ""
    supplier: str = ""
    supplier_lot_no: str = ""
    stock: dict[str, Decimal] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    """Serial number → where the unit is."""
    holds: list[Hold] = field(default_factory=list)
    children: int = 0

    @property
    def held(self) -> bool:
        """Say whether a hold on the whole lot is open."""
        return any(hold.lifted_at is None and not hold.serial for hold in self.holds)

    def on_hand(self) -> Decimal:
        """Return what is on the plant's shelves, the sterilizer's included."""
        return sum((quantity for place, quantity in self.stock.items() if place not in places.OUTSIDE), Decimal(0))

    def units_at(self, place: str) -> tuple[str, ...]:
        """Return the serial numbers of the units at a place."""
        return tuple(serial for serial, where in self.units.items() if where == place)

    def usable(self, today: date) -> bool:
        """Say whether it may be used today."""
        return self.status in USABLE and not self.held and (self.expiry is None or today <= self.expiry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the lines of one movement share."""

    kind: MovementKind
    by: str
    order_no: str = ""
    document_no: str = ""
    partner: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One line of a movement."""

    lot: Lot
    quantity: Decimal
    source: str
    target: str
    to_lot: Lot | None = None
    serials: tuple[str, ...] = ()
    into_serials: tuple[str, ...] = ()
    package_no: str = ""
    package_level: int = 0
    inside_package: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A line as it was posted."""

    at: datetime
    movement: int
    head: Head
    leg: Leg
    status: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of status between movements."""

    at: datetime
    lot: Lot
    event: LotEvent
    by: str
    reason: str


class Ledger:
    """Everything that has happened, in the order of time."""

    def __init__(self) -> None:
        self.lots: dict[tuple[str, str], Lot] = {}
        self.posted: list[Posted] = []
        self.decisions: list[Decision] = []
        self.holds: list[Hold] = []
        self._last = datetime.min.replace(tzinfo=shifts.ZONE)
        self._movements = 0

    def enter(self, lot: Lot) -> Lot:
        """Enter a new lot. Its first movement follows."""
        key = (lot.item.code, lot.lot_no)
        if key in self.lots:
            raise RuleBrokenError(f"lot {key} exists")
        self.lots[key] = lot
        return lot

    def post(self, now: datetime, head: Head, legs: Iterable[Leg]) -> None:
        """Post one movement."""
        moment = self._stamp(now)
        self._movements += 1
        for leg in legs:
            _check(head, leg, moment.date())
            if head.kind is not _K.PACK:
                _move(head, leg)
            self.posted.append(Posted(moment, self._movements, head, leg, _status_after(head, leg)))

    def decide(self, now: datetime, lot: Lot, event: LotEvent, by: str, reason: str = "") -> None:
        """Change the status of a lot by a decision."""
        if lot.held and event not in {_E.REJECT, _E.EXPIRE, _E.RECALL}:
            raise RuleBrokenError(f"{lot.lot_no} is on hold: {event}")
        lot.status = _next_status(lot, event)
        self.decisions.append(Decision(self._stamp(now), lot, event, by, reason))

    def place_hold(self, now: datetime, lot: Lot, cause: tuple[HoldReason, str], by: str, serial: str = "") -> Hold:
        """Put a lot, or one unit of it, on hold."""
        hold = Hold(self._stamp(now), lot, serial, *cause, by)
        lot.holds.append(hold)
        self.holds.append(hold)
        return hold

    def lift(self, now: datetime, hold: Hold, by: str) -> None:
        """Lift a hold; never by the one who placed it."""
        if by == hold.by:
            raise RuleBrokenError(f"{by} placed the hold on {hold.lot.lot_no}")
        hold.lifted_at, hold.lifted_by = self._stamp(now), by

    def _stamp(self, now: datetime) -> datetime:
        """Return the moment, or a little later if something was already written then: no two entries share one."""
        self._last = max(now, self._last + timedelta(seconds=7))
        return self._last


def _check(head: Head, leg: Leg, today: date) -> None:
    lot = leg.lot
    if leg.quantity <= 0 or leg.quantity % lot.item.quantum:
        raise RuleBrokenError(f"{lot.lot_no}: {leg.quantity} {lot.item.unit}")
    if head.kind in _NEEDS_USABLE and not lot.usable(today):
        raise RuleBrokenError(f"{head.kind} of {lot.lot_no}, which is {lot.status}")
    if head.kind is _K.SHIP and (lot.status not in SHIPPABLE or lot.held):
        raise RuleBrokenError(f"shipping {lot.lot_no}, which is {lot.status}")
    barred = {hold.serial for hold in lot.holds if hold.lifted_at is None} & set(leg.serials)
    if barred and head.kind in _NEEDS_USABLE | {_K.SHIP}:
        raise RuleBrokenError(f"{head.kind} of {barred}, on hold")


def _move(head: Head, leg: Leg) -> None:
    lot, arrives = leg.lot, leg.lot
    if leg.to_lot is not None and head.kind in _BECOMES_CHILD:
        arrives = leg.to_lot
    lot.stock[leg.source] = lot.stock.get(leg.source, Decimal(0)) - leg.quantity
    arrives.stock[leg.target] = arrives.stock.get(leg.target, Decimal(0)) + leg.quantity
    if leg.source not in places.OUTSIDE and lot.stock[leg.source] < 0:
        raise RuleBrokenError(f"{lot.lot_no} at {leg.source}: {lot.stock[leg.source]}")
    for serial in leg.serials:
        if lot.units.pop(serial, leg.source) != leg.source:
            raise RuleBrokenError(f"unit {serial} is not at {leg.source}")
        arrives.units[serial] = leg.target


def _status_after(head: Head, leg: Leg) -> str:
    if head.kind in {_K.RECEIPT, _K.PRODUCE} or (head.kind is _K.RETURN and leg.to_lot is not None):
        return (leg.to_lot or leg.lot).status
    event = _WHEN_EMPTY.get(head.kind)
    if event is None or leg.lot.on_hand() or (leg.lot.status, event) not in LOT_TRANSITIONS:
        return ""
    leg.lot.status = _next_status(leg.lot, event)
    return leg.lot.status


def _next_status(lot: Lot, event: LotEvent) -> LotStatus:
    try:
        return LOT_TRANSITIONS[lot.status, event]
    except KeyError:
        raise RuleBrokenError(f"{lot.lot_no} is {lot.status}: {event}") from None
