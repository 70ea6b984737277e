"""Sterilization by the contract sterilizer, final inspection, and the two releases."""

from collections.abc import Callable
from decimal import Decimal

from scripts.demo_plant import packing, partners, people, places, quality
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import draw
from veralot_shared.contracts.genealogy.states import LotEvent, MovementKind

_REGISTRANT = {"FG-INF": people.INFUSION_REGISTRANT, "FG-PTC": people.CATHETER_REGISTRANT}
_TESTED = {"FG-INF": 24, "FG-PTC": 3}
_RETAINED = {"FG-INF": 30, "FG-PTC": 1}
_WRONG_LABEL = "Expiry missing on the pouch label 单支袋标签漏印失效日期"


def sterilizing(plant: Plant, item: str, days: int) -> Process:
    """Send what waits at the dock, every few working days; each kind of product in loads of its own."""
    while True:
        yield Pause(days=days, hour=15)
        if lots := plant.at_dock[item]:
            plant.at_dock[item] = []
            plant.simulation.start(_load(plant, lots))


def _load(plant: Plant, lots: list[Lot]) -> Process:
    load = plant.number(f"EO-{plant.today:%y}-", 3)
    for lot in lots:
        plant.decide(lot, LotEvent.SEND_TO_STERILIZER, people.STORES, load)
    _carry(plant, lots, load, places.FINISHED_WAITING, places.STERILIZER)
    yield Pause(days=5, hour=10)
    for lot in lots:
        plant.decide(lot, LotEvent.RETURN_FROM_STERILIZER, people.STORES, load)
    _carry(plant, lots, load, places.STERILIZER, places.FINISHED_WAITING)
    for lot in lots:
        plant.simulation.start(_final(plant, lot))


def _carry(plant: Plant, lots: list[Lot], load: str, source: str, target: str) -> None:
    head = Head(kind=MovementKind.TRANSFER, by=people.STORES, document_no=load, partner=partners.STERILIZER)
    legs = (
        Leg(lot=lot, quantity=lot.stock[source], source=source, target=target, serials=lot.units_at(source))
        for lot in lots
    )
    plant.post(head, *legs)


def _final(plant: Plant, lot: Lot) -> Process:
    """Test a sterilized lot and, unless something is wrong with it, release it twice and pack it."""
    item = lot.item.code
    yield Pause(days=1, hour=10)
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    why = "Sterility and EO residual test 无菌及环氧乙烷残留检验"
    quality.destroy_samples(plant, lot, places.FINISHED_WAITING, _TESTED[item], why)
    yield Pause(days=9, hour=14)
    fate = _FATES.get((item, plant.count(f"tested {item}")))
    if fate is not None:
        yield from fate(plant, lot)
    else:
        yield from _release(plant, lot)


def _release(plant: Plant, lot: Lot) -> Process:
    item = lot.item.code
    plant.decide(lot, LotEvent.RELEASE_PRODUCTION, people.QUALITY_HEAD, "Batch record reviewed 批记录审核完成")
    yield Pause(minutes=45)
    plant.transfer(lot, places.FINISHED_WAITING, lot.item.store, people.STORES)
    _retain(plant, lot, Decimal(_RETAINED[item]))
    yield Pause(days=1, hour=9)
    packing.pack(plant, lot)
    yield Pause(days=2, hour=plant.dice.pick((10, 11, 15)))
    plant.decide(lot, LotEvent.RELEASE_MARKET, _REGISTRANT[item], "Reviewed for the registrant 注册人审核放行")


def _retain(plant: Plant, lot: Lot, quantity: Decimal) -> None:
    head = Head(kind=MovementKind.DRAW, by=people.FQC, reason="Retained samples 留样")
    store = lot.item.store
    units = lot.units_at(store)[-int(quantity) :]
    draw(plant, head, Leg(lot=lot, quantity=quantity, source=store, target=places.RETAINED, serials=units), "RS")


# --- lots that went another way --------------------------------------------------------------------------------------


def _scrapped(plant: Plant, lot: Lot) -> Process:
    why = "Particles above limit 微粒污染超标"
    report = quality.reject(plant, lot, why)
    yield Pause(days=8, hour=15)
    quality.scrap(plant, lot, report, why)


def _rejected(plant: Plant, lot: Lot) -> Process:
    quality.reject(plant, lot, "Seal strength of 2 pouches below limit 2 袋封口强度低于限值")
    yield Pause(days=1)


def _relabelled(plant: Plant, lot: Lot) -> Process:
    quality.reject(plant, lot, _WRONG_LABEL)
    yield Pause(days=2, hour=10)
    yield from quality.rework(plant, lot, places.CATHETER_ROOM, "Print and apply new labels 重新打印并粘贴标签")
    plant.transfer(lot, places.CATHETER_ROOM, places.FINISHED_WAITING, people.STORES)
    yield Pause(days=1, hour=14)
    yield from _release(plant, lot)


_FATES: dict[tuple[str, int], Callable[[Plant, Lot], Process]] = {
    ("FG-INF", 8): _scrapped,
    ("FG-INF", 20): _rejected,
    ("FG-PTC", 2): _relabelled,
}
