"""Finding stock that may be used, first expired first out, and bringing it to a line."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from scripts.demo_plant import people, places
from scripts.demo_plant.catalogue import ITEMS
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from veralot_shared.contracts.genealogy.states import LotStatus, MovementKind

DRAWN = frozenset({"RM-ABS", "RM-PVC", "RM-PC", "RM-COT", "CP-TUB", "CP-NDL", "CP-BTB", "CP-MKB"})
"""Items of which a line gets a part drawn under a number of its own; of the others a quantity is issued."""

_COUNTS = frozenset({LotStatus.QUARANTINE, LotStatus.IN_TEST, LotStatus.RELEASED, LotStatus.CONCESSION})


class Need(NamedTuple):
    """How much of an item an order needs for each unit of its output."""

    item: str
    each: Decimal


class Portion(NamedTuple):
    """A part of an order's need as brought to the line: which lot, how much, for how many units, which serials."""

    lot: Lot
    quantity: Decimal
    units: int
    serials: tuple[str, ...] = ()


def rounded(item: str, quantity: Decimal) -> Decimal:
    """Return the quantity rounded up to the item's quantum: a scale or a counter shows no finer one."""
    return quantity.quantize(ITEMS[item].quantum, ROUND_CEILING)


def available(plant: Plant, item: str) -> list[Lot]:
    """Return the usable lots in the item's store, the one that expires first in front."""
    store = ITEMS[item].store
    lots = [lot for lot in plant.ledger.lots.values() if lot.item.code == item and lot.stock.get(store)]
    return sorted(
        (lot for lot in lots if lot.usable(plant.today)),
        key=lambda lot: (lot.expiry or date.max, lot.manufactured),
    )


def position(plant: Plant, item: str) -> Decimal:
    """Return what a buyer or planner counts on: stock that is or may become usable, and what is on order."""
    lots = [lot for lot in plant.ledger.lots.values() if lot.item.code == item]
    in_stock = sum((lot.on_hand() for lot in lots if lot.status in _COUNTS and not lot.held), Decimal(0))
    return in_stock + plant.on_order[item]


def enough(plant: Plant, needs: Iterable[Need], units: int) -> bool:
    """Say whether the stores hold what so many units need."""
    return all(_whole(plant, need) >= units for need in needs)


def _whole(plant: Plant, need: Need) -> int:
    store = ITEMS[need.item].store
    return sum(int(lot.stock[store] // need.each) for lot in available(plant, need.item))


def fetch(plant: Plant, order_no: str, need: Need, units: int, line: str) -> list[Portion]:
    """Bring to a line what so many units need; each lot gives for whole units only.

    The fraction that a unit needs may be finer than the item's quantum, so each portion is rounded up.
    """
    portions: list[Portion] = []
    for lot in available(plant, need.item):
        some = min(units, int(lot.stock[lot.item.store] // need.each))
        if some:
            quantity = min(rounded(need.item, some * need.each), lot.stock[lot.item.store])
            portions.append(bring(plant, order_no, lot, Portion(lot, quantity, some), line))
            units -= some
        if not units:
            break
    return portions


def bring(plant: Plant, order_no: str, lot: Lot, portion: Portion, line: str) -> Portion:
    """Bring a portion of a lot to a line: drawn under its own number, or issued."""
    store = lot.item.store
    serials = lot.units_at(store)[: int(portion.quantity)]
    leg = Leg(lot=lot, quantity=portion.quantity, source=store, target=line, serials=serials)
    if lot.item.code in DRAWN and portion.quantity < lot.stock[store]:
        lot = draw(plant, Head(kind=MovementKind.DRAW, by=people.STORES, order_no=order_no), leg)
    else:
        plant.post(Head(kind=MovementKind.ISSUE, by=people.STORES, order_no=order_no), leg)
    return portion._replace(lot=lot, serials=serials)


def draw(plant: Plant, head: Head, leg: Leg, retained: str = "") -> Lot:
    """Take a part of a lot under a number of its own; the rest stays what it was."""
    if not retained:
        leg.lot.children += 1
    child = plant.child(leg.lot, f"{leg.lot.lot_no}-{retained or f'D{leg.lot.children}'}")
    plant.post(
        head,
        Leg(
            lot=leg.lot,
            quantity=leg.quantity,
            source=leg.source,
            target=leg.target,
            to_lot=child,
            serials=leg.serials,
        ),
    )
    return child


def consumed(portions: Iterable[Portion], line: str, output: Lot) -> Iterator[Leg]:
    """Return the lines that consume what was brought to a line into the order's output."""
    for portion in portions:
        yield Leg(lot=portion.lot, quantity=portion.quantity, source=line, target=places.WIP, to_lot=output)


def consumed_into_units(portions: Iterable[Portion], line: str, output: Lot) -> Iterator[Leg]:
    """Return the lines that consume portions into the units of the output, one after the other as they were made.

    A serialised input gets a line for each of its units.
    """
    units = list(output.units)
    for portion in portions:
        into, units = tuple(units[: portion.units]), units[portion.units :]
        if portion.serials:
            for serial, unit in zip(portion.serials, into, strict=True):
                one = portion._replace(quantity=Decimal(1), serials=(serial,))
                yield _into(one, line, output, (unit,))
        else:
            yield _into(portion, line, output, into)


def _into(portion: Portion, line: str, output: Lot, units: tuple[str, ...]) -> Leg:
    return Leg(
        lot=portion.lot,
        quantity=portion.quantity,
        source=line,
        target=places.WIP,
        to_lot=output,
        serials=portion.serials,
        into_serials=units,
    )
