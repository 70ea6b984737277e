"""Infusion sets: assembled from moulded and bought parts, sealed in pouches, left at the dock for sterilization."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from scripts.demo_plant import people, places, quality
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import Need, Portion, consumed, enough, fetch
from veralot_shared.contracts.genealogy.states import LotEvent, MovementKind

ONE = Decimal(1)

SET_NEEDS = (
    *(Need(item, ONE) for item in ("SF-SPK", "SF-DRC", "SF-LUE", "CP-TUB", "CP-FLT", "CP-AIR", "CP-REG", "CP-NDL")),
    Need("RM-SOL", Decimal("0.12")),
    Need("RM-UVA", Decimal("0.01")),
)
POUCH_NEEDS = (
    Need("PK-PCH", ONE),
    Need("PK-LBL", ONE),
    Need("PK-BOX", Decimal("0.02")),
    Need("PK-CAS", Decimal("0.002")),
)

_SPLIT, _SPLIT_SIZE = 12, 7600
_BOND = "Needle bond leaks in the pressure test 针座粘接处压力试验泄漏"
_BOND_AGAIN = "Needle bond of 3 samples still leaks 仍有 3 支针座粘接泄漏"
_REBOND = "Bond again with fresh adhesive 重新点胶粘接"


def assembling(plant: Plant) -> Process:
    """Begin an assembly order every four working days."""
    yield Pause(days=9, hour=8)
    while True:
        number = plant.count("assembly orders")
        size = _SPLIT_SIZE if number == _SPLIT else 100 * plant.dice.between(42, 53)
        plant.simulation.start(_order(plant, number, size))
        yield Pause(days=4, hour=8)


def _order(plant: Plant, number: int, size: int) -> Process:
    while not enough(plant, SET_NEEDS, size):
        yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    portions = [portion for need in SET_NEEDS for portion in fetch(plant, order_no, need, size, places.ASSEMBLY)]
    yield Pause(days=plant.dice.between(2, 3), hour=15)
    portions = list(_tidied(plant, order_no, portions))
    lot_no = plant.number(f"A{plant.today:%y%m}", 2)
    head = Head(kind=MovementKind.PRODUCE, by=people.ASSEMBLER, order_no=order_no)
    lot = plant.produce(head, lot_no, "SF-INA", Decimal(size - plant.dice.between(15, 60)), places.ASSEMBLY)
    head = Head(kind=MovementKind.CONSUME, by=people.ASSEMBLER, order_no=order_no)
    plant.post(head, *consumed(portions, places.ASSEMBLY, lot))
    yield Pause(minutes=plant.dice.between(20, 60))
    yield from _FATES.get(number, _accepted)(plant, lot)


def _tidied(plant: Plant, order_no: str, portions: list[Portion]) -> Iterator[Portion]:
    """Clear the line: needles spoilt in setting are destroyed, roller clamps left over go back to the store."""
    for portion in portions:
        count = Decimal(plant.dice.between(4, 14))
        if portion.lot.item.code == "CP-NDL" and portion.quantity > count:
            kind, by, reason, target = (
                MovementKind.SCRAP,
                people.ASSEMBLER,
                "Machine setting 调机损耗",
                places.DESTROYED,
            )
        elif portion.lot.item.code == "CP-REG" and portion.quantity > count:
            kind, by, reason, target = (
                MovementKind.TRANSFER,
                people.STORES,
                "Left over 余料退库",
                portion.lot.item.store,
            )
        else:
            yield portion
            continue
        head = Head(kind=kind, by=by, order_no=order_no, reason=reason)
        plant.post(head, Leg(lot=portion.lot, quantity=count, source=places.ASSEMBLY, target=target))
        yield portion._replace(quantity=portion.quantity - count)


def _accepted(plant: Plant, lot: Lot) -> Process:
    yield from quality.accept(plant, lot, people.FQC, 1)
    yield from _stored(plant, lot)


def _stored(plant: Plant, lot: Lot) -> Process:
    yield Pause(minutes=plant.dice.between(20, 60))
    plant.transfer(lot, places.ASSEMBLY, places.INTERMEDIATE, people.ASSEMBLER)
    plant.simulation.start(_pouching(plant, lot))


def _reworked(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    yield Pause(days=1, hour=10)
    quality.reject(plant, lot, _BOND)
    yield Pause(days=2, hour=14)
    yield from quality.rework(plant, lot, places.ASSEMBLY, _REBOND, Need("RM-UVA", Decimal("0.01")))
    yield Pause(days=1, hour=11)
    plant.decide(lot, LotEvent.ACCEPT, people.QA, "Leak test of the second cycle passed 第二轮泄漏试验合格")
    yield from _stored(plant, lot)


def _reworked_twice(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.FQC)
    for why in (_BOND, _BOND_AGAIN):
        yield Pause(days=1, hour=10)
        quality.reject(plant, lot, why)
        yield Pause(days=2, hour=14)
        yield from quality.rework(plant, lot, places.ASSEMBLY, _REBOND, Need("RM-UVA", Decimal("0.01")))
    yield Pause(days=1, hour=11)
    plant.decide(lot, LotEvent.ACCEPT, people.QA, "Leak test of the third cycle passed 第三轮泄漏试验合格")
    yield from _stored(plant, lot)


def _split(plant: Plant, lot: Lot) -> Process:
    """Divide a lot that is too large for one sterilization load."""
    yield from quality.accept(plant, lot, people.FQC, 1)
    yield Pause(minutes=45)
    plant.transfer(lot, places.ASSEMBLY, places.INTERMEDIATE, people.ASSEMBLER)
    yield Pause(minutes=30)
    total = lot.stock[places.INTERMEDIATE]
    head = Head(kind=MovementKind.SPLIT, by=people.STORES, reason="Two sterilization loads 分两个灭菌批")
    parts = [(plant.child(lot, f"{lot.lot_no}-S{part}"), total // 2 + (part - 1) * (total % 2)) for part in (1, 2)]
    legs = [
        Leg(lot=lot, quantity=quantity, source=places.INTERMEDIATE, target=places.INTERMEDIATE, to_lot=part)
        for part, quantity in parts
    ]
    plant.post(head, *legs)
    for part, _ in parts:
        plant.simulation.start(_pouching(plant, part))


def _pouching(plant: Plant, lot: Lot) -> Process:
    yield Pause(days=1, hour=8)
    size = int(lot.stock[places.INTERMEDIATE])
    while not enough(plant, POUCH_NEEDS, size):
        yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    portions = [portion for need in POUCH_NEEDS for portion in fetch(plant, order_no, need, size, places.POUCHING)]
    head = Head(kind=MovementKind.ISSUE, by=people.STORES, order_no=order_no)
    whole = Leg(lot=lot, quantity=Decimal(size), source=places.INTERMEDIATE, target=places.POUCHING)
    plant.post(head, whole)
    yield Pause(days=plant.dice.between(1, 2), hour=16)
    spoilt = plant.dice.between(3, 12)
    lot_no = plant.number(f"IV{plant.today:%y%m}", 2)
    head = Head(kind=MovementKind.PRODUCE, by=people.ASSEMBLER, order_no=order_no)
    output = plant.produce(head, lot_no, "FG-INF", Decimal(size - spoilt), places.FINISHED_WAITING)
    head = Head(kind=MovementKind.CONSUME, by=people.ASSEMBLER, order_no=order_no)
    plant.post(head, *consumed([Portion(lot, Decimal(size), size), *portions], places.POUCHING, output))
    plant.at_dock["FG-INF"].append(output)


_FATES: dict[int, Callable[[Plant, Lot], Process]] = {9: _reworked, 17: _reworked_twice, _SPLIT: _split}
