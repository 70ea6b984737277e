"""Walks the evidence graph from everything that is suspected at once, and sorts what it reaches."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from veralot_server.core.module import Behind
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.queries.statements import (
    EXPIRING,
    INSIDE,
    LOTS,
    LOTS_OF_UNITS,
    UNITS_IN_LOTS,
    WALKS,
    array,
)
from veralot_shared.contracts.genealogy import NodeKind, Scope
from veralot_shared.ids import ItemId, LotId, PartnerId, UnitId


class Lot(NamedTuple):
    """What a lot is."""

    id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    customer_id: PartnerId | None
    customer: str
    supplier_lot_no: str
    order_no: str
    status: str
    held: int
    unit: str
    made: Decimal
    customer_zh: str


class Reached(NamedTuple):
    """What suspects lead to.

    Attributes:
        lots: what each affected lot is, by item and number, those of single units included.
        whole: lots that are affected as they are.
        single: units that are affected although their lot as a whole is not, each with that lot.
        members: units of lots that are affected as they are.
        packages: how many packages are.
        hidden: how many lots the reader may not see, or the recall is not about.
        roots: lots that are suspected themselves.
    """

    lots: Mapping[LotId, Lot]
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


def reach(tx: Transaction, found: Iterable[Behind], scope: Scope, customer_id: PartnerId | None) -> Reached:
    """Walk from what was found behind suspects. Where lots are traced whole, a suspected unit stands for its lot."""
    known = list(found)
    roots = frozenset[LotId]().union(*(one.lots for one in known))
    units = frozenset[UnitId]().union(*(one.units for one in known))
    if scope is Scope.LOT:
        roots |= {row[0] for row in tx.wire.execute(LOTS_OF_UNITS, {"ids": array(units)})}
        units = frozenset()
    ids = array(row[0] for row in tx.wire.execute(WALKS[scope].encode(), {"roots": array([*roots, *units])}).fetchall())
    whole = {lot.id: lot for lot in lots(tx, ids)}
    inside = tx.wire.execute(INSIDE, {"ids": ids}).fetchall()
    others = {lot_id for _, _, lot_id in inside if lot_id not in whole}
    every = {**whole, **{lot.id: lot for lot in lots(tx, array(others))}}
    seen = {lot.id: lot for lot in sorted(every.values(), key=by_number) if visible(tx, lot, customer_id)}
    own = {UnitId(unit): lot for kind, unit, lot in inside if kind == NodeKind.UNIT and lot in seen}
    affected = frozenset(whole.keys() & seen.keys())
    members = frozenset(unit for unit, lot in own.items() if lot in affected)
    return Reached(
        lots={lot.id: lot for lot in seen.values() if lot.id in affected or lot.id in own.values()} if others else seen,
        whole=affected,
        single={unit: lot for unit, lot in own.items() if lot not in affected},
        members=members if scope is Scope.UNIT else units_in(tx, affected),
        packages=sum(kind == NodeKind.PACKAGE and lot in seen for kind, _, lot in inside),
        hidden=len(every) - len(seen),
        roots=roots,
    )


def lots(tx: Transaction, ids: str) -> list[Lot]:
    """Return the lots among nodes."""
    if ids == "{}":
        return []
    values = {"ids": ids, "today": tx.today, "expiring": EXPIRING}
    return [Lot._make(row) for row in tx.wire.execute(LOTS, values).fetchall()]


def by_number(lot: Lot) -> tuple[str, str, int]:
    """Return what lots are sorted by."""
    return lot.item_code, lot.lot_no, lot.id


def units_in(tx: Transaction, lot_ids: frozenset[LotId]) -> frozenset[UnitId]:
    """Return the units of lots."""
    return frozenset(row[0] for row in tx.wire.execute(UNITS_IN_LOTS, {"ids": array(lot_ids)}))


def visible(tx: Transaction, lot: Lot, customer_id: PartnerId | None) -> bool:
    """Tell whether this is about a lot, and the reader may see it.

    A customer's user sees its own lots; what a recall of a customer's goods is about are its lots and nobody's.
    """
    reader = tx.actor.customer_id
    if reader is not None:
        return lot.customer_id == reader
    return customer_id is None or lot.customer_id in {None, customer_id}
