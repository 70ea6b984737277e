"""What an import writes of the history: one spool for each table, filled in the order of time."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from decimal import Decimal
from functools import lru_cache

from veralot_server.modules.exchange.cells import REMEMBERED
from veralot_server.modules.exchange.rows import HoldRow, MovementRow, StatusRow
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.exchange.world import Lot, Package, Shipment, Unit, World
from veralot_server.modules.genealogy.domain.edges import EdgeFact
from veralot_server.modules.identity import domain as people
from veralot_shared.contracts.genealogy import LotEvent, LotStatus


class Output:
    """The spools. Nodes and movements stand in them by their numbers in this import."""

    def __init__(self, stack: ExitStack) -> None:
        """Begin empty; `stack` closes them."""
        self.movements = Spool(stack)
        self.lines = Spool(stack)
        self.edges = Spool(stack)
        self.changes = Spool(stack)
        self.holds = Spool(stack)
        self.lots = Spool(stack)
        self.units = Spool(stack)
        self.packages = Spool(stack)
        self.shipments = Spool(stack)
        self.made: Counter[str] = Counter()
        """How many nodes of each table are new."""
        self.sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        """How much of which item each kind of movement moves, by the files."""
        self._kind = ""
        # The same few names stand in every row.
        self._user = lru_cache(REMEMBERED)(people.user_key)

    def movement(self, row: MovementRow) -> int:
        """Write a movement and return its number."""
        number = self.movements.rows + 1
        self._kind = row.kind.value
        self.movements.add(number, row.kind, row.at, row.order_no, row.document_no, row.reason, self._user(row.by))
        return number

    def line(self, movement: int, lot: Lot, receiver: Lot, source: str, target: str, quantity: Decimal) -> None:
        """Write a line of a movement."""
        self.sums[lot.item.code, self._kind] += quantity
        self.lines.add(movement, lot.node, receiver.node, source, target, quantity)

    def proofs(self, movement: int, edges: Iterable[EdgeFact]) -> None:
        """Write the edges that a movement makes."""
        for parent, child, scope, kind, quantity, unit in edges:
            self.edges.add(movement, parent, child, scope, kind, quantity, unit)

    def change(
        self, lot: Lot, event: LotEvent, before: LotStatus | None, row: MovementRow | StatusRow, by: str = ""
    ) -> None:
        """Write a step of a lot's status, which it has already taken; by the row's person unless somebody else is named."""
        self.changes.add(lot.node, event, before, lot.status, lot.cycle, row.at, by or self._user(row.by), row.reason)

    def hold(self, node: int, row: HoldRow) -> None:
        """Write a hold."""
        lifted_by = self._user(row.lifted_by) if row.lifted_by else None
        self.holds.add(node, row.reason_code, row.reason, self._user(row.by), row.at, lifted_by, row.lifted_at)

    def nodes(self, world: World) -> None:
        """Write every node that is new or no longer as it was, once its history is complete."""
        for lot in world.lots:
            if lot.node > 0 or lot.changed:
                self._lot(lot)
        for unit in world.units:
            if unit.node > 0 or unit.changed:
                self._unit(unit)
        for package in world.packages:
            if package.node > 0 or package.changed:
                self._package(package)
        for shipment in world.shipments:
            self._shipment(shipment)

    def _lot(self, lot: Lot) -> None:
        self.made["genealogy_lot"] += lot.node > 0
        self.lots.add(
            lot.node,
            lot.lot_no,
            lot.item.code,
            lot.status,
            lot.cycle,
            lot.supplier,
            lot.supplier_lot_no,
            lot.item.customer,
            lot.order_no,
            lot.manufactured,
            lot.expiry,
            lot.made,
        )

    def _unit(self, unit: Unit) -> None:
        self.made["genealogy_unit"] += unit.node > 0
        package = unit.package.node if unit.package else None
        self.units.add(unit.node, unit.serial_no, unit.item, unit.lot, unit.location, unit.status, package)

    def _package(self, package: Package) -> None:
        self.made["genealogy_package"] += package.node > 0
        inside = package.inside.node if package.inside else None
        name, held = (package.node, package.package_no, package.lot), (package.level, package.gtin, package.quantity)
        self.packages.add(*name, *held, inside)

    def _shipment(self, shipment: Shipment) -> None:
        self.made["genealogy_shipment"] += 1
        self.shipments.add(shipment.node, shipment.shipment_no, shipment.customer, shipment.at)
