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
            return self._begin(row.lot, terms.item, LotStatus.EXPECTED, row, number)
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
        lot = Lot(self._world.number(), item, key[1], status, born=number, since=row.at, order_no=row.order_no)
        lot.supplier = row.partner if row.kind is MovementKind.RECEIPT else None
        lot.supplier_lot_no = row.supplier_lot_no
        lot.manufactured, lot.expiry = row.manufactured, row.expiry
        self._world.lots[key] = lot
        return lot

    def _begin_child(self, key: LotKey, terms: Terms, lot: Lot, row: MovementRow, number: int) -> Lot:
        """Begin a lot that is part of another: it keeps its parent's origin and dates, and its status unless returned."""
        child = self._begin(key, terms.item, lot.status, row, number)
        child.cycle = lot.cycle
        child.order_no = row.order_no or lot.order_no
        child.supplier, child.supplier_lot_no = lot.supplier, row.supplier_lot_no or lot.supplier_lot_no
        child.manufactured = row.manufactured or lot.manufactured
        child.expiry = row.expiry or lot.expiry
        return child
    # --- status

    def enter(self, line: Line) -> None:
        """Write the first step of the lot that a movement has begun, at its first row."""
        lot = line.receiver
        if lot.made or lot.since != line.row.at:
            return
        if line.from_customer:
            self._first(lot, LotEvent.RETURN_FROM_CUSTOMER, LotStatus.QUARANTINE, line.row)
        elif line.rule.begins in (Begins.LOT, Begins.OUTPUT):
            self._first(lot, LotEvent.RECEIVE, LotStatus.QUARANTINE, line.row)

    def _first(self, lot: Lot, event: LotEvent, status: LotStatus, row: MovementRow) -> None:
        lot.status = status
        self._output.change(lot, event, None, row.at, row.by, row.reason)

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

    # --- errors

    def doubt(self, rows: Iterable[MovementRow]) -> None:
        """Remember that what is known of the lots of these rows is not all."""
        for row in rows:
            self._world.doubtful.add(row.lot)
            if row.other_lot is not None:
                self._world.doubtful.add(row.other_lot)

    def object(self, key: LotKey, place: Place, error: CodedError, column: str, value: object = "") -> None:  # noqa: PLR0913 - what and where
        """Note an error that rests on a lot's history, unless a row of that history could not be read."""
        if key not in self._world.doubtful:
            self._problems.add(place, error, column, value)
