"""Shipments: what left for whom, in packages, as units or loose, and what came back of it."""

from collections.abc import Iterator, Sequence
from typing import Final, cast

from veralot_server.modules.exchange.lots import Line, LotBook
from veralot_server.modules.exchange.packages import PackageBook
from veralot_server.modules.exchange.world import Lot, Package, Shipment, Unit, World
from veralot_server.modules.genealogy.domain.edges import BOTH, LOTS, ONE, UNITS, EdgeFact, edge, members
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.genealogy import EdgeKind
from veralot_shared.errors import RecordExists
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, UnitId

SHIPMENT: Final = N_("shipment")


class ShipmentBook:
    """Makes shipments and finds the one from which something came back."""

    def __init__(self, world: World, lots: LotBook, packages: PackageBook, taken: set[str]) -> None:
        """Work in a world; `taken` are shipment numbers of the database."""
        self._world, self._lots, self._packages, self._taken = world, lots, packages, taken

    def ship(self, line: Line, units: Sequence[Unit]) -> Iterator[EdgeFact]:
        """Return the edges to a shipment: from the package, from each unit, or from the lot."""
        shipment = self._shipment(line)
        package = self._packages.whole(line)
        line.lot.shipments.append(shipment)
        for unit in units:
            unit.shipment = shipment
        if package is not None:
            package.shipment, package.changed = shipment, True
            yield edge(package.node, shipment.node, BOTH, EdgeKind.SHIPPED, line.terms.quantity, line.terms.item.unit)
            return
        scope = LOTS if units else BOTH
        yield edge(line.lot.node, shipment.node, scope, EdgeKind.SHIPPED, line.terms.quantity, line.terms.item.unit)
        for unit in units:
            yield edge(unit.node, shipment.node, UNITS, EdgeKind.SHIPPED, ONE, line.terms.item.unit)

    def _shipment(self, line: Line) -> Shipment:
        """Return the shipment of a row's movement, made at its first row; a number is given to one movement only."""
        number, row = line.row.document_no or "", line.row
        found = self._world.shipments.get(number)
        if found is not None and found.at == row.at and found.node > 0:
            return found
        if found is not None or number in self._taken:
            error = RecordExists(kind=SHIPMENT, key=number)
            self._lots.object(line.lot.key, row.place, error, "document_no", number)
        shipment = Shipment(self._world.number(), number, row.partner or "", row.at)
        self._world.shipments[number] = shipment
        return shipment

    def take_back(self, line: Line, units: Sequence[Unit]) -> Iterator[EdgeFact]:
        """Return the edges from a shipment to the lot as which something came back."""
        child = cast("Lot", line.other)
        package = self._packages.whole(line)
        shipment = self._origin(line, units, package)
        for unit in units:
            unit.shipment = None
        if package is not None:
            self._packages.hand_over(package, child)
        if shipment is not None:
            unit_ids = [UnitId(unit.node) for unit in units]
            yield edge(
                shipment.node,
                child.node,
                LOTS if units else BOTH,
                EdgeKind.RETURNED,
                line.terms.quantity,
                line.terms.item.unit,
            )
            yield from members(LotId(child.node), unit_ids, EdgeKind.RETURNED, line.terms.item.unit)

    def _origin(self, line: Line, units: Sequence[Unit], package: Package | None) -> Shipment | None:
        """Return the shipment with which it left: its package's, its units', else the lot's last to this customer."""
        named = self._world.shipments.get(line.row.document_no or "")
        direct = [package.shipment] if package else [unit.shipment for unit in units]
        to_customer = [shipment for shipment in line.lot.shipments if shipment.customer == line.row.partner]
        found = next((shipment for shipment in [named, *direct, *reversed(to_customer)] if shipment), None)
        if found is None:
            error = ReferenceUnknown(kind=SHIPMENT, value=line.row.document_no or line.row.partner or "")
            self._lots.object(line.lot.key, line.row.place, error, "partner", line.row.partner)
        return found
