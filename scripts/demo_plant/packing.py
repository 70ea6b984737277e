"""Packing into boxes and cases, with the numbers of the packages."""

from collections.abc import Iterator
from decimal import Decimal

from scripts.demo_plant import gs1, people
from scripts.demo_plant.catalogue import BOX, CASE, POUCH, contents
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Package, Plant
from veralot_shared.contracts.genealogy.states import MovementKind

_AGGREGATED = frozenset({2, 11, 19})
"""Packed lots of infusion sets whose boxes are numbered too; of the others only the cases are."""
_LABELLED = frozenset({3, 4})
"""Packed lots of catheters whose single pouches carry label numbers too."""


def pack(plant: Plant, lot: Lot) -> None:
    """Pack all of a lot that lies in its store. What fills no package stays loose."""
    number = plant.count(f"packed {lot.item.code}")
    if lot.item.code == "FG-INF":
        legs = list(_infusion(plant, lot, numbered_boxes=number in _AGGREGATED))
    else:
        legs = list(_catheters(plant, lot, labelled=number in _LABELLED))
    plant.post(Head(kind=MovementKind.PACK, by=people.STORES), *legs)


def _infusion(plant: Plant, lot: Lot, *, numbered_boxes: bool) -> Iterator[Leg]:
    rest = int(lot.stock[lot.item.store])
    while rest >= contents("FG-INF", CASE):
        case = _package(plant, lot, CASE, gs1.sscc(gs1.PLANT, plant.count("cases")))
        yield _leg(case)
        if numbered_boxes:
            for _ in range(contents("FG-INF", CASE) // contents("FG-INF", BOX)):
                yield _leg(_inner(lot, BOX, plant.number(f"{lot.lot_no}-B", 3)), case)
        rest -= case.quantity
    while numbered_boxes and rest >= contents("FG-INF", BOX):
        box = _package(plant, lot, BOX, plant.number(f"{lot.lot_no}-B", 3))
        yield _leg(box)
        rest -= box.quantity


def _catheters(plant: Plant, lot: Lot, *, labelled: bool) -> Iterator[Leg]:
    units = list(lot.units_at(lot.item.store))
    per_box, per_case = contents("FG-PTC", BOX), contents("FG-PTC", CASE)
    while len(units) >= per_case:
        case = _package(plant, lot, CASE, gs1.sscc(gs1.PLANT, plant.count("cases")), tuple(units[:per_case]))
        yield _leg(case)
        for start in range(0, per_case, per_box):
            yield from _box(plant, lot, tuple(units[start : start + per_box]), case, labelled=labelled)
        del units[:per_case]
    while len(units) >= per_box:
        yield from _box(plant, lot, tuple(units[:per_box]), None, labelled=labelled)
        del units[:per_box]


def _box(plant: Plant, lot: Lot, units: tuple[str, ...], case: Package | None, *, labelled: bool) -> Iterator[Leg]:
    number = plant.number(f"{lot.lot_no}-B", 2)
    box = _inner(lot, BOX, number, units) if case else _package(plant, lot, BOX, number, units)
    yield _leg(box, case, () if labelled else units)
    for unit in units if labelled else ():
        pouch = _inner(lot, POUCH, plant.number(f"PL{plant.today:%y%m}", 5), (unit,))
        yield _leg(pouch, box, (unit,))


def _inner(lot: Lot, level: int, number: str, units: tuple[str, ...] = ()) -> Package:
    return Package(number, level, lot, contents(lot.item.code, level), units)


def _package(plant: Plant, lot: Lot, level: int, number: str, units: tuple[str, ...] = ()) -> Package:
    package = _inner(lot, level, number, units)
    plant.packages[lot.item.code].append(package)
    return package


def _leg(package: Package, inside: Package | None = None, units: tuple[str, ...] = ()) -> Leg:
    store = package.lot.item.store
    return Leg(
        lot=package.lot,
        quantity=Decimal(package.quantity),
        source=store,
        target=store,
        serials=units,
        package_no=package.number,
        package_level=package.level,
        inside_package=inside.number if inside else "",
    )
