"""What the database holds of what the files name: read in a fixed number of statements, however many rows there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import found
from veralot_server.modules.exchange.found import PlanKnown
from veralot_server.modules.exchange.survey import Names
from veralot_server.modules.exchange.world import Item, Level, Location, Lot, Package, Shipment, Unit, World
from veralot_server.modules.items.domain import SERIALISED
from veralot_shared.contracts.genealogy import LotEvent
from veralot_shared.contracts.identity import Permission, Role
from veralot_shared.contracts.items import PartnerKind


@dataclass(slots=True)
class Known:
    """The records of the database that the files name, and the world that an import begins with.

    `steps` are movements, status changes and holds that are recorded already, by node, what and when.
    """

    partners: dict[str, PartnerKind] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    signing: frozenset[Role] = frozenset()
    items: dict[str, Item] = field(default_factory=dict)
    gtins: dict[str, str] = field(default_factory=dict)
    world: World = field(default_factory=World)
    packages_taken: set[str] = field(default_factory=set)
    shipments_taken: set[str] = field(default_factory=set)
    steps: set[tuple[int, str, datetime]] = field(default_factory=set)
    descent: list[tuple[int, int]] = field(default_factory=list)
    boms: set[tuple[str, str]] = field(default_factory=set)
    bom_parts: list[tuple[str, str]] = field(default_factory=list)
    gauges: set[str] = field(default_factory=set)
    plans: dict[str, PlanKnown] = field(default_factory=dict)


def read(tx: Transaction, names: Names) -> Known:
    """Read everything of it."""
    known = Known()
    known.partners = {
        row.code: row.kind for row in tx.rows(found.PartnerFound, found.PARTNERS, codes=upper(names.partners))
    }
    known.locations = {
        row.code: Location(row.code, row.kind)
        for row in tx.rows(found.LocationFound, found.LOCATIONS, codes=list(names.locations))
    }
    known.users = {row.code for row in tx.rows(found.CodeRow, found.USERS, codes=list(names.users))}
    known.signing = frozenset(
        Role(row.code) for row in tx.rows(found.CodeRow, found.SIGNING, right=str(Permission.SIGN))
    )
    read_items(tx, names, known)
    known.boms = {(row.item, row.revision) for row in tx.rows(found.BomFound, found.BOMS, codes=list(names.items))}
    known.bom_parts = [(row.item, row.component) for row in tx.rows(found.PartFound, found.PARTS)] if names.boms else []
    known.gauges = {row.code for row in tx.rows(found.CodeRow, found.GAUGES, codes=upper(names.gauges))}
    known.plans = {row.code.upper(): row for row in tx.rows(PlanKnown, found.PLANS, codes=upper(names.plans))}
    read_lots(tx, names, known)
    taken = tx.rows(found.TakenFound, found.TAKEN, packages=list(names.packages), documents=list(names.documents))
    known.packages_taken = {row.code for row in taken if row.kind == "package"}
    known.shipments_taken = {row.code for row in taken if row.kind == "shipment"}
    return known


def upper(codes: Iterable[str]) -> list[str]:
    """Return codes as they are compared where case does not tell them apart."""
    return [code.upper() for code in codes]


def read_items(tx: Transaction, names: Names, known: Known) -> None:
    """Read items with their pack levels, and whose the named GTINs are."""
    for row in tx.rows(found.ItemFound, found.ITEMS, codes=upper(names.items)):
        known.items[row.code] = Item(
            row.code, row.unit, row.quantum, row.tracking in SERIALISED, row.customer, stored=True
        )
    for level in tx.rows(found.LevelFound, found.LEVELS, codes=upper(names.items), gtins=list(names.gtins)):
        known.gtins[level.gtin] = level.item
        if level.item in known.items:
            known.items[level.item].levels[level.level] = Level(level.gtin, level.contains)


def read_lots(tx: Transaction, names: Names, known: Known) -> None:
    """Read lots with their stock, units, packages and shipments, and what happened to them before."""
    keys = list(names.lots)
    items, numbers = [key[0] for key in keys], [key[1] for key in keys]
    lots = {
        row.id: lot_of(row, known.items[row.item])
        for row in tx.rows(found.LotFound, found.LOTS, items=items, numbers=numbers)
    }
    world, ids = known.world, list(lots)
    world.lots = {lot.key: lot for lot in lots.values()}
    for stock in tx.rows(found.StockFound, found.STOCK, lots=ids):
        lots[stock.lot_id].stock[stock.location] = stock.quantity
    packages = read_packages(tx, lots)
    world.packages = {package.package_no: package for package in packages.values()}
    units: dict[int, Unit] = {}
    for row in tx.rows(found.UnitFound, found.UNITS, lots=ids):
        package = packages.get(row.package_id or 0)
        unit = Unit(-row.id, row.serial_no, lots[row.lot_id], row.location, row.status, package)
        unit.lot.members.append(unit)
        units[row.id] = world.units_of(unit.lot.item)[unit.serial_no.upper()] = unit
    for gone in tx.rows(found.GoneFound, found.GONE, lots=ids):
        lots[gone.lot_id].gone = gone.gone
    known.descent = [(-pair.parent, -pair.child) for pair in tx.rows(found.DescentFound, found.DESCENT, lots=ids)]
    read_shipments(tx, known, lots, packages, units)
    nodes = [*ids, *units]
    for query, parameter in (
        (found.MOVES, {"lots": ids}),
        (found.CHANGES, {"lots": ids}),
        (found.HOLDS, {"nodes": nodes}),
    ):
        known.steps.update(step.key for step in tx.rows(found.StepFound, query, **parameter))
    for lot_id, what, _ in known.steps:
        if what == LotEvent.RETURN_FROM_CUSTOMER:
            lots[lot_id].came_back = True


def lot_of(row: found.LotFound, item: Item) -> Lot:
    """Return a lot of the database."""
    return Lot(
        node=-row.id,
        item=item,
        lot_no=row.lot_no,
        status=row.status,
        cycle=row.cycle,
        made=row.quantity_made,
        supplier=row.supplier,
        supplier_lot_no=row.supplier_lot_no,
        order_no=row.order_no,
        manufactured=row.manufactured,
        expiry=row.expiry,
    )


def read_packages(tx: Transaction, lots: dict[int, Lot]) -> dict[int, Package]:
    """Return the packages of lots by id, each with what it stands inside."""
    rows = tx.rows(found.PackageFound, found.PACKAGES, lots=list(lots))
    packages = {
        row.id: Package(-row.id, row.package_no, lots[row.lot_id], row.level, row.gtin, row.quantity) for row in rows
    }
    for row in rows:
        outer = packages.get(row.inside_id or 0)
        if outer is not None:
            packages[row.id].inside = outer
            outer.content += row.quantity
    return packages


def read_shipments(
    tx: Transaction, known: Known, lots: dict[int, Lot], packages: dict[int, Package], units: dict[int, Unit]
) -> None:
    """Read which lots, packages and units left with which shipment."""
    for row in tx.rows(found.ShippedFound, found.SHIPPED, nodes=[*lots, *packages, *units]):
        shipment = known.world.shipments.setdefault(
            row.shipment_no, Shipment(-row.id, row.shipment_no, row.customer, row.shipped_at)
        )
        if row.node_id in units:
            units[row.node_id].shipment = shipment
        elif row.node_id in packages:
            packages[row.node_id].shipment = shipment
            packages[row.node_id].lot.shipments += (shipment,)
        else:
            lots[row.node_id].shipments += (shipment,)


def serials_taken(tx: Transaction, wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (item, serial number) of new units that units of other lots already have."""
    pairs = list(wanted)
    items, serials = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    rows = tx.rows(found.SerialFound, found.SERIALS, items=items, serials=serials)
    return {(row.item, row.code) for row in rows}
