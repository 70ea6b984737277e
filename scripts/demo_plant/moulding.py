"""Moulding the infusion set's own parts from resin."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from scripts.demo_plant import people, places, quality
from scripts.demo_plant.ledger import Head, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import Need, consumed, enough, fetch, position
from veralot_shared.contracts.genealogy.states import LotEvent, MovementKind


@dataclass(frozen=True, slots=True)
class Part:
    """A moulded part: its resin by weight, the prefix of its lot numbers, the size of an order, the reorder level."""

    item: str
    prefix: str
    resin: Need
    order_size: int
    reorder_below: int


PARTS = (
    Part("SF-SPK", "SP", Need("RM-ABS", Decimal("0.0021")), 11000, 14000),
    Part("SF-DRC", "DC", Need("RM-PVC", Decimal("0.0055")), 12000, 14000),
    Part("SF-LUE", "LU", Need("RM-PC", Decimal("0.0016")), 12500, 14000),
)


def moulding(plant: Plant, part: Part) -> Process:
    """Begin an order whenever too few parts are in store."""
    while True:
        if position(plant, part.item) < part.reorder_below and enough(plant, (part.resin,), part.order_size):
            plant.on_order[part.item] += part.order_size
            plant.simulation.start(_order(plant, part))
        yield Pause(days=1, hour=8)


def _order(plant: Plant, part: Part) -> Process:
    order_no = plant.work_order()
    portions = fetch(plant, order_no, part.resin, part.order_size, places.MOULDING)
    yield Pause(days=plant.dice.between(1, 2), hour=15)
    plant.on_order[part.item] -= part.order_size
    good = Decimal(part.order_size - plant.dice.between(60, 320))
    lot_no = plant.number(f"{part.prefix}{plant.today:%y%m}-", 2)
    head = Head(kind=MovementKind.PRODUCE, by=people.MOULDER, order_no=order_no)
    lot = plant.produce(head, lot_no, part.item, good, places.MOULDING)
    head = Head(kind=MovementKind.CONSUME, by=people.MOULDER, order_no=order_no)
    plant.post(head, *consumed(portions, places.MOULDING, lot))
    yield Pause(minutes=plant.dice.between(40, 90))
    fate = _FATES.get((part.item, plant.count(f"lots of {part.item}")), _accepted)
    yield from fate(plant, lot)


def _accepted(plant: Plant, lot: Lot) -> Process:
    yield from quality.accept(plant, lot, people.FQC, 1)
    yield Pause(minutes=plant.dice.between(20, 60))
    plant.transfer(lot, places.MOULDING, lot.item.store, people.MOULDER)


def _scrapped(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    yield Pause(days=1, hour=10)
    why = "Short shots in cavity 6 六号型腔缺料"
    report = quality.reject(plant, lot, why)
    yield Pause(days=3, hour=16)
    quality.scrap(plant, lot, report, why)


def _by_concession(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    yield Pause(days=1, hour=10)
    report = quality.reject(plant, lot, "Flow mark on the outside 外壁流痕")
    yield Pause(days=3, hour=15)
    reason = f"{report}: appearance only, agreed by the registrant 仅外观问题，注册人已同意"
    plant.decide(lot, LotEvent.CONCEDE, people.QUALITY_HEAD, reason)
    yield Pause(minutes=35)
    plant.transfer(lot, places.REJECTED, lot.item.store, people.STORES)


_FATES: dict[tuple[str, int], Callable[[Plant, Lot], Process]] = {
    ("SF-SPK", 3): _scrapped,
    ("SF-DRC", 5): _by_concession,
}
