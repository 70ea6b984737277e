"""What a movement proves: which edges of the evidence graph it makes, and in which graph each of them counts.

The lot graph (L) knows lots, packages and shipments; the unit graph (U) knows single units too; B counts in both. A lot pair
whose units are named gets its lot edge in L alone, so that a walk through units never spreads from one unit to all of its lot.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from veralot_server.modules.genealogy.domain.amounts import shares
from veralot_shared.contracts.genealogy import EdgeKind
from veralot_shared.ids import LotId, NodeId, UnitId

LOTS, UNITS, BOTH = "L", "U", "B"
ONE = Decimal(1)


class EdgeFact(NamedTuple):
    """That one node stands behind another, as which kind, by how much, in which graph."""

    parent: NodeId
    child: NodeId
    scope: str
    kind: EdgeKind
    quantity: Decimal
    unit: str


class Input(NamedTuple):
    """One input of a consumption.

    Attributes:
        lot_id: the lot that is consumed.
        quantity: how much of it.
        unit: its unit of measure.
        quantum: its smallest quantity.
        units: which of its units, where it is serialised.
        into: the units of the output that it goes into, where that is known.
    """

    lot_id: LotId
    quantity: Decimal
    unit: str
    quantum: Decimal
    units: Sequence[UnitId] = ()
    into: Sequence[UnitId] = ()


def edge(parent: int, child: int, scope: str, kind: EdgeKind, quantity: Decimal, unit: str) -> EdgeFact:
    """Return an edge between any two nodes."""
    return EdgeFact(NodeId(parent), NodeId(child), scope, kind, quantity, unit)


def members(lot_id: LotId, units: Iterable[UnitId], kind: EdgeKind, unit: str) -> list[EdgeFact]:
    """Return the edges that say which units are a lot's."""
    return [edge(lot_id, unit_id, UNITS, kind, ONE, unit) for unit_id in units]


def child(
    parent: LotId, child_id: LotId, kind: EdgeKind, quantity: Decimal, unit: str, units: Sequence[UnitId]
) -> list[EdgeFact]:
    """Return the edges from a lot to one that was taken from it; named units go with it one by one."""
    scope = LOTS if units else BOTH
    return [edge(parent, child_id, scope, kind, quantity, unit), *members(child_id, units, kind, unit)]


def consumption(
    inputs: Sequence[Input], output_id: LotId, kind: EdgeKind, present: Sequence[UnitId] | None
) -> list[EdgeFact]:
    """Return the edges of a consumption: one L edge for a lot pair whose units are named, one B edge for one that is not.

    Args:
        inputs: what was consumed.
        output_id: the lot that it went into.
        kind: consumed, or reworked.
        present: the units that are in the output now, if some that it had are gone from it: what goes in from now on is not
            in those, so an edge to the whole lot would say too much. `None` if none is gone.
    """
    whole: defaultdict[tuple[LotId, str, str], Decimal] = defaultdict(Decimal)
    single: list[EdgeFact] = []
    for given in inputs:
        units = list(_unit_edges(given, output_id, kind, present))
        single += units
        whole[given.lot_id, LOTS if units or present is not None else BOTH, given.unit] += given.quantity
    pairs = [edge(lot, output_id, scope, kind, quantity, unit) for (lot, scope, unit), quantity in whole.items()]
    return pairs + single


def _unit_edges(given: Input, output_id: LotId, kind: EdgeKind, present: Sequence[UnitId] | None) -> Iterable[EdgeFact]:
    """Yield what is known of single units; nothing where only lots are known."""
    into: Sequence[int] = given.into or ([output_id] if present is None else present)
    if len(given.units) > 1 and len(given.into) == len(given.units):
        for unit_id, single in zip(given.units, given.into, strict=True):
            yield edge(unit_id, single, UNITS, kind, ONE, given.unit)
    elif given.units:
        for unit_id in given.units:
            yield from (edge(unit_id, target, UNITS, kind, ONE, given.unit) for target in into)
    elif given.into or present is not None:
        parts = shares(given.quantity, len(into), given.quantum) if into else []
        for target, part in zip(into, parts, strict=True):
            yield edge(given.lot_id, target, UNITS, kind, part, given.unit)
