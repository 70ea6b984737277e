"""One sound movement, carried out: stock, units, packages, shipments, the edges that it proves, statuses."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, cast

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.lots import Line, LotBook
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.packages import PackageBook, Packed, packing
from veralot_server.modules.exchange.rules import Begins
from veralot_server.modules.exchange.shipments import ShipmentBook
from veralot_server.modules.exchange.steps import Steps
from veralot_server.modules.exchange.terms import first
from veralot_server.modules.exchange.units import UnitBook
from veralot_server.modules.exchange.world import ZERO, Location, Lot, Unit, World
from veralot_server.modules.genealogy.domain import edges, words
from veralot_server.modules.genealogy.domain.edges import EdgeFact, Input
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    LocationKind,
    LotStatus,
    MovementKind,
    SerialsWrong,
    StockShort,
)
from veralot_shared.ids import LotId, UnitId

MAKING: Final = frozenset({MovementKind.RECEIPT, MovementKind.PRODUCE})


class Mover:
    """Carries out movements in a world."""

    def __init__(self, world: World, output: Output, lots: LotBook, steps: Steps, known: Known) -> None:
        """Work in a world; numbers of packages and shipments that the database has are not given again."""
        self._world, self._output, self._lots, self._steps = world, output, lots, steps
        self._units = UnitBook(world, lots)
        self._packages = PackageBook(world, lots, known.packages_taken)
        self._shipments = ShipmentBook(world, lots, known.shipments_taken)

    def carry_out(self, number: int, lines: Sequence[Line]) -> None:
        """Carry out all lines of a movement, in their order."""
        if lines[0].row.kind is MovementKind.PACK:
            self._output.proofs(number, self._pack(number, lines))
        else:
            for line in lines:
                self._output.proofs(number, self._move(number, line))
        for line in lines:
            self._steps.after(line)

    def _move(self, number: int, line: Line) -> Iterator[EdgeFact]:
        self._post(number, line)
        package = self._packages.whole(line)
        units = self._units.move(line)
        kind = line.row.kind
        if kind in MAKING:
            return iter(edges.members(LotId(line.lot.node), ids(units), EdgeKind.MADE, line.terms.item.unit))
        if kind is MovementKind.CONSUME:
            return self._consume(line, units)
        if kind is MovementKind.SHIP:
            if package is not None:
                self._packages.require_inside(line, package, units)
            return self._shipments.ship(line, units, package)
        if line.from_customer:
            self._shipments.take_back(line, units, package)
        return self._divide(line, units)

    # --- stock

    def _post(self, number: int, line: Line) -> None:
        """Take from one place and give to the other; taking more than lies there is noted, and what lies there taken."""
        lot, receiver, terms = line.lot, line.receiver, line.terms
        self._require(line, terms.source)
        source, target = terms.source.code, terms.target.code
        # Of places whose balance nobody asks for none is kept: a long history has as many lots as it has rows.
        if counted(terms.source):
            lot.stock[source] = after(lot, terms.source, terms.quantity)
        if counted(terms.target):
            receiver.stock[target] = plus(receiver.stock.get(target, ZERO), terms.quantity)
        if line.rule.begins is not Begins.NONE and not terms.target.outside:
            receiver.made = plus(receiver.made, terms.quantity)
            receiver.changed = True
        self._output.line(number, lot, receiver, source, target, terms.quantity)

    def _require(self, line: Line, place: Location) -> None:
        """Note it where less lies at a place than a row takes from there."""
        there, wanted = line.lot.stock.get(place.code, ZERO), line.terms.quantity
        if there < wanted and counted(place):
            error = StockShort(
                lot_no=line.lot.lot_no,
                location=place.code,
                available=there,
                wanted=wanted,
                unit=line.lot.item.unit,
            )
            self._lots.object(line.lot.key, line.row.place, error, "quantity", line.row.quantity)

    # --- what each kind proves

    def _divide(self, line: Line, units: Sequence[Unit]) -> Iterator[EdgeFact]:
        """Return the edges to a lot that was drawn, split off or put together; other movements prove none."""
        if line.other is None or line.rule.edge is None:
            return
        self._lots.descend(line, line.lot, line.other)
        parent, child = LotId(line.lot.node), LotId(line.other.node)
        yield from edges.child(parent, child, line.rule.edge, line.terms.quantity, line.lot.item.unit, ids(units))

    def _consume(self, line: Line, units: Sequence[Unit]) -> Iterator[EdgeFact]:
        """Return the edges of a consumption: unit by unit where units are named, else by lots (I-59)."""
        output = cast("Lot", line.other)
        into = self._units.taking_up(line)
        if units and into and len(units) != len(into) != 1:
            error = SerialsWrong(problem=words.SERIALS_PAIRS, serials=first(line.row.into_serials))
            self._lots.object(line.lot.key, line.row.place, error, "into_serials")
            return
        self._lots.descend(line, line.lot, output)
        item, present = line.terms.item, self._world.present(output)
        given = Input(LotId(line.lot.node), line.terms.quantity, item.unit, item.quantum, ids(units), ids(into))
        kind = EdgeKind.REWORKED if line.lot.status is LotStatus.REWORK else EdgeKind.CONSUMED
        yield from edges.consumption(
            [given], LotId(output.node), kind, None if present is None else [UnitId(node) for node in present]
        )

    def _pack(self, number: int, lines: Sequence[Line]) -> Iterator[EdgeFact]:
        """Return the edges of a packing; stock stays as it is, but what is packed must lie there."""
        packed: list[Packed] = []
        before = self._lots.noted
        for line in lines:
            if line.row.inside_package is None:
                self._require(line, line.terms.source)
                place = line.terms.source.code
                self._output.line(number, line.lot, line.lot, place, place, line.terms.quantity)
            done = self._packages.pack(line, self._units.in_place(line))
            if done is not None:
                packed.append(done)
        if self._lots.noted == before:
            self._packages.require_full(packed)
        return packing(packed)


def counted(place: Location) -> bool:
    """Tell whether a place's balance must not fall below zero: the plant's own, and what customers can give back."""
    return not place.outside or place.kind is LocationKind.CUSTOMERS


def after(lot: Lot, place: Location, quantity: Decimal) -> Decimal:
    """Return a lot's balance at a place after something was taken from there."""
    return max(lot.stock.get(place.code, ZERO) - quantity, ZERO)


def plus(first: Decimal, second: Decimal) -> Decimal:
    """Return a sum; to nothing added, a number stays the object that it is."""
    return first + second if first else second


def ids(units: Sequence[Unit]) -> list[UnitId]:
    """Return the nodes of units."""
    return [UnitId(unit.node) for unit in units]
