"""What the database holds of what the files name: read in a fixed number of statements, however many rows there are.

What the files name is copied into temporary tables and what is found of it put on the import's shelves, row by row.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import found
from veralot_server.modules.exchange.copying import copy_into
from veralot_server.modules.exchange.descent import Descent
from veralot_server.modules.exchange.found import PlanKnown
from veralot_server.modules.exchange.shelves import Cabinet, Shelf, joined
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.exchange.survey import BOM, LOT, QUALIFICATIONS, Names
from veralot_server.modules.exchange.world import Item, Level, Location, Lot, Package, PackageName, Unit, World
from veralot_server.modules.items.domain import SERIALISED
from veralot_shared.contracts.identity import Permission, Role
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.i18n import N_

T = TypeVar("T")

PARTNER: Final = N_("partner")
LOCATION: Final = N_("location")
USER: Final = N_("user")
ITEM: Final = N_("item")
QUALIFICATION: Final = N_("qualification")


class Entry(msgspec.Struct, Generic[T], array_like=True, frozen=True):
    """A record, or nothing where a row brings one but does not describe it soundly."""

    record: T | None


class Records(Generic[T]):
    """Records of one kind by code.

    Attributes:
        kind: what such a record is called.
        partial: a file of this kind could not be read whole, so that nothing can be said to be missing.
    """

    def __init__(self, cabinet: Cabinet, name: str, kind: str, entry: type[Entry[T]]) -> None:
        """Begin with none; `kind` is what such a record is called, `name` what its shelf is."""
        self.kind, self.partial = kind, False
        self._found: Shelf[Entry[T]] = cabinet.shelf(name, entry)
        self._taken = cabinet.memo(f"{name}_taken")

    def find(self, code: str) -> Entry[T] | None:
        """Return what is known under a code; `None` if nothing is."""
        return self._found.get(code)

    def get(self, code: str) -> T | None:
        """Return a record that is described soundly, or `None`."""
        entry = self._found.get(code)
        return None if entry is None else entry.record

    def take(self, key: str) -> bool:
        """Take a code as it is compared where case does not tell codes apart; tell whether it was free."""
        return self._taken.add(key)

    def put(self, code: str, record: T | None) -> None:
        """Keep a record under its code."""
        self._found.put(code, Entry(record))


class Term(msgspec.Struct, array_like=True, frozen=True):
    """A qualification: its code as it is written, how long it holds, and from which level of skill one works by it."""

    code: str
    months: int
    least_level: int | None


class Known:
    """The records of the database that the files name, and the world that an import begins with.

    Attributes:
        cabinet: where all of it lies.
        gtins: the item of each GTIN that is given.
        parts: what is made of what.
    """

    def __init__(self, cabinet: Cabinet, stack: ExitStack) -> None:
        """Begin with nothing; `stack` closes what waits on disk."""
        self.cabinet = cabinet
        self.partners = Records(cabinet, "partner", PARTNER, Entry[PartnerKind])
        self.locations = Records(cabinet, "location", LOCATION, Entry[Location])
        self.users = Records(cabinet, "person", USER, Entry[str])
        self.strangers = cabinet.memo("stranger")
        self.items = Records(cabinet, "item", ITEM, Entry[Item])
        self.signing: frozenset[Role] = frozenset()
        self.gtins: Shelf[str] = cabinet.shelf("gtin", str)
        self.boms = cabinet.memo("bom_known")
        self.parts = Parts(cabinet)
        self.gauges = cabinet.memo("gauge")
        self.qualifications = Records(cabinet, "qualification", QUALIFICATION, Entry[Term])
        self.grants = cabinet.memo("grant")
        self.defects = cabinet.memo("defect")
        self.plans: Shelf[PlanKnown] = cabinet.shelf("plan_known", PlanKnown)
        self.packages_taken = cabinet.memo("package_taken")
        self.shipments_taken = cabinet.memo("shipment_taken")
        self.world = World(cabinet, stack)
        self.descent = Descent(cabinet)
        self._steps = cabinet.memo("step")

    def keep_step(self, node: int, what: str, at: datetime) -> None:
        """Keep that something happened to a node of the database."""
        self._steps.add(step_key(node, what, at))

    def happened(self, node: int, what: str, at: datetime) -> bool:
        """Tell whether a movement, status change or hold is recorded already of a node."""
        return node < 0 and step_key(node, what, at) in self._steps


class Parts:
    """What items are made of; nothing is made of itself, however long the way round."""

    def __init__(self, cabinet: Cabinet) -> None:
        """Begin with nothing."""
        self._order = Descent(cabinet, "bom_part")
        self._numbers: Shelf[int] = cabinet.shelf("bom_item", int)
        self._items = 0

    def add(self, component: str, item: str) -> bool:
        """Add that an item is made of another; tell whether that is possible."""
        return self._order.add(self._node(component), self._node(item))

    def _node(self, code: str) -> int:
        """Return a number for an item, whatever the database calls it."""
        number = self._numbers.get(code)
        if number is None:
            self._items = number = self._items + 1
            self._numbers.put(code, number)
        return number


def step_key(node: int, what: str, at: datetime) -> str:
    """Return what a step is known by."""
    return joined(str(node), what, at.astimezone(UTC).isoformat())


def read(tx: Transaction, names: Names, stack: ExitStack) -> Known:
    """Read everything of it onto shelves that `stack` discards."""
    known = Known(Cabinet(stack), stack)
    tx.wire.execute(found.CREATE.encode())
    copy_into(tx, "import_name", "what, code", names.records)
    copy_into(tx, "import_name_lot", "item, lot_no", names.lots)
    tx.wire.execute(found.ANALYZE.encode())
    for needed, take in READERS:
        if names.kinds & needed:
            take(tx, known)
    return known


def forget(tx: Transaction) -> None:
    """Drop the temporary tables by which it was read."""
    tx.wire.execute(found.DROP.encode())


def read_partners(tx: Transaction, known: Known) -> None:
    """Read partners."""
    for row in tx.stream(found.PartnerFound, found.PARTNERS):
        known.partners.put(row.code, row.kind)
        known.partners.take(row.code.upper())
        known.cabinet.tidy()


def read_locations(tx: Transaction, known: Known) -> None:
    """Read locations, and the plant's outsides, which are named where a cell is empty."""
    for row in tx.stream(found.LocationFound, found.LOCATIONS):
        known.locations.put(row.code, Location(row.code, row.kind))
        known.locations.take(row.code)
        known.cabinet.tidy()


def read_users(tx: Transaction, known: Known) -> None:
    """Read people, and which roles sign."""
    for row in tx.stream(found.UserFound, found.USERS):
        known.users.put(row.code, row.code)
        known.users.take(row.code)
        if row.stranger:
            known.strangers.add(row.code)
        known.cabinet.tidy()
    signing = tx.rows(found.CodeRow, found.SIGNING, right=str(Permission.SIGN))
    known.signing = frozenset(Role(row.code) for row in signing)


def read_items(tx: Transaction, known: Known) -> None:
    """Read items with their pack levels, and whose the named GTINs are."""
    for row in tx.stream(found.ItemFound, found.ITEMS):
        serialised = row.tracking in SERIALISED
        known.items.put(row.code, Item(row.code, row.unit, row.quantum, serialised, row.customer, stored=True))
        known.items.take(row.code.upper())
        known.cabinet.tidy()
    for level in tx.stream(found.LevelFound, found.LEVELS):
        known.gtins.put(level.gtin, level.item)
        item = known.items.get(level.item)
        if item is not None:
            item.levels[level.level] = Level(level.gtin, level.contains)
            known.items.put(item.code, item)
        known.cabinet.tidy()


def read_boms(tx: Transaction, known: Known) -> None:
    """Read which bills of materials there are, and what everything is made of, by which a circle may close."""
    for row in tx.stream(found.BomFound, found.BOMS):
        known.boms.add(joined(row.item, row.revision))
    for part in tx.stream(found.PartFound, found.PARTS):
        known.parts.add(part.component, part.item)
        known.cabinet.tidy()


def read_lots(tx: Transaction, known: Known) -> None:
    """Read lots with their stock, units, packages and customers, and what happened to them before."""
    tx.wire.execute(found.KNOWN.encode())
    world, any_ = known.world, False
    for row in tx.stream(found.LotFound, found.LOTS):
        item = known.items.get(row.item)
        if item is not None:
            world.begin(lot_of(row, item))
        any_ = True
        known.cabinet.tidy()
    if not any_:
        return
    for package in tx.stream(found.PackageFound, found.PACKAGES):
        world.packages.put(package.package_no, package_of(package))
        known.cabinet.tidy()
    for one in tx.stream(found.UnitFound, found.UNITS):
        unit = unit_of(one)
        world.join(unit, unit.lot)
        world.keep(unit)
        known.cabinet.tidy()
    for pair in tx.stream(found.DescentFound, found.DESCENT):
        known.descent.add(-pair.parent, -pair.child)
    for step in tx.stream(found.StepFound, found.STEPS):
        known.keep_step(-step.node, step.what, step.at)


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
        stock=row.stock or {},
        customers=row.customers,
        came_back=row.came_back,
        gone=row.gone,
    )


def package_of(row: found.PackageFound) -> Package:
    """Return a package of the database."""
    return Package(
        node=-row.id,
        package_no=row.package_no,
        lot=-row.lot_id,
        level=row.level,
        gtin=row.gtin,
        quantity=row.quantity,
        inside=PackageName(row.inside_no, -row.inside_id) if row.inside_no and row.inside_id else None,
        content=row.content,
        customer=row.customer,
    )


def unit_of(row: found.UnitFound) -> Unit:
    """Return a unit of the database."""
    return Unit(
        node=-row.id,
        serial_no=row.serial_no,
        item=row.item,
        lot=-row.lot_id,
        location=row.location,
        status=row.status,
        package=PackageName(row.package_no, -row.package_id) if row.package_no and row.package_id else None,
        customer=row.customer,
    )


def read_gauges(tx: Transaction, known: Known) -> None:
    """Read which gauges there are."""
    for row in tx.stream(found.CodeRow, found.GAUGES):
        known.gauges.add(row.code)


def read_qualifications(tx: Transaction, known: Known) -> None:
    """Read which qualifications there are, and whose; those that are withdrawn are granted and asked for no more."""
    for row in tx.stream(found.QualificationFound, found.QUALIFICATIONS):
        known.qualifications.take(row.code.upper())
        if not row.withdrawn:
            known.qualifications.put(row.code.upper(), Term(row.code, row.months, row.least_level))
    for grant in tx.stream(found.GrantFound, found.GRANTS):
        known.grants.add(joined(grant.person, grant.code.upper()))


def read_defects(tx: Transaction, known: Known) -> None:
    """Read which defect codes there are."""
    for row in tx.stream(found.CodeRow, found.DEFECTS):
        known.defects.add(row.code)


def read_plans(tx: Transaction, known: Known) -> None:
    """Read which inspection plans there are, each with its newest revision."""
    for row in tx.stream(PlanKnown, found.PLANS):
        known.plans.put(row.code.upper(), row)


def read_numbers(tx: Transaction, known: Known) -> None:
    """Read which of the named numbers of packages and shipments are given."""
    for taken in tx.stream(found.TakenFound, found.NUMBERS):
        (known.packages_taken if taken.kind == "package" else known.shipments_taken).add(taken.code)


READERS: Final[tuple[tuple[frozenset[str], Callable[[Transaction, Known], None]], ...]] = (
    (frozenset({"partners"}), read_partners),
    (frozenset({"locations", LOT}), read_locations),
    (frozenset({"users"}), read_users),
    (frozenset({"items"}), read_items),
    (frozenset({"gauges"}), read_gauges),
    (frozenset({QUALIFICATIONS}), read_qualifications),
    (frozenset({"plans"}), read_plans),
    (frozenset({"defects"}), read_defects),
    (frozenset({BOM}), read_boms),
    (frozenset({LOT}), read_lots),
    (frozenset({"packages", "documents"}), read_numbers),
)
"""What is read where the files name something of its kind; of what they do not name nothing is asked."""


def serials_taken(tx: Transaction, claims: Spool) -> Iterator[found.SerialFound]:
    """Return those items and serial numbers of new units that units of other lots already have."""
    if claims.rows:
        copy_into(tx, "import_claim", "item, serial_no", claims)
        yield from tx.stream(found.SerialFound, found.SERIALS)
