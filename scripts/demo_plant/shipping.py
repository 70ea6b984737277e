"""Shipments to the customers' distribution centres and to hospitals, and what comes back."""

from decimal import Decimal

from scripts.demo_plant import partners, people, places
from scripts.demo_plant.catalogue import BOX, CASE
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Package, Plant
from scripts.demo_plant.simulation import Pause, Process
from veralot_shared.contracts.genealogy.states import SHIPPABLE, LotStatus, MovementKind

_PER_SHIPMENT = {
    partners.INFUSION_CONSIGNEES[0]: ("FG-INF", CASE, 6),
    partners.INFUSION_CONSIGNEES[1]: ("FG-INF", CASE, 5),
    partners.INFUSION_CONSIGNEES[2]: ("FG-INF", BOX, 4),
    partners.CATHETER_DEPOT: ("FG-PTC", CASE, 1),
    partners.CATHETER_HOSPITAL: ("FG-PTC", BOX, 2),
    partners.CATHETER_CLINIC: ("FG-PTC", BOX, 1),
}
"""Consignee → what it orders, in which packages and how many at a time."""


def supplying(plant: Plant, consignee: str, days: int) -> Process:
    """Ship to a consignee every few working days, as far as released packages are in store."""
    item, level, count = _PER_SHIPMENT[consignee]
    while True:
        yield Pause(days=days, hour=plant.dice.pick((10, 14, 15)))
        packages = [package for package in plant.packages[item] if package.level == level and _may_go(package.lot)]
        if packages:
            _ship(plant, consignee, packages[:count])


def _may_go(lot: Lot) -> bool:
    return lot.status in SHIPPABLE and not lot.held


def _ship(plant: Plant, consignee: str, packages: list[Package]) -> None:
    number = plant.number(f"SH-{plant.today:%y}-", 4)
    head = Head(kind=MovementKind.SHIP, by=people.STORES, document_no=number, partner=consignee)
    for package in packages:
        plant.packages[package.lot.item.code].remove(package)
    lots = {package.lot.lot_no: package.lot for package in packages}
    emptied = [lot for lot in lots.values() if not any(left.lot is lot for left in plant.packages[lot.item.code])]
    packed = {lot.lot_no: sum(package.quantity for package in packages if package.lot is lot) for lot in emptied}
    loose = [(lot, lot.stock[lot.item.store] - packed[lot.lot_no]) for lot in emptied]
    legs = [_package_leg(package) for package in packages]
    plant.post(head, *legs, *(_loose_leg(lot, quantity, packages) for lot, quantity in loose if quantity > 0))


def _package_leg(package: Package) -> Leg:
    return Leg(
        lot=package.lot,
        quantity=Decimal(package.quantity),
        source=package.lot.item.store,
        target=places.CUSTOMERS,
        serials=package.serials,
        package_no=package.number,
        package_level=package.level,
    )


def _loose_leg(lot: Lot, quantity: Decimal, packages: list[Package]) -> Leg:
    """Return the line for what is left of a lot that fills no package."""
    gone = {unit for package in packages for unit in package.serials}
    units = tuple(unit for unit in lot.units_at(lot.item.store) if unit not in gone)
    return Leg(lot=lot, quantity=quantity, source=lot.item.store, target=places.CUSTOMERS, serials=units)


def take_back(plant: Plant, consignee: str, item: str, level: int, reason: str) -> Lot | None:
    """Take back the package of a level that was last shipped to a consignee. Returns the returned child lot."""
    legs = [
        entry.leg
        for entry in plant.ledger.posted
        if entry.head.kind is MovementKind.SHIP
        and entry.head.partner == consignee
        and (entry.leg.lot.item.code, entry.leg.package_level) == (item, level)
    ]
    if not legs:
        return None
    leg = legs[-1]
    child = plant.child(leg.lot, f"{leg.lot.lot_no}-RT1", LotStatus.QUARANTINE)
    head = Head(
        kind=MovementKind.RETURN,
        by=people.STORES_LATE,
        document_no=plant.number(f"RMA-{plant.today:%y}-", 3),
        partner=consignee,
        reason=reason,
    )
    back = Leg(
        lot=leg.lot,
        quantity=leg.quantity,
        source=places.CUSTOMERS,
        target=places.RETURNED,
        to_lot=child,
        serials=leg.serials,
        package_no=leg.package_no,
        package_level=leg.package_level,
    )
    plant.post(head, back)
    return child
