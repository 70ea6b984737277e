"""Shipments: what left for whom, in packages, as units or loose, and what came back of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from veralot_server.modules.exchange.lots import Line, LotBook
from veralot_server.modules.exchange.shelves import Memo
from veralot_server.modules.exchange.world import Package, Shipment, Unit, World
from veralot_server.modules.genealogy.domain.edges import BOTH, LOTS, ONE, UNITS, EdgeFact, edge
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.genealogy import EdgeKind
from veralot_shared.errors import RecordExists
from veralot_shared.i18n import N_

SHIPMENT: Final = N_("shipment")


class ShipmentBook:
    """Makes shipments, and knows what left with them."""

    def __init__(self, world: World, lots: LotBook, taken: Memo) -> None:
        """Work in a world; `taken` are shipment numbers of the database."""
        self._world, self._lots, self._taken = world, lots, taken

    def ship(self, line: Line, units: Sequence[Unit], package: Package | None) -> Iterator[EdgeFact]:
        """Return the edges to a shipment: from the package, from each unit, or from the lot."""
        shipment = self._shipment(line)
        quantity, measure = line.terms.quantity, line.terms.item.unit
        if shipment.customer not in line.lot.customers:
            line.lot.customers += (shipment.customer,)
        for unit in units:
            unit.customer = shipment.customer
            self._world.keep(unit)
        if package is not None:
            package.customer = shipment.customer
            yield edge(package.node, shipment.node, BOTH, EdgeKind.SHIPPED, quantity, measure)
            return
        yield edge(line.lot.node, shipment.node, LOTS if units else BOTH, EdgeKind.SHIPPED, quantity, measure)
        for unit in units:
            yield edge(unit.node, shipment.node, UNITS, EdgeKind.SHIPPED, ONE, measure)

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
        self._world.shipments.put(number, shipment)
        return shipment

    def take_back(self, line: Line, units: Sequence[Unit], package: Package | None) -> None:
        """Note it where what comes back was never sent to that customer."""
        sent = [package.customer] if package else [unit.customer for unit in units] or line.lot.customers
        if line.row.partner is None or line.row.partner not in sent:
            error = ReferenceUnknown(kind=SHIPMENT, value=line.row.partner or "")
            self._lots.object(line.lot.key, line.row.place, error, "partner", line.row.partner)
