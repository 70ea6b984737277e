"""The plant as an import knows it while it is replayed: what the database holds and what the files add to it.

Nodes that the import makes are numbered from 1; those of the database have their ids with a minus before it, so that the
two cannot be taken for each other until the writer gives the new ones their ids. All of it lies on shelves: records name
each other by number or node and never hold each other.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from veralot_server.modules.exchange.problems import Place
from veralot_server.modules.exchange.shelves import Cabinet, Shelf, joined
from veralot_server.modules.exchange.spool import Spool
from veralot_shared.contracts.genealogy import OUTSIDE, USABLE, LocationKind, LotStatus, UnitStatus

ZERO = Decimal(0)
LotKey = tuple[str, str]
"""An item's code and a lot number."""

PRESENT = "SELECT node FROM unit WHERE lot = ? AND present ORDER BY joined, id"


class Level(NamedTuple):
    """A pack level: its GTIN and how many units of the item it holds."""

    gtin: str
    contains: int


class Item(msgspec.Struct, array_like=True):
    """What matters of an item when lots of it move."""

    code: str
    unit: str
    quantum: Decimal
    serialised: bool
    customer: str | None
    levels: dict[int, Level] = {}
    stored: bool = False
    """The database has it, and with it perhaps units of lots that no file names."""


class Location(NamedTuple):
    """A location."""

    code: str
    kind: LocationKind

    @property
    def outside(self) -> bool:
        """Tell whether it is one of the plant's outsides."""
        return self.kind in OUTSIDE


class Lot(msgspec.Struct, array_like=True, eq=False):
    """A lot as far as its history has been replayed.

    Attributes:
        made: how much of it was received, produced, drawn or put together.
        stock: how much lies where, outsides included.
        customers: the customers to whom it was sent.
        came_back: it, or what it is a part of, came back from a customer.
        gone: how many units were in it and are no more.
        born: the movement that began it, by its number in this import.
        opened: it began with a row of opening stock.
        changed: a lot of the database that is no longer as it was.
    """

    node: int
    item: Item
    lot_no: str
    status: LotStatus
    cycle: int = 1
    made: Decimal = ZERO
    supplier: str | None = None
    supplier_lot_no: str | None = None
    order_no: str | None = None
    manufactured: date | None = None
    expiry: date | None = None
    stock: dict[str, Decimal] = {}
    customers: tuple[str, ...] = ()
    came_back: bool = False
    gone: int = 0
    since: datetime | None = None
    born: int = 0
    opened: bool = False
    changed: bool = False

    @property
    def returned(self) -> bool:
        """Tell whether it came back from a customer and has not been accepted since."""
        return self.came_back and self.status not in USABLE

    @property
    def key(self) -> LotKey:
        """Return what it is known by."""
        return self.item.code, self.lot_no


class PackageName(NamedTuple):
    """A package as another record names it."""

    package_no: str
    node: int


class Unit(msgspec.Struct, array_like=True, eq=False):
    """A serialised unit.

    Attributes:
        lot: the node of the lot that it is in.
        customer: to whom it was sent last.
        joined: its place among the units that came into a lot.
        claim: of a new unit of a stored item, the row that gives its number: no other lot of the database may have it.
    """

    node: int
    serial_no: str
    item: str
    lot: int
    location: str
    status: UnitStatus
    package: PackageName | None = None
    customer: str | None = None
    joined: int = 0
    claim: Place | None = None
    changed: bool = False

    def present_in(self, lot: int) -> bool:
        """Tell whether it is in a lot and not used up, shipped or scrapped."""
        return self.lot == lot and self.status is UnitStatus.MADE


class Package(msgspec.Struct, array_like=True, eq=False):
    """A package; `content` is how much of `quantity` smaller packages inside it account for.

    Attributes:
        lot: the node of the lot that it holds.
        customer: to whom it was sent last.
    """

    node: int
    package_no: str
    lot: int
    level: int
    gtin: str
    quantity: Decimal
    inside: PackageName | None = None
    content: Decimal = ZERO
    customer: str | None = None
    changed: bool = False

    @property
    def name(self) -> PackageName:
        """Return what other records know it by."""
        return PackageName(self.package_no, self.node)


class Shipment(msgspec.Struct, array_like=True, eq=False):
    """What left for a customer at one time."""

    node: int
    shipment_no: str
    customer: str
    at: datetime


class World:
    """Everything that moves, by what files call it.

    Attributes:
        packages: by their numbers.
        shipments: those of this import, by their numbers.
        claims: serial numbers given to new units of stored items.
        nodes: how many nodes the import has made.
    """

    def __init__(self, cabinet: Cabinet, stack: ExitStack) -> None:
        """Begin empty; `stack` closes what waits on disk."""
        self._disk = cabinet.disk
        self.lots: Shelf[Lot] = cabinet.shelf("lot", Lot, live=True)
        columns: dict[str, Callable[[Unit], object]] = {
            "node": lambda unit: unit.node,
            "lot": lambda unit: unit.lot,
            "present": lambda unit: unit.status is UnitStatus.MADE,
            "joined": lambda unit: unit.joined,
        }
        self.units: Shelf[Unit] = cabinet.shelf("unit", Unit, columns=columns)
        self._disk.execute("CREATE INDEX unit_of_lot ON unit (lot, joined) WHERE present")
        self.packages: Shelf[Package] = cabinet.shelf("package", Package, live=True)
        self.shipments: Shelf[Shipment] = cabinet.shelf("shipment", Shipment, live=True)
        self.claims = Spool(stack)
        self.nodes = self._joined = 0
        self._doubtful = cabinet.memo("doubtful")

    def number(self) -> int:
        """Return the number of a new node."""
        self.nodes += 1
        return self.nodes

    # --- lots

    def lot(self, key: LotKey) -> Lot | None:
        """Return a lot."""
        return self.lots.get(joined(*key))

    def begin(self, lot: Lot) -> None:
        """Let a lot begin."""
        self.lots.put(joined(*lot.key), lot)

    def doubt(self, keys: Iterable[LotKey]) -> None:
        """Remember that what is known of these lots is not all: a row that could not be read has to do with them."""
        for key in keys:
            self._doubtful.add(joined(*key))

    def doubts(self, key: LotKey) -> bool:
        """Tell whether not all is known of a lot: what follows from that is not said again."""
        return joined(*key) in self._doubtful

    # --- units

    def unit(self, item: str, serial: str) -> Unit | None:
        """Return an item's unit; two serial numbers that differ only in case are one (DI-05)."""
        return self.units.get(joined(item, serial.upper()))

    def units_of(self, item: str, serials: Iterable[str]) -> dict[str, Unit]:
        """Return those units of an item that there are, by their serial numbers in capitals."""
        found = self.units.fetch(joined(item, serial.upper()) for serial in serials)
        return {unit.serial_no.upper(): unit for unit in found.values()}

    def keep(self, unit: Unit) -> None:
        """Keep a unit that is new or has changed."""
        self.units.put(joined(unit.item, unit.serial_no.upper()), unit)

    def join(self, unit: Unit, lot: int) -> None:
        """Put a unit into a lot, behind those that came before."""
        self._joined += 1
        unit.lot, unit.joined = lot, self._joined

    def present(self, lot: Lot) -> list[int] | None:
        """Return the units that are in a lot now if some that it had are gone, or `None` if none is."""
        if not lot.gone:
            return None
        self.units.settle()
        return [row[0] for row in self._disk.execute(PRESENT, (lot.node,))]

    def claim(self, unit: Unit, place: Place) -> None:
        """Remember that a new unit of a stored item must not have a number that another lot's unit has."""
        unit.claim = place
        self.claims.add(unit.item, unit.serial_no.upper())
