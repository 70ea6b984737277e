"""Which lots a movement is about: found, or begun by it; and the steps of their status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.rows import MovementRow, StatusRow
from veralot_server.modules.exchange.rules import RULES, Begins, Rule
from veralot_server.modules.exchange.table import FILLED
from veralot_server.modules.exchange.terms import Terms
from veralot_server.modules.exchange.world import Item, Lot, LotKey, World
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.exchange import CellInvalid, ReferenceUnknown
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    CycleForbidden,
    LocationKind,
    LotEvent,
    LotStatus,
    MovementKind,
)
from veralot_shared.errors import CodedError, RecordExists, TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import N_

LOT: Final = N_("lot")
NOT_BY_THIS: Final = N_("This kind of movement does not lead to that status.")

OUTCOME: Final[Mapping[LotEvent, LotStatus]] = MappingProxyType(
    {event: status for (_, event), status in LOT_TRANSITIONS.items()}
)
"""The status that each event leads to; there is one, whatever the status before."""


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
    """Finds and begins lots, and moves them from status to status."""

    def __init__(self, world: World, output: Output, problems: Problems) -> None:
        """Work in a world."""
        self._world, self._output, self._problems = world, output, problems

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
        lot = self._world.lots.get(row.lot)
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
                self._problems.add(row.place, CellInvalid(value="", expected=FILLED), "to_lot")
            return None
        if rule.begins is not Begins.CHILD:
            return self.find(key, row.place, "to_lot")
        other = self._world.lots.get(key)
        if other is None:
            return self._begin_child(key, terms, lot, row, number)
        if other.born == number:
            if other.expiry and lot.expiry:
                other.expiry = min(other.expiry, lot.expiry)
            return other
        self.object(key, row.place, RecordExists(kind=LOT, key=other.lot_no), "to_lot", other.lot_no)
        return None

    def find(self, key: LotKey, place: Place, column: str) -> Lot | None:
        """Return a lot; one that is nowhere is noted, unless a row that could not be read may have begun it."""
        lot = self._world.lots.get(key)
        if lot is None:
            self.object(key, place, ReferenceUnknown(kind=LOT, value=key[1]), column, key[1])
        return lot

    def _begin(self, key: LotKey, item: Item, status: LotStatus, row: MovementRow, number: int) -> Lot:
        lot = Lot(self._world.number(), item, key[1], status, born=number, since=row.at)
        lot.order_no = row.order_no
        lot.supplier_lot_no = row.supplier_lot_no
        lot.manufactured, lot.expiry = row.manufactured, row.expiry
        self._world.lots[key] = lot
        return lot

    def _begin_own(self, row: MovementRow, terms: Terms, number: int) -> Lot:
        """Begin a lot that arrives or is made: it waits for its test (I-30)."""
        lot = self._begin(row.lot, terms.item, LotStatus.QUARANTINE, row, number)
        lot.supplier = row.partner if row.kind is MovementKind.RECEIPT else None
        self._output.change(lot, LotEvent.RECEIVE, LotStatus.EXPECTED, row.at, row.by, row.reason)
        return lot

    def _begin_child(self, key: LotKey, terms: Terms, parent: Lot, row: MovementRow, number: int) -> Lot:
        """Begin a lot that is part of another, with its origin, dates and status; what came back is not trusted."""
        back = terms.source.kind is LocationKind.CUSTOMERS
        child = self._begin(key, terms.item, LotStatus.QUARANTINE if back else parent.status, row, number)
        child.cycle = parent.cycle
        child.order_no = row.order_no or parent.order_no
        child.supplier, child.supplier_lot_no = parent.supplier, row.supplier_lot_no or parent.supplier_lot_no
        child.manufactured = row.manufactured or parent.manufactured
        child.expiry = row.expiry or parent.expiry
        if back:
            self._output.change(child, LotEvent.RETURN_FROM_CUSTOMER, None, row.at, row.by, row.reason)
        return child

    # --- status

    def leave(self, line: Line) -> None:
        """Bring the lot to the status that its row says it has afterwards."""
        wanted = line.row.status
        lot = line.receiver if line.from_customer else line.lot
        if wanted is None or wanted is lot.status:
            return
        fitting = [event for event in line.rule.events if OUTCOME[event] is wanted]
        legal = [event for event in fitting if (lot.status, event) in LOT_TRANSITIONS]
        if fitting:
            self.step(lot, (legal or fitting)[0], line.row, "status")
        else:
            self.object(lot.key, line.row.place, ValueNotAllowed(value=wanted, rule=NOT_BY_THIS), "status", wanted)

    def step(self, lot: Lot, event: LotEvent, row: MovementRow | StatusRow, column: str) -> None:
        """Bring a lot to the status that an event leads to; a step that is not possible is noted, and its outcome believed.

        What follows is then judged as if the step had been possible: one missing step is one error.
        """
        before = lot.status
        target = LOT_TRANSITIONS.get((before, event))
        if target is None:
            error = TransitionIllegal(kind=LOT, key=lot.lot_no, state=before, event=event)
            self.object(lot.key, row.place, error, column, getattr(row, column))
        lot.status = target or OUTCOME.get(event, before)
        lot.cycle += event is LotEvent.REPORT_REWORK
        lot.changed = True
        self._output.change(lot, event, before, row.at, row.by, row.reason)

    # --- descent

    def refuse_cycle(self, line: Line, output: Lot) -> None:
        """Note a lot that is consumed into itself or into one that it comes from; else remember where the output comes from.

        Only an input that began after its output can come from it, so only those are looked into.
        """
        lot = line.lot
        if lot is output or (lot.node > output.node > 0 and descends(lot, output)):
            error = CycleForbidden(lot_no=lot.lot_no, output_no=output.lot_no)
            self.object(lot.key, line.row.place, error, "to_lot", output.lot_no)
            return
        output.parents.add(lot)

    # --- errors

    def doubt(self, keys: Iterable[LotKey]) -> None:
        """Remember that what is known of these lots is not all."""
        self._world.doubtful.update(keys)

    def object(self, key: LotKey, place: Place, error: CodedError, column: str, value: object = "") -> None:
        """Note an error that rests on a lot's history, unless a row of that history could not be read."""
        if key not in self._world.doubtful:
            self._problems.add(place, error, column, value)


def descends(lot: Lot, ancestor: Lot) -> bool:
    """Tell whether one lot comes from another, by what this import brings."""
    seen, waiting = {lot}, [lot]
    while waiting:
        new = waiting.pop().parents - seen
        if ancestor in new:
            return True
        seen |= new
        waiting += new
    return False
