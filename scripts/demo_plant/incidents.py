"""Scripted events that belong to no order: count differences, a merge, customers' returns, holds."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from scripts.demo_plant import partners, people, places, purchasing, quality, shipping
from scripts.demo_plant.catalogue import BOX, CASE
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import available
from veralot_shared.contracts.genealogy.states import HoldReason, LotEvent, LotStatus, MovementKind


def scripted(plant: Plant) -> None:
    """Start every scripted event on its day."""
    for day, event in _CALENDAR:
        plant.simulation.start(event(plant), day, hour=11)


def _counting(item: str, difference: str) -> Callable[[Plant], Process]:
    """Return the event of a stock count that differs from the record."""

    def event(plant: Plant) -> Process:
        while not (lots := available(plant, item)):
            yield Pause(days=1)
        store, found = lots[-1].item.store, Decimal(difference)
        source, target = (places.DIFFERENCES, store) if found > 0 else (store, places.DIFFERENCES)
        head = Head(
            kind=MovementKind.ADJUST,
            by=people.STORES_LATE,
            document_no=plant.number(f"CNT-{plant.today:%y}-", 2),
            reason="Monthly count 月度盘点",
        )
        plant.post(head, Leg(lot=lots[-1], quantity=abs(found), source=source, target=target))

    return event


def _arriving(item: str) -> Callable[[Plant], Process]:
    """Return the event of an extra delivery."""
    return lambda plant: purchasing.arriving(plant, item)


def _merge(plant: Plant) -> Process:
    while not (lots := [lot for lot in available(plant, "SF-LUE") if lot.status is LotStatus.RELEASED])[1:]:
        yield Pause(days=1, hour=10)
    first, second = lots[:2]
    merged = plant.child(first, f"LU{plant.today:%y%m}-M1")
    merged.expiry = min(lot.expiry or date.max for lot in (first, second))
    head = Head(kind=MovementKind.MERGE, by=people.STORES, reason="Remainders into one bin 余料合并")
    store = first.item.store
    legs = (
        Leg(lot=lot, quantity=lot.stock[store], source=store, target=store, to_lot=merged) for lot in (first, second)
    )
    plant.post(head, *legs)


def _case_returned(plant: Plant) -> Process:
    consignee = partners.INFUSION_CONSIGNEES[0]
    why = "Case crushed in transport 运输中外箱压损"
    while (lot := shipping.take_back(plant, consignee, "FG-INF", CASE, why)) is None:
        yield Pause(days=1)
    yield Pause(days=2, hour=10)
    report = quality.reject(plant, lot, why)
    yield Pause(days=5, hour=15)
    quality.scrap(plant, lot, report, why)


def _box_returned(plant: Plant) -> Process:
    why = "Wrong size ordered, unopened 订错规格，未开封"
    while (lot := shipping.take_back(plant, partners.CATHETER_CLINIC, "FG-PTC", BOX, why)) is None:
        yield Pause(days=1)
    yield Pause(days=2, hour=10)
    plant.decide(lot, LotEvent.SAMPLE, people.FQC, "Pouches checked for damage 检查单支袋有无破损")


def _in_store(plant: Plant, item: str) -> list[Lot]:
    lots = (lot for lot in plant.ledger.lots.values() if lot.item.code == item)
    return [lot for lot in lots if lot.status is LotStatus.MARKET_RELEASED and lot.stock.get(lot.item.store)]


def _lot_held(plant: Plant) -> Process:
    while not (lots := _in_store(plant, "FG-INF")):
        yield Pause(days=1)
    purchasing.place_hold(
        plant, lots[-1], HoldReason.DEVIATION, "DEV-26-011: sealing temperature alarm not assessed 封口温度报警未评估"
    )


def _units_held(plant: Plant) -> Process:
    while not (lots := _in_store(plant, "FG-PTC")):
        yield Pause(days=1)
    units = lots[-1].units_at(lots[-1].item.store)
    purchasing.place_hold(plant, lots[-1], HoldReason.DEVIATION, "Pouch creased 单支袋起皱", units[-1])
    opened = purchasing.place_hold(plant, lots[-1], HoldReason.OTHER, "Label smudged 标签模糊", units[-2])
    yield Pause(days=1, hour=15)
    plant.ledger.lift(plant.simulation.now, opened, people.QUALITY_HEAD)


_CALENDAR: tuple[tuple[date, Callable[[Plant], Process]], ...] = (
    (date(2026, 6, 30), _counting("CP-REG", "-12")),
    (date(2026, 7, 31), _counting("PK-PCH", "25")),
    (date(2026, 8, 20), _merge),
    (date(2026, 8, 31), _counting("RM-PVC", "-0.350")),
    (date(2026, 9, 16), _case_returned),
    (date(2026, 10, 30), _counting("PK-LBL", "-40")),
    (date(2026, 11, 11), _box_returned),
    (date(2026, 11, 12), _lot_held),
    (date(2026, 11, 13), _arriving("CP-DST")),
    (date(2026, 11, 17), _units_held),
    (date(2026, 11, 19), _arriving("CP-INN")),
    (date(2026, 11, 19), _arriving("PK-HOP")),
)
