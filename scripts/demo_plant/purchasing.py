"""Buying: what is reordered when, the suppliers' lot numbers, receipt and incoming inspection."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from scripts.demo_plant import people, places, quality, shifts
from scripts.demo_plant.catalogue import ITEMS
from scripts.demo_plant.ledger import Head, Hold, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import position
from veralot_shared.contracts.genealogy.states import HoldReason, LotEvent, LotStatus, MovementKind
from veralot_shared.rules import dates

SUSPECT = ("CP-BTB", 2)
"""Item and number of the delivery that the complaint of the tour leads back to."""

_MONTH_LETTERS = "ABCDEFGHJKLM"


@dataclass(frozen=True, slots=True)
class Supply:
    """How an item is bought: from whom, how much at a time, below which position, and in how many working days."""

    item: str
    supplier: str
    lot_size: int
    reorder_below: int
    lead_days: int


class Order(NamedTuple):
    """A purchase order: the how manieth of its item, how much, and its number."""

    number: int
    size: int
    order_no: str


SUPPLIES = (
    Supply("RM-ABS", "S01", 75, 60, 8),
    Supply("RM-PVC", "S01", 200, 160, 8),
    Supply("RM-PC", "S01", 50, 45, 8),
    Supply("RM-SOL", "S08", 4000, 3000, 7),
    Supply("RM-UVA", "S08", 250, 320, 10),
    Supply("RM-COT", "S08", 250, 240, 12),
    Supply("CP-TUB", "S02", 20000, 24000, 9),
    Supply("CP-FLT", "S03", 20000, 24000, 12),
    Supply("CP-AIR", "S03", 24000, 24000, 12),
    Supply("CP-REG", "S07", 24000, 24000, 9),
    Supply("CP-NDL", "S04", 15000, 24000, 8),
    Supply("CP-HYP", "S05", 80, 110, 20),
    Supply("CP-DST", "S06", 100, 120, 20),
    Supply("CP-INN", "S06", 100, 120, 20),
    Supply("CP-BTB", "S06", 110, 120, 20),
    Supply("CP-MKB", "S05", 200, 240, 20),
    Supply("CP-HUB", "S07", 100, 110, 15),
    Supply("PK-PCH", "S09", 20000, 24000, 8),
    Supply("PK-LBL", "S10", 15000, 24000, 5),
    Supply("PK-BOX", "S09", 500, 520, 6),
    Supply("PK-CAS", "S09", 80, 70, 6),
    Supply("PK-HOP", "S09", 150, 130, 12),
    Supply("PK-TYV", "S09", 150, 130, 12),
    Supply("PK-LBC", "S10", 100, 120, 6),
)

_SIZES = {("CP-BTB", 1): 190, SUSPECT: 380}
"""Deliveries of another size than usual."""
_KEPT_LONG = {("RM-COT", 2): date(2023, 10, 31)}
"""Deliveries that the supplier had kept for long: three years later this one expires on the plant's shelf."""


def supplier_lot(supplier: str, made: date, number: int) -> str:
    """Return a lot number as the supplier writes it."""
    day = made
    styles: dict[str, Callable[[], str]] = {
        "S01": lambda: f"QL{day:%y%j}-{number % 9 + 1}",
        "S02": lambda: f"{day:%Y%m%d}-{number % 4 + 1}",
        "S03": lambda: f"F{day:%y}{_MONTH_LETTERS[day.month - 1]}{120 + number * 7}",
        "S04": lambda: f"N{day:%y%m}A{number:02d}",
        "S05": lambda: f"HT-{48200 + number * 37}/{number % 3 + 1}",
        "S06": lambda: f"PX{day:%y-%m%d}-{number:02d}",
        "S07": lambda: f"TH{day:%y}{_MONTH_LETTERS[day.month - 1]}{400 + number:04d}",
        "S08": lambda: f"C-{day:%y%m%d}-{number % 5 + 1}",
        "S09": lambda: f"{day:%G}W{day:%V}-{number:03d}",
        "S10": lambda: f"MG{day:%m%d%y}{number:03d}",
    }
    return styles[supplier]()


def buying(plant: Plant, supply: Supply) -> Process:
    """Order whenever what the plant counts on falls below the reorder level."""
    days = plant.dice.between(1, 3)
    while True:
        while position(plant, supply.item) < supply.reorder_below:
            opening = plant.today == shifts.FIRST_DAY
            _order(plant, supply, 1 if opening else supply.lead_days + plant.dice.between(0, 3))
        yield Pause(days=days, hour=10)


def arriving(plant: Plant, item: str) -> Process:
    """Let an extra delivery of an item arrive on the next working day."""
    _order(plant, next(supply for supply in SUPPLIES if supply.item == item), 1)
    yield Pause()


def _order(plant: Plant, supply: Supply, days: int) -> None:
    number = plant.count(f"delivery of {supply.item}")
    size = _SIZES.get((supply.item, number), supply.lot_size)
    plant.on_order[supply.item] += size
    order_no = plant.number(f"PO-{plant.today:%y}-", 4)
    plant.simulation.start(_delivery(plant, supply, Order(number, size, order_no), days))


def _delivery(plant: Plant, supply: Supply, order: Order, days: int) -> Process:
    yield Pause(days=days, hour=plant.dice.pick((9, 10, 14)))
    lot = _receive(plant, supply, order)
    plant.on_order[supply.item] -= order.size
    yield Pause(days=plant.dice.between(1, 2), hour=10)
    yield from _FATES.get((supply.item, order.number), _put_away)(plant, lot)


def _receive(plant: Plant, supply: Supply, order: Order) -> Lot:
    usual = plant.today - timedelta(days=plant.dice.between(12, 40))
    made = _KEPT_LONG.get((supply.item, order.number), usual)
    item = ITEMS[supply.item]
    lot = plant.ledger.enter(
        Lot(
            item=item,
            lot_no=plant.number(f"R{plant.today:%y%m%d}-", 2),
            manufactured=made,
            expiry=dates.expiry(made, months=item.shelf_life_months or 0),
            status=LotStatus.QUARANTINE,
            supplier=supply.supplier,
            supplier_lot_no=supplier_lot(supply.supplier, made, plant.count(f"lots of {supply.supplier}")),
        )
    )
    by = plant.dice.pick((people.STORES, people.STORES, people.STORES_LATE))
    head = Head(kind=MovementKind.RECEIPT, by=by, document_no=order.order_no, partner=supply.supplier)
    plant.post(head, Leg(lot=lot, quantity=Decimal(order.size), source=places.SUPPLIERS, target=places.INCOMING))
    return lot


def _put_away(plant: Plant, lot: Lot) -> Process:
    yield from quality.accept(plant, lot, people.IQC, plant.dice.between(1, 4))
    yield Pause(minutes=plant.dice.between(30, 150))
    plant.transfer(lot, places.INCOMING, lot.item.store, people.STORES)


# --- deliveries that went another way --------------------------------------------------------------------------------


def _goes_back(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.IQC)
    yield Pause(days=2, hour=11)
    why = "Penetration force above limit 穿刺力超出上限"
    report = quality.reject(plant, lot, why)
    yield Pause(days=6, hour=14)
    quality.send_back(plant, lot, report, why)


def _stays_rejected(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.IQC)
    yield Pause(days=2, hour=11)
    quality.reject(plant, lot, "Filter efficiency 91 % below the 95 % limit 过滤效率 91 %，低于 95 % 限值")


def _by_concession(plant: Plant, lot: Lot) -> Process:
    plant.decide(lot, LotEvent.SAMPLE, people.IQC)
    yield Pause(days=2, hour=11)
    report = quality.reject(plant, lot, "Colour shade outside the limit sample 颜色超出限度样品")
    yield Pause(days=4, hour=15)
    reason = f"{report}: appearance only, function tested without finding 仅外观问题，功能检验合格"
    plant.decide(lot, LotEvent.CONCEDE, people.QUALITY_HEAD, reason)
    yield Pause(minutes=40)
    plant.transfer(lot, places.REJECTED, lot.item.store, people.STORES)


def _held_and_lifted(plant: Plant, lot: Lot) -> Process:
    yield from _put_away(plant, lot)
    yield Pause(days=1, hour=9)
    why = "Supplier reports a wrong melt index on the certificate 供方通报检验报告熔指有误"
    hold = place_hold(plant, lot, HoldReason.SUPPLIER_NOTICE, why)
    yield Pause(days=9, hour=16)
    plant.ledger.lift(plant.simulation.now, hold, people.QUALITY_HEAD)


def _held_until_nearly_expired(plant: Plant, lot: Lot) -> Process:
    yield from _put_away(plant, lot)
    why = "Viscosity near the upper limit, retest running 黏度接近上限，复测中"
    hold = place_hold(plant, lot, HoldReason.INVESTIGATION, why)
    while plant.today < date(2026, 10, 30):
        yield Pause(days=1, hour=16)
    plant.ledger.lift(plant.simulation.now, hold, people.QUALITY_HEAD)
    while lot.expiry and plant.today <= lot.expiry:
        yield Pause(days=1, hour=8)
    plant.decide(lot, LotEvent.EXPIRE, people.QA, "Shelf life over 已过有效期")


def place_hold(plant: Plant, lot: Lot, code: HoldReason, reason: str, serial: str = "") -> Hold:
    """Put a lot, or one unit of it, on hold now."""
    return plant.ledger.place_hold(plant.simulation.now, lot, (code, reason), people.QA, serial)


_FATES: dict[tuple[str, int], Callable[[Plant, Lot], Process]] = {
    ("CP-NDL", 4): _goes_back,
    ("CP-FLT", 8): _stays_rejected,
    ("CP-AIR", 3): _by_concession,
    ("RM-ABS", 2): _held_and_lifted,
    ("RM-COT", 2): _held_until_nearly_expired,
}
