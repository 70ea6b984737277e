"""PTCA catheters: balloons formed from tubing, joined to the shaft unit by unit, finished, sealed and serialised."""

from decimal import Decimal

from scripts.demo_plant import people, places, quality
from scripts.demo_plant.ledger import Head, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import (
    Need,
    Portion,
    available,
    bring,
    consumed,
    consumed_into_units,
    enough,
    fetch,
)
from veralot_shared.contracts.genealogy.states import LotEvent, MovementKind

ONE = Decimal(1)

TUBES = 60
"""Pieces of tubing that one forming order takes, all of one lot: a balloon lot has one supplier lot behind it."""
SHAFTS = 48
"""Balloon and shaft assemblies begun by one order."""

SHAFT_NEEDS = (Need("SF-BLN", ONE), Need("CP-MKB", Decimal(2)), Need("CP-INN", ONE), Need("CP-DST", ONE))
CATHETER_NEEDS = (
    Need("SF-BSA", ONE),
    Need("CP-HYP", ONE),
    Need("CP-HUB", ONE),
    Need("RM-COT", Decimal("1.5")),
    Need("RM-UVA", Decimal("0.05")),
    Need("PK-HOP", ONE),
    Need("PK-TYV", ONE),
    Need("PK-LBC", ONE),
)


def making(plant: Plant) -> Process:
    """Begin a round of orders every thirteen working days: balloons, then shafts, then catheters."""
    yield Pause(days=10, hour=8)
    while True:
        plant.simulation.start(_round(plant))
        yield Pause(days=13, hour=8)


def _round(plant: Plant) -> Process:
    yield from _form_balloons(plant)
    yield from _join_shafts(plant)
    yield from _finish(plant, 40 + 2 * plant.dice.between(0, 3))


def _form_balloons(plant: Plant) -> Process:
    while not (tubing := [lot for lot in available(plant, "CP-BTB") if lot.stock[lot.item.store] >= TUBES]):
        yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    portion = bring(plant, order_no, tubing[0], Portion(tubing[0], Decimal(TUBES), TUBES), places.CATHETER_ROOM)
    yield Pause(days=2, hour=15)
    quantity = Decimal(TUBES - plant.dice.between(3, 7))
    lot = _produce(plant, order_no, plant.number(f"BL{plant.today:%y%m}", 2), "SF-BLN", quantity)
    head = Head(kind=MovementKind.CONSUME, by=people.CATHETER_OPERATOR, order_no=order_no)
    plant.post(head, *consumed([portion], places.CATHETER_ROOM, lot))
    yield Pause(minutes=30)
    yield from quality.accept(plant, lot, people.FQC, 1)
    yield Pause(minutes=30)
    plant.transfer(lot, places.CATHETER_ROOM, places.INTERMEDIATE, people.CATHETER_OPERATOR)


def _join_shafts(plant: Plant) -> Process:
    while not enough(plant, SHAFT_NEEDS, SHAFTS):
        yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    portions = [fetch(plant, order_no, need, SHAFTS, places.CATHETER_ROOM) for need in SHAFT_NEEDS]
    yield Pause(days=2, hour=15)
    lot_no = plant.number(f"BS{plant.today:%y%m}", 2)
    lot = _produce(plant, order_no, lot_no, "SF-BSA", Decimal(SHAFTS))
    _consume_into_units(plant, portions, lot)
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    yield Pause(days=1, hour=13)
    quality.destroy_samples(plant, lot, places.CATHETER_ROOM, plant.dice.between(1, 3), "Leak test failed 泄漏")
    plant.decide(lot, LotEvent.ACCEPT, people.QA)
    yield Pause(minutes=30)
    plant.transfer(lot, places.CATHETER_ROOM, places.INTERMEDIATE, people.CATHETER_OPERATOR)


def _finish(plant: Plant, size: int) -> Process:
    while not enough(plant, CATHETER_NEEDS, size):
        yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    portions = [fetch(plant, order_no, need, size, places.CATHETER_ROOM) for need in CATHETER_NEEDS]
    yield Pause(days=3, hour=15)
    lot_no = plant.number(f"PT{plant.today:%y%m}", 2)
    lot = _produce(plant, order_no, lot_no, "FG-PTC", Decimal(size))
    _consume_into_units(plant, portions, lot)
    yield Pause(minutes=50)
    plant.transfer(lot, places.CATHETER_ROOM, places.FINISHED_WAITING, people.STORES)
    plant.at_dock["FG-PTC"].append(lot)


def _produce(plant: Plant, order_no: str, lot_no: str, item: str, quantity: Decimal) -> Lot:
    head = Head(kind=MovementKind.PRODUCE, by=people.CATHETER_OPERATOR, order_no=order_no)
    return plant.produce(head, lot_no, item, quantity, places.CATHETER_ROOM)


def _consume_into_units(plant: Plant, portions: list[list[Portion]], lot: Lot) -> None:
    """Report the consumption, one movement for each component as it is built in."""
    for some in portions:
        head = Head(kind=MovementKind.CONSUME, by=people.CATHETER_OPERATOR, order_no=lot.order_no)
        plant.post(head, *consumed_into_units(some, places.CATHETER_ROOM, lot))
