"""The history carried out again from the files alone: double entry, units, packages, statuses and holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from tests.resources.demo_files import Demo, Row, expanded
from veralot_shared.contracts.genealogy.states import (
    LOT_TRANSITIONS,
    SHIPPABLE,
    USABLE,
    LotEvent,
    LotStatus,
    MovementKind,
)

OUTSIDE = frozenset({"SUPPLIERS", "WIP", "CUSTOMERS", "DESTROYED", "DIFFERENCES"})
BY_MOVEMENT = {
    LotStatus.CONSUMED: LotEvent.USE_UP,
    LotStatus.SHIPPED: LotEvent.SHIP_OUT,
    LotStatus.SCRAPPED: LotEvent.SCRAP,
    LotStatus.RETURNED_TO_SUPPLIER: LotEvent.RETURN_TO_SUPPLIER,
}
"""Which event a movement stands for, by the status that its line gives."""

_K = MovementKind
_TO_CHILD = frozenset({_K.DRAW, _K.SPLIT, _K.MERGE, _K.RETURN})
_NEEDS_USABLE = frozenset({_K.ISSUE, _K.DRAW, _K.SPLIT, _K.MERGE, _K.CONSUME, _K.PACK})
LotKey = tuple[str, str]


class NotConserved(AssertionError):
    """A movement after which something is missing or has come from nowhere."""


class NotAllowed(AssertionError):
    """A movement or decision that the lot's state forbids."""


@dataclass
class Plant:
    """What the history so far amounts to."""

    stock: defaultdict[tuple[LotKey, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    units: dict[tuple[str, str], tuple[LotKey, str]] = field(default_factory=dict)
    """(item, serial) → (lot, location)."""
    status: dict[LotKey, LotStatus] = field(default_factory=dict)
    packages: dict[str, Row] = field(default_factory=dict)
    open_holds: defaultdict[LotKey, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def on_hand(self, lot: LotKey) -> Decimal:
        """Return what of a lot is on the plant's shelves or at the sterilizer."""
        return sum(
            (some for (key, place), some in self.stock.items() if key == lot and place not in OUTSIDE), Decimal(0)
        )

    def held(self, lot: LotKey, serials: Iterable[str] = ()) -> bool:
        """Say whether the lot, or one of these units of it, is on hold."""
        return any(not hold["serial"] or hold["serial"] in serials for hold in self.open_holds[lot])


def replayed(files: Demo, movements: list[Row] | None = None) -> Plant:
    """Carry out the whole history, or fail where it breaks a rule."""
    plant = Plant()
    for kind, rows in _in_order(files, files.movements if movements is None else movements):
        if kind == "movement":
            _carry_out(plant, rows)
        elif kind == "status":
            _decide(plant, rows[0])
        elif kind == "hold":
            plant.open_holds[_key(rows[0])].append(rows[0])
        else:
            plant.open_holds[_key(rows[0])].remove(rows[0])
    return plant


def _in_order(files: Demo, movements: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    entries = [(rows[0]["at"], "movement", rows) for rows in grouped(movements)]
    entries += [(row["at"], "status", [row]) for row in files.statuses]
    entries += [(row["at"], "hold", [row]) for row in files.holds]
    entries += [(row["lifted_at"], "lift", [row]) for row in files.holds if row["lifted_at"]]
    return ((kind, rows) for _, kind, rows in sorted(entries, key=itemgetter(0)))


def grouped(movements: list[Row]) -> list[list[Row]]:
    """Return the lines of each movement."""
    return [list(rows) for _, rows in groupby(movements, key=itemgetter("movement"))]


def _carry_out(plant: Plant, rows: list[Row]) -> None:
    for row in rows:
        _permit(plant, row)
        if row["kind"] == _K.PACK:
            _pack(plant, row)
        else:
            _move(plant, row)
        _change_status(plant, row)
    for row in rows:
        _balance(plant, row)


def _permit(plant: Plant, row: Row) -> None:
    kind, lot = MovementKind(row["kind"]), _key(row)
    if kind in _NEEDS_USABLE and plant.status[lot] not in USABLE:
        raise NotAllowed(f"{kind} of {lot}: {plant.status[lot]}")
    if kind is _K.SHIP and plant.status[lot] not in SHIPPABLE:
        raise NotAllowed(f"{kind} of {lot}: {plant.status[lot]}")
    if kind in _NEEDS_USABLE | {_K.SHIP} and plant.held(lot, expanded(row["serials"])):
        raise NotAllowed(f"{kind} of {lot}: on hold")


def _move(plant: Plant, row: Row) -> None:
    lot, arrives, quantity = _key(row), _arrives(row), Decimal(row["quantity"])
    plant.stock[lot, row["from_location"]] -= quantity
    plant.stock[arrives, row["to_location"]] += quantity
    serials = expanded(row["serials"])
    if serials and len(serials) != quantity:
        raise NotConserved(f"{len(serials)} serials for {quantity}: {row}")
    for serial in serials:
        unit = (row["item"], serial)
        if plant.units.get(unit) != (None if row["kind"] == _K.PRODUCE else (lot, row["from_location"])):
            raise NotConserved(f"unit {serial} is at {plant.units.get(unit)}: {row}")
        plant.units[unit] = (arrives, row["to_location"])


def _arrives(row: Row) -> LotKey:
    """Return the lot that what is moved belongs to afterwards."""
    if row["kind"] in _TO_CHILD and row["to_lot"]:
        return row["item"], row["to_lot"]
    return _key(row)


def _pack(plant: Plant, row: Row) -> None:
    if row["from_location"] != row["to_location"] or row["package_no"] in plant.packages:
        raise NotConserved(f"packing moves nothing and numbers once: {row}")
    if row["inside_package"]:
        outer = plant.packages[row["inside_package"]]
        if (outer["item"], outer["lot_no"]) != _key(row) or int(outer["package_level"]) <= int(row["package_level"]):
            raise NotConserved(f"does not fit into {outer}: {row}")
    for serial in expanded(row["serials"]):
        if plant.units[row["item"], serial] != (_key(row), row["from_location"]):
            raise NotConserved(f"unit {serial} is not there: {row}")
    plant.packages[row["package_no"]] = row


def _change_status(plant: Plant, row: Row) -> None:
    lot, arrives = _key(row), _arrives(row)
    kind = MovementKind(row["kind"])
    if kind in {_K.RECEIPT, _K.PRODUCE} or (kind is _K.RETURN and row["to_lot"]):
        _begin(plant, arrives, LotStatus(row["status"]), LotStatus.QUARANTINE)
    else:
        if arrives != lot and arrives not in plant.status:
            plant.status[arrives] = plant.status[lot]
        if row["status"]:
            _advance(plant, lot, BY_MOVEMENT[LotStatus(row["status"])])
            if plant.on_hand(lot):
                raise NotAllowed(f"{lot} is not used up: {row}")


def _begin(plant: Plant, lot: LotKey, given: LotStatus, expected: LotStatus) -> None:
    if lot in plant.status or given is not expected:
        raise NotAllowed(f"{lot} begins as {given}")
    plant.status[lot] = given


def _decide(plant: Plant, row: Row) -> None:
    lot, event = _key(row), LotEvent(row["event"])
    if plant.held(lot) and event is not LotEvent.EXPIRE:
        raise NotAllowed(f"{event} of {lot}: on hold")
    _advance(plant, lot, event)


def _advance(plant: Plant, lot: LotKey, event: LotEvent) -> None:
    before = plant.status[lot]
    if (before, event) not in LOT_TRANSITIONS:
        raise NotAllowed(f"{event} of {lot}: {before}")
    plant.status[lot] = LOT_TRANSITIONS[before, event]


def _balance(plant: Plant, row: Row) -> None:
    """Fail if a shelf owes something, or if its units are not as many as its quantity."""
    if row["from_location"] not in OUTSIDE and plant.stock[_key(row), row["from_location"]] < 0:
        raise NotConserved(f"less than nothing is left: {row}")


def _key(row: Row) -> LotKey:
    return row["item"], row["lot_no"]
