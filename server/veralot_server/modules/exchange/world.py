"""The plant as an import knows it while it is replayed: what the database holds and what the files add to it.

Nodes that the import makes are numbered from 1; those of the database have their ids with a minus before it, so that the
two cannot be taken for each other until the writer gives the new ones their ids.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from veralot_server.modules.exchange.problems import Place
from veralot_shared.contracts.genealogy import OUTSIDE, USABLE, LocationKind, LotStatus, UnitStatus

ZERO = Decimal(0)
LotKey = tuple[str, str]
"""An item's code and a lot number."""


class Level(NamedTuple):
    """A pack level: its GTIN and how many units of the item it holds."""

    gtin: str
    contains: int


@dataclass(slots=True, eq=False)
class Item:
    """What matters of an item when lots of it move."""

    code: str
    unit: str
    quantum: Decimal
    serialised: bool
    customer: str | None
    levels: dict[int, Level] = field(default_factory=dict)
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


@dataclass(slots=True, eq=False)
class Lot:
    """A lot as far as its history has been replayed.

    Attributes:
        made: how much of it was received, produced, drawn or put together.
        stock: how much lies where, outsides included.
        shipments: the shipments that it left with.
        came_back: it, or what it is a part of, came back from a customer.
        members: the units that are in it or were; `gone` counts those that are in it no more.
        born: the movement that began it, by its number in this import.
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
    stock: dict[str, Decimal] = field(default_factory=dict)
    shipments: tuple["Shipment", ...] = ()
    came_back: bool = False
    members: list["Unit"] = field(default_factory=list)
    gone: int = 0
    since: datetime | None = None
    born: int = 0
    changed: bool = False

    @property
    def returned(self) -> bool:
        """Tell whether it came back from a customer and has not been accepted since."""
        return self.came_back and self.status not in USABLE

    @property
    def present(self) -> "list[Unit] | None":
        """Return the units that are in it now if some that it had are gone, or `None` if none is."""
        return [unit for unit in self.members if unit.present_in(self)] if self.gone else None

    @property
    def key(self) -> LotKey:
        """Return what it is known by."""
        return self.item.code, self.lot_no


@dataclass(slots=True, eq=False)
class Unit:
    """A serialised unit."""

    node: int
    serial_no: str
    lot: Lot
    location: str
    status: UnitStatus
    package: "Package | None" = None
    shipment: "Shipment | None" = None
    changed: bool = False

    def present_in(self, lot: Lot) -> bool:
        """Tell whether it is in a lot and not used up, shipped or scrapped."""
        return self.lot is lot and self.status is UnitStatus.MADE


@dataclass(slots=True, eq=False)
class Package:
    """A package; `content` is how much of `quantity` smaller packages inside it account for."""

    node: int
    package_no: str
    lot: Lot
    level: int
    gtin: str
    quantity: Decimal
    inside: "Package | None" = None
    content: Decimal = ZERO
    shipment: "Shipment | None" = None
    changed: bool = False


@dataclass(slots=True, eq=False)
class Shipment:
    """What left for a customer at one time."""

    node: int
    shipment_no: str
    customer: str
    at: datetime


@dataclass(slots=True)
class World:
    """Everything that moves, by what files call it."""

    lots: dict[LotKey, Lot] = field(default_factory=dict)
    units: dict[str, dict[str, Unit]] = field(default_factory=dict)
    packages: dict[str, Package] = field(default_factory=dict)
    shipments: dict[str, Shipment] = field(default_factory=dict)
    doubtful: set[LotKey] = field(default_factory=set)
    """Lots that a row which could not be read has to do with: what follows from that is not said again."""
    claims: dict[tuple[str, str], Place] = field(default_factory=dict)
    """Serial numbers given to new units of stored items, as item and number in capitals, each with the row that gives it."""
    nodes: int = 0

    def number(self) -> int:
        """Return the number of a new node."""
        self.nodes += 1
        return self.nodes

    def units_of(self, item: Item) -> dict[str, Unit]:
        """Return the units of an item by serial number in capitals: two that differ only in case are one (DI-05)."""
        return self.units.setdefault(item.code, {})
