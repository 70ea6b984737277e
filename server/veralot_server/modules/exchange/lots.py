"""Which lots a movement is about: found, or begun by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from veralot_server.modules.exchange.descent import Descent
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.rows import MovementRow
from veralot_server.modules.exchange.rules import RULES, Begins, Rule
from veralot_server.modules.exchange.terms import Terms
from veralot_server.modules.exchange.world import Item, Lot, LotKey, World
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.exchange import CellEmpty, ReferenceUnknown
from veralot_shared.contracts.genealogy import (
    CycleForbidden,
    LocationKind,
    LotEvent,
    LotStatus,
    MergeUnlike,
    MovementKind,
)
from veralot_shared.errors import CodedError, RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

LOT: Final = N_("lot")


@dataclass(slots=True)
class Line:
    """A movement's row with everything that it is about."""

    row: MovementRow
    rule: Rule
    terms: Terms
    lot: Lot
    other: Lot | None

    @property
    def from_customer(self) -> bool:
        """Tell whether a customer gives back what it was sent."""
        return self.terms.source.kind is LocationKind.CUSTOMERS

    @property
    def receiver(self) -> Lot:
        """Return the lot whose stock grows: the child where goods change lots, else the lot itself."""
        return self.other if self.other is not None and self.rule.begins is Begins.CHILD else self.lot


class LotBook:
    """Finds and begins lots."""

    def __init__(self, world: World, output: Output, problems: Problems, descent: Descent) -> None:
        """Work in a world, and on who comes from whom."""
        self._world, self._output, self._problems, self._descent = world, output, problems, descent

    # --- which lots

    def line(self, row: MovementRow, terms: Terms, number: int) -> Line | None:
        """Return a row with its lots, begun where it begins them; what is wrong is noted.

        `number` is the movement's: a lot that it has begun may stand in several of its rows.
        """
        rule = RULES[row.kind]
        lot = self._own(row, terms, rule, number)
        if lot is None:
            return None
        other = self._other(row, terms, rule, lot, number)
        if other is None and row.other_lot is not None:
            return None
        return Line(row, rule, terms, lot, other)

    def _own(self, row: MovementRow, terms: Terms, rule: Rule, number: int) -> Lot | None:
        if rule.begins not in (Begins.LOT, Begins.OUTPUT):
            return self.find(row.lot, row.place, "lot_no")
        lot = self._world.lot(row.lot)
        if lot is None:
            return self._begin_own(row, terms, number)
        if lot.born == number or (rule.begins is Begins.OUTPUT and lot.order_no == row.order_no):
            return lot
        if rule.begins is Begins.LOT:
            self.object(lot.key, row.place, RecordExists(kind=LOT, key=lot.lot_no), "lot_no", lot.lot_no)
        else:
            error = ValueNotAllowed(value=row.order_no or "", rule=words.RULE_SAME_ORDER)
            self.object(lot.key, row.place, error, "order_no", row.order_no)
        return None

    def _other(self, row: MovementRow, terms: Terms, rule: Rule, lot: Lot, number: int) -> Lot | None:
        key = row.other_lot
        if key is None:
            if rule.begins is Begins.CHILD and terms.source.outside:
                self._problems.add(row.place, CellEmpty(), "to_lot")
            return None
        if rule.begins is not Begins.CHILD:
            return self.find(key, row.place, "to_lot")
        other = self._world.lot(key)
        if other is None:
            return self._begin_child(key, terms, lot, row, number)
        if other.born == number:
            self._join(other, lot, row)
            return other
        self.object(key, row.place, RecordExists(kind=LOT, key=other.lot_no), "to_lot", other.lot_no)
        return None

    def find(self, key: LotKey, place: Place, column: str) -> Lot | None:
        """Return a lot; one that is nowhere is noted, unless a row that could not be read may have begun it."""
        lot = self._world.lot(key)
        if lot is None:
            self.object(key, place, ReferenceUnknown(kind=LOT, value=key[1]), column, key[1])
        return lot

    def _begin(self, key: LotKey, item: Item, status: LotStatus, row: MovementRow, number: int) -> Lot:
        lot = Lot(self._world.number(), item, key[1], status, born=number, since=row.at)
        lot.supplier_lot_no = row.supplier_lot_no
        lot.manufactured, lot.expiry = row.manufactured, row.expiry
        self._world.begin(lot)
        return lot

    def _begin_own(self, row: MovementRow, terms: Terms, number: int) -> Lot:
        """Begin a lot that arrives or is made: it waits for its test (I-30)."""
        lot = self._begin(row.lot, terms.item, LotStatus.QUARANTINE, row, number)
        received = row.kind is MovementKind.RECEIPT
        lot.order_no = row.order_no or (row.document_no if received else None)
        lot.supplier = row.partner if received else None
        self._output.change(lot, LotEvent.RECEIVE, LotStatus.EXPECTED, row)
        return lot

    def _begin_child(self, key: LotKey, terms: Terms, parent: Lot, row: MovementRow, number: int) -> Lot:
        """Begin a lot that is part of another and keeps what that is; what came back from a customer is not trusted."""
        back = terms.source.kind is LocationKind.CUSTOMERS
        child = self._begin(key, terms.item, LotStatus.QUARANTINE if back else parent.status, row, number)
        child.cycle, child.order_no = parent.cycle, parent.order_no
        child.supplier, child.supplier_lot_no = parent.supplier, row.supplier_lot_no or parent.supplier_lot_no
        child.manufactured = row.manufactured or parent.manufactured
        child.expiry = row.expiry or parent.expiry
        child.came_back = back or parent.returned
        event = LotEvent.RETURN_FROM_CUSTOMER if child.came_back else LotEvent.RECEIVE
        self._output.change(child, event, LotStatus.SHIPPED if back else None, row)
        return child

    def _join(self, lot: Lot, source: Lot, row: MovementRow) -> None:
        """Add another source to a lot that several make: what they do not have in common it does not have."""
        for name in ("supplier", "supplier_lot_no", "order_no", "manufactured"):
            if getattr(lot, name) != getattr(source, name):
                setattr(lot, name, None)
        lot.cycle = max(lot.cycle, source.cycle)
        lot.expiry = min(filter(None, (lot.expiry, source.expiry)), default=None)
        if row.kind is MovementKind.MERGE and source.status is not lot.status:
            self.object(source.key, row.place, MergeUnlike(difference=words.DIFFERS_STATUS), "lot_no", source.lot_no)

    # --- descent

    def descend(self, line: Line, parent: Lot, child: Lot) -> None:
        """Remember where a lot comes from; note one that would come from itself."""
        if not self._descent.add(parent.node, child.node):
            error = CycleForbidden(lot_no=parent.lot_no, output_no=child.lot_no)
            self.object(parent.key, line.row.place, error, "to_lot", child.lot_no)

    # --- errors

    @property
    def noted(self) -> int:
        """Return how many errors are noted so far."""
        return len(self._problems)

    def doubt(self, keys: Iterable[LotKey]) -> None:
        """Remember that what is known of these lots is not all."""
        self._world.doubt(keys)

    def object(self, key: LotKey, place: Place, error: CodedError, column: str, value: object = "") -> None:
        """Note an error that rests on a lot's history, unless a row of that history could not be read."""
        if not self._world.doubts(key):
            self._problems.add(place, error, column, value)
