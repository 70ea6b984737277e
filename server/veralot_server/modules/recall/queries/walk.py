"""Walks the evidence graph from everything that is suspected at once, and sorts what it reaches."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from veralot_server.core.module import Behind
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.queries.statements import (
    LOTS_OF_UNITS,
    SORTED,
    UNITS_IN_LOTS,
    WALKS,
    array,
)
from veralot_shared.contracts.genealogy import NodeKind, Scope
from veralot_shared.ids import LotId, PartnerId, UnitId


class Reached(NamedTuple):
    """What suspects lead to.

    Attributes:
        whole: lots that are affected as they are.
        single: units that are affected although their lot as a whole is not, each with that lot.
        members: units of lots that are affected as they are.
        packages: how many packages are.
        hidden: how many lots the reader may not see, or the recall is not about.
        roots: lots that are suspected themselves.
    """

    whole: frozenset[LotId]
    single: dict[UnitId, LotId]
    members: frozenset[UnitId]
    packages: int
    hidden: int
    roots: frozenset[LotId]

    @property
    def every_unit(self) -> frozenset[UnitId]:
        """Every affected unit."""
        return self.members | self.single.keys()

    @property
    def units(self) -> int:
        """How many units are affected in all."""
        return len(self.single) + len(self.members)


class Node(NamedTuple):
    """A node that was reached: what it is, the lot that it is or belongs to, and whose that lot is."""

    kind: str
    id: int
    lot_id: LotId
    customer_id: PartnerId | None


def reach(tx: Transaction, found: Iterable[Behind], scope: Scope, customer_id: PartnerId | None) -> Reached:
    """Walk from what was found behind suspects. Where lots are traced whole, a suspected unit stands for its lot."""
    known = list(found)
    lots = frozenset[LotId]().union(*(one.lots for one in known))
    units = frozenset[UnitId]().union(*(one.units for one in known))
    if scope is Scope.LOT:
        lots |= {row[0] for row in tx.wire.execute(LOTS_OF_UNITS, {"ids": array(units)})}
        units = frozenset()
    ids = [row[0] for row in tx.wire.execute(WALKS[scope].encode(), {"roots": array([*lots, *units])})]
    nodes = [Node(*row) for row in tx.wire.execute(SORTED, {"ids": array(ids)})]
    seen = visible(tx, nodes, customer_id)
    return parted(tx, nodes, seen, lots, scope)


def parted(
    tx: Transaction, nodes: Sequence[Node], seen: frozenset[LotId], roots: frozenset[LotId], scope: Scope
) -> Reached:
    """Sort nodes into lots, single units and packages."""
    every = frozenset(node.lot_id for node in nodes)
    whole = frozenset(node.lot_id for node in nodes if node.kind == NodeKind.LOT) & seen
    units = {UnitId(node.id): node.lot_id for node in nodes if node.kind == NodeKind.UNIT and node.lot_id in seen}
    inside = frozenset(unit for unit, lot in units.items() if lot in whole)
    return Reached(
        whole=whole,
        single={unit: lot for unit, lot in units.items() if lot not in whole},
        members=inside if scope is Scope.UNIT else units_in(tx, whole),
        packages=sum(node.kind == NodeKind.PACKAGE and node.lot_id in seen for node in nodes),
        hidden=len(every - seen),
        roots=roots,
    )


def units_in(tx: Transaction, lots: frozenset[LotId]) -> frozenset[UnitId]:
    """Return the units of lots."""
    return frozenset(row[0] for row in tx.wire.execute(UNITS_IN_LOTS, {"ids": array(lots)}))


def visible(tx: Transaction, nodes: Sequence[Node], customer_id: PartnerId | None) -> frozenset[LotId]:
    """Return the lots that this is about and that the reader may see.

    A customer's user sees its own lots; what a recall of a customer's goods is about are its lots and nobody's.
    """
    reader = tx.actor.customer_id
    if reader is not None:
        return frozenset(node.lot_id for node in nodes if node.customer_id == reader)
    return frozenset(node.lot_id for node in nodes if customer_id is None or node.customer_id in {None, customer_id})
